"""The lasso, or the box, that a hand draws around dots to select them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from vae_explorer.core.language import marked
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.marks import Points

_LINE, _HALO = 1.6, 2.6  # pixels
_VEIL = 0.12  # opacity of what it goes around


class LassoLayer(Layer):
    """A line while it is drawn; its last corner is joined to the first."""

    name = "lasso"
    title = marked("Lasso")
    switchable = False

    def __init__(self) -> None:
        self.line: Points = np.empty((0, 2), np.float32)
        """Its corners in the plane, (V, 2)."""

    def set_line(self, line: Points) -> None:
        """Take the corners, (V, 2), in the plane; none for no line."""
        self.line = line

    def paint(self, painter: QPainter, view: View) -> None:
        if len(self.line) < 2:
            return
        theme = view.theme
        plane = view.plane
        x = (self.line[:, 0] - plane.centre[0]) * plane.scale + plane.width / 2
        y = (plane.centre[1] - self.line[:, 1]) * plane.scale + plane.height / 2
        corners = QPolygonF(list(map(QPointF, x.tolist(), y.tolist())))
        # The edge of what is filled is under the line: smooth, it would take several times as long.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        inner = QColor(theme.accent)
        inner.setAlphaF(_VEIL)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(inner)
        painter.drawPolygon(corners, Qt.FillRule.WindingFill)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((theme.plot_background, _LINE + _HALO), (theme.accent_ink, _LINE)):
            pen = QPen(QColor(colour), width * view.scale)
            pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
            painter.setPen(pen)
            painter.drawPolyline(corners)
        closing = QPen(QColor(theme.accent_ink), view.scale, Qt.PenStyle.DashLine)
        painter.setPen(closing)
        painter.drawLine(corners.at(corners.count() - 1), corners.at(0))
