"""Many small images side by side, as large as fits, of which some are framed and one is chosen."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from vae_explorer.views.latent.picture import as_image
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.image_view import paint_sentence

_LARGEST = 64  # pixels: the side of an image in normal type
_LEAST = 14  # likewise: where not all would be as large, the last are left out
_ROOMY = 14  # pixels of a cell, from which on there is more between two
_FRAME = 2.0  # pixels
_SAVED_CELL = 56  # pixels of an image in a picture to be saved

_ATLAS_COLUMNS = 32

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class _Places(NamedTuple):
    """Where the images are, in logical pixels; the first in the left upper corner."""

    shown: int
    columns: int
    left: float
    top: float
    width: float
    height: float
    gap: float

    def cell(self, index: int) -> QRectF:
        row, column = divmod(index, self.columns)
        x = self.left + column * (self.width + self.gap)
        return QRectF(x, self.top + row * (self.height + self.gap), self.width, self.height)


class ImageGrid(QWidget):
    """Images in rows. The arrow keys and the mouse choose one.

    Where all of them would be too small to be told apart, the first are shown.

    Attributes
    ----------
    chosen
        Place of the image that was chosen, from 0.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._images: NDArray[np.uint8] = np.empty((0, 1, 1, 1), np.uint8)
        self._framed: NDArray[np.bool_] = np.empty(0, np.bool_)
        self._describe: Callable[[int], str] = str
        self._waiting = ""
        self._current: int | None = None
        self._atlas: QImage | None = None
        self._drawn: tuple[object, QPixmap] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(60, 48)

    def sizeHint(self) -> QSize:
        return QSize(320, 120)

    @property
    def count(self) -> int:
        """How many images there are."""
        return len(self._images)

    @property
    def current(self) -> int | None:
        """The image that was chosen last."""
        return self._current

    def set_images(
        self,
        images: NDArray[np.uint8],
        framed: NDArray[np.bool_],
        describe: Callable[[int], str] = str,
    ) -> None:
        """Show images, (N, C, H, W), with a frame around some; `describe` tells of one of them."""
        if len(images) != self.count:
            self._current = None
        self._images, self._framed, self._describe = images, framed, describe
        self._atlas = self._drawn = None
        self.update()

    def set_waiting(self, text: str) -> None:
        """Say what would be here; shown while there are no images."""
        self._waiting = text
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._drawn = None
        self.update()

    def place_of(self, index: int) -> QRectF:
        """Return where an image is painted."""
        return self._places().cell(index)

    def picture(self) -> QImage | None:
        """Return all images as a picture to be saved; None without any."""
        if not self.count:
            return None
        wide, high = (s * _SAVED_CELL / self._images.shape[2] for s in self._images.shape[:1:-1])
        columns = math.ceil(math.sqrt(self.count))
        rows = math.ceil(self.count / columns)
        gap = 4.0
        places = _Places(self.count, columns, gap, gap, round(wide), round(high), gap)
        corner = places.cell((rows - 1) * columns + columns - 1).bottomRight()
        size = QSize(round(corner.x() + gap), round(corner.y() + gap))
        result = QImage(size, QImage.Format.Format_RGB32)
        result.fill(QColor(self._theme.panel))
        with painting(result) as painter:
            self._paint_images(painter, places, smooth=False)
        return result

    # Painting

    def _places(self) -> _Places:
        """Find the largest cells for all images; or for as many as fit at the least size."""
        _, _, high, wide = self._images.shape
        count, scale = max(1, self.count), self._theme.scale
        edge = _FRAME * scale + 1
        width, height = max(1.0, self.width() - 2 * edge), max(1.0, self.height() - 2 * edge)
        tall = float(high / wide)

        def cell_width(columns: int, gap: float) -> float:
            rows = math.ceil(count / columns)
            across = (width - (columns - 1) * gap) / columns
            down = (height - (rows - 1) * gap) / rows / tall
            return min(across, down, _LARGEST * scale)

        about = math.sqrt(count * width / height * tall)
        some = range(max(1, int(about) - 2), min(count, int(about) + 3) + 1)
        columns = max(some, key=lambda n: (cell_width(n, 1), -n), default=1)
        gap = (4.0 if cell_width(columns, 4) >= _ROOMY else 1.0) * scale
        side = max(2.0, math.floor(cell_width(columns, gap)))
        if side < _LEAST * scale:
            side, gap = float(round(_LEAST * scale)), scale
            columns = max(1, int((width + gap) // (side + gap)))
            rows = max(1, int((height + gap) // (side * tall + gap)))
            count = min(count, rows * columns)
        return _Places(count, columns, edge, edge, side, side * tall, gap)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self, smooth=True) as painter:
            if not self.count:
                paint_sentence(painter, self.rect(), self._waiting, self._theme)
                self._paint_focus(painter, QRectF(self.rect()))
                return
            places, ratio = self._places(), self.devicePixelRatioF()
            key = (places, self.size(), ratio)
            if self._drawn is None or self._drawn[0] != key:
                picture = QPixmap(self.size() * ratio)
                picture.setDevicePixelRatio(ratio)
                picture.fill(Qt.GlobalColor.transparent)
                with painting(picture, smooth=True) as brush:
                    self._paint_images(brush, places, smooth=True)
                self._drawn = (key, picture)
            painter.drawPixmap(QPointF(0, 0), self._drawn[1])
            if self._current is not None and self._current < places.shown:
                self._paint_focus(painter, places.cell(self._current).adjusted(-1, -1, 1, 1))

    def _paint_images(self, painter: QPainter, places: _Places, *, smooth: bool) -> None:
        _, _, high, wide = self._images.shape
        if self._atlas is None:
            self._atlas = _atlas(self._images)
        atlas = self._atlas
        if smooth:  # all at once, which takes a fifth of the time of one after the other
            ratio = painter.device().devicePixelRatioF()
            wide, high = round(places.width * ratio), round(places.height * ratio)
            size = QSize(wide * _ATLAS_COLUMNS, high * (-(-self.count // _ATLAS_COLUMNS)))
            mode = Qt.TransformationMode.SmoothTransformation
            atlas = atlas.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
        left_out = self.count - places.shown
        for index in range(places.shown - bool(left_out)):
            row, column = divmod(index, _ATLAS_COLUMNS)
            source = QRectF(column * wide, row * high, wide, high)
            painter.drawImage(places.cell(index), atlas, source)
        line = min(_FRAME * self._theme.scale, max(1.0, places.width / 8))
        painter.setPen(QPen(QColor(self._theme.danger), line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        out = line / 2
        for index in np.flatnonzero(self._framed[: places.shown - bool(left_out)]).tolist():
            painter.drawRect(places.cell(index).adjusted(-out, -out, out, out))
        if left_out:
            painter.setPen(QColor(self._theme.muted))
            middle = Qt.AlignmentFlag.AlignCenter
            painter.drawText(places.cell(places.shown - 1), middle, "…")

    def _paint_focus(self, painter: QPainter, place: QRectF) -> None:
        if self.hasFocus() or self._current is not None:
            ink = self._theme.focus if self.hasFocus() else self._theme.outline
            painter.setPen(QPen(QColor(ink), _FRAME * self._theme.scale))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), 2, 2)

    # Hand and keys

    def image_at(self, at: QPointF) -> int | None:
        """Return the image at a pixel, or next to it."""
        if not self.count:
            return None
        places = self._places()
        column = int((at.x() - places.left) // (places.width + places.gap))
        row = int((at.y() - places.top) // (places.height + places.gap))
        index = row * places.columns + column
        seen = places.shown - (places.shown < self.count)
        inside = 0 <= column < places.columns and row >= 0 and index < seen
        return index if inside else None

    def _choose(self, index: int) -> None:
        self._current = index
        self.setAccessibleDescription(self._describe(index))
        self.update()
        self.chosen.emit(index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.image_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and index is not None:
            self._choose(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not self.count:
            super().keyPressEvent(event)
            return
        if self._current is None:
            self._choose(0)
            return
        index = self._current + step[0] + step[1] * self._places().columns
        places = self._places()
        if 0 <= index < places.shown - (places.shown < self.count):
            self._choose(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.image_at(event.position())
        self.setToolTip("" if index is None else self._describe(index))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusOutEvent(event)


def _atlas(images: NDArray[np.uint8]) -> QImage:
    """Return all images as one, in rows: to be coloured at once."""
    count, channels, high, wide = images.shape
    rows = -(-count // _ATLAS_COLUMNS)
    padded = np.zeros((rows * _ATLAS_COLUMNS, channels, high, wide), np.uint8)
    padded[:count] = images
    laid = padded.reshape(rows, _ATLAS_COLUMNS, channels, high, wide).transpose(2, 0, 3, 1, 4)
    pixels = laid.reshape(channels, rows * high, -1)
    return as_image(pixels[0] if channels == 1 else np.moveaxis(pixels, 0, -1), dark=True)
