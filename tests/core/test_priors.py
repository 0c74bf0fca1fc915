"""Priors that are learned: their densities, what training does to them, and what goes by them."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.distributions import (
    Categorical,
    Independent,
    MixtureSameFamily,
    MultivariateNormal,
    Normal,
)

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import LabelledImages
from vae_explorer.core.drawing.manifold import manifold_grid
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.measures.aggregate import aggregate
from vae_explorer.core.measures.density import density_of
from vae_explorer.core.measures.evaluation import evaluate
from vae_explorer.core.measures.evidence import log_evidence
from vae_explorer.core.measures.samplers import SAMPLERS
from vae_explorer.core.networks.layers import weight_shapes
from vae_explorer.core.networks.vae import VAE
from vae_explorer.core.objective.bound import Objective
from vae_explorer.core.objective.divergences import KL_ESTIMATORS
from vae_explorer.core.objective.likelihoods import likelihood_of
from vae_explorer.core.objective.posteriors import Gaussian
from vae_explorer.core.objective.priors import LEARNED, PRIORS, Mixture
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import load_snapshot, save_snapshot
from vae_explorer.core.training import Trainer

CONFIG = RunConfig(
    dataset="offline",
    architecture=Architecture("mlp", (24, 12), "gelu"),
    prior="mixture",
    components=4,
    kl="monte-carlo",
    batch_size=40,
    epochs=12,
    learning_rate=0.01,
    device="cpu",
    precision="float32",
)


def some_mixture(seed: int = 0, components: int = 3) -> Mixture:
    generator = torch.Generator().manual_seed(seed)
    logits, means, spread = (
        torch.randn(*size, generator=generator)
        for size in ((components,), (components, 2), (components, 2))
    )
    return Mixture(logits.log_softmax(0), means, spread - 0.5)


def torchs(prior: Mixture) -> MixtureSameFamily:
    parts = Independent(Normal(prior.means, (0.5 * prior.log_variances).exp()), 1)
    return MixtureSameFamily(Categorical(logits=prior.log_weights), parts)


def trained(config: RunConfig, train: LabelledImages, test: LabelledImages) -> Trainer:
    trainer = Trainer(train, test, config)
    for _ in trainer.steps():
        pass
    return trainer


@pytest.fixture(scope="module", params=LEARNED)
def run(request, train_digits: LabelledImages, held_out_digits: LabelledImages) -> Trainer:
    return trained(replace(CONFIG, prior=request.param), train_digits, held_out_digits)


@pytest.fixture
def snapshot(run: Trainer) -> Snapshot:
    return run.snapshot()


def test_the_density_of_a_mixture_is_torchs() -> None:
    prior = some_mixture()
    z = 2 * torch.randn(5, 7, 2, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(prior.log_prob(z), torchs(prior).log_prob(z), atol=1e-5, rtol=1e-5)


def test_draws_are_of_the_density() -> None:
    prior = some_mixture()
    drawn = prior.sample(100_000, torch.Generator().manual_seed(2))
    expected = torchs(prior)
    torch.testing.assert_close(drawn.mean(0), expected.mean, atol=0.02, rtol=0)
    torch.testing.assert_close(drawn.var(0), expected.variance, atol=0.05, rtol=0)
    entropy = -expected.log_prob(expected.sample((100_000,))).mean()
    assert float(-prior.log_prob(drawn).mean()) == pytest.approx(float(entropy), abs=0.02)


@pytest.mark.slow
def test_the_mean_of_the_estimate_is_the_divergence_by_integration() -> None:
    prior = some_mixture()
    q = Gaussian(torch.tensor([[0.4, -0.3]]), torch.tensor([[-1.0, -2.0]]))
    axis = torch.linspace(-8, 8, 1201, dtype=torch.float64)
    z = torch.cartesian_prod(axis, axis)
    step = float(axis[1] - axis[0])
    deviations = (0.5 * q.log_variance[0]).exp().double()
    log_q = Independent(Normal(q.mean[0].double(), deviations), 1).log_prob(z)
    wide = Mixture(*(part.double() for part in prior))
    divergence = float((log_q.exp() * (log_q - torchs(wide).log_prob(z))).sum()) * step**2
    # Expectation by the same rule over the estimator's own values.
    values = KL_ESTIMATORS["monte-carlo"](
        Gaussian(q.mean.double(), q.log_variance.double()), z[:, None], wide
    )[:, 0]
    assert float((log_q.exp() * values).sum()) * step**2 == pytest.approx(divergence, abs=1e-4)
    noise = torch.randn(200_000, 1, 2, generator=torch.Generator().manual_seed(3))
    drawn = KL_ESTIMATORS["monte-carlo"](q, q.sample(noise), prior)
    assert float(drawn.mean()) == pytest.approx(divergence, abs=0.01)


def test_a_mixture_begins_spread_out_with_the_moments_of_the_standard_normal() -> None:
    for components in (1, 2, 10, 37):
        config = replace(CONFIG, components=components)
        model = VAE.of(config, DIGIT_SHAPE).initialize(torch.Generator().manual_seed(0))
        prior = torchs(model.learned_prior())
        torch.testing.assert_close(prior.mean, torch.zeros(2), atol=1e-5, rtol=0)
        torch.testing.assert_close(prior.variance, torch.ones(2), atol=1e-5, rtol=0)
        means = model.learned_prior().means
        if components > 1:
            assert float(torch.pdist(means.detach()).min()) > 1 / math.sqrt(components)


def test_a_vamp_prior_is_the_mean_posterior_of_its_images(
    train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    trainer = Trainer(train_digits, held_out_digits, replace(CONFIG, prior="vamp"))
    inputs = trainer.model.prior["images"].detach().sigmoid()
    known = torch.from_numpy(train_digits.images.reshape(200, -1)).float() / 255
    distances = torch.cdist(inputs, known.clamp(0.02, 0.98))
    assert float(distances.min(dim=1).values.max()) < 1e-2
    q = trainer.model.encode(inputs)
    prior = trainer.model.learned_prior()
    torch.testing.assert_close(prior.means, q.mean)
    torch.testing.assert_close(prior.log_weights.exp().sum(), torch.tensor(1.0))


def test_it_learns_and_the_prior_with_it(
    run: Trainer, train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    start = Trainer(train_digits, held_out_digits, run.config).snapshot()
    ended = run.snapshot()
    for name, before in start.weights.items():
        if name.startswith("prior."):
            assert not np.array_equal(before, ended.weights[name])
    images, labels = held_out_digits.images, held_out_digits.labels
    first, last = (evaluate(s, images, labels, samples=20) for s in (start, ended))
    assert last.negative_elbo < first.negative_elbo - 8
    assert np.isfinite(run.history.latest_test.kl)
    assert np.isnan(run.history.latest_test.kl_1)


def test_its_divergence_is_measured_by_monte_carlo(
    snapshot: Snapshot, held_out_digits: LabelledImages
) -> None:
    images, labels = held_out_digits.images, held_out_digits.labels
    found = evaluate(snapshot, images, labels, samples=400)
    means, log_variances = map(torch.from_numpy, snapshot.encode(images))
    model = snapshot.model
    with torch.inference_mode():
        prior = torchs(model.learned_prior())
        q = Independent(Normal(means, (0.5 * log_variances).exp()), 1)
        z = q.sample((4000,))
        expected = (q.log_prob(z) - prior.log_prob(z)).mean()
    assert found.kl == pytest.approx(float(expected), abs=0.05)


def test_arrays_tell_the_same_prior(snapshot: Snapshot) -> None:
    with torch.inference_mode():
        expected = torchs(snapshot.model.learned_prior())
        z = torch.randn(50, 2, generator=torch.Generator().manual_seed(0))
        densities = expected.log_prob(z)
    np.testing.assert_allclose(
        snapshot.prior.log_prob(z.double().numpy()), densities, rtol=1e-4, atol=1e-4
    )
    drawn = snapshot.prior.sample(20_000, 1)
    assert drawn.dtype == np.float32
    np.testing.assert_allclose(drawn.mean(axis=0), expected.mean, atol=0.05)
    assert snapshot.learned_prior is snapshot.prior
    np.testing.assert_array_equal(
        SAMPLERS["prior"].draw(snapshot, 9, 3), snapshot.prior.sample(9, 3)
    )


def test_without_learning_it_is_the_standard_normal(
    train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    plain = Trainer(train_digits, held_out_digits, replace(CONFIG, prior="normal")).snapshot()
    assert plain.learned_prior is None
    z = np.random.default_rng(0).normal(size=(10, 2))
    expected = MultivariateNormal(torch.zeros(2), torch.eye(2)).log_prob(
        torch.from_numpy(z).float()
    )
    np.testing.assert_allclose(plain.prior.log_prob(z), expected, rtol=1e-5)
    assert not any(name.startswith("prior.") for name in plain.weights)


@pytest.mark.slow
def test_its_evidence_is_the_integral_over_its_own_prior(
    snapshot: Snapshot, held_out_digits: LabelledImages
) -> None:
    images = held_out_digits.images[:3]
    x = torch.from_numpy(images.reshape(3, -1).astype(np.float32) / 255)
    likelihood = likelihood_of(snapshot.config)
    axis = torch.arange(-7, 7, 0.04)
    z = torch.cartesian_prod(axis, axis)
    with torch.inference_mode():
        output = snapshot.model.decoder(z)
        log_likelihood = torch.stack(
            [-likelihood.nll(output, row.expand(len(z), -1), snapshot.model.own) for row in x], 1
        )
        joint = log_likelihood + torchs(snapshot.model.learned_prior()).log_prob(z)[:, None]
        expected = joint.double().logsumexp(0) + 2 * math.log(0.04)
    np.testing.assert_allclose(log_evidence(snapshot, images), expected, atol=0.02, rtol=0)


def test_the_aggregate_is_held_against_its_own_prior(snapshot: Snapshot) -> None:
    # The same images many times are the same mixture, with as many times the draws.
    means, log_variances = (
        np.tile(array, (40, 1)) for array in (snapshot.embedding, snapshot.log_variance)
    )
    found = aggregate(means, log_variances, prior=snapshot.prior)
    codes = torch.from_numpy(snapshot.embedding), torch.from_numpy(snapshot.log_variance)
    count = len(codes[0])
    q = Mixture(torch.full((count,), -math.log(count)), *codes)
    with torch.inference_mode():
        prior = torchs(snapshot.model.learned_prior())
        z = q.sample(20_000, torch.Generator().manual_seed(0))
        expected = float((torchs(q).log_prob(z) - prior.log_prob(z)).mean())
    assert found.kl == pytest.approx(expected, abs=0.1)
    assert found.kl != pytest.approx(aggregate(means, log_variances).kl, abs=1e-3)


def test_holes_are_those_of_its_own_prior(snapshot: Snapshot) -> None:
    density = density_of(snapshot.embedding, snapshot.log_variance)
    drawn = snapshot.prior.sample(20_000, 0)
    assert density.prior_in_holes(snapshot.prior) == pytest.approx(
        density.in_hole(drawn).mean(), abs=0.03
    )
    assert 0 <= density.beyond_prior(snapshot.prior) <= 1
    unit = replace(snapshot, config=replace(snapshot.config, prior="normal")).prior
    assert density.prior_in_holes(unit) == pytest.approx(density.prior_in_holes(), abs=1e-3)
    assert density.beyond_prior(unit) == pytest.approx(density.beyond_prior(), abs=0.01)


def test_manifolds_go_by_its_quantiles(snapshot: Snapshot) -> None:
    grid = manifold_grid(5, "normal", snapshot.embedding, snapshot.prior).reshape(5, 5, 2)
    drawn = snapshot.prior.sample(100_000, 4)
    for axis, values in ((0, grid[0, :, 0]), (1, grid[::-1, 0, 1])):
        shares = [(drawn[:, axis] < value).mean() for value in values]
        np.testing.assert_allclose(shares, (np.arange(5) + 0.5) / 5, atol=0.01)


def test_a_file_of_it_opens_as_it_was(snapshot: Snapshot, tmp_path: Path) -> None:
    save_snapshot(snapshot, tmp_path / "prior.safetensors")
    opened = load_snapshot(tmp_path / "prior.safetensors")
    assert opened.config == snapshot.config
    z = np.random.default_rng(0).normal(size=(10, 2))
    np.testing.assert_array_equal(opened.prior.log_prob(z), snapshot.prior.log_prob(z))
    names = {name: array.shape for name, array in opened.weights.items()}
    assert names == weight_shapes(opened.config, opened.shape)


@pytest.mark.parametrize(
    ("settings", "setting", "word"),
    [
        ({"kl": "closed"}, "kl", "Monte Carlo KL"),
        ({"regime": "separate"}, "prior", "joint regime"),
        ({"regime": "random-z"}, "prior", "joint regime"),
        ({"posterior": "mean-field"}, "prior", "Mean-field"),
    ],
)
@pytest.mark.parametrize("prior", LEARNED)
def test_what_makes_no_sense_says_why(prior: str, settings, setting: str, word: str) -> None:
    problems = replace(CONFIG, prior=prior, **settings).problems()
    assert word in problems[setting]


def test_an_autoencoder_has_no_prior_to_learn() -> None:
    config = replace(CONFIG, posterior="delta", prior="vamp", kl="closed")
    assert not config.problems()
    assert "prior" in config.idle()
    assert not Objective.of(config).prior.learned
    assert VAE.of(config, DIGIT_SHAPE).learned_prior() is None


def test_every_prior_has_words() -> None:
    assert len({prior.title for prior in PRIORS.values()}) == len(PRIORS)
    assert all(bool(prior.note) == prior.learned for prior in PRIORS.values())
