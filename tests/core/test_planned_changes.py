"""Changes that were decided on before a run: made at their steps, whoever drives it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.changes import Planned
from vae_explorer.core.config import RunConfig
from vae_explorer.core.training import Trainer

CONFIG = RunConfig(
    architecture=Architecture("mlp", (16,), "relu"),
    batch_size=50,
    epochs=4,
    device="cpu",
    precision="float32",
)
PLAN = (Planned(1, "beta", 0.0), Planned(2.5, "beta", 1.0), Planned(2.5, "learning_rate", 1e-4))


def test_each_is_made_at_its_step_and_is_in_the_history(train_digits, held_out_digits) -> None:
    trainer = Trainer(train_digits, held_out_digits, CONFIG)
    trainer.course.plan = PLAN
    betas = [(trainer.step_once(), trainer.course.beta)[1] for _ in range(16)]
    assert betas == [1.0] * 4 + [0.0] * 6 + [1.0] * 6  # four steps an epoch
    assert [(c.step, c.setting, c.after) for c in trainer.history.changes] == [
        (4, "beta", 0.0),
        (10, "beta", 1.0),
        (10, "learning_rate", 1e-4),
    ]


def test_the_same_changes_by_hand_give_the_same_weights(train_digits, held_out_digits) -> None:
    planned = Trainer(train_digits, held_out_digits, CONFIG)
    planned.course.plan = PLAN[:1]
    by_hand = Trainer(train_digits, held_out_digits, CONFIG)
    for _ in planned.steps():
        if by_hand.step == 4:
            by_hand.change(replace(CONFIG, beta=0.0))
        by_hand.step_once()
    one, other = planned.snapshot(), by_hand.snapshot()
    assert all(np.array_equal(one.weights[k], other.weights[k]) for k in one.weights)


def test_a_run_that_goes_on_does_what_is_left(train_digits, held_out_digits) -> None:
    whole = Trainer(train_digits, held_out_digits, CONFIG)
    whole.course.plan = PLAN
    for _ in range(7):
        whole.step_once()
    snapshot, state = whole.snapshot(), whole.state()
    again = Trainer.resume(train_digits, held_out_digits, snapshot, state)
    again.course.plan = PLAN
    for trainer in (whole, again):
        for _ in trainer.steps():
            pass
    one, other = whole.snapshot(), again.snapshot()
    assert one.history.changes == other.history.changes
    assert all(np.array_equal(one.weights[k], other.weights[k]) for k in one.weights)
