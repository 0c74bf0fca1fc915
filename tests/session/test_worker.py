"""The worker, driven on the thread of the test: one event loop, no races."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from gui_kit import PATIENCE_MS, TINY

from vae_explorer.core.errors import TrainingDiverged, UserError
from vae_explorer.core.storage.model_file import load_snapshot, save_snapshot
from vae_explorer.core.training import TrainingSession
from vae_explorer.session.state import RunState
from vae_explorer.session.worker import TrainingWorker

SHORT = replace(TINY, epochs=2)  # of four steps
ROOT = Path("nowhere")


def wait_until(qtbot, condition) -> None:
    qtbot.waitUntil(condition, timeout=PATIENCE_MS)


class Listener:
    """Keeps all that a worker tells, in order."""

    def __init__(self, worker: TrainingWorker) -> None:
        self.states: list[RunState] = []
        self.snapshots: list = []
        self.numbers: list[int] = []  # of the models that they are of
        self.progress: list = []
        self.errors: list[Exception] = []
        self.images: list = []
        self.files: list = []
        worker.state_changed.connect(self.states.append)
        worker.snapshot_ready.connect(self._keep_snapshot)
        worker.progress_changed.connect(self.progress.append)
        worker.failed.connect(self.errors.append)
        worker.images_ready.connect(lambda *what: self.images.append(what))
        worker.loaded.connect(lambda *what: self.files.append(what))
        worker.saved.connect(lambda *what: self.files.append(what))
        worker.save_failed.connect(self.errors.append)

    def _keep_snapshot(self, snapshot, number: int) -> None:
        self.snapshots.append(snapshot)
        self.numbers.append(number)


@pytest.fixture
def worker(qapp) -> Iterator[TrainingWorker]:
    worker = TrainingWorker()
    yield worker
    worker.interrupt()
    qapp.processEvents()


@pytest.fixture
def heard(worker: TrainingWorker) -> Listener:
    return Listener(worker)


def test_a_run_goes_from_preparing_to_finished(worker, heard, qtbot, held_out_digits) -> None:
    worker.start(SHORT, ROOT)
    wait_until(qtbot, lambda: RunState.FINISHED in heard.states)
    assert heard.states == [RunState.PREPARING, RunState.RUNNING, RunState.FINISHED]
    (key, seed, images), *_ = heard.images
    assert (key, seed) == ("mnist", SHORT.seed)
    np.testing.assert_array_equal(images.images, held_out_digits.images)
    assert heard.snapshots[0].step == 0
    last = heard.snapshots[-1]
    assert (last.step, last.epoch, last.stale_steps) == (8, 2.0, 0)
    assert len(last.history.test) == 2
    assert heard.progress[-1].images_per_second == 0
    assert heard.errors == []


def test_a_preview_shows_step_zero_and_leaves_no_run(worker, heard, qapp) -> None:
    worker.preview(SHORT, ROOT)
    qapp.processEvents()
    assert heard.states == [RunState.PREPARING, RunState.EMPTY]
    assert {snapshot.step for snapshot in heard.snapshots} == {0}
    worker.play()
    assert heard.states[-1] is RunState.EMPTY


def test_a_single_step_is_one_and_the_last_one_finishes(worker, heard) -> None:
    worker.start_with_step(SHORT, ROOT)
    assert heard.snapshots[-1].step == 1
    assert heard.states == [RunState.PREPARING, RunState.PAUSED]
    for step in range(2, 9):
        worker.step()
        assert heard.snapshots[-1].step == step
        assert heard.snapshots[-1].stale_steps == 0
    assert heard.states[-1] is RunState.FINISHED
    worker.step()
    worker.play()
    assert heard.snapshots[-1].step == 8
    assert heard.states[-1] is RunState.FINISHED


def test_a_slow_window_gets_no_backlog(worker, heard, qtbot) -> None:
    worker.start(TINY, ROOT)
    exact = len(heard.snapshots)
    # Time for many chunks, in which nobody acknowledges.
    chunks = count_chunks(worker)
    wait_until(qtbot, lambda: len(chunks) >= 10)
    assert len(heard.snapshots) == exact
    worker.acknowledge()
    wait_until(qtbot, lambda: len(heard.snapshots) == exact + 1)
    more = len(chunks) + 10
    wait_until(qtbot, lambda: len(chunks) >= more)
    assert len(heard.snapshots) == exact + 1


def count_chunks(worker: TrainingWorker) -> list[int]:
    chunks: list[int] = []
    worker._advance_requested.connect(lambda: chunks.append(1))
    return chunks


def test_play_and_pause_again_and_again_leave_one_call_going_round(worker, heard, qtbot) -> None:
    worker.start(TINY, ROOT)
    chunks = count_chunks(worker)
    for _ in range(20):
        worker.pause()
        worker.play()
    assert len(chunks) <= 1
    wait_until(qtbot, lambda: len(chunks) >= 3)
    worker.pause()
    qtbot.wait(1)
    paused_at, calls = heard.snapshots[-1].step, len(chunks)
    worker.pause()
    qtbot.wait(1)
    assert len(chunks) == calls
    assert heard.snapshots[-1].step == paused_at


def test_a_pause_is_exact_and_nothing_moves_until_play(worker, heard, qtbot) -> None:
    worker.start(TINY, ROOT)
    wait_until(qtbot, lambda: worker.acknowledge() or heard.snapshots[-1].step > 0)
    worker.pause()
    paused = heard.snapshots[-1]
    assert paused.stale_steps == 0
    np.testing.assert_allclose(
        paused.embedding, paused.encode(heard.images[0][2].images)[0], atol=1e-5
    )
    assert heard.states[-1] is RunState.PAUSED
    worker.play()
    wait_until(qtbot, lambda: worker.acknowledge() or heard.snapshots[-1].step > paused.step)


def test_snapshots_do_not_change_when_training_goes_on(worker, heard, qtbot) -> None:
    worker.start(TINY, ROOT)
    wait_until(qtbot, lambda: worker.acknowledge() or heard.snapshots[-1].step > 0)
    worker.pause()
    snapshot = heard.snapshots[-1]
    weights = {name: array.copy() for name, array in snapshot.weights.items()}
    codes = snapshot.embedding.copy()
    worker.step()
    for name, array in weights.items():
        np.testing.assert_array_equal(snapshot.weights[name], array)
    np.testing.assert_array_equal(snapshot.embedding, codes)


def test_stop_publishes_what_was_reached_and_forgets_the_run(worker, heard, qtbot) -> None:
    worker.start(TINY, ROOT)
    wait_until(qtbot, lambda: worker.acknowledge() or heard.snapshots[-1].step > 0)
    worker.end()
    assert heard.states[-1] is RunState.EMPTY
    assert heard.snapshots[-1].stale_steps == 0
    step = heard.snapshots[-1].step
    for slot in (worker.play, worker.pause, worker.step, worker.end):
        slot()
    assert heard.snapshots[-1].step == step
    assert heard.states[-1] is RunState.EMPTY
    assert heard.errors == []


def test_a_finished_run_can_be_extended(worker, heard, qtbot) -> None:
    worker.start(SHORT, ROOT)
    wait_until(qtbot, lambda: heard.states[-1] is RunState.FINISHED)
    worker.extend(1)
    wait_until(qtbot, lambda: heard.states[-1] is RunState.FINISHED)
    wait_until(qtbot, lambda: heard.snapshots[-1].epoch == 3)
    assert heard.progress[-1].epochs == 3


def test_beta_and_rate_change_from_the_next_step_on(worker, heard) -> None:
    worker.start_with_step(SHORT, ROOT)
    worker.set_beta(3.0)
    worker.set_learning_rate(5e-4)
    worker.step()
    assert heard.snapshots[-1].config.beta == 3
    assert heard.snapshots[-1].config.learning_rate == 5e-4


def test_a_bad_beta_is_reported_and_the_run_keeps_the_old_one(worker, heard) -> None:
    worker.start_with_step(SHORT, ROOT)
    worker.set_beta(-1.0)
    assert isinstance(heard.errors[-1], UserError)
    worker.step()
    assert heard.snapshots[-1].config.beta == 1
    assert heard.states[-1] is RunState.PAUSED


def test_the_progress_tells_rate_and_time_left_while_running(worker, heard, qtbot) -> None:
    worker.start(TINY, ROOT)
    wait_until(qtbot, lambda: worker.acknowledge() or heard.progress[-1].seconds_left is not None)
    progress = heard.progress[-1]
    assert progress.images_per_second > 0
    assert progress.epochs == TINY.epochs
    assert 0 < progress.epoch == pytest.approx(progress.step / 4)
    worker.pause()
    assert heard.progress[-1].seconds_left is None


def test_the_epochs_of_the_progress_follow_an_extension(worker, heard, qtbot) -> None:
    worker.start(SHORT, ROOT)
    wait_until(qtbot, lambda: heard.states[-1] is RunState.FINISHED)
    assert heard.progress[-1].epochs == 2


@pytest.mark.parametrize(
    "error", [RuntimeError("boom"), TrainingDiverged(3, 1e-3), FloatingPointError("nan")]
)
def test_an_error_ends_the_run_and_is_reported_once(
    worker, heard, qtbot, monkeypatch, error: Exception
) -> None:
    worker.start(TINY, ROOT)

    def steps(_session):
        raise error

    monkeypatch.setattr(TrainingSession, "steps", steps)
    wait_until(qtbot, lambda: bool(heard.errors))
    assert heard.errors == [error]
    assert heard.states[-1] is RunState.FAILED
    monkeypatch.undo()
    worker.play()
    assert heard.states[-1] is RunState.FAILED


@pytest.mark.parametrize("error", [RuntimeError("out of memory"), TrainingDiverged(9, 1e-3)])
@pytest.mark.parametrize("request_name", ["step", "pause", "end"])
def test_an_error_in_a_request_ends_the_run_too(
    worker, heard, qtbot, monkeypatch, request_name: str, error: Exception
) -> None:
    worker.start(TINY, ROOT)
    wait_until(qtbot, lambda: worker.acknowledge() or heard.snapshots[-1].step > 0)

    def broken(_session, **_):
        raise error

    monkeypatch.setattr(TrainingSession, "steps", broken)
    monkeypatch.setattr(TrainingSession, "snapshot", broken)
    getattr(worker, request_name)()
    assert heard.errors == [error]
    assert heard.states[-1] is RunState.FAILED


@pytest.mark.parametrize("broken_method", ["snapshot", "steps"])
def test_an_error_at_the_first_snapshot_or_step_leaves_no_half_begun_run(
    worker, heard, monkeypatch, broken_method: str
) -> None:
    def broken(_session, **_):
        raise RuntimeError("out of memory")

    monkeypatch.setattr(TrainingSession, broken_method, broken)
    worker.start_with_step(TINY, ROOT)
    assert heard.states == [RunState.PREPARING, RunState.FAILED]
    assert len(heard.errors) == 1


def test_an_error_beside_the_run_leaves_the_run(worker, heard, monkeypatch, tmp_path) -> None:
    worker.start_with_step(TINY, ROOT)

    def broken(_path):
        raise MemoryError

    monkeypatch.setattr("vae_explorer.session.worker.load_snapshot", broken)
    worker.load(tmp_path / "large.safetensors")
    assert len(heard.errors) == 1
    worker.step()
    assert heard.snapshots[-1].step == 2


def test_a_data_set_that_cannot_be_read_fails_the_run(worker, heard, tiny_sets) -> None:
    tiny_sets["mnist"].here = False
    worker.start(TINY, ROOT)
    assert heard.states == [RunState.PREPARING, RunState.FAILED]
    assert isinstance(heard.errors[0], UserError)
    tiny_sets["mnist"].here = True
    worker.start(SHORT, ROOT)
    assert heard.states[-1] is RunState.RUNNING


def test_a_configuration_that_cannot_be_trained_fails_the_run(worker, heard) -> None:
    worker.start(replace(TINY, learning_rate=-1), ROOT)
    assert heard.states[-1] is RunState.FAILED
    assert "learning rate" in str(heard.errors[0])


def test_a_new_run_takes_the_place_of_the_old_one(worker, heard, qtbot) -> None:
    worker.start(TINY, ROOT)
    worker.start(SHORT, ROOT)
    wait_until(qtbot, lambda: heard.states[-1] is RunState.FINISHED)
    assert heard.snapshots[-1].step == 8


def test_a_data_set_is_read_once_for_many_runs(worker, heard, tiny_sets) -> None:
    worker.preview(SHORT, ROOT)
    worker.preview(SHORT, ROOT)
    assert sorted(tiny_sets["mnist"].loads) == [("test", 0), ("train", 0)]
    worker.preview(replace(SHORT, seed=5), ROOT)
    assert ("train", 5) in tiny_sets["mnist"].loads


def test_saving_writes_the_run_as_it_is_now(worker, heard, tmp_path: Path) -> None:
    worker.start_with_step(SHORT, ROOT)
    first, number = heard.snapshots[0], heard.numbers[0]
    worker.step()
    worker.save(first, tmp_path / "run.safetensors", number)
    assert load_snapshot(tmp_path / "run.safetensors").step == 2
    worker.end()
    worker.save(first, tmp_path / "shown.safetensors", number)
    assert load_snapshot(tmp_path / "shown.safetensors").step == 0
    assert [path.name for _, path, _ in heard.files] == ["run.safetensors", "shown.safetensors"]


def test_saving_another_model_than_the_runs_writes_that_one(worker, heard, tmp_path: Path) -> None:
    worker.start_with_step(SHORT, ROOT)
    other, number = replace(heard.snapshots[-1], step=999), heard.numbers[-1]
    worker.start_with_step(SHORT, ROOT)
    assert heard.numbers[-1] != number
    worker.save(other, tmp_path / "other.safetensors", number)
    assert load_snapshot(tmp_path / "other.safetensors").step == 999
    assert heard.files[-1][2] == number


def test_a_save_that_fails_is_told_as_one_and_leaves_the_run(worker, heard, tmp_path) -> None:
    worker.start_with_step(SHORT, ROOT)
    failed: list[Exception] = []
    worker.save_failed.connect(failed.append)
    worker.save(heard.snapshots[-1], tmp_path / "nowhere" / "a.safetensors", heard.numbers[-1])
    assert len(failed) == 1
    assert heard.files == []
    assert heard.states[-1] is RunState.PAUSED


def test_a_file_that_cannot_be_read_is_reported_and_leaves_the_run(
    worker, heard, tmp_path: Path
) -> None:
    worker.start_with_step(SHORT, ROOT)
    worker.load(tmp_path / "missing.safetensors")
    assert isinstance(heard.errors[-1], UserError)
    assert heard.states[-1] is RunState.PAUSED
    worker.step()
    assert heard.snapshots[-1].step == 2


def test_a_file_that_was_read_takes_the_place_of_the_run(
    worker, heard, qapp, tmp_path: Path
) -> None:
    """At once, so that no snapshot of the run can come after it and take the screen back."""
    worker.start_with_step(SHORT, ROOT)
    save_snapshot(heard.snapshots[-1], tmp_path / "good.safetensors")
    worker.start(TINY, ROOT)
    worker.acknowledge()
    count = len(heard.snapshots)
    worker.load(tmp_path / "good.safetensors")
    assert heard.files[-1][1] == tmp_path / "good.safetensors"
    assert heard.states[-1] is RunState.EMPTY
    for _ in range(5):
        qapp.processEvents()
    assert len(heard.snapshots) == count


def test_an_interrupted_worker_trains_no_more(worker, heard, qapp) -> None:
    worker.start(TINY, ROOT)
    count = len(heard.snapshots)
    worker.interrupt()
    for _ in range(5):
        qapp.processEvents()
    worker.acknowledge()
    assert len(heard.snapshots) == count
