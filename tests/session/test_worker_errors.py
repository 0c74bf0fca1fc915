"""The worker and what goes wrong: in a step, in a request, beside the run."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desk_kit import wait_until
from gui_kit import TINY
from worker_kit import (
    FAILED,
    PAUSED,
    PREPARING,
    RUNNING,
    SHORT,
    train,
)

from vae_explorer.core.errors import TrainingDiverged, UserError
from vae_explorer.core.training import Trainer

pytestmark = pytest.mark.slow  # whole runs


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
