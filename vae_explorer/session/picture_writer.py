"""Pictures that take a while to make and to write, beside whatever else goes on."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.errors import Interrupted
from vae_explorer.core.language import tr
from vae_explorer.core.storage.atomic import write_atomically
from vae_explorer.session.latest import Latest
from vae_explorer.session.state import Message

Do = Callable[[Path, Callable[[int, int], None], Callable[[], bool]], None]
"""Writes a file: told where, whom to tell how much is done, and whom to ask whether to give up."""


@dataclass(frozen=True, eq=False)
class _Request:
    path: Path
    do: Do
    given_up: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, eq=False)
class _Written:
    path: Path
    error: Exception | None = None


class PictureWriter(QObject):
    """Writes files one after the other.

    Attributes
    ----------
    written
        The `Path` of a file that is there now.
    under_way_changed
        Whether a file is being written.
    progressed
        How much of it is done, and of how much; emitted on the thread.
    message_posted
        A `Message` for each file: that it is there, or why not.
    """

    written = Signal(Path)
    under_way_changed = Signal(bool)
    progressed = Signal(int, int)
    message_posted = Signal(Message)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        # Each was asked for by hand, so that a newer wish does not replace an older one.
        self._waiting: deque[_Request] = deque()
        self._under_way: _Request | None = None
        self._latest: Latest[_Request] = Latest("pictures", self._write, self)
        self._latest.answered.connect(self._on_written)

    def begin(self) -> None:
        """Write from now on; called when torch is there."""
        self._latest.begin()

    def end(self) -> None:
        """Ask the thread to end, after the file that it is at, or in the middle of a long one."""
        self.cancel()
        self._latest.end()

    def wait(self) -> None:
        """Return when it has ended."""
        self._latest.wait()

    def write(self, path: Path, make: Callable[[], bytes]) -> None:
        """Write what `make` returns, which is called on the thread."""
        self.let(path, lambda where, _progress, _cancelled: write_atomically(where, make()))

    def let(self, path: Path, do: Do) -> None:
        """Have a file, or a folder, written by `do`, which is called on the thread."""
        self._waiting.append(_Request(path, do))
        self._go_on()

    def cancel(self) -> None:
        """Give up what is being written, where that takes long, and what waits."""
        self._waiting.clear()
        if self._under_way is not None:
            self._under_way.given_up.set()

    def _go_on(self) -> None:
        if self._waiting and self._under_way is None:
            self._under_way = self._waiting.popleft()
            self.under_way_changed.emit(True)
            self._latest.ask(self._under_way)

    def _write(self, request: _Request) -> _Written:
        """Called on the thread."""
        try:
            request.do(request.path, self.progressed.emit, request.given_up.is_set)
        except Exception as error:
            return _Written(request.path, error)
        return _Written(request.path)

    @Slot(object)
    def _on_written(self, answer: _Written) -> None:
        self._under_way = None
        self.under_way_changed.emit(False)
        if isinstance(answer.error, Interrupted):
            text = tr("{file} was given up; nothing of it was saved.", file=answer.path.name)
            self.message_posted.emit(Message("info", text))
        elif answer.error is not None:
            self.message_posted.emit(Message.about(answer.error))
        else:
            text = tr("Saved {path}.", path=answer.path)
            self.message_posted.emit(Message("success", text))
            self.written.emit(answer.path)
        self._go_on()
