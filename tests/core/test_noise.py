"""rand in the place of randn, a mistake that can be chosen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.training import Trainer

CONFIG = RunConfig(
    architecture=Architecture("mlp", (16,), "relu"),
    batch_size=50,
    epochs=2,
    device="cpu",
    precision="float32",
)


def seen(config: RunConfig, train, test, monkeypatch) -> torch.Tensor:
    """Return all noise that a few steps of a run takes."""
    trainer = Trainer(train, test, config)
    kept: list[torch.Tensor] = []
    terms = type(trainer._objective).__call__

    def note(self, model, x, noise, rows=None):
        kept.append(noise.clone())
        return terms(self, model, x, noise, rows)

    monkeypatch.setattr(type(trainer._objective), "__call__", note)
    for _ in range(3):
        trainer.step_once()
    return torch.cat([n.flatten() for n in kept])


def test_uniform_noise_is_from_0_to_1_and_normal_noise_is_not(
    train_digits, held_out_digits, monkeypatch
) -> None:
    wrong = seen(replace(CONFIG, noise="uniform"), train_digits, held_out_digits, monkeypatch)
    assert 0 <= wrong.min() < 0.1 < 0.9 < wrong.max() <= 1
    right = seen(CONFIG, train_digits, held_out_digits, monkeypatch)
    assert right.min() < -1.5
    assert right.max() > 1.5


def test_a_run_with_the_mistake_is_measured_like_any_other(train_digits, held_out_digits) -> None:
    one, other = (
        Trainer(train_digits, held_out_digits, replace(CONFIG, noise=noise))
        for noise in ("normal", "uniform")
    )
    first, second = one.measure_sample(), other.measure_sample()  # before the first step
    assert first.negative_elbo == second.negative_elbo


def test_an_autoencoder_has_no_noise_to_mistake() -> None:
    assert "noise" in replace(CONFIG, posterior="delta").idle()


def test_it_goes_on_bit_for_bit(train_digits, held_out_digits) -> None:
    config = replace(CONFIG, noise="uniform")
    whole = Trainer(train_digits, held_out_digits, config)
    for _ in range(3):
        whole.step_once()
    again = Trainer.resume(train_digits, held_out_digits, whole.snapshot(), whole.state())
    for trainer in (whole, again):
        trainer.step_once()
    one, other = whole.snapshot(), again.snapshot()
    assert all(np.array_equal(one.weights[name], other.weights[name]) for name in one.weights)
