"""What a foreign network computes, where that is one dense layer after the other.

Nothing is taken from the names of its parts or from its code: the linear products are watched
while it is called, and between two of them the activation is that which makes the one's output
the other's input. What is found so is tried on other numbers before it is believed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.overrides import TorchFunctionMode

from vae_explorer.core.networks.activations import ACTIVATIONS

_CLOSE = 1e-4  # of float32, relative and absolute
_CLOSE_IN_HALF = 3e-2


@dataclass(frozen=True, eq=False)
class DenseLayer:
    """A linear layer: ``x weightᵀ + bias``, float32 on the CPU."""

    weight: Tensor
    bias: Tensor


@dataclass(frozen=True, eq=False)
class Chain:
    """Dense layers one after the other.

    Attributes
    ----------
    layers
        In their order.
    activations
        Between each and the next: a key of `ACTIVATIONS`, or None for nothing.
    """

    layers: tuple[DenseLayer, ...]
    activations: tuple[str | None, ...]

    @property
    def widths(self) -> tuple[int, ...]:
        """Units of the hidden layers."""
        return tuple(len(layer.bias) for layer in self.layers[:-1])


@dataclass(frozen=True, eq=False)
class _Product:
    """A linear product that was seen."""

    input: Tensor
    weight: Tensor
    bias: Tensor | None
    output: Tensor


class _Watcher(TorchFunctionMode):
    """Takes note of the linear products on this thread."""

    def __init__(self) -> None:
        super().__init__()
        self.products: list[_Product] = []

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        if func is F.linear:
            given = dict(zip(("input", "weight", "bias"), args, strict=False)) | (kwargs or {})
            self.products.append(
                _Product(given["input"], given["weight"], given.get("bias"), result)
            )
        return result


def watched(network: Callable[[Tensor], Any], x: Tensor) -> tuple[Any, list[_Product]]:
    """Call a network; return what it gives, and the linear products on the way there."""
    with _Watcher() as watcher:
        result = network(x)
    return result, watcher.products


def chain_of(products: Sequence[_Product], x: Tensor, ends: Sequence[Tensor]) -> Chain | None:
    """Return the chain of products from `x` to `ends`; None if they are none.

    Parameters
    ----------
    ends
        What the last layer gives, in parts: each (B, features), the output of one product.
    """
    last = list(products[-len(ends) :])
    if not ends or len(products) < len(ends):
        return None
    heads = [next((p for p in last if _same(p.output, end)), None) for end in ends]
    if any(head is None for head in heads) or len({id(head) for head in heads}) < len(heads):
        return None
    activations: list[str | None] = []
    before = x.flatten(1) if x.ndim > 1 else x
    steps = [*([part] for part in products[: -len(ends)]), [h for h in heads if h is not None]]
    for number, step in enumerate(steps):
        if number == 0:
            if not all(_same(part.input, before) for part in step):
                return None
        else:
            found = [name for name in _NAMES if all(_follows(p, before, name) for p in step)]
            if not found:
                return None
            activations.append(found[0])
        before = step[0].output
    return Chain(tuple(map(_layer, steps)), tuple(activations))


_NAMES: tuple[str | None, ...] = (None, *ACTIVATIONS)


def _layer(parts: Sequence[_Product]) -> DenseLayer:
    weights = torch.cat([_plain(part.weight) for part in parts])
    biases = torch.cat(
        [
            _plain(part.bias) if part.bias is not None else torch.zeros(len(part.weight))
            for part in parts
        ]
    )
    return DenseLayer(weights, biases)


def _plain(tensor: Tensor) -> Tensor:
    return tensor.detach().to("cpu", torch.float32, copy=True)


def _follows(part: _Product, before: Tensor, name: str | None) -> bool:
    h = before.float()
    return _same(part.input, h if name is None else ACTIVATIONS[name].on_tensors(h))


def _same(a: Tensor, b: Tensor) -> bool:
    if a.numel() != b.numel():
        return False
    close = _CLOSE_IN_HALF if a.dtype in (torch.bfloat16, torch.float16) else _CLOSE
    a, b = a.float().flatten(), b.float().flatten()
    return torch.allclose(a, b.to(a.device), rtol=close, atol=close)
