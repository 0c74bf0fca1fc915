"""Mean or sample, switched in the whole window with the mouse."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton


def test_what_is_chosen_in_the_decoded_panel_is_seen_there_and_in_the_strip(explorer) -> None:
    explorer.show()
    panel = explorer.panel("decoded")
    strips: list = []
    explorer.desk.products.strip_changed.connect(strips.append)

    def click(name: str) -> None:
        buttons = panel.findChildren(QToolButton)
        button = next(b for b in buttons if b.accessibleName() == name)
        explorer.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    click("Sample")
    assert set(np.unique(panel.view.image)) <= {0, 1}
    explorer.wait_until(
        lambda: bool(strips) and set(np.unique(strips[-1].reconstructions)) <= {0, 1}
    )
    first = panel.view.image
    click("Draw again")
    assert not np.array_equal(panel.view.image, first)
    click("Mean")
    assert len(np.unique(panel.view.image)) > 2
