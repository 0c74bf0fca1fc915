"""The veil: what fades the mosaic into the ground where the encoder hardly ever puts an image."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.language import marked
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.layers.mosaic import MosaicLayer
from vae_explorer.views.style.theme import Theme

_MOST = 0.94  # of the mosaic that is hidden where there is nothing: that it goes on is still seen


class VeilLayer(Layer):
    """Ground over the mosaic, as opaque as q(z) is low there."""

    name = "veil"
    title = marked("Fade where there is no data")
    tip = marked("Fade the mosaic where there is no data: where q(z), the mean of q(z | x), is low")
    icon = "fade"
    shortcut = "Ctrl+Alt+1"
    shown_at_first = False

    def __init__(self) -> None:
        self._rect = Rect(0, 0, 0, 0)
        self._presence: NDArray[np.float32] | None = None
        self._image: QImage | None = None

    def set_presence(self, rect: Rect, presence: NDArray[np.float32] | None) -> None:
        self._rect, self._presence = rect, presence
        self._image = None

    def set_theme(self, theme: Theme) -> None:  # noqa: ARG002
        self._image = None

    def paint(self, painter: QPainter, view: View) -> None:
        if self._presence is None or MosaicLayer.name not in view.shown:
            return
        ground = QColor(view.theme.plot_background)
        if self._image is None:
            self._image = _veil(self._presence, ground)
        plane, rect = view.plane, self._rect
        left, top = plane.to_pixels(rect.left, rect.top)
        target = QRectF(left, top, rect.width * plane.scale, rect.height * plane.scale)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(target, self._image)
        # All around it there is nothing.
        outside = QPainterPath()  # odd and even: the one without the other
        outside.addRect(view.rect)
        outside.addRect(target)
        ground.setAlphaF(_MOST)
        painter.fillPath(outside, ground)


def _veil(presence: NDArray[np.float32], ground: QColor) -> QImage:
    """Return the ground, premultiplied, as opaque as nothing is there; z₂ upwards."""
    alpha = (1 - np.clip(presence[::-1], 0, 1)) * _MOST
    pixels = np.empty((*alpha.shape, 4), np.uint8)
    colour = (ground.blue(), ground.green(), ground.red())
    for channel, level in enumerate(colour):
        pixels[..., channel] = np.rint(alpha * level)
    pixels[..., 3] = np.rint(alpha * 255)
    height, width = alpha.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()  # which has memory of its own
