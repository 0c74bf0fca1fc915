"""Training with its threads, and no window: intents in, facts out."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from desk_kit import TestDesk, start, wait_until
from gui_kit import PATIENCE_MS, TINY, TinySet, let_the_worker_catch_up

from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import save_snapshot
from vae_explorer.core.training import Trainer
from vae_explorer.session.runs import Run
from vae_explorer.session.state import RunState

pytestmark = pytest.mark.slow  # whole runs

SHORT = replace(TINY, epochs=2)  # of four steps


def finish(desk: TestDesk, qtbot, config: RunConfig = SHORT) -> Run:
    """Train a run to its end, and return it."""
    desk.training.train(config)
    run = desk.workspace.runs[-1]
    reach(desk, qtbot, run.id, RunState.FINISHED)
    return desk.workspace.run(run.id)


def stop(desk: TestDesk, qtbot) -> Run:
    """Stop the run that trains, and return it."""
    run_id = desk.workspace.activity.run_id
    desk.training.stop()
    reach(desk, qtbot, run_id, RunState.STOPPED)
    return desk.workspace.run(run_id)


def reach(desk: TestDesk, qtbot, run_id: int, state: RunState) -> None:
    wait_until(qtbot, lambda: desk.workspace.run(run_id).state is state)


def enqueue(desk: TestDesk, config: RunConfig = SHORT) -> int:
    """Let a run wait, and return its id."""
    desk.training.enqueue(config)
    return desk.workspace.runs[-1].id


def ids_in_queue(desk: TestDesk) -> list[int]:
    return [run.id for run in desk.workspace.queue]


def same_as(snapshot: Snapshot, trainer: Trainer) -> None:
    expected = trainer.snapshot()
    assert snapshot.step == expected.step
    for name, array in expected.weights.items():
        np.testing.assert_array_equal(snapshot.weights[name], array, err_msg=name)
    np.testing.assert_array_equal(snapshot.embedding, expected.embedding)
    np.testing.assert_array_equal(snapshot.history.train, expected.history.train)
    np.testing.assert_array_equal(snapshot.history.test, expected.history.test)


# Beginning, and what is told


def test_everything_is_told_on_the_windows_thread(ready, screen, qtbot) -> None:
    start(ready, qtbot)
    ready.products.request_mosaic(Rect(-1, -1, 1, 1), 3, 3)
    wait_until(qtbot, lambda: bool(screen.mosaics))
    assert screen.threads == {threading.get_ident()}


def test_reset_shows_the_untrained_network_and_leaves_no_run(ready, qtbot) -> None:
    start(ready, qtbot)
    ready.training.reset(replace(TINY, seed=2))
    wait_until(qtbot, lambda: ready.snapshot.step == 0 and ready.state is RunState.EMPTY)
    let_the_worker_catch_up(qtbot, ready)
    assert ready.snapshot.config.seed == 2
    assert ready.run.name == "Untrained network"
    assert ready.workspace.activity.run_id is None
    assert not ready.run.unsaved


def test_a_run_that_another_takes_the_place_of_stays_and_can_go_on(ready, qtbot) -> None:
    start(ready, qtbot)
    first = ready.run.id
    start(ready, qtbot)
    assert ready.run.id != first
    run = ready.workspace.run(first)
    assert run.state is RunState.STOPPED
    assert run.training.step == run.step > 0
    assert run.unsaved
    ready.training.train_on(first)
    reach(ready, qtbot, first, RunState.QUEUED)  # one trains at a time
    stop(ready, qtbot)
    reach(ready, qtbot, first, RunState.RUNNING)


def test_an_untrained_network_goes_when_another_run_is_shown(ready, snapshot, qtbot) -> None:
    ready.training.reset(TINY)
    wait_until(qtbot, lambda: ready.snapshot.step == 0 and ready.state is RunState.EMPTY)
    untrained = ready.run.id
    start(ready, qtbot)
    assert ready.workspace.run(untrained) is None
    assert ready.workspace.runs[0].snapshot is snapshot  # which is no untrained one


def test_of_runs_that_were_begun_in_haste_the_last_one_stays(ready, qtbot) -> None:
    before = len(ready.workspace.runs)
    for seed in range(3):
        ready.training.train(replace(TINY, seed=seed))
    last = ready.workspace.runs[-1].id
    wait_until(qtbot, lambda: ready.run.id == last and ready.run.step > 0)
    assert ready.snapshot.config.seed == 2
    for run in ready.workspace.runs[before:-1]:
        assert run.step > 0  # unless it had no time for a step, and nobody would miss it


def test_what_is_looked_at_while_a_run_is_being_prepared_stays_on_the_screen(
    ready, snapshot, qtbot, tmp_path: Path
) -> None:
    other = ready.show(replace(snapshot, step=999), tmp_path / "other.safetensors")
    ready.workspace.look_at(ready.workspace.runs[0].id)
    ready.training.train(TINY)
    ready.workspace.look_at(other.id)
    wait_until(qtbot, lambda: ready.state is RunState.RUNNING)
    let_the_worker_catch_up(qtbot, ready)
    assert ready.run.id == other.id


def test_a_pause_that_is_wished_for_while_a_run_is_being_prepared_is_met(ready, qtbot) -> None:
    ready.training.train(TINY)
    ready.training.stop()  # there is nothing to stop yet
    ready.training.pause()
    assert ready.state is RunState.PREPARING
    wait_until(qtbot, lambda: ready.state is RunState.PAUSED)


# Stopping


def test_a_stop_is_told_at_once_and_a_second_one_does_nothing(ready, screen, qtbot) -> None:
    start(ready, qtbot)
    screen.states.clear()
    ready.training.stop()
    assert ready.run.state is ready.state is RunState.STOPPING
    ready.training.stop()
    ready.training.train_on(ready.run.id)
    wait_until(qtbot, lambda: ready.state is RunState.STOPPED)
    let_the_worker_catch_up(qtbot, ready)
    assert screen.states == [RunState.STOPPING, RunState.STOPPED]
    assert ready.run.state is RunState.STOPPED
    assert ready.workspace.activity.run_id is None
    assert ready.snapshot.stale_steps == 0
    assert screen.messages == []


def test_a_stop_does_not_wait_for_the_end_of_a_chunk(ready, qtbot, monkeypatch) -> None:
    """With a large network a step alone may take longer than that."""
    monkeypatch.setattr("vae_explorer.session.worker.CHUNK_SECONDS", 1000.0)
    ready.training.train(TINY)
    wait_until(qtbot, lambda: ready.state is RunState.RUNNING)
    stop(ready, qtbot)


def test_a_finished_run_that_is_let_go_is_one_like_the_others(ready, qtbot) -> None:
    run = finish(ready, qtbot)
    assert ready.state is RunState.FINISHED
    ready.training.stop()
    wait_until(qtbot, lambda: ready.workspace.activity.run_id is None)
    let_the_worker_catch_up(qtbot, ready)
    assert ready.run.state is RunState.FINISHED
    ready.training.train_on(run.id, 1)
    wait_until(qtbot, lambda: ready.run.epoch == 3)


@pytest.mark.parametrize("error", [SystemExit(2), KeyboardInterrupt()], ids=["exit", "interrupt"])
def test_whatever_a_step_raises_nothing_stays_running(
    ready, screen, qtbot, monkeypatch, error: BaseException
) -> None:
    def step(_trainer):
        raise error

    start(ready, qtbot)
    run = ready.run.id
    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "step_once", step)
        wait_until(qtbot, lambda: bool(screen.messages))
    assert ready.state is ready.run.state is RunState.FAILED
    ready.training.train_on(run)
    assert "cannot be trained further: its training ended in an error" in screen.messages[-1].text
    start(ready, qtbot)


def test_removing_a_paused_run_lets_go_of_it_and_it_can_come_back(ready, qtbot) -> None:
    removed: list[tuple] = []
    ready.workspace.removed.connect(lambda *what: removed.append(what))
    start(ready, qtbot)
    ready.workspace.remove(ready.run.id)  # it is training
    assert removed == []
    ready.training.pause()
    wait_until(qtbot, lambda: ready.state is RunState.PAUSED)
    run = ready.run
    ready.workspace.remove(run.id)
    wait_until(qtbot, lambda: ready.workspace.activity.run_id is None)
    let_the_worker_catch_up(qtbot, ready)
    ready.workspace.restore(*removed[0])
    back = ready.workspace.run(run.id)
    assert back.state is RunState.STOPPED
    assert back.training.step == back.step == run.step
    ready.training.train_on(run.id)
    reach(ready, qtbot, run.id, RunState.RUNNING)


# Going on


def test_a_stopped_run_goes_on_as_if_it_had_never_stopped(
    ready, qtbot, train_digits, held_out_digits
) -> None:
    start(ready, qtbot)
    stopped = stop(ready, qtbot)
    ready.training.train(SHORT)  # another, in between
    wait_until(qtbot, lambda: ready.state is RunState.FINISHED)
    ready.training.train_on(stopped.id)
    wait_until(qtbot, lambda: ready.run.id == stopped.id and ready.run.step > stopped.step)
    stop(ready, qtbot)
    trainer = Trainer(train_digits, held_out_digits, TINY)
    while trainer.step < ready.run.step:
        trainer.step_once()
    same_as(ready.snapshot, trainer)


@pytest.mark.parametrize("let_go", [False, True])
def test_a_finished_run_goes_on_with_more_epochs(
    ready, qtbot, train_digits, held_out_digits, let_go: bool
) -> None:
    run = finish(ready, qtbot)
    if let_go:
        finish(ready, qtbot)
    ready.training.train_on(run.id)  # for at least one
    wait_until(qtbot, lambda: ready.workspace.run(run.id).epoch == 3)
    reach(ready, qtbot, run.id, RunState.FINISHED)
    trainer = Trainer(train_digits, held_out_digits, SHORT)
    while not trainer.finished:
        trainer.step_once()
    trainer.change(replace(SHORT, epochs=3))
    while not trainer.finished:
        trainer.step_once()
    same_as(ready.workspace.run(run.id).snapshot, trainer)


@pytest.mark.parametrize("paused", [False, True])
def test_a_run_that_was_saved_whole_and_opened_goes_on_bit_for_bit(
    ready, qtbot, train_digits, held_out_digits, tmp_path: Path, paused: bool
) -> None:
    """Also one that was paused, saved and closed: the file is opened in another session."""
    path = tmp_path / "run.safetensors"
    config = replace(SHORT, epochs=3, schedule="one-cycle")
    ready.training.start_with_step(config)
    wait_until(qtbot, lambda: ready.state is RunState.PAUSED)
    for step in range(2, 7):
        ready.training.step()
        wait_until(qtbot, lambda step=step: ready.run.step == step)
    if not paused:
        stop(ready, qtbot)
    with qtbot.waitSignal(ready.library.saved, timeout=PATIENCE_MS):
        ready.save(path)
    ready.shutdown()

    again = TestDesk(ready.data_root, ready.settings)
    try:
        again.training.start_engine()
        again.library.open(path)
        wait_until(qtbot, lambda: again.run is not None)
        assert (again.run.state, again.run.step) == (RunState.STOPPED, 6)
        again.training.train_on(again.run.id)
        wait_until(qtbot, lambda: again.state is RunState.FINISHED)
        trainer = Trainer(train_digits, held_out_digits, config)
        while not trainer.finished:
            trainer.step_once()
        same_as(again.snapshot, trainer)
    finally:
        again.shutdown()


def test_a_model_alone_cannot_go_on_and_says_so(
    ready, screen, qtbot, snapshot, tmp_path: Path
) -> None:
    path = tmp_path / "alone.safetensors"
    save_snapshot(snapshot, path)
    ready.library.open(path)
    wait_until(qtbot, lambda: ready.path == path)
    assert not ready.run.can_go_on
    ready.training.train_on(ready.run.id, 5)
    message = screen.messages[-1]
    assert message.severity == "error"
    assert "alone cannot be trained further: its file holds the model alone" in message.text
    assert ready.state is RunState.EMPTY
    assert ready.run.config == snapshot.config


def test_a_run_that_failed_is_not_saved_with_where_it_began(
    ready, qtbot, monkeypatch, tmp_path: Path
) -> None:
    """What it went on from is no longer true of what it came to."""
    start(ready, qtbot)
    run = stop(ready, qtbot)
    ready.training.train_on(run.id)
    wait_until(qtbot, lambda: ready.run.step > run.step)
    monkeypatch.setattr(Trainer, "step_once", lambda _trainer: 1 / 0)
    wait_until(qtbot, lambda: ready.state is RunState.FAILED)
    assert ready.run.training is None
    with qtbot.waitSignal(ready.library.saved, timeout=PATIENCE_MS):
        ready.save(tmp_path / "last.safetensors")


# Changes in mid-run


def test_a_change_in_mid_run_is_recorded(ready, qtbot) -> None:
    start(ready, qtbot)
    ready.training.change(replace(ready.run.config, beta=3.0))
    assert ready.run.config.beta == 3
    wait_until(qtbot, lambda: bool(ready.snapshot.history.changes))
    (change,) = ready.snapshot.history.changes
    assert (change.setting, change.before, change.after) == ("beta", 1.0, 3.0)
    assert 0 < change.step <= ready.snapshot.step
    assert ready.snapshot.config.beta == 3


def test_a_change_while_a_run_is_being_prepared_is_met(ready, qtbot) -> None:
    ready.training.train(TINY)
    ready.training.change(replace(TINY, beta=3.0))
    wait_until(qtbot, lambda: ready.snapshot.config.beta == 3)
    (change,) = ready.snapshot.history.changes
    assert (change.before, change.after) == (1.0, 3.0)


@pytest.mark.parametrize("bad", [{"beta": -1.0}, {"batch_size": 7}, {"epochs": 1}])
def test_a_change_that_cannot_be_made_changes_nothing(ready, screen, qtbot, bad: dict) -> None:
    start(ready, qtbot)
    ready.training.change(replace(TINY, **bad))
    assert screen.messages[-1].severity == "error"
    assert ready.run.config == TINY
    let_the_worker_catch_up(qtbot, ready)
    assert ready.state is RunState.RUNNING


def test_without_a_run_there_is_nothing_to_change(ready, screen, snapshot) -> None:
    ready.training.change(replace(snapshot.config, beta=3.0))
    assert ready.run.config == snapshot.config


# The queue


def test_runs_that_wait_have_their_turns_in_order(ready, qtbot) -> None:
    begun: list[int] = []
    start(ready, qtbot)
    ready.training.started.connect(begun.append)
    first, second, third, fourth = (enqueue(ready) for _ in range(4))
    assert ids_in_queue(ready) == [first, second, third, fourth]
    ready.workspace.move_in_queue(third, 0)
    ready.workspace.dequeue(second)
    assert ids_in_queue(ready) == [third, first, fourth]
    assert ready.workspace.run(second) is None  # which was never begun
    stop(ready, qtbot)
    reach(ready, qtbot, fourth, RunState.FINISHED)
    assert begun == [third, first, fourth]
    assert {ready.workspace.run(i).state for i in begun} == {RunState.FINISHED}
    assert all(ready.workspace.run(i).training for i in begun[:-1])


def test_the_next_one_begins_by_itself_and_never_takes_the_screen(ready, screen, qtbot) -> None:
    start(ready, qtbot)
    shown = ready.run.id
    waits = enqueue(ready)
    stopped = stop(ready, qtbot)
    reach(ready, qtbot, waits, RunState.FINISHED)
    assert ready.run.id == stopped.id == shown
    message = screen.messages[-1]
    name = ready.workspace.run(waits).name
    assert message.text == f"{name} trains now."
    assert message.actions == (("Show it", f"show:{waits}"),)


def test_a_run_that_waits_begins_at_once_where_nothing_trains(control, screen, qtbot) -> None:
    control.training.start_engine()
    run = enqueue(control)
    assert control.state is RunState.PREPARING
    reach(control, qtbot, run, RunState.FINISHED)
    assert control.run.id == run  # there was nothing on the screen


def test_a_paused_run_keeps_its_turn(ready, qtbot) -> None:
    start(ready, qtbot)
    ready.training.pause()
    wait_until(qtbot, lambda: ready.state is RunState.PAUSED)
    waits = enqueue(ready)
    let_the_worker_catch_up(qtbot, ready)
    assert ids_in_queue(ready) == [waits]
    stop(ready, qtbot)
    reach(ready, qtbot, waits, RunState.FINISHED)


def test_the_queue_goes_on_after_runs_that_fail(ready, screen, qtbot) -> None:
    start(ready, qtbot)
    bad = [enqueue(ready, replace(SHORT, device="nowhere")) for _ in range(2)]
    good = enqueue(ready)
    stop(ready, qtbot)
    reach(ready, qtbot, good, RunState.FINISHED)
    assert [ready.workspace.run(i).state for i in bad] == [RunState.FAILED] * 2
    assert sum(message.severity == "error" for message in screen.messages) == 2


def test_the_queue_goes_on_after_a_network_was_reset(ready, qtbot) -> None:
    start(ready, qtbot)
    waits = enqueue(ready)
    ready.training.reset(TINY)
    reach(ready, qtbot, waits, RunState.FINISHED)
    assert ready.run.name == "Untrained network"


def test_the_queue_goes_on_past_a_run_whose_data_set_has_gone(
    ready, screen, tiny_sets, qtbot
) -> None:
    start(ready, qtbot, replace(TINY, dataset="offline"))
    gone, waits = enqueue(ready), enqueue(ready, replace(SHORT, dataset="offline"))
    tiny_sets["mnist"].here = False
    stop(ready, qtbot)
    reach(ready, qtbot, waits, RunState.FINISHED)
    assert ready.workspace.run(gone).state is RunState.FAILED
    assert any("MNIST is not on this computer" in message.text for message in screen.messages)


def test_a_trained_run_that_waits_goes_back_to_what_it_was(ready, qtbot) -> None:
    run = finish(ready, qtbot)
    start(ready, qtbot)
    ready.training.train_on(run.id, 5)
    waiting = ready.workspace.run(run.id)
    assert (waiting.state, waiting.config.epochs) == (RunState.QUEUED, 7)
    ready.training.train_on(run.id, 1)  # it waits already, for one more then
    assert ready.workspace.run(run.id).config.epochs == 8
    ready.workspace.dequeue(run.id)
    back = ready.workspace.run(run.id)
    assert (back.state, back.config) == (RunState.FINISHED, SHORT)
    ready.training.train_on(run.id, 1)
    stop(ready, qtbot)
    wait_until(qtbot, lambda: ready.workspace.run(run.id).epoch == 3)


def test_a_run_that_another_has_just_replaced_can_wait_for_its_turn(ready, screen, qtbot) -> None:
    """Before it is known where it was stopped; what is told of that comes late."""
    start(ready, qtbot)
    first = ready.run.id
    ready.training.train(SHORT)
    ready.training.train_on(first)
    assert ids_in_queue(ready) == [first]
    wait_until(qtbot, lambda: ready.workspace.activity.run_id == first)
    reach(ready, qtbot, first, RunState.RUNNING)
    assert not any(message.severity == "error" for message in screen.messages)


def test_a_run_that_waits_and_is_removed_has_no_turn_until_it_comes_back(ready, qtbot) -> None:
    removed: list[tuple] = []
    ready.workspace.removed.connect(lambda *what: removed.append(what))
    start(ready, qtbot)
    waits = enqueue(ready)
    ready.workspace.remove(waits)
    stop(ready, qtbot)
    let_the_worker_catch_up(qtbot, ready)
    assert ready.state is RunState.STOPPED
    ready.workspace.restore(*removed[0])
    reach(ready, qtbot, waits, RunState.FINISHED)


# Data sets that are not there


def test_without_fashion_mnist_nothing_is_started(
    ready, screen, monkeypatch, train_digits, held_out_digits
) -> None:
    fashion = TinySet("fashion-mnist", "Fashion-MNIST", train_digits, held_out_digits, here=False)
    monkeypatch.setitem(DATA_SETS, "fashion-mnist", fashion)
    before = ready.workspace.runs
    config = replace(TINY, dataset="fashion-mnist")
    for intent in (ready.training.train, ready.training.reset, ready.training.enqueue):
        intent(config)
        message = screen.messages[-1]
        assert message.text == "Fashion-MNIST is not on this computer. Nothing was started."
        assert message.actions == (("Download Fashion-MNIST", "download:fashion-mnist"),)
    assert len(screen.messages) == 3
    assert ready.workspace.runs == before
    assert ready.state is RunState.EMPTY


def test_an_unknown_data_set_is_told(ready, screen) -> None:
    ready.training.train(replace(TINY, dataset="cats"))
    assert "no data set 'cats'" in screen.messages[-1].text


def test_a_run_does_not_go_on_with_other_digits_than_its_own(
    ready, screen, tiny_sets, qtbot
) -> None:
    start(ready, qtbot)
    run = stop(ready, qtbot)
    tiny_sets["mnist"].here = False
    ready.training.train_on(run.id)
    assert "MNIST is not on this computer. Nothing was started." in screen.messages[-1].text
    assert ready.run.state is RunState.STOPPED
    assert ready.run.config.dataset == "mnist"


# What is told


def test_a_run_is_being_prepared_from_the_moment_it_is_asked_for(ready, screen, qtbot) -> None:
    start(ready, qtbot)
    screen.states.clear()
    ready.training.pause()  # what is told of the run before comes late
    ready.training.train(TINY)
    assert ready.state is RunState.PREPARING
    wait_until(qtbot, lambda: ready.state is RunState.RUNNING)
    assert screen.states == [RunState.PREPARING, RunState.RUNNING]


def test_a_missing_data_set_is_stood_in_for(ready, screen, tiny_sets, qtbot) -> None:
    tiny_sets["mnist"].here = False
    start(ready, qtbot)
    assert ready.snapshot.config.dataset == "offline"
    message = screen.messages[0]
    assert message.severity == "warning"
    assert message.actions == (("Download MNIST", "download:mnist"),)


def test_an_unexpected_error_is_told_with_its_traceback(ready, screen, qtbot, monkeypatch) -> None:
    def step(_trainer):
        raise ZeroDivisionError("of all things")

    start(ready, qtbot)
    monkeypatch.setattr(Trainer, "step_once", step)
    wait_until(qtbot, lambda: ready.state is RunState.FAILED)
    wait_until(qtbot, lambda: bool(screen.messages))
    message = screen.messages[-1]
    assert message.severity == "error"
    assert "ZeroDivisionError" in message.text
    assert "of all things" in message.details
    assert ready.snapshot.step > 0
    assert ready.unsaved


def test_damaged_files_are_called_damaged_and_not_absent(ready, screen, tiny_sets) -> None:
    tiny_sets["mnist"].here = False
    tiny_sets["mnist"].problem = lambda _root: "MNIST is damaged: labels are truncated."
    ready.training.train(TINY)
    assert screen.messages[-1].text.startswith("MNIST is damaged: labels are truncated. Training")
