"""A run that another program trains, followed in the window."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from vae_explorer.core.config import RunConfig
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.session_file import FolderWriter
from vae_explorer.core.timeline.frame import Frame
from vae_explorer.session.watching import words_for

SOON_S = 2.0


class Elsewhere:
    """Another program, which writes frames when it is told to."""

    def __init__(self, folder: Path, snapshot: Snapshot) -> None:
        self.folder = folder
        self._snapshot = snapshot
        self._writer = FolderWriter(folder)

    def go_on(self, *steps: int) -> None:
        for step in steps:
            codes = self._snapshot.embedding + np.float32(step / 100)
            now = replace(self._snapshot, step=step, epoch=step / 10, embedding=codes)
            self._writer.frame("1", Frame.of(now))
            self._writer.model("1", now)


@pytest.fixture
def elsewhere(tmp_path, trained) -> Elsewhere:
    return Elsewhere(tmp_path / "server", trained)


@pytest.fixture
def watched(explorer, elsewhere):
    elsewhere.go_on(0, 4)
    explorer.desk.watching.watch(elsewhere.folder)
    explorer.wait_until(lambda: explorer.desk.run.watch is not None)
    return explorer


def test_a_new_frame_is_on_the_screen_within_two_seconds(watched, elsewhere):
    assert watched.snapshot.step == 4

    elsewhere.go_on(8)
    written = time.monotonic()
    watched.wait_until(lambda: watched.snapshot.step == 8)

    assert time.monotonic() - written < SOON_S
    assert np.array_equal(watched.snapshot.embedding, watched.desk.run.snapshot.embedding)
    assert watched.desk.run.timeline.steps == (0, 4, 8)
    assert not watched.desk.workspace.unsaved


def test_who_looks_back_is_left_there(watched, elsewhere):
    track = watched.window.timeline.track
    watched.action("first_moment").trigger()
    assert watched.snapshot.step == 0

    elsewhere.go_on(8)
    watched.wait_until(lambda: watched.desk.run.timeline.steps[-1] == 8)

    assert watched.snapshot.step == 0
    assert track.isVisible()
    watched.action("live").trigger()
    assert watched.snapshot.step == 8


def test_the_list_says_that_it_is_watched_and_when_it_was_heard_of(watched, elsewhere):
    rows = watched.window.runs.list.rows

    def row():
        return next(row for row in rows.rows if row.id == watched.desk.run.id)

    watched.wait_until(lambda: row().word == "watched")
    assert row().time == "just now"
    assert f"Watched in {elsewhere.folder}, last heard of just now" in row().facts


def test_a_folder_that_is_not_there_is_said_to_be_waited_for(explorer, elsewhere):
    explorer.desk.watching.watch(elsewhere.folder)
    explorer.wait_until(lambda: "There is no folder" in explorer.message)

    elsewhere.go_on(0)

    explorer.wait_until(lambda: explorer.desk.run.watch is not None)
    explorer.wait_until(lambda: "is watched" in explorer.message)


def test_a_run_that_is_watched_no_longer_stays_as_it_is(watched, elsewhere):
    run_id = watched.desk.run.id
    menu = watched.window.runs.menu_of(run_id)
    next(action for action in menu.actions() if action.text() == "Stop watching").trigger()

    elsewhere.go_on(8)
    watched.qtbot.wait(800)

    assert watched.snapshot.step == 4
    assert watched.desk.run.watch is None
    words = [action.text() for action in watched.window.runs.menu_of(run_id).actions()]
    assert "Stop watching" not in words


def test_a_folder_is_chosen_in_the_menu(explorer, elsewhere, monkeypatch):
    elsewhere.go_on(0)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(elsewhere.folder))

    explorer.action("watch").trigger()

    explorer.wait_until(lambda: explorer.desk.run.watch is not None)
    assert explorer.desk.run.name == "Run 1"


def test_the_frames_of_a_watched_run_keep_to_the_budget(watched, elsewhere):
    timelines = watched.desk.timelines
    timelines._budget = 4 * watched.desk.run.timeline.frames[0].nbytes

    elsewhere.go_on(*range(8, 48, 4))
    watched.wait_until(lambda: watched.desk.run.timeline.steps[-1] == 44)

    assert timelines.used <= timelines.budget
    assert watched.desk.run.timeline.steps[0] == 0


def test_a_recorded_run_is_no_model_of_the_form(explorer, tmp_path):
    import torch
    from torch import nn

    from vae_explorer import Recorder

    strip = explorer.panel("strip")
    explorer.wait_until(lambda: strip.columns > 0)
    encoder = nn.Sequential(nn.Conv2d(1, 2, 4, 4), nn.Flatten(), nn.Linear(98, 4))
    decoder = nn.Sequential(nn.Linear(2, 12), nn.Hardswish(), nn.Linear(12, 784))
    Recorder(tmp_path / "own").log(encoder, decoder, torch.rand(9, 1, 28, 28), range(9), 3)
    explorer.desk.watching.watch(tmp_path / "own")
    explorer.wait_until(lambda: explorer.desk.run.watch is not None)

    images = len(explorer.images)
    explorer.qtbot.mouseClick(explorer.plot, Qt.MouseButton.LeftButton)
    explorer.wait_until(lambda: len(explorer.images) > images)
    explorer.wait_until(lambda: strip.columns == 0)  # none of another run stays
    assert "grid" in explorer.snapshot.codes.note
    assert explorer.desk.branches.refusal(explorer.desk.run).startswith("It was trained elsewhere")
    explorer.desk.use_settings(explorer.desk.run.id)
    assert explorer.window.training.config() == RunConfig()


def test_how_long_ago_something_was_is_said_coarsely():
    said = [words_for(seconds) for seconds in (0, 9, 10, 59, 60, 3599, 3600, 90_000)]

    assert said == ["just now", "just now", "10 s ago", "50 s ago", "1 min ago", "59 min ago",
                    "1 h ago", "1 d ago"]  # fmt: skip
