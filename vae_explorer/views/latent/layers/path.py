"""The path: a way along waypoints of the plane, and the point on it that is looked at."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from vae_explorer.core.language import marked, tr
from vae_explorer.core.paths import MOST_WAYPOINTS
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.plane import Plane

Pair = tuple[float, float]

_RADIUS = 7.0  # of a waypoint
_GRAB = 13.0  # pixels from its middle in which a hand takes hold of it
_MIDDLE, _GRAB_MIDDLE = 3.4, 9.0  # of the mark in the middle of a leg
_SHORT = 58.0  # pixels of a leg that has no room for one
_POINT = 5.5  # radius of what moves
_FARTHEST = 1e6  # pixels
_NAMES = (marked("from"), marked("to"))


class Way(NamedTuple):
    """What is to be seen.

    Attributes
    ----------
    waypoints
        Where they lie.
    line
        Points of the way, (N, 2).
    middles
        Of each leg.
    at
        The point that is looked at; None while there is no way.
    current
        The waypoint that keys act on.
    """

    waypoints: tuple[Pair, ...]
    line: NDArray[np.float64]
    middles: tuple[Pair, ...] = ()
    at: Pair | None = None
    current: int | None = None

    @property
    def is_bent(self) -> bool:
        """Whether it leaves the straight lines between the waypoints."""
        return len(self.line) > len(self.waypoints)


class PathLayer(Layer):
    """A line with an open and a full end, visible on dots of any colour."""

    name = "path"
    title = marked("Path")
    switchable = False

    def __init__(self) -> None:
        self._way: Way | None = None
        self._drawn: tuple[NDArray[np.float64], Plane, QPolygonF] | None = None

    @property
    def way(self) -> Way | None:
        """What is to be seen."""
        return self._way

    def set_way(self, way: Way | None) -> None:
        """Take what is to be seen; None for nothing."""
        self._way = way if way is not None and way.waypoints else None

    def waypoint_at(self, plane: Plane, at: QPointF, scale: float) -> int | None:
        """Return the number of the waypoint that a hand at a pixel takes hold of, or None.

        The nearest; of equals the last, which lies on top.
        """
        if self._way is None:
            return None
        far = [_distance(_pixel(plane, place), at) for place in self._way.waypoints]
        nearest = min(reversed(range(len(far))), key=far.__getitem__)
        return nearest if far[nearest] <= _GRAB * scale else None

    def middle_at(self, plane: Plane, at: QPointF, scale: float) -> int | None:
        """Return the leg, from 0, in whose middle a hand at a pixel is, or None."""
        for leg, place in self._middles(plane, scale):
            if _distance(place, at) <= _GRAB_MIDDLE * scale:
                return leg
        return None

    def _middles(self, plane: Plane, scale: float) -> list[tuple[int, QPointF]]:
        """Return the marks in the middles of legs that have room for one, by their numbers."""
        if self._way is None or len(self._way.waypoints) >= MOST_WAYPOINTS:
            return []
        pixels = [_pixel(plane, place) for place in self._way.waypoints]
        return [
            (leg, _pixel(plane, place))
            for leg, place in enumerate(self._way.middles)
            if _distance(pixels[leg], pixels[leg + 1]) >= _SHORT * scale
        ]

    def region_of_point(self, plane: Plane, scale: float) -> QRectF:
        """Return the square that what moves is drawn in."""
        if self._way is None or self._way.at is None:
            return QRectF()
        at, reach = _pixel(plane, self._way.at), (_POINT + 4) * scale
        return QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)

    def paint(self, painter: QPainter, view: View) -> None:
        if self._way is None:
            return
        way, plane, scale = self._way, view.plane, view.scale
        theme = view.theme
        halo, ink = QColor(theme.plot_handle_halo), QColor(theme.plot_handle)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if way.is_bent:
            straight = _polygon(plane, np.array(way.waypoints))
            _stroke(painter, straight, halo, 3.0 * scale)
            _stroke(painter, straight, ink, 1.0 * scale, dashed=True)
        for colour, width in ((halo, 5.0), (ink, 1.8)):
            _stroke(painter, self._polygon(way.line, plane), colour, width * scale)
        for _, place in self._middles(plane, scale):
            _disc(painter, place, (_MIDDLE + 1.6) * scale, halo)
            _disc(painter, place, _MIDDLE * scale, ink)
            _disc(painter, place, (_MIDDLE - 1.5) * scale, halo)
        self._paint_waypoints(painter, view, way)
        if way.at is not None:
            at = _pixel(plane, way.at)
            _disc(painter, at, (_POINT + 2.5) * scale, halo)
            _disc(painter, at, _POINT * scale, QColor(theme.accent))

    def _polygon(self, line: NDArray[np.float64], plane: Plane) -> QPolygonF:
        """Return a line in pixels, as long as it and the view stay the same."""
        if self._drawn is None or self._drawn[0] is not line or self._drawn[1] != plane:
            self._drawn = (line, plane, _polygon(plane, line))
        return self._drawn[2]

    def _paint_waypoints(self, painter: QPainter, view: View, way: Way) -> None:
        theme, scale = view.theme, view.scale
        halo, ink = QColor(theme.plot_handle_halo), QColor(theme.plot_handle)
        places = [_pixel(view.plane, place) for place in way.waypoints]
        last = len(places) - 1
        for which, place in enumerate(places):
            end = which in (0, last)
            ground = ink if which == last and last else halo
            if which == way.current:
                _disc(painter, place, (_RADIUS + 5) * scale, halo)
                _disc(painter, place, (_RADIUS + 4) * scale, QColor(theme.accent))
            _disc(painter, place, (_RADIUS + 2) * scale, halo)
            _disc(painter, place, _RADIUS * scale, ink)
            _disc(painter, place, (_RADIUS - (2.2 if end else 1.4)) * scale, ground)
            if not end:
                _number(painter, view, place, which + 1)
        if last > 0:
            pixels = [_pixel(view.plane, (x, y)) for x, y in way.line[[0, 1, -2, -1]].tolist()]
            _name_end(painter, view, places[0], pixels[0] - pixels[1], _NAMES[0])
            _name_end(painter, view, places[last], pixels[3] - pixels[2], _NAMES[1])


def _pixel(plane: Plane, place: Pair) -> QPointF:
    x, y = (min(max(v, -_FARTHEST), _FARTHEST) for v in plane.to_pixels(*place))
    return QPointF(x, y)


def _polygon(plane: Plane, line: NDArray[np.float64]) -> QPolygonF:
    middle = (plane.width / 2, plane.height / 2)
    pixels = (line - plane.centre) * (plane.scale, -plane.scale) + middle
    return QPolygonF([QPointF(x, y) for x, y in pixels.clip(-_FARTHEST, _FARTHEST).tolist()])


def _distance(first: QPointF, second: QPointF) -> float:
    return math.hypot(first.x() - second.x(), first.y() - second.y())


def _stroke(
    painter: QPainter,
    line: QPolygonF,
    colour: QColor,
    width: float,
    *,
    dashed: bool = False,
) -> None:
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dashed:
        pen.setDashPattern([4, 5])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(line)


def _disc(painter: QPainter, at: QPointF, radius: float, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(at, radius, radius)


def _number(painter: QPainter, view: View, at: QPointF, number: int) -> None:
    """Write which waypoint it is into its disc."""
    font = QFont(view.font)
    font.setPixelSize(max(7, round(8.5 * view.scale)))
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(view.theme.plot_handle))
    box = QRectF(0, 0, 4 * _RADIUS * view.scale, 4 * _RADIUS * view.scale)
    box.moveCenter(at)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))


def _name_end(painter: QPainter, view: View, place: QPointF, out: QPointF, name: str) -> None:
    """Write beside an end which it is, on the side that the line does not leave by."""
    theme, scale = view.theme, view.scale
    font = QFont(view.font)
    font.setPixelSize(theme.type.caption)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    length = math.hypot(out.x(), out.y())
    away_from = out / length if length > 1e-3 else QPointF(-1 if name == _NAMES[0] else 1, 0)
    text = tr(name)
    width, height = metrics.horizontalAdvance(text) + 10 * scale, metrics.height() + 2 * scale
    away = (_RADIUS + 6) * scale
    reach = QPointF(
        away_from.x() * (away + width / 2),
        away_from.y() * (away + height / 2),
    )
    box = QRectF(0, 0, width, height)
    box.moveCenter(place + reach)
    ground = QColor(theme.plot_background)
    ground.setAlphaF(0.88)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 4 * scale, 4 * scale)
    painter.setPen(QColor(theme.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
