"""What tests of paths share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from desk_kit import TestDesk, settings_in, wait_until
from file_kit import make_snapshot
from PySide6.QtWidgets import QWidget

from vae_explorer.views.panels.path_panel import PathPanel, bind
from vae_explorer.views.style.theme import LIGHT


def frames(count: int, side: int = 28) -> np.ndarray:
    levels = np.linspace(40, 240, count).astype(np.uint8)
    return np.broadcast_to(levels[:, None, None, None], (count, 1, side, side)).copy()


def path_desk(tmp_path: Path) -> Iterator[TestDesk]:
    """Yield a desk that shows a model, and has begun to decode paths and to write pictures."""
    desk = TestDesk(tmp_path, settings_in(tmp_path))
    desk.show(make_snapshot())
    desk.paths.begin()
    desk.pictures.begin()
    yield desk
    desk.shutdown()


def shown_panel(qtbot, desk: TestDesk) -> PathPanel:
    """Return the panel of a desk's path, on the screen and with its frames."""
    panel = PathPanel(LIGHT)
    qtbot.addWidget(panel)
    bind(panel, desk)
    panel.resize(700, 170)
    panel.show()
    panel.activateWindow()
    qtbot.waitActive(panel)
    wait_until(qtbot, lambda: panel.images is not None)
    return panel


def named(panel: QWidget, name: str, kind: type[QWidget] = QWidget):
    return next(w for w in panel.findChildren(kind) if w.accessibleName() == name)
