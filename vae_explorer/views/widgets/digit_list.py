"""Digits in rows, each with a word below it; the arrow keys walk them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from vae_explorer.views.latent.picture import as_image
from vae_explorer.views.style.theme import Theme

_SIDE = 44  # pixels of an image in normal type
_CELL = QSize(74, 78)
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole


@dataclass(frozen=True, eq=False)
class ListedDigit:
    """One of the list: its row, its image (C, H, W), what is below it, and what else is said."""

    row: int
    image: NDArray[np.uint8]
    text: str
    tip: str


class _Digits(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.digits: tuple[ListedDigit, ...] = ()
        self._pictures: dict[int, QIcon] = {}
        self._side = _SIDE

    def replace(self, digits: Sequence[ListedDigit]) -> None:
        self.beginResetModel()
        self.digits = tuple(digits)
        self._pictures = {}
        self.endResetModel()

    def set_side(self, side: int) -> None:
        self._side = side
        self._pictures = {}

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.digits)

    def data(self, index: _Index, role: int = _ROLE.DisplayRole) -> Any:
        if not index.isValid():
            return None
        digit = self.digits[index.row()]
        if role == _ROLE.DisplayRole:
            return digit.text
        if role == _ROLE.DecorationRole:
            return self._picture(index.row())
        if role in (_ROLE.ToolTipRole, _ROLE.AccessibleTextRole):
            return digit.tip
        if role == _ROLE.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        return None

    def _picture(self, place: int) -> QIcon:
        if place not in self._pictures:
            image = self.digits[place].image
            pixels = image[0] if len(image) == 1 else np.moveaxis(image, 0, -1)
            smooth = Qt.TransformationMode.SmoothTransformation
            picture = as_image(np.ascontiguousarray(pixels), dark=True).scaled(
                self._side, self._side, Qt.AspectRatioMode.KeepAspectRatio, smooth
            )
            drawn = QIcon()
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # which would be tinted
                drawn.addPixmap(QPixmap.fromImage(picture), mode)
            self._pictures[place] = drawn
        return self._pictures[place]


class DigitList(QListView):
    """Left and right go to the one before and the next, up and down to another line.

    Attributes
    ----------
    chosen
        Row of a digit, by whatever hand: it is to be looked at.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digits = _Digits(self)
        self._showing = False  # what becomes current is not chosen by a hand
        self.setModel(self._digits)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.activated.connect(self._choose)
        self.clicked.connect(self._choose)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        side = round(_SIDE * theme.scale)
        self._digits.set_side(side)
        self.setIconSize(QSize(side, side))
        self.setGridSize(_CELL * theme.scale)

    @property
    def digits(self) -> tuple[ListedDigit, ...]:
        """What is listed."""
        return self._digits.digits

    def set_digits(self, digits: Sequence[ListedDigit]) -> None:
        """List digits, from the first on."""
        self._showing = True
        self._digits.replace(digits)
        self._showing = False
        self.scrollToTop()

    def mark(self, row: int | None) -> None:
        """Let the digit of a row be the current one, if it is listed, and tell nobody."""
        place = next((i for i, digit in enumerate(self.digits) if digit.row == row), None)
        current = self.currentIndex().row() if self.currentIndex().isValid() else None
        if place == current:
            return
        self._showing = True
        index = self._digits.index(place) if place is not None else QModelIndex()
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self._showing = False

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self._showing:
            self._choose(current)

    def _choose(self, index: _Index) -> None:
        self.chosen.emit(self.digits[index.row()].row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None or not self.digits:
            super().keyPressEvent(event)
            return
        # The view itself would stay within a line.
        current = self.currentIndex()
        place = current.row() + step if current.isValid() else 0
        if 0 <= place < len(self.digits):
            self.setCurrentIndex(self._digits.index(place))
