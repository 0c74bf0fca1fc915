"""The lens, large, in a panel; whoever is the encoder takes hold of the ellipse in it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.language import marked, tr
from vae_explorer.core.measures.diagonal import Diagonal
from vae_explorer.views.digit.ellipse import NUDGES, grip_at, moved, nudged, paint_handles, places
from vae_explorer.views.digit.lens import RING, LensPicture
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.image_view import paint_sentence

GOOD = 220  # pixels of height at which it is seen well
_TELL = marked("Posterior around its mode")
_HOW = marked(
    "Drag the ellipse, or stretch it by its handles. Arrow keys move it by a tenth of σ, with "
    "Shift they make it wider and higher; Escape ends it."
)


class LensView(QWidget):
    """Posterior around its mode, with contours at 1, 2 and 3 σ of a Gaussian, and q.

    Attributes
    ----------
    moved
        The Gaussian that a hand has made.
    settled
        It has let go: of what kind the gesture was.
    ended
        Escape was pressed.
    """

    moved = Signal(Diagonal)
    settled = Signal(str)
    ended = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lens: LensPicture | None = None
        self._q: Diagonal | None = None
        self._own: Diagonal | None = None
        self._waiting = ""
        self._grip: tuple[str, QPointF] | None = None  # and from the pointer to it
        self._held: Plane | None = None  # the view, while a hand has hold of something
        self.setMouseTracking(True)
        self.setMinimumSize(120, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr(_TELL))

    def sizeHint(self) -> QSize:
        # Where there is little room, a hand needs to see the bar as well.
        return QSize(240, GOOD if self._own is None else self.minimumHeight())

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_lens(self, lens: LensPicture | None, q: Diagonal | None, waiting: str = "") -> None:
        """Show these, or say what is missing."""
        self._lens, self._q, self._waiting = lens, q, waiting
        self.update()

    def set_own(self, q: Diagonal | None) -> None:
        """Let a hand have this Gaussian; None for the encoder's alone."""
        if (q is None) != (self._own is None):
            policy = Qt.FocusPolicy.StrongFocus if q is not None else Qt.FocusPolicy.NoFocus
            self.setFocusPolicy(policy)
            self.setAccessibleDescription(tr(_HOW) if q is not None else "")
            self.setToolTip(f"<qt>{tr(_HOW)}</qt>" if q is not None else "")
            self._grip = self._held = None
            self.unsetCursor()
            self.updateGeometry()
        self._own = q
        self.update()

    @property
    def own(self) -> Diagonal | None:
        """The Gaussian that a hand has."""
        return self._own

    def room(self) -> QRectF:
        """Return the square that the lens fills."""
        side = min(self.width(), self.height()) - 2
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def plane(self) -> Plane:
        """Return the view of the plane within it: wide enough for the ellipse that a hand has."""
        if self._held is not None:
            return self._held
        room = self.room()
        assert self._lens is not None
        rect, q, edge = self._lens.rect, self._own, 0.0
        if q is not None:
            low, high = q.mean - 2.6 * q.sigma, q.mean + 2.6 * q.sigma
            both = Rect(
                min(rect.left, float(low[0])),
                min(rect.bottom, float(low[1])),
                max(rect.right, float(high[0])),
                max(rect.top, float(high[1])),
            )
            edge = (RING + 2) * self._theme.scale if both != rect else 0.0
            rect = both
        side = room.width() - 2 * edge
        return Plane(width=side, height=side).fitted(rect).widened(edge)

    def handle(self, name: str) -> QPointF:
        """Return where a handle is in the widget."""
        assert self._own is not None
        return places(self.plane(), self._own, self._theme.scale)[name] + self.room().topLeft()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, room = self._theme, self.room()
        with painting(self, smooth=True) as painter:
            if self._lens is None:
                paint_sentence(painter, self.rect(), self._waiting, theme)
                return
            plane = self.plane()
            self._lens.paint(painter, room, theme, plane)
            if self._q is not None:
                dashed = self._own is not None
                self._lens.paint_q(
                    painter, room, self._q, theme, theme.text, dashed=dashed, view=plane
                )
            if self._own is not None:
                ink = theme.accent_ink
                self._lens.paint_q(painter, room, self._own, theme, ink, view=plane)
                painter.save()
                painter.translate(room.topLeft())
                paint_handles(painter, plane, self._own, theme, ink)
                painter.restore()
                self._lens.paint_ring(painter, room, theme, plane)
            elif self._q is not None:
                self._lens.paint_way(painter, room, self._q, theme)
            focused = self._own is not None and self.hasFocus()
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(
                QPen(QColor(theme.focus if focused else theme.outline), 2 if focused else 1)
            )
            painter.drawRect(room)

    # The hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._own is None or self._lens is None:
            return
        at, plane = event.position() - self.room().topLeft(), self.plane()
        grip = grip_at(plane, self._own, at, self._theme.scale)
        if grip is not None:
            off = places(plane, self._own, self._theme.scale)[grip] - at
            self._grip, self._held = (grip, off), plane
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._own is None or self._lens is None:
            return
        at, plane = event.position() - self.room().topLeft(), self.plane()
        if self._grip is None:
            grip = grip_at(plane, self._own, at, self._theme.scale)
            self.setCursor(Qt.CursorShape.OpenHandCursor if grip else Qt.CursorShape.ArrowCursor)
            return
        name, off = self._grip
        to = at + off
        side = self.room().width()
        x, y = (min(max(v, 0.0), side) for v in (to.x(), to.y()))
        q = moved(self._own, name, plane.to_plane(x, y), plane, self._theme.scale)
        self._own = q
        self.update()
        self.moved.emit(q)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            held, self._grip, self._held = self._grip, None, None
            self.unsetCursor()
            self.update()
            if held is not None:
                self.settled.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._own is None:
            super().keyPressEvent(event)
        elif (q := nudged(self._own, event)) is not None:
            self._own = q
            self.update()
            self.moved.emit(q)
            self.settled.emit(NUDGES)
        elif event.key() == Qt.Key.Key_Escape:
            self.ended.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
