"""The legend: a chip for each class; a click hides it, a double click shows it alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from vae_explorer.core.language import tr
from vae_explorer.views.latent.flow import FlowLayout
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.palette import class_colour_name, class_colours
from vae_explorer.views.style.theme import Theme

_DOT = 10
_LETTERS = 6  # of a name on its chip; twice as many where there are but a few
_FEW = 6


class _Chip(QToolButton):
    isolated = Signal()
    double_clicked = Signal()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.isolated.emit()
        else:
            super().keyPressEvent(event)


class Legend(QWidget):
    """Classes with their colours, as many as have names; in rows, where there are many.

    Attributes
    ----------
    visible_changed
        The set of labels that are to be seen.
    chosen
        The sets before and after a choice of the user. A double click is told as one choice that
        starts where its first click did.
    """

    visible_changed = Signal(set)
    chosen = Signal(set, set)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: tuple[str, ...] = ()
        self._visible: set[int] = set()
        self._chips: list[_Chip] = []
        self._before_click: set[int] = set()  # the first click of a double click does not count
        self._rows = FlowLayout(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _make_chip(self) -> _Chip:
        chip = _Chip(self)
        chip.setCheckable(True)
        chip.setChecked(True)
        chip.setAutoRaise(True)
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.clicked.connect(self._toggle)
        chip.isolated.connect(self._isolate)
        chip.double_clicked.connect(self._isolate_after_click)
        return chip

    @property
    def visible(self) -> set[int]:
        """Labels that are to be seen."""
        return set(self._visible)

    @property
    def chips(self) -> list[QToolButton]:
        """The buttons, in the order of the labels."""
        return list(self._chips)

    def width_of(self, count: int) -> int:
        """Return how wide the first chips are in one row."""
        return sum(chip.sizeHint().width() for chip in self._chips[:count])

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        side = round(_DOT * theme.scale)
        for chip, colour in zip(
            self._chips, class_colours(theme.is_dark, len(self._chips)), strict=True
        ):
            chip.setIconSize(QSize(side, side))
            chip.setIcon(_dot_icon(colour, theme))

    def set_class_names(self, names: tuple[str, ...]) -> None:
        """Name the classes; long names are shown as they begin and told in the tooltip.

        Another number of classes are other classes: all of them are shown.
        """
        if names == self._names:
            return
        another_number = len(names) != len(self._names)
        self._names = names
        if another_number:
            self._set_count(len(names))
        room = _LETTERS if len(names) > _FEW else 2 * _LETTERS
        for label, (name, chip) in enumerate(zip(names, self._chips, strict=True)):
            chip.setText(name if len(name) <= room else f"{name[: room - 1]}…")
            colour = class_colour_name(label)
            tip = tr(
                "{name} ({colour}): click hides or shows it, double-click isolates it",
                name=name,
                colour=colour,
            )
            chip.setToolTip(tip)
            chip.setAccessibleName(tr("Class {name}, {colour}", name=name, colour=colour))
            chip.setAccessibleDescription(tr("Space hides or shows the class, Return isolates it."))
        if another_number:
            self.set_visible(self._every())

    def _set_count(self, count: int) -> None:
        while len(self._chips) > count:
            chip = self._chips.pop()
            self._rows.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        while len(self._chips) < count:
            chip = self._make_chip()
            self._chips.append(chip)
            self._rows.addWidget(chip)
            chip.show()
        self.set_theme(self._theme)

    def _every(self) -> set[int]:
        return set(range(len(self._names)))

    def show_every_class(self) -> None:
        """Show all again, as the user has chosen."""
        self._choose(self._visible, self._every())

    def set_visible(self, visible: set[int]) -> None:
        """Show these classes alone."""
        self._visible = set(visible)
        for label, chip in enumerate(self._chips):
            chip.setChecked(label in visible)
        self.visible_changed.emit(set(visible))

    def _toggle(self) -> None:
        label = self._label_of_sender()
        self._before_click = self._visible
        self._choose(self._visible, self._visible ^ {label})

    def _isolate(self) -> None:
        self._isolate_from(self._visible)

    def _isolate_after_click(self) -> None:
        self._isolate_from(self._before_click)

    def _isolate_from(self, visible: set[int]) -> None:
        label = self._label_of_sender()
        self._choose(visible, self._every() if visible == {label} else {label})

    def _label_of_sender(self) -> int:
        return self._chips.index(self.sender())  # type: ignore[arg-type]

    def _choose(self, before: set[int], after: set[int]) -> None:
        self.set_visible(after)
        if after != before:
            self.chosen.emit(before, after)


def _dot_icon(colour: NDArray[np.uint8], theme: Theme) -> QIcon:
    """Return a filled dot for a class that is shown, and a hollow one for a hidden class."""
    icon = QIcon()
    for state in (QIcon.State.On, QIcon.State.Off):
        pixmap = QPixmap(_DOT * 4, _DOT * 4)
        pixmap.fill(Qt.GlobalColor.transparent)
        with painting(pixmap, smooth=True) as painter:
            painter.scale(4, 4)
            ink = QColor(*(int(c) for c in colour))
            if state is QIcon.State.On:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(ink)
                painter.drawEllipse(0, 0, _DOT, _DOT)
            else:
                painter.setPen(QColor(theme.outline))
                painter.drawEllipse(1, 1, _DOT - 2, _DOT - 2)
        icon.addPixmap(pixmap, QIcon.Mode.Normal, state)
    return icon
