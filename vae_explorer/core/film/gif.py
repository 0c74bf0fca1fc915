"""Animated GIFs that are small and do not shimmer.

One palette serves the whole film: the colours that the pictures have most of, each pixel taking the
nearest, without dithering, so that what stands still keeps its colour. Of each picture only the
pixels that have changed are written; the others are transparent, and show the picture before.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.film.lettering import Picture
from vae_explorer.core.storage.atomic import whole_file

_COLOURS = 255
_CLEAR = 255  # the entry that stands for "as before"
_BITS = 5  # of each channel that tell colours apart
_COUNTED = 4_000_000  # pixels, of which the palette is made
_EXACT = 12  # colours that are most frequent, and stay as they are

Indices = NDArray[np.uint8]


class Palette:
    """Colours, and which of them stands for any colour.

    Parameters
    ----------
    samples
        Pictures that have the colours of the film, (height, width, 3).
    """

    def __init__(self, samples: list[Picture]) -> None:
        from PIL import Image

        pixels = np.concatenate([picture.reshape(-1, 3) for picture in samples])
        pixels = pixels[:: -(-len(pixels) // _COUNTED)]
        packed = pixels.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
        values, counts = np.unique(packed, return_counts=True)
        most = values[np.argsort(counts, kind="stable")[::-1][:_EXACT]]
        exact = np.stack((most >> 16, most >> 8 & 255, most & 255), axis=1)
        rest = _COLOURS - len(exact)
        # Rare colours count, too: a class that is seen little is still a class.
        weights = np.minimum(counts, np.maximum(1, np.sqrt(counts) * 4)).astype(np.int64)
        drawn = np.repeat(values, np.maximum(1, weights * 200_000 // weights.sum()))
        drawn = np.stack((drawn >> 16, drawn >> 8 & 255, drawn & 255), axis=1).astype(np.uint8)
        small = Image.fromarray(drawn[None]).quantize(rest, Image.Quantize.MEDIANCUT, kmeans=2)
        found = np.array(small.getpalette(), np.uint8).reshape(-1, 3)[:rest]
        self.colours: Picture = np.concatenate((exact.astype(np.uint8), found))
        self._nearest = self._table()
        self._nearest[_cells(exact.astype(np.uint8))] = np.arange(len(exact), dtype=np.uint8)

    def _table(self) -> Indices:
        """Return the nearest colour to the middle of each cell of colours."""
        side = 1 << _BITS
        axis = (np.arange(side, dtype=np.float32) + 0.5) * (256 / side) - 0.5
        grid = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1).reshape(-1, 3)
        # Green is seen best, blue least.
        weights = np.sqrt(np.array([0.30, 0.55, 0.15], np.float32))
        ours = self.colours.astype(np.float32) * weights
        table = np.empty(len(grid), np.uint8)
        for start in range(0, len(grid), 4096):
            block = grid[start : start + 4096] * weights
            far = (ours**2).sum(axis=1) - 2 * block @ ours.T
            table[start : start + 4096] = far.argmin(axis=1)
        return table

    def indices(self, picture: Picture) -> Indices:
        """Return which colour stands for each pixel, (height, width)."""
        return self._nearest[_cells(picture)]


def _cells(colours: Picture) -> NDArray[np.uint16]:
    parts = (colours >> (8 - _BITS)).astype(np.uint16)
    red, green, blue = (parts[..., channel] for channel in range(3))
    return (red << np.uint16(2 * _BITS)) | (green << np.uint16(_BITS)) | blue


def write_gif(
    path: Path,
    pictures: Iterator[Picture],
    fps: float,
    samples: Callable[[], list[Picture]],
) -> None:
    """Write an animation that runs for ever; see `vae_explorer.core.film.encode.Write`."""
    with whole_file(path) as file:
        palette = Palette(samples())
        before: Indices | None = None
        waiting: bytes | None = None  # the newest block: how long it is seen is not known yet
        shown_since = 0
        for i, picture in enumerate(pictures):
            indices = palette.indices(picture)
            if before is None:
                _begin(file, indices.shape[1], indices.shape[0], palette.colours)
                block: bytes | None = _image(indices, 0, 0)
            else:
                block = _changes(before, indices)
            if block is not None:
                if waiting is not None:
                    _show(file, waiting, _hundredths(shown_since, i, fps))
                waiting, shown_since = block, i
            before, count = indices, i + 1
        if waiting is not None:
            _show(file, waiting, _hundredths(shown_since, count, fps))
        file.write(b";")


def _hundredths(first: int, end: int, fps: float) -> int:
    """Return for how long pictures are seen; rounded so that a long film keeps its time."""
    return round(100 * end / fps) - round(100 * first / fps)


def _begin(file: BinaryIO, width: int, height: int, colours: Picture) -> None:
    table = np.zeros((256, 3), np.uint8)
    table[: len(colours)] = colours
    file.write(b"GIF89a" + _words(width, height) + bytes((0xF7, 0, 0)) + table.tobytes())
    file.write(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00")  # again and again


def _show(file: BinaryIO, image: bytes, hundredths: int) -> None:
    """Write an image over those before it, seen for a time."""
    while hundredths > 0:
        part = min(hundredths, 65_535)
        file.write(b"\x21\xf9\x04\x05" + _words(part) + bytes((_CLEAR, 0)) + image)
        hundredths -= part


def _changes(before: Indices, now: Indices) -> bytes | None:
    """Return the image of what has changed, as small as it can be; None for nothing."""
    changed = before != now
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    if not len(rows):
        return None
    part = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    # Runs of pixels that stay cost less than those of several colours, and so do single ones that
    # are like their neighbour on the left.
    indices = np.where(changed[part], now[part], _CLEAR).astype(np.uint8)
    return _image(indices, int(columns[0]), int(rows[0]))


def _image(indices: Indices, left: int, top: int) -> bytes:
    """Return an image block: where it is, and its pixels as Pillow compresses them."""
    from PIL import Image

    height, width = indices.shape
    picture = Image.fromarray(np.ascontiguousarray(indices))  # grey: its levels are the indices
    buffer = io.BytesIO()
    picture.save(buffer, "GIF", optimize=False, interlace=0)
    return b"," + _words(left, top, width, height) + b"\x00" + _pixels(buffer.getvalue())


def _pixels(single: bytes) -> bytes:
    """Return the compressed pixels of a file with one image.

    Behind the header and its colours come extensions, and then the image: its place, its own
    colours if it has any, the size of a code, and blocks up to an empty one.
    """
    at = 13 + (3 << (single[10] & 7) + 1 if single[10] & 0x80 else 0)
    while single[at] == 0x21:
        at += 2
        while single[at]:
            at += single[at] + 1
        at += 1
    flags = single[at + 9]
    at += 10 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
    end = at + 1
    while single[end]:
        end += single[end] + 1
    return single[at : end + 1]


def _words(*values: int) -> bytes:
    return b"".join(value.to_bytes(2, "little") for value in values)
