"""Find the pixels of an image that dots touch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.drawing.dot_style import SUBPIXELS, Stamps

_BLOCK = 32_768  # dots whose places are worked out at once

Pair = tuple[float, float]


class Grid:
    """The pixels of an image with a margin, numbered row by row.

    Parameters
    ----------
    scale, origin
        Of x and y: a point lies at ``point * scale + origin`` in the image.
    size
        Width and height of the image, in pixels.
    pad
        Width of the margin around it, where what is outside lies.
    reach
        Pixels by which a dot reaches beyond the one that it lies in.
    """

    def __init__(
        self, scale: Pair, origin: Pair, size: tuple[int, int], pad: int, reach: int
    ) -> None:
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
        places *= SUBPIXELS
        fine_x, fine_y = places.astype(np.int32)
        base = (fine_y >> 2).astype(np.intp) * self._stride + (fine_x >> 2)
        shifts = stamp.offsets[:, 0] * self._stride + stamp.offsets[:, 1]
        position = (fine_y & 3) * SUBPIXELS + (fine_x & 3)
        return (base + shifts[:, None]).ravel(), stamp.levels.take(position, axis=1)
