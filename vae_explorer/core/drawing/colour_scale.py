"""Numbers as colours: a range that outliers do not stretch, and a map that is even to the eye.

The map is viridis (van der Walt and Smith, 2015), safe for colour-blind viewers, by the polynomials
of M. Zucker. Of it each theme has the part that shows on its ground, and what is high stands out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVELS = 64  # colours: more cannot be told apart in a dot
_PERCENTILES = (1.0, 99.0)
_ON_LIGHT, _ON_DARK = (0.84, 0.0), (0.2, 1.0)  # parts of the map, from low to high
_UNKNOWN = ((168, 168, 168), (96, 96, 96))  # on light ground, on dark ground
_VIRIDIS = np.array(
    [
        [0.2777273272, 0.0054073445, 0.3340998053],
        [0.1050930431, 1.4046135299, 1.3845901626],
        [-0.3308618287, 0.2148475595, 0.0950951630],
        [-4.6342304990, -5.7991009734, -19.3324409563],
        [6.2282699363, 14.1799333668, 56.6905526007],
        [4.7763849977, -13.7451453777, -65.3530326334],
        [-5.4354558559, 4.6458526122, 26.3124352496],
    ]
)


def viridis(places: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return the colours at places from 0 to 1, (N, 3); within some levels of the published."""
    rgb = np.polynomial.polynomial.polyval(np.asarray(places, np.float64), _VIRIDIS).T
    colours: NDArray[np.uint8] = np.rint(255 * np.clip(rgb, 0, 1)).astype(np.uint8)
    return colours


def palette(*, dark: bool) -> NDArray[np.uint8]:
    """Return the colours of all levels, and at the end that of what is unknown, (LEVELS + 1, 3)."""
    colours = viridis(np.linspace(*(_ON_DARK if dark else _ON_LIGHT), LEVELS))
    return np.concatenate((colours, np.array(_UNKNOWN[dark], np.uint8)[None]))


@dataclass(frozen=True)
class ColourScale:
    """Which value has which colour.

    Attributes
    ----------
    low, high
        Values at the ends; what is beyond has the colour of the end.
    log
        Whether equal ratios, and not equal differences, are equally far apart.
    """

    low: float
    high: float
    log: bool = False

    @classmethod
    def of(cls, values: NDArray[np.floating], *, log: bool = False) -> ColourScale:
        """Return the scale of values, from their 1st to their 99th percentile."""
        used = values[np.isfinite(values) & ((values > 0) | (not log))]
        if not len(used):
            return cls(1.0, 1.0, log) if log else cls(0.0, 0.0)
        low, high = (float(v) for v in np.percentile(used.astype(np.float64), _PERCENTILES))
        return cls(low, high, log)

    def levels(self, values: NDArray[np.floating]) -> NDArray[np.uint8]:
        """Return the level of each value, (N,), from 0 on; `LEVELS` where it is no number."""
        low, high = float(self.low), float(self.high)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.log(values.astype(np.float64)) if self.log else values.astype(np.float64)
            if self.log:
                found[values <= 0] = -np.inf
                low, high = math.log(low), math.log(high)
            part = (found - low) / (high - low) if high > low else np.where(found > low, 1.0, 0.0)
        known = ~np.isnan(values)
        level = np.minimum(np.clip(np.nan_to_num(part, nan=0.0), 0, 1) * LEVELS, LEVELS - 1)
        return np.where(known, level, LEVELS).astype(np.uint8)
