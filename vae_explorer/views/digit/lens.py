"""The lens: the neighbourhood of a posterior's mode, with contours, and q's ellipse on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from vae_explorer.core.drawing.contours import contours
from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.measures.diagonal import Diagonal
from vae_explorer.views.digit.ellipse import paint_ellipse
from vae_explorer.views.latent.layers.heat import picture_of, target_of
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.image_view import cubic_weights

# Where a Gaussian has them at 1, 2 and 3 σ: nats below the top.
_LEVELS = (-0.5, -2.0, -4.5)
_DEPTH = 8.0


@dataclass(eq=False)
class LensPicture:
    """What a lens shows, and how it is painted into a square.

    Attributes
    ----------
    rect
        The region, as wide as it is high.
    log_posterior
        ln p(z given x) of the cells that tile it, the first row the lowest.
    """

    rect: Rect
    log_posterior: NDArray[np.float32]
    _drawn: tuple[bool, QImage] | None = None
    _lines: list[list[NDArray[np.float64]]] = field(default_factory=list)

    @cached_property
    def _smooth(self) -> NDArray[np.float32]:
        """The same on cells a quarter as wide."""
        known = np.isfinite(self.log_posterior)
        lowest = self.log_posterior[known].min(initial=0.0)
        heights = np.where(known, self.log_posterior, lowest)
        down, across = (cubic_weights(size) for size in heights.shape)
        return (down @ heights @ across.T).astype(np.float32)

    def plane(self, room: QRectF) -> Plane:
        """Return the view of the plane that fills a square, whose corner is the origin."""
        return Plane(width=room.width(), height=room.height()).fitted(self.rect)

    def paint(
        self, painter: QPainter, room: QRectF, theme: Theme, view: Plane | None = None
    ) -> None:
        """Paint heat and contours into a square."""
        plane = view or self.plane(room)
        if self._drawn is None or self._drawn[0] is not theme.is_dark:
            picture = picture_of(self._smooth, dark=theme.is_dark, depth=_DEPTH)
            self._drawn = (theme.is_dark, picture)
        if not self._lines:
            top = float(self._smooth.max())
            self._lines = [contours(self.rect, self._smooth, top + level) for level in _LEVELS]
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
        for lines in self._lines:
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
