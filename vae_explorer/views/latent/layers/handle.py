"""The handle: the cursor in the plane; or an arrow at the edge that points to where it is."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from vae_explorer.core.language import marked
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.picture import on_whole_pixels, transparent
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme

_RADIUS = 9.0
REACH = _RADIUS + 12  # of the picture of the handle, from its middle
_GRAB = 18.0  # pixels from its middle in which a hand takes hold of it
_FARTHEST = 1e9  # pixels


class HandleLayer(Layer):
    """A ring with a cross, visible on dots of any colour."""

    name = "handle"
    title = marked("Handle")
    switchable = False

    def __init__(self) -> None:
        self._probe = (0.0, 0.0)
        self._active = False
        self._pictures: dict[object, QPixmap] = {}

    def set_probe(self, z1: float, z2: float) -> None:
        self._probe = (z1, z2)

    def set_active(self, active: bool) -> None:
        self._active = active

    def set_theme(self, theme: Theme) -> None:  # noqa: ARG002
        self._pictures.clear()

    def at(self, plane: Plane) -> QPointF:
        """Return where the handle is, in pixels of a view."""
        x, y = (min(max(v, -_FARTHEST), _FARTHEST) for v in plane.to_pixels(*self._probe))
        return QPointF(x, y)

    def arrow(self, plane: Plane, scale: float) -> QPointF | None:
        """Return where the arrow is that points to a handle outside the view."""
        at = self.at(plane)
        if 0 <= at.x() <= plane.width and 0 <= at.y() <= plane.height:
            return None
        middle = QPointF(plane.width / 2, plane.height / 2)
        way, reach = at - middle, REACH * scale
        share = min(
            max(half - reach, 0) / max(abs(far), 1e-9)
            for half, far in ((middle.x(), way.x()), (middle.y(), way.y()))
        )
        return middle + way * share

    def region(self, plane: Plane, scale: float) -> QRectF:
        """Return the square that the handle, or its arrow, is drawn in."""
        at = self.arrow(plane, scale) or self.at(plane)
        reach = REACH * scale
        return QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)

    def grip(self, plane: Plane, at: QPointF, scale: float) -> QPointF | None:
        """Return the way from a pixel to the handle, if a hand there takes hold of it."""
        way = self.at(plane) - at
        return way if _length(way) <= _GRAB * scale else None

    def is_on_arrow(self, plane: Plane, at: QPointF, scale: float) -> bool:
        """Whether a pixel is on the arrow."""
        arrow = self.arrow(plane, scale)
        return arrow is not None and _length(arrow - at) <= REACH * scale

    def paint(self, painter: QPainter, view: View) -> None:
        arrow = self.arrow(view.plane, view.scale)
        if arrow is not None:
            way = self.at(view.plane) - arrow
            _paint_arrow(painter, view, arrow, math.degrees(math.atan2(way.y(), way.x())))
            return
        corner = self.region(view.plane, view.scale).topLeft()
        painter.drawPixmap(on_whole_pixels(painter, corner), self._picture(view))

    def _picture(self, view: View) -> QPixmap:
        key = (self._active, view.ratio)
        if key not in self._pictures:
            self._pictures[key] = make_handle(view.theme, view.ratio, active=self._active)
        return self._pictures[key]


def make_handle(theme: Theme, ratio: float, *, active: bool) -> QPixmap:
    """Draw the handle, whose middle is that of the picture."""
    reach = REACH * theme.scale
    picture = transparent(QSizeF(2 * reach, 2 * reach), ratio)
    with painting(picture, smooth=True) as painter:
        painter.translate(reach, reach)
        painter.scale(theme.scale, theme.scale)
        shape = _shape(_RADIUS + (2 if active else 0))
        for colour, width in ((theme.plot_handle_halo, 5.0), (theme.plot_handle, 2.2)):
            pen = QPen(QColor(colour), width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.strokePath(shape, pen)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.plot_handle))
        painter.drawEllipse(QPointF(0, 0), 2.2, 2.2)
    return picture


def _shape(radius: float) -> QPainterPath:
    """Return the ring and its four arms, around the origin."""
    shape = QPainterPath()
    shape.addEllipse(QPointF(0, 0), radius, radius)
    inner, outer = radius + 1, radius + 6
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        shape.moveTo(dx * inner, dy * inner)
        shape.lineTo(dx * outer, dy * outer)
    return shape


def _paint_arrow(painter: QPainter, view: View, at: QPointF, degrees: float) -> None:
    """Draw a disc with an arrow head; it looks like the handle, not like a dot."""
    theme = view.theme
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(at)
    painter.scale(theme.scale, theme.scale)
    painter.setPen(QPen(QColor(theme.plot_handle_halo), 2))
    painter.setBrush(QColor(theme.plot_handle))
    painter.drawEllipse(QPointF(0, 0), 14, 14)
    painter.rotate(degrees)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.plot_handle_halo))
    painter.drawPolygon(QPolygonF([QPointF(9, 0), QPointF(-5, -7), QPointF(-2, 0), QPointF(-5, 7)]))


def _length(way: QPointF) -> float:
    return math.hypot(way.x(), way.y())
