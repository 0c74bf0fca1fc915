"""The clock by which dots glide: it ticks while they are on their way."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

_FRAME_MS = 16
# While a model trains, a frame takes from the training more than its own time: all threads of a
# step wait for the one that made room for it. With cores to spare nobody waits.
_LIVE_FRAME_MS = 33 if (os.cpu_count() or 1) > 2 else 100


class Glide(QObject):
    """Calls a function with the seconds since the last call, until that returns False."""

    def __init__(self, advance: Callable[[float], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._advance = advance
        self._clock = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._pause = self._usual = _FRAME_MS

    def set_live(self, live: bool) -> None:
        """Save the processor's time while a model trains."""
        self._pause = _LIVE_FRAME_MS if live else _FRAME_MS
        self._set_interval(self._pause)

    def give_way(self) -> None:
        """A hand has moved something: a tick that is due before it moves on follows its frame."""
        if self._timer.isActive() and self._timer.remainingTime() <= _FRAME_MS:
            self._timer.start(0)

    def start(self, *, smooth: bool = False) -> None:
        """Begin, unless it is under way.

        With `smooth`, what somebody has just asked for moves smoothly beside a training too, until
        all is at rest.
        """
        if smooth:
            self._set_interval(_FRAME_MS)
        elif not self._timer.isActive():
            self._set_interval(self._pause)
        if not self._timer.isActive():
            self._clock = time.perf_counter()
            self._timer.start()
            self._advance(_FRAME_MS / 1000)  # so that the next frame has moved

    def _set_interval(self, milliseconds: int) -> None:
        self._usual = milliseconds
        self._timer.setInterval(milliseconds)

    def _tick(self) -> None:
        now = time.perf_counter()
        if not self._advance(now - self._clock):
            self._timer.stop()
        elif self._timer.interval() != self._usual:
            self._timer.setInterval(self._usual)
        self._clock = now
