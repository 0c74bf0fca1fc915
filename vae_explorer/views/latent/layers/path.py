"""The path: a way between two places of the plane, and the point on it that is looked at."""

from __future__ import annotations

import math
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.plane import Plane

Pair = tuple[float, float]

_RADIUS = 7.0  # of an end
_GRAB = 13.0  # pixels from its middle in which a hand takes hold of an end
_POINT = 5.5  # radius of what moves
_FARTHEST = 1e6  # pixels
_NAMES = ("from", "to")


class Way(NamedTuple):
    """Where the ends are, and the point between them."""

    start: Pair
    end: Pair
    at: Pair


class PathLayer(Layer):
    """A line with an open and a full end, visible on dots of any colour."""

    name = "path"
    title = "Way of the interpolation"
    switchable = False

    def __init__(self) -> None:
        self._way: Way | None = None

    def set_way(self, way: Way | None) -> None:
        """Take what is to be seen; None for nothing."""
        self._way = way

    def end_at(self, plane: Plane, at: QPointF, scale: float) -> int | None:
        """Return which end a hand at a pixel takes hold of: 0 or 1; the second lies on top."""
        if self._way is None:
            return None
        for which in (1, 0):
            way = _pixel(plane, self._way[which]) - at
            if math.hypot(way.x(), way.y()) <= _GRAB * scale:
                return which
        return None

    def region_of_point(self, plane: Plane, scale: float) -> QRectF:
        """Return the square that what moves is drawn in."""
        if self._way is None:
            return QRectF()
        at, reach = _pixel(plane, self._way.at), (_POINT + 4) * scale
        return QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)

    def paint(self, painter: QPainter, view: View) -> None:
        if self._way is None:
            return
        theme, scale = view.theme, view.scale
        start, end, at = (_pixel(view.plane, place) for place in self._way)
        halo, ink = QColor(theme.plot_handle_halo), QColor(theme.plot_handle)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((halo, 5.0), (ink, 1.8)):
            pen = QPen(colour, width * scale)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawLine(start, end)
        for place, ground in ((start, halo), (end, ink)):
            _disc(painter, place, (_RADIUS + 2) * scale, halo)
            _disc(painter, place, _RADIUS * scale, ink)
            _disc(painter, place, (_RADIUS - 2.2) * scale, ground)
        _name_ends(painter, view, start, end)
        _disc(painter, at, (_POINT + 2.5) * scale, halo)
        _disc(painter, at, _POINT * scale, QColor(theme.accent))


def _pixel(plane: Plane, place: Pair) -> QPointF:
    x, y = (min(max(v, -_FARTHEST), _FARTHEST) for v in plane.to_pixels(*place))
    return QPointF(x, y)


def _disc(painter: QPainter, at: QPointF, radius: float, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(at, radius, radius)


def _name_ends(painter: QPainter, view: View, start: QPointF, end: QPointF) -> None:
    """Write beside each end which it is, on the side that the line does not leave by."""
    theme, scale = view.theme, view.scale
    font = QFont(view.font)
    font.setPixelSize(theme.type.caption)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    way = end - start
    length = math.hypot(way.x(), way.y())
    out = way / length if length > 1 else QPointF(1, 0)
    for place, side, name in ((start, -1, _NAMES[0]), (end, 1, _NAMES[1])):
        width, height = metrics.horizontalAdvance(name) + 10 * scale, metrics.height() + 2 * scale
        away = (_RADIUS + 6) * scale
        reach = QPointF(out.x() * side * (away + width / 2), out.y() * side * (away + height / 2))
        box = QRectF(0, 0, width, height)
        box.moveCenter(place + reach)
        ground = QColor(theme.plot_background)
        ground.setAlphaF(0.88)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 4 * scale, 4 * scale)
        painter.setPen(QColor(theme.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
