"""Open, save, drop, close: no work is lost unasked, and a bad file changes nothing."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from gui_kit import Answer, drag, handle, shortcut
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from safetensors.numpy import load_file, save_file

from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import load_snapshot, save_snapshot
from vae_explorer.session.state import RunState


@pytest.fixture
def other(trained: Snapshot) -> Snapshot:
    """Return a model that cannot be taken for the one on the screen."""
    return replace(trained, step=4321, embedding=-trained.embedding)


@pytest.fixture
def other_file(other: Snapshot, tmp_path: Path) -> Path:
    path = tmp_path / "other.safetensors"
    save_snapshot(other, path)
    return path


def is_open(explorer, path: Path) -> bool:
    return explorer.desk.path == path and explorer.snapshot.step == 4321


def drop(window, *paths: Path | str) -> None:
    """Drop files on the window."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(p)) if isinstance(p, Path) else QUrl(p) for p in paths])
    at, copy, left = QPoint(300, 300), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at, copy, mime, left, none)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(at), copy, mime, left, none))


# Round trip


def test_what_was_trained_is_saved_closed_and_opened_again(
    explorer, open_window, answers, tmp_path: Path
) -> None:
    explorer.train()
    explorer.pause()
    explorer.wait_until_quiet()
    assert explorer.window.isWindowModified()
    answers.file = tmp_path / "mine"  # the suffix is the program's business
    shortcut(explorer.window, explorer.action("save"))
    explorer.wait_until(lambda: not explorer.desk.unsaved)
    path = tmp_path / "mine.safetensors"
    assert path.exists()
    assert "mine.safetensors" in explorer.window.windowTitle()
    assert not explorer.window.isWindowModified()
    assert explorer.window.messages.severity == "success"
    saved = explorer.snapshot
    assert explorer.window.close()
    assert answers.asked == ["Save the model"]

    again = open_window()
    answers.file = path
    shortcut(again.window, again.action("open"))
    again.wait_until(lambda: again.desk.path == path)
    np.testing.assert_array_equal(again.snapshot.embedding, saved.embedding)
    np.testing.assert_array_equal(again.snapshot.labels, saved.labels)
    np.testing.assert_array_equal(again.snapshot.history.train, saved.history.train)
    place = np.array([[0.3, -0.7]], np.float32)
    np.testing.assert_array_equal(again.snapshot.decode(place), saved.decode(place))
    assert again.snapshot.config == saved.config
    assert "mine.safetensors" in again.window.windowTitle()


def test_saving_again_needs_no_question(explorer, answers, tmp_path: Path) -> None:
    answers.file = tmp_path / "mine.safetensors"
    explorer.action("save").trigger()
    explorer.wait_until(answers.file.exists)
    explorer.wait_until(lambda: explorer.desk.path == answers.file)
    answers.file.unlink()
    explorer.action("save").trigger()
    explorer.wait_until(answers.file.exists)
    assert len(answers.asked) == 1
    first, answers.file = answers.file, tmp_path / "copy.safetensors"
    explorer.action("save_as").trigger()
    explorer.wait_until(lambda: explorer.desk.path == answers.file)
    assert first.exists()
    assert answers.file.exists()


def test_a_file_dialog_that_is_cancelled_changes_nothing(explorer, answers) -> None:
    before = explorer.snapshot
    for name in ("open", "save", "save_as"):
        explorer.action(name).trigger()
    explorer.wait_until_quiet()
    assert len(answers.asked) == 3
    assert explorer.snapshot is before
    assert explorer.desk.path is None


def test_a_run_can_be_saved_while_it_goes_on(explorer, answers, tmp_path: Path) -> None:
    explorer.train()
    answers.file = tmp_path / "midway.safetensors"
    explorer.action("save").trigger()
    explorer.wait_until(answers.file.exists)
    explorer.wait_for_steps(1)
    assert explorer.state is RunState.RUNNING
    assert explorer.desk.unsaved  # it has gone on since
    assert load_snapshot(answers.file).step > 0


def test_a_folder_that_cannot_be_written_is_told(explorer, answers, tmp_path: Path) -> None:
    explorer.train()
    explorer.pause()
    answers.file = tmp_path / "nowhere" / "mine.safetensors"
    explorer.action("save").trigger()
    explorer.wait_until(lambda: "could not be saved" in explorer.message)
    assert explorer.desk.unsaved
    assert explorer.desk.path is None


# Opening


def test_a_dropped_file_is_opened(explorer, other_file: Path) -> None:
    drop(explorer.window, other_file)
    explorer.wait_until(lambda: is_open(explorer, other_file))
    np.testing.assert_array_equal(explorer.snapshot.embedding, load_snapshot(other_file).embedding)


def test_something_dropped_that_is_no_file_is_refused(explorer) -> None:
    before = explorer.snapshot
    drop(explorer.window, "https://example.org/model.safetensors")
    explorer.wait_until_quiet()
    assert explorer.snapshot is before


def test_recent_files_are_listed_and_opened(explorer, open_window, other_file: Path) -> None:
    drop(explorer.window, other_file)
    explorer.wait_until(lambda: is_open(explorer, other_file))
    explorer.window.close()

    again = open_window()
    menu = next(m for m in again.window.findChildren(QMenu) if "recent" in m.title())
    menu.aboutToShow.emit()
    assert menu.actions()[0].text() == str(other_file)
    menu.actions()[0].trigger()
    again.wait_until(lambda: is_open(again, other_file))
    menu.aboutToShow.emit()
    menu.actions()[-1].trigger()
    menu.aboutToShow.emit()
    assert not menu.actions()[0].isEnabled()


def test_an_ampersand_in_the_name_of_a_recent_file_is_shown(
    explorer, other: Snapshot, tmp_path: Path
) -> None:
    path = tmp_path / "salt & pepper.safetensors"
    save_snapshot(other, path)
    explorer.window.files.open_path(path)
    explorer.wait_until(lambda: is_open(explorer, path))
    menu = next(m for m in explorer.window.findChildren(QMenu) if "recent" in m.title())
    menu.aboutToShow.emit()
    action = menu.actions()[0]
    assert action.iconText() == str(path)  # what is left when & marks the key of a letter
    assert action.data() == str(path)


@pytest.mark.parametrize("name", ["a[*].safetensors", "[*][*]b.safetensors"])
def test_the_title_shows_a_name_with_a_star_in_brackets(
    explorer, other: Snapshot, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    save_snapshot(other, path)
    explorer.window.files.open_path(path)
    explorer.wait_until(lambda: is_open(explorer, path))
    # The window system gets what is left when one placeholder is taken out.
    assert explorer.window.windowHandle().title().startswith(f"{name} — ")


def test_a_recent_file_that_is_gone_is_told(explorer, other_file: Path) -> None:
    explorer.window.files.open_path(other_file)
    explorer.wait_until(lambda: is_open(explorer, other_file))
    other_file.unlink()
    explorer.window.files.open_path(other_file)
    explorer.wait_until(lambda: "There is no file" in explorer.message)


@pytest.mark.parametrize("paused", [True, False])
def test_a_file_that_is_opened_is_shown_and_training_goes_on(
    explorer, answers, other_file: Path, paused: bool
) -> None:
    explorer.train()
    if paused:
        explorer.pause()
    run = explorer.desk.run
    explorer.window.files.open_path(other_file)
    explorer.wait_until(lambda: explorer.desk.path == other_file)
    assert explorer.state is (RunState.PAUSED if paused else RunState.RUNNING)
    assert not explorer.window.isWindowModified()  # what is shown is saved
    explorer.wait_until_quiet()
    assert is_open(explorer, other_file)
    before = explorer.desk.workspace.run(run.id).step
    explorer.desk.training.step()  # which also pauses
    explorer.wait_until(lambda: explorer.desk.workspace.run(run.id).step > before)
    assert is_open(explorer, other_file)
    assert explorer.desk.unsaved
    assert answers.asked == []


def test_a_run_goes_on_when_a_file_is_refused(explorer, tmp_path: Path) -> None:
    explorer.train()
    explorer.window.files.open_path(tmp_path / "missing.safetensors")
    explorer.wait_until(lambda: "There is no file" in explorer.message)
    explorer.wait_until_quiet()
    assert explorer.state is RunState.RUNNING
    explorer.wait_for_steps(1)


def test_a_file_that_is_opened_again_takes_the_place_of_the_first(
    explorer, other_file: Path
) -> None:
    explorer.window.files.open_path(other_file)
    explorer.wait_until(lambda: is_open(explorer, other_file))
    first, count = explorer.desk.run, len(explorer.desk.workspace.runs)
    explorer.window.files.open_path(other_file)
    explorer.wait_until(lambda: explorer.desk.run is not first and is_open(explorer, other_file))
    assert len(explorer.desk.workspace.runs) == count


def test_an_old_file_is_not_replaced_unasked(
    explorer, answers, other_file: Path, monkeypatch
) -> None:
    """The file dialog asks about a name as it is typed, and here that is not the file's."""
    names = iter([str(other_file.with_suffix("")), ""])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (next(names), ""))
    answers.question = Answer.No
    shortcut(explorer.window, explorer.action("save"))
    explorer.wait_until_quiet()
    assert "other.safetensors" in answers.asked[-1]
    assert load_snapshot(other_file).step == 4321


# Files that are no models


def truncated(good: Path, bad: Path) -> None:
    bad.write_bytes(good.read_bytes()[:-200])


def empty(_good: Path, bad: Path) -> None:
    bad.write_bytes(b"")


def folder(_good: Path, bad: Path) -> None:
    bad.mkdir()


def missing(_good: Path, _bad: Path) -> None:
    pass


def a_pickle(_good: Path, bad: Path) -> None:
    bad.write_bytes(pickle.dumps(Bomb()))


def foreign(_good: Path, bad: Path) -> None:
    save_file({"weight": np.zeros((3, 3), np.float32)}, bad)


def text(_good: Path, bad: Path) -> None:
    bad.write_text("# My model\n" * 100)


def changed(tensors: Callable[[dict], object], description: Callable[[str], str] = str):
    def make(good: Path, bad: Path) -> None:
        content = good.read_bytes()
        length = int.from_bytes(content[:8], "little")
        about = json.loads(content[8 : 8 + length])["__metadata__"]
        arrays = load_file(good)
        tensors(arrays)
        about["vae-explorer"] = description(about["vae-explorer"])
        save_file(arrays, bad, about)

    return make


def no_change(_: dict) -> None:
    pass


def one_nan(arrays: dict) -> None:
    next(v for k, v in arrays.items() if k.startswith("weights"))[0] = np.nan


def another_data_set(about: str) -> str:
    return about.replace('"mnist"', '"cats"')


def another_version(about: str) -> str:
    return json.dumps(json.loads(about) | {"version": 99})


class Bomb:
    def __reduce__(self):
        return os.mkdir, ("exploded",)


BROKEN = {
    "truncated": truncated,
    "empty": empty,
    "folder": folder,
    "missing": missing,
    "pickle": a_pickle,
    "foreign": foreign,
    "text": text,
    "nan": changed(one_nan),
    "shape": changed(lambda a: a.update({"embedding": np.zeros((5, 3), np.float32)})),
    "lacking": changed(lambda a: a.pop("labels")),
    "version": changed(no_change, another_version),
    "description": changed(no_change, lambda _: "{"),
    "data-set": changed(no_change, another_data_set),
}


def test_no_broken_file_changes_what_is_on_the_screen(
    explorer, other_file: Path, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before, title = explorer.snapshot, explorer.window.windowTitle()
    told = {}
    for name, make in BROKEN.items():
        bad = tmp_path / f"{name}.safetensors"
        make(other_file, bad)
        explorer.window.messages.dismiss()
        explorer.window.files.open_path(bad)
        explorer.wait_until_quiet()
        told[name] = explorer.message
        assert explorer.snapshot is before, name
        assert explorer.window.windowTitle() == title, name
        assert explorer.window.messages.severity == "error", name
    assert all(sentence.endswith(".") for sentence in told.values()), told
    assert not (tmp_path / "exploded").exists()
    start = handle(explorer.plot)
    explorer.images.clear()
    drag(explorer.plot, start, start + QPoint(30, 30), moves=3)
    assert len(explorer.images) == 3


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read every file"
)
def test_a_file_without_read_permission_is_told(explorer, other_file: Path) -> None:
    other_file.chmod(0)
    explorer.window.files.open_path(other_file)
    explorer.wait_until(lambda: "permission" in explorer.message)
