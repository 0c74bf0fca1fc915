"""Learning rates and β along a run, and what may change in the middle of it."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from training_kit import STEPS, TINY, Start, change, run, same_weights

from vae_explorer.core.errors import UserError
from vae_explorer.core.schedule import linear, one_cycle
from vae_explorer.core.training import Trainer


def test_one_cycle_is_that_of_torch() -> None:
    # Torch spreads the cycle over total_steps - 1 intervals, which matters little at 4,000.
    total, peak = 4000, 1e-3
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=peak, total_steps=total)
    for step in range(total):
        assert peak * one_cycle(step, total) == pytest.approx(
            optimizer.param_groups[0]["lr"], abs=2e-3 * peak
        )
        optimizer.step()
        if step + 1 < total:
            schedule.step()


def test_one_cycle_starts_low_peaks_at_the_rate_and_ends_at_nearly_nothing() -> None:
    assert one_cycle(0, 100) == pytest.approx(1 / 25)
    assert one_cycle(30, 100) == pytest.approx(1)
    assert 0 < one_cycle(100, 100) < 1e-4


def test_a_linear_schedule_is_at_its_rate_after_thirty_steps_and_ends_at_nearly_nothing() -> None:
    steps = 10_000
    rates = [linear(step, steps) for step in range(steps)]
    assert rates[0] == pytest.approx(1 / 30, rel=1e-3)
    assert rates.index(max(rates)) == 29
    np.testing.assert_allclose(rates[30:], 1 - np.arange(30, steps) / steps)
    short = [linear(step, 40) for step in range(40)]
    assert short.index(max(short)) == 3, "a short run rises in fewer steps"
    assert linear(0, 1) == 1


def test_a_one_cycle_run_follows_the_cycle(start: Start, rates: list[float]) -> None:
    run(start(schedule="one-cycle", learning_rate=0.01))
    assert rates == [0.01 * one_cycle(step, 3 * STEPS) for step in range(3 * STEPS)]


def test_a_constant_run_keeps_its_rate(start: Start, rates: list[float]) -> None:
    run(start(schedule="constant", learning_rate=0.01))
    assert rates == [0.01] * (3 * STEPS)


def test_the_rate_can_be_changed_while_training(start: Start, rates: list[float]) -> None:
    session = run(start(schedule="constant", learning_rate=0.01), 4)
    change(session, learning_rate=0.002)
    run(session, 3)
    assert rates == [0.01] * 4 + [0.002] * 3
    assert session.config.learning_rate == 0.002
    assert session.snapshot().config.learning_rate == 0.002


def test_the_peak_of_a_cycle_can_be_changed_while_training(
    start: Start, rates: list[float]
) -> None:
    session = run(start(learning_rate=0.01), 4)
    change(session, learning_rate=0.002)
    run(session, 1)
    assert rates[-1] == 0.002 * linear(4, 3 * STEPS)


def test_beta_can_be_changed_while_training(start: Start) -> None:
    settings = {"schedule": "constant", "learning_rate": 0.01, "epochs": 30, "beta": 0.0}
    session = run(start(**settings), 15 * STEPS)
    loose = session.snapshot()
    change(session, beta=100.0)
    assert session.config.beta == 100.0
    run(session)
    tight = session.snapshot()
    assert loose.history.test[-1, 3] > 1
    assert tight.history.test[-1, 3] < 0.5 * loose.history.test[-1, 3]
    assert (loose.config.beta, tight.config.beta) == (0.0, 100.0)


def test_without_a_change_of_beta_the_weights_are_as_if_it_had_been_so_from_the_start(
    start: Start,
) -> None:
    session = start(beta=3.0)
    change(session, beta=0.5)
    assert same_weights(run(session).snapshot(), run(start(beta=0.5)).snapshot())


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_a_bad_rate_or_beta_is_refused_and_changes_nothing(value: float, start: Start) -> None:
    session = start()
    with pytest.raises(UserError):
        change(session, learning_rate=value)
    with pytest.raises(UserError):
        change(session, beta=value)
    with pytest.raises(UserError):
        change(session, epochs=2)
    assert session.config == TINY


def test_a_finished_run_can_be_extended(start: Start, rates: list[float]) -> None:
    session = run(start(epochs=1, learning_rate=0.01))
    change(session, epochs=3)
    assert not session.finished
    assert session.config.epochs == 3
    run(session)
    assert session.step == 3 * STEPS
    second = [0.01 * linear(step, 2 * STEPS) for step in range(2 * STEPS)]
    assert rates[STEPS:] == second


def test_extending_in_the_middle_leaves_the_present_cycle_as_it_is(
    start: Start, rates: list[float]
) -> None:
    session = run(start(epochs=2, learning_rate=0.01), 5)
    change(session, epochs=3)
    run(session)
    first = [0.01 * linear(step, 2 * STEPS) for step in range(2 * STEPS)]
    assert rates == first + [0.01 * linear(step, STEPS) for step in range(STEPS)]


def parts(session: Trainer) -> tuple[dict, dict]:
    """Return copies of what belongs to the encoder, and of all else."""
    weights = session.snapshot().weights
    encoder = {name: w.copy() for name, w in weights.items() if name.startswith("encoder.")}
    return encoder, {name: w.copy() for name, w in weights.items() if name not in encoder}


def equal(before: dict, after: dict) -> list[bool]:
    return [np.array_equal(before[name], after[name]) for name in before]


@pytest.mark.parametrize(
    "settings",
    [{}, {"prior": "mixture", "kl": "monte-carlo"}, {"likelihood": "gaussian-learned"}],
    ids=["usual", "learned prior", "learned variance"],
)
def test_at_a_rate_of_0_all_but_the_encoder_stands_still(start: Start, settings: dict) -> None:
    session = run(start(learning_rate=0.01, weight_decay=0.1, **settings), STEPS)
    change(session, decoder_rate=0.0)
    encoder, others = parts(session)
    run(session, STEPS)
    encoder_now, others_now = parts(session)
    assert not any(equal(encoder, encoder_now))
    assert all(equal(others, others_now))
    change(session, decoder_rate=1.0)
    run(session, 1)
    assert not any(equal(others, parts(session)[1]))


def test_the_encoder_alone_comes_nearer_to_the_true_posteriors(start: Start) -> None:
    session = run(start(learning_rate=0.01, epochs=40), 6 * STEPS)
    change(session, decoder_rate=0.0)
    before = session.history.latest_test
    run(session, 30 * STEPS)
    after = session.history.latest_test
    assert before is not None
    assert after is not None
    assert after.reconstruction + after.kl < before.reconstruction + before.kl - 1


def test_a_decoder_that_moves_half_as_fast_moves_half_as_far(start: Start) -> None:
    # Adam's first step is as long as the rate, whatever the gradient.
    whole, half = (start(schedule="constant", decoder_rate=rate) for rate in (1.0, 0.5))
    before = parts(whole)[1]["decoder.head.bias"]
    moved = [parts(run(session, 1))[1]["decoder.head.bias"] - before for session in (whole, half)]
    np.testing.assert_allclose(moved[1], moved[0] / 2, rtol=1e-3, atol=1e-6)
