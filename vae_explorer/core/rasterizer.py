"""Draw labelled points into an image, blending where they overlap.

Each dot is a disc of a few pixels with a soft edge. A pixel shows the mean colour of all dots that
touch it, weighted by how much of it each covers, so that a region where classes overlap shows
their mixture and no class hides another by the order of drawing. Its opacity grows with the
coverage as stacked translucent layers would.

Everything is whole-array arithmetic, in time proportional to dots times pixels in a dot. Blue,
green, red and coverage are summed as 32-bit halves of two 64-bit integers, so that two additions
do for four channels and the sums lie in memory as the bytes of a pixel will.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_LEVELS = 16  # steps in which the coverage of a pixel by a dot is counted
_SUBPIXELS = 4  # positions of a dot within a pixel, each way, that stamps are made for
_OPACITY_STEPS = 2048  # beyond this much summed coverage, a pixel's opacity does not change


@dataclass(frozen=True)
class DotStyle:
    """How dots look.

    Attributes
    ----------
    radius
        In pixels of the image; 0 draws each dot as the one pixel it falls in.
    opacity
        Of a single dot where it covers a pixel fully, in (0, 1].
    """

    radius: float
    opacity: float


def automatic_style(count: int, scale: float = 1.0) -> DotStyle:
    """Return a style in which `count` dots can be told apart as far as possible.

    Parameters
    ----------
    count
        Dots in view.
    scale
        Pixels of the image for each point of the screen's nominal resolution.
    """
    if count > 300_000:
        return DotStyle(0.0, 0.5)
    # From 3.2 for a few hundred dots to 0.8 for a few hundred thousand.
    radius = float(np.clip(3.2 - 0.8 * np.log10(max(count, 300) / 300), 0.75, 3.2))
    return DotStyle(radius * scale, float(np.clip(0.5 + 0.16 * radius, 0.6, 0.9)))


@dataclass(frozen=True, eq=False)
class Stamps:
    """Coverage of the pixels around a dot, for each of its positions within a pixel.

    Attributes
    ----------
    offsets
        Rows and columns relative to the dot's own pixel, (K, 2).
    levels
        Coverage in sixteenths, (16, K); the row is 4 * (quarter down) + (quarter right).
    reach
        Largest offset.
    """

    offsets: NDArray[np.intp]
    levels: NDArray[np.uint8]
    reach: int


@lru_cache(maxsize=64)
def stamps(radius: float) -> Stamps:
    """Return the stamps of a disc whose edge fades over one pixel."""
    reach = int(np.ceil(radius + 0.5))
    axis = np.arange(-reach, reach + 1)
    rows, columns = (grid.ravel() for grid in np.meshgrid(axis, axis, indexing="ij"))
    quarters = (np.arange(_SUBPIXELS) + 0.5) / _SUBPIXELS - 0.5
    down, right = (grid.ravel()[:, None] for grid in np.meshgrid(quarters, quarters, indexing="ij"))
    distance = np.hypot(rows - down, columns - right)  # (16, (2 reach + 1)^2)
    levels = np.rint(np.clip(radius + 0.5 - distance, 0, 1) * _LEVELS).astype(np.uint8)
    touched = levels.any(axis=0)
    offsets = np.stack((rows, columns), axis=1)[touched].astype(np.intp)
    return Stamps(offsets, levels[:, touched], reach)


@lru_cache(maxsize=16)
def _opacities(opacity: float) -> NDArray[np.float32]:
    """Return the opacity, 0 to 255, of each summed coverage in sixteenths."""
    coverage = np.arange(_OPACITY_STEPS) / _LEVELS
    return (255 * (1 - (1 - min(opacity, 0.999)) ** coverage)).astype(np.float32)


class Rasterizer:
    """Draws one set of labelled points, whose positions may change.

    Parameters
    ----------
    labels
        (N,), 0 to 9. At most a million dots may share one pixel.
    colours
        Red, green and blue of each class, (classes, 3), uint8.
    """

    def __init__(self, labels: NDArray[np.uint8], colours: NDArray[np.uint8]) -> None:
        red, green, blue = colours.astype(np.uint64).T
        half = np.uint64(32)
        self._blue_green = (blue | green << half)[labels]
        self._red_full = (red | np.uint64(255) << half)[labels]

    def render(
        self,
        x: NDArray[np.float32],
        y: NDArray[np.float32],
        width: int,
        height: int,
        style: DotStyle,
    ) -> NDArray[np.uint32]:
        """Draw the dots into a new image.

        Parameters
        ----------
        x, y
            Positions in pixels of the image, (N,): x to the right, y down, from the top left
            corner. Dots outside are cut off. Both are overwritten.
        width, height
            Of the image, in pixels.

        Returns
        -------
        ndarray
            (height, width), each pixel 0xAARRGGBB with premultiplied alpha.
        """
        stamp = stamps(style.radius) if style.radius > 0 else None
        reach = stamp.reach if stamp else 0
        pad = 1 + 2 * reach
        padded_width, padded_height = width + 2 * pad, height + 2 * pad
        # Dots outside go to where their stamps reach neither the inside nor beyond the padding.
        x += pad
        y += pad
        np.clip(x, reach, padded_width - reach - 0.01, out=x)
        np.clip(y, reach, padded_height - reach - 0.01, out=y)
        sums = np.zeros((padded_height * padded_width, 2), np.uint64)
        if stamp is None:
            pixels = y.astype(np.intp) * padded_width + x.astype(np.intp)
            np.add.at(sums[:, 0], pixels, self._blue_green)
            np.add.at(sums[:, 1], pixels, self._red_full)
        else:
            pixels, levels = _touched(x, y, padded_width, stamp)
            np.add.at(sums[:, 0], pixels, (levels * self._blue_green).ravel())
            np.add.at(sums[:, 1], pixels, (levels * self._red_full).ravel())
        per_unit = 1 if stamp else _LEVELS
        image = _compose(sums, per_unit, style.opacity).reshape(padded_height, padded_width)
        return np.ascontiguousarray(image[pad : pad + height, pad : pad + width])


def _touched(
    x: NDArray[np.float32], y: NDArray[np.float32], width: int, stamp: Stamps
) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    """Return the pixels that dots touch, (K * N,), and by how many sixteenths, (K, N)."""
    fine_x = (x * _SUBPIXELS).astype(np.int32)
    fine_y = (y * _SUBPIXELS).astype(np.int32)
    base = (fine_y >> 2).astype(np.intp) * width + (fine_x >> 2)
    shifts = stamp.offsets[:, 0] * width + stamp.offsets[:, 1]
    position = (fine_y & 3) * _SUBPIXELS + (fine_x & 3)
    return (base + shifts[:, None]).ravel(), stamp.levels.T[:, position]


def _compose(sums: NDArray[np.uint64], sixteenths: int, opacity: float) -> NDArray[np.uint32]:
    """Turn summed colour and coverage, (pixels, 2), into premultiplied pixels, (pixels,)."""
    image = np.zeros(len(sums), np.uint32)
    inked = np.flatnonzero(sums[:, 1] != 0)
    channels = sums[inked].view(np.uint32).astype(np.float32)  # (n, 4): blue, green, red, full
    coverage = channels[:, 3] * (sixteenths / 255)
    step = np.minimum(coverage, _OPACITY_STEPS - 1).astype(np.int32)
    channels *= (_opacities(opacity)[step] / channels[:, 3])[:, None]
    channels += 0.5
    image[inked] = channels.astype(np.uint8).view(np.uint32)[:, 0]
    return image
