"""The aggregate posterior: contours around the regions that hold most of q(z)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from vae_explorer.core.language import marked
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.picture import KeptPicture, transparent
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.latent.tag import paint_tag
from vae_explorer.views.style.painting import painting

_LINE, _STRONG = 1.4, 2.4  # pixels
_HALF = 0.5  # the part whose line is strong
_HALO = 2.4  # pixels of ground around a line, which shows it on dots of any colour
_HALO_ALPHA = 0.8
_PIECE = 4.0  # pixels of a line that are drawn as a straight piece
_LABELLED = 90.0  # pixels that a region has to be wide for its line to be named

# In which direction the name of each line stands, so that they keep out of each other's way; the
# names of rings are to the right.
_NAMED_AT = {0.25: (-0.3, 1.0), 0.5: (-1.0, -0.2), 0.75: (0.2, -1.0), 0.95: (-1.0, -1.0)}

Regions = Sequence[tuple[float, Sequence[NDArray[np.float64]]]]


class AggregateLayer(Layer):
    """Drawn once for each density and each zoom, and laid elsewhere while a hand pans."""

    name = "aggregate"
    title = marked("Aggregate posterior")
    tip = marked(
        "Aggregate posterior q(z), the mean of q(z | x): lines around 25, 50, 75 and 95 % of it"
    )
    icon = "aggregate"
    shortcut = "Ctrl+5"
    shown_at_first = False

    def __init__(self) -> None:
        self._regions: Regions = ()
        self._version = 0
        self._picture = KeptPicture()

    def set_aggregate(self, regions: Regions) -> None:
        self._regions = [(mass, lines) for mass, lines in regions if lines]
        self._version += 1

    def paint(self, painter: QPainter, view: View) -> None:
        if not self._regions:
            return

        def draw(plane: Plane, margin: int) -> QPixmap:
            wide = replace(view, plane=plane.widened(margin / view.ratio))
            picture = transparent(QSizeF(wide.plane.width, wide.plane.height), view.ratio)
            with painting(picture, smooth=True) as pen:
                self._paint_lines(pen, wide)
                self._paint_names(pen, wide)
            return picture

        look = (view.theme, view.font, self._version)
        self._picture.paint(painter, view.plane, view.ratio, look, draw)

    def _paint_lines(self, painter: QPainter, view: View) -> None:
        theme = view.theme
        halo = QColor(theme.plot_background)
        halo.setAlphaF(_HALO_ALPHA)
        drawn = [
            (mass, [piece for line in lines for piece in _pieces(line, view)])
            for mass, lines in self._regions
        ]
        for ink, extra in ((halo, _HALO), (QColor(theme.text), 0.0)):
            for mass, pieces in drawn:
                width = (_STRONG if mass == _HALF else _LINE) + extra
                # Flat caps: Qt draws such lines a hundred times as fast as a path of that width.
                flat = Qt.PenCapStyle.FlatCap
                painter.setPen(QPen(ink, width * theme.scale, Qt.PenStyle.SolidLine, flat))
                painter.drawLines(pieces)

    def _paint_names(self, painter: QPainter, view: View) -> None:
        painter.setFont(view.font)
        for mass, lines in self._regions:
            line = lines[0]
            if np.ptp(line, axis=0).max() * view.plane.scale >= _LABELLED * view.scale:
                at = QPointF(*view.plane.to_pixels(*_corner(line, _NAMED_AT.get(mass, (-1, 0)))))
                paint_tag(painter, at, f"{100 * mass:.0f} %", view, view.theme.text)


def _pieces(line: NDArray[np.float64], view: View) -> list[QLineF]:
    """Return a line as pieces of some pixels each."""
    plane, middle = view.plane, (view.plane.width / 2, view.plane.height / 2)
    pixels = (line - plane.centre) * (plane.scale, -plane.scale) + middle
    way = np.cumsum(np.hypot(*np.diff(pixels, axis=0).T))
    kept = np.flatnonzero(np.diff(way // (_PIECE * view.scale), prepend=-1.0)) + 1
    places = pixels[np.unique(np.concatenate(([0], kept, [len(line) - 1])))].tolist()
    return [QLineF(*start, *end) for start, end in pairwise(places)]


def _corner(line: NDArray[np.float64], way: tuple[float, float]) -> tuple[float, float]:
    """Return where a line is farthest in a direction."""
    x, y = line[int((line @ way).argmax())]
    return float(x), float(y)
