"""The rings: the circles of 1, 2 and 3 standard deviations of the prior N(0, I)."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.picture import KeptPicture, transparent
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.latent.tag import paint_tag
from vae_explorer.views.style.painting import painting

_LINE = 1.6
_FEWEST, _MOST = 1.0, 1e5  # pixels: radii of rings that can be seen as such


class RingLayer(Layer):
    """Drawn once and laid elsewhere while a hand pans."""

    name = "rings"
    title = "Rings"
    tip = "Rings of the prior N(0, I) at 1, 2 and 3 σ"
    icon = "rings"
    shortcut = "Ctrl+3"

    def __init__(self) -> None:
        self._picture = KeptPicture()

    def paint(self, painter: QPainter, view: View) -> None:
        def draw(plane: Plane, margin: int) -> QPixmap:
            wide = replace(view, plane=plane.widened(margin / view.ratio))
            picture = transparent(QSizeF(wide.plane.width, wide.plane.height), view.ratio)
            with painting(picture, smooth=True) as pen:
                _paint_rings(pen, wide)
            return picture

        look = (view.theme, view.font)
        self._picture.paint(painter, view.plane, view.ratio, look, draw)


def _paint_rings(painter: QPainter, view: View) -> None:
    plane, theme = view.plane, view.theme
    x, y = plane.to_pixels(0, 0)
    painter.setFont(view.font)
    for sigma in (1, 2, 3):
        radius = sigma * plane.scale
        if not _FEWEST <= radius <= _MOST:
            continue
        pen = QPen(QColor(theme.accent_ink), _LINE * theme.scale, Qt.PenStyle.DashLine)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(x, y), radius, radius)
        # The names stand on the diagonal, where no axis runs.
        corner = QPointF(x + radius * math.sqrt(0.5), y - radius * math.sqrt(0.5))
        paint_tag(painter, corner, f"{sigma}σ", view, theme.accent_ink)
