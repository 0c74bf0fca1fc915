"""What holds the entries of a session: a folder, or an open ZIP file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from vae_explorer.core.storage.session_layout import DESCRIPTION, FRAMES, RUNS, STATES
from vae_explorer.core.storage.tensor_file import MAX_BYTES, checked_size, opened
from vae_explorer.core.storage.zip_reader import ZipReader

_LARGEST = 2**50  # bytes of a session; its entries are held against the memory that there is


class Entries(Protocol):
    """Entries by name, of which none has been read.

    Attributes
    ----------
    damaged
        Names of those that are there in part.
    salvaged
        Whether they had to be searched for.
    """

    damaged: list[str]
    salvaged: bool

    def sizes(self) -> dict[str, int]:
        """Return the bytes of each entry."""
        ...

    def read(self, name: str) -> bytes | bytearray:
        """Return the content of an entry; ValueError or OSError if it is damaged."""
        ...


class _Archive:
    """A ZIP file."""

    def __init__(self, reader: ZipReader) -> None:
        self.damaged = reader.damaged
        self.salvaged = reader.salvaged
        self.read = reader.read
        self._sizes = {name: entry.nbytes for name, entry in reader.entries.items()}

    def sizes(self) -> dict[str, int]:
        return {name: size for name, size in self._sizes.items() if size <= MAX_BYTES}


class _Folder:
    """A folder, which may be written to meanwhile."""

    def __init__(self, path: Path) -> None:
        self.damaged: list[str] = []
        self.salvaged = False
        self._path = path

    def sizes(self) -> dict[str, int]:
        found = dict(self._in(""))
        for key, _ in self._in(RUNS, folders=True):
            found |= self._in(key)
            for kind in (FRAMES, STATES):
                found |= self._in(f"{key}/{kind}")
        return found

    def _in(self, folder: str, *, folders: bool = False) -> Iterator[tuple[str, int]]:
        with suppress(OSError), os.scandir(self._path / folder) as entries:
            for entry in entries:
                name = f"{folder}/{entry.name}".lstrip("/")
                if folders and entry.is_dir():
                    yield name, 0
                elif not folders and entry.is_file() and (folder or name == DESCRIPTION):
                    yield name, entry.stat().st_size

    def read(self, name: str) -> bytes:
        path = self._path / name
        with opened(path) as file:
            checked_size(path, file)
            return file.read()


@contextmanager
def open_entries(path: Path) -> Iterator[Entries]:
    """Open a session, without reading any of it.

    Raises
    ------
    UserError
        When there is no such file or folder, or it cannot be read.
    """
    if path.is_dir():
        yield _Folder(path)
        return
    with opened(path) as file:
        yield _Archive(ZipReader(file, checked_size(path, file, _LARGEST)))
