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

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_LEVELS = 16  # steps in which the coverage of a pixel by a dot is counted
_SUBPIXELS = 4  # positions of a dot within a pixel, each way, that stamps are made for
_COVERAGE_STEPS = 2048  # beyond this much summed coverage, a pixel's opacity does not change
_BLOCK = 32_768  # dots whose places are worked out at once
_HALF = np.uint64(32)

Pair = tuple[float, float]
Parts = tuple[NDArray[np.uint64], NDArray[np.uint64]]
Gathered = tuple[NDArray[np.intp], NDArray[np.uint64], NDArray[np.uint64]]


@dataclass(frozen=True)
class DotStyle:
    """How dots look.

    Attributes
    ----------
    radius
        In pixels of the image; below 1, a dot is the one pixel that it falls in.
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
    # From 3.2 for a few hundred dots to 1.8 for ten thousand; more dots cover the same area in all,
    # and dots that would be smaller than two pixels are one pixel each.
    radius = 3.2 - 1.06 * math.log10(max(count, 500) / 500)
    if count > 10_000:
        radius = 1.82 * math.sqrt(10_000 / count)
    opacity = min(0.5 + 0.16 * radius, 0.9)
    if radius * scale < 1:
        return DotStyle(0.0, 0.8 if count <= 300_000 else 0.5)
    return DotStyle(radius * scale, opacity)


@dataclass(frozen=True, eq=False)
class Stamps:
    """Coverage of the pixels around a dot, for each of its positions within a pixel.

    Attributes
    ----------
    offsets
        Rows and columns relative to the dot's own pixel, (K, 2).
    levels
        Coverage in sixteenths, (K, 16); the column is 4 * (quarter down) + (quarter right).
    reach
        Largest offset.
    """

    offsets: NDArray[np.intp]
    levels: NDArray[np.uint8]
    reach: int


@lru_cache(maxsize=64)
def stamps(radius: float) -> Stamps:
    """Return the stamps of a disc of at least one pixel whose edge fades over one pixel."""
    reach = int(np.ceil(radius + 0.5))
    axis = np.arange(-reach, reach + 1)
    rows, columns = (grid.ravel() for grid in np.meshgrid(axis, axis, indexing="ij"))
    quarters = (np.arange(_SUBPIXELS) + 0.5) / _SUBPIXELS - 0.5
    down, right = (grid.ravel()[:, None] for grid in np.meshgrid(quarters, quarters, indexing="ij"))
    distance = np.hypot(rows - down, columns - right)  # (16, (2 reach + 1)^2)
    levels = np.rint(np.clip(radius + 0.5 - distance, 0, 1) * _LEVELS).astype(np.uint8)
    touched = levels.any(axis=0)
    offsets = np.stack((rows, columns), axis=1)[touched].astype(np.intp)
    return Stamps(offsets, np.ascontiguousarray(levels[:, touched].T), reach)


@lru_cache(maxsize=16)
def _scales(opacity: float, unit: int) -> NDArray[np.float32]:
    """Return what turns sums into bytes, (steps, 4), for each summed coverage.

    Premultiplied colour is the mean colour times the opacity, and alpha 255 times the opacity.

    Parameters
    ----------
    opacity
        Of one dot.
    unit
        Sixteenths of a pixel that a coverage of 1 stands for.
    """
    steps = np.arange(1, _COVERAGE_STEPS)
    shares = 1 - (1 - min(opacity, 0.999)) ** (steps * unit / _LEVELS)
    scales = np.zeros((_COVERAGE_STEPS, 4), np.float32)
    scales[1:] = (shares / steps)[:, None] * (1, 1, 1, 255)
    return scales


class _Canvas:
    """Memory for pictures of one size, used again and again.

    Pages that are fresh from the operating system cost more than the arithmetic on them.
    """

    def __init__(self, size: tuple[int, int], pad: int) -> None:
        self.size, self.pad = size, pad
        pixels = (size[0] + 2 * pad) * (size[1] + 2 * pad)
        self._sums = np.empty((2, pixels), np.uint64)
        self._touched = np.empty(pixels, bool)
        self._halves = np.empty((pixels, 2), np.uint64)
        self._channels = np.empty((pixels, 4), np.float32)
        self._bytes = np.empty((pixels, 4), np.uint8)
        self._padded = np.empty(pixels, np.uint32)

    def draw(
        self,
        pixels: NDArray[np.intp],
        blue_green: NDArray[np.uint64],
        red_coverage: NDArray[np.uint64],
        scales: NDArray[np.float32],
        out: NDArray[np.uint32],
    ) -> None:
        """Make the picture, (height, width), of all that touches these pixels, (M,) each."""
        gather = self._gather_few if 4 * len(pixels) < len(self._padded) else self._gather_many
        inked, *sums = gather(pixels, (blue_green, red_coverage))
        n = len(inked)
        halves, channels = self._halves[:n], self._channels[:n]
        for half, total in enumerate(sums):
            halves[:, half] = total
        channels[:] = halves.view(np.uint32)  # blue, green, red, coverage
        coverage = (sums[1] >> _HALF).view(np.intp)
        # Rows of four numbers are taken as one each: sixteen bytes, as a complex number has.
        rows = scales.view(np.complex128)[:, 0].take(coverage, mode="clip")
        channels *= rows.view(np.float32).reshape(-1, 4)
        crowded = np.flatnonzero(coverage >= len(scales))
        channels[crowded] *= ((len(scales) - 1) / coverage[crowded]).astype(np.float32)[:, None]
        channels += 0.5
        np.copyto(self._bytes[:n], channels, casting="unsafe")
        self._padded.fill(0)
        self._padded[inked] = self._bytes[:n].view(np.uint32)[:, 0]
        (width, height), pad = self.size, self.pad
        padded = self._padded.reshape(-1, width + 2 * pad)
        out[:] = padded[pad : pad + height, pad : pad + width]

    def _gather_many(self, pixels: NDArray[np.intp], parts: Parts) -> Gathered:
        """Return the pixels that are touched, each once, and the sums of both parts there."""
        self._sums.fill(0)
        for total, part in zip(self._sums, parts, strict=True):
            np.add.at(total, pixels, part)
        np.not_equal(self._sums[1], 0, out=self._touched)
        inked = np.flatnonzero(self._touched)
        return inked, self._sums[0].take(inked), self._sums[1].take(inked)

    def _gather_few(self, pixels: NDArray[np.intp], parts: Parts) -> Gathered:
        """Do the same with less memory to go through.

        Of the dots in a pixel, the one that wrote its number there last stands for it.
        """
        numbers = np.arange(len(pixels), dtype=np.uint32)
        self._padded[pixels] = numbers
        winners = self._padded.take(pixels)
        own = np.flatnonzero(winners == numbers)
        places = winners.astype(np.intp)
        sums = np.zeros((2, len(pixels)), np.uint64)
        for total, part in zip(sums, parts, strict=True):
            np.add.at(total, places, part)
        return pixels[own], sums[0].take(own), sums[1].take(own)


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
        self._blue_green = (blue | green << _HALF)[labels]
        self._red_coverage = (red | np.uint64(1) << _HALF)[labels]
        self._canvas: _Canvas | None = None

    def render(
        self,
        points: NDArray[np.float32],
        scale: Pair,
        origin: Pair,
        size: tuple[int, int],
        style: DotStyle,
        out: NDArray[np.uint32] | None = None,
    ) -> NDArray[np.uint32]:
        """Draw the dots.

        Parameters
        ----------
        points
            (2, N): x and y, in any unit.
        scale, origin
            Of x and y: a point lies at ``point * scale + origin`` in the image, in pixels from the
            top left corner, x to the right and y down. Dots outside are cut off.
        size
            Width and height of the image, in pixels.
        out
            Memory for the image, (height, width); new memory if left out.

        Returns
        -------
        ndarray
            (height, width), each pixel 0xAARRGGBB with premultiplied alpha.
        """
        image = np.empty((size[1], size[0]), np.uint32) if out is None else out
        stamp = stamps(style.radius) if style.radius >= 1 else None
        reach = stamp.reach if stamp else 0
        pad = 2 * reach + 1  # room beside the image for a whole stamp that does not reach it
        canvas = self._canvas
        if canvas is None or (canvas.size, canvas.pad) != (size, pad):
            canvas = self._canvas = _Canvas(size, pad)
        grid = _Grid(scale, origin, size, pad, reach)
        blue_green, red_coverage = self._blue_green, self._red_coverage
        if stamp is None:
            pixels = grid.pixels(points)
        else:
            pixels, levels = grid.stamped(points, stamp)
            blue_green = (levels * blue_green).ravel()
            red_coverage = (levels * red_coverage).ravel()
        scales = _scales(style.opacity, 1 if stamp else _LEVELS)
        canvas.draw(pixels, blue_green, red_coverage, scales, image)
        return image


class _Grid:
    """Finds the pixels of a padded image that dots touch."""

    def __init__(self, scale: Pair, origin: Pair, size: tuple[int, int], pad: int, reach: int):
        self._stride = size[0] + 2 * pad
        # Of x and y: factor, summand, least and largest value. What is cut off goes to the margin.
        self._axes = [
            tuple(np.float32(v) for v in (s, o + pad, reach, length + pad + reach + 0.9))
            for s, o, length in zip(scale, origin, size, strict=True)
        ]

    def _place(self, axis: int, points: NDArray[np.float32], out: NDArray[np.float32]) -> None:
        factor, summand, least, largest = self._axes[axis]
        np.multiply(points[axis], factor, out=out)
        out += summand
        np.clip(out, least, largest, out=out)

    def pixels(self, points: NDArray[np.float32]) -> NDArray[np.intp]:
        """Return the pixel that each dot lies in, (N,)."""
        count = points.shape[1]
        pixels = np.empty(count, np.intp)
        x, y = np.empty((2, min(_BLOCK, count)), np.float32)
        for start in range(0, count, _BLOCK):  # what is in the cache need not come from memory
            block = points[:, start : start + _BLOCK]
            n = block.shape[1]
            self._place(0, block, x[:n])
            self._place(1, block, y[:n])
            here = pixels[start : start + n]
            here[:] = y[:n]
            here *= self._stride
            here += x[:n].astype(np.int32)
        return pixels

    def stamped(
        self, points: NDArray[np.float32], stamp: Stamps
    ) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
        """Return the pixels that dots touch, (K * N,), and by how many sixteenths, (K, N)."""
        x, y = places = np.empty(points.shape, np.float32)
        self._place(0, points, x)
        self._place(1, points, y)
        places *= _SUBPIXELS
        fine_x, fine_y = places.astype(np.int32)
        base = (fine_y >> 2).astype(np.intp) * self._stride + (fine_x >> 2)
        shifts = stamp.offsets[:, 0] * self._stride + stamp.offsets[:, 1]
        position = (fine_y & 3) * _SUBPIXELS + (fine_x & 3)
        return (base + shifts[:, None]).ravel(), stamp.levels.take(position, axis=1)
