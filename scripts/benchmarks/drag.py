"""A hand that drags something in the window, sixty moves a second."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from vae_explorer.views.widgets.image_view import ImageView
from vae_explorer.views.window.main_window import MainWindow

PERIOD = 1 / 60
_PATIENCE_MS = 120_000


class Paints(QObject):
    """Tells when the window has painted, to the end, both of the widgets that a move changes."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        image = window.layout_of_panels.panels["decoded"].findChild(ImageView)
        if image is None:
            raise LookupError("The decoded panel has no ImageView.")
        self._widgets: tuple[QWidget, QWidget] = (window.latent.plot, image)
        self._painted: set[QObject] = set()
        self.finished_at: float | None = None
        for watched in (window, *self._widgets):
            watched.installEventFilter(self)

    def remove(self) -> None:
        for watched in (self._window, *self._widgets):
            watched.removeEventFilter(self)

    def forget(self) -> None:
        """Begin to wait for the next time."""
        self._painted.clear()
        self.finished_at = None

    def complete(self) -> None:
        """Called at the end of each painting that reached both widgets."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint:
            self._painted.add(watched)
        elif event.type() == QEvent.Type.UpdateRequest and watched is self._window:
            # Qt paints every widget that asked for it in here, and puts the result on the screen.
            self._window.event(event)
            if self._painted.issuperset(self._widgets) and self.finished_at is None:
                self.finished_at = time.perf_counter()
                self.complete()
            return True
        return False


class Gesture(Paints):
    """Moves a mouse with its button down over a widget in the real event loop.

    A move counts from when it was due to the end of the painting of its image: a window that is
    busy at that moment is late, as it is for a hand.
    """

    def __init__(self, window: MainWindow, target: QWidget, moves: int) -> None:
        super().__init__(window)
        self._target = target
        self._moves = moves
        self._made = 0
        self._due = 0.0
        self._waiting: float | None = None  # due time of the oldest move that is not painted
        self._latencies: list[float] = []
        self._loop = QEventLoop()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._move)

    def run(self) -> list[float]:
        """Make all moves; return the milliseconds that each took."""
        self._send(QEvent.Type.MouseButtonPress, *self.begin())
        self._start = time.perf_counter() + PERIOD
        self._schedule()
        QTimer.singleShot(_PATIENCE_MS, self, self._loop.quit)
        self._loop.exec()
        if self._made < self._moves or self._waiting is not None:
            raise TimeoutError(f"The window painted {len(self._latencies)} of {self._moves} moves.")
        self._send(QEvent.Type.MouseButtonRelease, *self.place(self._moves))
        self.remove()
        return [1000 * seconds for seconds in self._latencies]

    def complete(self) -> None:
        if self._waiting is not None and self.finished_at is not None:
            self._latencies.append(self.finished_at - self._waiting)
            self._waiting = None
            if self._made >= self._moves:
                self._loop.quit()

    def _schedule(self) -> None:
        now = time.perf_counter()
        wanted = self._start + self._made * PERIOD
        # The timer counts whole milliseconds, which are not the window's fault.
        wait = max(0, math.ceil((wanted - now) * 1000))
        self._due = now + wait / 1000 if wait else wanted
        self._timer.start(wait)

    def _move(self) -> None:
        if self._waiting is None:
            self._waiting = self._due
            self.forget()
        # A window that is late gets one move for all that were due, as a system would send it.
        late = int((time.perf_counter() - self._start) / PERIOD)
        self._made = min(max(self._made, late), self._moves - 1) + 1
        if self._made < self._moves:
            self._schedule()
        self._send(QEvent.Type.MouseMove, *self.place(self._made))

    def begin(self) -> tuple[float, float]:
        """Return where the button is pressed, in pixels of the widget."""
        raise NotImplementedError

    def place(self, move: int) -> tuple[float, float]:
        """Return where the mouse is after so many moves."""
        raise NotImplementedError

    def _send(self, kind: QEvent.Type, x: float, y: float) -> None:
        place = QPointF(x, y)
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        event = QMouseEvent(
            kind,
            place,
            self._target.mapToGlobal(place),
            none if kind == QEvent.Type.MouseMove else left,
            none if kind == QEvent.Type.MouseButtonRelease else left,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(self._target, event)


class Drag(Gesture):
    """Drags the handle of the plot round an ellipse."""

    def __init__(self, window: MainWindow, moves: int) -> None:
        self._plot = window.latent.plot
        super().__init__(window, self._plot, moves)

    def begin(self) -> tuple[float, float]:
        x, y = self._plot.plane.to_pixels(*self._plot.cursor_place)
        return x + self._plot.left_margin, y

    def place(self, move: int) -> tuple[float, float]:
        plane = self._plot.plane
        reach = 0.35 * min(plane.width, plane.height)
        angle = 2 * math.pi * move / 200
        return (
            self._plot.left_margin + plane.width / 2 + reach * math.cos(angle),
            plane.height / 2 + 0.6 * reach * math.sin(angle),
        )


class Scrub(Gesture):
    """Drags the timeline's handle over all frames, there and back."""

    def __init__(self, window: MainWindow, moves: int) -> None:
        self._track = window.timeline.track
        super().__init__(window, self._track, moves)

    def begin(self) -> tuple[float, float]:
        return self.place(0)

    def place(self, move: int) -> tuple[float, float]:
        steps = self._track.course.steps
        last = len(steps) - 1
        frame = last - abs(last - move % (2 * last))
        if move >= self._moves:  # which has to show another one, or nothing would be painted
            frame = 0 if self._track.moment != steps[0] else last
        return self._track.x_of(steps[frame]), self._track.height() / 3
