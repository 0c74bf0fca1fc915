"""The true posterior of one digit over the plane, on a log scale."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.drawing.heat_colours import DEPTH, heat_pixels
from vae_explorer.core.language import marked
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.plane import Plane

Cells = tuple[Rect, NDArray[np.float32]]
"""A region, and ln p(z given x) of the cells that tile it, the first row the lowest."""


class HeatLayer(Layer):
    """The map alone, beneath the dots; what belongs to it lies over them, see `PosteriorLayer`."""

    name = "heat"
    title = marked("True posterior")
    tip = marked(
        "True posterior p(z|x) of the digit under the pointer, or else of the one selected, with "
        "the encoder’s q(z|x) as its ellipse at 1 and 2 σ"
    )
    icon = "heat"
    shortcut = "Ctrl+8"
    shown_at_first = False

    def __init__(self) -> None:
        self._coarse: Cells | None = None
        self._fine: Cells | None = None
        self._pictures: tuple[bool, list[tuple[Rect, QImage]]] | None = None

    @property
    def filled(self) -> bool:
        """Whether there is something to be seen."""
        return self._coarse is not None

    def set_heat(self, coarse: Cells | None, fine: Cells | None = None) -> None:
        """Take ln p(z given x) all over the plane, and where it is known more finely."""
        self._coarse, self._fine, self._pictures = coarse, fine, None

    def paint(self, painter: QPainter, view: View) -> None:
        if self._coarse is None:
            return
        dark = view.theme.is_dark
        if self._pictures is None or self._pictures[0] is not dark:
            cells = [each for each in (self._coarse, self._fine) if each is not None]
            top = max(float(each[1].max()) for each in cells)
            pictures = [(rect, picture_of(heights, dark=dark, top=top)) for rect, heights in cells]
            self._pictures = (dark, pictures)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        places = [(target_of(view.plane, rect), image) for rect, image in self._pictures[1]]
        if len(places) > 1:  # of the coarse one what is around the fine one
            around = QPainterPath()
            around.addRect(view.rect)
            hole = QPainterPath()
            hole.addRect(places[1][0])
            painter.save()
            painter.setClipPath(around - hole, Qt.ClipOperation.IntersectClip)
            painter.drawImage(*places[0])
            painter.restore()
        painter.drawImage(*places[-1])


def picture_of(
    heights: NDArray[np.float32], *, dark: bool, top: float | None = None, depth: float = DEPTH
) -> QImage:
    """Return the colours of ln p(z given x), the first row the lowest."""
    top = float(heights.max()) if top is None else top
    pixels = np.ascontiguousarray(heat_pixels(heights[::-1], top, dark=dark, depth=depth))
    rows, columns = heights.shape
    form = QImage.Format.Format_ARGB32_Premultiplied
    return QImage(pixels.data, columns, rows, 4 * columns, form).copy()


def target_of(plane: Plane, rect: Rect) -> QRectF:
    """Return where a region of the plane lies in the view."""
    left, top = plane.to_pixels(rect.left, rect.top)
    return QRectF(left, top, rect.width * plane.scale, rect.height * plane.scale)
