"""Foreign networks as weights of ours, exactly where they can be, and told apart by trying."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vae_explorer.core.architecture import TABLE, Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.images import ImageShape
from vae_explorer.core.networks.activations import ACTIVATIONS
from vae_explorer.core.networks.models import model_of
from vae_explorer.core.recording.chains import Chain, chain_of, watched
from vae_explorer.core.recording.outputs import Codes, logits_of, pixels_of

FloatArray = NDArray[np.float32]
Decode = Callable[[Tensor], Tensor]

_TRIED = 64  # points at which both decoders are asked
_CLOSE, _CLOSE_IN_HALF = 2e-3, 2e-2  # of a pixel; of a code, beside its size
_TABLE_NUMBERS = 3e6  # in half precision about what a frame of the default network takes
_BLOCK = 1024  # points that are decoded at a time
_SIDES = (12, 61)  # of a table, in images
_STEP = 1 / 8  # region: numbers that half precision has exactly


@dataclass(frozen=True, eq=False)
class Recorded:
    """Networks that could be recorded.

    Attributes
    ----------
    regime
        Key in `BROUGHT`.
    architecture
        Theirs.
    weights
        By name, as in a `Snapshot`.
    """

    regime: str
    architecture: Architecture
    weights: dict[str, FloatArray]


def recorded(
    decode: Decode,
    output: str,
    encoder: Chain | None,
    codes: Codes,
    x: Tensor,
    shape: ImageShape,
    region: tuple[Tensor, Tensor],
) -> Recorded:
    """Return the exact networks if they can be told, the decoder alone, or a table of it.

    Parameters
    ----------
    decode
        The foreign decoder, for points on the CPU in float32.
    output
        What it gives, see `outputs`.
    encoder
        Its layers, if they are known.
    codes, x
        What the encoder gave for some images, (B, ...) in [0, 1], to try ours with.
    shape
        Of the images.
    region
        Lowest and highest code, (2,) each.
    """
    low, high = region
    points = low + (high - low) * torch.rand(2 * _TRIED, 2, generator=_generator())
    z, others = torch.split(points, _TRIED)  # what is found at some is tried at others
    truth, products = watched(decode, z)
    chain = chain_of(products, products[0].input if products else z, [_logits_end(products, truth)])
    half = products and products[0].weight.dtype != torch.float32
    close = _CLOSE_IN_HALF if half else _CLOSE
    architecture = _architecture(chain, (2, shape.pixels)) if chain is not None else None
    if chain is not None and architecture is not None and _input_is(products[0].input, z):
        weights = _weights("decoder", chain)
        alone = Recorded("recorded-decoder", architecture, weights)
        if _decodes(alone, shape, others, pixels_of(decode(others), output), close):
            whole = _with_encoder(alone, encoder, codes)
            if whole is not None and _encodes(whole, shape, x, codes, close):
                return whole
            return alone
    return _table(decode, output, shape, region)


def _generator() -> torch.Generator:
    return torch.Generator().manual_seed(0)  # no number of anybody else's is drawn


def _input_is(found: Tensor, z: Tensor) -> bool:
    return found.shape == z.shape and torch.allclose(found.float().cpu(), z, rtol=1e-2, atol=1e-2)


def _logits_end(products: list[Any], truth: Tensor) -> Tensor:
    """Return what the last layer gave, whatever became of it: that is tried afterwards."""
    return products[-1].output if products else truth


def _architecture(chain: Chain, ends: tuple[int, int]) -> Architecture | None:
    """Return our network with such a decoder; None if there is none."""
    inputs, outputs = chain.layers[0].weight.shape[1], len(chain.layers[-1].bias)
    if (inputs, outputs) != ends or not chain.activations:
        return None
    first, *others = chain.activations
    linear = first is None
    names = set(others) if linear else {first, *others}
    if len(names) > 1 or None in names:
        return None
    activation = next(iter(names), None) or next(iter(ACTIVATIONS))
    found = Architecture("mlp", tuple(reversed(chain.widths)), activation, linear)
    return None if found.problems() else found


def _with_encoder(alone: Recorded, encoder: Chain | None, codes: Codes) -> Recorded | None:
    if encoder is None:
        return None
    architecture = alone.architecture
    wanted: list[str | None] = [architecture.activation] * len(architecture.widths)
    if architecture.linear_bottleneck:
        wanted[-1] = None
    outputs = len(encoder.layers[-1].bias)
    fits = (
        encoder.widths == architecture.widths
        and list(encoder.activations) == wanted
        and outputs == (4 if codes.has_density else 2)
    )
    if not fits:
        return None
    weights = _weights("encoder", encoder) | alone.weights
    return Recorded("recorded", architecture, weights)


def _weights(network: str, chain: Chain) -> dict[str, FloatArray]:
    names = [*(f"hidden.{i}" for i in range(len(chain.layers) - 1)), "head"]
    return {
        f"{network}.{name}.{part}": getattr(layer, part).numpy()
        for name, layer in zip(names, chain.layers, strict=True)
        for part in ("weight", "bias")
    }


def _model(found: Recorded, shape: ImageShape, *, has_density: bool = True) -> Any:
    config = RunConfig(
        regime=found.regime,
        architecture=found.architecture,
        posterior="diagonal" if has_density else "delta",
    )
    tensors = {name: torch.from_numpy(array) for name, array in found.weights.items()}
    return model_of(config, shape).load_weights(tensors)


def _decodes(found: Recorded, shape: ImageShape, z: Tensor, pixels: Tensor, close: float) -> bool:
    ours = _model(found, shape).decoder(z).sigmoid()
    return bool((ours - pixels).abs().max() <= close)


def _encodes(found: Recorded, shape: ImageShape, x: Tensor, codes: Codes, close: float) -> bool:
    q = _model(found, shape, has_density=codes.has_density).encode(x.flatten(1))
    near = torch.allclose(q.mean, codes.mean, rtol=close, atol=close)
    return near and torch.allclose(q.log_variance, codes.log_variance, rtol=close, atol=close)


def _table(
    decode: Decode, output: str, shape: ImageShape, region: tuple[Tensor, Tensor]
) -> Recorded:
    least, most = _SIDES
    side = max(least, min(most, math.isqrt(int(_TABLE_NUMBERS / shape.pixels))))
    low, high = (region[0] / _STEP).floor() * _STEP, (region[1] / _STEP).ceil() * _STEP
    across, up = (torch.linspace(float(low[i]), float(high[i]), side) for i in range(2))
    points = torch.cartesian_prod(up, across).flip(1)
    rows = torch.cat([logits_of(decode(part), output) for part in torch.split(points, _BLOCK)])
    images = rows.reshape(side, side, -1)
    weights = {
        "decoder.region": torch.stack((low, high)).numpy(),
        "decoder.images": images.numpy(),
    }
    return Recorded("recorded-table", Architecture(TABLE, (side, side)), weights)
