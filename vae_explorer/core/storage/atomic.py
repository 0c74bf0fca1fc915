"""Files that are written whole or not at all, and what a killed writer leaves behind.

A file is written beside the one that it replaces, under a name that this module recognises, and
its writer holds a lock on it for as long as it lives. Whoever gets that lock knows that the writer
is dead, whatever killed it. Where there are no such locks (Windows, some network folders) a file
is left alone unless it has not been touched for a day.
"""

from __future__ import annotations

import contextlib
import os
import platform
import re
import shutil
import stat
import time
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeAlias

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr

try:
    import fcntl
except ImportError:  # Windows, where an open file can be neither replaced nor removed
    fcntl = None  # type: ignore[assignment]

DAY = 24 * 3600.0
_NODE = f"{zlib.crc32(platform.node().encode(errors='replace')):08x}"
_PREFIX = ".vae-explorer-"
# The second kind was written by version 0.1, which took no lock.
_OURS = re.compile(r"\.vae-explorer-(?:([0-9a-f]{8})-[0-9a-f]{16}\.tmp|[a-z0-9_]{8})")
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_LOOK = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)

Content: TypeAlias = bytes | Iterable[bytes | memoryview]


def write_atomically(path: Path, content: Content) -> None:
    """Write a file so that a kill or a full disk leaves the old one whole.

    What dead writers left in the folder is removed first, so that their room can be used.

    Parameters
    ----------
    path
        Where to. A link stays a link: what it points to is replaced.
    content
        All bytes, or pieces of them in their order.

    Raises
    ------
    UserError
        When the folder or file cannot be written.
    """
    with whole_file(path) as file:
        for piece in (content,) if isinstance(content, bytes) else content:
            file.write(piece)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Write a file bit by bit that is there when the ``with`` block ends, and not before.

    When the block raises, nothing is left of it, and what was there before stays.

    Parameters
    ----------
    path
        See `write_atomically`.

    Raises
    ------
    UserError
        When the folder or file cannot be written.
    """
    temporary: str | None = None
    try:
        path = _resolved(path)
        if path.is_dir():
            raise IsADirectoryError(tr("{path} is a folder", path=path))
        sweep_stale(path.parent)
        handle, temporary = _create(path.parent)
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            # It was private so far; a saved file gets what any new file would get.
            os.chmod(temporary, path.stat().st_mode if path.exists() else 0o666 & ~_UMASK)
            if fcntl is not None:  # still locked, so that nobody takes it for left behind
                os.replace(temporary, path)
        if fcntl is None:
            os.replace(temporary, path)
        temporary = None
    except OSError as error:
        raise _not_saved(path, error) from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


@contextlib.contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Fill a folder that is there when the ``with`` block ends, and not before.

    Yields the folder to write to. When the block raises, nothing is left of it.

    Parameters
    ----------
    path
        Where to; nothing, or an empty folder, is there.

    Raises
    ------
    UserError
        When it cannot be written.
    """
    temporary: Path | None = None
    lock: int | None = None
    try:
        path = _resolved(path)
        sweep_stale(path.parent)
        temporary, lock = _create_folder(path.parent)
        yield temporary
        os.chmod(temporary, 0o777 & ~_UMASK)
        if path.is_dir():
            path.rmdir()  # which fails unless it is empty
        os.rename(temporary, path)
        temporary = None
    except OSError as error:
        raise _not_saved(path, error) from error
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except ValueError as error:  # a NUL in the name
        raise _not_saved(path, error) from error


def _not_saved(path: Path, error: Exception) -> UserError:
    reason = getattr(error, "strerror", None) or str(error)
    return UserError(
        tr(
            "{file} could not be saved in {folder}: {reason}.",
            file=path.name,
            folder=path.parent,
            reason=reason,
        ),
        tr("Choose another folder, or make room, and save again."),
        str(error),
    )


def sweep_stale(folder: Path) -> list[Path]:
    """Remove the temporary files, and folders, in a folder whose writers are dead.

    Never raises: what cannot be looked at, or is not surely stale, stays.

    Returns
    -------
    list of Path
        What was removed.
    """
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.name.startswith(_PREFIX)]
    except (OSError, ValueError):
        return []
    return [folder / name for name in names if _OURS.fullmatch(name) and _swept(folder / name)]


def _swept(path: Path) -> bool:
    match = _OURS.fullmatch(path.name)
    lock_tells = fcntl is not None and match is not None and match[1] == _NODE
    if path.is_dir() and not path.is_symlink():
        return match is not None and match[1] is not None and _swept_folder(path, lock_tells)
    try:
        handle = os.open(path, _LOOK)
    except OSError:
        return False
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            return False
        # Of a lock on another computer nothing need be known here.
        if not lock_tells and time.time() - status.st_mtime < DAY:
            return False
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.unlink(path)
    except OSError:
        return False
    finally:
        os.close(handle)
    if fcntl is None:
        try:
            os.unlink(path)  # fails while its writer has it open
        except OSError:
            return False
    return True


def _swept_folder(path: Path, lock_tells: bool) -> bool:
    lock: int | None = None
    try:
        if not lock_tells and time.time() - path.stat().st_mtime < DAY:
            return False
        if fcntl is not None:
            lock = os.open(path, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path)
    except OSError:
        return False
    finally:
        if lock is not None:
            os.close(lock)
    return True


def _create_folder(folder: Path) -> tuple[Path, int | None]:
    """Make a new, private, locked folder; return it, and the descriptor that holds the lock."""
    while True:
        path = folder / f"{_PREFIX}{_NODE}-{os.urandom(8).hex()}.tmp"
        path.mkdir(0o700)
        if fcntl is None:
            return path, None
        with contextlib.suppress(FileNotFoundError):  # swept in the moment before it was locked
            lock = os.open(path, os.O_RDONLY)
            with contextlib.suppress(OSError):  # a folder without locks
                fcntl.flock(lock, fcntl.LOCK_EX)
            if path.is_dir():
                return path, lock
            os.close(lock)


def _create(folder: Path) -> tuple[int, str]:
    """Open a new, private, locked file; return its descriptor and name."""
    while True:
        name = os.path.join(folder, f"{_PREFIX}{_NODE}-{os.urandom(8).hex()}.tmp")
        handle = os.open(name, _NEW, 0o600)
        if fcntl is None:
            return handle, name
        with contextlib.suppress(OSError):  # a folder without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return handle, name
        os.close(handle)  # swept in the moment before it was locked


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


# Read once: for the moment that reading takes, files of other threads would be open to all.
_UMASK = _umask()
