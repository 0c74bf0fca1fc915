"""A folder that another process writes is followed: what is new, whole, and what is not there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import training_kit

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.following import Follower
from vae_explorer.core.storage.session_file import FolderWriter, frame_bytes
from vae_explorer.core.timeline.frame import Frame
from vae_explorer.core.timeline.timeline import Timeline
from vae_explorer.core.training import Trainer


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    offline = DATA_SETS["offline"]
    train, test = offline.load(None, "train").first(200), offline.load(None, "test").first(50)
    return Trainer(train, test, training_kit.TINY).snapshot()


def at(snapshot: Snapshot, step: int) -> Snapshot:
    """Return the model with codes that tell of the step."""
    return replace(snapshot, step=step, embedding=np.full_like(snapshot.embedding, step))


def write(folder: Path, snapshot: Snapshot, *steps: int, model: bool = True) -> FolderWriter:
    writer = FolderWriter(folder)
    for step in steps:
        writer.frame("1", Frame.of(at(snapshot, step)))
    if model:
        writer.model("1", at(snapshot, steps[-1]))
    return writer


def test_a_folder_that_is_not_there_is_waited_for(tmp_path, snapshot):
    follower = Follower(tmp_path / "run")
    assert "There is no folder" in follower.look().waiting

    (tmp_path / "run").mkdir()
    assert "there is no run yet" in follower.look().waiting

    write(tmp_path / "run", snapshot, 0)
    news = follower.look()
    assert not news.waiting
    assert [frame.step for frame in news.runs[0].frames] == [0]
    assert abs(news.changed_at - time.time()) < 60


def test_each_look_tells_what_is_new(tmp_path, snapshot):
    write(tmp_path, snapshot, 0, 4)
    follower = Follower(tmp_path)
    follower.look()
    assert follower.look().runs == ()

    write(tmp_path, snapshot, 8)

    (run,) = follower.look().runs
    assert [frame.step for frame in run.frames] == [8]
    assert run.snapshot.step == 8
    assert (run.snapshot.embedding == 8).all()


def test_a_frame_that_is_newer_than_the_model_is_the_newest_moment(tmp_path, snapshot):
    write(tmp_path, snapshot, 0)
    follower = Follower(tmp_path)
    follower.look()

    write(tmp_path, snapshot, 4, model=False)

    assert follower.look().runs[0].snapshot.step == 4


def test_another_training_in_the_folder_takes_the_place_of_the_first(tmp_path, snapshot):
    writer = write(tmp_path, snapshot, 0, 4, 8)
    follower = Follower(tmp_path)
    (run,) = follower.look().runs
    line = run.added_to(Timeline())

    writer.keep("1", (), ())
    other = replace(snapshot, labels=np.zeros_like(snapshot.labels))
    write(tmp_path, other, 0)
    (run,) = follower.look().runs
    line = run.added_to(line)

    assert line.steps == (0,)
    assert not line.frames[0].labels.any()
    assert run.snapshot.step == 0


def test_a_file_that_is_copied_bit_by_bit_is_read_when_it_is_whole(tmp_path, snapshot):
    write(tmp_path, snapshot, 0)
    follower = Follower(tmp_path)
    follower.look()
    whole = frame_bytes(Frame.of(at(snapshot, 4)))
    path = tmp_path / "runs" / "1" / "frames" / "000000004.safetensors"

    path.write_bytes(whole[: len(whole) // 2])
    assert all(not run.frames for run in follower.look().runs)
    path.write_bytes(whole)

    (run,) = follower.look().runs
    assert [frame.step for frame in run.frames] == [4]


def test_a_folder_that_vanishes_is_looked_for(tmp_path, snapshot):
    folder = tmp_path / "run"
    write(folder, snapshot, 0)
    follower = Follower(folder)
    follower.look()

    folder.rename(tmp_path / "away")
    assert "is gone; what was read stays" in follower.look().waiting
    (tmp_path / "away").rename(folder)
    write(folder, snapshot, 4)

    assert [frame.step for run in follower.look().runs for frame in run.frames] == [4]


def test_a_disk_that_fails_is_told_and_tried_again(tmp_path, snapshot, monkeypatch):
    write(tmp_path, snapshot, 0)
    follower = Follower(tmp_path)

    def stale(*_: object) -> object:
        raise OSError(116, "Stale file handle")

    with monkeypatch.context() as broken:
        broken.setattr(os, "scandir", stale)
        assert "cannot be read (Stale file handle)" in follower.look().waiting

    assert follower.look().runs


def test_a_budget_holds_for_what_was_there_before(tmp_path, snapshot):
    write(tmp_path, snapshot, *range(0, 80, 4))
    budget = 8 * Frame.of(snapshot).nbytes

    (run,) = Follower(tmp_path, budget).look().runs

    steps = [frame.step for frame in run.frames]
    assert len(steps) <= 8
    assert (steps[0], steps[-1]) == (0, 76)


@pytest.mark.slow
def test_nothing_half_written_is_ever_seen(tmp_path):
    """Another process writes frames as fast as it can; all numbers of each are its step."""
    script = textwrap.dedent(
        """
        import sys, torch
        from vae_explorer import Recorder
        encoder = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(784, 4))
        decoder = torch.nn.Sequential(
            torch.nn.Linear(2, 64), torch.nn.Tanh(), torch.nn.Linear(64, 784))
        images, recorder = torch.rand(500, 784), Recorder(sys.argv[1], every=1, output="logits")
        for step in range(60):
            with torch.no_grad():
                for parameter in (*encoder.parameters(), *decoder.parameters()):
                    parameter.fill_(step / 64)
            recorder.log(encoder, decoder, images, None, step)
        """
    )
    folder = tmp_path / "run"
    writer = subprocess.Popen([sys.executable, "-c", script, str(folder)])
    follower, seen = Follower(folder), []
    try:
        while writer.poll() is None or not seen or seen[-1] < 59:
            assert writer.poll() in (None, 0)
            for run in follower.look().runs:
                assert run.snapshot.history.is_empty
                for frame in run.frames:
                    seen.append(frame.step)
                    for array in frame.weights.values():
                        assert (array == np.float16(frame.step / 64)).all()
    finally:
        writer.kill()
        writer.wait()

    assert seen == list(range(60))
    shutil.rmtree(folder)
