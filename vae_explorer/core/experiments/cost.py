"""How long an experiment takes on a laptop with two cores, by arithmetic."""

from __future__ import annotations

import math

from vae_explorer.core.config import RunConfig
from vae_explorer.core.data.base import Split
from vae_explorer.core.networks.layers import Layers, decoder_layers, encoder_layers

_WEIGHTS_A_SECOND = 4.1e10  # 14,000 images a second of the default network, there and back
_OWN_WEIGHTS = 2.5e5  # an image's other work, as if it were so many weights more
_FORWARD = 1 / 3  # of a step's work, for an image that is only measured
_MEASURING = 4.0  # seconds for what is measured of a run in the end
_PREPARING = 2.0  # seconds before the first step

_SIZES: dict[str, dict[Split, int]] = {"moons": {"train": 10_000, "test": 2_000}}
_USUAL: dict[Split, int] = {"train": 60_000, "test": 10_000}


def minutes(config: RunConfig) -> float:
    """Return about how long a run takes with all that is measured of it."""
    sizes = _SIZES.get(config.dataset, _USUAL)
    given = config.values().get("digits", 0)
    images = min(given or sizes["train"], sizes["train"])
    samples = config.samples
    encoder, decoder = _weights(config)
    once = encoder + _OWN_WEIGHTS + samples * (decoder + _OWN_WEIGHTS)
    measured = _FORWARD * sizes["test"] * (encoder + decoder + _OWN_WEIGHTS)
    seconds = config.passes * (images * once + measured) / _WEIGHTS_A_SECOND
    return (seconds + _MEASURING + _PREPARING) / 60


def _weights(config: RunConfig) -> tuple[float, float]:
    """Return the multiplications of either network for an image."""
    from vae_explorer.core.data import DATA_SETS

    shape = DATA_SETS[config.dataset].shape
    encoder = encoder_layers(config.network, shape, 4)
    decoder = decoder_layers(config.network, shape, 1)
    return _work(encoder), _work(decoder)


def _work(layers: Layers) -> float:
    total = 0.0
    for layer in layers:
        weights = math.prod(layer.parameter_shapes()[f"{layer.name}.weight"])
        # A convolution's are used at each place of the smaller of its two images.
        smaller = min(layer.inputs[1:], layer.outputs[1:], key=math.prod)
        total += weights * (math.prod(smaller) if layer.kind != "dense" else 1)
    return total
