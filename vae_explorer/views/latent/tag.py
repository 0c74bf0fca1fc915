"""A few letters on a line in the plot, with some of the ground behind them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from vae_explorer.views.latent.layers.layer import View


def paint_tag(painter: QPainter, at: QPointF, text: str, view: View, ink: str) -> None:
    """Write centred at a place, in a colour; the painter has the view's font."""
    metrics, theme = QFontMetricsF(view.font), view.theme
    box = QRectF(0, 0, metrics.horizontalAdvance(text) + 8 * theme.scale, metrics.height())
    box.moveCenter(at)
    ground = QColor(theme.plot_background)
    ground.setAlphaF(0.85)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 4 * theme.scale, 4 * theme.scale)
    painter.setPen(QColor(ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
