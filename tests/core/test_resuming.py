"""A run that was interrupted and goes on is, to the bit, one that never was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
import pytest
import torch

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import LabelledImages
from vae_explorer.core.engine.optimizer import AdamW
from vae_explorer.core.errors import Interrupted, RunBroken, UserError
from vae_explorer.core.history import Change
from vae_explorer.core.order import Order
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.training import Trainer
from vae_explorer.core.training_state import TrainingState

pytestmark = pytest.mark.slow  # whole runs

TINY = RunConfig(
    dataset="offline",
    architecture=Architecture("mlp", (16, 8), "gelu"),
    batch_size=32,
    epochs=3,
    learning_rate=0.01,
    device="cpu",
    precision="float32",
)
STEPS = 7  # an epoch of 200 digits in batches of 32
CONV = Architecture("conv", (4, 8, 16), "silu")
CASES: dict[str, dict[str, Any]] = {
    "mlp": {},
    "mlp, bfloat16": {"precision": "bfloat16"},
    "mlp, augmented": {"augmentation": 0.1},
    "mlp, adam, constant": {"optimizer": "adam", "schedule": "constant"},
    "autoencoder": {"posterior": "delta"},
    "score function": {"gradient": "score"},
    "score function, 3 draws": {"gradient": "score", "samples": 3, "kl": "monte-carlo"},
    "mean-field": {"posterior": "mean-field"},
    "the first 195 images": {"digits": 195},
    "learned mixture": {"prior": "mixture", "components": 5, "kl": "monte-carlo"},
    "VampPrior": {"prior": "vamp", "components": 5, "kl": "monte-carlo"},
    "conv": {"architecture": CONV},
    "conv, bfloat16, augmented": {
        "architecture": CONV,
        "precision": "bfloat16",
        "augmentation": 0.1,
    },
}

Start = Callable[..., Trainer]
Resume = Callable[[Snapshot, TrainingState], Trainer]


@pytest.fixture
def start(train_digits: LabelledImages, held_out_digits: LabelledImages) -> Start:
    def begin(**settings: Any) -> Trainer:
        return Trainer(train_digits, held_out_digits, replace(TINY, **settings))

    return begin


@pytest.fixture
def resume(train_digits: LabelledImages, held_out_digits: LabelledImages) -> Resume:
    def go_on(snapshot: Snapshot, state: TrainingState) -> Trainer:
        return Trainer.resume(train_digits, held_out_digits, snapshot, state)

    return go_on


def run(trainer: Trainer, steps: int | None = None) -> Trainer:
    for _ in islice(trainer.steps(), steps):
        pass
    return trainer


def assert_equal(first: Trainer, second: Trainer) -> None:
    one, two = first.snapshot(), second.snapshot()
    for name in one.weights:
        np.testing.assert_array_equal(one.weights[name], two.weights[name], name)
    np.testing.assert_array_equal(one.embedding, two.embedding)
    np.testing.assert_array_equal(one.history.train, two.history.train)
    np.testing.assert_array_equal(one.history.test, two.history.test)
    assert one.history.changes == two.history.changes
    assert one.config == two.config
    mine, theirs = first.state(), second.state()
    for name in mine.means:
        np.testing.assert_array_equal(mine.means[name], theirs.means[name], name)
        np.testing.assert_array_equal(mine.squares[name], theirs.squares[name], name)
    np.testing.assert_array_equal(mine.sums, theirs.sums)
    assert (mine.step, mine.summed, mine.cycle_ends) == (
        theirs.step,
        theirs.summed,
        theirs.cycle_ends,
    )


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("stop", [0, 1, STEPS, STEPS + 4, 3 * STEPS - 1])
def test_a_run_that_goes_on_is_as_if_it_had_never_stopped(
    case: str, stop: int, start: Start, resume: Resume
) -> None:
    whole, first = run(start(**CASES[case])), run(start(**CASES[case]), stop)
    second = resume(first.snapshot(), first.state())
    assert second.step == stop
    assert_equal(run(second), whole)


def test_a_run_may_stop_at_every_step(start: Start, resume: Resume) -> None:
    whole, trainer = run(start()), start()
    while not trainer.finished:
        run(trainer, 1)
        trainer = resume(trainer.snapshot(), trainer.state())
    assert_equal(trainer, whole)


def test_more_epochs_of_a_finished_run_are_as_in_a_run_that_was_extended(
    start: Start, resume: Resume
) -> None:
    whole = run(start(epochs=1))
    later = resume(whole.snapshot(), whole.state())
    for trainer in (whole, later):
        trainer.change(replace(trainer.config, epochs=3))
        run(trainer)
    assert whole.step == 3 * STEPS
    assert_equal(later, whole)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_change_of_beta_is_kept_across_the_break(when: str, start: Start, resume: Resume) -> None:
    def changed(trainer: Trainer) -> None:
        trainer.change(replace(trainer.config, beta=0.25, learning_rate=0.02, decoder_rate=0.0))

    whole = run(start(), 9)
    changed(whole)
    run(whole)
    parts = run(start(), 9)
    if when == "before":
        changed(parts)
    parts = resume(parts.snapshot(), parts.state())
    if when == "after":
        changed(parts)
    assert_equal(run(parts), whole)


def test_what_was_saved_does_not_follow_the_run(start: Start, resume: Resume) -> None:
    trainer = run(start(), 5)
    snapshot, state = trainer.snapshot(), trainer.state()
    whole = run(trainer)
    assert_equal(run(resume(snapshot, state)), whole)
    assert_equal(run(resume(snapshot, state)), whole)


def test_read_only_arrays_can_be_resumed_from(start: Start, resume: Resume) -> None:
    trainer = run(start(), 5)
    snapshot, state = trainer.snapshot(), trainer.state()
    for array in (*snapshot.weights.values(), *state.means.values(), state.sums):
        array.flags.writeable = False
    assert_equal(run(resume(snapshot, state)), run(trainer))


def test_the_age_of_the_codes_is_kept_across_the_break(start: Start, resume: Resume) -> None:
    trainer = run(start(), STEPS)
    run(trainer, 2)
    trainer.refresh_codes(32)
    quick = trainer.snapshot(exact=False)
    again = resume(quick, trainer.state()).snapshot(exact=False)
    assert quick.age.tolist() == [0] * 32 + [2] * 38
    np.testing.assert_array_equal(again.age, quick.age)
    np.testing.assert_array_equal(again.embedding, quick.embedding)


def test_moments_of_another_network_are_refused(start: Start, resume: Resume) -> None:
    trainer = run(start(), 2)
    state = trainer.state()
    other = run(start(architecture=Architecture("mlp", (5,))), 2).state()
    with pytest.raises(UserError, match="another network"):
        resume(trainer.snapshot(), replace(state, means=other.means))
    with pytest.raises(UserError):
        resume(trainer.snapshot(), replace(state, cycle_ends=()))


# Order and noise


def test_the_order_of_an_epoch_depends_on_seed_and_epoch_alone() -> None:
    cpu = torch.device("cpu")
    first, second = Order(50, 8, 3, cpu), Order(50, 16, 3, cpu)
    for epoch in (4, 0, 2):
        assert torch.equal(first.epoch(epoch), second.epoch(epoch))
        assert sorted(first.epoch(epoch).tolist()) == list(range(50))
    assert not torch.equal(first.epoch(0), first.epoch(1))
    assert not torch.equal(first.epoch(0), Order(50, 8, 4, cpu).epoch(0))
    steps = [first.minibatch(step) for step in range(7, 14)]
    assert torch.equal(torch.cat(steps), first.epoch(1))
    assert [len(step) for step in steps] == [8] * 6 + [2]


# Changes


def test_changes_are_told_in_the_history(start: Start) -> None:
    trainer = run(start(), 2)
    for beta in (0.5, 0.3, 0.2):  # as a slider does
        trainer.change(replace(trainer.config, beta=beta))
    run(trainer, 1)
    trainer.change(replace(trainer.config, epochs=4, learning_rate=0.001))
    assert trainer.snapshot().history.changes == (
        Change(2, 2 / STEPS, "beta", 1.0, 0.2),
        Change(3, 3 / STEPS, "learning_rate", 0.01, 0.001),
        Change(3, 3 / STEPS, "epochs", 3, 4),
    )


def test_a_change_that_is_taken_back_is_none(start: Start) -> None:
    trainer = start()
    trainer.change(replace(trainer.config, beta=0.5))
    trainer.change(trainer.config)
    trainer.change(replace(trainer.config, beta=1.0))
    assert trainer.history.changes == ()


@pytest.mark.parametrize(
    "settings",
    [{"batch_size": 8}, {"seed": 4}, {"epochs": 2}, {"architecture": CONV}, {"beta": -1.0}],
)
def test_what_cannot_change_in_mid_run_is_refused(settings: dict[str, Any], start: Start) -> None:
    trainer = run(start(), 2)
    with pytest.raises(UserError):
        trainer.change(replace(trainer.config, **settings))
    assert trainer.config == TINY
    assert_equal(run(trainer), run(start()))


# Steps that are broken off


def broken_off(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, after: bool) -> None:
    """Let the next call of a method end in Ctrl-C, before or after what it does."""
    original = getattr(owner, name)

    def once(*arguments: Any, **options: Any) -> Any:
        monkeypatch.setattr(owner, name, original)
        if after:
            original(*arguments, **options)
        raise KeyboardInterrupt

    monkeypatch.setattr(owner, name, once)


def test_a_step_that_is_broken_off_before_the_weights_move_is_taken_again(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = run(start(), 4)
    broken_off(monkeypatch, torch.Tensor, "backward", after=True)
    with pytest.raises(KeyboardInterrupt):
        run(trainer)
    assert trainer.step == 4
    assert_equal(run(trainer), run(start()))


def test_a_measurement_that_is_broken_off_is_made_up_for(
    start: Start, resume: Resume, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vae_explorer.core.shown import ShownDigits

    for go_on in (False, True):
        trainer = start()
        broken_off(monkeypatch, ShownDigits, "measure", after=False)
        with pytest.raises(KeyboardInterrupt):
            run(trainer)
        assert trainer.step == STEPS
        if go_on:
            trainer = resume(trainer.snapshot(), trainer.state())
        assert_equal(run(trainer), run(start()))


def test_a_step_that_is_broken_off_while_the_weights_move_ends_the_run(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = run(start(), 4)
    broken_off(monkeypatch, AdamW, "step", after=True)
    with pytest.raises(KeyboardInterrupt):
        run(trainer)
    for look in (trainer.step_once, trainer.snapshot, trainer.state):
        with pytest.raises(RunBroken, match="step 5"):
            look()


def test_an_interrupted_measurement_leaves_the_codes_as_they_were(
    train_digits: LabelledImages,
    held_out_digits: LabelledImages,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("vae_explorer.core.shown.ShownDigits.batch", 10)
    calls: list[int] = []
    stopping: list[bool] = []

    def interrupted() -> bool:
        calls.append(1)
        return bool(stopping) and len(calls) > 3

    trainer = Trainer(train_digits, held_out_digits, TINY, interrupted)
    before = trainer.snapshot()
    run(trainer, 3)
    calls.clear()
    stopping.append(True)
    with pytest.raises(Interrupted):
        trainer.snapshot()
    stopping.clear()
    quick = trainer.snapshot(exact=False)
    np.testing.assert_array_equal(quick.embedding, before.embedding)
    assert quick.age.tolist() == [3] * 70
