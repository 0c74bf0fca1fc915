"""The truth about one image, against plain sums over fine grids."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.distributions import Normal, kl_divergence
from training_kit import TINY

from vae_explorer.core.data import LabelledImages
from vae_explorer.core.errors import UserError
from vae_explorer.core.measures import diagonal
from vae_explorer.core.measures.diagonal import Diagonal
from vae_explorer.core.measures.digit_truth import DigitTruth, Peak, digit_truth
from vae_explorer.core.measures.evidence import log_evidence
from vae_explorer.core.measures.no_posterior import why_none
from vae_explorer.core.measures.posterior_map import (
    Joint,
    PosteriorMap,
    posterior_map,
    target_of,
)
from vae_explorer.core.measures.posterior_peaks import basins, climb, spread, starts
from vae_explorer.core.objective.likelihoods import LIKELIHOODS, likelihood_of
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.bundled import load_model
from vae_explorer.core.training import Trainer


def trained(train: LabelledImages, test: LabelledImages, **settings) -> Snapshot:
    config = replace(TINY, learning_rate=0.02, epochs=8, **settings)
    trainer = Trainer(train, test, config)
    for _ in trainer.steps():
        pass
    return trainer.snapshot()


@pytest.fixture(scope="module")
def model(train_digits: LabelledImages, held_out_digits: LabelledImages) -> Snapshot:
    return trained(train_digits, held_out_digits)


@pytest.fixture(scope="module")
def plane(model: Snapshot) -> PosteriorMap:
    return posterior_map(model, 96)


def plain_log_px(snapshot: Snapshot, x: torch.Tensor, found: DigitTruth) -> float:
    """Add p(x given z) p(z) up over a square that is much larger than the posterior."""
    likelihood, reach = likelihood_of(snapshot.config), 1.2 * found.lens.rect.width
    axes = [torch.linspace(m - reach, m + reach, 240).float() for m in found.mode.tolist()]
    total = torch.tensor(-math.inf, dtype=torch.float64)
    with torch.no_grad():
        for z1 in axes[0].split(24):
            z = torch.cartesian_prod(z1, axes[1])
            output = snapshot.model.decoder(z)
            nats = -likelihood.nll(output, x.expand(len(z), -1), snapshot.model.own).double()
            joint = nats + torch.from_numpy(snapshot.prior.log_prob(z.double().numpy()))
            total = torch.logaddexp(total, joint.logsumexp(0))
    return float(total) + 2 * math.log(2 * reach / 239)


def plain_elbo(snapshot: Snapshot, x: torch.Tensor) -> float:
    """Return E_q[ln p(x given z)] − KL(q ‖ p(z)), the first by a sum over a square of ±6 σ."""
    with torch.no_grad():
        encoded = snapshot.model.encode(x[None])
        q = Normal(encoded.mean[0].double(), (0.5 * encoded.log_variance[0]).exp().double())
        t = torch.arange(-6, 6.01, 0.25, dtype=torch.float64)
        grid = torch.cartesian_prod(t, t)
        weight = torch.softmax(-0.5 * grid.square().sum(1), 0)
        output = snapshot.model.decoder((q.mean + q.stddev * grid).float())
        likelihood = likelihood_of(snapshot.config)
        nll = likelihood.nll(output, x.expand(len(grid), -1), snapshot.model.own).double()
        return float(-(weight @ nll) - kl_divergence(q, Normal(0.0, 1.0)).sum())


@pytest.mark.parametrize("row", [0, 7, 33])
def test_its_figures_are_those_of_plain_sums(
    model: Snapshot, plane: PosteriorMap, held_out_digits: LabelledImages, row: int
) -> None:
    image = held_out_digits.images[row]
    found, x = digit_truth(plane, image), target_of(model, image)
    log_px, elbo = plain_log_px(model, x, found), plain_elbo(model, x)
    assert found.log_px == pytest.approx(log_px, abs=0.005)
    assert found.elbo == pytest.approx(elbo, abs=0.005)
    assert found.kl == pytest.approx(log_px - elbo, abs=0.01)
    assert abs(found.residual) < 0.01
    assert found.elbo <= found.best_elbo <= found.log_px + 1e-3
    assert found.approximation_gap + found.amortisation_gap == pytest.approx(found.gap)


def test_no_other_gaussian_is_better_than_the_best(
    model: Snapshot, plane: PosteriorMap, held_out_digits: LabelledImages
) -> None:
    image = held_out_digits.images[3]
    found = digit_truth(plane, image)
    joint = Joint(model, target_of(model, image))
    generator = np.random.default_rng(0)
    for size in (0.02, 0.2, 1.0):
        for _ in range(6):
            other = Diagonal(
                found.best.mean + size * found.best.sigma * generator.normal(size=2),
                found.best.sigma * np.exp(size * generator.normal(size=2)),
            )
            assert diagonal.elbo(joint, other) <= found.best_elbo + 1e-3


@pytest.mark.slow
@pytest.mark.parametrize("key", LIKELIHOODS)
def test_it_holds_for_every_likelihood(
    key: str, train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    model = trained(train_digits, held_out_digits, likelihood=key, variance=0.1)
    plane = posterior_map(model)
    image = held_out_digits.images[0]
    found = digit_truth(plane, image)
    expected = plain_log_px(model, target_of(model, image), found)
    assert found.log_px == pytest.approx(expected, abs=0.01)
    assert abs(found.residual) < 0.01
    assert found.elbo <= found.best_elbo <= found.log_px + 1e-3


@pytest.mark.slow
@pytest.mark.parametrize(
    "settings",
    [
        {"prior": "mixture", "components": 3, "kl": "monte-carlo"},
        {"posterior": "mean-field", "digits": 60},
    ],
)
def test_learned_priors_and_posteriors_without_an_encoder_count_too(
    settings: dict, train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    model = trained(train_digits, held_out_digits, **settings)
    image = held_out_digits.images[5]
    found = digit_truth(posterior_map(model), image)
    expected = plain_log_px(model, target_of(model, image), found)
    assert found.log_px == pytest.approx(expected, abs=0.01)
    assert abs(found.residual) < 0.01
    assert found.gap > -1e-3


def test_the_map_is_the_joint_density(model: Snapshot, held_out_digits: LabelledImages) -> None:
    plane = posterior_map(model, 96, draft=False)  # a draft is off by tenths, by the processor
    x = target_of(model, held_out_digits.images[1])
    found = plane.log_joint(x)
    rows, columns = np.array([0, 10, 95, 95]), np.array([0, 60, 0, 95])
    points = plane.places(rows, columns)
    np.testing.assert_allclose(found[rows, columns], Joint(model, x)(points), atol=0.01, rtol=1e-4)
    assert tuple(points[2]) == pytest.approx((plane.rect.left, plane.rect.top))
    density = np.exp(plane.log_posterior(x).astype(np.float64))
    across, up = plane.spacing
    assert density.sum() * across * up == pytest.approx(1, abs=1e-4)


def test_what_has_no_posterior_says_why(
    train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    config = replace(TINY, posterior="delta")
    model = Trainer(train_digits, held_out_digits, config).snapshot()
    assert why_none(model.config) == "There is no p(x) and no posterior: it is an autoencoder."
    with pytest.raises(UserError, match="autoencoder"):
        posterior_map(model)


# Densities of which all is known


def bumps(*parts: tuple[float, tuple[float, float], tuple[float, float]]):
    """Return the logarithm of a sum of Gaussians: weight, mean and σ of each."""

    def density(points: np.ndarray) -> np.ndarray:
        logs = [
            math.log(w) + Diagonal(np.array(m), np.array(s)).log_prob(points) for w, m, s in parts
        ]
        return np.logaddexp.reduce(logs, axis=0)

    return density


def lattice_of(density, rect_reach: float = 4.0, side: int = 128):
    axis = np.linspace(-rect_reach, rect_reach, side)
    points = np.stack(np.meshgrid(axis, axis), axis=-1)
    coarse = density(points.reshape(-1, 2)).reshape(side, side)
    begin = starts(coarse, lambda rows, columns: points[rows, columns])
    return spread(density, climb(density, begin, axis[1] - axis[0]))


@pytest.mark.parametrize("sigma", [(0.004, 0.004), (0.006, 0.05), (0.3, 0.02), (1.0, 1.0)])
def test_narrow_long_and_wide_peaks_are_added_up(sigma: tuple[float, float]) -> None:
    lattice = lattice_of(bumps((1.0, (0.7123, -1.3377), sigma)))
    assert lattice.whole
    assert lattice.log_integral() == pytest.approx(0, abs=2e-3)


def test_two_peaks_are_told_apart_and_share_the_whole() -> None:
    lattice = lattice_of(bumps((0.7, (0.5, 0.5), (0.03, 0.02)), (0.3, (-1.2, 0.1), (0.02, 0.04))))
    of = basins(lattice)
    weights = np.exp(lattice.values - lattice.log_integral()) * lattice.spacing**2
    assert [weights[of == k].sum() for k in range(of.max() + 1)] == pytest.approx(
        [0.7, 0.3], abs=2e-3
    )


def test_the_best_gaussian_for_a_gaussian_is_itself() -> None:
    mean, sigma = np.array([0.3, -0.2]), np.array([0.05, 0.2])
    begin = Diagonal(np.array([0.35, -0.4]), np.array([0.1, 0.1]))
    density = bumps((1.0, tuple(mean), tuple(sigma)))
    best, elbo = diagonal.best(density, [begin])
    np.testing.assert_allclose(best.mean, mean, atol=1e-3)
    np.testing.assert_allclose(best.sigma, sigma, rtol=1e-2)
    assert elbo == pytest.approx(0, abs=1e-4)


def test_small_steps_rise_to_the_best_gaussian() -> None:
    density = bumps((1.0, (0.3, -0.2), (0.05, 0.2)))
    q, values = Diagonal(np.array([0.5, 0.3]), np.array([0.02, 0.05])), []
    for _ in range(80):
        slope = diagonal.slopes(density, [q])[0]
        values.append(slope.elbo)
        q = diagonal.step(q, slope)
    assert all(b > a - 1e-6 for a, b in itertools.pairwise(values))
    assert values[-1] == pytest.approx(0, abs=0.01)


def test_what_is_said_of_peaks(plane: PosteriorMap, held_out_digits: LabelledImages) -> None:
    found = digit_truth(plane, held_out_digits.images[0], lens=False)

    def said(*covered: float) -> str:
        peaks = tuple(Peak(np.zeros(2), 1 / len(covered), c) for c in covered)
        truth: DigitTruth = replace(found, peaks=peaks)
        return truth.sentence

    assert said(1.0) == ""
    assert said(0.0) == "q is not where the posterior is: it misses the peak."
    assert said(0.9, 0.0) == "Two peaks: q covers one."
    assert said(0.0, 1.0) == "Two peaks: q covers one, and not the highest."
    assert said(0.5, 0.5) == "Two peaks: q covers both."
    assert said(0.0, 0.0, 0.0) == "Three peaks: q covers none of them."


@pytest.mark.slow
def test_the_bundled_model_on_mnist(mnist_test: LabelledImages) -> None:
    snapshot = load_model(None)
    plane, images = posterior_map(snapshot, 96), mnist_test.images[:1]
    found = [digit_truth(plane, image, lens=False) for image in images]
    expected = log_evidence(snapshot, images)
    np.testing.assert_allclose([each.log_px for each in found], expected, atol=0.01)
    assert max(abs(each.residual) for each in found) < 0.01
