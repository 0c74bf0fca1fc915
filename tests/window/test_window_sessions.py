"""Sessions in the window: saved, opened, dropped, called off, and offered when it closes."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from gui_kit import Answer
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from vae_explorer.core.paths import Digit, Point, Route
from vae_explorer.core.storage import session_file
from vae_explorer.core.storage.session_file import read_session
from vae_explorer.session.state import RunState
from vae_explorer.views.window.session_files import SessionProgress


def save(explorer, answers, path: Path) -> Path:
    answers.file = path
    with explorer.qtbot.waitSignal(explorer.desk.sessions.saved, timeout=20_000):
        explorer.action("save_session").trigger()
    return path


def drop(explorer, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, left, none)
    with explorer.qtbot.waitSignal(explorer.desk.sessions.opened, timeout=20_000):
        explorer.window.dropEvent(event)


def test_a_session_is_saved_and_what_was_seen_comes_back(explorer, answers, tmp_path) -> None:
    explorer.train()
    explorer.pause()
    plot = explorer.plot
    plot.zoom(3.0)
    seen = plot.plane
    route = Route((Point(0.5, 0.25), Digit(3), Point(-1.0, 0.0)))
    explorer.desk.workspace.route.replace(route)
    layers = explorer.window.latent.layers()
    path = save(explorer, answers, tmp_path / "talk")  # the suffix is added
    path = path.with_name("talk.vaesession")
    assert "talk.vaesession" in explorer.message
    assert not explorer.desk.unsaved
    assert explorer.desk.settings.recent_files[0] == path

    plot.show_all()
    explorer.desk.workspace.route.replace(Route())
    explorer.window.latent.set_layers({name: not on for name, on in layers.items()})
    explorer.desk.training.stop()
    explorer.wait_until(lambda: explorer.state is RunState.STOPPED)
    drop(explorer, path)

    assert explorer.window.latent.layers() == layers
    assert explorer.desk.workspace.route.now == route
    explorer.window.messages.dismiss()  # it took some of the room
    explorer.wait_until(lambda: plot.plane.height == seen.height)
    assert plot.plane.centre == pytest.approx(seen.centre)
    assert plot.plane.scale == pytest.approx(seen.scale)
    assert explorer.desk.run.training is not None


def test_a_folder_of_that_layout_is_opened_as_well(explorer, answers, tmp_path) -> None:
    explorer.train()
    explorer.pause()
    session = read_session(save(explorer, answers, tmp_path / "a.vaesession"))
    (tmp_path / "folder").mkdir()
    session_file.write_session(session, tmp_path / "folder")

    drop(explorer, tmp_path / "folder")

    assert explorer.desk.run.name == session.runs[-1].name


def test_closing_offers_to_save_the_session(explorer, answers, tmp_path) -> None:
    explorer.train()
    answers.question, answers.file = Answer.SaveAll, tmp_path / "last.vaesession"

    explorer.window.close()

    explorer.wait_until(lambda: not explorer.window.isVisible())
    assert read_session(answers.file).runs[-1].snapshot.step > 0


def test_a_session_that_cannot_be_saved_keeps_the_window_and_the_run(
    explorer, answers, tmp_path
) -> None:
    explorer.train()
    answers.question, answers.file = Answer.SaveAll, tmp_path / "nowhere" / "last.vaesession"

    explorer.window.close()

    explorer.wait_until(lambda: "could not be saved" in explorer.message)
    assert explorer.window.isVisible()
    explorer.wait_until(lambda: explorer.state is RunState.RUNNING)


def test_a_save_that_takes_long_says_how_far_it_is_and_can_be_called_off(
    explorer, answers, tmp_path, monkeypatch
) -> None:
    go_on, parts = threading.Event(), session_file.file_parts

    def wait(*arguments: object) -> object:
        go_on.wait(20)
        return parts(*arguments)

    monkeypatch.setattr(session_file, "file_parts", wait)
    explorer.train()
    explorer.pause()
    (progress,) = explorer.window.status.findChildren(SessionProgress)
    progress._soon.setInterval(0)
    answers.file = tmp_path / "slow.vaesession"
    explorer.action("save_session").trigger()
    explorer.wait_until(progress.isVisible)
    assert "slow.vaesession" in progress.text

    QTest.mouseClick(progress.findChild(QPushButton), Qt.MouseButton.LeftButton)
    go_on.set()

    explorer.wait_until(lambda: "was not saved" in explorer.message)
    assert not progress.isVisible()
    assert not answers.file.exists()
    assert explorer.desk.unsaved
