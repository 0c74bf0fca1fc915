"""Where the numbers of an axis stand."""

from __future__ import annotations

import math


def tick_step(scale: float, spacing: float = 80.0) -> float:
    """Return a step of 1, 2 or 5 times a power of ten that spans about `spacing` pixels."""
    wanted = spacing / scale
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= wanted * 0.7)


def ticks(low: float, high: float, step: float) -> list[float]:
    """Return the multiples of `step` from `low` to `high`."""
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [i * step for i in range(first, last + 1)]
