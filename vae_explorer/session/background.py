"""A thread with one object on it, whose slots run there."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress

from PySide6.QtCore import QObject, QThread

_NICE = 10


def give_way() -> None:
    """Let this thread have what of the processors the others leave; called on it.

    For work that nobody waits for. On Linux a thread has a niceness of its own; elsewhere nothing
    is changed.
    """
    if sys.platform.startswith("linux"):
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


class Background(QObject):
    """Owns a thread, from its making to `wait`.

    Parameters
    ----------
    member
        What is to live on the thread; it has no parent.
    name
        Of the thread, for debuggers.
    """

    def __init__(self, member: QObject, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._thread = QThread(self)
        self._thread.setObjectName(name)
        member.moveToThread(self._thread)
        self._thread.start()

    def end(self) -> None:
        """Ask the thread to end, after the slot that it is in; slots that wait are not run."""
        self._thread.quit()

    def wait(self) -> None:
        """Return when the thread has ended."""
        self._thread.wait()
