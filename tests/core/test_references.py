"""Levels to compare a loss with: against linear algebra, torch's densities and known numbers."""

from __future__ import annotations

import math
import os
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.distributions import Normal
from torch.nn.functional import binary_cross_entropy

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.measures.references import (
    COMPONENTS,
    MEAN,
    PERFECT,
    Pixels,
    references,
)
from vae_explorer.core.measures.result import Reference
from vae_explorer.core.objective.likelihoods import LIKELIHOODS

FOLDER = Path(os.environ.get("VAE_EXPLORER_DATA", "/nowhere"))
needs_mnist = pytest.mark.skipif(
    not DATA_SETS["mnist"].is_available(FOLDER), reason="MNIST is not there"
)


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    """Return blobs of three kinds, 300 images of 1 x 6 x 5."""
    rng = np.random.default_rng(0)
    factors = rng.normal(size=(300, 3)) * [60, 40, 15]
    noise = rng.normal(size=(300, 30)) * 12
    rows = 128 + factors @ rng.normal(size=(3, 30)) / 2 + noise
    return rows.clip(0, 255).astype(np.uint8).reshape(300, 1, 6, 5)


@pytest.fixture(scope="module")
def x(images: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(images.reshape(300, -1) / 255.0)


def level(name: str, *given: object) -> float:
    return next(found.value for found in references(*given) if found.name == name)  # type: ignore[arg-type]


def sse_of_components(x: np.ndarray, count: int = 2) -> float:
    centred = x - x.mean(axis=0)
    _, singular, _ = np.linalg.svd(centred, full_matrices=False)
    return float((singular[count:] ** 2).sum() / len(x))


@pytest.mark.parametrize("likelihood", LIKELIHOODS)
def test_every_likelihood_has_its_levels(likelihood: str, images: np.ndarray) -> None:
    found = references(likelihood, images)
    assert MEAN in {reference.name for reference in found}
    values = [reference.value for reference in found]
    assert values == sorted(values, reverse=True)
    assert np.isfinite(values).all()


def test_a_likelihood_that_is_not_known_has_none(images: np.ndarray) -> None:
    assert references("another", images) == ()
    assert references("bernoulli", images[:0]) == ()


@pytest.mark.parametrize("likelihood", ["bernoulli", "binary"])
def test_the_mean_image_costs_its_cross_entropy(
    likelihood: str, images: np.ndarray, x: torch.Tensor
) -> None:
    mean = x.mean(dim=0).expand_as(x)
    expected = binary_cross_entropy(mean, x, reduction="sum") / 300
    assert level(MEAN, likelihood, images) == pytest.approx(float(expected))


def test_grey_pixels_cost_their_own_entropy_at_best(images: np.ndarray, x: torch.Tensor) -> None:
    expected = binary_cross_entropy(x, x, reduction="sum") / 300
    assert level(PERFECT, "bernoulli", images) == pytest.approx(float(expected))


def test_bits_cost_nothing_at_best(images: np.ndarray) -> None:
    assert level(PERFECT, "binary", images) == 0
    assert level(PERFECT, "threshold", images) == 0


def test_at_a_threshold_the_mean_is_that_of_the_bits(images: np.ndarray, x: torch.Tensor) -> None:
    generator = torch.Generator().manual_seed(0)
    bits = LIKELIHOODS["threshold"].target(x, generator)
    mean = bits.mean(dim=0).expand_as(bits)
    expected = binary_cross_entropy(mean, bits, reduction="sum") / 300
    assert level(MEAN, "threshold", images) == pytest.approx(float(expected))


def test_the_density_of_the_mean_image_is_that_of_torch(
    images: np.ndarray, x: torch.Tensor
) -> None:
    likelihood = LIKELIHOODS["continuous-bernoulli"]
    output = likelihood.output_for(x.mean(dim=0))
    density = torch.distributions.ContinuousBernoulli(logits=output)
    expected = -density.log_prob(x).sum(dim=1).mean()
    assert level(MEAN, "continuous-bernoulli", images) == pytest.approx(float(expected), abs=1e-5)


@pytest.mark.parametrize("variance", [0.5, 0.05])
def test_a_gaussian_costs_what_torchs_does(
    variance: float, images: np.ndarray, x: torch.Tensor
) -> None:
    density = Normal(x.mean(dim=0), math.sqrt(variance))
    expected = -density.log_prob(x).sum(dim=1).mean()
    assert level(MEAN, "gaussian", images, variance) == pytest.approx(float(expected))
    at_best = -Normal(x, math.sqrt(variance)).log_prob(x).sum(dim=1).mean()
    assert level(PERFECT, "gaussian", images, variance) == pytest.approx(float(at_best))


def test_two_components_leave_what_singular_values_leave(
    images: np.ndarray, x: torch.Tensor
) -> None:
    sse = sse_of_components(x.numpy())
    assert Pixels(images).unexplained.sum() == pytest.approx(sse, rel=1e-4)
    expected = sse / (2 * 0.1) + 15 * math.log(2 * math.pi * 0.1)
    assert level(COMPONENTS, "gaussian", images, 0.1) == pytest.approx(expected, rel=1e-4)


def test_a_learned_variance_is_the_mean_error(images: np.ndarray, x: torch.Tensor) -> None:
    variance = x.var(dim=0, correction=0).mean()
    expected = -Normal(x.mean(dim=0), variance.sqrt()).log_prob(x).sum(dim=1).mean()
    assert level(MEAN, "gaussian-learned", images) == pytest.approx(float(expected))


def test_of_each_pixel_it_is_its_own_error(images: np.ndarray, x: torch.Tensor) -> None:
    sigma = x.std(dim=0, correction=0)
    expected = -Normal(x.mean(dim=0), sigma).log_prob(x).sum(dim=1).mean()
    assert level(MEAN, "gaussian-pixel", images) == pytest.approx(float(expected))


def test_a_pixel_that_is_always_black_stops_at_the_least_variance() -> None:
    black = np.zeros((4, 1, 2, 2), np.uint8)
    floor = 2 * math.log(2 * math.pi * 1e-3)
    for likelihood in ("gaussian-learned", "gaussian-pixel"):
        for found in references(likelihood, black):
            assert found.value == pytest.approx(floor)


def test_components_pay_no_divergence_and_are_no_level_of_the_elbo(images: np.ndarray) -> None:
    found = {r.name: r.bounds_elbo for r in references("gaussian", images)}
    assert found == {MEAN: True, COMPONENTS: False, PERFECT: True}


@needs_mnist
@pytest.mark.slow
def test_the_levels_of_the_test_digits_are_those_that_are_known() -> None:
    digits = DATA_SETS["mnist"].load(FOLDER, "test", 0).images
    assert _rounded(references("bernoulli", digits)) == {MEAN: 205.7, PERFECT: 45.5}
    assert _rounded(references("binary", digits)) == {MEAN: 205.7, PERFECT: 0.0}
    pixels = Pixels(digits)
    assert pixels.variance.sum() == pytest.approx(52.85, abs=0.005)
    assert pixels.unexplained.sum() == pytest.approx(43.55, abs=0.005)
    # σ² = ½: the squared error and a constant.
    constant = 392 * math.log(math.pi)
    found = references("gaussian", digits)
    assert [r.value - constant for r in found] == pytest.approx([52.85, 43.55, 0], abs=0.01)


def _rounded(found: tuple[Reference, ...]) -> dict[str, float]:
    return {reference.name: round(reference.value, 1) for reference in found}
