"""A fixed set of digits above what the networks make of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from vae_explorer.session.desk import Desk
from vae_explorer.session.pictures import Strip
from vae_explorer.views.panels.panel import RIGHT, Panel
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.image_view import Look, crisp_side, paint_sentence, to_qimage

_ROWS = ("input", "reconstruction")
_GAP = 4
_CRISP_ENOUGH = 0.8  # of the room: where whole pixels would waste more, they are blended
_LARGEST = 168  # units a side: six for a pixel, beyond which a digit gains nothing


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
        return QSize(320, 136)

    def set_pairs(
        self,
        inputs: NDArray[np.floating] | NDArray[np.uint8] | None,
        reconstructions: NDArray[np.floating] | None,
        labels: Sequence[str],
    ) -> None:
        """Show images of shape (n, C, H, W), uint8 or in [0, 1], and the names of their classes."""
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
        with painting(self) as painter:
            if self._columns:
                self._paint(painter)
            else:
                paint_sentence(painter, self.rect(), self._waiting, self._theme)

    def _paint(self, painter: QPainter) -> None:
        font = QFont(self.font())
        font.setPixelSize(self._theme.type.caption)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        places = self._arrange(metrics)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, places.blended)
        self._paint_labels(painter, metrics, places)
        for row, caption in enumerate(_ROWS):
            y = places.top + row * (places.height + _GAP + places.between)
            painter.setPen(QColor(self._theme.muted))
            if places.between:
                box = QRectF(places.left, y - places.line * (2 - row), places.caption, places.line)
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, caption)
            else:
                box = QRectF(0, y, places.left - self._theme.space.s, places.height)
                end = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(box, end, caption)
            for column in range(self._columns):
                x = places.left + column * places.pitch
                self._paint_cell(painter, QRectF(x, y, places.width, places.height), row, column)

    def _arrange(self, metrics: QFontMetricsF) -> _Places:
        """Find the largest cells. Captions go above their rows where that gains a quarter."""
        space = self._theme.space
        caption = max(metrics.horizontalAdvance(text) for text in _ROWS) + space.m
        line = metrics.height() + space.xs
        ratio = self.devicePixelRatioF()
        n = self._columns

        pixels = next(iter(self._pictures[0] or self._pictures[1])).size()
        tall = pixels.height() / pixels.width()

        def room_for_a_cell(indent: float, between: float) -> float:
            """How wide it may be."""
            wide = (self.width() - 2 * space.m - indent - (n - 1) * _GAP) / n
            high = (self.height() - space.xs - space.s - line - 2 * between - _GAP) / 2
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
        top = (self.height() - line - 2 * (height + between) - _GAP) / 2 + line + between
        # On whole screen pixels, else each edge between two of them would be blurred.
        left, top, pitch, between = (
            round(length * ratio) / ratio for length in (left, top, width + _GAP, between)
        )
        return _Places(left, top, width, height, pitch, between, line, caption, blended)

    def _paint_labels(self, painter: QPainter, metrics: QFontMetricsF, places: _Places) -> None:
        painter.setPen(QColor(self._theme.text))
        height = places.line - self._theme.space.xs
        for column, label in enumerate(self._labels[: self._columns]):
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


def bind(panel: StripPanel, desk: Desk) -> None:
    """Show the strip of the run on the screen."""

    def show(strip: Strip) -> None:
        panel.set_pairs(strip.inputs, strip.reconstructions, strip.names)

    desk.products.strip_changed.connect(show)
    panel.set_waiting("Loading PyTorch…")
    desk.training.engine_failed.connect(lambda: panel.set_waiting("PyTorch cannot be loaded."))
    desk.training.engine_ready.connect(
        lambda: panel.set_waiting("Inputs and reconstructions appear here.")
    )


PANEL = Panel("strip", "Reconstructions", StripPanel, bind, RIGHT)
