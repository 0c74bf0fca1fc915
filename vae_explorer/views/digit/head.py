"""The head of the Digit panel: the image, what is made of it, and its number to type."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from vae_explorer.core.language import tr
from vae_explorer.views.panels.digit_shown import Shown
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import SpinBox, explain
from vae_explorer.views.widgets.image_view import ImageView

_IMAGE = 86  # pixels: three for each of a digit’s, and a hairline
_WIDEST = "# 99,999"  # a number of the largest data sets
_ARROWS = 40  # pixels of the number’s field that are not its text
_MARK = "#"


class _Number(SpinBox):
    """A number after its mark, which may be typed over as well.

    ``given_up`` reports Escape, which the window does the rest of.
    """

    given_up = Signal()

    def __init__(self) -> None:
        super().__init__(0, 0)
        self.setPrefix(f"{_MARK} ")

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        typed = text.replace(_MARK, "").strip()
        state, _, _ = super().validate(typed, len(typed))
        return state, text, position

    def valueFromText(self, text: str) -> int:
        return int(text.replace(_MARK, "").strip() or self.minimum())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        QTimer.singleShot(0, self, self.selectAll)  # else a click would put the cursor into it

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # another digit is no small step


class DigitHead(QWidget):
    """Two pictures, with name, number and the switch of the map beside or under them.

    Attributes
    ----------
    row_wanted
        The number that was typed, where another digit is shown.
    """

    row_wanted = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row: int | None = None
        self.setProperty("role", "body")
        self.image, self.reconstruction = ImageView(theme), ImageView(theme)
        self.image.setAccessibleName(tr("Digit"))
        self.reconstruction.setAccessibleName(tr("Reconstruction at the encoder’s mean"))
        self.reconstruction.setToolTip(tr("What the decoder makes of the encoder’s mean."))
        self.name = QLabel()
        self.name.setProperty("role", "heading")
        self.number = _Number()
        tip = tr("Its place among the held-out images, from 0.")
        explain(self.number, tr("Number of the digit"), tip)
        self.number.committed.connect(self._choose)
        self.number.given_up.connect(self._show_number)
        self.map = QPushButton(tr("Map"))
        self.map.setCheckable(True)
        self.map.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tip = tr("Show the true posterior in the plot, on a log scale.")
        explain(self.map, tr("Map of the posterior"), tip)
        self._lay_out()
        self.set_theme(theme)

    def _lay_out(self) -> None:
        space = self._theme.space
        self._pictures = QHBoxLayout()
        self._pictures.setSpacing(space.s)
        self._pictures.addWidget(self.image)
        self._pictures.addWidget(self.reconstruction)
        self._pictures.addStretch(1)
        self._controls = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._controls.setSpacing(space.xs)
        self._controls.addWidget(self.number, 1)
        self._controls.addWidget(self.map)
        side = QVBoxLayout()
        side.setSpacing(space.xs)
        side.addWidget(self.name)
        side.addLayout(self._controls)
        side.addStretch(1)
        self._all = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._all.setContentsMargins(0, 0, 0, 0)
        self._all.setSpacing(space.s)
        self._all.addLayout(self._pictures)
        self._all.addLayout(side, 1)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        side = round(_IMAGE * theme.scale)
        for view in (self.image, self.reconstruction):
            view.set_theme(theme)
            view.setFixedSize(side, side)
        self.map.setIcon(icon("heat", theme))
        self._arrange()

    def set_digit(self, shown: Shown | None, count: int) -> None:
        """Show an image, of which there are `count` to choose from by number; None for none."""
        self._row = shown.row if shown is not None else None
        self.name.setText(shown.name if shown is not None else "")
        self.name.setVisible(shown is not None)
        self.number.setEnabled(count > 0)
        self.number.blockSignals(True)
        # Below the first one stands for none, and is written as nothing.
        self.number.setRange(-1 if self._row is None else 0, max(0, count - 1))
        self.number.setSpecialValueText(_MARK if self._row is None else "")
        self.number.blockSignals(False)
        if not self.number.hasFocus():
            self._show_number()
        if shown is not None:
            image = shown.image
            self.image.set_image(None if image is None else image.astype(np.float32) / 255)
            self.reconstruction.set_image(shown.reconstruction)

    def _show_number(self) -> None:
        self.number.blockSignals(True)
        self.number.setValue(-1 if self._row is None else self._row)
        self.number.blockSignals(False)

    def show_pictures(self, there: bool) -> None:
        """Show the two pictures, or leave their room to others."""
        for view in (self.image, self.reconstruction):
            view.setVisible(there)
        self._arrange()

    def _choose(self) -> None:
        if (row := self.number.value()) != self._row and row >= 0:
            self.row_wanted.emit(row)

    def minimumSizeHint(self) -> QSize:
        # Whatever room there is, the parts go under each other until they have enough of it.
        return QSize(0, self._all.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Let the number stand under the name, or all under the pictures, where room is short."""
        typed = self.number.fontMetrics().horizontalAdvance(_WIDEST)
        number = typed + round(_ARROWS * self._theme.scale)
        both = number + self._theme.space.xs + self.map.sizeHint().width()
        pictured = not self.image.isHidden()
        room = self.width() - (self._pictures.sizeHint().width() + self._theme.space.s) * pictured
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        beside = room >= max(number, self.map.sizeHint().width())
        self._all.setDirection(across if beside else down)
        self._controls.setDirection(down if beside and room < both else across)
