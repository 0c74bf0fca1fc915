"""The panel of the path where there is little room."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from desk_kit import TestDesk, wait_until
from gui_kit import click, key
from path_kit import named, path_desk, shown_panel
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QSlider, QToolButton

from vae_explorer.core.paths import Point, Route
from vae_explorer.views.panels.path_panel import PathPanel


@pytest.fixture
def desk(qapp, tmp_path: Path):
    yield from path_desk(tmp_path)


@pytest.fixture
def panel(qtbot, desk: TestDesk) -> PathPanel:
    return shown_panel(qtbot, desk)


def test_a_narrow_panel_leaves_the_large_image_out(panel) -> None:
    assert panel.image.isVisible()
    panel.resize(320, 170)
    assert panel.width() == 320
    assert not panel.image.isVisible()


@pytest.mark.parametrize("count", [2, 5])
def test_fields_are_whole_in_a_narrow_panel_however_many_there_are(
    panel, desk, qtbot, monkeypatch, count: int
) -> None:
    panel.resize(452, 170)
    set_confidence = panel.set_confidence
    monkeypatch.setattr(panel, "set_confidence", lambda *_: None)
    set_confidence(np.full((100, 2), 0.5, np.float32), ("two", "seven"), (2, None))
    desk.workspace.route.replace(Route(tuple(Point(i / 10, 0) for i in range(count))))
    for height in range(175, panel.minimumHeight() - 1, -5):
        panel.resize(452, height)
        qtbot.wait(20)
        row = panel.waypoints.findChild(QScrollArea)
        assert row.viewport().height() >= row.widget().sizeHint().height()
        assert panel.film.height() >= panel.film.minimumHeight()


def test_how_to_add_waypoints_is_said_once(panel, desk, qtbot) -> None:
    line = named(panel, "Lengths", QLabel)
    click(named(panel, "New path", QPushButton))
    assert panel.images is None, "where the film says it"
    assert not line.text().strip()
    for z1 in (0.0, 1.0):
        desk.paths.take(z1, 0.0, None)
    wait_until(qtbot, lambda: panel.images is not None)
    assert "Backspace" in line.text()


def test_without_room_for_the_large_image_the_handle_goes_along(panel, desk, qtbot) -> None:
    slider = named(panel, "Frame", QSlider)
    slider.setFocus()
    key(slider, Qt.Key.Key_Right)
    assert desk.workspace.probe == (0.0, 0.0), "the large image shows the frame"
    panel.resize(452, 170)
    key(slider, Qt.Key.Key_Right)
    assert desk.workspace.probe == desk.paths.at
    play = named(panel, "Play the path", QToolButton)
    click(play)
    wait_until(qtbot, lambda: desk.paths.frame > 4)
    desk.workspace.move(3.0, 3.0)
    assert not panel.transport.player.playing, "a hand has taken the handle"
