"""The two ends of a way: fields to write them in, and menus to choose them from."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QToolButton, QWidget

from vae_explorer.core.errors import UserError
from vae_explorer.core.paths import Typical, read_place
from vae_explorer.session.interpolation import FROM, TO
from vae_explorer.session.state import Message
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import explain
from vae_explorer.views.widgets.slim_button import SlimButton

_TIP = (
    "a point such as −1.5, 0.3; a class such as 7, for its typical digit; or a digit by its "
    "number, such as #4021. The ends can be dragged in the plot, too, and onto a dot."
)


class _Field(QLineEdit):
    """A place of the plane as text; Esc puts back what is in force."""

    def __init__(self) -> None:
        super().__init__()
        self._in_force = ""
        self.setMinimumWidth(56)

    def show_place(self, text: str) -> None:
        self._in_force = text
        if not (self.hasFocus() and self.isModified()):  # which is being typed
            self.put_back()

    def put_back(self) -> None:
        self.setText(self._in_force)
        self.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._in_force:
            self.put_back()
        else:
            super().keyPressEvent(event)


class Ends(QWidget):
    """One row: from where, to where.

    Attributes
    ----------
    place_wanted
        Which end, and the `Place` that it should be.
    probe_wanted, pick_wanted
        Which end should be where the handle is, or what is clicked next.
    swap_wanted
        The way should go the other way.
    """

    place_wanted = Signal(int, object)  # a Place is one of three classes
    probe_wanted = Signal(int)
    pick_wanted = Signal(int)
    swap_wanted = Signal()
    message = Signal(Message)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes: tuple[str, ...] = ()
        self._fields = [_Field(), _Field()]
        self._menus = [self._menu(which) for which in (FROM, TO)]
        self._swap = SlimButton(self, "Swap the ends", "Go the other way.")
        self._swap.clicked.connect(self.swap_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space.xs)
        for which, name, does in ((FROM, "From", "begins"), (TO, "To", "ends")):
            field = self._fields[which]
            explain(field, name, f"Where the way {does}: {_TIP}")
            field.editingFinished.connect(partial(self._commit, which))
            label = QLabel(name)
            label.setProperty("role", "muted")
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field, 1)
            row.addWidget(self._menus[which])
            if which == FROM:
                row.addWidget(self._swap)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._swap.setIcon(icon("swap", theme))
        for button in self._menus:
            button.setIcon(icon("chevron-down", theme))

    def set_classes(self, names: tuple[str, ...]) -> None:
        """Take the names of the classes that an end can be typical of."""
        self._classes = names

    def set_places(self, first: str, last: str) -> None:
        """Show what the ends are."""
        for field, text in zip(self._fields, (first, last), strict=True):
            field.show_place(text)

    def _menu(self, which: int) -> QToolButton:
        tip = "The handle's place, a dot that you click, or the typical digit of a class."
        button = SlimButton(self, f"Choose where to {('begin', 'end')[which]}", tip)
        menu = QMenu(button)
        menu.addAction("The handle’s place", partial(self.probe_wanted.emit, which))
        menu.addAction("Click it in the plot", partial(self.pick_wanted.emit, which))
        typical = menu.addMenu("A typical …")
        typical.aboutToShow.connect(partial(self._fill, typical, which))
        button.setMenu(menu)
        return button

    def _fill(self, menu: QMenu, which: int) -> None:
        menu.clear()
        for name in self._classes:
            wanted = partial(self.place_wanted.emit, which, Typical(name))
            menu.addAction(name.replace("&", "&&"), wanted)

    def _commit(self, which: int) -> None:
        field = self._fields[which]
        if not field.isModified():
            return  # the focus has but come and gone
        field.setModified(False)
        try:
            place = read_place(field.text())
        except UserError as error:
            field.put_back()
            self.message.emit(Message.about(error, topic="interpolation"))
        else:
            self.place_wanted.emit(which, place)
