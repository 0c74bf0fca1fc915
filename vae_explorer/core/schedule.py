"""The learning rate over a run, as a fraction of its peak."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence

_WARM_UP = 0.3  # part of a one-cycle schedule that rises
_START_RATE, _END_RATE = 1 / 25, 1e-5  # of the peak


def one_cycle(progress: float) -> float:
    """Return the learning rate as a fraction of its peak, `progress` being in [0, 1].

    Half a cosine up over the first 30 %, half a cosine down to nearly nothing over the rest:
    Smith and Topin (2018), with the proportions of PyTorch's `OneCycleLR`.
    """
    if progress < _WARM_UP:
        low, high, phase = _START_RATE, 1.0, progress / _WARM_UP
    else:
        low, high, phase = 1.0, _END_RATE, (progress - _WARM_UP) / (1 - _WARM_UP)
    return low + (high - low) * (1 - math.cos(math.pi * min(phase, 1.0))) / 2


def constant(progress: float) -> float:  # noqa: ARG001
    """Return 1."""
    return 1.0


SCHEDULES: dict[str, Callable[[float], float]] = {"one-cycle": one_cycle, "constant": constant}
"""For each name the fraction of the peak rate as a function of the progress in [0, 1]."""


def progress_at(step: int, cycle_ends: Sequence[int]) -> float:
    """Return how much of its cycle is done before `step`, from 0 to 1.

    Parameters
    ----------
    cycle_ends
        Steps at which the cycles end, rising; the first begins at 0. A step behind the last one
        has progress 1.
    """
    if step >= cycle_ends[-1]:
        return 1.0
    cycle = bisect_right(cycle_ends, step)
    start, end = [0, *cycle_ends][cycle : cycle + 2]
    return (step - start) / (end - start)
