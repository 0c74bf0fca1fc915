"""Rows of small images under each other, one column a class, each row with its caption."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from vae_explorer.core.language import tr
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.image_view import Look, crisp_side, paint_sentence, to_qimage

Images = NDArray[np.floating] | NDArray[np.uint8]

_GAP = 4
_CRISP_ENOUGH = 0.8  # of the room: where whole pixels would waste more, they are blended
_LARGEST = 168  # units a side: six for a pixel, beyond which a digit gains nothing
_SAVED = 56  # pixels a side, at least, in a picture for a slide


@dataclass(frozen=True, eq=False)
class ImageRow:
    """A caption, and images of shape (n, C, H, W), uint8 or in [0, 1]; None if there are none."""

    caption: str
    images: Images | None


class _Places(NamedTuple):
    """Where things are painted; `between` is the room for a caption above each row, or 0."""

    left: float
    top: float
    width: float
    height: float
    pitch: float
    between: float
    line: float
    caption: float
    blended: bool


class ImageRows(QWidget):
    """All of the rows, as large as fits; a sentence where there are none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._captions: list[str] = []
        self._pictures: list[list[QImage]] = []
        self._labels: tuple[str, ...] = ()
        self._waiting = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_rows(self, rows: Sequence[ImageRow], labels: Sequence[str]) -> None:
        """Show these rows, and the names of the classes above them."""
        self._captions = [row.caption for row in rows]
        self._pictures = [
            [] if row.images is None else [to_qimage(image, Look()) for image in row.images]
            for row in rows
        ]
        self._labels = tuple(labels)
        names = tr("Classes: {names}", names=tr(", ").join(labels))
        self.setAccessibleDescription(names if self.columns else "")
        self.update()

    def set_waiting(self, text: str) -> None:
        """Say why there are no images; shown whenever there are none."""
        self._waiting = text
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    @property
    def columns(self) -> int:
        """How many images the longest row has."""
        return max(map(len, self._pictures), default=0)

    def least_height(self, side: float) -> int:
        """Return how high it has to be for images of so many units."""
        rows, space = len(self._captions), self._theme.space
        line = QFontMetricsF(self._font()).height() + space.xs
        return round(rows * (side + _GAP) - _GAP + line + space.xs + space.s)

    def picture(self) -> QImage | None:
        """Return all of it in whole pixels, as large as a slide takes."""
        if not self.columns:
            return None
        pixels = self._pixels()
        factor = max(1, -(-_SAVED // min(pixels.width(), pixels.height())))
        cell = QSizeF(pixels) * factor
        space, rows = self._theme.space, len(self._captions)
        metrics = QFontMetricsF(self._font())
        indent = self._caption_width(metrics)
        line = metrics.height() + space.xs
        places = _Places(
            left=space.m + indent,
            top=space.m + line,
            width=cell.width(),
            height=cell.height(),
            pitch=cell.width() + _GAP,
            between=0.0,
            line=line,
            caption=indent,
            blended=False,
        )
        width = places.left + self.columns * places.pitch - _GAP + space.m
        height = places.top + rows * (places.height + _GAP) - _GAP + space.m
        image = QImage(round(width), round(height), QImage.Format.Format_RGB32)
        image.fill(QColor(self._theme.panel))
        with painting(image) as painter:
            painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
            self._paint(painter, metrics, places)
        return image

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            if self.columns:
                metrics = QFontMetricsF(self._font())
                self._paint(painter, metrics, self._arrange(metrics))
            else:
                paint_sentence(painter, self.rect(), self._waiting, self._theme)

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._theme.type.caption)
        return font

    def _pixels(self) -> QSize:
        return next(row[0] for row in self._pictures if row).size()

    def _caption_width(self, metrics: QFontMetricsF) -> float:
        return max(map(metrics.horizontalAdvance, self._captions)) + self._theme.space.m

    def _paint(self, painter: QPainter, metrics: QFontMetricsF, places: _Places) -> None:
        painter.setFont(self._font())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, places.blended)
        self._paint_labels(painter, metrics, places)
        for row, caption in enumerate(self._captions):
            y = places.top + row * (places.height + _GAP + places.between)
            painter.setPen(QColor(self._theme.muted))
            if places.between:
                above = y - places.line * (2 if row == 0 else 1)  # the first over the labels
                box = QRectF(places.left, above, places.caption, places.line)
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, caption)
            else:
                box = QRectF(0, y, places.left - self._theme.space.s, places.height)
                end = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(box, end, caption)
            for column in range(self.columns):
                x = places.left + column * places.pitch
                self._paint_cell(painter, QRectF(x, y, places.width, places.height), row, column)

    def _arrange(self, metrics: QFontMetricsF) -> _Places:
        """Find the largest cells. Captions go above their rows where that gains a quarter."""
        space = self._theme.space
        caption = self._caption_width(metrics)
        line = metrics.height() + space.xs
        ratio = self.devicePixelRatioF()
        n, rows = self.columns, len(self._captions)

        pixels = self._pixels()
        tall = pixels.height() / pixels.width()

        def room_for_a_cell(indent: float, between: float) -> float:
            """How wide it may be."""
            wide = (self.width() - 2 * space.m - indent - (n - 1) * _GAP) / n
            gaps = (rows - 1) * _GAP + rows * between
            high = (self.height() - space.xs - space.s - line - gaps) / rows
            return max(4.0, min(wide, high / tall, self._theme.scale * _LARGEST))

        indent, between = caption, 0.0
        if room_for_a_cell(0, line) > 1.25 * room_for_a_cell(indent, between):
            indent, between = 0.0, line
        room = room_for_a_cell(indent, between)
        width = crisp_side(room, pixels.width(), ratio)
        blended = width < _CRISP_ENOUGH * room
        if blended:
            width = int(room * ratio) / ratio
        height = width * tall
        left = (self.width() - indent - n * (width + _GAP) + _GAP) / 2 + indent
        high = line + rows * (height + between) + (rows - 1) * _GAP
        top = (self.height() - high) / 2 + line + between
        # On whole screen pixels, else each edge between two of them would be blurred.
        left, top, pitch, between = (
            round(length * ratio) / ratio for length in (left, top, width + _GAP, between)
        )
        return _Places(left, top, width, height, pitch, between, line, caption, blended)

    def _paint_labels(self, painter: QPainter, metrics: QFontMetricsF, places: _Places) -> None:
        painter.setPen(QColor(self._theme.text))
        height = places.line - self._theme.space.xs
        for column, label in enumerate(self._labels[: self.columns]):
            x = places.left + column * places.pitch - _GAP / 2
            box = QRectF(x, places.top - places.line, places.pitch, height)
            text = metrics.elidedText(label, Qt.TextElideMode.ElideRight, box.width())
            if text == label or len(text) > 3:  # "T…" names nothing
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_cell(self, painter: QPainter, cell: QRectF, row: int, column: int) -> None:
        if column < len(self._pictures[row]):
            painter.drawImage(cell, self._pictures[row][column])
            return
        # An image that is not at hand: the data set is not on this computer, or not decoded yet.
        painter.save()
        painter.setPen(QPen(QColor(self._theme.border), 1, Qt.PenStyle.DashLine))
        painter.drawRect(cell.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.restore()
