"""The pad itself: ink under a pen, a mouse or a finger."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QEnterEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QTabletEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from vae_explorer.core.drawing.pad import PEN
from vae_explorer.core.language import tr
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme

_GROUND, _HINT, _BRUSH = "#000000", "#9aa1ad", "#ffffff"  # as the images are, in either theme
_LIGHTEST, _HEAVIEST = 0.4, 1.6  # of the pen's width, as a tablet's pen is pressed
_ERASER = 1.6  # times as wide as the pen
_FRAME = 1
_RECEIVING = 3  # pixels of a frame while something may be dropped


class PadView(QWidget):
    """Shows ink, white on black, and tells where a hand draws.

    Attributes
    ----------
    began
        x and y as parts of the pad's sides, the width of the stroke as a part of the longer one,
        and whether it erases.
    extended
        x and y, and the width.
    ended
        The hand lets go.
    dropped
        What was dropped here: a `QMimeData`.
    """

    began = Signal(float, float, float, bool)
    extended = Signal(float, float, float)
    ended = Signal()
    dropped = Signal(object)  # a QMimeData, which is no QObject

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._picture = QImage()
        self._size = QSize(28, 28)  # of the model's images
        self._empty = True
        self._hint = ""
        self._at: QPointF | None = None  # the pointer
        self._touched: QRect | None = None  # by the piece of a stroke that is being told of
        self._drawing = self._erasing = False
        self._receives = False  # something that may be dropped is dragged over it
        self.pen = PEN
        self.erases = False
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(96, 96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Pad"))
        self.setAccessibleDescription(tr("Draw here with a mouse or a pen; each stroke is a step."))

    def sizeHint(self) -> QSize:
        return QSize(220, 220)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_hint(self, text: str) -> None:
        """Say what to do, while nothing is drawn."""
        self._hint = text
        self.update()

    def set_ink(self, ink: NDArray[np.uint8], height: int, width: int) -> None:
        """Show ink, (h, w), of a pad for images of so many pixels."""
        rows, columns = ink.shape
        ink = np.ascontiguousarray(ink)
        picture = QImage(ink.data, columns, rows, columns, QImage.Format.Format_Grayscale8)
        self._picture = picture.copy()  # which owns its memory
        self._size = QSize(width, height)
        empty = not ink.any()
        if empty == self._empty and self._touched is not None:
            self.update(self._touched)  # all else is as it was
        else:
            self.update()
        self._empty = empty

    @property
    def drawing(self) -> bool:
        """Whether a hand is in the middle of a stroke."""
        return self._drawing

    @property
    def field(self) -> QRectF:
        """Where the ink is painted: as large as fits."""
        room = QSizeF(self.size()) - QSizeF(2 * _FRAME, 2 * _FRAME)
        size = QSizeF(self._size).scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        corner = QPointF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2)
        return QRectF(corner, size)

    # A hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position(), 1.0, erase=self.erases)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._extend(event.position(), 1.0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        kind, at = event.type(), event.position()
        part = _LIGHTEST + (_HEAVIEST - _LIGHTEST) * event.pressure()  # the usual width at a half
        if kind == QEvent.Type.TabletPress:
            turned = event.pointerType() == QPointingDevice.PointerType.Eraser
            self._begin(at, part, erase=self.erases or turned)
        elif kind == QEvent.Type.TabletMove:
            self._extend(at, part)
        elif kind == QEvent.Type.TabletRelease:
            self._end()
        event.accept()  # else it would come once more, as a mouse's

    def enterEvent(self, event: QEnterEvent) -> None:
        self._point(event.position())

    def leaveEvent(self, _event: QEvent) -> None:
        self._point(None)

    def _begin(self, at: QPointF, part: float, *, erase: bool) -> None:
        self._drawing, self._erasing = True, erase
        self._point(at)
        self.began.emit(*self._place(at), part * self._part, erase)

    def _extend(self, at: QPointF, part: float) -> None:
        before = self._at or at
        self._point(at)
        if self._drawing:
            self._touched = self._around(before, at)
            self.extended.emit(*self._place(at), part * self._part)
            self._touched = None

    def _end(self) -> None:
        if self._drawing:
            self._drawing = False
            self.ended.emit()

    def _place(self, at: QPointF) -> tuple[float, float]:
        field = self.field
        return (at.x() - field.x()) / field.width(), (at.y() - field.y()) / field.height()

    @property
    def _part(self) -> float:
        """Width of what is in the hand as a part of the pad's longer side."""
        erases = self._erasing if self._drawing else self.erases
        width = self.pen * (_ERASER if erases else 1)
        return width / max(self._size.width(), self._size.height())

    def _point(self, at: QPointF | None) -> None:
        for place in (self._at, at):
            if place is not None:
                self.update(self._around(place, place))
        self._at = at

    def _around(self, start: QPointF, end: QPointF) -> QRect:
        """Return what the brush covers on a straight way, and its ring."""
        field = self.field
        reach = self._part * max(field.width(), field.height()) * _HEAVIEST / 2 + 4
        way = QRectF(start, end).normalized()
        return way.adjusted(-reach, -reach, reach, reach).toAlignedRect()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        mime = event.mimeData()
        if mime.hasImage() or any(url.isLocalFile() for url in mime.urls()):
            event.acceptProposedAction()
            self._receive(True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._receive(False)

    def _receive(self, receives: bool) -> None:
        self._receives = receives
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        self._receive(False)
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())

    def paintEvent(self, _event: QPaintEvent) -> None:
        field = self.field
        with painting(self, smooth=True) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.fillRect(field, QColor(_GROUND))
            if not self._picture.isNull():
                painter.drawImage(field, self._picture)
            self._paint_frame(painter, field)
            if self._empty and not self._drawing:
                self._paint_hint(painter, field.toRect())
            if self._at is not None:
                radius = max(1.5, self._part * max(field.width(), field.height()) / 2)
                painter.setPen(QPen(QColor(_BRUSH), 1))
                painter.setClipRect(field)
                painter.drawEllipse(self._at, radius, radius)

    def _paint_frame(self, painter: QPainter, field: QRectF) -> None:
        """Draw the edge, and faintly the box that MNIST's digits fill."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._empty:
            margin = QSizeF(field.width() / 7, field.height() / 7)  # 4 pixels of 28
            inner = field.adjusted(
                margin.width(), margin.height(), -margin.width(), -margin.height()
            )
            painter.setPen(QPen(QColor(self._theme.muted), 1, Qt.PenStyle.DotLine))
            painter.drawRect(inner)
        painter.setPen(QPen(QColor(self._theme.border), _FRAME))
        painter.drawRect(field.adjusted(-0.5, -0.5, 0.5, 0.5))
        if self._receives:
            painter.setPen(QPen(QColor(self._theme.accent), _RECEIVING))
            half = _RECEIVING / 2
            painter.drawRect(field.adjusted(half, half, -half, -half))

    def _paint_hint(self, painter: QPainter, room: QRect) -> None:
        side = min(room.width(), room.height()) // 6
        painter.setPen(QColor(_HINT))
        centred = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(room.adjusted(side, side, -side, -side), centred, self._hint)
