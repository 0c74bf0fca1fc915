"""The lens: the neighbourhood of a posterior's mode, with contours, and q's ellipse on it."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.language import tr
from vae_explorer.core.measures.diagonal import Diagonal
from vae_explorer.core.measures.lens import Lens
from vae_explorer.views.digit.ellipse import paint_ellipse
from vae_explorer.views.latent.layers.heat import picture_of, target_of
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.style.theme import Theme

_DEPTH = 8.0
RING = 9.0  # pixels: half of the least that can be told from a speck
_GAP = 5.0  # pixels between a mark and its name
_HEAD = 6.0  # pixels: half of the width of an arrow's head


class LensPicture:
    """What a lens shows, painted into a square."""

    def __init__(self, lens: Lens) -> None:
        self._lens = lens
        self._drawn: tuple[bool, QImage] | None = None

    @property
    def rect(self) -> Rect:
        """The region, as wide as it is high."""
        return self._lens.rect

    def plane(self, room: QRectF) -> Plane:
        """Return the view of the plane that fills a square, whose corner is the origin."""
        return Plane(width=room.width(), height=room.height()).fitted(self.rect)

    def paint(
        self, painter: QPainter, room: QRectF, theme: Theme, view: Plane | None = None
    ) -> None:
        """Paint heat and contours into a square."""
        plane = view or self.plane(room)
        if self._drawn is None or self._drawn[0] is not theme.is_dark:
            picture = picture_of(self._lens.log_posterior, dark=theme.is_dark, depth=_DEPTH)
            self._drawn = (theme.is_dark, picture)
        painter.save()
        painter.setClipRect(room)
        painter.fillRect(room, QColor(theme.plot_background))
        painter.translate(room.topLeft())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawImage(target_of(plane, self.rect), self._drawn[1])
        ink = QColor(theme.text)
        ink.setAlphaF(0.55)
        painter.setPen(QPen(ink, theme.scale))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for lines in self._lens.lines:
            for line in lines:
                painter.drawPolyline(
                    QPolygonF([QPointF(*plane.to_pixels(*p)) for p in line.tolist()])
                )
        painter.restore()

    def paint_q(
        self,
        painter: QPainter,
        room: QRectF,
        q: Diagonal,
        theme: Theme,
        ink: str,
        *,
        dashed: bool = False,
        view: Plane | None = None,
    ) -> None:
        """Paint a Gaussian over it."""
        painter.save()
        painter.setClipRect(room)
        painter.translate(room.topLeft())
        paint_ellipse(painter, view or self.plane(room), q, theme, ink, dashed=dashed)
        painter.restore()

    def paint_ring(
        self, painter: QPainter, room: QRectF, theme: Theme, view: Plane | None = None
    ) -> None:
        """Put a ring around the mode, with its name, in a view where it is but a speck."""
        plane, rect, least = view or self.plane(room), self.rect, RING * theme.scale
        wide = rect.width * plane.scale
        if wide > 4 * least:
            return
        reach = max(least, 0.6 * wide)
        at = QPointF(*plane.to_pixels((rect.left + rect.right) / 2, (rect.bottom + rect.top) / 2))
        painter.save()
        painter.translate(room.topLeft())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.text), 1.5 * theme.scale))
        painter.drawEllipse(at, reach, reach)
        middle = QPointF(room.width() / 2, at.y())
        _paint_name(painter, theme, tr("mode"), at, middle, reach + _GAP * theme.scale)
        painter.restore()

    def paint_way(self, painter: QPainter, room: QRectF, q: Diagonal, theme: Theme) -> None:
        """Point from the edge to a Gaussian, by its letter, that lies out of the view."""
        at = QPointF(*self.plane(room).to_pixels(*map(float, q.mean)))
        half = room.width() / 2
        way = at - QPointF(half, half)
        farthest = max(abs(way.x()), abs(way.y()))
        if farthest <= half:
            return
        reach = _HEAD * theme.scale
        tip = QPointF(half, half) + way * ((half - reach) / farthest)
        painter.save()
        painter.translate(room.topLeft())
        painter.translate(tip)
        painter.rotate(math.degrees(math.atan2(way.y(), way.x())))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.text))
        painter.drawPolygon(
            QPolygonF([QPointF(0, 0), QPointF(-2 * reach, -reach), QPointF(-2 * reach, reach)])
        )
        painter.restore()
        painter.save()
        painter.translate(room.topLeft())
        _paint_name(painter, theme, "q", tip, QPointF(half, half), 2 * reach + _GAP * theme.scale)
        painter.restore()


def _paint_name(
    painter: QPainter, theme: Theme, text: str, at: QPointF, towards: QPointF, away: float
) -> None:
    """Write beside a place, on the side of another."""
    font = painter.font()
    font.setPixelSize(theme.type.caption)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    half = QPointF(metrics.horizontalAdvance(text) / 2, metrics.height() / 2)
    way = towards - at
    far = max(math.hypot(way.x(), way.y()), 1e-9)
    # So far that the box of the text, along that way, begins where the mark ends.
    reach = away + (abs(way.x()) * half.x() + abs(way.y()) * half.y()) / far
    box = QRectF(-half.x(), -half.y(), 2 * half.x(), 2 * half.y())
    box.translate(at + way * (reach / far))
    painter.setPen(QColor(theme.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
