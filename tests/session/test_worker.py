"""The worker, driven on the thread of the test: one event loop, no races."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from desk_kit import wait_until
from gui_kit import TINY

from vae_explorer.core.config import RunConfig
from vae_explorer.core.errors import TrainingDiverged, UserError
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import load, save_snapshot
from vae_explorer.core.training import Trainer
from vae_explorer.core.training_state import TrainingState
from vae_explorer.session.requests import Saved, SaveRequest, TrainRequest
from vae_explorer.session.state import RunProgress, RunState
from vae_explorer.session.worker import TrainingWorker

pytestmark = pytest.mark.slow  # whole runs

SHORT = replace(TINY, epochs=2)  # of four steps
ROOT = Path("nowhere")
PREPARING, RUNNING, PAUSED = RunState.PREPARING, RunState.RUNNING, RunState.PAUSED
STOPPED, FINISHED, FAILED = RunState.STOPPED, RunState.FINISHED, RunState.FAILED


class Listener:
    """Keeps all that a worker tells, in order; run by run where it says of which it is."""

    def __init__(self, worker: TrainingWorker) -> None:
        self.worker = worker
        self.news: list[tuple[int, RunState]] = []
        self.snapshots: list[Snapshot] = []
        self.snapshots_of: dict[int, Snapshot] = {}  # the newest of each
        self.left: dict[int, TrainingState] = {}
        self.progress: list[RunProgress] = []
        self.errors: list[BaseException] = []
        self.images: list = []
        self.files: list = []
        self.saved: list[Saved] = []
        self.unsaved: list[tuple[int, BaseException]] = []
        worker.state_changed.connect(lambda *news: self.news.append(news))
        worker.snapshot_ready.connect(self._keep_snapshot)
        worker.let_go.connect(lambda run, state, _seconds: self.left.update({run: state}))
        worker.progress_changed.connect(lambda _run, progress: self.progress.append(progress))
        worker.failed.connect(self.errors.append)
        worker.images_ready.connect(lambda *what: self.images.append(what))
        worker.files.loaded.connect(lambda *what: self.files.append(what))
        worker.files.saved.connect(self.saved.append)
        worker.files.save_failed.connect(lambda *what: self.unsaved.append(what))

    def _keep_snapshot(self, run_id: int, snapshot: Snapshot) -> None:
        self.snapshots.append(snapshot)
        self.snapshots_of[run_id] = snapshot

    @property
    def states(self) -> list[RunState]:
        return [state for _, state in self.news]

    def moved(self, beyond: int = 0) -> bool:
        """Draw what there is, and say whether it is beyond a step."""
        self.worker.acknowledge()
        return self.snapshots[-1].step > beyond

    def go_on(self, run_id: int, config: RunConfig, then: str = "play") -> TrainRequest:
        """Return the request to go on with a run that was let go."""
        return TrainRequest(
            run_id, config, ROOT, self.snapshots_of[run_id], self.left[run_id], then
        )


@pytest.fixture
def worker(qapp) -> Iterator[TrainingWorker]:
    worker = TrainingWorker()
    yield worker
    worker.interrupt()
    qapp.processEvents()


@pytest.fixture
def heard(worker: TrainingWorker) -> Listener:
    return Listener(worker)


def train(
    worker: TrainingWorker, config: RunConfig = TINY, then: str = "play", run_id: int = 1
) -> None:
    worker.train(TrainRequest(run_id, config, ROOT, then=then))


def save(
    worker: TrainingWorker, path: Path, snapshot: Snapshot, run_id: int = 1, *, whole: bool = True
) -> None:
    worker.files.save(SaveRequest(run_id, path, snapshot, None, whole))


# A run, from its beginning to its end


def test_a_run_goes_from_preparing_to_finished(worker, heard, qtbot, held_out_digits) -> None:
    train(worker, SHORT)
    wait_until(qtbot, lambda: FINISHED in heard.states)
    assert heard.news == [(1, PREPARING), (1, RUNNING), (1, FINISHED)]
    (key, seed, images), *_ = heard.images
    assert (key, seed) == ("mnist", SHORT.seed)
    np.testing.assert_array_equal(images.images, held_out_digits.images)
    assert heard.snapshots[0].step == 0
    last = heard.snapshots[-1]
    assert (last.step, last.epoch, last.stale_steps) == (8, 2.0, 0)
    assert len(last.history.test) == 2
    assert heard.progress[-1].images_per_second == 0
    assert heard.progress[-1].seconds > 0
    assert heard.errors == []


def test_a_preview_shows_step_zero_and_leaves_no_run(worker, heard, qapp) -> None:
    train(worker, SHORT, "show")
    qapp.processEvents()
    assert heard.states == [PREPARING, RunState.EMPTY]
    assert {snapshot.step for snapshot in heard.snapshots} == {0}
    worker.play()
    assert heard.states[-1] is RunState.EMPTY


def test_a_single_step_is_one_and_the_last_one_finishes(worker, heard) -> None:
    train(worker, SHORT, "step")
    assert heard.snapshots[-1].step == 1
    assert heard.states == [PREPARING, PAUSED]
    for step in range(2, 9):
        worker.step()
        assert heard.snapshots[-1].step == step
        assert heard.snapshots[-1].stale_steps == 0
    assert heard.states[-1] is FINISHED
    worker.step()
    worker.play()
    assert heard.snapshots[-1].step == 8
    assert heard.states[-1] is FINISHED


def test_a_slow_window_gets_no_backlog(worker, heard, qtbot) -> None:
    train(worker)
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
    train(worker)
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
    train(worker)
    wait_until(qtbot, heard.moved)
    worker.pause()
    paused = heard.snapshots[-1]
    assert paused.stale_steps == 0
    np.testing.assert_allclose(
        paused.embedding, paused.encode(heard.images[0][2].images)[0], atol=1e-5
    )
    assert heard.states[-1] is PAUSED
    worker.play()
    wait_until(qtbot, lambda: heard.moved(paused.step))


def test_snapshots_do_not_change_when_training_goes_on(worker, heard, qtbot) -> None:
    train(worker)
    wait_until(qtbot, heard.moved)
    worker.pause()
    snapshot = heard.snapshots[-1]
    weights = {name: array.copy() for name, array in snapshot.weights.items()}
    codes = snapshot.embedding.copy()
    worker.step()
    for name, array in weights.items():
        np.testing.assert_array_equal(snapshot.weights[name], array)
    np.testing.assert_array_equal(snapshot.embedding, codes)


def test_stop_publishes_what_was_reached_and_lets_go_of_the_run(worker, heard, qtbot) -> None:
    train(worker)
    wait_until(qtbot, heard.moved)
    worker.stop()
    assert heard.states[-1] is STOPPED
    assert heard.snapshots[-1].stale_steps == 0
    step = heard.snapshots[-1].step
    assert heard.left[1].step == step
    for slot in (worker.play, worker.pause, worker.step, worker.stop):
        slot()
    assert heard.snapshots[-1].step == step
    assert heard.states[-1] is STOPPED
    assert heard.errors == []


def test_a_new_run_takes_the_place_of_the_old_one_which_is_let_go(worker, heard, qtbot) -> None:
    train(worker, run_id=1)
    train(worker, SHORT, run_id=2)
    wait_until(qtbot, lambda: FINISHED in heard.states)
    assert heard.news == [
        *((1, PREPARING), (1, RUNNING), (1, STOPPED)),
        *((2, PREPARING), (2, RUNNING), (2, FINISHED)),
    ]
    assert heard.left[1].step == heard.snapshots_of[1].step
    assert heard.snapshots_of[2].step == 8


@pytest.mark.parametrize("stop_at", [1, 3, 4, 5])  # within an epoch, and at the end of one
def test_a_run_that_goes_on_is_bit_for_bit_one_that_never_stopped(
    worker, heard, train_digits, held_out_digits, stop_at: int
) -> None:
    train(worker, SHORT, "step")
    for _ in range(stop_at - 1):
        worker.step()
    worker.stop()
    train(worker, replace(SHORT, seed=9), "step", run_id=2)  # something else in between
    worker.train(heard.go_on(1, SHORT, "step"))
    while heard.snapshots_of[1].step < 8:
        worker.step()
    assert heard.news[-1] == (1, FINISHED)
    same_as(heard.snapshots_of[1], uninterrupted(train_digits, held_out_digits, SHORT))


def test_a_finished_run_goes_on_with_more_epochs(
    worker, heard, qtbot, train_digits, held_out_digits
) -> None:
    train(worker, SHORT)
    wait_until(qtbot, lambda: heard.states[-1] is FINISHED)
    more = replace(SHORT, epochs=3)
    worker.change(1, more)
    wait_until(qtbot, lambda: heard.snapshots[-1].epoch == 3)
    wait_until(qtbot, lambda: heard.states[-1] is FINISHED)
    assert heard.progress[-1].epochs == 3
    same_as(heard.snapshots[-1], uninterrupted(train_digits, held_out_digits, SHORT, more))


def test_a_finished_run_that_was_let_go_goes_on_the_same(
    worker, heard, qtbot, train_digits, held_out_digits
) -> None:
    train(worker, SHORT)
    wait_until(qtbot, lambda: heard.states[-1] is FINISHED)
    worker.stop()
    assert heard.states[-1] is FINISHED
    more = replace(SHORT, epochs=3)
    worker.train(heard.go_on(1, more))
    wait_until(qtbot, lambda: heard.snapshots[-1].epoch == 3)
    same_as(heard.snapshots[-1], uninterrupted(train_digits, held_out_digits, SHORT, more))


def test_a_run_without_an_epoch_left_has_finished_and_is_not_being_prepared(
    worker, heard, qtbot
) -> None:
    train(worker, SHORT)
    wait_until(qtbot, lambda: heard.states[-1] is FINISHED)
    worker.stop()
    worker.train(heard.go_on(1, SHORT))
    assert heard.states[-1] is FINISHED


def test_to_go_on_without_what_that_takes_is_refused(worker, heard, snapshot) -> None:
    """And never begins the run anew, over what it was."""
    worker.train(TrainRequest(1, snapshot.config, ROOT, snapshot, None))
    assert heard.states[-1] is FAILED
    assert heard.snapshots == []


def uninterrupted(train_digits, held_out_digits, config: RunConfig, then: RunConfig | None = None):
    trainer = Trainer(train_digits, held_out_digits, config)
    for _ in trainer.steps():
        pass
    if then is not None:
        trainer.change(then)
        for _ in trainer.steps():
            pass
    return trainer.snapshot()


def same_as(snapshot: Snapshot, other: Snapshot) -> None:
    assert snapshot.step == other.step
    for name, array in other.weights.items():
        np.testing.assert_array_equal(snapshot.weights[name], array, err_msg=name)
    np.testing.assert_array_equal(snapshot.embedding, other.embedding)
    np.testing.assert_array_equal(snapshot.history.train, other.history.train)
    np.testing.assert_array_equal(snapshot.history.test, other.history.test)
    assert snapshot.history.changes == other.history.changes


# Changes in mid-run


def test_beta_and_rate_change_from_the_next_step_on_and_are_recorded(worker, heard) -> None:
    train(worker, SHORT, "step")
    worker.change(1, replace(SHORT, beta=3.0, learning_rate=5e-4))
    worker.step()
    snapshot = heard.snapshots[-1]
    assert snapshot.config.beta == 3
    assert snapshot.config.learning_rate == 5e-4
    told = {change.setting: change for change in snapshot.history.changes}
    assert (told["beta"].step, told["beta"].before, told["beta"].after) == (1, 1.0, 3.0)
    assert told["learning_rate"].after == 5e-4


def test_a_bad_beta_is_reported_and_the_run_keeps_the_old_one(worker, heard) -> None:
    train(worker, SHORT, "step")
    worker.change(1, replace(SHORT, beta=-1.0))
    assert isinstance(heard.errors[-1], UserError)
    worker.step()
    assert heard.snapshots[-1].config.beta == 1
    assert heard.states[-1] is PAUSED


def test_a_change_of_another_run_is_not_this_ones(worker, heard) -> None:
    train(worker, SHORT, "step", run_id=2)
    worker.change(1, replace(SHORT, beta=3.0))
    worker.step()
    assert heard.snapshots[-1].config.beta == 1


# What it tells while it runs


def test_the_progress_tells_rate_and_time_left_while_running(
    worker, heard, qtbot, monkeypatch
) -> None:
    monkeypatch.setattr("vae_explorer.core.pace._STEADY_SECONDS", 1.0)
    train(worker)
    # The rate first, and the end when the rate has been steady for some time.
    wait_until(qtbot, lambda: heard.moved() and heard.progress[-1].images_per_second > 0)
    assert heard.progress[-1].seconds_left is None
    wait_until(qtbot, lambda: heard.moved() and heard.progress[-1].seconds_left is not None)
    progress = heard.progress[-1]
    assert progress.epochs == TINY.epochs
    assert 0 < progress.epoch == pytest.approx(progress.step / 4)
    worker.pause()
    assert heard.progress[-1].seconds_left is None


# Errors


@pytest.mark.parametrize(
    "error",
    [
        *(RuntimeError("boom"), TrainingDiverged(3, 1e-3), FloatingPointError("nan")),
        *(SystemExit(3), KeyboardInterrupt()),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whatever_a_step_raises_ends_the_run_and_is_reported_once(
    worker, heard, qtbot, monkeypatch, error: BaseException
) -> None:
    train(worker)

    def broken(_trainer):
        raise error

    monkeypatch.setattr(Trainer, "step_once", broken)
    wait_until(qtbot, lambda: bool(heard.errors))
    assert heard.errors == [error]
    assert heard.states[-1] is FAILED
    monkeypatch.undo()
    worker.play()
    assert heard.states[-1] is FAILED


@pytest.mark.parametrize("error", [RuntimeError("out of memory"), TrainingDiverged(9, 1e-3)])
@pytest.mark.parametrize("request_name", ["step", "pause", "stop"])
def test_an_error_in_a_request_ends_the_run_too(
    worker, heard, qtbot, monkeypatch, request_name: str, error: Exception
) -> None:
    train(worker)
    wait_until(qtbot, heard.moved)

    def broken(_trainer, **_):
        raise error

    monkeypatch.setattr(Trainer, "step_once", broken)
    monkeypatch.setattr(Trainer, "snapshot", broken)
    getattr(worker, request_name)()
    assert heard.errors == [error]
    assert heard.states[-1] is FAILED


@pytest.mark.parametrize("broken_method", ["snapshot", "step_once"])
def test_an_error_at_the_first_snapshot_or_step_leaves_no_half_begun_run(
    worker, heard, monkeypatch, broken_method: str
) -> None:
    def broken(_trainer, **_):
        raise RuntimeError("out of memory")

    monkeypatch.setattr(Trainer, broken_method, broken)
    train(worker, then="step")
    assert heard.states == [PREPARING, FAILED]
    assert len(heard.errors) == 1


def test_a_run_that_breaks_as_it_is_let_go_does_not_take_the_next_one_with_it(
    worker, heard, monkeypatch
) -> None:
    train(worker, then="step", run_id=1)
    state = Trainer.state
    failures = [RuntimeError("out of memory")]

    def broken_once(trainer):
        if failures:
            raise failures.pop()
        return state(trainer)

    monkeypatch.setattr(Trainer, "state", broken_once)
    train(worker, SHORT, "step", run_id=2)
    assert heard.news[-3:] == [(1, FAILED), (2, PREPARING), (2, PAUSED)]
    assert [str(error) for error in heard.errors] == ["out of memory"]


def test_an_error_beside_the_run_leaves_the_run(worker, heard, monkeypatch, tmp_path) -> None:
    train(worker, then="step")

    def broken(_path):
        raise MemoryError

    monkeypatch.setattr("vae_explorer.session.file_worker.load", broken)
    worker.files.load(tmp_path / "large.safetensors", False)
    assert len(heard.errors) == 1
    worker.step()
    assert heard.snapshots[-1].step == 2


def test_a_data_set_that_cannot_be_read_fails_the_run(worker, heard, tiny_sets) -> None:
    tiny_sets["mnist"].here = False
    train(worker)
    assert heard.states == [PREPARING, FAILED]
    assert isinstance(heard.errors[0], UserError)
    tiny_sets["mnist"].here = True
    train(worker, SHORT)
    assert heard.states[-1] is RUNNING


def test_a_configuration_that_cannot_be_trained_fails_the_run(worker, heard) -> None:
    train(worker, replace(TINY, learning_rate=-1))
    assert heard.states[-1] is FAILED
    assert "learning rate" in str(heard.errors[0])


def test_a_data_set_is_read_once_for_many_runs(worker, heard, tiny_sets) -> None:
    train(worker, SHORT, "show")
    train(worker, SHORT, "show")
    assert sorted(tiny_sets["mnist"].loads) == [("test", 0), ("train", 0)]
    train(worker, replace(SHORT, seed=5), "show")
    assert ("train", 5) in tiny_sets["mnist"].loads


# Files


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
