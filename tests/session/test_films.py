"""Films are made beside whatever else goes on."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from desk_kit import TestDesk, start, wait_until

from vae_explorer.core.film.draw import Artist
from vae_explorer.core.film.scene import Reel
from vae_explorer.core.film.storyboard import Moment, Storyboard, Stretch
from vae_explorer.core.paths import Digit
from vae_explorer.core.timeline.frame import Frame
from vae_explorer.core.timeline.timeline import Timeline
from vae_explorer.session.runs import Run

SMALL = Storyboard(size=(320, 240), seconds=1, hold=0.2, fps=5)
LONG = replace(SMALL, seconds=500, fps=50)


@pytest.fixture
def run(ready: TestDesk) -> Run:
    frame = Frame.of(ready.snapshot)
    frames = (replace(frame, step=0, epoch=0.0, embedding=frame.embedding / 2), frame)
    ready.workspace.update(ready.run.id, timeline=Timeline(frames))
    return ready.run


@pytest.fixture
def told(ready: TestDesk) -> list:
    messages: list = []
    ready.films.message_posted.connect(messages.append)
    return messages


def test_a_film_is_saved_and_told_of(ready, run, told, qtbot, tmp_path: Path) -> None:
    busy, done = [], []
    ready.films.under_way_changed.connect(busy.append)
    ready.films.progressed.connect(lambda made: done.append((made.done, made.total)))

    assert ready.films.make(run, SMALL, tmp_path / "film.gif")
    wait_until(qtbot, lambda: bool(told))

    assert busy == [True, False]
    assert [message.severity for message in told] == ["success"]
    assert "film.gif: 6 pictures." in told[0].text
    assert (tmp_path / "film.gif").is_file()
    assert done == [(i, 6) for i in range(1, 7)]


def test_a_preview_is_the_picture_of_the_film(ready, run, qtbot) -> None:
    found = []
    ready.films.previewed.connect(found.append)

    ready.films.preview(run, SMALL, 0.5)
    wait_until(qtbot, lambda: bool(found))

    expected = Artist(Reel(run.timeline.frames, run.history, SMALL, run.name)).picture(0.6)
    assert np.array_equal(found[0].picture, expected)
    assert found[0].seconds == pytest.approx(1.2)


def test_a_preview_that_cannot_be_says_why(ready, run, qtbot) -> None:
    found = []
    ready.films.previewed.connect(found.append)

    ready.films.preview(run, replace(SMALL, probe=(Digit(10**6),)), 0.5)
    wait_until(qtbot, lambda: bool(found))

    assert found[0].picture is None
    assert "no digit #1000000" in found[0].problem


def test_what_is_cancelled_leaves_nothing(ready, run, told, qtbot, tmp_path: Path) -> None:
    done = []
    ready.films.progressed.connect(done.append)
    ready.films.make(run, LONG, tmp_path / "film.gif")
    wait_until(qtbot, lambda: len(done) > 2)

    ready.films.cancel()
    wait_until(qtbot, lambda: bool(told))

    assert told[0].text == "The film was given up; nothing of it was saved."
    assert list(tmp_path.glob("*film*")) == []
    assert list(tmp_path.glob(".vae*")) == []
    assert not ready.films.under_way


def test_one_film_at_a_time(ready, run, told, tmp_path: Path) -> None:
    assert ready.films.make(run, LONG, tmp_path / "film.gif")
    assert not ready.films.make(run, SMALL, tmp_path / "other.gif")

    assert "is being made" in told[0].text


def test_what_cannot_be_made_is_told_at_once(ready, run, told, tmp_path: Path) -> None:
    assert not ready.films.make(run, SMALL, tmp_path / "film.avi")
    late = replace(SMALL, stretches=(Stretch(end=Moment(999.0)),))
    assert not ready.films.make(run, late, tmp_path / "film.gif")

    assert [message.severity for message in told] == ["error", "error"]
    assert "epoch 999" in told[1].text
    assert not ready.films.under_way


def test_a_disk_that_cannot_be_written_is_told(ready, run, told, qtbot, tmp_path: Path) -> None:
    assert ready.films.make(run, SMALL, tmp_path / "no such folder" / "film.gif")
    wait_until(qtbot, lambda: bool(told))

    assert told[0].severity == "error"
    assert "could not be saved" in told[0].text


@pytest.mark.slow
def test_a_film_ends_with_the_session(ready, run, qtbot, tmp_path: Path) -> None:
    done = []
    ready.films.progressed.connect(done.append)
    ready.films.make(run, LONG, tmp_path / "film.gif")
    wait_until(qtbot, lambda: bool(done))

    began = time.perf_counter()
    ready.shutdown()

    assert time.perf_counter() - began < 5
    assert list(tmp_path.glob("*film*")) == []


@pytest.mark.slow
def test_a_film_of_a_run_that_trains_is_of_what_there_was(
    ready, told, qtbot, tmp_path: Path
) -> None:
    start(ready, qtbot)
    wait_until(qtbot, lambda: len(ready.run.timeline) > 2)
    step = ready.run.step

    ready.films.make(ready.run, SMALL, tmp_path / "film.gif")
    wait_until(qtbot, lambda: bool(told))

    assert told[0].severity == "success"
    wait_until(qtbot, lambda: ready.run.step > step)
