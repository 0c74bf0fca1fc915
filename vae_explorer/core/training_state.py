"""What it takes to go on training bit for bit, beside the snapshot of the same step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class TrainingState:
    """The part of a `Trainer` that no snapshot holds.

    Weights, configuration, position and losses are the snapshot's. The order of the digits and the
    noise follow from (seed, epoch) and (seed, step), so that no random generator has a state here.

    Attributes
    ----------
    step
        Optimiser steps so far; that of the snapshot it belongs to.
    means, squares
        First and second moments of the optimiser for each parameter by name, float32.
    cycle_ends
        Steps at which the cycles of the learning rate's schedule end; the first begins at 0.
    sums
        Reconstruction and KL, in nats, summed over the training digits since the last row of
        `History.train`, float32 (2,).
    summed
        How many digits these are.
    """

    step: int
    means: Mapping[str, FloatArray]
    squares: Mapping[str, FloatArray]
    cycle_ends: tuple[int, ...]
    sums: FloatArray
    summed: int
