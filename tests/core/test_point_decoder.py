"""One point decoded without torch, beside the networks of torch."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.engine.point_decoder import PointDecoder
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.networks.activations import ACTIVATIONS, erf
from vae_explorer.core.networks.vae import VAE
from vae_explorer.core.storage.bundled import load_model

PLACES = np.array([[0, 0], [0.3, -1.2], [-4, 5], [60, -80]], np.float32)


def networks(architecture: Architecture) -> VAE:
    return VAE(architecture, DIGIT_SHAPE).initialize(torch.Generator().manual_seed(0))


def arrays(model: VAE) -> dict[str, np.ndarray]:
    return {name: tensor.detach().numpy() for name, tensor in model.state_dict().items()}


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("linear_bottleneck", [False, True])
def test_a_point_looks_as_torch_decodes_it(activation: str, linear_bottleneck: bool) -> None:
    architecture = Architecture("mlp", (64, 48, 32), activation, linear_bottleneck)
    config = replace(RunConfig(), architecture=architecture)
    model = networks(architecture)
    decoder = PointDecoder(config, arrays(model))
    for place in PLACES:
        with torch.inference_mode():
            expected = model.decoder(torch.from_numpy(place[None]))[0].sigmoid().numpy()
        found = decoder.decode(place)
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, expected, atol=1e-5)


def test_the_error_function_is_that_of_the_standard_library() -> None:
    x = np.linspace(-6, 6, 4001).astype(np.float32)
    np.testing.assert_allclose(erf(x), [math.erf(float(v)) for v in x], atol=5e-7)


def test_a_convolutional_decoder_is_left_to_torch() -> None:
    config = replace(RunConfig(), architecture=Architecture("conv", (8, 16, 32)))
    assert not PointDecoder.supported(config)


def test_a_likelihood_that_is_not_known_here_is_left_to_torch() -> None:
    assert PointDecoder.supported(RunConfig())
    config = RunConfig()
    object.__setattr__(config, "likelihood", "new")
    assert not PointDecoder.supported(config)


def test_one_point_looks_as_it_does_among_others() -> None:
    snapshot = load_model()
    together = snapshot.decode(PLACES)
    for place, image in zip(PLACES, together, strict=True):
        np.testing.assert_allclose(snapshot.decode(place)[0], image, atol=1e-4)


def test_weights_that_are_no_numbers_are_decoded_in_silence() -> None:
    snapshot = load_model()
    broken = {name: np.full_like(weight, np.nan) for name, weight in snapshot.weights.items()}
    image = replace(snapshot, weights=broken).decode(PLACES[:1])
    assert np.isnan(image).all()


def test_the_bundled_model_decodes_a_point_without_torch() -> None:
    code = (
        "import sys, numpy as np; from vae_explorer.core.storage.bundled import load_model; "
        "image = load_model().decode(np.zeros((1, 2), np.float32)); "
        "assert image.shape == (1, 1, 28, 28) and 0.5 < image.max() <= 1; "
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
