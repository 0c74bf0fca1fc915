"""The list of runs: its rows, their buttons and keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from vae_explorer.core.language import marked, tr
from vae_explorer.views.panels.run_delegate import Part, RunDelegate
from vae_explorer.views.panels.run_menu import DOWN, PIN, REMOVE, RENAME, SHOW, UP, Deed
from vae_explorer.views.panels.run_rows import ROW_ROLE, RunRow, RunsModel
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.image_view import paint_sentence

EMPTY_TEXT = marked("Runs that you train and models that you open are listed here")

_PLAIN = Qt.KeyboardModifier.NoModifier
_ALT = Qt.KeyboardModifier.AltModifier
_CHOOSING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_KEYS = {
    (int(Qt.Key.Key_Return), _PLAIN): SHOW,
    (int(Qt.Key.Key_Enter), _PLAIN): SHOW,
    (int(Qt.Key.Key_P), _PLAIN): PIN,
    (int(Qt.Key.Key_F2), _PLAIN): RENAME,
    (int(Qt.Key.Key_Delete), _PLAIN): REMOVE,
    (int(Qt.Key.Key_Backspace), _PLAIN): REMOVE,
    (int(Qt.Key.Key_Up), _ALT): UP,
    (int(Qt.Key.Key_Down), _ALT): DOWN,
}
_OF_BUTTON = {Part.UP: UP, Part.DOWN: DOWN, Part.PIN: PIN}


class RunsList(QListView):
    """The rows, their buttons and keys.

    Attributes
    ----------
    deed_requested
        A run's number and the key of what is to be done with it.
    menu_requested
        A run's number and where on the screen its menu should open.
    """

    deed_requested = Signal(int, str)
    menu_requested = Signal(int, QPoint)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rows = RunsModel(self)
        self.delegate = RunDelegate(theme, self)
        self.setModel(self.rows)
        self.setItemDelegate(self.delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # Neither a field's ground nor a frame: the panel is the list.
        self.setStyleSheet("RunsList { background: transparent; border: none; }")
        self.setUniformItemSizes(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Runs"))
        self.setAccessibleDescription(
            tr(
                "Return shows a run, P pins its curves, F2 renames, Delete removes, "
                "Shift and Ctrl choose several to be compared, "
                "Alt with Up and Down moves it in the queue, the Menu key has the rest."
            )
        )

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.delegate.set_theme(theme)
        self.verticalScrollBar().setSingleStep(2 * theme.type.body)
        self.scheduleDelayedItemsLayout()

    def row_at(self, index: QModelIndex) -> RunRow | None:
        row = index.data(ROW_ROLE) if index.isValid() else None
        return row if isinstance(row, RunRow) else None

    def rectangle_of(self, run: int, part: Part = Part.BODY) -> QRect:
        """Where a row or one of its buttons is in the viewport."""
        number = self.rows.row_number(run)
        index = self.rows.index(-1 if number is None else number)
        rect, row = self.visualRect(index), self.row_at(index)
        if row is None or part is Part.BODY:
            return rect
        return self.delegate.places(rect, row).buttons[part]

    def _part_at(self, event: QMouseEvent) -> tuple[int, Part] | None:
        index = self.indexAt(event.position().toPoint())
        row = self.row_at(index)
        if row is None:
            return None
        return row.id, self.delegate.part_at(self.visualRect(index), row, event.position())

    def _set_hovered(self, hovered: tuple[int, Part] | None) -> None:
        if hovered != self.delegate.hovered:
            self.delegate.hovered = hovered
            self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._set_hovered(self._part_at(event))
        if self.delegate.pressed is None:  # a list would select whatever the mouse is drawn over
            super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hovered(None)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._part_at(event)
        if event.button() != Qt.MouseButton.LeftButton or at is None:
            super().mousePressEvent(event)
            return
        self.delegate.pressed = at
        self._set_hovered(at)
        if at[1] is Part.BODY:
            super().mousePressEvent(event)
        else:
            self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = self._part_at(event)
        if at is not None and at[1] is not Part.BODY:
            self.mousePressEvent(event)  # two quick presses of a button are two
        else:
            self.delegate.pressed = None
            super().mouseDoubleClickEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self.delegate.pressed = self.delegate.pressed, None
        super().mouseReleaseEvent(event)
        self.viewport().update()
        if pressed is None or pressed != self._part_at(event):
            return
        run, part = pressed
        if part is Part.MORE:
            corner = self.rectangle_of(run, part).bottomLeft()
            self.menu_requested.emit(run, self.viewport().mapToGlobal(corner))
        elif part is not Part.BODY:
            self.deed_requested.emit(run, _OF_BUTTON[part].key)
        elif event.button() == Qt.MouseButton.LeftButton:
            row = self.row_at(self.currentIndex())
            if row is not None and not row.shown and not event.modifiers() & _CHOOSING:
                self.deed_requested.emit(run, SHOW.key)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        row = self.row_at(index)
        if row is None:
            return
        corner = self.rectangle_of(row.id, Part.MORE).bottomLeft()
        place = event.globalPos() if by_mouse else self.viewport().mapToGlobal(corner)
        self.menu_requested.emit(row.id, place)

    def event(self, event: QEvent) -> bool:
        # Before a shortcut of the window gets them.
        if event.type() == QEvent.Type.ShortcutOverride and _deed_of(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        deed, row = _deed_of(event), self.row_at(self.currentIndex())
        if deed is not None and row is not None:
            self.deed_requested.emit(row.id, deed.key)
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Escape):
            event.ignore()  # the window's own
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()  # where it is wide, rows are lower

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.rows.rows:
            super().paintEvent(event)
            return
        with painting(self.viewport()) as painter:
            paint_sentence(painter, self.viewport().rect(), tr(EMPTY_TEXT), self._theme)


def _deed_of(event: QEvent) -> Deed | None:
    if not isinstance(event, QKeyEvent):
        return None
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return _KEYS.get((event.key(), modifiers))
