"""The worker and files: what is saved while it trains, and what is opened; and how it ends."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from desk_kit import wait_until
from worker_kit import (
    PAUSED,
    RUNNING,
    SHORT,
    save,
    train,
)

from vae_explorer.core.errors import UserError
from vae_explorer.core.storage.model_file import load, save_snapshot
from vae_explorer.session.requests import SaveRequest

pytestmark = pytest.mark.slow  # whole runs


def test_saving_writes_the_run_as_it_is_now_with_what_going_on_takes(
    worker, heard, tmp_path: Path
) -> None:
    train(worker, SHORT, "step")
    first = heard.snapshots[0]
    worker.step()
    save(worker, tmp_path / "run.safetensors", first)
    file = load(tmp_path / "run.safetensors")
    assert file.snapshot.step == 2
    assert file.training is not None
    assert file.training.step == 2
    saved = heard.saved[-1]
    assert (saved.run_id, saved.whole, saved.snapshot.step) == (1, True, 2)
    assert saved.size == (tmp_path / "run.safetensors").stat().st_size


def test_a_model_alone_is_smaller_and_cannot_go_on(worker, heard, tmp_path: Path) -> None:
    train(worker, SHORT, "step")
    save(worker, tmp_path / "whole.safetensors", heard.snapshots[-1])
    save(worker, tmp_path / "alone.safetensors", heard.snapshots[-1], whole=False)
    assert load(tmp_path / "alone.safetensors").training is None
    whole, alone = heard.saved
    assert (whole.whole, alone.whole) == (True, False)
    assert alone.size < whole.size


@pytest.mark.parametrize("replaced", [False, True])
def test_a_save_that_was_on_its_way_when_the_run_was_let_go_is_whole(
    worker, heard, tmp_path: Path, replaced: bool
) -> None:
    train(worker, SHORT, "step")
    asked = heard.snapshots[-1]
    worker.step()
    if replaced:
        train(worker, SHORT, "step", run_id=2)
    else:
        worker.stop()
    save(worker, tmp_path / "run.safetensors", asked)
    file = load(tmp_path / "run.safetensors")
    assert file.snapshot.step == 2
    assert file.training is not None


def test_saving_another_run_than_the_one_that_trains_writes_that_one(
    worker, heard, tmp_path: Path
) -> None:
    train(worker, SHORT, "step")
    other = replace(heard.snapshots[-1], step=999)
    save(worker, tmp_path / "other.safetensors", other, run_id=7)
    assert load(tmp_path / "other.safetensors").snapshot.step == 999
    assert heard.saved[-1].run_id == 7


def test_a_state_of_another_step_is_not_written_beside_a_model(
    worker, heard, snapshot, tmp_path: Path
) -> None:
    train(worker, SHORT, "step")
    worker.stop()
    request = SaveRequest(7, tmp_path / "a.safetensors", snapshot, heard.left[1])
    worker.files.save(request)
    assert heard.unsaved == []
    assert load(request.path).training is None


@pytest.mark.parametrize("error", [None, MemoryError(), SystemExit()])
def test_a_save_that_fails_is_told_as_one_and_leaves_the_run(
    worker, heard, tmp_path, monkeypatch, error: BaseException | None
) -> None:
    train(worker, SHORT, "step")

    def broken(*_, **__):
        raise error

    if error is not None:
        monkeypatch.setattr("vae_explorer.session.file_worker.save_snapshot", broken)
    save(worker, tmp_path / "nowhere" / "a.safetensors", heard.snapshots[-1])
    assert [run for run, _ in heard.unsaved] == [1]
    assert heard.saved == []
    assert heard.states[-1] is PAUSED


def test_a_file_that_cannot_be_read_is_reported_and_leaves_the_run(
    worker, heard, tmp_path: Path
) -> None:
    train(worker, SHORT, "step")
    worker.files.load(tmp_path / "missing.safetensors", False)
    assert isinstance(heard.errors[-1], UserError)
    assert heard.states[-1] is PAUSED
    worker.step()
    assert heard.snapshots[-1].step == 2


def test_a_file_that_was_read_leaves_the_run(worker, heard, qtbot, tmp_path: Path) -> None:
    train(worker)
    save_snapshot(heard.snapshots[-1], tmp_path / "good.safetensors")
    worker.files.load(tmp_path / "good.safetensors", True)
    file, path, recovered = heard.files[-1]
    assert (file.snapshot.step, path, recovered) == (0, tmp_path / "good.safetensors", True)
    assert heard.states[-1] is RUNNING
    wait_until(qtbot, heard.moved)


def test_a_rescue_writes_what_it_can_and_says_when_it_is_done(
    worker, heard, snapshot, tmp_path: Path
) -> None:
    train(worker, SHORT, "step")
    requests = [
        SaveRequest(7, tmp_path / "nowhere" / "a.safetensors", snapshot, None),
        SaveRequest(1, tmp_path / "b.safetensors", heard.snapshots[0], None),
    ]
    worker.files.rescue(requests)
    assert worker.files.rescued.is_set()
    file = load(tmp_path / "b.safetensors")
    assert file.snapshot.step == 1
    assert file.training is not None
    assert heard.saved == heard.unsaved == []  # such files are not the user's


def test_an_interrupted_worker_trains_no_more(worker, heard, qapp) -> None:
    train(worker)
    count = len(heard.snapshots)
    worker.interrupt()
    for _ in range(5):
        qapp.processEvents()
    worker.acknowledge()
    assert len(heard.snapshots) == count


def test_to_hurry_ends_a_chunk_and_not_the_run(worker, heard, qtbot) -> None:
    train(worker)
    worker.hurry()
    wait_until(qtbot, heard.moved)
    assert heard.states[-1] is RUNNING
