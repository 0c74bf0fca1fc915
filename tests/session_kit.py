"""Small sessions to write into files."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
from file_kit import assert_equal_arrays, assert_same, make_snapshot, make_training

from vae_explorer.core.changes import Planned
from vae_explorer.core.history import History, Losses
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.session_file import Session, StoredRun
from vae_explorer.core.timeline.frame import Frame, KeyState
from vae_explorer.core.timeline.timeline import Timeline


def make_moment(step: int) -> Snapshot:
    """Return a snapshot of some step; all of them are of one run."""
    rows = [Losses(at, at / 10, 200.0 - at, 5.0) for at in range(1, step + 1)]
    moment = make_snapshot(step=step)
    return replace(moment, epoch=step / 10, history=History.of(rows, rows[::2]))


def make_timeline(steps: Iterable[int], states: Iterable[int] = ()) -> Timeline:
    frames = tuple(Frame.of(make_moment(step)) for step in steps)
    moments = [make_moment(step) for step in states]
    return Timeline(frames, tuple(KeyState(m, make_training(m)) for m in moments))


def make_session() -> Session:
    """Return a run, and a branch of it that shares its beginning."""
    line = make_timeline((0, 4, 8, 12), states=(4, 8))
    newest, branch = make_moment(12), make_moment(10)
    branched = line.until(4).with_frame(Frame.of(branch))
    return Session(
        runs=(
            StoredRun(
                "1", "Deep β", 0, newest, make_training(newest), line, pinned=True, seconds=12.5
            ),
            StoredRun(
                *("2", "Deep β, β 4", 3, branch),
                timeline=branched,
                origin=("1", 4),
                experiment="What β does",
                saved_step=10,
                plan=(Planned(0.5, "beta", 4.0),),
            ),
        ),
        shown="2",
        moment=4,
        view={"probe": [0.25, -1.5], "hidden": [3]},
        pins=({"kind": "place", "z": [0.5, 0.5], "name": "A"},),
        selection={"dataset": "mnist", "rows": "0-1,3", "current": 3},
    )


def assert_same_frames(found: Timeline, expected: Timeline) -> None:
    assert found.steps == expected.steps
    for frame, other in zip(found.frames, expected.frames, strict=True):
        assert (frame.config, frame.epoch, frame.split) == (other.config, other.epoch, other.split)
        assert (frame.shape, frame.class_names) == (other.shape, other.class_names)
        assert frame.interpolated == other.interpolated
        assert_equal_arrays([(frame.weights[n], other.weights[n]) for n in other.weights])
        for name in ("embedding", "log_variance", "labels"):
            assert_equal_arrays([(getattr(frame, name), getattr(other, name))])


def assert_same_session(found: Session, expected: Session) -> None:
    names = ("shown", "moment", "view", "pins", "selection", "more", "entries")
    assert {n: getattr(found, n) for n in names} == {n: getattr(expected, n) for n in names}
    assert len(found.runs) == len(expected.runs)
    for run, other in zip(found.runs, expected.runs, strict=True):
        facts = ("key", "name", "colour", "origin", "pinned", "seconds", "experiment")
        facts += ("saved_step", "plan", "more")
        assert {n: getattr(run, n) for n in facts} == {n: getattr(other, n) for n in facts}
        assert_same(run.snapshot, other.snapshot)
        assert (run.training is None) == (other.training is None)
        assert_same_frames(run.timeline, other.timeline)
        for state, old in zip(run.timeline.states, other.timeline.states, strict=True):
            assert_same(state.snapshot, old.snapshot)
            means = state.training.means
            assert all(np.array_equal(means[n], a) for n, a in old.training.means.items())


def rewrite_zip(path: Path, change: dict[str, bytes | None], deflate: bool = False) -> None:
    """Replace, add or (None) remove entries of a ZIP file, whose table is then in order."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    method = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in (content | change).items():
            if data is not None:
                archive.writestr(name, data)


def names_in(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()
