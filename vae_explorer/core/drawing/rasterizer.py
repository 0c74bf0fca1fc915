"""Draw labelled points into an image, blending where they overlap.

Each dot is a disc of a few pixels with a soft edge. A pixel shows the mean colour of all dots that
touch it, weighted by how much of it each covers, so that a region where classes overlap shows
their mixture and no class hides another by the order of drawing. Its opacity grows with the
coverage as stacked translucent layers would.

Everything is whole-array arithmetic, in time proportional to dots times pixels in a dot. Blue,
green, red and coverage are summed as four fields of one 64-bit integer, so that one addition does
for all. The fields of the colours have room for some dozens of dots of one pixel, or a few discs;
the pixels that more dots cover are counted again, class by class.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.drawing.dot_style import LEVELS, DotStyle, Stamps, stamps
from vae_explorer.core.drawing.grid import Grid, Pair

_COVERAGE_STEPS = 2048  # beyond this much summed coverage, a pixel's opacity does not change
_ROOM, _SPARE = 1.5, 6  # times the memory that a picture needs: set aside for it, and kept at most

Labels = NDArray[np.uint8] | NDArray[np.uint16]
Gathered = tuple[NDArray[np.intp], NDArray[np.uint64]]


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
    shares = 1 - (1 - min(opacity, 0.999)) ** (steps * unit / LEVELS)
    scales = np.zeros((_COVERAGE_STEPS, 4), np.float32)
    scales[1:] = (shares / steps)[:, None] * (1, 1, 1, 255)
    return scales


class _Fields:
    """Blue, green, red and coverage side by side in a 64-bit integer, from low bits to high.

    Parameters
    ----------
    units
        All the coverage that there is. Even if it comes together in one pixel, the top field has
        room for it and for what the colours carry over.
    colours
        Red, green and blue of each class, (classes, 3), uint8.
    """

    def __init__(self, units: int, colours: NDArray[np.uint8]) -> None:
        bits = (64 - (2 * units).bit_length()) // 3
        self._shifts = [np.uint64(bits * field) for field in range(4)]
        self._mask = np.uint64(2**bits - 1)
        self.most = (2**bits - 1) // 255  # coverage up to which no colour carries over
        red, green, blue = colours.astype(np.uint64).T
        parts = (blue, green, red, np.ones_like(red))
        packed = [part << shift for part, shift in zip(parts, self._shifts, strict=True)]
        self.classes: NDArray[np.uint64] = np.sum(packed, axis=0, dtype=np.uint64)

    def coverage(self, sums: NDArray[np.uint64]) -> NDArray[np.intp]:
        return (sums >> self._shifts[3]).view(np.intp)

    def unpack_colours(self, sums: NDArray[np.uint64], out: NDArray[np.float32]) -> None:
        for field, shift in enumerate(self._shifts[:3]):
            out[:, field] = sums >> shift & self._mask


@dataclass(frozen=True, eq=False)
class _Ink:
    """Which dots touch which pixels.

    Attributes
    ----------
    pixels
        (K * N,) for K pixels around each of N dots.
    levels
        Units of coverage, (K * N,); None for one each.
    values
        What each adds to its pixel, (K * N,), in these `fields`.
    labels
        (N,)
    """

    pixels: NDArray[np.intp]
    levels: NDArray[np.uint8] | None
    values: NDArray[np.uint64]
    fields: _Fields
    labels: Labels

    def count(self, entries: NDArray[np.intp], places: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the coverage of each place by each class, (places, classes).

        Parameters
        ----------
        entries
            Which of the K * N to count.
        places
            The number of the place of each, (entries,); each place has an entry.
        """
        classes = len(self.fields.classes)
        rows = int(places.max()) + 1
        labels = self.labels[entries % len(self.labels)]
        levels = None if self.levels is None else self.levels[entries]
        counts = np.bincount(places * classes + labels, levels, rows * classes)
        return counts.reshape(rows, classes).astype(np.float64)


def room_for(pixels: int) -> int:
    """Return for how many pixels to set memory aside, so that a picture may grow somewhat."""
    return int(_ROOM * pixels)


def suffices(room: int, pixels: int) -> bool:
    """Whether memory for `room` pixels is enough for a picture, and not far too much.

    What a large window needed should not be kept for ever.
    """
    return pixels <= room <= _SPARE * pixels


class _Memory:
    """Room for the pictures of up to so many pixels, used again and again.

    Pages that are fresh from the operating system cost more than the arithmetic on them.
    """

    def __init__(self, pixels: int) -> None:
        self.pixels = pixels
        self.sums = np.empty(pixels, np.uint64)
        self.touched = np.empty(pixels, bool)
        self.channels = np.empty((pixels, 4), np.float32)
        self.bytes = np.empty((pixels, 4), np.uint8)
        self.padded = np.empty(pixels, np.uint32)


class _Canvas:
    """Draws pictures of one size, in memory that was used before where that suffices."""

    def __init__(self, size: tuple[int, int], pad: int, memory: _Memory | None) -> None:
        self.size, self.pad = size, pad
        pixels = (size[0] + 2 * pad) * (size[1] + 2 * pad)
        if memory is None or not suffices(memory.pixels, pixels):
            memory = _Memory(room_for(pixels))
        self.memory = memory
        self._sums = memory.sums[:pixels]
        self._touched = memory.touched[:pixels]
        self._channels = memory.channels
        self._bytes = memory.bytes
        self._padded = memory.padded[:pixels]

    def draw(
        self,
        ink: _Ink,
        colours: NDArray[np.uint8],
        scales: NDArray[np.float32],
        out: NDArray[np.uint32],
    ) -> None:
        """Make the picture, (height, width)."""
        gather = self._gather_few if 5 * len(ink.pixels) < len(self._padded) else self._gather_many
        inked, sums = gather(ink)
        n = len(inked)
        coverage = ink.fields.coverage(sums)
        channels = self._channels[:n]  # blue, green, red, coverage
        ink.fields.unpack_colours(sums, channels)
        channels[:, 3] = coverage
        crowded = np.flatnonzero(coverage > ink.fields.most)
        crowded = crowded[self._is_visible(inked[crowded])]
        if len(crowded):
            counts = self._count_again(ink, inked[crowded])
            coverage[crowded] = channels[crowded, 3] = counts.sum(axis=1)
            channels[crowded, :3] = counts @ colours[:, ::-1]
        # Rows of four numbers are taken as one each: sixteen bytes, as a complex number has.
        rows = scales.view(np.complex128)[:, 0].take(coverage, mode="clip")
        channels *= rows.view(np.float32).reshape(-1, 4)
        opaque = crowded[coverage[crowded] >= len(scales)]
        channels[opaque] *= ((len(scales) - 1) / coverage[opaque]).astype(np.float32)[:, None]
        channels += 0.5
        np.copyto(self._bytes[:n], channels, casting="unsafe")
        self._padded.fill(0)
        self._padded[inked] = self._bytes[:n].view(np.uint32)[:, 0]
        (width, height), pad = self.size, self.pad
        padded = self._padded.reshape(-1, width + 2 * pad)
        out[:] = padded[pad : pad + height, pad : pad + width]

    def _gather_many(self, ink: _Ink) -> Gathered:
        """Return the pixels that are touched, each once, and the sums there."""
        self._sums.fill(0)
        np.add.at(self._sums, ink.pixels, ink.values)
        np.not_equal(self._sums, 0, out=self._touched)
        inked = np.flatnonzero(self._touched)
        return inked, self._sums.take(inked)

    def _gather_few(self, ink: _Ink) -> Gathered:
        """Do the same with less memory to go through.

        Of the dots in a pixel, the one that wrote its number there last stands for it.
        """
        numbers = np.arange(len(ink.pixels), dtype=np.uint32)
        self._padded[ink.pixels] = numbers
        winners = self._padded.take(ink.pixels)
        own = np.flatnonzero(winners == numbers)
        sums = np.zeros(len(ink.pixels), np.uint64)
        np.add.at(sums, winners.astype(np.intp), ink.values)
        return ink.pixels[own], sums.take(own)

    def _is_visible(self, pixels: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Tell pixels of the picture from those of its margin, where all that is outside lies."""
        (width, height), pad = self.size, self.pad
        rows, columns = np.divmod(pixels, width + 2 * pad)
        inside: NDArray[np.bool_] = (rows >= pad) & (rows < pad + height)
        return inside & (columns >= pad) & (columns < pad + width)

    def _count_again(self, ink: _Ink, crowded: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the coverage of these pixels by each class, (crowded, classes)."""
        self._touched.fill(False)
        self._touched[crowded] = True
        entries = np.flatnonzero(self._touched.take(ink.pixels))
        self._padded[crowded] = np.arange(len(crowded), dtype=np.uint32)
        return ink.count(entries, self._padded.take(ink.pixels[entries]).astype(np.intp))


class Rasterizer:
    """Draws one set of labelled points, whose positions may change.

    Parameters
    ----------
    labels
        (N,), each the row of a class in `colours`; of any unsigned integers.
    colours
        Red, green and blue of each class, (classes, 3), uint8.
    """

    def __init__(self, labels: Labels, colours: NDArray[np.uint8]) -> None:
        self._labels, self._colours = labels, colours
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
            top left corner, x to the right and y down. Dots outside are cut off, as are those
            whose place is not a number.
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
        if math.isnan(points.min(initial=0)):  # one that is no number makes the least none
            points = np.nan_to_num(points, nan=np.inf, posinf=np.inf, neginf=-np.inf)
        stamp = stamps(style.radius) if style.radius >= 1 else None
        reach = stamp.reach if stamp else 0
        pad = 2 * reach + 1  # room beside the image for a whole stamp that does not reach it
        canvas = self._canvas
        if canvas is None or (canvas.size, canvas.pad) != (size, pad):
            canvas = self._canvas = _Canvas(size, pad, canvas.memory if canvas else None)
        with np.errstate(over="ignore", invalid="ignore"):  # of places far beyond the image
            ink = self._ink(points, Grid(scale, origin, size, pad, reach), stamp)
        scales = _scales(style.opacity, 1 if stamp else LEVELS)
        canvas.draw(ink, self._colours, scales, image)
        return image

    def _ink(self, points: NDArray[np.float32], grid: Grid, stamp: Stamps | None) -> _Ink:
        if stamp is None:
            fields, values = self._per_pixel
            return _Ink(grid.pixels(points), None, values, fields, self._labels)
        fields, values = self._per_sixteenth
        pixels, levels = grid.stamped(points, stamp)
        return _Ink(pixels, levels.ravel(), (levels * values).ravel(), fields, self._labels)

    @cached_property
    def _per_pixel(self) -> tuple[_Fields, NDArray[np.uint64]]:
        """What dots add that lie in one pixel each."""
        return self._parts(1)

    @cached_property
    def _per_sixteenth(self) -> tuple[_Fields, NDArray[np.uint64]]:
        """What dots add for each sixteenth of a pixel."""
        return self._parts(LEVELS)

    def _parts(self, units: int) -> tuple[_Fields, NDArray[np.uint64]]:
        fields = _Fields(units * len(self._labels), self._colours)
        return fields, fields.classes[self._labels]
