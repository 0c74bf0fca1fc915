"""Adam and AdamW (Kingma and Ba, 2015; Loshchilov and Hutter, 2019) by PyTorch's fused kernel.

The arithmetic is that of `torch.optim.Adam` and `AdamW` with ``fused=True``, bit for bit. Their
classes are not used because making one imports PyTorch's compiler: 165 MB and most of a second,
for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor
from torch.optim.adamw import adamw

from vae_explorer.core.architecture import GENERATIVE
from vae_explorer.core.training_state import TrainingState

BETAS = (0.9, 0.999)
EPSILON = 1e-8
FASTEST = 0.15  # of a rate that is a multiple of the learning rate


class AdamW:
    """Moments of the gradients of some parameters.

    Parameters
    ----------
    parameters
        Leaf tensors on one device by name; their `grad` is read by `step`.
    weight_decay
        Decoupled from the gradient; 0 makes this Adam.
    betas
        How much of the moments is kept in each step.
    rates
        For parameters that move by another rate, how many times faster, up to `FASTEST`; their
        weights do not decay.

    Attributes
    ----------
    means, squares
        First and second moments by the parameters' names.
    counts
        How many steps each parameter has taken, float32 scalars: those without a gradient rest.
    """

    def __init__(
        self,
        parameters: Mapping[str, Tensor],
        weight_decay: float,
        betas: tuple[float, float] = BETAS,
        rates: Mapping[str, float] | None = None,
    ) -> None:
        self._parameters = dict(parameters)
        self._weight_decay = weight_decay
        self._betas = betas
        self._rates = dict(rates or {})
        self.means = {name: torch.zeros_like(p) for name, p in parameters.items()}
        self.squares = {name: torch.zeros_like(p) for name, p in parameters.items()}
        self.counts = {name: torch.zeros((), device=p.device) for name, p in parameters.items()}

    def resting(self, step: int) -> dict[str, int]:
        """Return the parameters that did not move in each of `step` steps, and in how many."""
        counts = {name: int(count) for name, count in self.counts.items()}
        return {name: step - count for name, count in counts.items() if count != step}

    @torch.no_grad()
    def restore(self, state: TrainingState) -> None:
        """Take over the moments of a run that goes on."""
        for name in self._parameters:
            self.means[name].copy_(torch.from_numpy(np.array(state.means[name], np.float32)))
            self.squares[name].copy_(torch.from_numpy(np.array(state.squares[name], np.float32)))
            self.counts[name].fill_(state.step - state.resting.get(name, 0))

    def forget_gradients(self) -> None:
        """Let all gradients go."""
        for parameter in self._parameters.values():
            parameter.grad = None

    @torch.no_grad()
    def step(self, learning_rate: float, decoder_rate: float = 1.0) -> None:
        """Move the parameters that have a gradient once, and forget the gradients.

        Parameters
        ----------
        decoder_rate
            How many times faster than an encoder all else moves; at 0 it rests.
        """
        for name, parameter in self._parameters.items():
            if not decoder_rate and name.startswith(GENERATIVE):
                parameter.grad = None
        usual = {n: p for n, p in self._parameters.items() if n not in self._rates}
        apart = [n for n in usual if n.startswith(GENERATIVE)] if decoder_rate != 1 else []
        others = {name: usual.pop(name) for name in apart}
        self._move(usual, learning_rate, self._weight_decay)
        self._move(others, decoder_rate * learning_rate, self._weight_decay)
        for name, times in self._rates.items():
            rate = times * learning_rate
            if name.startswith(GENERATIVE):
                rate *= decoder_rate
            self._move({name: self._parameters[name]}, min(rate, FASTEST), 0.0)
        self.forget_gradients()

    def _move(self, parameters: dict[str, Tensor], rate: float, weight_decay: float) -> None:
        moving = {n: p for n, p in parameters.items() if p.grad is not None}
        if not moving:
            return
        gradients = [p.grad for p in moving.values() if p.grad is not None]
        adamw(
            list(moving.values()),
            gradients,
            [self.means[name] for name in moving],
            [self.squares[name] for name in moving],
            [],
            [self.counts[name] for name in moving],
            fused=True,
            lr=rate,
            beta1=self._betas[0],
            beta2=self._betas[1],
            weight_decay=weight_decay,
            eps=EPSILON,
            amsgrad=False,
            maximize=False,
        )
