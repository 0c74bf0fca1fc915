"""A likelihood from outside, with a parameter of its own and two heads, and a regime that rests."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Generator, Tensor
from torch.distributions import Normal

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import LabelledImages
from vae_explorer.core.engine.optimizer import AdamW
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.measures.evaluation import evaluate
from vae_explorer.core.networks.layers import weight_shapes
from vae_explorer.core.networks.vae import VAE
from vae_explorer.core.objective.bound import Objective
from vae_explorer.core.objective.bounds import BOUNDS
from vae_explorer.core.objective.divergences import KL_ESTIMATORS
from vae_explorer.core.objective.likelihoods import LIKELIHOODS
from vae_explorer.core.objective.posteriors import POSTERIORS
from vae_explorer.core.objective.regimes import REGIMES
from vae_explorer.core.training import Trainer


class Heteroscedastic:
    """A Gaussian: one head for the mean, one for ln σ of each pixel; one ln σ is common to all."""

    title = "Gaussian of the test"
    heads = 2
    scale = "density"

    def configured(self, variance: float) -> Heteroscedastic:
        return self

    def parameters(self) -> Mapping[str, tuple[int, ...]]:
        return {"log_sigma": (1,)}

    def target(self, x: Tensor, generator: Generator) -> Tensor:
        return x

    def _parts(self, output: Tensor, own: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        mean, log_sigma = output.float().chunk(2, dim=-1)
        return mean.sigmoid(), log_sigma.tanh() + own["log_sigma"]

    def nll(self, output: Tensor, x: Tensor, own: Mapping[str, Tensor]) -> Tensor:
        mean, log_sigma = self._parts(output, own)
        squares = ((x - mean) / log_sigma.exp()).square()
        return (0.5 * squares + log_sigma + 0.5 * math.log(2 * math.pi)).sum(dim=-1)

    def learned_sigma(self, output: Tensor, own: Mapping[str, Tensor]) -> Tensor:
        return self._parts(output, own)[1].exp().mean()

    def mean(self, output: Tensor) -> Tensor:
        return output.float().chunk(2, dim=-1)[0].sigmoid()

    def output_for(self, mean: Tensor) -> Tensor:
        return torch.cat((mean.logit(0.01), torch.zeros_like(mean)), dim=-1)

    def sample(self, output: Tensor, generator: Generator, own: Mapping[str, Tensor]) -> Tensor:
        mean, log_sigma = self._parts(output, own)
        return mean + log_sigma.exp() * torch.randn(mean.shape, generator=generator)


class DecoderAlone:
    """The decoder learns to undo an encoder that rests."""

    title = "Decoder alone"

    def phase(self, progress):
        return ""

    def latent(self, draws, noise):
        return draws.detach()

    def loss(self, terms, bound, beta, progress):
        return terms.reconstruction.mean()


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch) -> RunConfig:
    monkeypatch.setitem(LIKELIHOODS, "test", Heteroscedastic())
    config = RunConfig(
        dataset="offline",
        architecture=Architecture("mlp", (32, 16), "gelu"),
        batch_size=40,
        epochs=20,
        learning_rate=0.02,
        device="cpu",
        precision="float32",
    )
    # The choices of a configuration are made when the program starts.
    object.__setattr__(config, "likelihood", "test")
    monkeypatch.setattr(RunConfig, "problems", lambda self: {})
    return config


def test_it_trains_and_is_saved_shown_decoded_and_measured(
    config: RunConfig, train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    trainer = Trainer(train_digits, held_out_digits, config)
    first = trainer.snapshot()
    assert first.weights["likelihood.log_sigma"].tolist() == [0.0]
    list(trainer.steps())
    snapshot = trainer.snapshot()
    assert {name: w.shape for name, w in snapshot.weights.items()} == weight_shapes(
        config, DIGIT_SHAPE
    )
    assert snapshot.weights["decoder.head.weight"].shape == (2 * 784, 32)
    assert snapshot.weights["likelihood.log_sigma"][0] < -0.3  # blobs are darker than σ = 1
    losses = snapshot.history.test[:, 2:4].sum(axis=1)
    assert losses[-1] < losses[0]
    images = snapshot.decode(snapshot.embedding)
    assert images.shape == (70, 1, 28, 28)
    x = held_out_digits.images / 255
    assert ((images - x) ** 2).mean() < ((first.decode(first.embedding) - x) ** 2).mean()
    np.testing.assert_array_equal(snapshot.decode(snapshot.embedding[:1]).shape, (1, 1, 28, 28))
    result = evaluate(snapshot, held_out_digits.images, held_out_digits.labels, samples=2)
    assert np.isfinite(result.negative_elbo)


def test_it_goes_on_bit_for_bit(
    config: RunConfig, train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    config = replace(config, epochs=2)
    whole, part = (Trainer(train_digits, held_out_digits, config) for _ in range(2))
    list(whole.steps())
    for _ in range(7):
        part.step_once()
    later = Trainer.resume(train_digits, held_out_digits, part.snapshot(), part.state())
    list(later.steps())
    one, two = whole.snapshot().weights, later.snapshot().weights
    assert all(np.array_equal(one[name], two[name]) for name in one)


def test_its_loss_is_that_of_torchs_normal_distribution(config: RunConfig) -> None:
    model = VAE.of(config, DIGIT_SHAPE).initialize(torch.Generator().manual_seed(0))
    x = torch.rand(3, 784, generator=torch.Generator().manual_seed(1))
    terms = Objective.of(config)(model, x, torch.zeros(3, 2))
    mean, log_sigma = model.decoder(model.encode(x).mean).chunk(2, dim=1)
    expected = -Normal(mean.sigmoid(), log_sigma.tanh().exp()).log_prob(x).sum(dim=1)
    torch.testing.assert_close(terms.reconstruction, expected)


def test_several_draws_of_z_go_through_the_networks_as_one_does(config: RunConfig) -> None:
    for likelihood in ("bernoulli", "test"):
        objective = Objective(LIKELIHOODS[likelihood], KL_ESTIMATORS["closed"])
        own = LIKELIHOODS[likelihood]
        architecture = Architecture("mlp", (32, 24), "gelu")
        model = VAE(architecture, DIGIT_SHAPE, own.heads, own.parameters())
        model.initialize(torch.Generator().manual_seed(0))
        x = torch.rand(20, 784, generator=torch.Generator().manual_seed(1))
        noise = torch.randn(17, 20, 2, generator=torch.Generator().manual_seed(2))
        many = objective(model, x, noise)
        assert many.reconstruction.shape == (17, 20)
        assert many.kl.shape == (20,)
        for m in (0, 16):
            one = objective(model, x, noise[m])
            torch.testing.assert_close(many.reconstruction[m], one.reconstruction)
        many.reconstruction.mean().backward()
        assert all(p.grad is not None for p in model.decoder.parameters())
        torch.testing.assert_close(
            many.sums()[:2], torch.stack((many.reconstruction.mean(0).sum(), many.kl.sum()))
        )


def test_samples_are_drawn_around_the_mean(config: RunConfig) -> None:
    output = torch.randn(2, 784, generator=torch.Generator().manual_seed(0))
    generator = torch.Generator().manual_seed(1)
    bernoulli = LIKELIHOODS["bernoulli"]
    drawn = torch.stack([bernoulli.sample(output, generator, {}) for _ in range(400)])
    assert set(drawn.unique().tolist()) == {0.0, 1.0}
    assert (drawn.mean(dim=0) - bernoulli.mean(output)).abs().max() < 0.12


# What rests


def test_parameters_without_a_gradient_rest_and_the_run_goes_on_bit_for_bit(
    monkeypatch: pytest.MonkeyPatch,
    train_digits: LabelledImages,
    held_out_digits: LabelledImages,
) -> None:
    config = RunConfig(
        dataset="offline",
        architecture=Architecture("mlp", (16, 8), "gelu"),
        batch_size=32,
        epochs=2,
        device="cpu",
        precision="float32",
    )
    joint = REGIMES["joint"]

    def trained(break_at: int | None) -> Trainer:
        trainer = Trainer(train_digits, held_out_digits, config)
        while not trainer.finished:
            if trainer.step == break_at:
                trainer = Trainer.resume(
                    train_digits, held_out_digits, trainer.snapshot(), trainer.state()
                )
            regime = DecoderAlone() if trainer.step < 5 else joint
            gradients = trainer._learner
            gradients._objective = replace(gradients._objective, regime=regime)
            before = trainer.snapshot().weights if trainer.step < 5 else {}
            trainer.step_once()
            after = trainer.snapshot().weights
            for name, array in before.items():
                assert np.array_equal(array, after[name]) is name.startswith("encoder")
        return trainer

    whole, broken = trained(None), trained(9)
    assert set(whole.state().resting.values()) == {5}
    one, two = whole.snapshot().weights, broken.snapshot().weights
    assert all(np.array_equal(one[name], two[name]) for name in one)


def test_the_optimiser_moves_the_rest_as_pytorchs_own_does() -> None:
    generator = torch.Generator().manual_seed(0)
    start = [torch.randn(7, 5, generator=generator), torch.randn(5, generator=generator)]
    ours, theirs = ([p.clone().requires_grad_() for p in start] for _ in range(2))
    reference = torch.optim.AdamW(theirs, lr=0.1, weight_decay=0.1, fused=True)
    optimizer = AdamW(dict(zip("ab", ours, strict=True)), 0.1)
    for step in range(6):
        for i, (a, b) in enumerate(zip(ours, theirs, strict=True)):
            if i or step > 2:
                a.grad = torch.randn(a.shape, generator=generator)
                b.grad = a.grad.clone()
        reference.step()
        reference.zero_grad()
        optimizer.step(0.1)
        assert all(torch.equal(a, b) for a, b in zip(ours, theirs, strict=True))
    assert optimizer.resting(6) == {"a": 3}
    optimizer.step(0.1)  # with no gradient at all


# The registries


def test_a_posterior_is_the_distribution_of_torch() -> None:
    head = torch.randn(5, 4, generator=torch.Generator().manual_seed(0))
    for posterior in POSTERIORS.values():
        if not posterior.has_density:
            continue
        q = posterior.at(head[:, : posterior.outputs(2)])
        reference = Normal(q.mean, (q.log_variance / 2).exp())
        z = torch.randn(3, 5, 2, generator=torch.Generator().manual_seed(1))
        torch.testing.assert_close(q.log_prob(z), reference.log_prob(z).sum(dim=-1))
        torch.testing.assert_close(q.sample(z), reference.mean + reference.stddev * z)
        prior = Normal(torch.zeros(5, 2), torch.ones(5, 2))
        kl = torch.distributions.kl_divergence(reference, prior).sum(dim=-1)
        torch.testing.assert_close(q.kl(), kl)


@pytest.mark.parametrize("registry", [POSTERIORS, KL_ESTIMATORS, BOUNDS, REGIMES, LIKELIHOODS])
def test_every_choice_has_a_name_for_people(registry: dict) -> None:
    titles = [entry.title for entry in registry.values()]
    assert all(titles)
    assert len(set(titles)) == len(titles)
