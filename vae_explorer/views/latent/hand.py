"""What a mouse does in the latent plot: take the handle, put it down, pan, zoom, point at a dot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

if TYPE_CHECKING:
    from vae_explorer.views.latent.plot import LatentPlot

CLICK_PIXELS = 4  # that a hand trembles while it clicks
ZOOM_STEP = 1.25


class Hand:
    """One press of the left button at a time, and the pointer when none is pressed.

    It keeps what lasts as long as a press does, and asks the plot for everything else.
    """

    def __init__(self, plot: LatentPlot) -> None:
        self._plot = plot
        self._grip: QPointF | None = None  # from the pointer to the handle, while that is dragged
        self._start = (0.0, 0.0)  # where it was then
        self._pressed: QPointF | None = None
        self._pan_from: QPointF | None = None
        self._on_arrow = False

    @property
    def holds(self) -> bool:
        """Whether the handle is being dragged."""
        return self._grip is not None

    def press(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        plot, at = self._plot, self._at(event)
        plot.hover(None)
        self._pressed = at
        self._grip = plot.handle.grip(plot.plane, at, plot.scale)
        self._on_arrow = plot.handle.is_on_arrow(plot.plane, at, plot.scale)
        if self._grip is not None:
            self._start = plot.cursor_place
            plot.setCursor(Qt.CursorShape.ClosedHandCursor)
            plot.show_activity()

    def move(self, event: QMouseEvent) -> None:
        at = self._at(event)
        if self._grip is not None:
            self._plot.drag_to(at + self._grip)
        elif self._pressed is not None:
            self._pan(at)
        else:
            self._point(at)

    def release(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        plot, at = self._plot, self._at(event)
        dragged = self.holds
        clicked = not dragged and self._pan_from is None and self._pressed is not None
        on_arrow = self._on_arrow
        self.let_go()
        if clicked and on_arrow:
            plot.centre_on_handle()
        elif clicked:
            plot.drag_to(at)
        if dragged or (clicked and not on_arrow):
            plot.cursor_dropped.emit()
        self._point(at)

    def wheel(self, event: QWheelEvent) -> None:
        delta = event.pixelDelta().y() * 3 or event.angleDelta().y()
        if delta:
            self._plot.zoom(ZOOM_STEP ** (delta / 120), self._at(event))
        event.accept()

    def leave(self) -> None:
        """Point at nothing."""
        self._plot.hover(None)

    def let_go(self) -> None:
        """End what the press has begun."""
        self._grip = self._pressed = self._pan_from = None
        self._on_arrow = False
        self._plot.unsetCursor()
        self._plot.show_activity()

    def cancel(self) -> bool:
        """Put a handle that is dragged back where it was; return whether there was one."""
        if not self.holds:
            return False
        start = self._start
        self.let_go()
        self._plot.set_cursor(*start)
        self._plot.cursor_moved.emit(*start)
        return True

    def _at(self, event: QMouseEvent | QWheelEvent) -> QPointF:
        return event.position() - QPointF(self._plot.left_margin, 0)

    def _pan(self, at: QPointF) -> None:
        if self._pressed is None:
            return
        if self._pan_from is None and (at - self._pressed).manhattanLength() > CLICK_PIXELS:
            self._pan_from = self._pressed
            self._plot.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._pan_from is not None:
            step = at - self._pan_from
            self._pan_from = at
            self._plot.pan(step.x(), step.y())

    def _point(self, at: QPointF) -> None:
        plot = self._plot
        if plot.handle.grip(plot.plane, at, plot.scale) is not None:
            plot.setCursor(Qt.CursorShape.OpenHandCursor)
            plot.hover(None)
        elif plot.handle.is_on_arrow(plot.plane, at, plot.scale):
            plot.setCursor(Qt.CursorShape.PointingHandCursor)
            plot.hover(None)
        else:
            plot.unsetCursor()
            plot.hover(at)
