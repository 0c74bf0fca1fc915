"""Samples: points that were drawn, falling onto the plane; those in holes are crosses."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from vae_explorer.core.language import marked
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.picture import KeptPicture, transparent
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme

FALL_SECONDS = 0.45  # of one
_SPREAD_SECONDS = 0.55  # in which all of them set out
_ABOVE = 20.0  # pixels over the view where they come from
_REACH = 8.0  # pixels of a mark from its middle
_RADIUS, _CROSS = 3.6, 4.6
_ROOM, _MANY = 500.0, 200  # pixels of a view in which so many marks have their full size
_SMALLEST = 0.6

Points = NDArray[np.float32]


class SampleLayer(Layer):
    """Marks of one size, whatever the zoom; nothing moves once all of them have landed."""

    name = "samples"
    title = marked("Samples")
    switchable = False

    def __init__(self) -> None:
        self._z: Points = np.empty((0, 2), np.float32)
        self._in_hole: NDArray[np.bool_] = np.empty(0, np.bool_)
        self._delays = np.empty(0)
        self._time = math.inf
        self._version = 0
        self._marks: dict[object, Mapping[bool, QPixmap]] = {}
        self._picture = KeptPicture()

    @property
    def moving(self) -> bool:
        return self._time < FALL_SECONDS + _SPREAD_SECONDS and len(self._z) > 0

    @property
    def count(self) -> int:
        """Marks that there are."""
        return len(self._z)

    def set_samples(self, z: Points, in_hole: NDArray[np.bool_], *, rain: bool) -> None:
        self._z, self._in_hole = z, in_hole
        if rain:
            self._time = 0.0
            self._delays = np.random.default_rng(0).uniform(0, _SPREAD_SECONDS, len(z))
        elif len(z) != len(self._delays):
            self._time = math.inf
        self._version += 1

    def advance(self, seconds: float, scale: float) -> None:  # noqa: ARG002
        if self.moving:
            self._time += seconds
            self._version += 1

    def set_theme(self, theme: Theme) -> None:  # noqa: ARG002
        self._marks.clear()

    def paint(self, painter: QPainter, view: View) -> None:
        if not len(self._z):
            return
        size = self._size(view)
        if self.moving:
            self._paint_marks(painter, view, size)
            return

        def draw(plane: Plane, margin: int) -> QPixmap:
            wide = View(plane.widened(margin / view.ratio), view.theme, view.font, view.ratio)
            picture = transparent(QSizeF(wide.plane.width, wide.plane.height), view.ratio)
            with painting(picture, smooth=True) as brush:
                self._paint_marks(brush, wide, size)
            return picture

        look = (view.theme, size, self._version)
        self._picture.paint(painter, view.plane, view.ratio, look, draw)

    def _paint_marks(self, painter: QPainter, view: View, size: float) -> None:
        plane, reach = view.plane, _REACH * size
        x = (self._z[:, 0].astype(float) - plane.centre[0]) * plane.scale + plane.width / 2
        y = (plane.centre[1] - self._z[:, 1].astype(float)) * plane.scale + plane.height / 2
        seen = (x > -reach) & (x < plane.width + reach) & (y > -reach) & (y < plane.height + reach)
        landed = np.ones(len(y), np.bool_)
        if self.moving:
            part = ((self._time - self._delays) / FALL_SECONDS).clip(0, 1)
            landed = part >= 1
            above = -_ABOVE * view.scale
            y = above + (y - above) * part**2  # as what falls
            seen &= part > 0
        # A hole shows itself when something lands in it. Crosses lie on top.
        crossed = self._in_hole & landed
        marks = self._pictures(view, size)
        for cross in (False, True):
            rows = np.flatnonzero(seen & (crossed == cross))
            corners = zip((x[rows] - reach).tolist(), (y[rows] - reach).tolist(), strict=True)
            for corner in corners:
                painter.drawPixmap(QPointF(*corner), marks[cross])

    def _size(self, view: View) -> float:
        """Return by how much a mark is drawn larger: less for many of them in a small view."""
        side = min(view.plane.width, view.plane.height) / view.scale
        crowded = side / _ROOM * math.pow(_MANY / max(1, len(self._z)), 0.25)
        return view.scale * round(min(1.0, max(_SMALLEST, crowded)), 1)

    def _pictures(self, view: View, size: float) -> Mapping[bool, QPixmap]:
        key = (view.ratio, size)
        if key not in self._marks:
            self._marks[key] = {cross: _mark(view, size, cross=cross) for cross in (False, True)}
        return self._marks[key]


def _mark(view: View, size: float, *, cross: bool) -> QPixmap:
    """Draw a disc with an edge, or a red cross, whose middle is that of the picture."""
    theme, reach = view.theme, _REACH * size
    picture = transparent(QSizeF(2 * reach, 2 * reach), view.ratio)
    with painting(picture, smooth=True) as painter:
        painter.translate(reach, reach)
        painter.scale(size, size)
        if not cross:
            painter.setPen(QPen(QColor(theme.plot_handle_halo), 3.4))
            painter.drawEllipse(QPointF(0, 0), _RADIUS, _RADIUS)
            painter.setPen(QPen(QColor(theme.plot_handle), 1.4))
            painter.setBrush(QColor(theme.plot_handle_halo))
            painter.drawEllipse(QPointF(0, 0), _RADIUS, _RADIUS)
        else:
            for ink, line in ((theme.plot_handle_halo, 5.2), (theme.danger, 2.6)):
                pen = QPen(QColor(ink), line)
                pen.setCapStyle(Qt.PenCapStyle.RoundCap)
                painter.setPen(pen)
                painter.drawLine(QPointF(-_CROSS, -_CROSS), QPointF(_CROSS, _CROSS))
                painter.drawLine(QPointF(-_CROSS, _CROSS), QPointF(_CROSS, -_CROSS))
    return picture
