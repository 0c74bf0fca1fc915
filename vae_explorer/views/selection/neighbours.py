"""The nearest digits of the image that is looked at, in two rows: in the plane, and in pixels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vae_explorer.core.drawing.wording import class_name, number
from vae_explorer.core.language import marked, tr
from vae_explorer.core.measures.neighbours import NEAREST, Neighbours
from vae_explorer.session.neighbours import Near
from vae_explorer.views.selection.cells import BAND, paint_band, paint_frame, paint_name, sheet
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.image_view import paint_sentence

EMPTY_TEXT = marked("Click a dot, or look at an image of your own: here are its nearest digits")
_TITLES = (marked("In the plane"), marked("In pixels"))
_NO_IMAGES = marked("The images behind these codes are not at hand.")
_LARGEST, _LEAST = 56, 14  # units: the side of a digit
_WORDS = 0.3  # of the width, at most
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class Spot(NamedTuple):
    """A digit of a row: 0 in the plane, 1 in pixels; from the nearest on."""

    row: int
    place: int


class NeighbourRows(QWidget):
    """Two rows of digits with their distances. The mouse points and chooses, the arrow keys too.

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
        self._near: Near | None = None
        self._images: NDArray[np.uint8] | None = None
        self._at: Spot | None = None  # of the keys
        self._pointed: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 60)
        self.setAccessibleName(tr("Nearest digits"))

    def sizeHint(self) -> QSize:
        return QSize(560, 140)

    def set_near(self, near: Near | None) -> None:
        """Show neighbours; None for an image to be chosen."""
        other = self._near is None or near is None or self._near.subject.name != near.subject.name
        self._near = near
        if other:
            self._at = None
        self.setAccessibleDescription(" ".join(self.told))
        self.update()

    def set_images(self, images: NDArray[np.uint8] | None) -> None:
        """Take the images behind all codes, (N, C, H, W), where they are at hand."""
        self._images = images
        self.update()

    def set_pointed(self, row: int | None) -> None:
        """Mark the digit that the pointer is over, here or elsewhere."""
        if row != self._pointed:
            self._pointed = row
            self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    @property
    def told(self) -> tuple[str, ...]:
        """What is said of the neighbours, in sentences."""
        near = self._near
        if near is None:
            return ()
        said = [tr("In the plane, {agreement}.", agreement=near.agreement(near.plane))]
        if near.pixels is not None:
            said.append(tr("In pixels, {agreement}.", agreement=near.agreement(near.pixels)))
            said.append(tr("{number} in both.", number=len(near.in_both)))
        return tuple(said)

    def _row(self, row: int) -> Neighbours | None:
        assert self._near is not None
        return (self._near.plane, self._near.pixels)[row]

    # Layout

    def _words(self) -> float:
        metrics = self.fontMetrics()
        wanted = max(metrics.horizontalAdvance(text) for text in self._captions()) + 10
        return min(wanted, _WORDS * self.width())

    def _captions(self) -> tuple[str, ...]:
        near, titles = self._near, tuple(map(tr, _TITLES))
        if near is None:
            return titles
        said = [near.agreement(near.plane), _in_both(near)]
        if near.pixels is not None:
            said.append(near.agreement(near.pixels))
        return (*titles, *said)

    def _line(self) -> float:
        return self.fontMetrics().height() * 0.95

    def cell(self, spot: Spot) -> QRectF:
        """Return where a digit is, with its band."""
        theme, scale = self._theme, self._theme.scale
        left, half = self._words(), self.height() / 2
        pitch = (self.width() - left - 4) / NEAREST
        high = half - self._line() - 6 * scale
        side = max(_LEAST * scale, min(pitch - 4 * scale, high - BAND * scale, _LARGEST * scale))
        written = self.fontMetrics().horizontalAdvance(number(0, 2)) + 6
        pitch = min(pitch, max(side + 14 * theme.scale, written))
        x = left + spot.place * pitch
        return QRectF(x, spot.row * half + 2 * scale, side, side + BAND * scale)

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self, smooth=True) as painter:
            if self._near is None:
                paint_sentence(painter, self.rect(), tr(EMPTY_TEXT), self._theme)
                return
            for row in range(2):
                self._paint_words(painter, row)
                near = self._row(row)
                if near is not None:
                    self._paint_row(painter, row, near)
                else:
                    half, left = self.height() // 2, round(self._words())
                    room = self.rect().adjusted(left, half, 0, 0)
                    paint_sentence(painter, room, tr(_NO_IMAGES), self._theme)

    def _paint_words(self, painter: QPainter, row: int) -> None:
        near, theme = self._near, self._theme
        assert near is not None
        room, line = self._words() - 8, self._line()
        top = self.cell(Spot(row, 0)).top()
        neighbours = self._row(row)
        lines = [(tr(_TITLES[row]), theme.text)]
        if neighbours is not None:
            lines.append((near.agreement(neighbours), theme.muted))
        if row == 1 and near.pixels is not None:
            lines.append((_in_both(near), theme.accent_ink))
        metrics = painter.fontMetrics()
        # Lines that would be cut are left out; what is below the last one's letters may be.
        room_below = self.height() / 2 * (row + 1) - top - 0.9 * metrics.height()
        whole = 1 + int(room_below / line)
        for place, (text, ink) in enumerate(lines[:whole]):
            painter.setPen(QColor(ink))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room))
            painter.drawText(QPointF(2, top + metrics.ascent() + place * line), shown)

    def _paint_row(self, painter: QPainter, row: int, neighbours: Neighbours) -> None:
        near, theme = self._near, self._theme
        assert near is not None
        rows, ratio = neighbours.rows, self.devicePixelRatioF()
        first = self.cell(Spot(row, 0))
        side = round((first.height() - BAND * theme.scale) * ratio)
        known = self._images is not None and bool(len(rows)) and rows.max() < len(self._images)
        picture, pixels = None, (side, side)
        if known and self._images is not None:
            high, wide = self._images.shape[2:]
            pixels = (side * wide // max(high, wide), side * high // max(high, wide))
            picture = sheet(self._images[rows], len(rows), *pixels)
        metrics, both = painter.fontMetrics(), near.in_both
        pitch = self.cell(Spot(row, 1)).left() - first.left()
        for place, (index, distance) in enumerate(
            zip(rows.tolist(), neighbours.distances.tolist(), strict=True)
        ):
            cell, label = self.cell(Spot(row, place)), int(near.labels[index])
            if picture is not None:
                source = QRectF(place * pixels[0], 0, *pixels)
                image = QRectF(0, 0, pixels[0] / ratio, pixels[1] / ratio)
                image.moveCenter(cell.adjusted(0, 0, 0, -BAND * theme.scale).center())
                painter.drawImage(image, picture, source)
                paint_band(painter, cell, label, theme)
            else:
                paint_name(painter, cell, label, near.class_names, theme)
            if index in both:
                paint_frame(painter, cell, theme.accent_ink, theme)
            if index == self._pointed or (self.hasFocus() and self._at == (row, place)):
                paint_frame(painter, cell.adjusted(-2, -2, 2, 2), theme.focus, theme)
            text = number(distance, 3 if row == 0 else 1)
            if metrics.horizontalAdvance(text) > pitch - 4:
                text = number(distance, 2 if row == 0 else 0)
            painter.setPen(QColor(theme.muted))
            below = QRectF(cell.left() - 12, cell.bottom() + 1, cell.width() + 24, self._line())
            painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter), text)

    # Hand and keys

    def _spot_at(self, at: QPointF) -> Spot | None:
        if self._near is None:
            return None
        for row in range(2):
            near = self._row(row)
            for place in range(len(near.rows) if near is not None else 0):
                if self.cell(Spot(row, place)).adjusted(-3, -2, 3, 2).contains(at):
                    return Spot(row, place)
        return None

    def _index(self, spot: Spot | None) -> int | None:
        near = self._row(spot.row) if spot is not None else None
        return int(near.rows[spot.place]) if near is not None and spot is not None else None

    def _tell(self, spot: Spot) -> str:
        near, row = self._near, self._row(spot.row)
        assert near is not None
        assert row is not None
        index, distance = int(row.rows[spot.place]), float(row.distances[spot.place])
        name = class_name(near.class_names, int(near.labels[index]))
        told = {"name": name, "row": index, "distance": number(distance, 3)}
        if spot.row == 0:
            return tr("{name} · #{row}, {distance} away in the plane, in latent units", **told)
        return tr("{name} · #{row}, {distance} away in pixels, each from 0 to 1", **told)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = self._spot_at(event.position())
        self.setToolTip("" if spot is None else f"<qt>{self._tell(spot)}</qt>")
        self.pointed.emit(self._index(spot))

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(None)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._index(self._spot_at(event.position()))
        if event.button() is Qt.MouseButton.LeftButton and index is not None:
            self.chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if self._near is not None and step is not None:
            at = self._at or Spot(0, -1)
            row = min(max(at.row + step[0], 0), 1 if self._row(1) is not None else 0)
            near = self._row(row)
            last = len(near.rows) - 1 if near is not None else -1
            if last >= 0:
                self._at = Spot(row, min(max(at.place + step[1], 0), last))
                self.setAccessibleDescription(self._tell(self._at))
                self.pointed.emit(self._index(self._at))
                self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at is not None:
            index = self._index(self._at)
            if index is not None:
                self.chosen.emit(index)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.pointed.emit(None)
        self.update()
        super().focusOutEvent(event)


def _in_both(near: Near) -> str:
    return tr("{number} in both rows", number=len(near.in_both))
