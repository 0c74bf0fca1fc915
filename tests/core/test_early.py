"""Measurements of held-out images before the first epochs have theirs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import LabelledImages
from vae_explorer.core.early import SECONDS, EarlyMeasurements
from vae_explorer.core.history import History, Losses
from vae_explorer.core.storage.model_file import load, save_snapshot
from vae_explorer.core.training import Trainer

CONFIG = RunConfig(
    dataset="offline",
    architecture=Architecture("mlp", (16, 8)),
    epochs=3,
    batch_size=32,
    device="cpu",
    precision="float32",
)


def moments(cost: float, measured_from: float, until: float) -> list[float]:
    """Return when measurements are made that cost so much, with a step every 20 ms."""
    early, found = EarlyMeasurements(), []
    for seconds in np.arange(0, until, 0.02):
        if early.due(seconds, measured=seconds >= measured_from):
            found.append(float(seconds))
            early.note(seconds, cost)
    return found


def test_they_come_at_least_once_a_second_for_twenty_seconds() -> None:
    found = moments(0.02, measured_from=5, until=60)
    assert max(np.diff([0.0, *found])) <= 1
    assert SECONDS - 1 < found[-1] < SECONDS


def test_they_take_at_most_a_twentieth_of_the_time_however_slow_the_network_is() -> None:
    found = moments(0.5, measured_from=50, until=100)
    assert len(found) * 0.5 <= 0.05 * 50
    assert 35 < found[-1] < 50, "they go on until an epoch has been measured"


def test_they_change_nothing_but_the_history(
    train_digits: LabelledImages, held_out_digits: LabelledImages, tmp_path
) -> None:
    plain = Trainer(train_digits, held_out_digits, CONFIG)
    watched = Trainer(train_digits, held_out_digits, replace(CONFIG))
    for _ in plain.steps():
        watched.step_once()
        losses = watched.measure_sample()
        assert losses.step == watched.step
        assert np.isfinite(losses.negative_elbo)
    for name, run in (("plain", plain), ("watched", watched)):
        save_snapshot(run.snapshot(), tmp_path / f"{name}.safetensors", training=run.state())
    assert (tmp_path / "plain.safetensors").read_bytes() == (
        tmp_path / "watched.safetensors"
    ).read_bytes()
    assert len(watched.history.sample) == watched.step
    assert not len(load(tmp_path / "watched.safetensors").snapshot.history.sample)


def test_with_as_few_images_as_the_sample_has_it_says_what_the_epoch_says(
    train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    run = Trainer(train_digits, held_out_digits, CONFIG)
    test = next(metrics.test for metrics in run.steps() if metrics.test)
    np.testing.assert_allclose(run.measure_sample(), test, rtol=1e-5)


def test_a_history_has_both_kinds_by_their_steps() -> None:
    rows = [Losses(step, step / 10, float(step), 1.0) for step in (1, 5, 10, 12)]
    history = History.of([], [rows[2]])
    for row in (rows[0], rows[1], rows[2]._replace(kl=9.0), rows[3]):
        history = history.with_losses(sample=row)
    np.testing.assert_array_equal(history.held_out, rows, "an epoch counts before")
    assert history.latest_held_out == rows[3]
    assert history.latest_test == rows[2]
