"""The lens: the neighbourhood of a posterior's mode, with contours, and q's ellipse on it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.measures.diagonal import Diagonal
from vae_explorer.core.measures.lens import Lens
from vae_explorer.views.digit.ellipse import paint_ellipse
from vae_explorer.views.latent.layers.heat import picture_of, target_of
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.style.theme import Theme

_DEPTH = 8.0


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
