"""Pixels by numpy, beside the likelihoods of torch and its distributions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.distributions import Bernoulli, ContinuousBernoulli, Normal

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.engine.pixels import PIXELS, noise_field
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.networks.models import model_of
from vae_explorer.core.networks.vae import as_arrays
from vae_explorer.core.objective.likelihoods import LIKELIHOODS, OF_KINDS, likelihood_of
from vae_explorer.core.objective.regimes import REGIMES
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.bundled import load_model

NUMBERS = np.array([-30, -6, -2, -0.01, 0, 0.03, 1, 5, 30], np.float32)
VARIANCE = 0.2
EVERY = LIKELIHOODS | OF_KINDS


def raw(key: str) -> np.ndarray:
    """An output with these numbers, and another number for each where there are two."""
    heads = [NUMBERS, np.linspace(-4, 1, len(NUMBERS), dtype=np.float32)]
    return np.concatenate(heads[: PIXELS[key].heads])


def own(key: str) -> dict[str, np.ndarray]:
    return {name: np.full(size, -0.2, np.float32) for name, size in parameters(key).items()}


def parameters(key: str) -> dict[str, tuple[int, ...]]:
    return dict(EVERY[key].parameters())


def distribution(key: str) -> torch.distributions.Distribution:
    likelihood = EVERY[key].configured(VARIANCE)
    output = torch.from_numpy(raw(key)).double()
    logits = output[: len(NUMBERS)]
    if key == "continuous-bernoulli":
        return ContinuousBernoulli(logits=logits)
    if key.startswith("gaussian"):
        tensors = {name: torch.from_numpy(array).double() for name, array in own(key).items()}
        variance = likelihood.variance(output[None], tensors).reshape(-1).double()
        centre = likelihood.centre(output[None])[0].double()
        return Normal(centre, variance.sqrt().expand(len(NUMBERS)))
    return Bernoulli(logits=logits)


@pytest.fixture
def snapshot() -> Snapshot:
    return load_model()


def with_likelihood(key: str, architecture: Architecture) -> Snapshot:
    config = replace(RunConfig(), architecture=architecture, variance=VARIANCE)
    of_kind = (name for name, regime in REGIMES.items() if regime.kind.likelihood == key)
    if key in LIKELIHOODS:
        config = replace(config, likelihood=key)
    else:
        config = replace(config, regime=next(of_kind))
    model = model_of(config, DIGIT_SHAPE).initialize(torch.Generator().manual_seed(0))
    none = np.zeros((0, 2), np.float32)
    weights = as_arrays(model.state_dict())
    return Snapshot(config, 0, 0.0, weights, none, none, np.zeros(0, np.uint8))


def test_every_likelihood_has_pixels() -> None:
    assert PIXELS.keys() == EVERY.keys()
    for key, pixels in PIXELS.items():
        assert pixels.heads == EVERY[key].heads


@pytest.mark.parametrize("key", PIXELS)
def test_the_mean_is_that_of_torch(key: str) -> None:
    expected = EVERY[key].mean(torch.from_numpy(raw(key))[None])[0].numpy()
    np.testing.assert_allclose(PIXELS[key].mean(raw(key)), expected, atol=1e-5)


@pytest.mark.parametrize("key", sorted(PIXELS.keys() - {"squared-error"}))  # which is none
def test_draws_have_the_distribution(key: str) -> None:
    pixels, n = PIXELS[key], 20_000
    generator = np.random.default_rng(0)
    draw = generator.random if pixels.noise == "uniform" else generator.standard_normal
    noise = draw((n, len(NUMBERS)), np.float32)
    found = pixels.draw(np.broadcast_to(raw(key), (n, raw(key).size)), noise, VARIANCE, own(key))
    assert found.dtype == np.float32
    expected = distribution(key)
    spread = expected.stddev.numpy()
    error = spread / n**0.5
    assert (abs(found.mean(axis=0) - expected.mean.numpy()) < 5 * error + 1e-4).all()
    np.testing.assert_allclose(found.std(axis=0), spread, rtol=0.05, atol=2e-3)


def test_the_continuous_bernoulli_is_drawn_by_its_distribution_function() -> None:
    noise = np.linspace(0.01, 0.99, 41, dtype=np.float32)[:, None]
    output = np.broadcast_to(NUMBERS, (41, len(NUMBERS)))
    found = PIXELS["continuous-bernoulli"].draw(output, noise, 0.0, {})
    expected = distribution("continuous-bernoulli").icdf(torch.from_numpy(noise).double())
    np.testing.assert_allclose(found, expected.numpy(), atol=2e-3)


@pytest.mark.parametrize("key", PIXELS)
@pytest.mark.parametrize("kind", ["mlp", "conv"])
def test_one_point_is_drawn_as_it_is_among_others(key: str, kind: str) -> None:
    model = with_likelihood(key, Architecture(kind, (8, 12)))
    z = np.array([[0.3, -1], [-2, 0.5], [1, 1]], np.float32)
    together = model.draw(z, 5, places=(7, 3, 7))
    assert together.shape == (3, *DIGIT_SHAPE)
    assert 0 <= together.min() <= together.max() <= 1
    alone = model.draw(z[1:2], 5, places=(3,))[0]
    differ = np.abs(alone - together[1]) > 1e-3  # a bit may flip where its chance is its noise
    assert differ.mean() < 0.01


@pytest.mark.parametrize("key", PIXELS)
def test_the_mean_of_many_draws_is_the_image_that_is_shown(key: str) -> None:
    model = with_likelihood(key, Architecture("mlp", (8, 12)))
    likelihood = likelihood_of(model.config)
    z = np.array([[0.3, -1]], np.float32)
    output = torch.from_numpy(model.decode(z))
    assert output.shape == (1, *DIGIT_SHAPE)
    drawn = model.draw(np.repeat(z, 600, axis=0), 1)
    if key.startswith("gaussian"):  # clipped: only what is far from black and white keeps its mean
        return
    assert likelihood.scale
    error = drawn.std(axis=0) / len(drawn) ** 0.5
    assert (np.abs(drawn.mean(axis=0) - output.numpy()[0]) < 6 * error + 0.01).all()


def test_a_draw_stands_still_until_another_seed_is_asked_for(snapshot: Snapshot) -> None:
    z = np.array([[0.5, 0.5]], np.float32)
    first = snapshot.draw(z, 1)
    assert np.array_equal(first, snapshot.draw(z, 1))
    assert not np.array_equal(first, snapshot.draw(z, 2))
    assert not np.array_equal(first, snapshot.draw(z, 1, places=(1,)))
    assert set(np.unique(first)) == {0, 1}


def test_under_a_hand_few_pixels_flicker(snapshot: Snapshot) -> None:
    here, there = (snapshot.draw(np.array([[0.5 + d, 0.5]], np.float32), 1) for d in (0, 0.01))
    other = snapshot.draw(np.array([[0.5, 0.5]], np.float32), 2)
    assert (here != there).mean() < 0.2 * (here != other).mean()


def test_what_is_shown_is_the_mean_or_a_draw(snapshot: Snapshot) -> None:
    z = np.array([[0.5, 0.5], [1, 0]], np.float32)
    assert np.array_equal(snapshot.show(z, None), snapshot.decode(z))
    assert np.array_equal(snapshot.show(z, 4), snapshot.draw(z, 4))


def test_noise_is_read_only_and_of_its_kind() -> None:
    uniform, normal = noise_field("uniform", 2**62, 3, 1000), noise_field("normal", 0, 3, 1000)
    assert not uniform.flags.writeable
    assert 0 <= uniform.min() < 0.05 < 0.95 < uniform.max() < 1
    assert normal.min() < -1.5 < 1.5 < normal.max()


def test_a_likelihood_without_pixels_is_drawn_by_torch(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(PIXELS, "bernoulli")
    drawn = snapshot.draw(np.zeros((3, 2), np.float32), 0)
    assert drawn.shape == (3, *DIGIT_SHAPE)
    assert np.array_equal(drawn, snapshot.draw(np.zeros((3, 2), np.float32), 0))
