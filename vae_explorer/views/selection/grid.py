"""The selected digits in rows that scroll; what is not seen is not painted."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from vae_explorer.core.drawing.wording import class_name
from vae_explorer.core.language import tr
from vae_explorer.views.selection.cells import BAND, paint_band, paint_frame, paint_name, sheet
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.image_view import paint_sentence

_SIDES = (76, 54, 38)  # units, of a digit: the largest with which all are seen, or the last
_GAP, _EDGE = 4, 3  # units: between two, around all
_Key = Qt.Key


class _Cells(NamedTuple):
    columns: int
    width: float
    height: float  # with the band
    gap: float
    edge: float

    @property
    def pitch(self) -> float:
        """From one row to the next."""
        return self.height + self.gap

    def whole(self, count: int) -> float:
        """Return how high so many digits are."""
        return math.ceil(count / self.columns) * self.pitch - self.gap + 2 * self.edge


class DigitGrid(QAbstractScrollArea):
    """Digits by class, then by index. The mouse points and chooses, the arrow keys walk.

    Attributes
    ----------
    chosen
        Row of a digit that is to be looked at.
    pointed
        Row of the digit under the pointer, or None.
    left
        Escape was pressed: the keys should be the plot's.
    """

    chosen = Signal(int)
    pointed = Signal(object)  # a row or None
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: NDArray[np.intp] = np.empty(0, np.intp)
        self._labels: NDArray[np.uint8] = np.empty(0, np.uint8)
        self._names: tuple[str, ...] = ()
        self._images: NDArray[np.uint8] | None = None
        self._current: int | None = None
        self._pointed: int | None = None
        self._waiting = ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setMinimumSize(90, 48)
        self.setAccessibleName(tr("Selected digits"))
        self.setAccessibleDescription(tr("Arrow keys walk from one to the next."))

    def sizeHint(self) -> QSize:
        return QSize(420, 140)

    @property
    def rows(self) -> list[int]:
        """Of the digits, in the order in which they are shown."""
        rows: list[int] = self._rows.tolist()
        return rows

    def set_digits(
        self, rows: NDArray[np.intp], labels: NDArray[np.uint8], names: tuple[str, ...]
    ) -> None:
        """Show digits by the rows of their codes, (n,); `labels` are the classes of all, (N,)."""
        order = np.argsort(labels[rows], kind="stable")
        self._rows, self._names = rows[order], names
        self._labels = labels[self._rows]
        if self.viewport().underMouse() and self._place_of(self._pointed) is None:
            self.pointed.emit(None)  # it is gone from under the pointer
        self._follow_size()
        self.viewport().update()

    def set_images(self, images: NDArray[np.uint8] | None) -> None:
        """Take the images behind all codes, (N, C, H, W), where they are at hand."""
        self._images = images
        self._follow_size()
        self.viewport().update()

    def set_current(self, row: int | None) -> None:
        """Mark the digit that is looked at, and let it be seen."""
        if row == self._current:
            return
        self._current = row
        place = self._place_of(row)
        if place is not None:
            self._reveal(place)
            told = tr("{digit}. Arrow keys walk to the next.", digit=self.told(place))
            self.setAccessibleDescription(told)
        self.viewport().update()

    def set_pointed(self, row: int | None) -> None:
        """Mark the digit that the pointer is over, here or elsewhere."""
        if row != self._pointed:
            self._pointed = row
            self.viewport().update()

    def set_waiting(self, text: str) -> None:
        """Say what would be here; shown while there are no digits."""
        self._waiting = text
        self.viewport().update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._follow_size()
        self.viewport().update()

    def told(self, place: int) -> str:
        """Return what is said of the digit at a place: its class, its index, and which it is."""
        name = class_name(self._names, int(self._labels[place]))
        return tr(
            "{name} · #{row}, {number:,} of {digits:,}",
            name=name,
            row=self._rows[place],
            number=place + 1,
            digits=len(self._rows),
        )

    def _place_of(self, row: int | None) -> int | None:
        """Return where a digit is in the order in which they are shown."""
        if row is None:
            return None
        found = np.flatnonzero(self._rows == row)
        return int(found[0]) if len(found) else None

    # Layout

    def _cells(self) -> _Cells:
        scale = self._theme.scale
        gap, edge = _GAP * scale, _EDGE * scale
        tall = 1.0
        if self._images is not None:
            tall = min(max(self._images.shape[2] / self._images.shape[3], 0.5), 2.0)
        wide = self.maximumViewportSize().width() - 2 * edge
        for side in (units * scale for units in _SIDES):
            columns = max(1, int((wide + gap) // (side + gap)))
            cells = _Cells(columns, side, round(side * tall) + BAND * scale, gap, edge)
            if cells.whole(len(self._rows)) <= self.viewport().height():
                return cells
        columns = max(1, int((self.viewport().width() - 2 * edge + gap) // (side + gap)))
        return cells._replace(columns=columns)

    def cell(self, place: int) -> QRectF:
        """Return where a digit is in the viewport."""
        cells = self._cells()
        row, column = divmod(place, cells.columns)
        x = cells.edge + column * (cells.width + cells.gap)
        y = cells.edge + row * cells.pitch - self.verticalScrollBar().value()
        return QRectF(x, y, cells.width, cells.height)

    def _follow_size(self) -> None:
        cells = self._cells()
        bar, page = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(0, math.ceil(cells.whole(len(self._rows)) - page)))
        bar.setPageStep(page)
        bar.setSingleStep(round(cells.pitch))

    def _reveal(self, place: int) -> None:
        cell, bar = self.cell(place), self.verticalScrollBar()
        room, edge = self.viewport().height(), self._cells().edge
        if cell.top() < edge:
            bar.setValue(math.floor(bar.value() + cell.top() - edge))
        elif cell.bottom() > room - edge:
            bar.setValue(math.ceil(bar.value() + cell.bottom() - room + edge))

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._follow_size()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        viewport = self.viewport()
        with painting(viewport, smooth=True) as painter:
            if not len(self._rows):
                paint_sentence(painter, viewport.rect(), self._waiting, self._theme)
                return
            cells = self._cells()
            top = self.verticalScrollBar().value() + event.rect().top()
            first = max(0, int(top // cells.pitch)) * cells.columns
            lines = math.ceil(event.rect().height() / cells.pitch) + 2
            last = min(first + lines * cells.columns, len(self._rows))
            self._paint_digits(painter, cells, first, last)
            for place in range(first, last):
                row = int(self._rows[place])
                if row == self._current:
                    ink = self._theme.focus if self.hasFocus() else self._theme.text
                    paint_frame(painter, self.cell(place), ink, self._theme)
                elif row == self._pointed:
                    paint_frame(painter, self.cell(place), self._theme.outline, self._theme)

    def _paint_digits(self, painter: QPainter, cells: _Cells, first: int, last: int) -> None:
        theme, rows = self._theme, self._rows[first:last]
        known = self._images is not None and bool(len(rows)) and rows.max() < len(self._images)
        if not known or self._images is None:
            for place in range(first, last):
                label = int(self._labels[place])
                paint_name(painter, self.cell(place), label, self._names, theme)
            return
        ratio, band = self.devicePixelRatioF(), BAND * theme.scale
        width, height = round(cells.width * ratio), round((cells.height - band) * ratio)
        picture = sheet(self._images[rows], cells.columns, width, height)
        for place in range(first, last):
            line, column = divmod(place - first, cells.columns)
            cell = self.cell(place)
            source = QRectF(column * width, line * height, width, height)
            painter.drawImage(cell.adjusted(0, 0, 0, -band), picture, source)
            paint_band(painter, cell, int(self._labels[place]), theme)

    # Hand and keys

    def place_at(self, at: QPointF) -> int | None:
        """Return which digit is at a pixel of the viewport, or next to it."""
        cells = self._cells()
        column = int((at.x() - cells.edge) // (cells.width + cells.gap))
        line = int((at.y() - cells.edge + self.verticalScrollBar().value()) // cells.pitch)
        place = line * cells.columns + column
        inside = 0 <= column < cells.columns and line >= 0 and place < len(self._rows)
        return place if inside else None

    def _choose(self, place: int) -> None:
        self.chosen.emit(int(self._rows[place]))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and place is not None:
            self._choose(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position())
        self.viewport().setToolTip("" if place is None else self.told(place))
        self.pointed.emit(None if place is None else int(self._rows[place]))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.pointed.emit(None)
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == _Key.Key_Escape:
            self.left.emit()
            return
        columns, last = self._cells().columns, len(self._rows) - 1
        page = columns * max(1, int(self.viewport().height() // self._cells().pitch))
        steps = {
            _Key.Key_Left: -1,
            _Key.Key_Right: 1,
            _Key.Key_Up: -columns,
            _Key.Key_Down: columns,
            _Key.Key_PageUp: -page,
            _Key.Key_PageDown: page,
            _Key.Key_Home: -len(self._rows),
            _Key.Key_End: len(self._rows),
        }
        step = steps.get(_Key(event.key()))
        if step is None or last < 0:
            super().keyPressEvent(event)
            return
        before = self._place_of(self._current)
        if before is None:
            self._choose(last if step > 0 and event.key() == _Key.Key_End else 0)
            return
        after = before + step
        if abs(step) > columns:
            after = min(max(after, 0), last)
        if 0 <= after <= last:
            self._choose(after)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()
        super().focusOutEvent(event)
