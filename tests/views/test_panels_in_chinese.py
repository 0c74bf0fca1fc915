"""What panels find by a text, or cut from one, where that text is in another language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from vae_explorer.core.language import speak
from vae_explorer.views.panels.decoded_panel import DecodedPanel
from vae_explorer.views.panels.selection_panel import SelectionPanel
from vae_explorer.views.style.theme import LIGHT

TEXTS = {
    "NumPy arrays (*.npz)": "NumPy 数组 (*.npz)",
    "looks like {classes}": "像是 {classes}",
}


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    speak("zh", lambda text, _note: TEXTS.get(text, ""))
    yield
    speak("en", None)


def test_the_kind_that_is_chosen_gives_a_file_its_suffix(qtbot, monkeypatch) -> None:
    panel = SelectionPanel(LIGHT)
    qtbot.addWidget(panel)
    chosen = ("/tmp/chosen", TEXTS["NumPy arrays (*.npz)"])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: chosen)
    with qtbot.waitSignal(panel.export_wanted) as asked:
        panel._buttons["export"].setEnabled(True)
        panel._buttons["export"].click()
    assert asked.args == [Path("/tmp/chosen.npz")]


def test_where_there_is_little_room_the_classes_alone_are_told(qtbot) -> None:
    panel = DecodedPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.set_likeness("像是 4 (0.97)")
    assert panel._likeness.words == "像是 4 (0.97)"
    assert panel._likeness._brief == "4 (0.97)"
