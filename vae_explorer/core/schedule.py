"""The learning rate over a run, as a fraction of the one that is set."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence

_WARM_UP = 0.3  # part of a one-cycle schedule that rises
_START_RATE, _END_RATE = 1 / 25, 1e-5  # of the peak
# Of a linear schedule: steps that rise, in a short run no more than a part of all.
_RISING, _RISING_PART = 30, 1 / 10


def linear(step: int, steps: int) -> float:
    """Return the learning rate of step `step` of `steps`, from 0, as a fraction of the one set.

    Up in 30 steps, a straight line down to zero from there: nearly all of the run is at a rate that
    one can watch at work, and its end is as good as that of any other schedule. Defazio et al.
    (2023) find the straight line hard to beat.
    """
    rising = max(1.0, min(_RISING, steps * _RISING_PART))
    return min(1.0, (step + 1) / rising) * (1 - step / steps)


def one_cycle(step: int, steps: int) -> float:
    """Return the learning rate of step `step` of `steps`, from 0, as a fraction of its peak.

    Half a cosine up over the first 30 %, half a cosine down to nearly nothing over the rest:
    Smith and Topin (2018), with the proportions of PyTorch's `OneCycleLR`.
    """
    progress = step / steps
    if progress < _WARM_UP:
        low, high, phase = _START_RATE, 1.0, progress / _WARM_UP
    else:
        low, high, phase = 1.0, _END_RATE, (progress - _WARM_UP) / (1 - _WARM_UP)
    return low + (high - low) * (1 - math.cos(math.pi * min(phase, 1.0))) / 2


def constant(step: int, steps: int) -> float:  # noqa: ARG001
    """Return 1."""
    return 1.0


SCHEDULES: dict[str, Callable[[int, int], float]] = {
    "linear": linear,
    "one-cycle": one_cycle,
    "constant": constant,
}
"""For each name the fraction of the rate as a function of the step and how many there are."""


def place_in_cycle(step: int, cycle_ends: Sequence[int]) -> tuple[int, int]:
    """Return how many steps of its cycle are done before `step`, and how many the cycle has.

    Parameters
    ----------
    cycle_ends
        Steps at which the cycles end, rising; the first begins at 0. Of a step behind the last one
        all of the last cycle is done.
    """
    cycle = min(bisect_right(cycle_ends, step), len(cycle_ends) - 1)
    start, end = [0, *cycle_ends][cycle : cycle + 2]
    return min(step, end) - start, end - start
