"""In which order the training digits come: a function of the seed and the epoch alone."""

from __future__ import annotations

import math

import numpy as np
import torch


class Order:
    """A random order for each epoch, cut into minibatches.

    Parameters
    ----------
    count
        How many training digits there are.
    batch_size
        Digits in a minibatch; the last one of an epoch takes what is left.
    seed
        The order of epoch e follows from (seed, e).
    device
        Where the indices are wanted.
    """

    def __init__(self, count: int, batch_size: int, seed: int, device: torch.device) -> None:
        self._count = count
        self._batch_size = batch_size
        self._seed = seed
        self._device = device
        self._kept: tuple[int, torch.Tensor] | None = None  # an epoch with its order

    @property
    def steps_per_epoch(self) -> int:
        """Minibatches in one pass."""
        return math.ceil(self._count / self._batch_size)

    @property
    def largest(self) -> int:
        """Digits in the largest minibatch."""
        return min(self._batch_size, self._count)

    def minibatch(self, step: int) -> torch.Tensor:
        """Return the digits of an optimiser step, (B,) indices; the first step is 0."""
        epoch, position = divmod(step, self.steps_per_epoch)
        start = position * self._batch_size
        return self.epoch(epoch)[start : start + self._batch_size]

    def epoch(self, epoch: int) -> torch.Tensor:
        """Return the order of all digits in an epoch, (N,) indices; the first epoch is 0."""
        if self._kept is None or self._kept[0] != epoch:
            source = np.random.SeedSequence(self._seed, spawn_key=(epoch,))
            generator = torch.Generator().manual_seed(int(source.generate_state(1, np.uint64)[0]))
            order = torch.randperm(self._count, generator=generator)
            self._kept = epoch, order.to(self._device)
        return self._kept[1]
