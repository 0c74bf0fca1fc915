"""The divergence of one axis and its gradient flow: against torch, and a numerical integration."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.distributions import Normal, kl_divergence

from vae_explorer.core.measures.posterior_plane import descend, flow_lines, kl_of_axis

MEANS = np.array([-3.0, -0.4, 0.0, 0.2, 2.5])
SIGMAS = np.array([0.01, 0.3, 1.0, 1.7, 4.0])


def test_the_divergence_is_that_of_torchs_normals() -> None:
    mean, sigma = np.meshgrid(MEANS, SIGMAS)
    q = Normal(torch.from_numpy(mean), torch.from_numpy(sigma))
    np.testing.assert_allclose(kl_of_axis(mean, sigma), kl_divergence(q, Normal(0.0, 1.0)))


@pytest.mark.parametrize("time", [0.0, 0.01, 0.7, 3.0])
def test_the_flow_follows_the_slope(time: float) -> None:
    mean, sigma = descend(MEANS, SIGMAS, time)
    step = 1e-6
    later = descend(MEANS, SIGMAS, time + step)
    before = descend(MEANS, SIGMAS, time - step) if time else (mean, sigma)
    width = 2 * step if time else step
    at = [torch.tensor(x, requires_grad=True) for x in (mean, sigma)]
    kl_divergence(Normal(*at), Normal(0.0, 1.0)).sum().backward()
    for x, after, earlier in zip(at, later, before, strict=True):
        assert x.grad is not None
        slope = (after - earlier) / width
        tolerance = 1e-4 if time else 2e-2  # a narrow posterior turns fast at first
        np.testing.assert_allclose(slope, -x.grad.numpy(), rtol=tolerance, atol=1e-6)


def test_it_is_where_many_small_steps_lead() -> None:
    mean, sigma = MEANS.copy(), np.maximum(SIGMAS, 0.2)
    start = sigma.copy()
    for _ in range(20_000):
        mean, sigma = mean - 1e-4 * mean, sigma - 1e-4 * (sigma - 1 / sigma)
    found = descend(MEANS, start, 2.0)
    np.testing.assert_allclose(found[0], mean, atol=1e-3)
    np.testing.assert_allclose(found[1], sigma, atol=1e-3)


def test_at_once_nothing_has_moved_and_in_the_end_all_is_the_prior() -> None:
    mean, sigma = descend(MEANS, SIGMAS, 0.0)
    np.testing.assert_array_equal(mean, MEANS)
    np.testing.assert_allclose(sigma, SIGMAS, rtol=1e-15)
    mean, sigma = descend(MEANS, SIGMAS, 40.0)
    np.testing.assert_allclose(mean, 0, atol=1e-12)
    np.testing.assert_allclose(sigma, 1)


def test_along_a_line_the_divergence_falls() -> None:
    starts = [(3.0, 0.01), (-2.0, 4.0), (0.0, 0.02)]
    for line, start in zip(flow_lines(starts), starts, strict=True):
        assert line.shape == (80, 2)
        assert line[0] == pytest.approx(start)
        kl = kl_of_axis(line[:, 0], line[:, 1])
        assert (np.diff(kl) < 0).all()
        assert kl[-1] < 1e-3
