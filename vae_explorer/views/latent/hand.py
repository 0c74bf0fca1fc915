"""What a mouse does in the latent plot: move the handle or the path, pan, select, point."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent

from vae_explorer.views.latent.menu import open_menu
from vae_explorer.views.latent.tools import Tools

if TYPE_CHECKING:
    from vae_explorer.views.latent.plot import LatentPlot

CLICK_PIXELS = 4  # that a hand trembles while it clicks
ZOOM_STEP = 1.25


class Hand(QObject):
    """One press of the left button at a time, and the pointer when none is pressed.

    It takes the plot's events of the mouse before the plot does, and keeps what lasts as long as a
    press. Where it puts the handle it says by the plot's ``cursor_moved``; the handle itself is
    moved by whoever listens to that.
    """

    def __init__(self, plot: LatentPlot) -> None:
        super().__init__(plot)
        self._plot = plot
        self._does: dict[QEvent.Type, Callable[[Any], None]] = {
            QEvent.Type.MouseButtonPress: self._press,
            QEvent.Type.MouseButtonDblClick: self._press,
            QEvent.Type.MouseMove: self._move,
            QEvent.Type.MouseButtonRelease: self._release,
            QEvent.Type.Wheel: self._wheel,
            QEvent.Type.Leave: self._leave,
            QEvent.Type.ContextMenu: self._open_menu,
        }
        self._grip: QPointF | None = None  # from the pointer to the handle, while that is dragged
        self._start = (0.0, 0.0)  # where it was then
        self._pressed: QPointF | None = None
        self._pan_from: QPointF | None = None
        self._on_arrow = False
        self.tools = Tools(plot)
        plot.installEventFilter(self)

    def eventFilter(self, _plot: QObject, event: QEvent) -> bool:
        do = self._does.get(event.type())
        if do is None:
            return False
        do(event)
        return True

    @property
    def holds(self) -> bool:
        """Whether the handle is being dragged."""
        return self._grip is not None

    def _press(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        plot, at = self._plot, self._at(event)
        plot.hover(None)
        if self.tools.tool and not plot.picking:
            self.tools.follow_keys(event.modifiers())
            self.tools.press(at)
            return
        self._pressed = at
        self._grip = plot.handle.grip(plot.plane, at, plot.scale)
        self._on_arrow = plot.handle.is_on_arrow(plot.plane, at, plot.scale)
        if not plot.picking and plot.path_hand.press(at):
            plot.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._grip is not None:
            self._start = plot.cursor_place
            plot.setCursor(Qt.CursorShape.ClosedHandCursor)
            plot.show_activity()

    def _move(self, event: QMouseEvent) -> None:
        at = self._at(event)
        if self.tools.drawing:
            self.tools.move(at)
        elif self._grip is not None:
            self._put(at + self._grip)
        elif self._plot.path_hand.holds:
            self._plot.path_hand.move(at)
        elif self._pressed is not None:
            self._pan(at)
        else:
            self.tools.follow_keys(event.modifiers())
            self._point(at)

    def _release(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        plot, at = self._plot, self._at(event)
        if self.tools.drawing:
            self.tools.release(at)
            self.tools.follow_keys(event.modifiers())
            return
        dragged, on_path = self.holds, plot.path_hand.holds
        clicked = not dragged and self._pan_from is None and self._pressed is not None
        on_arrow = self._on_arrow
        if on_path:
            plot.path_hand.release(at)
        self.let_go()
        if on_path:
            self._point(at)
            return
        if clicked and plot.picking:
            plot.picked.emit(*plot.plane.to_plane(at.x(), at.y()), plot.dot_at(at))
            self._point(at)
            return
        if clicked and on_arrow:
            plot.centre_on_handle()
        elif clicked:
            if (row := plot.dot_at(at)) is not None:
                plot.dot_chosen.emit(row)
            self._put(at)
        if dragged or (clicked and not on_arrow):
            plot.cursor_dropped.emit()
        self._point(at)

    def _wheel(self, event: QWheelEvent) -> None:
        delta = event.pixelDelta().y() * 3 or event.angleDelta().y()
        if delta:
            self._plot.zoom(ZOOM_STEP ** (delta / 120), self._at(event))
        event.accept()

    def _leave(self, _event: QEvent) -> None:
        self._plot.hover(None)

    def _open_menu(self, event: QContextMenuEvent) -> None:
        plot, margin = self._plot, QPointF(self._plot.left_margin, 0)
        place = QPointF(event.pos()) - margin
        inside = 0 <= place.x() <= plot.plane.width and 0 <= place.y() <= plot.plane.height
        if event.reason() == QContextMenuEvent.Reason.Mouse and inside:
            plot.hover(None)
            open_menu(plot, place, event.globalPos())
        else:
            at = plot.handle.at(plot.plane) + margin
            open_menu(plot, None, plot.mapToGlobal(at.toPoint()))
        event.accept()

    def let_go(self) -> None:
        """End what the press has begun."""
        self._grip = self._pressed = self._pan_from = None
        self._plot.path_hand.let_go()
        self._on_arrow = False
        self._plot.unsetCursor()
        self._plot.show_activity()

    def cancel(self) -> bool:
        """Put what is dragged back where it was; return whether there was anything."""
        if self.tools.cancel():
            return True
        if self._plot.path_hand.holds:
            self._plot.path_hand.cancel()
            self.let_go()
            return True
        if self._plot.picking:
            self._plot.pick_cancelled.emit()
            return True
        if not self.holds:
            return False
        self.let_go()
        self._plot.tell_place(*self._start)
        return True

    def _put(self, at: QPointF) -> None:
        """Put the handle under a pixel of the view."""
        plane = self._plot.plane
        x = min(max(at.x(), 0.0), plane.width)
        y = min(max(at.y(), 0.0), plane.height)
        self._plot.tell_place(*plane.to_plane(x, y))

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
        if plot.picking or self.tools.tool:
            plot.setCursor(Qt.CursorShape.CrossCursor)
            plot.hover(at)
        elif plot.handle.grip(plot.plane, at, plot.scale) is not None:
            plot.setCursor(Qt.CursorShape.OpenHandCursor)
            plot.hover(None)
        elif plot.handle.is_on_arrow(plot.plane, at, plot.scale):
            plot.setCursor(Qt.CursorShape.PointingHandCursor)
            plot.hover(None)
        elif plot.path_hand.is_at(at):
            plot.setCursor(Qt.CursorShape.OpenHandCursor)
            plot.hover(None)
        else:
            plot.unsetCursor()
            plot.hover(at)
