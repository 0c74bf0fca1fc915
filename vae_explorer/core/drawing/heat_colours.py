"""Colours for a density on a log scale: as far apart to the eye as the numbers are, on any ground.

Between the ground and a warm end that stands out from it, through a violet, in equal steps of
lightness in Oklab (Ottosson, 2020).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

DEPTH = 20.0
"""Nats below the mode at which the scale ends."""
_STOPS = {False: ("#d9c6ea", "#7a1f6e"), True: ("#4b2a63", "#ffd9a0")}  # on light, on dark ground
_MIDDLE = {False: "#b5577f", True: "#c8507a"}  # of which hue and chroma are taken
_FADES = 0.12  # of the scale, over which the colours fade into what is below them

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


@lru_cache(maxsize=4)
def heat_table(*, dark: bool) -> NDArray[np.uint8]:
    """Return red, green, blue and opacity for 256 heights, the lowest first, (256, 4)."""
    low, high = (oklab(text) for text in _STOPS[dark])
    middle = oklab(_MIDDLE[dark])
    t = np.linspace(0, 1, 256)[:, None]
    lab = (1 - t) ** 2 * low + 2 * t * (1 - t) * middle + t**2 * high
    lab[:, 0] = low[0] + t[:, 0] * (high[0] - low[0])
    opacity = np.clip(t / _FADES, 0, 1)
    table: NDArray[np.uint8] = np.rint(255 * np.hstack((_srgb(lab), opacity))).astype(np.uint8)
    table.setflags(write=False)
    return table


def heat_pixels(
    log_density: NDArray[np.floating], top: float, *, dark: bool, depth: float = DEPTH
) -> NDArray[np.uint8]:
    """Return a picture, (rows, columns, 4): blue, green, red, opacity, premultiplied.

    Parameters
    ----------
    log_density
        Nats, (rows, columns).
    top
        What has the last colour; `depth` nats below it is the first, which is nothing.
    """
    with np.errstate(invalid="ignore"):
        part = np.nan_to_num((log_density - top) / depth + 1, nan=0.0, neginf=0.0, posinf=1.0)
    index = np.rint(255 * np.clip(part, 0, 1)).astype(np.uint8)
    pixels: NDArray[np.uint8] = _premultiplied(dark=dark)[index]
    return pixels


@lru_cache(maxsize=4)
def _premultiplied(*, dark: bool) -> NDArray[np.uint8]:
    table = heat_table(dark=dark).astype(np.float64)
    colours = np.rint(table[:, :3] * table[:, 3:] / 255)[:, ::-1]
    return np.hstack((colours, table[:, 3:])).astype(np.uint8)


def oklab(text: str) -> NDArray[np.float64]:
    """Return lightness and the two axes of colour of ``#rrggbb``, (3,)."""
    s = np.array([int(text[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(s <= 0.04045, s / 12.92, ((s + 0.055) / 1.055) ** 2.4)
    found: NDArray[np.float64] = _TO_LAB @ np.cbrt(_TO_LMS @ linear)
    return found


def _srgb(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    lms = (lab @ np.linalg.inv(_TO_LAB).T) ** 3
    linear = np.clip(lms @ np.linalg.inv(_TO_LMS).T, 0, 1)
    found: NDArray[np.float64] = np.where(
        linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055
    )
    return found
