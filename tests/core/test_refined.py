"""What the encoder leaves on the table, against sums over a fine grid that are done here."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.errors import Interrupted, UserError
from vae_explorer.core.images import ImageShape
from vae_explorer.core.measures.evidence import evidence
from vae_explorer.core.measures.peaks import Tiles, outside
from vae_explorer.core.measures.refined import RANKINGS, Refined
from vae_explorer.core.measures.refining import refine, true_places
from vae_explorer.core.networks.vae import VAE, as_arrays
from vae_explorer.core.snapshot import Snapshot

pytestmark = pytest.mark.slow

SHAPE = ImageShape(1, 6, 6)
COUNT = 12
CONFIG = RunConfig(architecture=Architecture("mlp", (12,), "tanh"), device="cpu")


def model(config: RunConfig = CONFIG, code: tuple[float, ...] | None = None) -> Snapshot:
    """Return a decoder with some detail; with a code, the encoder says the same of all images."""
    network = VAE.of(config, SHAPE).initialize(torch.Generator().manual_seed(3))
    weights = as_arrays(network.state_dict())
    weights["decoder.hidden.0.weight"] = 2 * weights["decoder.hidden.0.weight"]
    weights["decoder.head.weight"] = 6 * weights["decoder.head.weight"]
    if code is not None:
        weights["encoder.head.weight"] = 0 * weights["encoder.head.weight"]
        weights["encoder.head.bias"] = np.array(code, np.float32)
    nothing = np.zeros((0, 2), np.float32)
    labels = np.zeros(0, np.uint8)
    return Snapshot(config, 0, 0.0, weights, nothing, nothing, labels, shape=SHAPE)


def some_images() -> np.ndarray:
    images = np.random.default_rng(0).uniform(0, 255, (COUNT, *SHAPE))
    return images.astype(np.uint8)


LABELS = (np.arange(COUNT) % 2).astype(np.uint8)


@pytest.fixture(scope="module")
def found() -> Refined:
    return refine(model(), some_images(), LABELS)


def log_joint(snapshot: Snapshot, z: np.ndarray) -> np.ndarray:
    """Return ln p(x, z) of all images at points, (images, points), in float64."""
    with torch.no_grad():
        logits = snapshot.model.decoder(torch.from_numpy(z.astype(np.float32))).double().numpy()
    x = some_images().reshape(COUNT, -1) / 255
    log_likelihood = x @ logits.T - np.logaddexp(0, logits).sum(axis=1)
    return log_likelihood - 0.5 * (z**2).sum(axis=1) - math.log(2 * math.pi)


def grid(centre: np.ndarray, reach: np.ndarray, count: int) -> tuple[np.ndarray, float]:
    axes = [c + r * np.linspace(-1, 1, count) for c, r in zip(centre, reach, strict=True)]
    cell = math.prod(float(axis[1] - axis[0]) for axis in axes)
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2), cell


def elbo_of(snapshot: Snapshot, mean: np.ndarray, log_variance: np.ndarray, row: int) -> float:
    sigma = np.exp(0.5 * log_variance)
    z, cell = grid(mean, 7 * sigma, 71)
    log_q = -0.5 * ((((z - mean) / sigma) ** 2) + log_variance + math.log(2 * math.pi)).sum(axis=1)
    q = np.exp(log_q) * cell
    return float(q @ (log_joint(snapshot, z)[row] - log_q))


def test_it_agrees_with_sums_over_a_fine_grid(found: Refined) -> None:
    snapshot = model()
    z, cell = grid(np.zeros(2), np.full(2, 5.0), 401)
    joint = log_joint(snapshot, z)
    top = joint.max(axis=1, keepdims=True)
    p = np.exp(joint - top)
    log_px = np.log(p.sum(axis=1) * cell) + top[:, 0]
    p /= p.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found.log_px, log_px, atol=2e-3)
    np.testing.assert_allclose(found.posterior_mean, p @ z, atol=2e-3)
    np.testing.assert_allclose(found.mode, z[joint.argmax(axis=1)], atol=0.015)
    for row in (0, 5):
        exact = elbo_of(snapshot, found.mean[row], found.log_variance[row], row)
        assert found.elbo[row] == pytest.approx(exact, abs=0.01)
    assert found.converged.all()


def test_the_gap_has_two_parts_neither_of_them_negative(found: Refined) -> None:
    np.testing.assert_allclose(found.approximation + found.amortisation, found.gap, atol=1e-4)
    assert (found.approximation > -0.01).all()
    assert (found.amortisation >= 0).all()
    assert found.gap.mean() > 0.1


def test_no_gaussian_near_the_best_is_better(found: Refined) -> None:
    snapshot = model()
    for row in (1, 7):
        mean, log_variance = found.best_mean[row], found.best_log_variance[row]
        here = elbo_of(snapshot, mean, log_variance, row)
        assert found.best_elbo[row] == pytest.approx(here, abs=0.01)
        for axis in np.eye(2):
            sigma = np.exp(0.5 * log_variance)
            for sign in (-1, 1):
                moved = elbo_of(snapshot, mean + sign * 0.3 * sigma * axis, log_variance, row)
                wider = elbo_of(snapshot, mean, log_variance + sign * 0.3 * axis, row)
                assert max(moved, wider) < here + 1e-3


def test_a_code_far_from_the_mode_is_wrong(found: Refined) -> None:
    far = refine(model(code=(3.5, 3.5, -4, -4)), some_images())
    assert far.wrong.all()
    np.testing.assert_allclose(far.mode, found.mode, atol=1e-3)
    row = 2
    there = tuple(map(float, (*found.best_mean[row], *found.best_log_variance[row])))
    right = refine(model(code=there), some_images())
    assert not right.wrong[row]
    assert right.amortisation[row] == pytest.approx(0, abs=0.01)


def test_a_learned_prior_is_what_the_bound_is_against() -> None:
    config = replace(CONFIG, prior="mixture", components=3)
    network = VAE.of(config, SHAPE).initialize(torch.Generator().manual_seed(3))
    nothing, labels = np.zeros((0, 2), np.float32), np.zeros(0, np.uint8)
    weights = as_arrays(network.state_dict())
    snapshot = Snapshot(config, 0, 0.0, weights, nothing, nothing, labels, shape=SHAPE)
    found = refine(snapshot, some_images())
    assert (found.approximation > -0.01).all()
    assert found.approximation.max() < found.gap.max()


def test_the_agreement_is_of_neighbours_in_the_plane(found: Refined) -> None:
    assert all(0 <= share <= 1 for share in found.agreement)
    assert all(math.isnan(share) for share in refine(model(), some_images()).agreement)


def test_it_tells_how_far_it_is_and_can_be_cancelled() -> None:
    parts: list[float] = []
    refine(model(), some_images(), LABELS, progress=parts.append)
    assert parts == sorted(parts)
    assert parts[-1] == 1
    with pytest.raises(Interrupted):
        refine(model(), some_images(), cancelled=lambda: len(parts) > 0)


def test_an_autoencoder_has_no_posterior() -> None:
    with pytest.raises(UserError, match="autoencoder"):
        refine(model(replace(CONFIG, posterior="delta")), some_images())


def test_the_quick_part_finds_the_same_places(found: Refined) -> None:
    codes, modes, means = true_places(model(), some_images())
    np.testing.assert_allclose(codes, found.mean, atol=1e-5)
    np.testing.assert_allclose(modes, found.mode, atol=0.03)
    np.testing.assert_allclose(means, found.posterior_mean, atol=0.02)


def test_lists_begin_with_the_most_striking_digit(found: Refined) -> None:
    for ranking in RANKINGS.values():
        rows = ranking.first(found, 5)
        values = ranking.value(found)[rows]
        assert len(rows) <= 5
        assert (np.diff(values) <= 0).all()
        assert ranking.among(found)[rows].all()
    gaps = RANKINGS["gap"]
    assert gaps.first(found, 1)[0] == found.gap.argmax()
    assert gaps.text(12.34) == "12.3 nats"
    assert RANKINGS["ambiguous"].text(0.123) == "12.3 %"


# Peaks


def tiles(*bumps: tuple[float, float, float]) -> Tiles:
    """Return masses of narrow bumps (share, z1, z2) on tiles of a quarter of a unit."""
    axis = -2 + 0.25 * (torch.arange(16) + 0.5)
    z = torch.cartesian_prod(axis, axis)
    mass = sum(
        share * torch.exp(-((z - torch.tensor((z1, z2))) ** 2).sum(1) / (2 * 0.2**2))
        for share, z1, z2 in bumps
    )
    log_mass = (mass / mass.sum()).log()[None]
    return Tiles(log_mass, (16, 16), torch.tensor((-2.0, -2.0)), 0.25)


def part_outside(masses: Tiles, mode: tuple[float, float], log_total: float = 0.0) -> float:
    total = torch.tensor([log_total])
    return float(outside(masses, torch.tensor([mode]), total, lambda: False)[0])


def test_one_peak_has_nothing_outside() -> None:
    assert part_outside(tiles((1, 0.0, 0.0)), (0.0, 0.0)) == pytest.approx(0, abs=1e-4)


def test_of_two_peaks_the_lesser_is_outside() -> None:
    two = tiles((0.7, -1.0, 0.5), (0.3, 1.0, 0.5))
    assert part_outside(two, (-1.0, 0.5)) == pytest.approx(0.3, abs=1e-3)
    # The higher of two peaks may be the one with less of the mass.
    assert part_outside(two, (1.0, 0.5)) == pytest.approx(0.3, abs=1e-3)


def test_what_the_tiles_have_missed_is_in_the_peak_of_the_mode() -> None:
    two = tiles((0.7, -1.0, 0.5), (0.3, 1.0, 0.5))
    assert part_outside(two, (-1.0, 0.5), math.log(3.0)) == pytest.approx(0.1, abs=1e-3)


def test_what_is_outside_follows_the_images_from_quadrature() -> None:
    whole = evidence(model(), some_images()).outside
    assert ((whole >= 0) & (whole <= 1)).all()
