"""Decode one point of the plane with numpy alone: what a hand that drags the handle waits for.

For a single point a dense decoder is a few products of a matrix and a vector, bound by how fast the
weights come from memory. Beside a training, whose weights push these out of the cache, numpy takes
less than half of the time that torch does; and it is there before torch is.

What it computes is `MLPDecoder` of `model` and the `mean` of a likelihood; what it does not know is
left to them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.config import RunConfig

FloatArray = NDArray[np.float32]


def _relu(h: FloatArray) -> FloatArray:
    return np.maximum(h, np.float32(0))


def _gelu(h: FloatArray) -> FloatArray:
    return h * np.float32(0.5) * (1 + _erf(h * np.float32(0.5**0.5)))


def _silu(h: FloatArray) -> FloatArray:
    return h * _logistic(h)


def _elu(h: FloatArray) -> FloatArray:
    return np.maximum(h, np.float32(0)) + np.expm1(np.minimum(h, np.float32(0)))


def _softplus(h: FloatArray) -> FloatArray:
    return np.logaddexp(h, np.float32(0))


def _logistic(h: FloatArray) -> FloatArray:
    probability: FloatArray = np.reciprocal(1 + np.exp(-h))
    return probability


def _erf(x: FloatArray) -> FloatArray:
    """Return the error function to 1.5e-7: Abramowitz and Stegun (1964), equation 7.1.26."""
    size = np.abs(x)
    t = 1 / (1 + np.float32(0.3275911) * size)
    series = np.full_like(t, 1.061405429)
    for coefficient in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = series * t + np.float32(coefficient)
    result: FloatArray = np.copysign(1 - series * t * np.exp(-size * size), x)
    return result


_ACTIVATIONS: dict[str, Callable[[FloatArray], FloatArray]] = {
    "relu": _relu,
    "gelu": _gelu,
    "silu": _silu,
    "tanh": np.tanh,
    "elu": _elu,
    "softplus": _softplus,
}
_MEANS: dict[str, Callable[[FloatArray], FloatArray]] = {"bernoulli": _logistic}


def _apply(layer: tuple[FloatArray, FloatArray], h: FloatArray) -> FloatArray:
    weight, bias = layer
    # One dot product a row: a product of matrices would wake threads that the training needs.
    product: FloatArray = np.vecdot(weight, h)
    return product + bias


class PointDecoder:
    """The mean image at one point, as `MLPDecoder` and the likelihood give it, to 1e-5.

    Parameters
    ----------
    config
        A configuration that is `supported`.
    weights
        Parameters by name, as in a `Snapshot`.
    """

    def __init__(self, config: RunConfig, weights: Mapping[str, FloatArray]) -> None:
        architecture = config.architecture
        names = [*(f"hidden.{i}" for i in range(len(architecture.widths))), "head"]
        *self._hidden, self._head = (
            (weights[f"decoder.{name}.weight"], weights[f"decoder.{name}.bias"]) for name in names
        )
        self._activation = _ACTIVATIONS[architecture.activation]
        self._linear_layer = 0 if architecture.linear_bottleneck else None
        self._mean = _MEANS[config.likelihood]

    @staticmethod
    def supported(config: RunConfig) -> bool:
        """Whether there is one for such a model: a dense decoder, and a likelihood known here."""
        return (
            config.architecture.kind == "mlp"
            and config.architecture.activation in _ACTIVATIONS
            and config.likelihood in _MEANS
        )

    def decode(self, z: FloatArray) -> FloatArray:
        """Return the pixels, (784,) in [0, 1], at a point (2,)."""
        h = np.asarray(z, np.float32)
        with np.errstate(all="ignore"):  # what overflows is 0 or 1 in the end, as it is in torch
            for i, layer in enumerate(self._hidden):
                h = _apply(layer, h)
                if i != self._linear_layer:
                    h = self._activation(h)
            return self._mean(_apply(self._head, h))
