"""Adversarial runs: what each network is taught, where dots are, and that they are runs."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import LabelledImages
from vae_explorer.core.measures.evaluation import evaluate
from vae_explorer.core.measures.truth import truth
from vae_explorer.core.networks.gan import GAN, REACH, SIDE
from vae_explorer.core.networks.layers import weight_shapes
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import load, save_snapshot
from vae_explorer.core.training import Trainer

CONFIG = RunConfig(
    dataset="offline",
    architecture=Architecture("mlp", (32, 16), "gelu"),
    regime="adversarial",
    batch_size=40,
    epochs=4,
    learning_rate=0.003,
    device="cpu",
    precision="float32",
)


def trained(
    train: LabelledImages, test: LabelledImages, config: RunConfig, break_at: int | None = None
) -> Trainer:
    trainer = Trainer(train, test, config)
    while not trainer.finished:
        if trainer.step == break_at:
            trainer = Trainer.resume(train, test, trainer.snapshot(), trainer.state())
        trainer.step_once()
    return trainer


@pytest.fixture(scope="module")
def snapshot(train_digits: LabelledImages, held_out_digits: LabelledImages) -> Snapshot:
    return trained(train_digits, held_out_digits, CONFIG).snapshot()


def pixels(images: LabelledImages) -> np.ndarray:
    return images.images.reshape(len(images), -1).astype(np.float32) / 255


# What is learned


@pytest.mark.slow
def test_what_is_drawn_comes_nearer_to_the_images(
    train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    config = replace(
        CONFIG, architecture=Architecture("mlp", (64, 32)), epochs=60, learning_rate=0.01
    )
    trainer = Trainer(train_digits, held_out_digits, config)
    z = np.random.default_rng(0).standard_normal((400, 2)).astype(np.float32)

    def missed_and_spread() -> tuple[float, float]:
        """By how much the nearest drawn images miss others, and how much drawn ones differ."""
        snapshot = trainer.snapshot()
        near = snapshot.reconstruct(held_out_digits.images).reshape(70, -1)
        missed = np.square(near - pixels(held_out_digits)).sum(1).mean()
        return float(missed), float(snapshot.decode(z).std(0).mean())

    # A decoder begins at the mean image, wherever it is asked.
    missed, spread = missed_and_spread()
    list(trainer.steps())
    missed_now, spread_now = missed_and_spread()
    assert missed_now < 0.9 * missed
    assert spread_now > 2 * spread


@pytest.mark.parametrize("kind", [Architecture("mlp", (32, 16)), Architecture("conv", (4, 16))])
def test_the_discriminators_gradient_is_of_its_loss_and_the_decoders_of_its_own(
    kind: Architecture, train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    trainer = Trainer(train_digits, held_out_digits, replace(CONFIG, architecture=kind))
    learner, model = trainer._learner, trainer.model
    assert isinstance(model, GAN)
    indices = torch.arange(30)
    learner.backward(indices, 0, CONFIG, 1.0, 0.5)
    found = {name: p.grad.clone() for name, p in model.named_parameters()}  # type: ignore[union-attr]

    # The same draws, by plain formulas and one backward pass for each of the losses.
    noise = torch.Generator().manual_seed(learner._seed)
    x = torch.from_numpy(pixels(train_digits)[:30])
    z = torch.randn(30, 2, generator=noise)
    blur = 0.65 * torch.randn(2, 30, 784, generator=noise)

    def probabilities(fake: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        real, drawn = (model.discriminator(images).sigmoid() for images in (x + blur[0], fake))
        return real, drawn

    for part, loss in (("discriminator", "own"), ("decoder", "other's")):
        model.zero_grad()
        fake = model.decoder(z).sigmoid() + blur[1]
        real, drawn = probabilities(fake)
        value = -(real.log() + (1 - drawn).log()) if loss == "own" else -drawn.log()
        value.mean().backward()
        for name, parameter in model.named_parameters():
            if name.startswith(part):
                torch.testing.assert_close(
                    found[name], parameter.grad, rtol=1e-3, atol=1e-5, msg=name
                )


def test_losses_are_finite_and_logged(snapshot: Snapshot) -> None:
    for column in ("trained", "discriminator", "reconstruction"):
        values = [getattr(snapshot.history.latest_train, column)]
        assert all(map(math.isfinite, values)), column
    test = snapshot.history.latest_test
    assert test is not None
    assert math.isfinite(test.reconstruction)
    assert test.kl == 0


@pytest.mark.parametrize("kind", [Architecture("mlp", (32, 16)), Architecture("conv", (4, 16))])
def test_it_goes_on_bit_for_bit(
    kind: Architecture, train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    config = replace(CONFIG, architecture=kind, epochs=2)
    whole, broken = (
        trained(train_digits, held_out_digits, config, break_at).snapshot()
        for break_at in (None, 7)
    )
    for name, array in whole.weights.items():
        assert np.array_equal(array, broken.weights[name]), name
    assert np.array_equal(whole.embedding, broken.embedding)
    assert np.array_equal(whole.history.train, broken.history.train, equal_nan=True)
    assert np.array_equal(whole.history.test, broken.history.test, equal_nan=True)


# Where the dots are


@pytest.mark.slow
def test_a_dot_is_where_the_nearest_image_is_drawn(
    snapshot: Snapshot, held_out_digits: LabelledImages
) -> None:
    x = pixels(held_out_digits)
    codes, _ = snapshot.encode(held_out_digits.images)
    error = np.square(snapshot.decode(codes).reshape(len(x), -1) - x).sum(1)
    axis = np.linspace(-REACH, REACH, SIDE, dtype=np.float32)
    grid = np.stack(np.meshgrid(axis, axis), -1).reshape(-1, 2)
    drawn = snapshot.decode(grid).reshape(len(grid), -1)
    on_the_grid = np.square(drawn[None] - x[:, None]).sum(2)
    # As near as the best of the grid, or nearer, and no farther off than half a spacing.
    assert (error <= on_the_grid.min(1) + 1e-3).all()
    assert error.mean() < on_the_grid.min(1).mean()
    off = np.abs(codes - grid[on_the_grid.argmin(1)])
    assert off.max() <= 0.5 * (axis[1] - axis[0]) + 1e-5


def test_what_was_drawn_is_found_again(snapshot: Snapshot) -> None:
    z = np.random.default_rng(1).uniform(-2, 2, (50, 2)).astype(np.float32)
    images = snapshot.decode(z)
    again = snapshot.reconstruct(images)
    mean = np.square(images - images.mean(0)).sum((1, 2, 3)).mean()
    assert np.square(images - again).sum((1, 2, 3)).mean() < 0.01 * mean


def test_codes_are_those_of_the_weights_that_there_are(
    train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    trainer = Trainer(train_digits, held_out_digits, CONFIG)
    before = trainer.snapshot()
    list(trainer.steps())
    after = trainer.snapshot()
    assert not np.array_equal(before.embedding, after.embedding)
    np.testing.assert_array_equal(after.encode(held_out_digits.images)[0], after.embedding)


# A run like any other


def test_it_has_a_discriminator_in_place_of_the_encoder(snapshot: Snapshot) -> None:
    shapes = weight_shapes(CONFIG, snapshot.shape)
    assert {name.split(".")[0] for name in shapes} == {"discriminator", "decoder"}
    assert {name: array.shape for name, array in snapshot.weights.items()} == shapes
    assert shapes["discriminator.head.weight"] == (1, 16)


def test_it_is_saved_and_opened(
    tmp_path: Path, train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    trainer = trained(train_digits, held_out_digits, replace(CONFIG, epochs=1))
    path = tmp_path / "gan.safetensors"
    save_snapshot(trainer.snapshot(), path, training=trainer.state())
    file = load(path)
    assert file.notes == ()
    assert file.training is not None
    assert np.array_equal(file.snapshot.history.train, trainer.history.train, equal_nan=True)
    z = np.array([[0.2, -0.4], [1, 1]], np.float32)
    assert np.array_equal(file.snapshot.decode(z), trainer.snapshot().decode(z))
    assert file.snapshot.decodes_points_alone


def test_there_is_no_bound_and_no_density(
    snapshot: Snapshot, held_out_digits: LabelledImages
) -> None:
    found = evaluate(snapshot, held_out_digits.images, held_out_digits.labels)
    assert math.isnan(found.negative_elbo)
    assert 0 <= found.knn_accuracy <= 1
    error = np.square(
        snapshot.reconstruct(held_out_digits.images).reshape(70, -1) - pixels(held_out_digits)
    ).sum(1)
    assert found.reconstruction == pytest.approx(error.mean(), rel=1e-4)
    assert math.isnan(truth(snapshot, held_out_digits.images, found).log_px)
    assert snapshot.codes.log_variance is None
    assert "no encoder" in snapshot.codes.note


def test_its_error_is_no_number_of_nats(snapshot: Snapshot) -> None:
    config = snapshot.config
    assert config.loss_title == "squared error"
    assert config.loss_text(46.72) == "46.7"
    assert not config.comparable(RunConfig())
    assert config.word == "GAN"


def test_settings_of_the_objective_do_nothing() -> None:
    idle = CONFIG.idle()
    assert {"likelihood", "kl", "bound", "samples", "beta", "warm_up", "posterior"} <= idle
    assert not {"widths", "learning_rate", "epochs", "batch_size"} & idle
    assert replace(CONFIG, bound="iwae", posterior="delta", warm_up=99).problems() == {}


def test_there_is_nothing_to_draw_beside_what_is_decoded(snapshot: Snapshot) -> None:
    z = np.array([[0.2, -0.4], [1, 1]], np.float32)
    np.testing.assert_allclose(snapshot.draw(z, seed=0), snapshot.decode(z), atol=1e-5)
