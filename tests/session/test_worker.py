"""The worker, driven on the thread of the test: one event loop, no races."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from desk_kit import wait_until
from gui_kit import TINY
from worker_kit import (
    FAILED,
    FINISHED,
    PAUSED,
    PREPARING,
    ROOT,
    RUNNING,
    SHORT,
    STOPPED,
    train,
)

from vae_explorer.core.config import RunConfig
from vae_explorer.core.errors import UserError
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.training import Trainer
from vae_explorer.session.requests import TrainRequest
from vae_explorer.session.state import RunState
from vae_explorer.session.worker import TrainingWorker

pytestmark = pytest.mark.slow  # whole runs


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
