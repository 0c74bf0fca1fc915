"""The waypoints of a route: fields to write them in, and menus to choose them from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import marked, tr
from vae_explorer.core.paths import MOST_WAYPOINTS, Typical, read_place
from vae_explorer.session.paths import TOPIC
from vae_explorer.session.state import Message
from vae_explorer.session.waypoints import ADD
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import explain
from vae_explorer.views.widgets.slim_button import SlimButton

_TIP = marked(
    "a point such as −1.5, 0.3; a class such as 7, for its typical digit; or a digit by its "
    "number, such as #4021. It can be dragged in the plot, too, and onto a dot."
)
_LEAST, _MOST = 85, 168  # units of a field's width
_ROOMY = 560  # of the row's, from which on buttons have all their words


class _Field(QLineEdit):
    """A place of the plane as text; Esc puts back what is in force."""

    focused = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._in_force = ""

    def show_place(self, text: str) -> None:
        self._in_force = text
        if not (self.hasFocus() and self.isModified()):  # which is being typed
            self.put_back()

    def put_back(self) -> None:
        self.setText(self._in_force)
        self.setCursorPosition(0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._in_force:
            self.put_back()
        else:
            super().keyPressEvent(event)


class _Row(QScrollArea):
    """Many fields side by side; the wheel goes along them, and the focus."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._inside = inside
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setWidget(inside)
        # A bar would take the height of the fields, or of the film below them.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("role", "body")
        self.viewport().setProperty("role", "body")

    def sizeHint(self) -> QSize:
        return QSize(200, self._inside.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        bar = self.horizontalScrollBar()
        delta = event.angleDelta()
        bar.setValue(bar.value() - (delta.y() or delta.x()))
        event.accept()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)


class WaypointRow(QWidget):
    """One row: from where, by which ways, to where.

    Attributes
    ----------
    place_wanted
        Which waypoint, and the `Place` that it should be.
    probe_wanted, pick_wanted
        Which of them should be where the handle is, or what is clicked next; the latter may be
        `ADD`, or None for no longer.
    insert_wanted, remove_wanted
        Another one after this; or this one no longer.
    chosen
        The one whose field has the focus.
    swap_wanted, new_wanted
        The way should go the other way; or another one is to be laid out.
    """

    place_wanted = Signal(int, object)  # a Place is one of three classes
    probe_wanted = Signal(int)
    pick_wanted = Signal(object)  # a number or None
    insert_wanted = Signal(int)
    remove_wanted = Signal(int)
    chosen = Signal(int)
    swap_wanted = Signal()
    new_wanted = Signal()
    message = Signal(Message)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._classes: tuple[str, ...] = ()
        self._cells: list[_Cell] = []
        self._count = 0
        inside = QWidget()
        inside.setProperty("role", "body")
        self._fields = QHBoxLayout(inside)
        self._fields.setContentsMargins(0, 0, 0, 0)
        self._fields.setSpacing(theme.space.xs)
        self._area = _Row(inside)
        self._swap = SlimButton(self, tr("Reverse the path"), tr("Go the other way."))
        self._swap.clicked.connect(self.swap_wanted)
        self._add = QPushButton(tr("Add waypoints"))
        self._add.setCheckable(True)
        self._add.clicked.connect(self._toggle_adding)
        self._new = QPushButton(tr("New path"))
        self._new.setAutoDefault(False)
        explain(
            self._new,
            tr("New path"),
            tr("Lay out another path: click two digits, or places, in the plot; or up to 24."),
        )
        self._new.clicked.connect(self.new_wanted)
        for button in (self._add, self._new):
            button.setProperty("role", "slim")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space.xs)
        row.addWidget(self._area, 1)
        for widget in (self._swap, self._add, self._new):
            row.addWidget(widget)
        self.set_picking(None)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._swap.setIcon(icon("swap", theme))
        for cell in self._cells:
            cell.set_theme(theme)

    def set_classes(self, names: tuple[str, ...]) -> None:
        """Take the names of the classes that a waypoint can be typical of."""
        self._classes = names

    def set_places(self, names: Sequence[str]) -> None:
        """Show what the waypoints are."""
        while len(self._cells) < len(names):
            cell = _Cell(len(self._cells), self)
            self._cells.append(cell)
            self._fields.addWidget(cell, 1)
        for which, cell in enumerate(self._cells):
            cell.setVisible(which < len(names))
            if which < len(names):
                cell.show_place(names[which], len(names))
        if len(names) > self._count:
            self._area.horizontalScrollBar().setValue(self._area.horizontalScrollBar().maximum())
        self._count = len(names)
        self._show_words()
        self._add.setEnabled(self._count < MOST_WAYPOINTS or self._add.isChecked())

    def set_current(self, which: int | None) -> None:
        """Bring a waypoint's field into view."""
        if which is not None and which < self._count:
            self._area.ensureWidgetVisible(self._cells[which])

    def set_picking(self, which: int | None) -> None:
        """Show whether clicks in the plot add waypoints."""
        adding = which == ADD
        self._add.setChecked(adding)
        self._show_words()
        explain(
            self._add,
            tr("Done") if adding else tr("Add waypoints"),
            tr("No more waypoints (Esc).")
            if adding
            else tr("Each click in the plot adds a waypoint at the end: a dot, or a place."),
        )

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._show_words()

    def _show_words(self) -> None:
        """Say what the buttons do in as many words as there is room for."""
        more = _LEAST * max(0, self._count - 2)  # whose fields need it more
        roomy = self.width() >= (_ROOMY + more) * self._theme.scale
        adding = self._add.isChecked()
        add = tr("Add waypoints") if roomy else tr("Add")
        self._add.setText(tr("Done") if adding else add)
        self._new.setText(tr("New path") if roomy else tr("New"))

    @property
    def fields(self) -> list[QLineEdit]:
        """The fields that are shown."""
        return [cell.field for cell in self._cells[: self._count]]

    def _toggle_adding(self, adding: bool) -> None:
        self.pick_wanted.emit(ADD if adding else None)

    def fill(self, menu: QMenu, which: int) -> None:
        """Offer the classes for a waypoint."""
        menu.clear()
        for name in self._classes:
            wanted = partial(self.place_wanted.emit, which, Typical(name))
            menu.addAction(name.replace("&", "&&"), wanted)


class _Cell(QWidget):
    """A waypoint: what it is called, its field, its menu."""

    def __init__(self, which: int, row: WaypointRow) -> None:
        super().__init__(row)
        self._which, self._row = which, row
        self.setProperty("role", "body")
        self._name = QLabel()
        self._name.setProperty("role", "muted")
        self.field = _Field()
        self.field.setMinimumWidth(_LEAST)
        self.field.setMaximumWidth(_MOST)
        self.field.editingFinished.connect(self._commit)
        self.field.focused.connect(partial(row.chosen.emit, which))
        self._name.setBuddy(self.field)
        self._button = SlimButton(
            self,
            tr("Choose waypoint {number}", number=which + 1),
            tr(
                "The handle’s place, a dot that you click, or the typical digit of a class; "
                "another waypoint after this one, or this one no longer."
            ),
        )
        self._button.setMenu(self._menu())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._name)
        layout.addWidget(self.field, 1)
        layout.addWidget(self._button)
        layout.addStretch()
        self.set_theme(row._theme)

    def set_theme(self, theme: Theme) -> None:
        self._button.setIcon(icon("chevron-down", theme))

    def show_place(self, text: str, count: int) -> None:
        places = tr(_TIP)
        if not self._which:
            title = name = tr("From")
            tip = tr("Where the path begins: {places}", places=places)
        elif self._which == count - 1:
            title = name = tr("To")
            tip = tr("Where the path ends: {places}", places=places)
        else:
            title = str(self._which + 1)
            name = tr("Waypoint {number}", number=title)
            tip = tr("Where the path goes by: {places}", places=places)
        self._name.setText(title)
        explain(self.field, name, tip)
        self.field.show_place(text)
        self._remove.setEnabled(count > 2)
        self._insert.setEnabled(count < MOST_WAYPOINTS)

    def _menu(self) -> QMenu:
        row, which = self._row, self._which
        menu = QMenu(self._button)
        menu.addAction(tr("The handle’s place"), partial(row.probe_wanted.emit, which))
        menu.addAction(tr("Click it in the plot"), partial(row.pick_wanted.emit, which))
        typical = menu.addMenu(tr("A typical …"))
        typical.aboutToShow.connect(partial(row.fill, typical, which))
        menu.addSeparator()
        self._insert = menu.addAction(
            tr("Add a waypoint after it"), partial(row.insert_wanted.emit, which)
        )
        self._remove = menu.addAction(
            tr("Remove this waypoint"), partial(row.remove_wanted.emit, which)
        )
        return menu

    def _commit(self) -> None:
        field = self.field
        if not field.isModified():
            return  # the focus has but come and gone
        field.setModified(False)
        try:
            place = read_place(field.text())
        except UserError as error:
            field.put_back()
            self._row.message.emit(Message.about(error, topic=TOPIC))
        else:
            self._row.place_wanted.emit(self._which, place)
