"""The selection: rings around the dots that are selected, and a larger one around the current.

Where very many are selected, rings would hide what they mark: then the dots of all others fade.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from vae_explorer.core.drawing.codes import Codes
from vae_explorer.core.language import marked
from vae_explorer.views.latent.followed import Followed
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.marks import MOST_RINGS, OwnMark
from vae_explorer.views.latent.picture import transparent
from vae_explorer.views.style.painting import painting

_RING, _CURRENT = 5.5, 8.0  # radii
_LINE, _HALO = 1.6, 2.6
_MARGIN = 20  # pixels around the view in which a ring still reaches into it


class SelectionLayer(Layer):
    """Which digits are selected, and which image is looked at."""

    name = "selection"
    title = marked("Selection")
    switchable = False

    def __init__(self) -> None:
        self._digits = Followed()  # those that have rings
        self._current_digit = Followed()
        self._rows: tuple[int, ...] = ()
        self._current: int | None = None
        self._own: OwnMark | None = None

    def set_codes(self, codes: Codes, *, glide: bool) -> None:
        self._digits.set_codes(codes, glide=glide)
        self._current_digit.set_codes(codes, glide=glide)

    def set_selection(self, rows: Sequence[int], current: int | None) -> None:
        current = None if current is None else int(current)
        same = tuple(rows) == self._rows and current == self._current
        if not same:  # else those on their way need not be looked for
            self._rows, self._current = tuple(rows), current
            ringed = self._rows if len(self._rows) <= MOST_RINGS else ()
            self._digits.set_rows(row for row in ringed if row != current)
            self._current_digit.set_rows(() if current is None else (current,))

    def set_own(self, mark: OwnMark | None) -> None:
        self._own = mark

    @property
    def rows(self) -> tuple[int, ...]:
        """Of the digits that are marked."""
        return self._rows

    @property
    def moving(self) -> bool:
        return self._digits.moving or self._current_digit.moving

    def advance(self, seconds: float, scale: float) -> None:
        self._digits.advance(seconds, scale)
        self._current_digit.advance(seconds, scale)

    @property
    def current_place(self) -> tuple[float, float] | None:
        """Where the image that is looked at has its code, as it is drawn."""
        if self._current is not None:
            return self._current_digit.place_of(self._current)
        return self._own.place if self._own is not None else None

    def paint(self, painter: QPainter, view: View) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        middles, current = self._middles(view), self.current_place
        if middles:
            painter.drawPixmap(QPointF(0, 0), _rings(middles, view))
        if current is not None:
            at, radius = QPointF(*view.plane.to_pixels(*current)), _CURRENT * view.scale
            for pen in _pens(view):
                painter.setPen(pen)
                painter.drawEllipse(at, radius, radius)

    def _middles(self, view: View) -> list[list[float]]:
        """Return where the rings are that can be seen, but for the current one's, in pixels."""
        room = QRectF(view.rect).adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        z1, z2 = self._digits.places.T.astype(np.float64)
        plane = view.plane
        x = (z1 - plane.centre[0]) * plane.scale + plane.width / 2
        y = (plane.centre[1] - z2) * plane.scale + plane.height / 2
        seen = (x > room.left()) & (x < room.right()) & (y > room.top()) & (y < room.bottom())
        middles: list[list[float]] = np.stack((x[seen], y[seen]), axis=1).tolist()
        return middles


def _pens(view: View) -> tuple[QPen, QPen]:
    """Return what a ring is drawn with, one after the other."""
    theme, scale = view.theme, view.scale
    halo = QPen(QColor(theme.plot_background), (_LINE + _HALO) * scale)
    return halo, QPen(QColor(theme.text), _LINE * scale)


def _rings(middles: list[list[float]], view: View) -> QPixmap:
    """Return rings that leave the dots within them free; where they are close, one line around all.

    One ring is drawn, and laid down for each: a tenth of the time of drawing each.
    """
    picture = transparent(QSizeF(view.rect.size()), view.ratio)
    scale = view.scale
    stamps = [_stamp(pen, _RING * scale, view) for pen in _pens(view)]
    inside = QPen(Qt.PenStyle.NoPen)
    stamps.append(_stamp(inside, (_RING - _LINE / 2) * scale, view, filled=True))
    mode = QPainter.CompositionMode
    with painting(picture) as painter:
        for stamp in stamps:
            if stamp is stamps[-1]:
                painter.setCompositionMode(mode.CompositionMode_DestinationOut)
            side = stamp.deviceIndependentSize().width()
            for x, y in middles:
                painter.drawPixmap(QPointF(x - side / 2, y - side / 2), stamp)
    return picture


def _stamp(pen: QPen, radius: float, view: View, *, filled: bool = False) -> QPixmap:
    """Return a ring drawn with a pen, or a disc."""
    side = 2 * radius + pen.widthF() + 2
    picture = transparent(QSizeF(side, side), view.ratio)
    middle = picture.deviceIndependentSize().width() / 2
    with painting(picture, smooth=True) as painter:
        painter.setPen(pen)
        if filled:
            painter.setBrush(Qt.GlobalColor.black)
        painter.drawEllipse(QPointF(middle, middle), radius, radius)
    return picture
