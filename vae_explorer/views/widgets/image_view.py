"""A small image shown large: colour maps, crisp or smooth scaling, and the widget."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from vae_explorer.core.drawing.cubic import cubic_weights
from vae_explorer.core.language import marked
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme

COLOUR_MAPS = {
    "white-on-black": marked("White on black"),
    "black-on-white": marked("Black on white"),
    "viridis": "Viridis",
    "magma": "Magma",
    "inferno": "Inferno",
    "cividis": "Cividis",
}
_SMOOTHING = 4


class Look(NamedTuple):
    """How grey values become a picture: a key of `COLOUR_MAPS`, and whether pixels are blended."""

    colour_map: str = "white-on-black"
    smooth: bool = False


@lru_cache(maxsize=len(COLOUR_MAPS))
def colour_table(key: str) -> NDArray[np.uint32]:
    """Opaque 0xffRRGGBB of each grey value, shape (256,), read-only."""
    ramp = np.arange(256)
    if key == "white-on-black":
        rgb = np.stack([ramp] * 3, axis=1)
    elif key == "black-on-white":
        rgb = np.stack([255 - ramp] * 3, axis=1)
    else:
        from pyqtgraph import colormap  # half of all that is imported, and the first frame is grey

        rgb = colormap.get(key).getLookupTable(nPts=256)[:, :3]
    table = rgb.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32) + 0xFF000000
    table = table.astype(np.uint32)
    table.setflags(write=False)
    return table


def to_qimage(image: NDArray[np.floating] | NDArray[np.uint8], look: Look) -> QImage:
    """Colour an image, (C, H, W) or (H, W), in [0, 1] or uint8.

    One channel is shown through the colour map; of three, which are red, green and blue, the map is
    left out. If smooth, the picture has four times as many pixels each way. The values are
    interpolated rather than the colours, for no colour to appear between two others that is not on
    the map.
    """
    values = image if image.dtype == np.uint8 else image * 255.0
    planes = values.reshape(-1, *values.shape[-2:]).astype(np.float64)
    if look.smooth:
        down, across = (cubic_weights(size, _SMOOTHING) for size in planes.shape[1:])
        planes = down @ planes @ across.T
    # What is no number is 0.
    index = (np.fmin(np.fmax(planes, 0), 255) + 0.5).astype(np.uint8)
    if len(index) == 3:
        red, green, blue = index.astype(np.uint32)
        pixels = (red << 16 | green << 8 | blue) + np.uint32(0xFF000000)
    else:
        pixels = colour_table(look.colour_map).take(index[0])
    height, width = pixels.shape
    # copy(), for QImage does not keep the array alive.
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def crisp_side(available: float, pixels: int, ratio: float) -> float:
    """The largest side up to `available` that gives each pixel a whole number of screen pixels.

    `ratio` is the number of screen pixels to a unit. Below one screen pixel each: `available`.
    """
    scale = int(available * ratio) // pixels
    return scale * pixels / ratio if scale else available


def crisp_size(room: QSizeF, pixels: QSize, ratio: float) -> QSizeF:
    """The largest size in `room` with the image's proportions, and whole screen pixels for each.

    Where there is less than one screen pixel each, it is as large as fits.
    """
    scale = min(room.width() / pixels.width(), room.height() / pixels.height())
    whole = int(scale * ratio) / ratio or scale
    return QSizeF(pixels) * whole


class ImageView(QWidget):
    """The image as large as fits, or a sentence in its place, on the ground of a panel.

    ``filled`` says that there is an image now, or none any more.
    """

    filled = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: NDArray[np.floating] | None = None
        self._picture: QImage | None = None
        self._look = Look()
        self._waiting = ""
        # Else each new image would have every widget around it painted first.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(86, 86)  # three pixels for each of 28, and a hairline
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def image(self) -> NDArray[np.floating] | None:
        return self._image

    @property
    def look(self) -> Look:
        return self._look

    def sizeHint(self) -> QSize:
        return QSize(280, 280)

    def set_image(self, image: NDArray[np.floating] | None) -> None:
        """Show an image of shape (C, H, W), in [0, 1]; None for the sentence."""
        had_image, self._image = self._image is not None, image
        self._picture = None if image is None else to_qimage(image, self._look)
        self.update()
        if had_image != (image is not None):
            self.filled.emit(not had_image)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.set_image(self._image)

    def set_waiting(self, text: str) -> None:
        self._waiting = text
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def render_at(self, side: int) -> QImage | None:
        """The image as shown, its longer side `side` pixels long."""
        if self._picture is None:
            return None
        return self._picture.scaled(
            side,
            side,
            Qt.AspectRatioMode.KeepAspectRatio,
            _transformation(self._look.smooth),
        ).convertToFormat(QImage.Format.Format_RGB32)

    def image_rect(self) -> QRectF:
        """Where the image is painted."""
        ratio = self.devicePixelRatioF()
        room = QSizeF(self.size()) - QSizeF(2, 2)  # for the hairline around it
        pixels = self._picture.size() if self._picture is not None else QSize(1, 1)
        if self._picture is not None and not self._look.smooth:
            size = crisp_size(room, pixels, ratio)
        else:
            size = QSizeF(pixels).scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        left = (self.width() - size.width()) / 2
        top = (self.height() - size.height()) / 2
        # On whole screen pixels, else each edge between two pixels would be blurred.
        corner = QPointF(round(left * ratio) / ratio, round(top * ratio) / ratio)
        return QRectF(corner, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(event.rect(), QColor(self._theme.panel))
            if self._picture is None:
                paint_sentence(painter, self.rect(), self._waiting, self._theme)
                return
            target = self.image_rect()
            painter.setPen(QPen(QColor(self._theme.border), 1))
            painter.drawRect(target.adjusted(-0.5, -0.5, 0.5, 0.5))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._look.smooth)
            painter.drawImage(target, self._picture)


def paint_sentence(painter: QPainter, rect: QRect, text: str, theme: Theme) -> None:
    """Write what is missing, quietly, in the middle of an empty view."""
    painter.setPen(QColor(theme.muted))
    centred = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
    for margin in (theme.space.l, theme.space.s, theme.space.xs):  # in little room a narrower one
        room = rect.adjusted(margin, margin, -margin, -margin)
        if room.contains(painter.boundingRect(room, centred, text)):
            break
    painter.drawText(room, centred, text)


def _transformation(smooth: bool) -> Qt.TransformationMode:
    mode = Qt.TransformationMode
    return mode.SmoothTransformation if smooth else mode.FastTransformation
