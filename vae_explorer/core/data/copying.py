"""Files beside which nobody else's are touched, and copies that cannot grow without end."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import SupportsRead

_WRITE = os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def is_plain_file(path: Path) -> bool:
    """Whether there is a file that has this name alone: no link to what somebody else has."""
    try:
        status = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1


def open_new(path: Path) -> BinaryIO:
    """Open a new file; what has its name is removed, and if it is a link, not what it names."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, _WRITE | os.O_CREAT | os.O_EXCL, 0o666), "wb")


def open_to_append(path: Path) -> BinaryIO:
    """Open a file to write behind what it has; raises `OSError` for a link."""
    return os.fdopen(os.open(path, _WRITE | os.O_APPEND), "ab")


def copy_up_to(most: int, source: SupportsRead[bytes], target: IO[bytes]) -> bool:
    """Copy at most so many bytes; return whether that was all."""
    while chunk := source.read(min(1 << 20, most + 1)):
        target.write(chunk[:most])
        if len(chunk) > most:
            return False
        most -= len(chunk)
    return True
