"""The clock of something that is played."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

_TICK_MS = 20
_REST_SECONDS = 1.0  # at the end, before it begins again


class Player(QObject):
    """Goes from the first frame to the last, at frames a second.

    Parameters
    ----------
    there_and_back
        Whether it goes back the same way, and not to the first frame at once.

    Attributes
    ----------
    frame_wanted
        The frame whose turn it is.
    playing_changed
        It has begun, or come to rest.
    """

    frame_wanted = Signal(int)
    playing_changed = Signal(bool)

    def __init__(self, parent: QObject, *, there_and_back: bool = True) -> None:
        super().__init__(parent)
        self.rate = 25.0
        self.loops = True
        self._returns = there_and_back
        self._count = 2
        self._at = 0.0
        self._forward = True
        self._clock = 0.0
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def playing(self) -> bool:
        """Whether it goes."""
        return self._timer.isActive()

    def set_count(self, count: int) -> None:
        """Say how many frames there are, at least two."""
        self._count = max(2, count)
        self._at = min(self._at, self._count - 1)

    def seek(self, frame: int) -> None:
        """Go on from a frame, in the direction that it has."""
        if round(self._at) != frame:
            self._at = float(frame)

    def play(self) -> None:
        """Begin: without a loop, once; from the first frame if it is at the last."""
        if not self.playing:
            self._forward = self._at < self._count - 1
            if not (self._returns or self._forward):
                self._at, self._forward = 0.0, True
            self._clock = time.perf_counter()
            self._timer.start()
            self.playing_changed.emit(True)

    def pause(self) -> None:
        """Come to rest where it is."""
        if self.playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    def toggle(self) -> None:
        """Begin, or come to rest."""
        (self.pause if self.playing else self.play)()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.advance(now - self._clock)
        self._clock = now

    def advance(self, seconds: float) -> None:
        """Go on by some time; frames that there is no time for are left out."""
        if not self._returns:
            self._advance_once(seconds)
            return
        last = self._count - 1
        # On the way there and back as one line: from 0 to 2 last, folded in the middle.
        line = self._at if self._forward else 2 * last - self._at
        line += min(seconds * self.rate, float(last))
        if line >= 2 * last and not self.loops:
            self._at, self._forward = 0.0, True
            self.pause()
        else:
            line %= 2 * last
            self._forward = line < last
            self._at = line if self._forward else 2 * last - line
        self.frame_wanted.emit(round(self._at))

    def _advance_once(self, seconds: float) -> None:
        """Go on to the last frame, and rest there; or show it for a while, and begin again."""
        last = self._count - 1
        self._at += seconds * self.rate
        rest = _REST_SECONDS * self.rate
        if self._at >= last + (rest if self.loops else 0):
            self._at = 0.0 if self.loops else float(last)
            if not self.loops:
                self.pause()
        self.frame_wanted.emit(min(last, int(self._at + 1e-9)))
