"""Frames side by side, as many as fit, and where among all of them one is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.image_view import Look, crisp_size, paint_sentence, to_qimage

_GAP = 2.0
_MARK = 5.0  # half the width of the head of the mark, and its height
_LARGEST = 112  # units a side


class Filmstrip(QWidget):
    """Frames at equal steps from the first to the last; all of them where there is room.

    Attributes
    ----------
    frame_wanted
        The number of the frame that was clicked at, or dragged to.
    """

    frame_wanted = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._images: NDArray[np.uint8] | None = None  # (N, C, H, W)
        self._pictures: dict[int, QImage] = {}
        self._frame = 0
        self._waiting = ""
        self.setMinimumSize(60, 40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def sizeHint(self) -> QSize:
        return QSize(480, 64)

    def set_images(self, images: NDArray[np.uint8] | None) -> None:
        """Show frames, (N, C, H, W); None for the sentence."""
        self._images = images
        self._pictures.clear()
        self.update()

    def set_frame(self, frame: int) -> None:
        """Mark a frame."""
        if frame != self._frame:
            self._frame = frame
            self.update()

    def set_waiting(self, text: str) -> None:
        """Say why there are no frames."""
        self._waiting = text
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    @property
    def shown(self) -> list[int]:
        """Numbers of the frames that are painted."""
        return self._choose(self._cell())

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(event.rect(), QColor(self._theme.panel))
            if self._images is None:
                paint_sentence(painter, self.rect(), self._waiting, self._theme)
            else:
                self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        cell, ratio = self._cell(), self.devicePixelRatioF()
        frames = self._choose(cell)
        strip = self._strip(cell, len(frames))
        for place, frame in enumerate(frames):
            left = strip.left() + place * (cell.width() + _GAP)
            corner = QPointF(round(left * ratio) / ratio, round(strip.top() * ratio) / ratio)
            painter.drawImage(QRectF(corner, cell), self._picture(frame))
        self._paint_mark(painter, strip)

    def _paint_mark(self, painter: QPainter, strip: QRectF) -> None:
        """Draw a line through the place of the frame, with a head above."""
        x, scale = self._place_of(self._frame, strip), self._theme.scale
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((self._theme.panel, 5.0), (self._theme.accent, 2.0)):
            painter.setPen(QPen(QColor(colour), width * scale))
            painter.drawLine(QPointF(x, strip.top() - 1), QPointF(x, strip.bottom() + 1))
        half = _MARK * scale
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.accent))
        top = strip.top() - half - 1
        painter.drawPolygon(
            QPolygonF([QPointF(x - half, top), QPointF(x + half, top), QPointF(x, top + half + 2)])
        )

    def _picture(self, frame: int) -> QImage:
        if frame not in self._pictures:
            assert self._images is not None
            self._pictures[frame] = to_qimage(self._images[frame], Look())
        return self._pictures[frame]

    # Where things are

    def _head(self) -> float:
        return _MARK * self._theme.scale + 3

    def _cell(self) -> QSizeF:
        """Return the size of a frame: as high as there is room, in whole screen pixels."""
        if self._images is None:
            return QSizeF(1, 1)
        height, width = self._images.shape[-2:]
        most = _LARGEST * self._theme.scale
        high = min(max(self.height() - self._head() - 2, 8.0), most)
        return crisp_size(QSizeF(high * width / height, high), QSize(width, height), self._ratio)

    @property
    def _ratio(self) -> float:
        return self.devicePixelRatioF()

    def _choose(self, cell: QSizeF) -> list[int]:
        """Return which frames are painted: as many as fit, evenly spread, with both ends."""
        if self._images is None:
            return []
        count = len(self._images)
        room = self.width() - 2 * self._theme.space.xs
        fit = min(count, max(2, int((room + _GAP) // (cell.width() + _GAP))))
        return [round(i) for i in np.linspace(0, count - 1, fit)]

    def _strip(self, cell: QSizeF, count: int) -> QRectF:
        """Return where the frames are painted."""
        width = count * (cell.width() + _GAP) - _GAP
        head = self._head()
        top = head + max(0.0, (self.height() - head - cell.height()) / 2)
        return QRectF((self.width() - width) / 2, top, width, cell.height())

    @property
    def span(self) -> tuple[float, float]:
        """Where the first frame and the last are, in pixels from the left."""
        if self._images is None:
            return 0.0, float(self.width())
        cell = self._cell()
        strip = self._strip(cell, len(self._choose(cell)))
        return self._place_of(0, strip), self._place_of(len(self._images) - 1, strip)

    def _place_of(self, frame: int, strip: QRectF) -> float:
        """Return where a frame is: the ends in the middle of the first and the last picture."""
        assert self._images is not None
        half = self._cell().width() / 2
        part = frame / max(1, len(self._images) - 1)
        return strip.left() + half + part * (strip.width() - 2 * half)

    def _frame_at(self, x: float) -> int:
        assert self._images is not None
        cell = self._cell()
        strip = self._strip(cell, len(self._choose(cell)))
        half = cell.width() / 2
        part = (x - strip.left() - half) / max(1.0, strip.width() - 2 * half)
        return round(min(max(part, 0.0), 1.0) * (len(self._images) - 1))

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._images is not None:
            self.frame_wanted.emit(self._frame_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self._images is not None:
            self.frame_wanted.emit(self._frame_at(event.position().x()))
