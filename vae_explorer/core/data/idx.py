"""IDX files, in which MNIST and its relatives come, looked at before they are read."""

from __future__ import annotations

import gzip
import math
import os
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.data.copying import copy_up_to
from vae_explorer.core.language import tr

MAX_COUNT = 1_000_000  # images of a file from elsewhere: what a header claims has to be held


def is_sound(path: Path) -> bool:
    """Whether a file looks whole, without reading all of it.

    The length that the header asks for is compared with that of the file, or with the one that
    stands at the end of a ``.gz``.
    """
    return file_problem(path) is None


def file_problem(path: Path) -> str | None:
    """Say what is wrong with a file, as the predicate of a sentence, without reading all of it."""
    try:
        if not is_packed(path):
            return idx_problem(path, _dimensions(path))
        with gzip.open(path, "rb") as packed:
            header = packed.read(4 + 4 * _dimensions(path))
        with path.open("rb") as file:
            file.seek(-4, os.SEEK_END)
            length = int.from_bytes(file.read(), "little")  # RFC 1952, section 2.3.1
        return header_problem(header, length, _dimensions(path))
    except (OSError, EOFError, zlib.error) as error:
        return tr("cannot be read ({error})", error=error)


def _dimensions(path: Path) -> int:
    return 3 if "idx3" in path.name else 1


def idx_problem(path: Path, dimensions: int) -> str | None:
    """Say what is wrong with a file of 28 x 28 images (3 dimensions) or labels (1 dimension).

    An IDX file starts with two zeros, the type (8 is uint8), the number of dimensions, and each
    of them as a big-endian 32-bit number; the values follow (http://yann.lecun.com/exdb/mnist/).

    Returns
    -------
    str or None
        The predicate of a sentence, or None for a file that is what it should be.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    with path.open("rb") as file:
        header = file.read(4 + 4 * dimensions)
        length = file.seek(0, os.SEEK_END)
    return header_problem(header, length, dimensions)


def read_idx(path: Path, dimensions: int) -> NDArray[np.uint8]:
    """Return the values of an unpacked file in which `idx_problem` has found none.

    Returns
    -------
    ndarray
        (N, 28, 28), or (N,) of labels.
    """
    start = 4 + 4 * dimensions
    shape = np.fromfile(path, ">u4", dimensions, offset=4)
    return np.fromfile(path, np.uint8, offset=start).reshape(shape)


def header_problem(header: bytes, length: int, dimensions: int) -> str | None:
    """Say what is wrong with an IDX file that begins with `header` and has `length` bytes."""
    if length == 0:
        return tr("is empty")
    expected = idx_bytes(header, dimensions)
    if isinstance(expected, str):
        return expected
    if length < expected:
        return tr(
            "is truncated: {length:,} bytes instead of {expected:,}",
            length=length,
            expected=expected,
        )
    if length > expected:
        return tr(
            "is too long: {length:,} bytes instead of {expected:,}",
            length=length,
            expected=expected,
        )
    return None


def idx_bytes(header: bytes, dimensions: int) -> int | str:
    """Return how long an IDX file has to be, or what is wrong with its header."""
    if header[:4] != bytes((0, 0, 8, dimensions)):
        start = header[:4].hex(" ")
        if dimensions == 3:
            return tr("is not an IDX file of images (it starts with {start})", start=start)
        return tr("is not an IDX file of labels (it starts with {start})", start=start)
    if len(header) < 4 + 4 * dimensions:
        return tr("is truncated after {length} bytes", length=len(header))
    shape = [int(n) for n in np.frombuffer(header, dtype=">u4", offset=4)]
    if dimensions == 3 and shape[1:] != [28, 28]:
        return tr(
            "holds images of {height} x {width} pixels, not 28 x 28",
            height=shape[1],
            width=shape[2],
        )
    if shape[0] == 0:
        return tr("holds nothing but a header")
    if shape[0] > MAX_COUNT:
        return tr("claims to hold {found:,}, more than {most:,}", found=shape[0], most=MAX_COUNT)
    return len(header) + math.prod(shape)


def is_packed(path: Path) -> bool:
    """Whether a file is a ``.gz`` by its name."""
    return path.suffix == ".gz"


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Yield an unpacked version of `path`; the folder of `path` may be read-only."""
    if not is_packed(path):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="vae-explorer-") as scratch:
        plain = Path(scratch) / path.stem
        with gzip.open(path, "rb") as packed, plain.open("wb") as file:
            header = packed.read(4 + 4 * _dimensions(path))
            file.write(header)
            # No more than the header asks for, and a byte that tells that there is more.
            size = idx_bytes(header, _dimensions(path))
            copy_up_to(1 if isinstance(size, str) else size - len(header) + 1, packed, file)
        yield plain
