"""Both estimators of the gradient aim at the same; one of them scatters far more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.distributions import Normal

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import LabelledImages
from vae_explorer.core.errors import UserError
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.measures.gradient_noise import gradient_noise, variance
from vae_explorer.core.networks.vae import VAE
from vae_explorer.core.objective.bound import Objective
from vae_explorer.core.objective.estimators import advantages
from vae_explorer.core.objective.posteriors import Gaussian
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.training import Trainer

CONFIG = RunConfig(
    dataset="offline",
    architecture=Architecture("mlp", (32, 16), "gelu"),
    batch_size=40,
    epochs=4,
    learning_rate=0.01,
    device="cpu",
    precision="float32",
)


@pytest.fixture(scope="module")
def trained(train_digits: LabelledImages, held_out_digits: LabelledImages) -> Snapshot:
    trainer = Trainer(train_digits, held_out_digits, CONFIG)
    for _ in trainer.steps():
        pass
    return trainer.snapshot()


def gradients(config: RunConfig, beta: float, draws: int) -> torch.Tensor:
    """Return gradients for μ and ln σ² of two images, one for each step, (draws, 2, 4)."""
    model = VAE.of(config, DIGIT_SHAPE).initialize(torch.Generator().manual_seed(3))
    x = torch.rand(2, 784, generator=torch.Generator().manual_seed(4)).round()
    objective = Objective.of(config)
    head = torch.cat(model.encode(x), dim=1).detach().repeat(draws, 1).requires_grad_()
    noise = torch.randn(objective.noise_size(2 * draws), generator=torch.Generator().manual_seed(5))
    terms = objective.terms(model, Gaussian(*head.chunk(2, dim=1)), x.repeat(draws, 1), noise)
    objective.loss(terms, beta).backward()
    return (head.grad * len(head)).unflatten(0, (draws, 2)).double()


@pytest.mark.parametrize("kl", ["closed", "monte-carlo"])
@pytest.mark.parametrize("samples", [1, 3])
def test_the_score_function_aims_at_what_reparameterisation_aims_at(kl: str, samples: int) -> None:
    config = replace(CONFIG, kl=kl, samples=samples)
    one = gradients(config, 0.5, 1000)
    other = gradients(replace(config, gradient="score"), 0.5, 3000)
    error = (one.var(0) / len(one) + other.var(0) / len(other)).sqrt()
    assert ((one.mean(0) - other.mean(0)).abs() < 4 * error).all()
    assert other.var(0).sum() > 3 * one.var(0).sum()


def test_the_decoder_has_the_same_gradient_by_both_and_the_loss_the_same_value() -> None:
    model = VAE.of(CONFIG, DIGIT_SHAPE).initialize(torch.Generator().manual_seed(3))
    x = torch.rand(4, 784, generator=torch.Generator().manual_seed(4))
    noise = torch.randn(4, 2, generator=torch.Generator().manual_seed(5))
    losses, gradients = [], []
    for name in ("reparameterised", "score"):
        model.zero_grad()
        objective = Objective.of(replace(CONFIG, gradient=name))
        loss = objective.loss(objective(model, x, noise), 2.0)
        loss.backward()
        losses.append(loss.item())
        gradients.append([p.grad.clone() for p in model.decoder.parameters()])
    assert losses[0] == losses[1]
    for one, other in zip(*gradients, strict=True):
        torch.testing.assert_close(one, other)


def test_a_baseline_does_not_know_the_draw_that_it_is_subtracted_from() -> None:
    weights = torch.tensor([3.0, 5.0, 10.0])
    expected = [3 - 7.5, 5 - 6.5, 10 - 4.0]
    torch.testing.assert_close(advantages(weights), torch.tensor(expected))
    assert advantages(weights[:1]).tolist() == [3.0]


def test_single_draws_scatter_far_more_by_the_score_function(
    trained: Snapshot, held_out_digits: LabelledImages
) -> None:
    found = gradient_noise(trained, held_out_digits.images[0], draws=4000, seed=2)
    kinds = (found.reparameterised, found.score, found.plain_score)
    assert all(kind.shape == (4000, 2) for kind in kinds)
    means = [kind.astype(np.float64).mean(axis=0) for kind in kinds]
    errors = [kind.astype(np.float64).std(axis=0) / np.sqrt(4000) for kind in kinds]
    for mean, error in zip(means[1:], errors[1:], strict=True):
        assert (np.abs(mean - means[0]) < 4 * np.hypot(error, errors[0])).all()
    narrow, wide, wider = map(variance, kinds)
    assert wide > 3 * narrow
    assert wider > 100 * narrow


def test_a_gradient_is_that_of_the_elbo_for_the_mean(
    trained: Snapshot, held_out_digits: LabelledImages
) -> None:
    """By quadrature over the posterior, and differences of that."""
    image = held_out_digits.images[3]
    found = gradient_noise(trained, image, draws=4000)
    x = torch.from_numpy(image.reshape(1, -1) / np.float32(255)).double()
    decoder = trained.model.decoder
    step = torch.linspace(-5, 5, 81, dtype=torch.float64)
    grid = torch.cartesian_prod(step, step)
    weight = Normal(0.0, 1.0).log_prob(grid).sum(1).exp()
    weight /= weight.sum()
    sigma = torch.from_numpy(found.sigma).double()

    def bound(mean: torch.Tensor) -> torch.Tensor:
        logits = decoder((mean + sigma * grid).float()).double()
        nll = torch.nn.functional.binary_cross_entropy_with_logits(
            logits, x.expand_as(logits), reduction="none"
        ).sum(1)
        return (weight * nll).sum() + 0.5 * mean.square().sum()

    at = torch.from_numpy(found.mean).double()
    shifts = 1e-3 * torch.eye(2, dtype=torch.float64)
    expected = torch.stack([(bound(at + s) - bound(at - s)) / 2e-3 for s in shifts]).numpy()
    error = found.reparameterised.astype(np.float64).std(axis=0) / np.sqrt(4000)
    assert (np.abs(found.reparameterised.mean(axis=0) - expected) < 4 * error + 0.05).all()


def test_points_have_no_gradient_that_scatters(held_out_digits: LabelledImages) -> None:
    trainer = Trainer(held_out_digits, held_out_digits, replace(CONFIG, posterior="delta"))
    with pytest.raises(UserError, match="points"):
        gradient_noise(trainer.snapshot(), held_out_digits.images[0])


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"bound": "iwae", "kl": "monte-carlo"}, "of the ELBO"),
        ({"regime": "separate"}, "joint"),
    ],
)
def test_what_makes_no_sense_with_the_score_function(settings: dict[str, str], says: str) -> None:
    assert says in replace(CONFIG, gradient="score", **settings).problems()["gradient"]


def test_a_run_learns_by_it(train_digits: LabelledImages, held_out_digits: LabelledImages) -> None:
    config = replace(CONFIG, gradient="score", samples=5)
    trainer = Trainer(train_digits, held_out_digits, config)
    losses = [m.test for m in trainer.steps() if m.test is not None]
    assert losses[-1].negative_elbo < losses[0].negative_elbo - 5
    row = trainer.history.latest_train
    assert row.trained == pytest.approx(row.negative_elbo, rel=1e-4)
