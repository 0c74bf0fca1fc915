"""A fixed set of digits above what the networks make of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from vae_explorer.views.image_view import Look, crisp_side, paint_sentence, to_qimage
from vae_explorer.views.theme import Theme

_ROWS = ("input", "reconstruction")
_GAP = 4
_CRISP_ENOUGH = 0.8  # of the room: where whole pixels would waste more, they are blended
_LARGEST = 168  # units a side: six for a pixel, beyond which a digit gains nothing


class StripPanel(QWidget):
    """Inputs above their reconstructions, one column a digit, named by its class."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pictures: list[list[QImage]] = [[], []]
        self._labels: tuple[str, ...] = ()
        self._waiting = "Digits and their reconstructions appear here."
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(220, 88)
        self.setAccessibleName("Reconstructions")

    def sizeHint(self) -> QSize:
        return QSize(520, 152)

    def set_pairs(
        self,
        inputs: NDArray[np.floating] | NDArray[np.uint8] | None,
        reconstructions: NDArray[np.floating] | None,
        labels: Sequence[str],
    ) -> None:
        """Show images of shape (n, 28, 28), uint8 or in [0, 1], and the names of their classes."""
        rows = (inputs, reconstructions)
        self._pictures = [
            [] if row is None else [to_qimage(image, Look()) for image in row] for row in rows
        ]
        self._labels = tuple(labels)
        self.setAccessibleDescription(f"Classes: {', '.join(labels)}" if self._columns else "")
        self.update()

    def set_waiting(self, text: str) -> None:
        """Say why there are no digits; shown whenever there are none."""
        self._waiting = text
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    @property
    def _columns(self) -> int:
        return max(map(len, self._pictures))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self._columns:
            paint_sentence(painter, self.rect(), self._waiting, self._theme)
            return
        font = QFont(self.font())
        font.setPixelSize(self._theme.type.caption)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        space = self._theme.space
        captions = max(metrics.horizontalAdvance(text) for text in _ROWS) + space.m
        line = metrics.height() + space.xs

        ratio = self.devicePixelRatioF()
        n = self._columns
        wide = (self.width() - 2 * space.m - captions - (n - 1) * _GAP) / n
        high = (self.height() - space.xs - space.s - line - _GAP) / 2
        room = max(4.0, min(wide, high, _LARGEST))
        side = crisp_side(room, 28, ratio)
        if side < _CRISP_ENOUGH * room:
            side = int(room * ratio) / ratio
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        pitch = round((side + _GAP) * ratio) / ratio
        left = (self.width() - captions - n * pitch + _GAP) / 2 + captions
        top = (self.height() - line - 2 * side - _GAP) / 2 + line
        left, top = (round(edge * ratio) / ratio for edge in (left, top))

        painter.setPen(QColor(self._theme.text))
        for column, label in enumerate(self._labels[:n]):
            box = QRectF(left + column * pitch - _GAP / 2, top - line, pitch, line - space.xs)
            text = metrics.elidedText(label, Qt.TextElideMode.ElideRight, box.width())
            if text == label or len(text) > 3:  # "T…" names nothing
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.setPen(QColor(self._theme.muted))
        for row, caption in enumerate(_ROWS):
            box = QRectF(left - captions, top + row * pitch, captions - space.s, side)
            end = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, end, caption)
            for column in range(n):
                cell = QRectF(left + column * pitch, top + row * pitch, side, side)
                self._paint_cell(painter, cell, row, column)

    def _paint_cell(self, painter: QPainter, cell: QRectF, row: int, column: int) -> None:
        if column < len(self._pictures[row]):
            painter.drawImage(cell, self._pictures[row][column])
            return
        # An image that is not at hand: the data set is not on this computer, or not decoded yet.
        painter.save()
        painter.setPen(QPen(QColor(self._theme.border), 1, Qt.PenStyle.DashLine))
        painter.drawRect(cell.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.restore()
