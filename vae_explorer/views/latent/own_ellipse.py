"""A hand that has hold of an ellipse in the plot, while somebody is the encoder."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from vae_explorer.core.measures.diagonal import Diagonal
from vae_explorer.views.digit.ellipse import NUDGES, grip_at, moved, nudged, places
from vae_explorer.views.latent.layers.posterior import PosteriorLayer
from vae_explorer.views.latent.plot import LatentPlot


class EllipseHand(QObject):
    """Takes the mouse before the plot does where it is over the ellipse, arrow keys and Escape.

    Attributes
    ----------
    moved
        The Gaussian that the hand has made.
    settled
        It has let go: of what kind the gesture was.
    ended
        Escape was pressed, and the hand had nothing else to let go.
    """

    moved = Signal(Diagonal)
    settled = Signal(str)
    ended = Signal()

    def __init__(self, plot: LatentPlot) -> None:
        super().__init__(plot)
        self._plot = plot
        self._layer = plot.stack.layer(PosteriorLayer)
        self._grip: tuple[str, QPointF] | None = None
        plot.installEventFilter(self)

    def eventFilter(self, _plot: QObject, event: QEvent) -> bool:
        q = self._layer.attempt
        if q is None:
            self._grip = None
            return False
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                if not self._plot.hand.cancel():
                    self.ended.emit()
                return True
            if (after := nudged(q, event)) is not None:
                self.moved.emit(after)
                self.settled.emit(NUDGES)
                return True
        elif isinstance(event, QMouseEvent):
            return self._mouse(kind, event, q)
        return False

    def _mouse(self, kind: QEvent.Type, event: QMouseEvent, q: Diagonal) -> bool:
        plot = self._plot
        at = event.position() - QPointF(plot.left_margin, 0)
        if kind == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            grip = grip_at(plot.plane, q, at, plot.scale)
            if grip is None or plot.picking:
                return False
            self._grip = (grip, places(plot.plane, q, plot.scale)[grip] - at)
            plot.hover(None)
            plot.setCursor(Qt.CursorShape.ClosedHandCursor)
            return True
        if kind == QEvent.Type.MouseMove:
            if self._grip is not None:
                name, off = self._grip
                to = at + off
                place = plot.plane.to_plane(to.x(), to.y())
                self.moved.emit(moved(q, name, place, plot.plane, plot.scale))
                return True
            if not event.buttons() and grip_at(plot.plane, q, at, plot.scale) is not None:
                plot.hover(None)
                plot.setCursor(Qt.CursorShape.OpenHandCursor)
                return True
        if kind == QEvent.Type.MouseButtonRelease and self._grip is not None:
            self._grip = None
            plot.unsetCursor()
            self.settled.emit("")
            return True
        return False
