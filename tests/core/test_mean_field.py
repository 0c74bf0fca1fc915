"""A mean and a variance for each training image, and fits for all others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import LabelledImages
from vae_explorer.core.errors import Interrupted, UserError
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.measures.evaluation import evaluate
from vae_explorer.core.measures.truth import truth
from vae_explorer.core.networks.fitting import Fitter
from vae_explorer.core.networks.layers import KEPT, described, weight_shapes
from vae_explorer.core.networks.vae import VAE
from vae_explorer.core.objective.bound import Objective
from vae_explorer.core.objective.likelihoods import LIKELIHOODS, likelihood_of
from vae_explorer.core.objective.posteriors import Gaussian, Q
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import load, save_snapshot
from vae_explorer.core.training import Trainer

AMORTISED = RunConfig(
    dataset="offline",
    architecture=Architecture("mlp", (32, 16), "gelu"),
    batch_size=40,
    epochs=50,
    learning_rate=0.005,
    device="cpu",
    precision="float32",
)
CONFIG = replace(AMORTISED, posterior="mean-field")


def trained_with(train: LabelledImages, test: LabelledImages, config: RunConfig) -> Snapshot:
    trainer = Trainer(train, test, config)
    for _ in trainer.steps():
        pass
    return trainer.snapshot()


@pytest.fixture(scope="module")
def mean_field(train_digits: LabelledImages, held_out_digits: LabelledImages) -> Snapshot:
    return trained_with(train_digits, held_out_digits, CONFIG)


@pytest.fixture(scope="module")
def amortised(train_digits: LabelledImages, held_out_digits: LabelledImages) -> Snapshot:
    return trained_with(train_digits, held_out_digits, AMORTISED)


def pixels(digits: LabelledImages) -> torch.Tensor:
    return torch.from_numpy(digits.images.reshape(len(digits), -1) / np.float32(255))


def bound(snapshot: Snapshot, q: Q, x: torch.Tensor, draws: int = 200) -> torch.Tensor:
    """Return −ELBO of each image by many draws, (B,)."""
    objective = Objective.of(snapshot.config).measuring()
    generator = torch.Generator().manual_seed(1)
    total = torch.zeros(len(x))
    with torch.no_grad():
        for _ in range(draws):
            noise = torch.randn(len(x), 2, generator=generator)
            terms = objective.terms(snapshot.model, q, x, noise)
            total += terms.reconstruction + terms.kl
    return total / draws


# Fitting


def test_a_fit_is_at_least_as_good_as_the_encoder_of_the_same_decoder(
    amortised: Snapshot, held_out_digits: LabelledImages
) -> None:
    x = pixels(held_out_digits)
    model = amortised.model
    fitted = Fitter(model.decoder, likelihood_of(amortised.config), model.own).fit(x)
    encoded, best = bound(amortised, model.encode(x), x), bound(amortised, fitted, x)
    assert (best < encoded + 0.2).all()
    assert best.mean() < encoded.mean() - 0.3


def test_no_neighbour_of_a_fit_is_better(
    amortised: Snapshot, held_out_digits: LabelledImages
) -> None:
    x = pixels(held_out_digits)[:20]
    model = amortised.model
    q = Fitter(model.decoder, likelihood_of(amortised.config), model.own).fit(x)
    best = bound(amortised, q, x)
    sigma = (0.5 * q.log_variance).exp()
    for axis in torch.eye(2):
        for way in (-1, 1):
            moved = Gaussian(q.mean + way * 0.7 * sigma * axis, q.log_variance)
            assert (bound(amortised, moved, x) > best).all()
            wider = Gaussian(q.mean, q.log_variance + way * axis)
            assert (bound(amortised, wider, x) > best).all()


@pytest.mark.parametrize("weight", [1.0, 4.0])
def test_a_fit_of_a_linear_decoder_is_the_posterior_in_closed_form(weight: float) -> None:
    generator = torch.Generator().manual_seed(0)
    slope = torch.linalg.qr(torch.randn(9, 2, generator=generator)).Q * torch.tensor([3.0, 1.0])
    likelihood = LIKELIHOODS["gaussian"].configured(0.5)
    # Behind a logistic function, whose slope at 0 is ¼, the decoder is all but linear.
    small = 0.02

    def decoder(z: torch.Tensor) -> torch.Tensor:
        return small * (z @ slope.T)

    x = 0.5 + small / 4 * torch.randn(5, 9, generator=generator)
    q = Fitter(decoder, likelihood, {}, weight).fit(x)
    jacobian = small / 4 * slope
    precision = weight + (jacobian.square().sum(0) / 0.5)
    torch.testing.assert_close(
        q.log_variance, (weight / precision).log().expand(5, 2), atol=1e-3, rtol=0
    )
    expected = ((x - 0.5) @ jacobian / 0.5) / precision
    torch.testing.assert_close(q.mean, expected, atol=1e-3, rtol=0)


def test_a_fit_is_the_same_every_time_and_whatever_is_around_it(
    mean_field: Snapshot, held_out_digits: LabelledImages
) -> None:
    x = pixels(held_out_digits)
    expected = mean_field.model.encode(x)
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        again = mean_field.model.encode(pixels(held_out_digits))
    assert torch.equal(expected.mean, again.mean)
    assert torch.equal(expected.log_variance, again.log_variance)


def test_no_images_have_no_posteriors_and_known_ones_are_those_that_were_found(
    mean_field: Snapshot, held_out_digits: LabelledImages
) -> None:
    assert mean_field.model.encode(torch.zeros(0, 784)).mean.shape == (0, 2)
    x = pixels(held_out_digits)
    whole = mean_field.model.encode(x)
    some = mean_field.model.encode(x[[5, 3, 5]])
    assert torch.equal(some.mean, whole.mean[[5, 3, 5]])


# A run


def test_what_is_kept_takes_the_place_of_the_encoder(mean_field: Snapshot) -> None:
    assert not [name for name in mean_field.weights if name.startswith("encoder")]
    assert mean_field.weights[KEPT].shape == (200, 4)
    assert weight_shapes(CONFIG, DIGIT_SHAPE, 200)[KEPT] == (200, 4)
    assert described(CONFIG, DIGIT_SHAPE) == "2-16-32-784"
    assert described(AMORTISED, DIGIT_SHAPE) == "784-32-16-2"


def test_the_posteriors_of_training_images_are_learned_as_well_as_they_can_be_fitted(
    mean_field: Snapshot, train_digits: LabelledImages
) -> None:
    x, rows = pixels(train_digits), torch.arange(200)
    learned = bound(mean_field, mean_field.model.encode(x, rows), x)
    fitted = bound(mean_field, mean_field.model.encode(x), x)
    assert learned.mean() < fitted.mean() + 2
    assert (learned - fitted).median() < 1


def test_it_is_at_least_as_good_as_an_encoder_where_both_have_converged(
    mean_field: Snapshot, amortised: Snapshot
) -> None:
    assert (
        mean_field.history.latest_train.negative_elbo
        < amortised.history.latest_train.negative_elbo + 0.5
    )


@pytest.mark.slow
def test_held_out_digits_are_measured_by_their_fits(
    mean_field: Snapshot, held_out_digits: LabelledImages
) -> None:
    mean, log_variance = mean_field.encode(held_out_digits.images)
    np.testing.assert_allclose(mean, mean_field.embedding, atol=1e-4)
    np.testing.assert_allclose(log_variance, mean_field.log_variance, atol=1e-3)
    found = evaluate(mean_field, held_out_digits.images, held_out_digits.labels, samples=20)
    latest = mean_field.history.latest_test
    assert found.negative_elbo == pytest.approx(latest.negative_elbo, abs=0.5)
    gap = truth(mean_field, held_out_digits.images, found).encoder_gap
    assert -0.1 < gap < 1  # what the shape of the posterior costs, and no encoder


def test_a_gradient_is_for_the_images_of_the_minibatch_alone() -> None:
    model = VAE.of(CONFIG, DIGIT_SHAPE, 7).initialize(torch.Generator().manual_seed(0))
    objective = Objective.of(CONFIG)
    rows = torch.tensor([5, 2])
    terms = objective(model, torch.rand(2, 784), torch.randn(2, 2), rows)
    objective.loss(terms, 1.0).backward()
    moved = model.posterior["codes"].grad.abs().sum(dim=1) > 0
    assert moved.tolist() == [row in (2, 5) for row in range(7)]


def test_it_learns_from_a_thousand_images_unless_told_otherwise() -> None:
    assert CONFIG.training_images(60_000) == 1000
    assert CONFIG.training_images(300) == 300
    assert replace(CONFIG, digits=5000).training_images(60_000) == 5000
    assert AMORTISED.training_images(60_000) == 60_000


def test_short_epochs_are_not_all_measured(
    train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    config = replace(CONFIG, batch_size=2, epochs=4)  # 100 steps an epoch
    trainer = Trainer(train_digits, held_out_digits, config)
    assert [m.step for m in trainer.steps() if m.test is not None] == [300, 400]


def test_codes_that_are_renewed_in_turn_follow_the_decoder(
    train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    trainer = Trainer(train_digits, held_out_digits, replace(CONFIG, epochs=4))
    trainer.snapshot()
    for _ in trainer.steps():
        trainer.refresh_codes(70 * 16)
    drafted = trainer.snapshot(exact=False)
    exact = trainer.snapshot()
    assert not drafted.age.any()
    x = pixels(held_out_digits)
    values = [
        bound(one, Gaussian(*map(torch.from_numpy, (one.embedding, one.log_variance))), x, 50)
        for one in (drafted, exact)
    ]
    assert values[0].mean() < values[1].mean() + 3


def test_a_measurement_can_be_broken_off(
    train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    wanted = [False]
    trainer = Trainer(train_digits, held_out_digits, CONFIG, lambda: wanted[0])
    trainer.step_once()
    wanted[0] = True
    with pytest.raises(Interrupted):
        trainer.snapshot()
    wanted[0] = False
    trainer.snapshot()


# Files, and what makes no sense


def test_a_file_of_it_opens_as_it_was(
    mean_field: Snapshot, held_out_digits: LabelledImages, tmp_path: Path
) -> None:
    save_snapshot(mean_field, tmp_path / "a.safetensors")
    opened = load(tmp_path / "a.safetensors")
    assert opened.notes == ()
    np.testing.assert_array_equal(opened.snapshot.weights[KEPT], mean_field.weights[KEPT])
    for one, other in zip(
        opened.snapshot.encode(held_out_digits.images),
        mean_field.encode(held_out_digits.images),
        strict=True,
    ):
        np.testing.assert_array_equal(one, other)


def test_it_does_not_go_on_with_other_images(
    train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    trainer = Trainer(train_digits, held_out_digits, replace(CONFIG, epochs=1))
    for _ in trainer.steps():
        pass
    fewer = LabelledImages(train_digits.images[:190], train_digits.labels[:190])
    with pytest.raises(UserError, match="another number of images"):
        Trainer.resume(fewer, held_out_digits, trainer.snapshot(), trainer.state())


@pytest.mark.parametrize(
    ("settings", "name", "says"),
    [
        ({"bound": "iwae", "kl": "monte-carlo"}, "bound", "fitted by the ELBO"),
        ({"regime": "separate"}, "regime", "Without an encoder"),
    ],
)
def test_what_makes_no_sense_with_it_cannot_be_started(
    settings: dict[str, str], name: str, says: str
) -> None:
    assert says in replace(CONFIG, **settings).problems()[name]
