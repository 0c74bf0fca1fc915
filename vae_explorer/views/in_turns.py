"""Work in parts, between which the event loop has its turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Slot


class InTurns(QObject):
    """Does things one after the other, each in a turn of the event loop of its own.

    What several parts of the window take together would hold up a hand that drags beside it; a
    frame waits for one of them at most.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Callable[[], None]] = deque()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._do_next)

    def do(self, parts: Iterable[Callable[[], None]], *, at_once: bool = False) -> None:
        """Do these, instead of what still waits; with `at_once` all of them now."""
        self._waiting = deque(parts)
        if not at_once:
            self._timer.start()
        while at_once and self._waiting:
            self._do_next()

    @Slot()
    def _do_next(self) -> None:
        if len(self._waiting) <= 1:
            self._timer.stop()
        if self._waiting:
            self._waiting.popleft()()
