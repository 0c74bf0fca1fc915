"""A screen reader is told which digit is looked at, of which class, and where the handle is."""

from __future__ import annotations

import pytest
from gui_kit import key
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from vae_explorer.core.drawing.wording import number
from vae_explorer.views.latent import spoken


@pytest.fixture
def said(monkeypatch) -> list[str]:
    said: list[str] = []
    announce = spoken.announce

    def tell(widget, text: str) -> None:
        announce(widget, text)
        said.append(text)

    monkeypatch.setattr(spoken, "announce", tell)
    return said


def description(widget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Description)


def test_class_number_and_place_are_told_once_a_change_has_come_to_rest(explorer, said) -> None:
    plot, snapshot = explorer.plot, explorer.snapshot
    workspace, dataset = explorer.desk.workspace, snapshot.config.dataset
    plot.setFocus()
    for row in (3, 8, 21):  # as keys that walk quickly do
        workspace.selected.look_at(row, dataset)
    explorer.wait_until(lambda: bool(said))
    z1, z2 = (number(float(z), 2) for z in snapshot.embedding[21])
    assert said == [f"Looking at {snapshot.labels[21]}, number 21, at {z1}, {z2}."]
    assert said[0] in description(plot)
    assert "Arrow keys move the cursor" in description(plot)

    key(plot, *[Qt.Key.Key_Right] * 5)
    explorer.wait_until(lambda: len(said) == 2)
    z1, z2 = (number(z, 2) for z in workspace.probe)
    assert said[1].startswith(f"Handle at {z1}, {z2}; the nearest digit is ")

    workspace.selected.choose([1, 2, 3], dataset)
    explorer.wait_until(lambda: len(said) == 3)
    assert said[2] == "3 digits selected."
    assert "Looking at" not in description(plot)


def test_buttons_of_tools_and_of_the_panel_have_names(explorer) -> None:
    explorer.action("find").trigger()
    panel = explorer.panel("selection")
    explorer.wait_until(panel.isVisible)
    bar = explorer.window.latent.tools.bar
    controls = [*panel._buttons.values(), panel.search, panel.grid, *bar.hows.values(), bar._end]
    for control in controls:
        name = QAccessible.queryAccessibleInterface(control).text(QAccessible.Text.Name)
        assert name, control
