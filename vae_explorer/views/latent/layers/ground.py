"""The ground: the plot's background with its grid, and the numbers and titles of the axes."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from vae_explorer.core.drawing.ticks import tick_step, ticks
from vae_explorer.core.drawing.wording import number
from vae_explorer.core.language import marked
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.picture import transparent
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme

_LEFT, _BOTTOM = 46, 38  # for type of the usual size
_USUAL_TYPE = 13
_GAP = 6.0  # between the numbers and the view
_TICK_SPACING = 80.0
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def margins(theme: Theme) -> tuple[int, int]:
    """Return the width left of the view and the height below it, which numbers and titles take."""
    larger = theme.type.body / _USUAL_TYPE
    return round(_LEFT * larger), round(_BOTTOM * larger)


class GroundLayer(Layer):
    """Drawn once for each view of the plane and kept: it has many small parts."""

    name = "ground"
    title = marked("Ground and axes")
    switchable = False
    clipped = False

    def __init__(self) -> None:
        self._drawn: tuple[object, QPixmap] | None = None

    def paint(self, painter: QPainter, view: View) -> None:
        key = (view.plane, view.ratio, view.theme, view.font)
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = (key, _draw(view))
        painter.drawPixmap(QPointF(-margins(view.theme)[0], 0), self._drawn[1])


def _draw(view: View) -> QPixmap:
    plane, theme = view.plane, view.theme
    left, bottom = margins(theme)
    picture = transparent(QSizeF(plane.width + left, plane.height + bottom), view.ratio)
    picture.fill(QColor(theme.panel))
    with painting(picture, smooth=True) as painter:
        painter.translate(left, 0)
        painter.fillRect(view.rect, QColor(theme.plot_background))
        painter.setClipRect(view.rect)
        _paint_grid(painter, view)
        painter.setClipping(False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_axes(painter, view)
    return picture


def _step(view: View) -> float:
    return tick_step(view.plane.scale, _TICK_SPACING * view.theme.type.body / _USUAL_TYPE)


def _paint_grid(painter: QPainter, view: View) -> None:
    """Draw the grid lines, those through the origin a little stronger."""
    plane, theme = view.plane, view.theme
    rect, step = plane.rect, _step(view)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for strong in (False, True):
        painter.setPen(QPen(QColor(theme.plot_axis if strong else theme.plot_grid), theme.scale))
        for value in ticks(rect.left, rect.right, step):
            if (abs(value) < step / 2) is strong:
                x = round(plane.to_pixels(value, 0)[0])
                painter.drawLine(QPointF(x, 0), QPointF(x, plane.height))
        for value in ticks(rect.bottom, rect.top, step):
            if (abs(value) < step / 2) is strong:
                y = round(plane.to_pixels(0, value)[1])
                painter.drawLine(QPointF(0, y), QPointF(plane.width, y))


def _paint_axes(painter: QPainter, view: View) -> None:
    """Draw numbers and titles into the margins left of and below the view."""
    plane, theme, font = view.plane, view.theme, view.font
    left, _ = margins(theme)
    title = QFont(font)
    title.setItalic(True)
    title.setPixelSize(round(font.pixelSize() * 15 / _USUAL_TYPE))
    title_size = QFontMetricsF(title).size(0, "z₁")
    metrics = QFontMetricsF(font)
    line, drop = metrics.height(), 3 * theme.scale
    rect, step = plane.rect, _step(view)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    painter.setFont(font)
    painter.setPen(QColor(theme.muted))
    for value in ticks(rect.left, rect.right, step):
        x, text = plane.to_pixels(value, 0)[0], number(value, digits)
        half = metrics.horizontalAdvance(text) / 2 + 2
        if x > _GAP * 2 and x + half < plane.width - title_size.width() - _GAP:
            box = QRectF(x - half, plane.height + drop, 2 * half, line)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    room = left - _GAP
    numbers = {value: number(value, digits) for value in ticks(rect.bottom, rect.top, step)}
    widest = max((metrics.horizontalAdvance(text) for text in numbers.values()), default=0.0)
    if widest > room - 2:  # far in, numbers have many decimals: smaller ones can still be read
        small = QFont(font)
        small.setPixelSize(max(6, math.floor(font.pixelSize() * (room - 2) / widest)))
        painter.setFont(small)
    for value, text in numbers.items():
        y = plane.to_pixels(0, value)[1]
        if title_size.height() + line / 2 < y < plane.height - line / 2:
            painter.drawText(QRectF(-left, y - line / 2, room, line), _RIGHT, text)
    painter.setFont(title)
    painter.setPen(QColor(theme.text))
    width, height = title_size.width() + 4, title_size.height()
    painter.drawText(
        QRectF(plane.width - width, plane.height + drop, width - 2, height), _RIGHT, "z₁"
    )
    painter.drawText(QRectF(-left, 2, room, height), _RIGHT, "z₂")
