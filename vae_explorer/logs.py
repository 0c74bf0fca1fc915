"""The log: a small file in the platform's log folder, for reports of what went wrong.

It holds starts, errors and what the window told the user; with ``--debug`` more, and the terminal
shows it as well. A folder that cannot be written is no error: then the lines are in memory alone.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from platformdirs import user_log_path

from vae_explorer.core.errors import Interrupted, UserError

RECENT = 50  # lines that a report quotes
_FILE_BYTES = 256 * 1024
_OLD_FILES = 1
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

_log = logging.getLogger("vae_explorer")
_recent: deque[str] = deque(maxlen=RECENT)


def log_path() -> Path:
    """Return the file of the log, whether or not it is there."""
    return user_log_path("vae-explorer", appauthor=False) / "vae-explorer.log"


def recent_lines() -> list[str]:
    """Return the last lines of the log, at most `RECENT`: of this start, and of those before."""
    return list(_recent)


@contextmanager
def logging_to_file(*, debug: bool = False) -> Iterator[None]:
    """Log what the package reports inside this, and every exception that leaves it.

    Exceptions that nothing catches in a thread, or in a slot of Qt, are logged too before they go
    where they would have gone.

    Parameters
    ----------
    debug
        Log more than starts and failures, and on standard error as well.
    """
    handlers = _handlers(debug)
    level = _log.level
    _log.setLevel(logging.DEBUG if debug else logging.INFO)
    for handler in handlers:
        _log.addHandler(handler)
    try:
        with _uncaught_exceptions_logged():
            yield
    except UserError as error:
        _log.warning("%s %s", error, error.details)
        raise
    except (KeyboardInterrupt, Interrupted):
        _log.info("interrupted")
        raise
    except Exception as error:
        _log.critical("uncaught", exc_info=error)
        raise
    finally:
        _log.setLevel(level)
        for handler in handlers:
            _log.removeHandler(handler)
            handler.close()


def _handlers(debug: bool) -> list[logging.Handler]:
    _recent.clear()
    handlers: list[logging.Handler] = [_Memory()]
    with suppress(OSError):
        path = log_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            _recent.extend(path.read_text(encoding="utf-8", errors="replace").splitlines())
        handlers.append(_File(path))
    if debug and sys.stderr is not None:
        handlers.append(logging.StreamHandler())
    for handler in handlers:
        handler.setFormatter(logging.Formatter(_FORMAT))
    return handlers


class _Memory(logging.Handler):
    """Keeps the last lines for a report."""

    def emit(self, record: logging.LogRecord) -> None:
        _recent.extend(self.format(record).splitlines())


class _File(RotatingFileHandler):
    """The file; a full disk, or another program that holds it, is not worth a word."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            maxBytes=_FILE_BYTES,
            backupCount=_OLD_FILES,
            encoding="utf-8",
            errors="backslashreplace",
        )

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Go on without this line."""


@contextmanager
def _uncaught_exceptions_logged() -> Iterator[None]:
    print_exception, print_in_thread = sys.excepthook, threading.excepthook

    def log_exception(
        kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        _log.critical("uncaught", exc_info=(kind, error, traceback))
        print_exception(kind, error, traceback)

    def log_in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            _log.critical("uncaught in a thread", exc_info=args.exc_value)
        print_in_thread(args)

    sys.excepthook, threading.excepthook = log_exception, log_in_thread
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = print_exception, print_in_thread
