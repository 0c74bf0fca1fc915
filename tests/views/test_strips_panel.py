"""Rows of reconstructions, one a chosen epoch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from desk_kit import Screen, TestDesk, settings_in, wait_until
from file_kit import make_snapshot
from gui_kit import TINY, key, write
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QToolButton

from vae_explorer.session.pictures import Strip
from vae_explorer.session.state import RunState
from vae_explorer.views.panels.strips_panel import StripsPanel, bind
from vae_explorer.views.style.theme import LIGHT

NAMES = ("zero", "one", "two")


def strip(run_id: int, grey: int) -> Strip:
    inputs = np.full((3, 1, 28, 28), 50, np.uint8)
    return Strip(run_id, inputs, np.full((3, 1, 28, 28), grey / 255, np.float32), NAMES)


def rows_of(image: QImage, grey: int) -> tuple[int, int]:
    """Return the first and the last row of pixels with exactly this grey."""
    image = image.convertToFormat(QImage.Format.Format_ARGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    where = np.flatnonzero((pixels == QColor(grey, grey, grey).rgba()).any(axis=1))
    return int(where[0]), int(where[-1])


@pytest.fixture
def panel(qtbot) -> StripsPanel:
    panel = StripsPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(360, 300)
    panel.show()
    panel.activateWindow()
    qtbot.waitActive(panel)
    return panel


@pytest.fixture
def desk(qapp, tmp_path: Path):
    desk = TestDesk(tmp_path, settings_in(tmp_path))
    yield desk
    desk.shutdown()


@pytest.fixture
def bound(panel: StripsPanel, desk: TestDesk) -> StripsPanel:
    bind(panel, desk)
    return panel


def said(panel: StripsPanel) -> str:
    notes = [label for label in panel.findChildren(QLabel) if label.wordWrap()]
    return notes[0].text() if notes[0].isVisible() else panel.rows._waiting


def test_the_inputs_are_on_top_and_the_epochs_follow_in_order(panel: StripsPanel) -> None:
    panel.set_strips("Run 1", {1: strip(1, 90), 10: strip(1, 120)})
    image = panel.rows.grab().toImage()
    tops = [rows_of(image, grey) for grey in (50, 90, 120)]
    assert tops[0][1] < tops[1][0] < tops[1][1] < tops[2][0]


def test_many_rows_are_scrolled_rather_than_shrunk(panel: StripsPanel) -> None:
    panel.set_strips("Run 1", {e: strip(1, 90 + e) for e in range(1, 30)})
    first, last = rows_of(panel.rows.grab().toImage(), 91)
    assert last - first + 1 >= 20
    assert panel.rows.height() > panel.height()


def test_the_strips_of_the_shown_run_are_shown(bound: StripsPanel, desk: TestDesk) -> None:
    first, second = (desk.show(make_snapshot()) for _ in range(2))
    desk.worker.strips.made.emit(1, strip(first.id, 90))
    assert bound.rows.columns == 0
    desk.workspace.look_at(first.id)
    assert bound.rows.columns == 3
    desk.workspace.look_at(second.id)
    assert bound.rows.columns == 0
    desk.workspace.look_at(first.id)
    assert bound.rows.columns == 3


def test_a_model_from_a_file_says_that_it_has_none(bound: StripsPanel, desk: TestDesk) -> None:
    run = desk.show(make_snapshot())
    assert run.name in said(bound)
    assert "no file" in said(bound)


def test_it_says_what_comes_next_and_what_is_missing(bound: StripsPanel, desk: TestDesk) -> None:
    run = desk.show(make_snapshot())
    config = replace(TINY, epochs=30)
    desk.workspace.update(run.id, config=config, state=RunState.RUNNING)
    assert "epoch 1." in said(bound)
    snapshot = replace(make_snapshot(), epoch=12.0)
    desk.workspace.update(run.id, snapshot=snapshot)
    desk.worker.strips.made.emit(1, strip(run.id, 90))
    assert said(bound).endswith(": 10.")
    desk.worker.strips.made.emit(10, strip(run.id, 90))
    assert "epoch 20." in said(bound)


def test_epochs_are_chosen_by_typing_them(bound: StripsPanel, desk: TestDesk) -> None:
    screen = Screen(desk)
    field = bound.findChild(QLineEdit)
    assert field is not None
    assert field.text() == "1, 10, 20, 30, 40, 50"
    field.setFocus()
    write(field, "5 2")
    key(field, Qt.Key.Key_Return)
    assert desk.epoch_strips.epochs == (2, 5)
    assert field.text() == "2, 5"
    write(field, "five")
    key(field, Qt.Key.Key_Return)
    assert "no epochs" in screen.messages[-1].text
    assert field.property("invalid") == "true"
    assert desk.epoch_strips.epochs == (2, 5)
    key(field, Qt.Key.Key_Escape)
    assert field.text() == "2, 5"


def test_all_rows_are_saved_in_one_picture(
    panel: StripsPanel, qtbot, tmp_path: Path, monkeypatch
) -> None:
    file = tmp_path / "strips.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    save = panel.findChild(QToolButton)
    assert save is not None
    assert not save.isEnabled()
    panel.set_strips("Run 1", {1: strip(1, 90), 10: strip(1, 120)})
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    image = QImage(str(file))
    tops = [rows_of(image, grey) for grey in (50, 90, 120)]
    assert all(last - first + 1 == 56 for first, last in tops)


def test_a_folder_that_is_not_there_is_told(
    bound: StripsPanel, desk: TestDesk, qtbot, tmp_path: Path, monkeypatch
) -> None:
    screen = Screen(desk)
    file = tmp_path / "nowhere" / "strips.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    bound.set_strips("Run 1", {1: strip(1, 90)})
    qtbot.mouseClick(bound.findChild(QToolButton), Qt.MouseButton.LeftButton)
    wait_until(qtbot, lambda: bool(screen.messages))
    assert screen.messages[-1].severity == "error"


def test_the_first_epochs_are_those_that_are_read_in_a_narrow_field(panel: StripsPanel) -> None:
    panel.resize(250, 96)
    panel.set_epochs((1, 10, 20, 30, 40, 50, 60, 70, 80))
    field = panel.findChild(QLineEdit)
    assert field.cursorPosition() == 0
    write(field, "5, 6")
    key(field, Qt.Key.Key_Escape)
    assert field.text().startswith("1, 10")
    assert field.cursorPosition() == 0
