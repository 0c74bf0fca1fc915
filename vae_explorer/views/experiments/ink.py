"""What the drawings of experiments are made of: a square of 100 by 100, and few marks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF

from vae_explorer.views.style.palette import class_colours
from vae_explorer.views.style.theme import Theme

Point = tuple[float, float]


class Ink:
    """A pen on a square of 100 by 100, y downwards, in the colours of a theme.

    Attributes
    ----------
    line, faint, accent, ground
        Colours: of what is meant, of what is beside it, of what the eye should find, and of the
        paper.
    hues
        Those of the ten classes.
    """

    def __init__(self, painter: QPainter, theme: Theme) -> None:
        self.painter = painter
        self.line, self.faint = QColor(theme.text), QColor(theme.outline)
        self.accent, self.ground = QColor(theme.accent_ink), QColor(theme.plot_background)
        self.hues = [QColor(*map(int, rgb)) for rgb in class_colours(theme.is_dark)]

    def pen(self, colour: QColor, width: float = 2.5, *, dashed: bool = False) -> None:
        """Draw outlines from now on."""
        pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if dashed:
            pen.setDashPattern([2, 2.2])
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)

    def fill(self, colour: QColor | QBrush) -> None:
        """Draw areas from now on."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour)

    def dots(self, points: Iterable[Sequence[float]], colour: QColor, radius: float = 2.2) -> None:
        self.fill(colour)
        for x, y in points:
            self.painter.drawEllipse(QPointF(x, y), radius, radius)

    def blob(self, x: float, y: float, spread: float, hue: int, count: int, seed: int = 0) -> None:
        """Draw the dots of a class, normal around a place."""
        rng = np.random.default_rng((seed, hue))
        self.dots(rng.normal((x, y), spread, (count, 2)), self.hues[hue], 1.9)

    def ellipse(
        self, x: float, y: float, a: float, b: float, colour: QColor, *, turn: float = 0.0
    ) -> None:
        """Draw a cloud: a tinted ellipse with an edge, turned by degrees."""
        painter = self.painter
        painter.save()
        painter.translate(x, y)
        painter.rotate(turn)
        soft = QColor(colour)
        soft.setAlphaF(0.22)
        self.pen(colour, 1.8)
        painter.setBrush(soft)
        painter.drawEllipse(QPointF(0, 0), a, b)
        painter.restore()

    def ring(self, x: float, y: float, radius: float) -> None:
        """Draw a ring of the prior."""
        self.pen(self.faint, 1.4)
        self.painter.drawEllipse(QPointF(x, y), radius, radius)

    def curve(
        self, points: Iterable[Point], colour: QColor, width: float = 3, *, dashed: bool = False
    ) -> None:
        self.pen(colour, width, dashed=dashed)
        self.painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points]))

    def bell(self, centre: float, sigma: float, height: float, base: float = 84) -> list[Point]:
        """Return the curve of a normal density."""
        x = np.linspace(max(8, centre - 3.2 * sigma), min(92, centre + 3.2 * sigma), 40)
        y = base - height * np.exp(-0.5 * ((x - centre) / sigma) ** 2)
        return list(zip(x.tolist(), y.tolist(), strict=True))

    def arrow(self, start: Point, end: Point, colour: QColor, width: float = 2.4) -> None:
        """Draw an arrow with a small head."""
        self.curve((start, end), colour, width)
        angle = math.atan2(end[1] - start[1], end[0] - start[0])
        head = [
            (end[0] - 7 * math.cos(angle + turn), end[1] - 7 * math.sin(angle + turn))
            for turn in (0.5, -0.5)
        ]
        self.curve((head[0], end, head[1]), colour, width)

    def bar(self, x: float, y: float, w: float, h: float, colour: QColor) -> None:
        self.fill(colour)
        self.painter.drawRoundedRect(QRectF(x, y, w, h), 2.5, 2.5)

    def text(self, words: str, x: float, y: float, size: float, colour: QColor) -> None:
        """Write centred on a point."""
        font = QFont(self.painter.font())
        font.setPixelSize(round(size))
        font.setWeight(QFont.Weight.DemiBold)
        self.painter.setFont(font)
        self.painter.setPen(colour)
        box = QRectF(x - 50, y - 50, 100, 100)
        self.painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def shape(self, points: Iterable[Point], colour: QColor) -> None:
        """Fill a shape with a tint and give it an edge."""
        path = QPainterPath()
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
        path.closeSubpath()
        soft = QColor(colour)
        soft.setAlphaF(0.2)
        self.pen(colour, 2.2)
        self.painter.setBrush(soft)
        self.painter.drawPath(path)

    def faded(self, colour: QColor, alpha: float) -> QColor:
        """Return a colour that lets the paper through."""
        result = QColor(colour)
        result.setAlphaF(alpha)
        return result
