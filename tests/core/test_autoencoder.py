"""A posterior that is a point: a plain autoencoder, and nothing said that it has not."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import LabelledImages
from vae_explorer.core.errors import UserError
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.measures.evaluation import evaluate
from vae_explorer.core.measures.truth import truth
from vae_explorer.core.networks.layers import weight_shapes
from vae_explorer.core.networks.vae import VAE
from vae_explorer.core.objective.bound import Objective
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import load, save_snapshot
from vae_explorer.core.training import Trainer

CONFIG = RunConfig(
    dataset="offline",
    architecture=Architecture("mlp", (32, 16), "gelu"),
    posterior="delta",
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


def test_its_gradient_is_that_of_two_networks_and_a_cross_entropy() -> None:
    model = VAE.of(CONFIG, DIGIT_SHAPE).initialize(torch.Generator().manual_seed(3))
    x = torch.rand(6, 784, generator=torch.Generator().manual_seed(4))
    objective = Objective.of(replace(CONFIG, beta=7.0, samples=5, kl="monte-carlo"))
    assert objective.noise_size(6) == (6, 2)  # what does nothing is not done either
    draws = torch.randn(objective.noise_size(6))
    objective.loss(objective(model, x, draws), 7.0).backward()
    found = [p.grad.clone() for p in model.parameters()]
    model.zero_grad()
    logits = model.decoder(model.encoder(x))
    F.binary_cross_entropy_with_logits(logits, x, reduction="sum").div(6).backward()
    for gradient, parameter in zip(found, model.parameters(), strict=True):
        torch.testing.assert_close(gradient, parameter.grad, rtol=1e-4, atol=1e-6)


def test_the_encoder_gives_two_numbers() -> None:
    shapes = weight_shapes(CONFIG, DIGIT_SHAPE)
    assert shapes["encoder.head.weight"] == (2, 16)
    assert weight_shapes(replace(CONFIG, posterior="diagonal"), DIGIT_SHAPE)[
        "encoder.head.weight"
    ] == (4, 16)


def test_its_history_is_of_reconstructions_at_the_codes(
    trained: Snapshot, held_out_digits: LabelledImages
) -> None:
    images = held_out_digits.images.reshape(70, -1) / np.float32(255)
    logits = trained.model.decoder(torch.from_numpy(trained.embedding))
    expected = F.binary_cross_entropy_with_logits(
        logits, torch.from_numpy(images), reduction="sum"
    ).div(70)
    latest = trained.history.latest_test
    assert latest.kl == 0
    assert latest.reconstruction == pytest.approx(expected.item(), rel=1e-5)
    assert latest.reconstruction < trained.history.test[0, 2]


def test_it_has_no_bound_to_be_measured(trained: Snapshot, held_out_digits: LabelledImages) -> None:
    images, labels = held_out_digits.images, held_out_digits.labels
    found = evaluate(trained, images, labels, samples=3)
    assert found.reconstruction == pytest.approx(trained.history.latest_test.reconstruction)
    assert all(map(math.isnan, (found.negative_elbo, found.kl, found.standard_error)))
    more = truth(trained, images, found)
    nothing = (more.log_px, more.log_px_standard_error, more.encoder_gap)
    assert all(map(math.isnan, (*nothing, more.kl_aggregate, more.mutual_information)))
    assert more.active_dimensions == (trained.embedding.var(axis=0) > 0.01).sum()


def test_no_ellipse_is_drawn_of_a_point(trained: Snapshot) -> None:
    assert trained.codes.log_variance is None


def test_a_file_of_it_opens_as_it_was(
    trained: Snapshot, held_out_digits: LabelledImages, tmp_path: Path
) -> None:
    save_snapshot(trained, tmp_path / "a.safetensors")
    opened = load(tmp_path / "a.safetensors")
    assert opened.notes == ()
    assert opened.snapshot.config == trained.config
    for one in (opened.snapshot.embedding, trained.encode(held_out_digits.images)[0]):
        np.testing.assert_allclose(one, trained.embedding, atol=1e-5)


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("bound", "iwae", "draws nothing"),
        ("regime", "separate", "no KL divergence"),
        ("regime", "random-z", "no KL divergence"),
        ("gradient", "score", "no density"),
    ],
)
def test_what_makes_no_sense_with_it_cannot_be_started(setting: str, value: str, says: str) -> None:
    config = replace(CONFIG, **{setting: value})
    assert says in config.problems()[setting]
    with pytest.raises(UserError, match=says):
        config.validated()


def test_what_does_nothing_with_it_is_not_in_the_way() -> None:
    config = replace(CONFIG, kl="monte-carlo", samples=9, beta=0.0, warm_up=99.0)
    assert config.problems() == {}
    assert config.idle() >= {"kl", "samples", "beta", "warm_up"}
    effective = config.effective()
    assert (effective.kl, effective.samples, effective.beta) == ("closed", 1, 1.0)
    assert effective.posterior == "delta"


def test_beta_0_is_told_from_an_autoencoder() -> None:
    assert "no autoencoder" in RunConfig(beta=0.0).notes()["beta"]
    assert "beta" not in RunConfig(beta=0.1).notes()
    assert "beta" not in replace(CONFIG, beta=0.0).notes()
    assert "no ELBO" in CONFIG.notes()["posterior"]
    assert RunConfig().notes() == {}


def test_the_first_images_alone_are_learned_from(
    train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    config = replace(CONFIG, posterior="diagonal", digits=90, epochs=1)
    few = Trainer(train_digits, held_out_digits, config)
    assert few.steps_per_epoch == 3
    assert [m.images for m in few.steps()] == [40, 40, 10]
    cut = LabelledImages(train_digits.images[:90], train_digits.labels[:90])
    alone = Trainer(cut, held_out_digits, replace(config, digits=0))
    for _ in alone.steps():
        pass
    for name, array in few.snapshot().weights.items():
        np.testing.assert_array_equal(array, alone.snapshot().weights[name])
    more = Trainer(train_digits, held_out_digits, replace(config, digits=1000))
    assert more.steps_per_epoch == 5  # all that there are
    with pytest.raises(UserError, match="another number of images"):
        Trainer.resume(
            LabelledImages(train_digits.images[:80], train_digits.labels[:80]),
            held_out_digits,
            few.snapshot(),
            few.state(),
        )
