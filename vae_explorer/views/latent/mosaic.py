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

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.views.latent.plane import Plane

CELL_PIXELS = 36.0  # about this wide on the screen
_MOST_CELLS = 60  # each way


class MosaicLayer:
    """The newest mosaic and the wish for the next one."""

    def __init__(self) -> None:
        self.enabled = False
        self._rect = Rect(0, 0, 0, 0)
        self._image: QImage | None = None
        self._wished: tuple[Rect, int, int] | None = None

    @staticmethod
    def lattice(plane: Plane) -> tuple[Rect, int, int]:
        """Return the region of whole cells that covers a view, with its columns and rows."""
        largest = max(plane.width, plane.height)
        target = max(CELL_PIXELS, largest / _MOST_CELLS) / plane.scale
        cell = 2 ** (round(2 * math.log2(target)) / 2)
        view = plane.rect
        first_column, first_row = math.floor(view.left / cell), math.floor(view.bottom / cell)
        last_column, last_row = math.ceil(view.right / cell), math.ceil(view.top / cell)
        rect = Rect(first_column * cell, first_row * cell, last_column * cell, last_row * cell)
        return rect, last_column - first_column, last_row - first_row

    def wish(self, plane: Plane, *, renew: bool) -> tuple[Rect, int, int] | None:
        """Return what to ask for: None when the wish has not changed, unless `renew`."""
        if not self.enabled:
            return None
        wanted = self.lattice(plane)
        if wanted == self._wished and not renew:
            return None
        self._wished = wanted
        return wanted

    def set_image(self, rect: Rect, grey: NDArray[np.uint8], *, dark: bool) -> None:
        """Take a mosaic, (height, width), 255 being full ink."""
        pixels = np.ascontiguousarray(grey if dark else 255 - grey)
        height, width = pixels.shape
        image = QImage(pixels.data, width, height, width, QImage.Format.Format_Grayscale8)
        self._image = image.copy()  # the copy owns its memory
        self._rect = rect

    def clear(self) -> None:
        """Forget the image and the wish."""
        self._image = None
        self._wished = None

    def paint(self, painter: QPainter, plane: Plane) -> None:
        """Draw the image where it belongs."""
        if not self.enabled or self._image is None:
            return
        left, top = plane.to_pixels(self._rect.left, self._rect.top)
        target = QRectF(left, top, self._rect.width * plane.scale, self._rect.height * plane.scale)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(target, self._image)
