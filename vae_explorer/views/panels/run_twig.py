"""The line by which a branch hangs on the run above it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from vae_explorer.views.style.theme import Theme

_ROUND = 4  # pixels


def paint_twig(painter: QPainter, top: float, card: float, y: float, theme: Theme) -> None:
    """Draw from the top of a row to its card, with a corner at the height of its name."""
    x = card - theme.type.body / 2 + 0.5
    painter.setPen(QPen(QColor(theme.outline), 1.5 * theme.scale))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    bend = QPainterPath(QPointF(x, top))
    bend.lineTo(x, y - _ROUND)
    bend.quadTo(x, y, x + _ROUND, y)
    bend.lineTo(card + 2, y)
    painter.drawPath(bend)
