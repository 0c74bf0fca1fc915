"""Decode one point of the plane with numpy alone: what a hand that drags the handle waits for.

For a single point a dense decoder is a few products of a matrix and a vector, bound by how fast the
weights come from memory. Beside a training, whose weights push these out of the cache, numpy takes
less than half of the time that torch does; and it is there before torch is.

What it computes is the decoder of `networks.vae`; what its output says of pixels is told by
`engine.pixels`. What these do not know is left to torch.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.config import RunConfig
from vae_explorer.core.engine.pixels import PIXELS
from vae_explorer.core.networks.activations import ACTIVATIONS

FloatArray = NDArray[np.float32]


def _apply(layer: tuple[FloatArray, FloatArray], h: FloatArray) -> FloatArray:
    weight, bias = layer
    # One dot product a row: a product of matrices would wake threads that the training needs.
    product: FloatArray = np.vecdot(weight, h)
    return product + bias


class PointDecoder:
    """The decoder's output at one point, and its mean image, as torch gives them, to 1e-5.

    Parameters
    ----------
    config
        A configuration that is `supported`.
    weights
        Parameters by name, as in a `Snapshot`.
    """

    def __init__(self, config: RunConfig, weights: Mapping[str, FloatArray]) -> None:
        architecture = config.network
        names = [*(f"hidden.{i}" for i in range(len(architecture.widths))), "head"]
        *self._hidden, self._head = (
            (weights[f"decoder.{name}.weight"], weights[f"decoder.{name}.bias"]) for name in names
        )
        self._activation = ACTIVATIONS[architecture.activation].on_arrays
        self._linear_layer = 0 if architecture.linear_bottleneck else None
        self._mean = PIXELS[config.likelihood_key].mean

    @staticmethod
    def supported(config: RunConfig) -> bool:
        """Whether there is one for such a model: a dense decoder, and a likelihood known here."""
        return config.network.kind == "mlp" and config.likelihood_key in PIXELS

    def output(self, z: FloatArray) -> FloatArray:
        """Return the raw output, (heads * pixels,), at a point (2,)."""
        h = np.asarray(z, np.float32)
        with np.errstate(all="ignore"):
            for i, layer in enumerate(self._hidden):
                h = _apply(layer, h)
                if i != self._linear_layer:
                    h = self._activation(h)
            return _apply(self._head, h)

    def decode(self, z: FloatArray) -> FloatArray:
        """Return the pixels, (channels * height * width,) in [0, 1], at a point (2,)."""
        with np.errstate(all="ignore"):  # what overflows is 0 or 1 in the end, as it is in torch
            return self._mean(self.output(z))
