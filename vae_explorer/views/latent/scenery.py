"""What lies still around the dots, drawn once for each view of the plane and kept.

Painting is mostly waiting for many small calls; a frame of a drag, or of a glide, should make few.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap

from vae_explorer.views.latent import overlays
from vae_explorer.views.latent.picture import KeptPicture
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.style.theme import Theme


class Scenery:
    """Pictures of the ground with its axes, the prior's rings, the classes' names, the handle."""

    def __init__(self) -> None:
        self._ground: tuple[object, QPixmap] | None = None
        self._rings = KeptPicture()
        self._pills: tuple[object, list[overlays.Pill]] | None = None
        self._handles: dict[object, QPixmap] = {}

    def clear(self) -> None:
        """Draw everything anew, as after a change of theme."""
        self._ground = self._pills = None
        self._rings.clear()
        self._handles.clear()

    def ground(self, plane: Plane, theme: Theme, font: QFont, ratio: float) -> QPixmap:
        """Return the grid with its margins, to lie at the widget's corner."""
        key = (plane, ratio)
        if self._ground is None or self._ground[0] != key:
            self._ground = (key, _draw_ground(plane, theme, font, ratio))
        return self._ground[1]

    def paint_rings(
        self, painter: QPainter, plane: Plane, theme: Theme, font: QFont, ratio: float
    ) -> None:
        """Draw the rings of the prior, with the view's corner at the painter's origin."""

        def draw(plane: Plane, margin: int) -> QPixmap:
            view = plane.widened(margin / ratio)
            picture = overlays.transparent(QSizeF(view.width, view.height), ratio)
            pen = QPainter(picture)
            overlays.paint_rings(pen, view, theme, font)
            pen.end()
            return picture

        self._rings.paint(painter, plane, ratio, None, draw)

    def pills(
        self, names: tuple[str, ...], colours: NDArray[np.uint8], font: QFont, ratio: float
    ) -> list[overlays.Pill]:
        """Return the name of each class."""
        key = (names, ratio)
        if self._pills is None or self._pills[0] != key:
            pairs = zip(names, colours, strict=False)
            pills = [overlays.make_pill(name, colour, font, ratio) for name, colour in pairs]
            self._pills = (key, pills)
        return self._pills[1]

    def handle(self, theme: Theme, ratio: float, *, active: bool) -> QPixmap:
        """Return the cursor, whose middle is that of the picture."""
        key = (active, ratio)
        if key not in self._handles:
            self._handles[key] = overlays.make_handle(theme, ratio, active=active)
        return self._handles[key]


def _draw_ground(plane: Plane, theme: Theme, font: QFont, ratio: float) -> QPixmap:
    width = plane.width + overlays.LEFT_MARGIN
    height = plane.height + overlays.BOTTOM_MARGIN
    picture = overlays.transparent(QSizeF(width, height), ratio)
    picture.fill(QColor(theme.panel))
    view = QRectF(0, 0, plane.width, plane.height)
    painter = QPainter(picture)
    painter.translate(overlays.LEFT_MARGIN, 0)
    painter.fillRect(view, QColor(theme.plot_background))
    painter.save()
    painter.setClipRect(view)
    overlays.paint_grid(painter, plane, theme)
    painter.restore()
    overlays.paint_axes(painter, plane, theme, font)
    painter.end()
    return picture
