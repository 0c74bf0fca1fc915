"""Small digits side by side, painted a screenful at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from vae_explorer.core.drawing.geometry import tile
from vae_explorer.core.drawing.wording import class_name
from vae_explorer.views.latent.picture import as_image
from vae_explorer.views.style.palette import class_colours, text_on
from vae_explorer.views.style.theme import Theme

BAND = 3.0
"""Units under a digit that have the colour of its class."""
_FRAME = 2.0  # units


def sheet(images: NDArray[np.uint8], columns: int, width: int, height: int) -> QImage:
    """Return images, (n, C, h, w), as one picture, each so many pixels wide and high."""
    count, channels, high, wide = images.shape
    rows = -(-count // columns)
    padded = np.zeros((rows * columns, channels, high, wide), np.uint8)
    padded[:count] = images
    whole = tile(padded, columns)
    pixels = whole[0] if channels == 1 else np.moveaxis(whole, 0, -1)
    return as_image(pixels, dark=True).scaled(
        QSize(columns * width, rows * height),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


def paint_band(painter: QPainter, cell: QRectF, label: int, theme: Theme) -> None:
    """Paint the colour of a class under a digit."""
    high = BAND * theme.scale
    band = QRectF(cell.left(), cell.bottom() - high, cell.width(), high)
    painter.fillRect(band, _colour(label, theme))


def paint_name(
    painter: QPainter, cell: QRectF, label: int, names: tuple[str, ...], theme: Theme
) -> None:
    """Paint the name of a class in the place of an image that is not at hand."""
    colour = _colour(label, theme)
    painter.fillRect(cell, colour)
    painter.setPen(QColor(text_on((colour.red(), colour.green(), colour.blue()))))
    name = class_name(names, label)
    metrics = painter.fontMetrics()
    text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(cell.width()) - 2)
    painter.drawText(cell, int(Qt.AlignmentFlag.AlignCenter), text)


def paint_frame(painter: QPainter, cell: QRectF, ink: str, theme: Theme) -> None:
    """Paint a frame around a digit."""
    line = _FRAME * theme.scale
    painter.setPen(QPen(QColor(ink), line))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    out = line / 2
    painter.drawRoundedRect(cell.adjusted(-out, -out, out, out), 2, 2)


def _colour(label: int, theme: Theme) -> QColor:
    rgb = class_colours(theme.is_dark, label + 1)[label]
    return QColor(*(int(part) for part in rgb))
