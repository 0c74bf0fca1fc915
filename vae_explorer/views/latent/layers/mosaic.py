"""The mosaic: the decoder's images, each at the place in the plane that it is decoded from.

Cells lie on a lattice that is fixed to the plane, so that panning does not make them swim; zooming
changes their size by steps of √2.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from vae_explorer.core.drawing.codes import Codes
from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.language import marked
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.picture import as_image
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.style.theme import Theme

CELL_PIXELS = 36.0  # about this wide on the screen
_MOST_CELLS = 60  # each way
DOTS = "dots"
# How much of it is left under the dots: white ink on black outshines them, black on white does not.
_UNDER_DOTS = {False: 0.6, True: 0.5}


class MosaicLayer(Layer):
    """The newest mosaic and the wish for the next one."""

    name = "mosaic"
    title = marked("Mosaic")
    tip = marked("Mosaic: what the decoder draws all over the plane")
    icon = "mosaic"
    shortcut = "Ctrl+1"
    shown_at_first = False

    def __init__(self) -> None:
        self.enabled = False
        self._dark = False
        self._aspect = 1.0
        self._rect = Rect(0, 0, 0, 0)
        self._image: QImage | None = None
        self._wished: tuple[Rect, int, int] | None = None

    def set_shown(self, shown: bool) -> None:
        self.enabled = shown
        self.clear()

    def set_theme(self, theme: Theme) -> None:
        if theme.is_dark is not self._dark:
            self._dark = theme.is_dark
            self.clear()  # ink has another colour

    def set_codes(self, codes: Codes, *, glide: bool) -> None:  # noqa: ARG002
        self._aspect = codes.aspect

    @staticmethod
    def lattice(plane: Plane, aspect: float = 1.0) -> tuple[Rect, int, int]:
        """Return the region of whole cells that covers a view, with its columns and rows.

        `aspect` is the width of an image by its height.
        """
        largest = max(plane.width, plane.height)
        target = max(CELL_PIXELS, largest / _MOST_CELLS) / plane.scale
        cell = 2 ** (round(2 * math.log2(target)) / 2)
        wide, high = cell * max(1.0, aspect), cell * max(1.0, 1 / aspect)
        view = plane.rect
        first_column, first_row = math.floor(view.left / wide), math.floor(view.bottom / high)
        last_column, last_row = math.ceil(view.right / wide), math.ceil(view.top / high)
        rect = Rect(first_column * wide, first_row * high, last_column * wide, last_row * high)
        return rect, last_column - first_column, last_row - first_row

    def wish(self, plane: Plane, *, renew: bool) -> tuple[Rect, int, int] | None:
        """Return what to ask for: None when the wish has not changed, unless `renew`."""
        if not self.enabled:
            return None
        wanted = self.lattice(plane, self._aspect)
        if wanted == self._wished and not renew:
            return None
        self._wished = wanted
        return wanted

    def set_image(self, rect: Rect, pixels: NDArray[np.uint8]) -> None:
        """Take a mosaic: (height, width), 255 being full ink, or (height, width, 3) colours."""
        self._image = as_image(pixels, dark=self._dark)
        self._rect = rect

    def clear(self) -> None:
        """Forget the image and the wish."""
        self._image = None
        self._wished = None

    def paint(self, painter: QPainter, view: View) -> None:
        if not self.enabled or self._image is None:
            return
        plane = view.plane
        left, top = plane.to_pixels(self._rect.left, self._rect.top)
        target = QRectF(left, top, self._rect.width * plane.scale, self._rect.height * plane.scale)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setOpacity(_UNDER_DOTS[view.theme.is_dark] if DOTS in view.shown else 1.0)
        painter.drawImage(target, self._image)
