"""Where z is drawn from, what of it is in holes, and what q(z) is like as a whole."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch.distributions import Categorical, MixtureSameFamily, MultivariateNormal, kl_divergence

from vae_explorer.core.config import RunConfig
from vae_explorer.core.drawing.contours import contours
from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.errors import UserError
from vae_explorer.core.measures.aggregate import WRONG_PRIOR, aggregate
from vae_explorer.core.measures.density import Density, bandwidth_of, density_of
from vae_explorer.core.measures.gaussian_mixture import GaussianMixture, fit_mixture
from vae_explorer.core.measures.samplers import SAMPLERS, finite_codes, moments
from vae_explorer.core.snapshot import Snapshot


def model(means: np.ndarray, sigma: float | tuple[float, float] = 0.1) -> Snapshot:
    log_variances = np.broadcast_to(2 * np.log(np.float32(sigma)), means.shape)
    return Snapshot(
        config=RunConfig(),
        step=0,
        epoch=0.0,
        weights={},
        embedding=means.astype(np.float32),
        log_variance=log_variances.astype(np.float32),
        labels=np.zeros(len(means), np.uint8),
    )


def islands(count: int = 3000, seed: int = 0) -> np.ndarray:
    """Codes around three places, in unlike numbers."""
    generator = np.random.default_rng(seed)
    centres = np.array([[-2, 0], [1, 1.5], [1.5, -1.5]])
    return centres[generator.choice(3, count, p=(0.5, 0.3, 0.2))] + 0.2 * generator.normal(
        size=(count, 2)
    )


# Samplers


@pytest.mark.parametrize("key", SAMPLERS)
def test_draws_are_a_function_of_their_seed(key: str) -> None:
    sampler, snapshot = SAMPLERS[key], model(islands())
    z = sampler.draw(snapshot, 50, 3)
    assert z.shape == (50, 2)
    assert z.dtype == np.float32
    assert np.array_equal(z, sampler.draw(snapshot, 50, 3))
    assert not np.array_equal(z, sampler.draw(snapshot, 50, 4))


@pytest.mark.parametrize("key", [key for key in SAMPLERS if key != "prior"])
def test_draws_have_mean_and_covariance_of_the_aggregate(key: str) -> None:
    snapshot, n = model(islands(), (0.3, 0.1)), 20_000
    mean, covariance = moments(*finite_codes(snapshot))
    z = SAMPLERS[key].draw(snapshot, n, 0).astype(np.float64)
    error = np.sqrt(np.diag(covariance) / n)
    slack = 0.02 if key == "mixture" else 0.0  # which is fitted to draws
    assert (np.abs(z.mean(axis=0) - mean) < 5 * error + slack).all()
    np.testing.assert_allclose(np.cov(z.T), covariance, atol=0.08)


def test_the_prior_is_standard_normal_whatever_the_codes_are() -> None:
    z = SAMPLERS["prior"].draw(model(islands()), 20_000, 0)
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=0.04)
    np.testing.assert_allclose(np.cov(z.T), np.eye(2), atol=0.05)


def test_only_what_follows_the_codes_closely_stays_out_of_holes() -> None:
    snapshot = model(islands())
    density = density_of(*finite_codes(snapshot))

    def part(key: str) -> float:
        z = SAMPLERS[key].draw(snapshot, 4000, 0, 3)
        return float(density.in_hole(z).mean())

    assert part("encode") == pytest.approx(0.01, abs=0.01)
    assert part("mixture") < 0.03
    assert part("prior") > 0.6
    assert part("gaussian") > 0.6


def test_codes_that_are_no_numbers_are_left_out() -> None:
    means = islands(20)
    means[3] = np.nan
    means[4, 1] = np.inf
    for sampler in SAMPLERS.values():
        assert np.isfinite(sampler.draw(model(means), 30, 0)).all()


def test_without_codes_there_is_the_prior_alone() -> None:
    nothing = model(np.full((4, 2), np.nan))
    assert len(SAMPLERS["prior"].draw(nothing, 3, 0)) == 3
    for key in ("gaussian", "mixture", "encode"):
        with pytest.raises(UserError, match="no codes"):
            SAMPLERS[key].draw(nothing, 3, 0)


@pytest.mark.parametrize("key", SAMPLERS)
def test_a_collapsed_plane_and_a_single_code_are_drawn_from_too(key: str) -> None:
    for means in (np.zeros((40, 2)), np.array([[1.0, 2.0]])):
        assert np.isfinite(SAMPLERS[key].draw(model(means, 1e-6), 10, 0)).all()


# The mixture


def reference(mixture: GaussianMixture) -> MixtureSameFamily:
    weights, means, covariances = (
        torch.from_numpy(a) for a in (mixture.weights, mixture.means, mixture.covariances)
    )
    return MixtureSameFamily(Categorical(weights), MultivariateNormal(means, covariances))


def test_the_mixture_has_the_density_of_the_formula() -> None:
    points = islands(500).astype(np.float64)
    mixture = fit_mixture(points, 4, np.random.default_rng(0))
    expected = reference(mixture).log_prob(torch.from_numpy(points)).numpy()
    np.testing.assert_allclose(mixture.log_prob(points), expected, atol=1e-9)


def test_it_finds_the_islands() -> None:
    points = islands(3000).astype(np.float64)
    mixture = fit_mixture(points, 3, np.random.default_rng(1))
    order = np.argsort(-mixture.weights)
    np.testing.assert_allclose(mixture.weights[order], (0.5, 0.3, 0.2), atol=0.03)
    expected = [[-2, 0], [1, 1.5], [1.5, -1.5]]
    np.testing.assert_allclose(mixture.means[order], expected, atol=0.05)
    np.testing.assert_allclose(mixture.covariances, [0.04 * np.eye(2)] * 3, atol=0.01)


def test_more_components_fit_better_and_one_is_the_moments() -> None:
    points = islands(2000).astype(np.float64)
    fits = [fit_mixture(points, k, np.random.default_rng(0)) for k in (1, 2, 3)]
    likelihoods = [fit.log_prob(points).mean() for fit in fits]
    assert likelihoods == sorted(likelihoods)
    np.testing.assert_allclose(fits[0].means[0], points.mean(axis=0), atol=1e-9)
    np.testing.assert_allclose(fits[0].covariances[0], np.cov(points.T, bias=True), rtol=1e-3)


def test_its_draws_are_as_its_density_says() -> None:
    mixture = fit_mixture(islands(1000).astype(np.float64), 3, np.random.default_rng(0))
    z = mixture.draw(20_000, np.random.default_rng(2))
    entropy = -reference(mixture).log_prob(reference(mixture).sample((20_000,))).mean().item()
    assert -mixture.log_prob(z).mean() == pytest.approx(entropy, abs=0.05)


# The density


def test_its_mass_is_one_and_it_is_the_mixture_widened() -> None:
    snapshot = model(islands(300), (0.15, 0.3))
    means, log_variances = finite_codes(snapshot)
    density = density_of(means, log_variances)
    assert density.cells.sum() * density.cell_area == pytest.approx(1, abs=1e-3)
    assert density.bandwidth == bandwidth_of(means, log_variances)
    widened = np.exp(log_variances.astype(np.float64)) + density.bandwidth**2
    places = torch.from_numpy(np.random.default_rng(0).uniform(-2, 2, (200, 2)))
    normal = torch.distributions.Normal(
        torch.from_numpy(means).double(), torch.from_numpy(widened).sqrt()
    )
    expected = normal.log_prob(places[:, None]).sum(-1).exp().mean(1).numpy()
    found = density.at(places.numpy().astype(np.float32))
    # A cell has a mean, and not the density in its middle.
    np.testing.assert_allclose(found, expected, atol=0.15 * expected.max())
    assert np.corrcoef(found, expected)[0, 1] > 0.98


def test_the_region_of_highest_density_of_a_gaussian_is_its_ellipse() -> None:
    # Wide posteriors at one place: q(z) is a Gaussian, of which 1 − e^(−r²/2) is within r.
    density = density_of(np.zeros((5000, 2), np.float32), np.zeros((5000, 2), np.float32))
    spread = 1 + density.bandwidth**2
    for mass in (0.25, 0.5, 0.75, 0.95, 0.99):
        expected = (1 - mass) / (2 * math.pi * spread)
        assert density.level(mass) == pytest.approx(expected, rel=0.05)
    assert density.prior_in_holes() == pytest.approx(0.01 ** (spread), rel=0.1)


def test_what_is_off_the_grid_is_in_a_hole() -> None:
    density = density_of(*finite_codes(model(islands())))
    far = np.array([[100, 0], [0, -100], [np.nan, 0], [-2, 0]], np.float32)
    assert density.in_hole(far).tolist() == [True, True, True, False]


def test_the_prior_in_holes_is_what_its_draws_say() -> None:
    snapshot = model(islands())
    density = density_of(*finite_codes(snapshot))
    z = SAMPLERS["prior"].draw(snapshot, 40_000, 0)
    assert density.prior_in_holes() == pytest.approx(density.in_hole(z).mean(), abs=0.01)


def test_what_is_beyond_the_prior_is_what_draws_say() -> None:
    for scale in (1, 2, 8):
        snapshot = model(scale * islands(), 0.2)
        density = density_of(*finite_codes(snapshot))
        z = SAMPLERS["encode"].draw(snapshot, 20_000, 0)
        expected = (np.hypot(*z.T) > math.sqrt(-2 * math.log(0.01))).mean()
        assert density.beyond_prior() == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize("reach", [1e-3, 30, 1e4])
def test_planes_of_any_size_have_a_grid_of_some_size(reach: float) -> None:
    density = density_of(*finite_codes(model(reach * islands(200), 1e-4 * reach)))
    assert 2 * 60 <= density.cells.size <= 330**2
    assert np.isfinite(density.cells).all()


# Contours


def test_a_cone_is_cut_in_circles() -> None:
    axis = (np.arange(80) + 0.5) * 0.1 - 4
    x, y = np.meshgrid(axis, axis)
    (line,) = contours(Rect(-4, -4, 4, 4), -np.hypot(x, y), -2.5)
    assert np.array_equal(line[0], line[-1])
    np.testing.assert_allclose(np.hypot(*line.T), 2.5, atol=0.01)


def test_islands_and_lakes_have_a_line_each_the_longest_first() -> None:
    heights = np.zeros((20, 30))
    heights[2:14, 2:16] = 1
    heights[6:9, 6:9] = 0
    heights[16, 25] = 1
    lines = contours(Rect(0, 0, 30, 20), heights, 0.5)
    assert len(lines) == 3
    assert [len(line) for line in lines] == sorted(map(len, lines), reverse=True)
    np.testing.assert_allclose(lines[0].max(axis=0), (16, 14), atol=0.6)
    np.testing.assert_allclose(lines[-1].mean(axis=0), (25.5, 16.5), atol=0.2)


def test_saddles_and_edges_leave_no_loose_end() -> None:
    heights = np.random.default_rng(0).random((40, 50))
    for level in (0.1, 0.5, 0.9):
        lines = contours(Rect(-1, -2, 4, 2), heights, level)
        assert lines
        assert all(np.array_equal(line[0], line[-1]) for line in lines)
        found = np.concatenate(lines)
        assert np.isfinite(found).all()
        assert found.min(axis=0)[0] >= -1.1


def test_nothing_is_as_high() -> None:
    assert contours(Rect(0, 0, 1, 1), np.zeros((4, 4)), 1.0) == []


# Figures


def test_moments_and_their_divergence_are_those_of_torch() -> None:
    means, log_variances = finite_codes(model(islands(), (0.3, 0.2)))
    found = aggregate(means, log_variances, draws=100)
    expected_mean = means.astype(np.float64).mean(axis=0)
    expected = np.cov(means.T.astype(np.float64), bias=True) + np.diag((0.09, 0.04))
    np.testing.assert_allclose(found.mean, expected_mean, atol=1e-6)
    np.testing.assert_allclose(found.covariance, expected, atol=1e-5)
    fitted = MultivariateNormal(torch.from_numpy(expected_mean), torch.from_numpy(expected))
    prior = MultivariateNormal(torch.zeros(2).double(), torch.eye(2).double())
    assert found.moment_kl == pytest.approx(kl_divergence(fitted, prior).item(), abs=1e-5)
    assert found.images == 3000


def test_a_part_of_the_draws_comes_near_to_all_of_them() -> None:
    codes = finite_codes(model(islands()))
    whole, part = aggregate(*codes), aggregate(*codes, draws=1000)
    assert part.kl == pytest.approx(whole.kl, abs=0.15)
    assert part.mutual_information == pytest.approx(whole.mutual_information, abs=0.15)


@pytest.mark.parametrize("log_variance", [-14.0, -19.9, -20.1, -30.0])
def test_narrow_posteriors_are_measured_with_enough_digits(log_variance: float) -> None:
    means = islands(200).astype(np.float32)
    found = aggregate(means, np.full((200, 2), log_variance, np.float32))
    assert found.mutual_information == pytest.approx(math.log(200), abs=0.1)


def test_it_says_when_the_prior_is_the_wrong_one_and_when_it_has_collapsed() -> None:
    standard = aggregate(np.zeros((50, 2), np.float32), np.zeros((50, 2), np.float32))
    assert not standard.prior_is_wrong
    assert standard.has_collapsed
    spread = aggregate(*finite_codes(model(islands())))
    assert spread.prior_is_wrong
    assert not spread.has_collapsed
    assert spread.kl > WRONG_PRIOR


def test_half_of_the_prior_left_empty_is_what_the_threshold_is() -> None:
    # Codes on one side of a line through the origin: exactly half of the prior is a hole.
    generator = np.random.default_rng(0)
    half = generator.standard_normal((3000, 2))
    half[:, 0] = np.abs(half[:, 0])
    found = aggregate(half.astype(np.float32), np.full((3000, 2), 2 * math.log(0.08), np.float32))
    assert found.kl == pytest.approx(WRONG_PRIOR, abs=0.1)


def test_a_density_of_nothing_has_no_level() -> None:
    empty = Density(Rect(-1, -1, 1, 1), np.zeros((4, 4), np.float32), 0.1)
    assert empty.level(0.5) == 0
    assert empty.in_hole(np.zeros((1, 2), np.float32)).all()


def test_points_have_no_density_to_diverge() -> None:
    means = islands(100).astype(np.float32)
    found = aggregate(means, np.full((100, 2), -40, np.float32))
    assert found.kl == math.inf
    assert found.prior_is_wrong
    assert found.mutual_information == pytest.approx(math.log(100))
