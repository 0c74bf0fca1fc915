"""The losses of the training images between two rows of the history."""

from __future__ import annotations

import math

import torch

_RECORDS_PER_EPOCH = 20
_SUMS = 7  # see `Terms.sums`


class RunningMeans:
    """The losses of the minibatches since the last row, see `Terms.sums`.

    Attributes
    ----------
    sums
        Over the images, nats, (7,).
    count
        Of the images.
    """

    def __init__(self, device: torch.device) -> None:
        self.sums = torch.zeros(_SUMS, device=device)
        self.count = 0

    def add(self, sums: torch.Tensor, count: int) -> None:
        """Take the sums over a minibatch, (7,), and how many images it has."""
        self.sums += sums
        self.count += count

    def due(self, step: int, steps_per_epoch: int) -> bool:
        """Whether a row belongs after `step` steps.

        What is left behind the last one of an epoch joins that of its end.
        """
        every = max(1, steps_per_epoch // _RECORDS_PER_EPOCH)
        position = step % steps_per_epoch
        return position == 0 or (position % every == 0 and position <= steps_per_epoch - every)

    def take(self) -> torch.Tensor:
        """Return the means in nats per image, (7,), and begin anew."""
        means = self.sums / self.count
        self.sums.zero_()
        self.count = 0
        return means

    def restore(self, sums: torch.Tensor, count: int) -> None:
        """Go on from what another one had; that of an earlier version knew the first sums alone."""
        self.sums.fill_(math.nan if count else 0.0)
        self.sums[: len(sums)] = sums
        self.count = count
