"""Pictures that take a while to make and to write, beside whatever else goes on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.storage.atomic import write_atomically
from vae_explorer.session.latest import Latest
from vae_explorer.session.state import Message


@dataclass(frozen=True, eq=False)
class _Request:
    path: Path
    make: Callable[[], bytes]


@dataclass(frozen=True, eq=False)
class _Written:
    path: Path
    error: Exception | None = None


def _write(request: _Request) -> _Written:
    """Called on the thread."""
    try:
        write_atomically(request.path, request.make())
    except Exception as error:
        return _Written(request.path, error)
    return _Written(request.path)


class PictureWriter(QObject):
    """Writes files one after the other.

    Attributes
    ----------
    written
        The `Path` of a file that is there now.
    message_posted
        A `Message` for each file: that it is there, or why not.
    """

    written = Signal(Path)
    message_posted = Signal(Message)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        # Each was asked for by hand, so that a newer wish does not replace an older one.
        self._waiting: deque[_Request] = deque()
        self._under_way = False
        self._latest: Latest[_Request] = Latest("pictures", _write, self)
        self._latest.answered.connect(self._on_written)

    def begin(self) -> None:
        """Write from now on; called when torch is there."""
        self._latest.begin()

    def end(self) -> None:
        """Ask the thread to end, after the file that it is at."""
        self._waiting.clear()
        self._latest.end()

    def wait(self) -> None:
        """Return when it has ended."""
        self._latest.wait()

    def write(self, path: Path, make: Callable[[], bytes]) -> None:
        """Write what `make` returns, which is called on the thread."""
        self._waiting.append(_Request(path, make))
        self._go_on()

    def _go_on(self) -> None:
        if self._waiting and not self._under_way:
            self._under_way = True
            self._latest.ask(self._waiting.popleft())

    @Slot(object)
    def _on_written(self, answer: _Written) -> None:
        self._under_way = False
        if answer.error is not None:
            self.message_posted.emit(Message.about(answer.error))
        else:
            self.message_posted.emit(Message("success", f"Saved {answer.path}."))
            self.written.emit(answer.path)
        self._go_on()
