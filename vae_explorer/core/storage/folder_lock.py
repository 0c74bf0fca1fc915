"""A folder that belongs to a living process, and how others tell that it is dead."""

from __future__ import annotations

import os
import platform
import time
from contextlib import suppress
from pathlib import Path

from vae_explorer.core.storage.atomic import DAY

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

NAME = "lock"
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
_LOOK = os.O_RDWR | getattr(os, "O_CLOEXEC", 0)


class FolderLock:
    """Holds a folder until `release`, or the end of the process, whatever ends it.

    Parameters
    ----------
    folder
        Which is there.

    Raises
    ------
    OSError
        When nothing can be written there.
    """

    def __init__(self, folder: Path) -> None:
        self._handle: int | None = os.open(folder / NAME, _FLAGS, 0o600)
        if fcntl is not None:
            with suppress(OSError):  # a folder without locks
                fcntl.flock(self._handle, fcntl.LOCK_EX)
        os.write(self._handle, platform.node().encode(errors="replace"))

    def release(self) -> None:
        """Let go of the folder."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def take(folder: Path) -> FolderLock | None:
    """Return the lock of a folder whose process is dead; None if that lives, or may live.

    Where there are no such locks, or they are another computer's, a folder is left alone unless it
    has not been touched for a day.
    """
    try:
        handle = os.open(folder / NAME, _LOOK)
    except OSError:
        return None
    try:
        old = time.time() - os.fstat(handle).st_mtime > DAY
        here = os.read(handle, 1000) == platform.node().encode(errors="replace")
        if not old and (fcntl is None or not here):
            raise BlockingIOError
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    lock = FolderLock.__new__(FolderLock)
    lock._handle = handle
    return lock


def is_dead(folder: Path) -> bool:
    """Whether the process that a folder belongs to is surely dead."""
    lock = take(folder)
    if lock is None:
        return False
    lock.release()
    return True
