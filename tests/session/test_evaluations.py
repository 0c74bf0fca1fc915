"""Runs are evaluated beside whatever else goes on, with the numbers of the command."""

from __future__ import annotations

import threading
import time

import pytest
from desk_kit import start, wait_until
from gui_kit import PATIENCE_MS

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.errors import UserError
from vae_explorer.core.measures.evaluation import evaluate
from vae_explorer.session.state import RunState

pytestmark = pytest.mark.slow  # whole runs

LONG = 10_000  # draws: seconds even on tiny networks


@pytest.fixture
def results(ready) -> list:
    kept: list = []
    ready.evaluations.evaluated.connect(lambda run_id, found: kept.append((run_id, found)))
    return kept


@pytest.fixture
def under_way(ready) -> list[str]:
    kept: list[str] = []
    ready.evaluations.under_way_changed.connect(kept.append)
    return kept


@pytest.mark.parametrize("split", ["test", "train"])
def test_the_numbers_are_those_of_the_measure_itself(ready, results, qtbot, split) -> None:
    images = DATA_SETS["mnist"].load(ready.data_root, split, ready.snapshot.config.seed)
    expected = evaluate(ready.snapshot, images.images, images.labels, samples=3, seed=5)
    ready.evaluations.evaluate(ready.run.id, split, samples=3, seed=5)
    wait_until(qtbot, lambda: bool(results))
    assert results == [(ready.run.id, expected)]


def test_the_result_is_told_and_stays(ready, screen, results, under_way, qtbot) -> None:
    ready.evaluations.evaluate(ready.run.id, "test", samples=4, seed=7)
    assert under_way == [ready.run.name]
    wait_until(qtbot, lambda: bool(results))
    found = results[0][1]
    message = screen.messages[-1]
    assert message.severity == "info"
    assert message.stays
    assert message.text.startswith(f"{ready.run.name}, MNIST, test: −ELBO ")
    assert f"{found.negative_elbo:.2f} ± {found.standard_error:.2g} nats" in message.text
    assert f"{100 * found.knn_accuracy:.1f} %, 4 draws of z." in message.text
    assert "seed 7" in message.details
    assert under_way == [ready.run.name, ""]


def test_the_bound_is_told_before_the_evidence_is_added_up(ready, screen, results, qtbot) -> None:
    said, parts = len(screen.messages), []
    ready.evaluations.progressed.connect(parts.append)
    ready.evaluations.evaluate(ready.run.id)
    wait_until(qtbot, lambda: bool(results))
    first, last = (message.text for message in screen.messages[said:])
    elbo = f"−ELBO {results[0][1].negative_elbo:.2f}"
    assert elbo in first
    assert "log p(x) follows" in first
    assert elbo in last
    assert "log p(x) −" in last
    assert parts == sorted(parts)
    assert parts[-1] == 1


def test_the_evidence_can_be_given_up_and_the_bound_stays(ready, screen, results, qtbot) -> None:
    ready.evaluations.progressed.connect(lambda _part: ready.evaluations.cancel())
    ready.evaluations.evaluate(ready.run.id)
    wait_until(qtbot, lambda: bool(results))
    assert "log p(x) was given up" in screen.messages[-1].text


def test_one_draw_tells_no_error(ready, screen, results, qtbot) -> None:
    ready.evaluations.evaluate(ready.run.id, samples=1)
    wait_until(qtbot, lambda: bool(results))
    assert "±" not in screen.messages[-1].text
    assert "1 draw of z." in screen.messages[-1].text


def test_training_goes_on_meanwhile(ready, results, qtbot) -> None:
    start(ready, qtbot)
    measured, step = ready.run.id, ready.run.step
    ready.evaluations.evaluate(measured)
    wait_until(qtbot, lambda: bool(results) and ready.run.step > step)
    assert results[0][0] == measured
    assert ready.state is RunState.RUNNING


def test_those_that_are_asked_for_meanwhile_follow_in_turn(ready, results, qtbot) -> None:
    for samples in (1, 2, 3):
        ready.evaluations.evaluate(ready.run.id, samples=samples)
    wait_until(qtbot, lambda: len(results) == 3)
    assert [found.samples for _, found in results] == [1, 2, 3]


def test_a_cancelled_one_tells_nothing_and_the_next_is_met(
    ready, screen, results, under_way, qtbot
) -> None:
    said = len(screen.messages)
    ready.evaluations.evaluate(ready.run.id, samples=LONG)
    ready.evaluations.cancel()
    wait_until(qtbot, lambda: under_way[-1:] == [""])
    assert screen.messages[said:] == []
    ready.evaluations.evaluate(ready.run.id, samples=2)
    wait_until(qtbot, lambda: bool(results))
    assert [found.samples for _, found in results] == [2]


@pytest.mark.parametrize(
    ("error", "text"),
    [(UserError("Damaged.", "Fetch it."), "Damaged. Fetch it."), (OSError(5), "unexpected")],
)
def test_an_error_is_told_and_the_next_is_met(
    ready, screen, tiny_sets, results, monkeypatch, qtbot, error, text
) -> None:
    def fail(*_arguments) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(tiny_sets["mnist"], "load", fail)
        ready.evaluations.evaluate(ready.run.id)
        wait_until(qtbot, lambda: text in (screen.messages[-1].text if screen.messages else ""))
    assert screen.messages[-1].severity == "error"
    ready.evaluations.evaluate(ready.run.id)
    wait_until(qtbot, lambda: bool(results))


def test_a_run_without_a_model_is_left_alone(ready, under_way) -> None:
    waiting = ready.workspace.add(config=ready.snapshot.config, state=RunState.QUEUED)
    ready.evaluations.evaluate(waiting.id)
    ready.evaluations.evaluate(999)
    assert under_way == []


def test_before_torch_is_there_it_says_so(control, screen, snapshot) -> None:
    control.show(snapshot)
    control.evaluations.evaluate(control.run.id)
    assert "PyTorch" in screen.messages[-1].text


def test_the_end_of_the_program_does_not_wait_for_it(ready, tiny_sets, monkeypatch) -> None:
    begun = threading.Event()
    load = tiny_sets["mnist"].load

    def note_and_load(*arguments) -> object:
        begun.set()
        return load(*arguments)

    monkeypatch.setattr(tiny_sets["mnist"], "load", note_and_load)
    for _ in range(2):
        ready.evaluations.evaluate(ready.run.id, samples=LONG)
    assert begun.wait(PATIENCE_MS / 1000)
    before = time.monotonic()
    ready.shutdown()
    assert time.monotonic() - before < 1.0
