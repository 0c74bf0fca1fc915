"""What is drawn around the dots: axes, rings of the prior, names, the handle, the hover card."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
)

from vae_explorer.views.latent.picture import on_whole_pixels
from vae_explorer.views.latent.plane import Plane, tick_step, ticks
from vae_explorer.views.style.palette import text_on
from vae_explorer.views.style.theme import Theme

LEFT_MARGIN, BOTTOM_MARGIN = 46, 38
HANDLE_RADIUS = 9.0
HANDLE_REACH = HANDLE_RADIUS + 12  # of the picture of the handle, from its middle
_CARD_IMAGE = 84


@dataclass(frozen=True, eq=False)
class HoveredDot:
    """What is known of the dot under the pointer.

    Attributes
    ----------
    place
        Its code.
    sigma
        Standard deviations of its posterior.
    lines
        Text of the card.
    colour
        Of its class.
    image
        (28, 28), uint8, or None where the data set is not at hand.
    """

    place: tuple[float, float]
    sigma: tuple[float, float]
    lines: tuple[str, ...]
    colour: NDArray[np.uint8]
    image: NDArray[np.uint8] | None


def paint_grid(painter: QPainter, plane: Plane, theme: Theme) -> None:
    """Draw the grid lines, those through the origin a little stronger."""
    rect, step = plane.rect, tick_step(plane.scale)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for strong in (False, True):
        painter.setPen(QPen(QColor(theme.plot_axis if strong else theme.plot_grid), 1))
        for value in ticks(rect.left, rect.right, step):
            if (abs(value) < step / 2) is strong:
                x = round(plane.to_pixels(value, 0)[0])
                painter.drawLine(QPointF(x, 0), QPointF(x, plane.height))
        for value in ticks(rect.bottom, rect.top, step):
            if (abs(value) < step / 2) is strong:
                y = round(plane.to_pixels(0, value)[1])
                painter.drawLine(QPointF(0, y), QPointF(plane.width, y))


def paint_axes(painter: QPainter, plane: Plane, theme: Theme, font: QFont) -> None:
    """Draw numbers and titles into the margins left of and below the view."""
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    painter.setPen(QColor(theme.muted))
    rect, step = plane.rect, tick_step(plane.scale)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    centre = Qt.AlignmentFlag.AlignCenter
    line = metrics.height()
    for value in ticks(rect.left, rect.right, step):
        x = plane.to_pixels(value, 0)[0]
        if 12 < x < plane.width - 30:
            box = QRectF(x - 40, plane.height + 3, 80, line)
            painter.drawText(box, centre, _number(value, digits))
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for value in ticks(rect.bottom, rect.top, step):
        y = plane.to_pixels(0, value)[1]
        if 30 < y < plane.height - 8:
            box = QRectF(-LEFT_MARGIN, y - line / 2, LEFT_MARGIN - 6, line)
            painter.drawText(box, right, _number(value, digits))
    title = QFont(font)
    title.setItalic(True)
    title.setPixelSize(font.pixelSize() + 2)
    painter.setFont(title)
    painter.setPen(QColor(theme.text))
    height = QFontMetricsF(title).height()
    painter.drawText(QRectF(plane.width - 26, plane.height + 3, 24, height), right, "z₁")
    painter.drawText(QRectF(-LEFT_MARGIN, 2, LEFT_MARGIN - 6, height), right, "z₂")


def paint_rings(painter: QPainter, plane: Plane, theme: Theme, font: QFont) -> None:
    """Draw the circles of 1, 2 and 3 standard deviations of the prior N(0, I)."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    x, y = plane.to_pixels(0, 0)
    small = QFont(font)
    painter.setFont(small)
    for sigma in (1, 2, 3):
        pen = QPen(QColor(theme.accent_ink), 1.6, Qt.PenStyle.DashLine)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        radius = sigma * plane.scale
        painter.drawEllipse(QPointF(x, y), radius, radius)
        # The names stand on the diagonal, where no axis runs.
        corner = QPointF(x + radius * math.sqrt(0.5), y - radius * math.sqrt(0.5))
        _paint_tag(painter, corner, f"{sigma}σ", theme, small)


def _paint_tag(painter: QPainter, at: QPointF, text: str, theme: Theme, font: QFont) -> None:
    metrics = QFontMetricsF(font)
    box = QRectF(0, 0, metrics.horizontalAdvance(text) + 8, metrics.height())
    box.moveCenter(at)
    ground = QColor(theme.plot_background)
    ground.setAlphaF(0.85)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QColor(theme.accent_ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


@dataclass(frozen=True, eq=False)
class Pill:
    """The name of a class on its colour, drawn once.

    Attributes
    ----------
    picture
        With the screen's pixel ratio.
    size
        In logical pixels.
    """

    picture: QPixmap
    size: QSizeF

    def paint(self, painter: QPainter, at: QPointF, within: QRectF) -> None:
        """Draw the pill around a point, if any of it lies within what is painted."""
        place = QRectF(at, self.size).translated(-self.size.width() / 2, -self.size.height() / 2)
        if place.intersects(within):
            painter.drawPixmap(on_whole_pixels(painter, place.topLeft()), self.picture)


def make_pill(text: str, colour: NDArray[np.uint8], font: QFont, ratio: float) -> Pill:
    """Draw the name of a class in a pill of its colour."""
    bold = QFont(font)
    bold.setBold(True)
    metrics = QFontMetricsF(bold)
    height = metrics.height() + 4
    size = QSizeF(max(height, metrics.horizontalAdvance(text) + 12) + 4, height + 4)
    picture = transparent(size, ratio)
    ink = QColor(text_on(colour))
    halo = QColor("#ffffff" if ink.lightness() > 128 else "#000000")
    halo.setAlphaF(0.75)
    box = QRectF(2, 2, size.width() - 4, height)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(bold)
    painter.setPen(QPen(halo, 1.5))
    painter.setBrush(QColor(*(int(c) for c in colour)))
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setPen(ink)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return Pill(picture, size)


def transparent(size: QSizeF, ratio: float) -> QPixmap:
    """Return an empty picture of a size in logical pixels."""
    picture = QPixmap(math.ceil(size.width() * ratio), math.ceil(size.height() * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def make_handle(theme: Theme, ratio: float, *, active: bool) -> QPixmap:
    """Draw the cursor: a ring with a cross, visible on dots of any colour."""
    picture = transparent(QSizeF(2 * HANDLE_REACH, 2 * HANDLE_REACH), ratio)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(HANDLE_REACH, HANDLE_REACH)
    shape = _handle_shape(HANDLE_RADIUS + (2 if active else 0))
    for colour, width in ((theme.plot_handle_halo, 5.0), (theme.plot_handle, 2.2)):
        pen = QPen(QColor(colour), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.strokePath(shape, pen)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.plot_handle))
    painter.drawEllipse(QPointF(0, 0), 2.2, 2.2)
    painter.end()
    return picture


def _handle_shape(radius: float) -> QPainterPath:
    """Return the ring and its four arms, around the origin."""
    shape = QPainterPath()
    shape.addEllipse(QPointF(0, 0), radius, radius)
    inner, outer = radius + 1, radius + 6
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        shape.moveTo(dx * inner, dy * inner)
        shape.lineTo(dx * outer, dy * outer)
    return shape


def handle_region(at: QPointF) -> QRectF:
    """Return the square that the picture of the handle at a point lies in."""
    return QRectF(at.x() - HANDLE_REACH, at.y() - HANDLE_REACH, 2 * HANDLE_REACH, 2 * HANDLE_REACH)


def paint_hover(
    painter: QPainter, plane: Plane, dot: HoveredDot, theme: Theme, font: QFont
) -> None:
    """Draw the dot's posterior at 1 and 2 σ, and a card that says which digit it is."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    at = QPointF(*plane.to_pixels(*dot.place))
    colour = QColor(*(int(c) for c in dot.colour))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ink, extra in ((QColor(theme.plot_background), 3.0), (QColor(theme.text), 0.0)):
        for sigma, width in ((1, 1.8), (2, 1.0)):
            painter.setPen(QPen(ink, width + extra))
            painter.drawEllipse(
                at, sigma * dot.sigma[0] * plane.scale, sigma * dot.sigma[1] * plane.scale
            )
    painter.setPen(QPen(QColor(theme.text), 1.5))
    painter.setBrush(colour)
    painter.drawEllipse(at, 4, 4)
    _paint_card(painter, plane, at, dot, theme, font)


def _paint_card(
    painter: QPainter, plane: Plane, at: QPointF, dot: HoveredDot, theme: Theme, font: QFont
) -> None:
    metrics = QFontMetricsF(font)
    line = metrics.height()
    image_width = _CARD_IMAGE + 8 if dot.image is not None else 0
    text_width = max(metrics.horizontalAdvance(text) for text in dot.lines) + 6
    height = max(line * len(dot.lines), _CARD_IMAGE if dot.image is not None else 0)
    box = QRectF(at.x() + 18, at.y() + 18, image_width + text_width + 16, height + 16)
    if box.right() > plane.width:
        box.moveRight(at.x() - 18)
    if box.bottom() > plane.height:
        box.moveBottom(at.y() - 18)
    box.moveLeft(max(box.left(), 2))
    box.moveTop(max(box.top(), 2))
    painter.setPen(QPen(QColor(theme.outline), 1))
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(box, 6, 6)
    text_box = box.adjusted(8 + image_width, 8, -8, -8)
    if dot.image is not None:
        grey = np.ascontiguousarray(dot.image if theme.is_dark else 255 - dot.image)
        rows, columns = grey.shape
        picture = QImage(grey.data, columns, rows, columns, QImage.Format.Format_Grayscale8)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(QRectF(box.left() + 8, box.top() + 8, _CARD_IMAGE, _CARD_IMAGE), picture)
    painter.setFont(font)
    for i, text in enumerate(dot.lines):
        painter.setPen(QColor(theme.text if i == 0 else theme.muted))
        row = QRectF(text_box.left(), text_box.top() + i * line, text_box.width(), line)
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, text)


def _number(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}".replace("-", "−")
    return "0" if float(text.replace("−", "-")) == 0 else text
