"""What other threads send waits, while a hand moves something, for the frame of that move.

A snapshot takes some milliseconds of the window's thread. Where it comes between a move and its
frame, the hand sees the picture late; behind the frame there is time for it until the next move.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from vae_explorer.session.workspace import Workspace

_STILL_MS = 30  # after a move, when a hand is taken to rest


class Hand(QObject):
    """Does things in their order: at once, or behind the frame of a hand that moves.

    A frame is painted when the events of a turn of the event loop are done, before the timers have
    theirs.
    """

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._moved_at = -1.0
        self._waiting: deque[Callable[[], None]] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._do_all)
        workspace.probe_changed.connect(self._note_move)
        workspace.moment_changed.connect(self._note_move)

    def after_frame(self, call: Callable[[], None]) -> None:
        """Call something now, or within hundredths of a second if a hand moves."""
        rest = _STILL_MS - 1000 * (time.perf_counter() - self._moved_at)
        if rest <= 0 and not self._waiting:
            call()
            return
        self._waiting.append(call)
        if not self._timer.isActive():
            self._timer.start(max(0, round(rest)))

    @Slot()
    def _note_move(self) -> None:
        self._moved_at = time.perf_counter()
        if self._waiting:
            self._timer.start(0)

    @Slot()
    def _do_all(self) -> None:
        """Do all that waits; if something fails, the rest has another turn."""
        try:
            while self._waiting:
                self._waiting.popleft()()
        finally:
            if self._waiting:
                self._timer.start(0)


class HasHand(Protocol):
    """What methods that are called `behind_frames` are of."""

    _hand: Hand


OwnerT = TypeVar("OwnerT", bound=HasHand)
P = ParamSpec("P")


def behind_frames(method: Callable[Concatenate[OwnerT, P], None]) -> Callable[..., None]:
    """Let a method that takes what another thread sends wait for the frame of a moving hand."""

    @wraps(method)
    def call(self: OwnerT, *args: Any) -> None:
        self._hand.after_frame(partial(method, self, *args))

    return call
