"""The true posterior of one digit over the plane, on a log scale."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.drawing.heat_colours import heat_pixels
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.plane import Plane


class HeatLayer(Layer):
    """The map alone, beneath the dots; what belongs to it lies over them, see `PosteriorLayer`."""

    name = "heat"
    title = "True posterior"
    tip = (
        "True posterior p(z|x) of the digit under the pointer, or else of the one selected, with "
        "the encoder’s q(z|x) as its ellipse at 1 and 2 σ"
    )
    icon = "heat"
    shortcut = "Ctrl+8"
    shown_at_first = False

    def __init__(self) -> None:
        self._rect = Rect(0, 0, 0, 0)
        self._heights: NDArray[np.float32] | None = None
        self._picture: tuple[bool, QImage] | None = None

    def set_heat(self, rect: Rect, log_posterior: NDArray[np.float32] | None) -> None:
        """Take ln p(z given x) of the cells that tile a region, the first row the lowest."""
        self._rect, self._heights, self._picture = rect, log_posterior, None

    def paint(self, painter: QPainter, view: View) -> None:
        if self._heights is None:
            return
        dark = view.theme.is_dark
        if self._picture is None or self._picture[0] is not dark:
            self._picture = (dark, picture_of(self._heights, dark=dark))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(target_of(view.plane, self._rect), self._picture[1])


def picture_of(heights: NDArray[np.float32], *, dark: bool, depth: float = 20.0) -> QImage:
    """Return the colours of ln p(z given x), the first row the lowest."""
    pixels = np.ascontiguousarray(heat_pixels(heights[::-1], heights.max(), dark=dark, depth=depth))
    rows, columns = heights.shape
    form = QImage.Format.Format_ARGB32_Premultiplied
    return QImage(pixels.data, columns, rows, 4 * columns, form).copy()


def target_of(plane: Plane, rect: Rect) -> QRectF:
    """Return where a region of the plane lies in the view."""
    left, top = plane.to_pixels(rect.left, rect.top)
    return QRectF(left, top, rect.width * plane.scale, rect.height * plane.scale)
