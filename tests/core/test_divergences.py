"""What every estimator of the KL divergence keeps to, and the closed form's numbers."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.polynomial.hermite_e import hermegauss
from torch.distributions import Normal, kl_divergence

from vae_explorer.core.objective.divergences import KL_ESTIMATORS
from vae_explorer.core.objective.posteriors import POSTERIORS, WIDEST, Gaussian

MEANS = torch.tensor([[0.0, 0.0], [0.5, -1.0], [3.0, 4.0], [-0.1, 0.0], [0.0, 2.0]])
LOG_VARIANCES = torch.tensor([[0.0, 0.0], [-1.0, 0.5], [-7.0, -7.0], [2.0, -3.0], [1.0, 1.0]])
NO_NOISE = torch.zeros(5, 2)


def divergences(means: torch.Tensor, log_variances: torch.Tensor) -> torch.Tensor:
    posterior = Normal(means, (log_variances / 2).exp())
    prior = Normal(torch.zeros_like(means), torch.ones_like(means))
    return kl_divergence(posterior, prior).sum(dim=-1)


def estimate(
    key: str, mean: torch.Tensor, log_variance: torch.Tensor, noise: torch.Tensor
) -> torch.Tensor:
    q = Gaussian(mean, log_variance)
    return KL_ESTIMATORS[key](q, q.sample(noise))


# Every entry of the registry


@pytest.mark.parametrize("key", KL_ESTIMATORS)
def test_it_gives_one_number_an_image(key: str) -> None:
    noise = torch.randn(5, 2, generator=torch.Generator().manual_seed(0))
    found = estimate(key, MEANS, LOG_VARIANCES, noise)
    assert found.shape == (5,)
    assert found.isfinite().all()


@pytest.mark.parametrize("key", KL_ESTIMATORS)
def test_its_expectation_over_the_noise_is_the_divergence(key: str) -> None:
    # Gauss-Hermite nodes in place of random draws: exact for polynomials in the noise.
    nodes, weights = hermegauss(8)
    weights = weights / weights.sum()
    expectation = torch.zeros(5, dtype=torch.float64)
    for e1, w1 in zip(nodes, weights, strict=True):
        for e2, w2 in zip(nodes, weights, strict=True):
            noise = torch.tensor([e1, e2]).expand(5, 2)
            expectation += w1 * w2 * estimate(key, MEANS, LOG_VARIANCES, noise)
    expected = divergences(MEANS.double(), LOG_VARIANCES.double())
    torch.testing.assert_close(expectation, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("key", KL_ESTIMATORS)
def test_a_gradient_reaches_mean_and_variance(key: str) -> None:
    mean = MEANS[1:].clone().requires_grad_()
    log_variance = LOG_VARIANCES[1:].clone().requires_grad_()
    noise = torch.randn(4, 2, generator=torch.Generator().manual_seed(0))
    estimate(key, mean, log_variance, noise).sum().backward()
    for gradient in (mean.grad, log_variance.grad):
        assert gradient is not None
        assert gradient.isfinite().all()
        assert gradient.abs().sum() > 0


@pytest.mark.parametrize("key", KL_ESTIMATORS)
def test_it_has_a_name_for_people(key: str) -> None:
    assert KL_ESTIMATORS[key].title
    assert [e.title for e in KL_ESTIMATORS.values()].count(KL_ESTIMATORS[key].title) == 1


# The closed form


def test_the_closed_form_is_that_of_torchs_distributions() -> None:
    found = estimate("closed", MEANS, LOG_VARIANCES, NO_NOISE)
    torch.testing.assert_close(found, divergences(MEANS, LOG_VARIANCES))


def test_the_closed_form_is_the_integral() -> None:
    mean, log_variance = np.array([0.7, -0.2]), np.array([-1.3, 0.4])
    axis = np.linspace(-9, 9, 20_001)
    total = 0.0
    for m, v in zip(mean, np.exp(log_variance), strict=True):
        log_q = -0.5 * (np.log(2 * np.pi * v) + (axis - m) ** 2 / v)
        log_p = -0.5 * (np.log(2 * np.pi) + axis**2)
        total += float((np.exp(log_q) * (log_q - log_p)).sum() * (axis[1] - axis[0]))
    found = estimate(
        "closed", torch.from_numpy(mean)[None], torch.from_numpy(log_variance)[None], NO_NOISE[:1]
    )
    assert found.item() == pytest.approx(total, rel=1e-9)


def test_the_closed_form_does_not_depend_on_the_noise() -> None:
    noise = torch.full((5, 2), 7.0)
    assert torch.equal(
        estimate("closed", MEANS, LOG_VARIANCES, noise),
        estimate("closed", MEANS, LOG_VARIANCES, NO_NOISE),
    )


def test_the_closed_form_is_zero_at_the_prior_and_positive_elsewhere() -> None:
    found = estimate("closed", MEANS, LOG_VARIANCES, NO_NOISE)
    assert found[0] == 0
    assert (found[1:] > 0).all()


def test_descent_on_the_closed_form_pulls_towards_the_prior() -> None:
    # d KL / d mean = mean and d KL / d ln σ² = (σ² - 1) / 2, by hand.
    mean, log_variance = MEANS.clone().requires_grad_(), LOG_VARIANCES.clone().requires_grad_()
    estimate("closed", mean, log_variance, NO_NOISE).sum().backward()
    torch.testing.assert_close(mean.grad, MEANS)
    torch.testing.assert_close(log_variance.grad, (LOG_VARIANCES.exp() - 1) / 2)


# What the encoder may say


@pytest.mark.parametrize("key", KL_ESTIMATORS)
def test_whatever_the_encoder_says_of_an_image_the_numbers_stay_finite(key: str) -> None:
    rows = [[0.5, -1.0, 1e4, 90.0], [0.5, -1.0, -2.0, 0.5], [0.5, -1.0, -300.0, -1e4]]
    head = torch.tensor(rows, requires_grad=True)
    q = POSTERIORS["diagonal"].at(head)
    noise = torch.randn(3, 2, generator=torch.Generator().manual_seed(0))
    total = KL_ESTIMATORS[key](q, q.sample(noise))
    assert total.isfinite().all()
    total.sum().backward()
    assert head.grad.isfinite().all()
    assert torch.equal(q.log_variance[0], torch.full((2,), WIDEST))
    assert torch.equal(q.log_variance[1], head[1, 2:])
    assert (head.grad[0, 2:] > 0).all()  # a step makes it narrower
