"""The container of model files: safetensors, whose header is checked before a number is read.

A file is the length of its header in 8 bytes, the header as JSON (type, shape and place of each
array, and text), and the arrays without gaps (https://huggingface.co/docs/safetensors). It is read
here, not by the library, so that sizes can be refused before memory is asked for, everything comes
from one open file, and nothing is held twice.
"""

from __future__ import annotations

import errno
import io
import json
import math
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.errors import UserError
from vae_explorer.core.extras import RawArray
from vae_explorer.core.language import marked, tr

CHOOSE = marked("Choose a file that VAE Explorer saved.")

MAX_BYTES = 2**33  # more than the largest network with its training state takes
MAX_HEADER_BYTES = 2**22
# Beyond this, a file that is mostly holes is not read: it would take memory that it never took on
# disk. Long runs of zeros may be holes too, but not seven eighths of a model.
_SPARSE_BYTES, _SPARSE_PART = 2**26, 8

_TYPES = {"F64": "f8", "F32": "f4", "F16": "f2", "I64": "i8", "I32": "i4", "I16": "i2", "I8": "i1"}
_TYPES |= {"U64": "u8", "U32": "u4", "U16": "u2", "U8": "u1", "BOOL": "?"}
_NAMES = {np.dtype(code): name for name, code in _TYPES.items()}
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # a pipe may wait


class Stored(NamedTuple):
    """Where an array is in a file: type as the header names it, shape, and range of bytes."""

    kind: str
    shape: tuple[int, ...]
    start: int
    stop: int

    @property
    def dtype(self) -> np.dtype[Any] | None:
        """The type in numpy, or None for one that numpy lacks."""
        code = _TYPES.get(self.kind)
        return None if code is None else np.dtype(code).newbyteorder("<")


class TensorFile:
    """An open file of arrays, of which only the header has been read.

    Attributes
    ----------
    metadata
        The texts in the header.
    stored
        What is there, by name. It fills the file exactly, and each array its place.
    """

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self.metadata, self.stored, self._begin = _header(file, size)

    def read(self, name: str) -> NDArray[Any]:
        """Return an array of a type that numpy has, writeable."""
        entry = self.stored[name]
        assert entry.dtype is not None
        array = np.empty(entry.shape, entry.dtype)
        self._fill(entry, array.reshape(-1).view(np.uint8))
        return array.astype(array.dtype.newbyteorder("="), copy=False)

    def read_raw(self, name: str) -> RawArray:
        """Return an array of any type as it is stored."""
        entry = self.stored[name]
        content = np.empty(entry.stop - entry.start, np.uint8)
        self._fill(entry, content)
        return RawArray(entry.kind, entry.shape, content.tobytes())

    def _fill(self, entry: Stored, content: NDArray[np.uint8]) -> None:
        self._file.seek(self._begin + entry.start)
        if content.size and self._file.readinto(content) != content.size:  # type: ignore[attr-defined]
            raise ValueError("the file was cut short while it was read")


@contextmanager
def open_tensors(path: Path) -> Iterator[TensorFile]:
    """Open a file of arrays and check its header.

    Raises
    ------
    UserError
        When there is no such file, it is no file of arrays, is larger than any model or mostly
        holes; also when what is read within the context turns out to be damaged, or memory ends.
    """
    with opened(path) as file:
        size = checked_size(path, file)
        with _told(path.name, size):
            yield TensorFile(file, size)


@contextmanager
def tensors_in(content: bytes | bytearray, name: str) -> Iterator[TensorFile]:
    """Open the bytes of a file of arrays, as `open_tensors` does a file.

    Parameters
    ----------
    name
        What messages call it.
    """
    with _told(name, len(content)):
        yield TensorFile(io.BytesIO(content), len(content))


@contextmanager
def _told(name: str, size: int) -> Iterator[None]:
    """Say in a sentence what is wrong with what is read within."""
    try:
        yield
    except MemoryError as error:
        raise UserError(
            tr(
                "There is not enough memory to open {file} ({size:,.0f} MB).",
                file=name,
                size=size / 1e6,
            ),
            tr("Close other programs, or choose a smaller model."),
        ) from error
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise UserError(
            tr(
                "{file} is not a whole safetensors file; it may be damaged or of another kind.",
                file=name,
            ),
            tr(CHOOSE),
            f"{type(error).__name__}: {error}",
        ) from error


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file to be read, or say in a sentence why it cannot be."""
    try:
        if path.is_dir():
            text = tr("{path} is a folder.", path=path.name or path)
            raise UserError(text, tr("Choose a model file in it."))
        file = os.fdopen(os.open(path, _OPEN), "rb")
    except FileNotFoundError as error:
        text = tr("There is no file {path}.", path=path)
        raise UserError(text, tr("Check the name and the folder.")) from error
    except PermissionError as error:
        text = tr("You have no permission to read {path}.", path=path)
        raise UserError(text, tr("Change its permissions or copy it.")) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or error
        raise UserError(
            tr("{path} could not be read: {reason}.", path=path, reason=reason),
            tr("Check the name, and that its disk is connected."),
        ) from error
    with file:
        yield file


def checked_size(path: Path, file: BinaryIO, most: int = MAX_BYTES) -> int:
    """Return the size of an open file; a `UserError` for what can be no file of ours by it.

    Parameters
    ----------
    most
        Bytes that it may have.
    """
    status = os.fstat(file.fileno())
    if not stat.S_ISREG(status.st_mode):
        text = tr("{file} is a device or a pipe.", file=path.name)  # and may never end
        raise UserError(text, tr(CHOOSE))
    size = status.st_size
    if not size:
        raise UserError(tr("{file} is empty (0 bytes).", file=path.name), tr(CHOOSE))
    if size > most:
        text = tr("{file} is too large to be a model ({size:,} bytes).", file=path.name, size=size)
        raise UserError(text, tr(CHOOSE))
    if size > _SPARSE_BYTES and _is_mostly_holes(file.fileno(), status):
        text = tr(
            "{file} claims {size:,} bytes, of which most were never written.",
            file=path.name,
            size=size,
        )
        raise UserError(text, tr(CHOOSE))
    return size


def _is_mostly_holes(handle: int, status: os.stat_result) -> bool:
    """Whether a file takes far less room than it claims; False where the system cannot tell."""
    least = status.st_size // _SPARSE_PART
    if getattr(status, "st_blocks", least) * 512 >= least or not hasattr(os, "SEEK_DATA"):
        return False
    # Some file systems count blocks late or never; holes they tell truly, or none.
    written = position = 0
    try:
        while written < least:
            start = os.lseek(handle, position, os.SEEK_DATA)
            position = os.lseek(handle, start, os.SEEK_HOLE)
            written += position - start
    except OSError as error:
        return error.errno == errno.ENXIO  # there is nothing behind
    finally:
        os.lseek(handle, 0, os.SEEK_SET)
    return False


def _header(file: BinaryIO, size: int) -> tuple[dict[str, str], dict[str, Stored], int]:
    length = int.from_bytes(file.read(8), "little")
    begin = 8 + length
    if length > MAX_HEADER_BYTES or begin > size:
        raise ValueError(f"a header of {length} bytes in a file of {size}")
    header = parse_table(file.read(length).decode())
    metadata = header.pop("__metadata__", {})
    tables = (metadata, *header.values())
    if not all(isinstance(table, dict) for table in tables):
        raise TypeError("an entry of the header that is no table")
    if not all(isinstance(value, str) for value in metadata.values()):
        raise TypeError("metadata that is not text")
    stored = {name: _stored(entry) for name, entry in header.items()}
    end = 0
    for name, entry in sorted(stored.items(), key=lambda item: item[1][2:]):
        if entry.start != end or entry.stop < entry.start:
            raise ValueError(f"{name!r:.60} is not where the array before it ends")
        end = entry.stop
    if begin + end != size:
        raise ValueError(f"arrays of {end} bytes in a file of {size - begin}")
    return metadata, stored, begin


def parse_table(text: str) -> dict[str, Any]:
    """Return a table from JSON, of numbers that are finite and texts that can be shown.

    Raises
    ------
    ValueError, RecursionError
        For anything else.
    """
    table = json.loads(text, parse_constant=_refuse)
    if not isinstance(table, dict):
        raise ValueError("no table")
    json.dumps(table, ensure_ascii=False, allow_nan=False).encode()  # half a surrogate pair: no
    return table


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _stored(entry: Any) -> Stored:
    start, stop = entry["data_offsets"]
    found = Stored(entry["dtype"], tuple(entry["shape"]), start, stop)
    if not isinstance(found.kind, str):
        raise TypeError("a type that is not text")
    if not all(type(n) is int and 0 <= n < 2**63 for n in (*found.shape, start, stop)):
        raise ValueError("a size that is no size")
    if found.dtype is not None and math.prod(found.shape) * found.dtype.itemsize != stop - start:
        raise ValueError("an array that does not fill its place")
    return found


def header_and_arrays(
    metadata: Mapping[str, str],
    arrays: Mapping[str, NDArray[Any]],
    raw: Mapping[str, RawArray] | None = None,
) -> tuple[bytes, list[bytes | memoryview]]:
    """Return the two parts of a file; equal arguments give equal bytes, in whatever order.

    Parameters
    ----------
    metadata
        Texts for the header.
    arrays
        By name, each of a type that numpy and safetensors have.
    raw
        More of them, as they were read from another file.
    """
    entries: dict[str, tuple[str, tuple[int, ...], bytes | memoryview]] = {
        name: (_NAMES[array.dtype.newbyteorder("=")], array.shape, _bytes_of(array))
        for name, array in arrays.items()
    }
    entries |= {name: (a.kind, a.shape, a.content) for name, a in (raw or {}).items()}
    # As the library does it: the largest type first, so that all lie on multiples of their size.
    order = sorted(entries, key=lambda name: (-_item_bytes(entries[name][0]), name))
    header: dict[str, Any] = {"__metadata__": dict(sorted(metadata.items()))}
    end = 0
    for name in order:
        kind, shape, content = entries[name]
        start, end = end, end + len(content)
        header[name] = {"dtype": kind, "shape": list(shape), "data_offsets": [start, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text, [entries[name][2] for name in order]


def _bytes_of(array: NDArray[Any]) -> memoryview:
    little = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return np.ascontiguousarray(little).reshape(-1).view(np.uint8).data


def _item_bytes(kind: str) -> int:
    return np.dtype(_TYPES[kind]).itemsize if kind in _TYPES else 0
