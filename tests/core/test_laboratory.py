"""Bounds, estimators and regimes: what each minimises, against arithmetic of another kind."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.distributions import Bernoulli, Normal

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import LabelledImages
from vae_explorer.core.errors import UserError
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.measures.evaluation import evaluate
from vae_explorer.core.networks.vae import VAE
from vae_explorer.core.objective.bound import Objective
from vae_explorer.core.objective.bounds import BOUNDS, IWAE
from vae_explorer.core.objective.divergences import KL_ESTIMATORS
from vae_explorer.core.objective.likelihoods import LIKELIHOODS
from vae_explorer.core.objective.posteriors import Gaussian
from vae_explorer.core.objective.regimes import REGIMES
from vae_explorer.core.training import Trainer

pytestmark = pytest.mark.slow  # whole runs

CONFIG = RunConfig(
    dataset="offline",
    architecture=Architecture("mlp", (32, 16), "gelu"),
    batch_size=40,
    epochs=4,
    learning_rate=0.01,
    device="cpu",
    precision="float32",
)


def noise(*size: int) -> torch.Tensor:
    return torch.randn(size, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def model() -> VAE:
    return VAE(CONFIG.architecture, DIGIT_SHAPE).initialize(torch.Generator().manual_seed(3))


@pytest.fixture
def binary() -> torch.Tensor:
    return torch.rand(6, 784, generator=torch.Generator().manual_seed(4)).round()


# Bounds


def test_the_elbo_weighs_the_divergence_by_beta_and_is_a_mean_over_draws() -> None:
    reconstruction, kl = torch.tensor([[3.0, 5.0], [5.0, 7.0]]), torch.tensor([1.0, 2.0])
    assert BOUNDS["elbo"](1)(reconstruction[0], kl, 0.5).tolist() == [3.5, 6.0]
    assert BOUNDS["elbo"](2)(reconstruction, kl, 0.5).tolist() == [4.5, 7.0]
    assert BOUNDS["elbo"](2)(reconstruction, kl.expand(2, 2), 0.5).tolist() == [4.5, 7.0]


def test_the_importance_weighted_bound_is_that_of_the_weights(
    model: VAE, binary: torch.Tensor
) -> None:
    objective = Objective(LIKELIHOODS["bernoulli"], KL_ESTIMATORS["monte-carlo"], IWAE(8))
    draws = noise(8, 6, 2)
    with torch.no_grad():
        found = objective.loss(objective(model, binary, draws), 1.0)
        mean, log_variance = model.encode(binary)
        q = Normal(mean.double(), (log_variance.double() / 2).exp())
        z = q.mean + q.stddev * draws
        logits = model.decoder(z.float().flatten(0, 1)).unflatten(0, (8, 6)).double()
        log_weights = (
            Bernoulli(logits=logits).log_prob(binary.double()).sum(-1)
            + Normal(0.0, 1.0).log_prob(z).sum(-1)
            - q.log_prob(z).sum(-1)
        )
        expected = -log_weights.exp().mean(dim=0).log().mean()
    assert found.item() == pytest.approx(expected.item(), rel=1e-6, abs=1e-4)


def test_more_draws_inside_the_logarithm_make_the_bound_tighter(
    model: VAE, binary: torch.Tensor
) -> None:
    def bound(samples: int) -> float:
        objective = Objective(LIKELIHOODS["bernoulli"], KL_ESTIMATORS["monte-carlo"], IWAE(samples))
        images = binary.repeat(200, 1)
        size = objective.noise_size(len(images))
        with torch.no_grad():
            return objective.loss(objective(model, images, noise(*size)), 1.0).item()

    assert bound(1) > bound(5) > bound(50)


@pytest.mark.parametrize("bound", BOUNDS)
def test_one_draw_is_the_elbo_whatever_the_bound(bound: str) -> None:
    reconstruction, kl = torch.tensor([3.0, 5.0]), torch.tensor([1.0, 2.0])
    assert BOUNDS[bound](1)(reconstruction, kl, 2.0).tolist() == [5.0, 9.0]


# The KL divergence by Monte Carlo


@pytest.mark.parametrize(("mu", "sigma"), [(0.0, 1.0), (1.5, 0.3), (-0.4, 2.0)])
def test_its_mean_and_its_variance_are_those_of_the_formulas(mu: float, sigma: float) -> None:
    q = Gaussian(torch.tensor([[mu]]), torch.tensor([[2 * math.log(sigma)]]))
    z = q.sample(noise(200_000, 1, 1))
    found = KL_ESTIMATORS["monte-carlo"](q, z).double()
    assert found.shape == (200_000, 1)
    expected = 0.5 * (mu**2 + sigma**2 - 1 - 2 * math.log(sigma))
    spread = 0.5 * (sigma**2 - 1) ** 2 + mu**2 * sigma**2
    assert found.mean().item() == pytest.approx(expected, abs=5 * (spread / 2e5) ** 0.5 + 1e-6)
    assert found.var().item() == pytest.approx(spread, rel=0.03, abs=1e-6)


# Regimes


def gradients(model: VAE, binary: torch.Tensor, regime: str, progress: float, kl: str) -> set[str]:
    """Return which networks a step moves."""
    objective = Objective(LIKELIHOODS["bernoulli"], KL_ESTIMATORS[kl], regime=REGIMES[regime])
    model.zero_grad()
    objective.loss(objective(model, binary, noise(6, 2)), 1.0, progress).backward()
    return {
        name.partition(".")[0]
        for name, p in model.named_parameters()
        if p.grad is not None and p.grad.abs().sum() > 0
    }


@pytest.mark.parametrize("kl", KL_ESTIMATORS)
def test_which_network_is_trained_when(model: VAE, binary: torch.Tensor, kl: str) -> None:
    both = {"encoder", "decoder"}
    for regime in ("joint", "separate", "random-z"):
        assert gradients(model, binary, regime, 0.2, kl) == both
    assert gradients(model, binary, "encoder-first", 0.2, kl) == {"encoder"}
    assert gradients(model, binary, "encoder-first", 0.7, kl) == {"decoder"}


@pytest.mark.parametrize("regime", ["separate", "encoder-first", "random-z"])
@pytest.mark.parametrize("kl", KL_ESTIMATORS)
def test_the_encoder_has_the_gradient_of_the_divergence_alone(
    model: VAE, binary: torch.Tensor, regime: str, kl: str
) -> None:
    gradients(model, binary, regime, 0.2, kl)
    found = [p.grad.clone() for p in model.encoder.parameters()]
    model.zero_grad()
    q = model.encode(binary)
    KL_ESTIMATORS[kl](q, q.sample(noise(6, 2))).mean().backward()
    for ours, parameter in zip(found, model.encoder.parameters(), strict=True):
        torch.testing.assert_close(ours, parameter.grad, rtol=1e-5, atol=1e-7)


def test_a_decoder_on_random_z_knows_nothing_of_the_image(model: VAE, binary: torch.Tensor) -> None:
    objective = Objective(
        LIKELIHOODS["bernoulli"], KL_ESTIMATORS["closed"], regime=REGIMES["random-z"]
    )
    with torch.no_grad():
        z = noise(6, 2)
        found = objective(model, binary, z).reconstruction
        expected = LIKELIHOODS["bernoulli"].nll(model.decoder(z), binary, {})
    torch.testing.assert_close(found, expected)


def test_a_regime_says_which_phase_it_is_in() -> None:
    assert REGIMES["joint"].phase(0.3) == REGIMES["separate"].phase(0.3) == ""
    assert "KL" in REGIMES["encoder-first"].phase(0.49)
    assert "decoder" in REGIMES["encoder-first"].phase(0.5)


# Runs


SETTINGS = [
    *({"likelihood": key} for key in LIKELIHOODS),
    *(
        {"regime": key, "kl": kl}
        for key, regime in REGIMES.items()
        if regime.kind.has_encoder
        for kl in KL_ESTIMATORS
    ),
    {"bound": "iwae", "kl": "monte-carlo", "samples": 5},
    {"samples": 25},
    {"warm_up": 2.0},
    {"reduction": "mean"},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
@pytest.mark.parametrize("kind", ["mlp", "conv"])
def test_it_trains_is_measured_by_the_elbo_and_goes_on_bit_for_bit(
    settings: dict, kind: str, train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    config = replace(CONFIG, **settings)
    if kind == "conv":
        config = replace(config, architecture=Architecture("conv", (4, 16), "silu"))

    def trained(break_at: int | None) -> Trainer:
        trainer = Trainer(train_digits, held_out_digits, config)
        while not trainer.finished:
            if trainer.step == break_at:
                trainer = Trainer.resume(
                    train_digits, held_out_digits, trainer.snapshot(), trainer.state()
                )
            trainer.step_once()
        return trainer

    whole = trained(None)
    snapshot = whole.snapshot()
    weights = trained(whole.steps_per_epoch + 3).snapshot().weights
    assert all(np.array_equal(array, weights[name]) for name, array in snapshot.weights.items())
    measured = evaluate(snapshot, held_out_digits.images, held_out_digits.labels, samples=3)
    latest = snapshot.history.latest_test
    assert latest.negative_elbo == pytest.approx(
        measured.negative_elbo, abs=abs(latest.negative_elbo) * 0.04 + 3
    )
    assert latest.kl >= 0  # in closed form, whatever was trained
    image = snapshot.decode(np.zeros((1, 2), np.float32))
    assert image.shape[-2:] == (28, 28)


def test_the_weight_of_the_divergence_rises_during_the_warm_up(
    train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    config = replace(CONFIG, beta=2.0, warm_up=2.0)
    trainer = Trainer(train_digits, held_out_digits, config)
    found = [trainer.course.beta, *(trainer.course.beta for _ in trainer.steps())]
    per_epoch = trainer.steps_per_epoch
    assert found[0] == 0
    assert found[per_epoch] == pytest.approx(1.0)
    assert found[2 * per_epoch :] == [2.0] * (2 * per_epoch + 1)


def test_a_mean_over_pixels_is_a_beta_of_784(model: VAE, binary: torch.Tensor) -> None:
    def gradient(objective: Objective, beta: float) -> torch.Tensor:
        model.zero_grad()
        objective.loss(objective(model, binary, noise(6, 2)), beta).backward()
        return torch.cat([p.grad.flatten() for p in model.parameters()])

    mistake = Objective.of(replace(CONFIG, reduction="mean"), 784)
    right = Objective.of(CONFIG, 784)
    torch.testing.assert_close(
        784 * gradient(mistake, 1.0), gradient(right, 784.0), rtol=1e-3, atol=1e-2
    )


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"bound": "iwae"}, "Monte Carlo"),
        ({"bound": "iwae", "kl": "monte-carlo", "regime": "separate"}, "joint"),
        ({"warm_up": 31.0}, "longer"),
        ({"samples": 0}, "samples"),
        ({"variance": 0.0}, "variance"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_with_its_reason(settings: dict, word: str) -> None:
    with pytest.raises(UserError, match=word):
        replace(RunConfig(), **settings).validated()


def test_a_regime_without_the_image_ends_at_the_mean_image(
    train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    config = replace(CONFIG, regime="separate", epochs=60)
    trainer = Trainer(train_digits, held_out_digits, config)
    for _ in trainer.steps():
        pass
    mean = train_digits.images.reshape(len(train_digits), -1).mean(axis=0) / 255
    logits = LIKELIHOODS["bernoulli"].output_for(torch.from_numpy(mean).float())
    x = torch.from_numpy(held_out_digits.images.reshape(len(held_out_digits), -1) / 255).float()
    floor = LIKELIHOODS["bernoulli"].nll(logits.expand_as(x), x, {}).mean().item()
    latest = trainer.history.latest_test
    assert latest.kl < 0.05
    assert latest.reconstruction == pytest.approx(floor, rel=0.03)
