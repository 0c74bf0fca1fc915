"""The codes of the shown digits, encoded anew in turn while the encoder goes on changing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.config import LATENT_DIM

FloatArray = NDArray[np.float32]


class Embedding:
    """Mean and log-variance of q(z given x) for a fixed set of digits, and how old each is.

    The newest code of every digit is kept behind what is shown, and what is shown follows at once
    as long as a round through all digits takes at most `spread` steps. With a slow network it takes
    more, and codes of so different ages would look like clusters that are none: then all follow
    together, when the round is complete.

    Parameters
    ----------
    count
        How many digits.
    spread
        Optimiser steps that a round may take for some codes to move before others.

    Attributes
    ----------
    mean, log_variance
        What is shown, (N, 2) float32.
    next_row
        The first digit that is to be encoded next.
    """

    def __init__(self, count: int, spread: int) -> None:
        self._spread = spread
        self._newest = np.zeros((2, count, LATENT_DIM), np.float32)
        self._newest_at = np.full(count, -1, np.int64)  # the step of each; -1 for never
        self._shown = self._newest.copy()
        self._shown_at = self._newest_at.copy()
        self.next_row = 0
        self._advanced_at = 0  # the step at which something was encoded last

    def __len__(self) -> int:
        return len(self._newest_at)

    @property
    def mean(self) -> FloatArray:
        """Means that are shown, (N, 2); not to be changed."""
        mean: FloatArray = self._shown[0]
        return mean

    @property
    def log_variance(self) -> FloatArray:
        """Log-variances that are shown, (N, 2); not to be changed."""
        log_variance: FloatArray = self._shown[1]
        return log_variance

    @property
    def complete(self) -> bool:
        """Whether every digit has a code."""
        return bool((self._shown_at >= 0).all())

    def newest(self, rows: slice) -> tuple[FloatArray, FloatArray]:
        """Return the newest mean and log-variance of some digits, shown or not, each (n, 2)."""
        return self._newest[0, rows], self._newest[1, rows]

    def age(self, step: int) -> NDArray[np.int32]:
        """Return how many steps the code of each digit lags behind `step`, (N,)."""
        return (step - np.maximum(self._shown_at, 0)).astype(np.int32)

    def put(self, rows: slice, mean: FloatArray, log_variance: FloatArray, step: int) -> bool:
        """Keep the codes of some digits, taken at `step`; returns whether all are finite."""
        self._newest[0, rows], self._newest[1, rows] = mean, log_variance
        self._newest_at[rows] = step
        return bool(np.isfinite(self._newest[:, rows]).all())

    def advance(self, count: int, step: int) -> None:
        """Go on with the round, of which `count` digits were put at `step`; show what may be."""
        round_takes = (step - self._advanced_at) * len(self) / count
        self._advanced_at = step
        complete = self.next_row + count >= len(self)
        self.next_row = 0 if complete else self.next_row + count
        if complete or round_takes <= self._spread:
            self.show()

    def show(self) -> None:
        """Let the shown codes be the newest."""
        self._shown, self._shown_at = self._newest.copy(), self._newest_at.copy()
        self._advanced_at = max(0, int(self._newest_at.max(initial=0)))

    def restore(
        self, mean: FloatArray, log_variance: FloatArray, age: NDArray[np.int32], step: int
    ) -> None:
        """Take over codes that were shown at `step`."""
        self._newest[0], self._newest[1] = mean, log_variance
        self._newest_at[:] = step - age
        self.next_row = 0
        self.show()
