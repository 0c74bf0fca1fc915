"""PCA as a run: numpy's decomposition, the Gaussian that it is, and a model like any other."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.distributions import MultivariateNormal

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import DATA_SETS, LabelledImages, data_root
from vae_explorer.core.errors import UserError
from vae_explorer.core.images import ImageShape
from vae_explorer.core.learners.components import principal_components
from vae_explorer.core.measures.evaluation import evaluate
from vae_explorer.core.measures.evidence import log_evidence
from vae_explorer.core.networks.layers import describe
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import load, save_snapshot
from vae_explorer.core.training import Trainer

CONFIG = RunConfig(dataset="offline", regime="pca")


def solved(train: LabelledImages, test: LabelledImages, config: RunConfig = CONFIG) -> Snapshot:
    trainer = Trainer(train, test, config)
    trainer.step_once()
    return trainer.snapshot()


@pytest.fixture(scope="module")
def small() -> tuple[LabelledImages, LabelledImages]:
    """Return images of 5 x 6 pixels around a plane: far fewer numbers than images."""
    rng = np.random.default_rng(0)
    axes = rng.normal(size=(2, 30)) * np.array([[40], [20]])
    codes = rng.normal(size=(400, 2))
    grey = (codes @ axes + rng.normal(0, 12, (400, 30)) + 127).clip(0, 255)
    images = np.rint(grey).astype(np.uint8).reshape(-1, 1, 5, 6)
    labels = (codes[:, 0] > 0).astype(np.uint8)
    return LabelledImages(images[:300], labels[:300]), LabelledImages(images[300:], labels[300:])


@pytest.fixture(scope="module")
def snapshot(small: tuple[LabelledImages, LabelledImages]) -> Snapshot:
    return solved(*small)


def pixels(images: LabelledImages) -> np.ndarray:
    return images.images.reshape(len(images), -1) / 255


def gaussian(snapshot: Snapshot) -> MultivariateNormal:
    """Return what the model says of images when z is left out: N(μ, W Wᵀ + σ² I)."""
    w = torch.from_numpy(snapshot.weights["decoder.head.weight"]).double()
    mean = torch.from_numpy(snapshot.weights["decoder.head.bias"]).double()
    variance = math.exp(snapshot.weights["likelihood.log_variance"][0])
    return MultivariateNormal(mean, w @ w.T + variance * torch.eye(len(w), dtype=torch.float64))


# Against numpy


def test_the_decoder_spans_the_two_leading_singular_vectors(small, snapshot: Snapshot) -> None:
    x = pixels(small[0])
    _, values, vectors = np.linalg.svd(x - x.mean(0), full_matrices=False)
    eigenvalues = values**2 / len(x)
    variance = eigenvalues[2:].mean()
    decoder = snapshot.weights["decoder.head.weight"]
    np.testing.assert_allclose(snapshot.weights["decoder.head.bias"], x.mean(0), atol=1e-6)
    assert np.exp(snapshot.weights["likelihood.log_variance"][0]) == pytest.approx(variance, 1e-4)
    for i in range(2):
        expected = vectors[i] * np.sqrt(eigenvalues[i] - variance)
        expected *= np.sign(expected[np.abs(expected).argmax()])
        np.testing.assert_allclose(decoder[:, i], expected, atol=1e-4)


def test_reconstructions_miss_what_the_other_components_hold(small, snapshot: Snapshot) -> None:
    x = pixels(small[0])
    _, values, _ = np.linalg.svd(x - x.mean(0), full_matrices=False)
    z = snapshot.encode(small[0].images)[0]
    raw = (
        z @ snapshot.weights["decoder.head.weight"].T + snapshot.weights["decoder.head.bias"]
    )  # `decode` cuts off at black and white
    error = np.square(raw - x).sum(1).mean()
    # The codes are a little nearer to the middle than the projection is.
    assert error == pytest.approx((values[2:] ** 2).sum() / len(x), rel=0.02)


def test_codes_have_unit_variance_and_no_correlation(small, snapshot: Snapshot) -> None:
    mean, log_variance = snapshot.encode(small[0].images)
    aggregate = np.cov(mean.T, bias=True) + np.diag(np.exp(log_variance).mean(0))
    np.testing.assert_allclose(aggregate, np.eye(2), atol=1e-4)


# The Gaussian that it is


def test_quadrature_finds_the_gaussians_density(small, snapshot: Snapshot) -> None:
    images = small[1].images[:40]
    expected = gaussian(snapshot).log_prob(torch.from_numpy(images.reshape(40, -1) / 255)).numpy()
    np.testing.assert_allclose(log_evidence(snapshot, images), expected, atol=1e-3)


def test_the_elbo_is_the_density_whatever_is_drawn(small, snapshot: Snapshot) -> None:
    # p(z | x) is what the encoder says, so that p(x | z) p(z) / q(z | x) is p(x) at every z.
    test = small[1]
    expected = gaussian(snapshot).log_prob(torch.from_numpy(pixels(test))).mean().item()
    found = evaluate(snapshot, test.images, test.labels, samples=400)
    assert -found.negative_elbo == pytest.approx(expected, abs=4 * found.standard_error)
    assert found.standard_error < 0.02


def test_the_history_has_one_measurement_of_each_split(small, snapshot: Snapshot) -> None:
    history = snapshot.history
    assert history.train.shape[0] == history.test.shape[0] == 1
    for rows, images in ((history.train, small[0]), (history.test, small[1])):
        exact = -gaussian(snapshot).log_prob(torch.from_numpy(pixels(images))).mean().item()
        assert rows[0, 2] + rows[0, 3] == pytest.approx(exact, abs=0.5)  # by one draw of z each


# A run like any other


def test_one_step_solves_it(train_digits: LabelledImages, held_out_digits: LabelledImages) -> None:
    trainer = Trainer(train_digits, held_out_digits, replace(CONFIG, epochs=30, batch_size=16))
    (metrics,) = trainer.steps()
    assert trainer.finished
    assert metrics.images == len(train_digits)
    assert metrics.test is not None
    assert trainer.epoch == trainer.config.passes == 1


def test_it_says_that_it_has_no_hidden_layer(snapshot: Snapshot) -> None:
    assert describe(snapshot.config.network, snapshot.shape) == "30-2"


def test_two_runs_are_equal(small, snapshot: Snapshot) -> None:
    again = solved(*small)
    for name, array in snapshot.weights.items():
        assert np.array_equal(array, again.weights[name])
    assert np.array_equal(snapshot.embedding, again.embedding)


def test_it_is_saved_and_opened_and_not_trained_further(small, tmp_path: Path) -> None:
    trainer = Trainer(*small, CONFIG)
    trainer.step_once()
    path = tmp_path / "pca.safetensors"
    save_snapshot(trainer.snapshot(), path, training=trainer.state())
    file = load(path)
    assert file.notes == ()
    assert file.training is not None
    z = np.array([[0.5, -1.0]], np.float32)
    assert np.array_equal(file.snapshot.decode(z), trainer.snapshot().decode(z))
    assert Trainer.resume(*small, file.snapshot, file.training).finished


def test_a_point_is_decoded_without_torch_as_with_it(snapshot: Snapshot) -> None:
    assert snapshot.decodes_points_alone
    points = np.array([[0.3, -0.7], [5, 5]], np.float32)
    both = snapshot.decode(points)
    assert both.min() >= 0
    assert both.max() <= 1
    for point, image in zip(points, both, strict=True):
        np.testing.assert_allclose(snapshot.decode(point[None])[0], image, atol=1e-6)


def test_what_is_drawn_scatters_by_its_variance(snapshot: Snapshot) -> None:
    z = np.zeros((500, 2), np.float32)
    spread = snapshot.draw(z, seed=0).std(0).mean()
    sigma = math.exp(0.5 * snapshot.weights["likelihood.log_variance"][0])
    assert spread == pytest.approx(sigma, rel=0.1)


def test_it_can_be_looked_at_before_it_is_solved(small) -> None:
    trainer = Trainer(*small, CONFIG)
    assert trainer.snapshot().decode(np.zeros((3, 2), np.float32)).shape == (3, 1, 5, 6)


# Settings


def test_only_the_images_are_left_to_choose() -> None:
    used = set(CONFIG.settings()) - CONFIG.idle()
    assert used == {"dataset", "digits", "regime", "seed"}


def test_what_does_nothing_cannot_be_wrong() -> None:
    config = replace(CONFIG, bound="iwae", kl="closed", warm_up=100, posterior="delta")
    assert config.problems() == {}


def test_settings_that_do_nothing_change_nothing(small, snapshot: Snapshot) -> None:
    other = replace(
        CONFIG,
        architecture=Architecture("conv", (8, 8), "relu"),
        likelihood="gaussian-pixel",
        posterior="delta",
        precision="bfloat16",
    )
    found = solved(*small, other)
    for name, array in snapshot.weights.items():
        assert np.array_equal(array, found.weights[name])


def test_its_nats_are_compared_with_those_of_densities() -> None:
    assert CONFIG.comparable(RunConfig(likelihood="gaussian"))
    assert not CONFIG.comparable(RunConfig())


def test_the_first_images_alone_are_used_where_that_is_asked_for(small) -> None:
    first = solved(*small, replace(CONFIG, digits=100))
    expected = pixels(small[0])[:100].mean(0)
    np.testing.assert_allclose(first.weights["decoder.head.bias"], expected, atol=1e-6)


# At the edges


def test_equal_images_have_no_components() -> None:
    images = LabelledImages(np.full((9, 1, 4, 4), 70, np.uint8), np.zeros(9, np.uint8))
    snapshot = solved(images, images)
    np.testing.assert_allclose(snapshot.decode(np.ones((2, 2), np.float32)), 70 / 255, atol=1e-5)
    assert np.isfinite(snapshot.embedding).all()


def test_a_single_pixel_has_one_component() -> None:
    found = principal_components(torch.tensor([[0], [255], [255]], dtype=torch.uint8))
    assert found["decoder.head.weight"].shape == (1, 2)
    assert float(found["decoder.head.weight"][0, 1]) == 0


def test_images_whose_covariance_is_too_large_are_refused() -> None:
    shape = ImageShape(3, 64, 64)
    images = LabelledImages(np.zeros((3, *shape), np.uint8), np.zeros(3, np.uint8))
    with pytest.raises(UserError, match=r"4,096"):
        Trainer(images, images, CONFIG)


# MNIST


@pytest.mark.slow
def test_it_misses_mnists_test_digits_by_the_known_error(mnist_test: LabelledImages) -> None:
    found = principal_components(torch.from_numpy(mnist_test.images.reshape(10_000, 784)))
    decoder, mean = (found[f"decoder.head.{name}"].double() for name in ("weight", "bias"))
    x = torch.from_numpy(pixels(mnist_test)) - mean
    axes = decoder / decoder.norm(dim=0)
    assert (x - x @ axes @ axes.T).square().sum(1).mean() == pytest.approx(43.55, abs=0.005)


@pytest.mark.slow
def test_components_of_the_training_digits_serve_others_nearly_as_well(
    mnist_test: LabelledImages,
) -> None:
    found = solved(DATA_SETS["mnist"].load(data_root(), "train"), mnist_test)
    weights = found.weights
    raw = found.embedding @ weights["decoder.head.weight"].T + weights["decoder.head.bias"]
    # numpy.linalg.eigh of numpy.cov, in double precision: 43.645.
    assert np.square(raw - pixels(mnist_test)).sum(1).mean() == pytest.approx(43.645, abs=0.005)
