"""The pins: places that are marked, and digits with their ways through the training."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from vae_explorer.core.drawing.codes import Codes
from vae_explorer.core.language import marked
from vae_explorer.views.latent.followed import Followed
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.marks import PinMark
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.latent.tag import paint_tag
from vae_explorer.views.style.palette import class_colours, pin_colour, text_on

_HEAD = 9.0  # radius of the head of a marker
_STEM = 20.0  # from its tip, which is at the place, to the middle of its head
_DOT, _RING = 5.0, 8.5  # radii of a digit's dot and of the ring around it
_LINE, _FAINT = 2.0, 1.6  # widths of a way that was gone, and of one that will be
_HALO = 2.6  # of ground around a line, which shows it on a mosaic and on dots of any colour
_FUTURE_ALPHA = 0.55
_DASH = [2.0, 2.2]
_GRAB = 12.0
_FARTHEST = 1e6  # pixels
_SHORT = 2  # characters of a name that fit into the head


class PinLayer(Layer):
    """Markers with their names; a pinned digit's dot is larger than others and moves with them."""

    name = "pins"
    title = marked("Pins")
    switchable = False

    def __init__(self) -> None:
        self._marks: tuple[PinMark, ...] = ()
        self._digits = Followed()

    def set_pins(self, marks: Sequence[PinMark]) -> None:
        self._marks = tuple(marks)
        self._digits.set_rows(mark.row for mark in self._marks if mark.row is not None)

    def set_codes(self, codes: Codes, *, glide: bool) -> None:
        self._digits.set_codes(codes, glide=glide)

    @property
    def moving(self) -> bool:
        return self._digits.moving

    def advance(self, seconds: float, scale: float) -> None:
        self._digits.advance(seconds, scale)

    def place_of(self, mark: PinMark) -> tuple[float, float] | None:
        """Return where a pin is drawn in the plane, if it is there."""
        return mark.place if mark.row is None else self._digits.place_of(mark.row)

    def pin_at(self, plane: Plane, at: QPointF, scale: float) -> PinMark | None:
        """Return the pin under a pixel; the last lies on top."""
        for mark in reversed(self._marks):
            place = self.place_of(mark)
            if place is not None:
                way = _pixel(plane, place) - at
                if mark.row is None:  # its head, above its place
                    way -= QPointF(0, _STEM * scale)
                if math.hypot(way.x(), way.y()) <= _GRAB * scale:
                    return mark
        return None

    # Painting

    def paint(self, painter: QPainter, view: View) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(view.font)
        for mark in self._marks:
            if mark.row is not None:
                self._paint_way(painter, view, mark)
        for mark in self._marks:
            place = self.place_of(mark)
            if place is not None:
                at = _pixel(view.plane, place)
                if mark.row is None:
                    _paint_marker(painter, view, at, mark)
                else:
                    self._paint_digit(painter, view, at, mark)

    def _paint_way(self, painter: QPainter, view: View, mark: PinMark) -> None:
        place = self.place_of(mark)
        if place is None:
            return
        here = np.array([place], np.float32)
        none = np.empty((0, 2), np.float32)
        past = _lines(view.plane, np.concatenate((none if mark.past is None else mark.past, here)))
        future = none if mark.future is None else mark.future
        coming = _lines(view.plane, np.concatenate((here, future)))
        ink, halo = _ink(view, mark), QColor(view.theme.plot_background)
        flat, scale = Qt.PenCapStyle.FlatCap, view.scale
        halo.setAlphaF(0.75)
        faint = QColor(ink)
        faint.setAlphaF(_FUTURE_ALPHA)
        soft = QColor(halo)
        soft.setAlphaF(0.45)
        for pieces, colour, width in (
            (coming, soft, _FAINT + _HALO),
            (past, halo, _LINE + _HALO),
            (coming, faint, _FAINT),
            (past, ink, _LINE),
        ):
            pen = QPen(colour, width * scale, Qt.PenStyle.SolidLine, flat)
            if colour is faint:
                pen.setDashPattern(_DASH)
            painter.setPen(pen)
            if colour is faint:  # dashes that go on over the corners
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawPath(_path(pieces))
            else:
                painter.drawLines(pieces)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        if past:  # where it began
            painter.drawEllipse(past[0].p1(), 3 * scale, 3 * scale)

    def _paint_digit(self, painter: QPainter, view: View, at: QPointF, mark: PinMark) -> None:
        theme, scale = view.theme, view.scale
        assert mark.row is not None
        label = self._digits.label_of(mark.row)
        colour = QColor(*(int(c) for c in class_colours(theme.is_dark, label + 1)[label]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for ink, width in ((QColor(theme.plot_background), 5.0), (_ink(view, mark), 2.4)):
            painter.setPen(QPen(ink, width * scale))
            painter.drawEllipse(at, _RING * scale, _RING * scale)
        painter.setPen(QPen(QColor(theme.plot_background), 1.4 * scale))
        painter.setBrush(colour)
        painter.drawEllipse(at, _DOT * scale, _DOT * scale)
        _paint_name(painter, view, at, mark.name, _RING + 4)


def _paint_marker(painter: QPainter, view: View, at: QPointF, mark: PinMark) -> None:
    """Draw a drop whose tip is at the place; a short name stands in its head."""
    theme, scale = view.theme, view.scale
    ink = _ink(view, mark)
    painter.save()
    painter.translate(at)
    painter.scale(scale, scale)
    drop = _drop()
    painter.strokePath(drop, QPen(QColor(theme.plot_handle_halo), 3.0))
    painter.fillPath(drop, ink)
    short = len(mark.name) <= _SHORT
    if short:
        font = QFont(view.font)
        font.setPixelSize(12 if len(mark.name) == 1 else 10)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(text_on((ink.red(), ink.green(), ink.blue()))))
        head = QRectF(-_HEAD, -_STEM - _HEAD, 2 * _HEAD, 2 * _HEAD)
        painter.drawText(head, Qt.AlignmentFlag.AlignCenter, mark.name)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.plot_handle_halo))
        painter.drawEllipse(QPointF(0, -_STEM), 3.2, 3.2)
    painter.restore()
    if not short:
        _paint_name(painter, view, at - QPointF(0, _STEM * scale), mark.name, _HEAD + 3)


def _paint_name(painter: QPainter, view: View, at: QPointF, name: str, away: float) -> None:
    """Write a name right of a marker, or left of it where that is outside the view."""
    painter.setFont(view.font)
    half = QFontMetricsF(view.font).horizontalAdvance(name) / 2 + 4 * view.scale
    step = away * view.scale + half
    right = at.x() + step + half <= view.plane.width
    paint_tag(painter, at + QPointF(step if right else -step, 0), name, view, view.theme.text)


def _drop() -> QPainterPath:
    """Return the outline of a marker, its tip at the origin."""
    path = QPainterPath(QPointF(0, 0))
    side = _HEAD * 0.97
    path.cubicTo(-1.5, -7, -side, -_STEM + 7, -_HEAD, -_STEM)
    path.arcTo(QRectF(-_HEAD, -_STEM - _HEAD, 2 * _HEAD, 2 * _HEAD), 180, -180)
    path.cubicTo(side, -_STEM + 7, 1.5, -7, 0, 0)
    path.closeSubpath()
    return path


def _ink(view: View, mark: PinMark) -> QColor:
    return QColor(pin_colour(mark.colour, theme_is_dark=view.theme.is_dark))


def _pixel(plane: Plane, place: tuple[float, float]) -> QPointF:
    x, y = (min(max(v, -_FARTHEST), _FARTHEST) for v in plane.to_pixels(*place))
    return QPointF(x, y)


def _lines(plane: Plane, places: NDArray[np.float32]) -> list[QLineF]:
    """Return a way as pieces, in pixels; what is no number is left out."""
    kept = places[np.isfinite(places).all(axis=1)].astype(np.float64)
    middle = np.array((plane.width / 2, plane.height / 2))
    pixels = (kept - plane.centre) * (plane.scale, -plane.scale) + middle
    pixels = pixels.clip(-_FARTHEST, _FARTHEST)
    return [QLineF(*start, *end) for start, end in pairwise(pixels.tolist())]


def _path(pieces: Sequence[QLineF]) -> QPainterPath:
    path = QPainterPath()
    if pieces:
        path.moveTo(pieces[0].p1())
    for piece in pieces:
        path.lineTo(piece.p2())
    return path
