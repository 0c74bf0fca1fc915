"""Images of any shape, in any number of classes, from the data set to a decoded picture."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
from shape_kit import CLASS_NAMES, KEY, SHAPE, Flags, flags

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import DATA_SETS, DataSet
from vae_explorer.core.data.base import LabelledImages
from vae_explorer.core.drawing.geometry import tile
from vae_explorer.core.errors import UserError
from vae_explorer.core.images import ImageShape
from vae_explorer.core.measures.evaluation import evaluate
from vae_explorer.core.networks import activations
from vae_explorer.core.networks.activations import ACTIVATIONS
from vae_explorer.core.networks.layers import (
    decoder_layers,
    describe,
    encoder_layers,
    parameter_shapes,
)
from vae_explorer.core.networks.vae import VAE
from vae_explorer.core.training import Trainer

NETWORKS = {
    "mlp": Architecture("mlp", (32, 16), "gelu"),
    "conv": Architecture("conv", (8, 16, 32), "silu"),
}
ODD = [ImageShape(1, 27, 27), ImageShape(3, 5, 9), ImageShape(2, 31, 4), ImageShape(1, 7, 6)]


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DATA_SETS, KEY, Flags())


def config_of(kind: str) -> RunConfig:
    return RunConfig(
        dataset=KEY,
        architecture=NETWORKS[kind],
        batch_size=60,
        epochs=30,
        learning_rate=1e-2,
        schedule="one-cycle",
        augmentation=0.05,
        device="cpu",
        precision="float32",
    )


@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.slow
def test_colour_images_in_four_classes_go_the_whole_way(kind: str) -> None:
    train, test = flags(240), flags(60, seed=1)
    trainer = Trainer(train, test, config_of(kind))
    list(trainer.steps())
    snapshot = trainer.snapshot()
    losses = snapshot.history.test[:, 2:4].sum(axis=1)
    assert losses[-1] < 0.8 * losses[0]
    assert (snapshot.shape, snapshot.class_names) == (SHAPE, CLASS_NAMES)
    mean, _ = snapshot.encode(test.images)
    np.testing.assert_allclose(mean, snapshot.embedding, atol=1e-4)
    images = snapshot.decode(mean)
    assert images.shape == (60, 3, 16, 20)
    np.testing.assert_allclose(snapshot.decode(mean[7:8])[0], images[7], atol=1e-4)
    # A class's reconstruction is nearest to that class's mean image: channels are not mixed up.
    means = np.stack([test.images[test.labels == c].mean(axis=0) / 255 for c in range(4)])
    nearest = ((images[:, None] - means) ** 2).sum(axis=(2, 3, 4)).argmin(axis=1)
    assert (nearest == test.labels).mean() > 0.7
    result = evaluate(snapshot, test.images, test.labels, samples=3)
    assert result.knn_accuracy > 0.7
    assert np.isfinite(result.negative_elbo)
    assert tile(images, 10).shape == (3, 6 * 16, 10 * 20)


def test_images_of_another_shape_are_refused_in_a_sentence() -> None:
    snapshot = Trainer(flags(24), flags(8), config_of("mlp")).snapshot()
    for wrong in (np.zeros((4, 1, 28, 28), np.uint8), np.zeros((4, 3, 20, 16), np.uint8)):
        with pytest.raises(UserError, match="3 x 16 x 20"):
            snapshot.encode(wrong)
        with pytest.raises(UserError, match="3 x 16 x 20"):
            evaluate(snapshot, wrong, np.zeros(4, np.uint8))


def test_a_label_without_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="2 classes"):
        LabelledImages(
            np.zeros((3, 1, 4, 4), np.uint8), np.array([0, 1, 2], np.uint8), ("cat", "dog")
        )


def test_up_to_256_classes_can_be_told() -> None:
    names = tuple(f"class {i}" for i in range(256))
    data = LabelledImages(
        np.zeros((256, 1, 4, 4), np.uint8), np.arange(256).astype(np.uint8), names
    )
    assert len(data) == 256
    assert data.shape == (1, 4, 4)


@pytest.mark.parametrize("key", DATA_SETS)
def test_every_registered_data_set_tells_its_shape_and_classes(key: str) -> None:
    data_set = DATA_SETS[key]
    assert isinstance(data_set, DataSet)
    assert data_set.shape.pixels > 0
    assert 1 < len(data_set.class_names) <= 256


@pytest.mark.parametrize("shape", [*ODD, SHAPE], ids=str)
@pytest.mark.parametrize("heads", [1, 2])
@pytest.mark.parametrize("kind", NETWORKS)
def test_any_size_comes_back_as_it_went_in(kind: str, heads: int, shape: ImageShape) -> None:
    architecture = NETWORKS[kind]
    model = VAE(architecture, shape, heads).initialize(torch.Generator().manual_seed(0))
    q = model.encode(torch.rand(5, shape.pixels, generator=torch.Generator().manual_seed(1)))
    assert q.mean.shape == q.log_variance.shape == (5, 2)
    assert model.decoder(q.mean).shape == (5, heads * shape.pixels)
    found = {name: tuple(value.shape) for name, value in model.state_dict().items()}
    assert found == parameter_shapes(architecture, shape, heads)


def test_layers_fit_together_from_end_to_end() -> None:
    for architecture in NETWORKS.values():
        for layers in (encoder_layers(architecture, SHAPE), decoder_layers(architecture, SHAPE)):
            for before, after in pairwise(layers):
                assert np.prod(before.outputs) == np.prod(after.inputs)


def test_images_too_small_for_the_convolutions_are_refused_in_a_sentence() -> None:
    with pytest.raises(UserError, match="3 x 20"):
        parameter_shapes(NETWORKS["conv"], ImageShape(1, 3, 20))


def test_a_network_is_described_by_its_layer_sizes() -> None:
    assert describe(NETWORKS["mlp"], SHAPE) == "960-32-16-2"


@pytest.mark.parametrize("name", activations.ACTIVATIONS)
def test_an_activation_is_the_same_for_numpy_and_for_torch(name: str) -> None:
    x = np.linspace(-6, 6, 1001, dtype=np.float32)
    activation = activations.ACTIVATIONS[name]
    expected = activation.on_tensors(torch.from_numpy(x)).numpy()
    np.testing.assert_allclose(activation.on_arrays(x), expected, atol=2e-6)


def test_a_configuration_offers_the_activations_that_there_are() -> None:
    assert tuple(activations.ACTIVATIONS) == tuple(ACTIVATIONS)


def test_a_run_on_other_images_cannot_go_on() -> None:
    trainer = Trainer(flags(240), flags(60, seed=1), config_of("mlp"))
    next(trainer.steps())
    snapshot, state = trainer.snapshot(), trainer.state()
    with pytest.raises(UserError, match="another number"):
        Trainer.resume(flags(200), flags(60, seed=1), snapshot, state)
    grey = LabelledImages(np.zeros((240, 1, 28, 28), np.uint8), np.zeros(240, np.uint8))
    with pytest.raises(UserError, match="3 x 16 x 20"):
        Trainer.resume(grey, grey, snapshot, state)
    other = replace(snapshot, step=snapshot.step + 1)
    with pytest.raises(UserError):
        Trainer.resume(flags(240), flags(60, seed=1), other, state)
