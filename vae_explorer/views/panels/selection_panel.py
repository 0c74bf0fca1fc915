"""The selection: how many digits of which classes, a grid of them, a search, and files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.language import marked, tr
from vae_explorer.core.text import count
from vae_explorer.session.desk import Desk
from vae_explorer.views.selection.binding import bind_selection
from vae_explorer.views.selection.counts import ClassCounts
from vae_explorer.views.selection.grid import DigitGrid
from vae_explorer.views.selection.neighbours import NeighbourRows
from vae_explorer.views.style.icons import set_icon
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import explain

EMPTY_TEXT = marked(
    "Draw a lasso (L) or a box (B) around dots, click one, or look for digits: #115 is an index, "
    "7 a class"
)
_SEARCH_TIP = marked(
    "A number with # is an index: #115, or #10-20 for several. Without it, 7 is the class that is "
    "called so, and 115, as no class is, an index. Separate by commas or spaces, and press Return."
)
_FILTERS = {".csv": marked("CSV table (*.csv)"), ".npz": marked("NumPy arrays (*.npz)")}
_ROOMY = 640  # units of width, from which on buttons have texts
_COUNTS = 0.26  # of the width, that the bars take
_COUNTS_LEAST, _COUNTS_MOST = 118, 230  # units


class _Search(QLineEdit):
    """A field that Esc empties, or leaves where it is empty."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.text():
            self.clear()
        else:
            self.left.emit()


class _Note(QLabel):
    """A sentence over what is below a field, so that nothing gives way; a click takes it away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "note")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.hide()

    def place(self, left: int, top: int, width: int) -> None:
        """Be as wide as the text, or as there is room for."""
        self.ensurePolished()
        wide = min(width, self.fontMetrics().horizontalAdvance(self.text()) + 28)
        self.setGeometry(left, top, wide, self.heightForWidth(wide))

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.hide()


class SelectionPanel(QWidget):
    """Search and buttons above counts and grid.

    Attributes
    ----------
    searched
        What is looked for, as it was typed.
    class_wanted
        A label of which all digits should be selected too.
    invert_wanted, clear_wanted
        All others should be selected instead, or none.
    export_wanted
        The `Path` of a file.
    left
        The search should be left to the plot.
    neighbours_seen
        Whether the nearest digits are on the screen.
    """

    searched = Signal(str)
    class_wanted = Signal(int)
    invert_wanted = Signal()
    clear_wanted = Signal()
    export_wanted = Signal(Path)
    left = Signal()
    neighbours_seen = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Selection"))
        self.search = _Search(self)
        self.search.setPlaceholderText(tr("Find: class 7, #115, #10-20"))
        self.search.setClearButtonEnabled(True)
        explain(self.search, tr("Find digits"), tr(_SEARCH_TIP))
        self.search.returnPressed.connect(lambda: self.searched.emit(self.search.text()))
        self.search.textEdited.connect(lambda _text: self.set_missing(""))
        self.search.left.connect(self.left)
        self._classes = QMenu(self)
        self._classes.setAccessibleName(tr("Select all digits of a class"))
        self._buttons = {
            "labels": self._button(
                tr("Class"), tr("Select all of a class"), tr("Add all digits of a class.")
            ),
            "swap": self._button(tr("Invert"), tr("Invert"), tr("Select all digits but these.")),
            "clear": self._button(
                tr("Clear"), tr("Clear the selection"), tr("Select nothing (Esc).")
            ),
            "export": self._button(
                tr("Export…"),
                tr("Export the selection"),
                tr(
                    "Save the codes, log-variances, labels and indices of these digits as a "
                    "table: CSV, or arrays for NumPy."
                ),
            ),
            "neighbours": self._button(
                tr("Neighbours"),
                tr("Neighbours"),
                tr(
                    "Show the ten nearest digits of the one that is looked at, in the plane and "
                    "in pixels, instead of all that are selected."
                ),
            ),
        }
        self._buttons["neighbours"].setCheckable(True)
        self._buttons["neighbours"].toggled.connect(self._show_page)
        self._buttons["labels"].setMenu(self._classes)
        self._buttons["labels"].setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._buttons["swap"].clicked.connect(self.invert_wanted)
        self._buttons["clear"].clicked.connect(self.clear_wanted)
        self._buttons["export"].clicked.connect(self._ask_for_file)
        self.heading = QLabel(self)
        self.missing = _Note(self)
        self.counts = ClassCounts(theme, self)
        self.grid = DigitGrid(theme, self)
        self.grid.set_waiting(tr(EMPTY_TEXT))
        self.neighbours = NeighbourRows(theme, self)
        self._lay_out(theme)
        self.set_theme(theme)
        self.set_told(0, 0)

    def _button(self, text: str, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        explain(button, name, tip)
        return button

    def _lay_out(self, theme: Theme) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.space.xs)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.search.setMinimumWidth(80)
        top.addWidget(self.search, 1)
        for button in self._buttons.values():
            top.addWidget(button)
        self._side = QWidget(self)
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(theme.space.xs)
        side.addWidget(self.heading)
        side.addWidget(self.counts, 1)
        self._selected = QWidget(self)
        below = QHBoxLayout(self._selected)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(theme.space.m)
        below.addWidget(self._side)
        below.addWidget(self.grid, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space.m, theme.space.xs, theme.space.s, theme.space.xs)
        column.setSpacing(theme.space.xs)
        column.addLayout(top)
        column.addWidget(self._selected, 1)
        column.addWidget(self.neighbours, 1)
        self.neighbours.hide()

    def sizeHint(self) -> QSize:
        return QSize(640, 180)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for picture, button in self._buttons.items():
            set_icon(button, picture, theme)
        self.counts.set_theme(theme)
        self.grid.set_theme(theme)
        self.neighbours.set_theme(theme)
        self._fit()

    # Values

    def set_told(self, selected: int, of: int) -> None:
        """Say how many are selected, of how many."""
        told = tr("{selected:,} of {all:,}", selected=selected, all=of)
        self.heading.setText(told if selected else tr("Nothing selected"))
        self.heading.setToolTip(count(selected, marked("digit")))
        self._side.setVisible(selected > 0)
        for picture in ("clear", "export"):
            self._buttons[picture].setEnabled(selected > 0)

    def set_class_names(self, names: tuple[str, ...]) -> None:
        """Offer these classes."""
        if [action.text() for action in self._classes.actions()] == list(map(_plain, names)):
            return
        self._classes.clear()
        for label, name in enumerate(names):
            self._classes.addAction(_plain(name), partial(self.class_wanted.emit, label))

    def set_missing(self, text: str) -> None:
        """Say what was looked for and not found."""
        self.missing.setText(text)
        self.missing.setVisible(bool(text))
        self._place_note()
        self.search.setProperty("invalid", bool(text))
        self.search.style().polish(self.search)

    def _place_note(self) -> None:
        below = self.search.geometry().bottomLeft()
        self.missing.place(below.x(), below.y() + 3, self.width() - 2 * below.x())
        self.missing.raise_()

    def focus_search(self) -> None:
        """Let something be looked for."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _ask_for_file(self) -> None:
        kinds = {tr(title): suffix for suffix, title in _FILTERS.items()}
        name, kind = QFileDialog.getSaveFileName(
            self, tr("Export the selection"), "selection.csv", ";;".join(kinds)
        )
        if name:
            path = Path(name)
            known = path.suffix.lower() in _FILTERS
            suffix = kinds.get(kind, ".csv")
            self.export_wanted.emit(path if known else path.with_name(path.name + suffix))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._place_note()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        self.neighbours_seen.emit(self.shows_neighbours)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.neighbours_seen.emit(False)

    @property
    def shows_neighbours(self) -> bool:
        """Whether the nearest digits are shown instead of all that are selected."""
        return self._buttons["neighbours"].isChecked()

    def show_selected(self) -> None:
        """Show all that are selected."""
        self._buttons["neighbours"].setChecked(False)

    def _show_page(self, neighbours: bool) -> None:
        self._selected.setVisible(not neighbours)
        self.neighbours.setVisible(neighbours)
        self.neighbours_seen.emit(neighbours and self.isVisible())

    def state(self) -> dict[str, bool]:
        """Return what is to be remembered."""
        return {"neighbours": self.shows_neighbours}

    def restore(self, state: Mapping[str, object]) -> None:
        """Be as it was."""
        self._buttons["neighbours"].setChecked(state.get("neighbours") is True)

    def _fit(self) -> None:
        """Say less on the buttons, and give the bars less, where there is little room."""
        scale, style = self._theme.scale, Qt.ToolButtonStyle
        roomy = self.isVisible() and self.width() >= _ROOMY * scale  # not as wide as all begin
        for button in self._buttons.values():
            button.setToolButtonStyle(
                style.ToolButtonTextBesideIcon if roomy else style.ToolButtonIconOnly
            )
        wide = min(max(_COUNTS * self.width(), _COUNTS_LEAST * scale), _COUNTS_MOST * scale)
        self._side.setFixedWidth(round(wide))


def _plain(text: str) -> str:
    """Keep an ampersand from being taken for a mnemonic."""
    return text.replace("&", "&&")


def bind(panel: SelectionPanel, desk: Desk) -> None:
    """Show what is selected, and let it be looked at, changed, looked for and saved."""
    bind_selection(panel, desk)


build = SelectionPanel
