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
    # From 3.2 for a few hundred dots to 0.9 for a few ten thousand.
    radius = float(np.clip(3.2 - 1.06 * np.log10(max(count, 500) / 500), 0.9, 3.2))
    return DotStyle(radius * scale, float(np.clip(0.5 + 0.16 * radius, 0.6, 0.9)))


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
    shift
        What to take from a position, in pixels, to find the dot's own pixel by rounding down.
    """

    offsets: NDArray[np.intp]
    levels: NDArray[np.uint8]
    reach: int
    shift: float = 0.0


@lru_cache(maxsize=64)
def stamps(radius: float) -> Stamps:
    """Return the stamps of a disc whose edge fades over one pixel.

    A disc that is smaller than two pixels is spread over the four that its centre lies between.
    """
    if radius < 1:
        return _small_stamps(radius)
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


def _small_stamps(radius: float) -> Stamps:
    share = (np.arange(_SUBPIXELS) + 0.5) / _SUBPIXELS
    axis = np.stack((1 - share, share))  # of the nearer and the farther row, for each quarter
    weights = axis[:, None, :, None] * axis[None, :, None, :]  # row, column, down, right
    area = np.pi * radius**2
    levels = np.rint(np.clip(weights * area, 0, 1) * _LEVELS).astype(np.uint8)
    offsets = np.array([(0, 0), (0, 1), (1, 0), (1, 1)], np.intp)
    return Stamps(offsets, levels.reshape(4, _SUBPIXELS**2), reach=1, shift=0.5)


@lru_cache(maxsize=16)
def _opacities(opacity: float) -> NDArray[np.float32]:
    """Return the opacity, 0 to 255, of each summed coverage in sixteenths."""
    coverage = np.arange(_OPACITY_STEPS) / _LEVELS
    return (255 * (1 - (1 - min(opacity, 0.999)) ** coverage)).astype(np.float32)


class _Canvas:
    """Memory for pictures of one size, used again and again.

    Pages that are fresh from the operating system cost more than the arithmetic on them.
    """

    def __init__(self, width: int, height: int, pad: int) -> None:
        self.size = (width, height, pad)
        self.stride = width + 2 * pad
        pixels = self.stride * (height + 2 * pad)
        self.sums = np.empty((2, pixels), np.uint64)
        self._touched = np.empty(pixels, bool)
        self._halves = np.empty((pixels, 2), np.uint64)
        self._channels = np.empty((pixels, 4), np.float32)
        self._bytes = np.empty((pixels, 4), np.uint8)
        self._padded = np.empty(pixels, np.uint32)

    def compose(self, out: NDArray[np.uint32], sixteenths: int, opacity: float) -> None:
        """Turn summed colour and coverage into premultiplied pixels, (height, width)."""
        np.not_equal(self.sums[1], 0, out=self._touched)
        inked = np.flatnonzero(self._touched)
        n = len(inked)
        halves, channels = self._halves[:n], self._channels[:n]
        for half, total in enumerate(self.sums):
            halves[:, half] = total.take(inked)
        channels[:] = halves.view(np.uint32)  # blue, green, red, full
        full = channels[:, 3]
        step = np.minimum(full * (sixteenths / 255), _OPACITY_STEPS - 1).astype(np.int32)
        channels *= (_opacities(opacity).take(step) / full)[:, None]
        channels += 0.5
        np.copyto(self._bytes[:n], channels, casting="unsafe")
        self._padded.fill(0)
        self._padded[inked] = self._bytes[:n].view(np.uint32)[:, 0]
        width, height, pad = self.size
        padded = self._padded.reshape(-1, self.stride)
        out[:] = padded[pad : pad + height, pad : pad + width]


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
        self._canvas: _Canvas | None = None

    def render(
        self,
        x: NDArray[np.float32],
        y: NDArray[np.float32],
        width: int,
        height: int,
        style: DotStyle,
        out: NDArray[np.uint32] | None = None,
    ) -> NDArray[np.uint32]:
        """Draw the dots.

        Parameters
        ----------
        x, y
            Positions in pixels of the image, (N,): x to the right, y down, from the top left
            corner. Dots outside are cut off. Both are overwritten.
        width, height
            Of the image, in pixels.
        out
            Memory for the image, (height, width); new memory if left out.

        Returns
        -------
        ndarray
            (height, width), each pixel 0xAARRGGBB with premultiplied alpha.
        """
        image = np.empty((height, width), np.uint32) if out is None else out
        stamp = stamps(style.radius) if style.radius > 0 else None
        reach = stamp.reach if stamp else 0
        pad = 2 * reach + 1  # room beside the image for a whole stamp that does not reach it
        canvas = self._canvas
        if canvas is None or canvas.size != (width, height, pad):
            canvas = self._canvas = _Canvas(width, height, pad)
        shift = pad - (stamp.shift if stamp else 0)
        x += shift
        y += shift
        np.clip(x, reach, width + pad + reach + 0.9, out=x)
        np.clip(y, reach, height + pad + reach + 0.9, out=y)
        blue_green, red_full = self._blue_green, self._red_full
        if stamp is None:
            pixels = y.astype(np.intp) * canvas.stride + x.astype(np.intp)
        else:
            pixels, levels = _touched(x, y, canvas.stride, stamp)
            blue_green = (levels * blue_green).ravel()
            red_full = (levels * red_full).ravel()
        canvas.sums.fill(0)
        np.add.at(canvas.sums[0], pixels, blue_green)
        np.add.at(canvas.sums[1], pixels, red_full)
        canvas.compose(image, 1 if stamp else _LEVELS, style.opacity)
        return image


def _touched(
    x: NDArray[np.float32], y: NDArray[np.float32], width: int, stamp: Stamps
) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    """Return the pixels that dots touch, (K * N,), and by how many sixteenths, (K, N)."""
    fine_x = (x * _SUBPIXELS).astype(np.int32)
    fine_y = (y * _SUBPIXELS).astype(np.int32)
    base = (fine_y >> 2).astype(np.intp) * width + (fine_x >> 2)
    shifts = stamp.offsets[:, 0] * width + stamp.offsets[:, 1]
    position = (fine_y & 3) * _SUBPIXELS + (fine_x & 3)
    return (base + shifts[:, None]).ravel(), stamp.levels.take(position, axis=1)
