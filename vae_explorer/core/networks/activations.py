"""The activation functions: for each name its title, and what numpy and torch call it.

A single point is decoded by numpy (`engine.point_decoder`), all else by torch; torch is imported
when one of its functions is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

FloatArray = NDArray[np.float32]


@dataclass(frozen=True)
class Activation:
    """A function of each number on its own.

    Attributes
    ----------
    title
        Name for people.
    on_arrays
        The function for float32 arrays of numpy.
    torch_name
        Name of the same function in `torch`, or else in `torch.nn.functional`.
    """

    title: str
    on_arrays: Callable[[FloatArray], FloatArray]
    torch_name: str

    @property
    def on_tensors(self) -> Callable[[Tensor], Tensor]:
        """The function for tensors; imports torch."""
        import torch
        from torch.nn import functional as F

        # `torch` first: what `functional` still has of them goes by way of a method.
        home = torch if hasattr(torch, self.torch_name) else F
        function: Callable[[Tensor], Tensor] = getattr(home, self.torch_name)
        return function


def logistic(h: FloatArray) -> FloatArray:
    """Return 1 / (1 + e^−h)."""
    probability: FloatArray = np.reciprocal(1 + np.exp(-h))
    return probability


def erf(x: FloatArray) -> FloatArray:
    """Return the error function to 1.5e-7: Abramowitz and Stegun (1964), equation 7.1.26."""
    size = np.abs(x)
    t = 1 / (1 + np.float32(0.3275911) * size)
    series = np.full_like(t, 1.061405429)
    for coefficient in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = series * t + np.float32(coefficient)
    result: FloatArray = np.copysign(1 - series * t * np.exp(-size * size), x)
    return result


def _relu(h: FloatArray) -> FloatArray:
    return np.maximum(h, np.float32(0))


def _gelu(h: FloatArray) -> FloatArray:
    return h * np.float32(0.5) * (1 + erf(h * np.float32(0.5**0.5)))


def _silu(h: FloatArray) -> FloatArray:
    return h * logistic(h)


def _elu(h: FloatArray) -> FloatArray:
    return np.maximum(h, np.float32(0)) + np.expm1(np.minimum(h, np.float32(0)))


def _softplus(h: FloatArray) -> FloatArray:
    return np.logaddexp(h, np.float32(0))


ACTIVATIONS: dict[str, Activation] = {
    "relu": Activation("ReLU", _relu, "relu"),
    "gelu": Activation("GELU", _gelu, "gelu"),
    "silu": Activation("SiLU", _silu, "silu"),
    "tanh": Activation("tanh", np.tanh, "tanh"),
    "elu": Activation("ELU", _elu, "elu"),
    "softplus": Activation("Softplus", _softplus, "softplus"),
}
