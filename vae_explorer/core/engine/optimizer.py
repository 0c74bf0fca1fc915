"""Adam and AdamW (Kingma and Ba, 2015; Loshchilov and Hutter, 2019) by PyTorch's fused kernel.

The arithmetic is that of `torch.optim.Adam` and `AdamW` with ``fused=True``, bit for bit. Their
classes are not used because making one imports PyTorch's compiler: 165 MB and most of a second,
for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor

BETAS = (0.9, 0.999)
EPSILON = 1e-8


class AdamW:
    """Moments of the gradients of some parameters.

    Parameters
    ----------
    parameters
        Leaf tensors on one device; their `grad` is read by `step`.
    weight_decay
        Decoupled from the gradient; 0 makes this Adam.
    """

    def __init__(self, parameters: Iterable[Tensor], weight_decay: float) -> None:
        self._parameters = list(parameters)
        self._weight_decay = weight_decay
        self._means = [torch.zeros_like(p) for p in self._parameters]
        self._squares = [torch.zeros_like(p) for p in self._parameters]
        self._step = torch.zeros((), device=self._parameters[0].device)

    @torch.no_grad()
    def step(self, learning_rate: float) -> None:
        """Move the parameters once, and forget their gradients."""
        gradients = []
        for parameter in self._parameters:
            assert parameter.grad is not None
            gradients.append(parameter.grad)
            parameter.grad = None
        self._step += 1
        torch._fused_adamw_(
            self._parameters,
            gradients,
            self._means,
            self._squares,
            [],
            [self._step] * len(gradients),
            lr=learning_rate,
            beta1=BETAS[0],
            beta2=BETAS[1],
            weight_decay=self._weight_decay,
            eps=EPSILON,
            amsgrad=False,
            maximize=False,
        )
