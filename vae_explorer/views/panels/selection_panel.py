"""The selection: how many digits of which classes, a grid of them, a search, and files."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
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

from vae_explorer.core.selection import ADD, REPLACE
from vae_explorer.core.selection_query import look_for
from vae_explorer.core.storage.code_table import code_columns, table_bytes
from vae_explorer.core.text import count
from vae_explorer.session.desk import Desk
from vae_explorer.views.selection.counts import ClassCounts
from vae_explorer.views.selection.grid import DigitGrid
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import explain

EMPTY_TEXT = (
    "Draw a lasso (L) or a box (B) around dots, click one, or look for digits: #115 is an index, "
    "7 a class"
)
_SEARCH_TIP = (
    "#115 is an index and #10-20 are several; 7 is a class, as class:7 is. Separate by commas, and "
    "press Return. A number that no class is called is an index."
)
_FILTERS = {"CSV table (*.csv)": ".csv", "NumPy arrays (*.npz)": ".npz"}
_ICON = 16
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
    """

    searched = Signal(str)
    class_wanted = Signal(int)
    invert_wanted = Signal()
    clear_wanted = Signal()
    export_wanted = Signal(Path)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Selection")
        self.search = _Search(self)
        self.search.setPlaceholderText("#115, #10-20, 7")
        self.search.setClearButtonEnabled(True)
        explain(self.search, "Find digits", _SEARCH_TIP)
        self.search.returnPressed.connect(lambda: self.searched.emit(self.search.text()))
        self.search.textEdited.connect(lambda _text: self.set_missing(""))
        self.search.left.connect(self.left)
        self._classes = QMenu(self)
        self._classes.setAccessibleName("Select all digits of a class")
        self._buttons = {
            "labels": self._button("Class", "Select all of a class", "Add all digits of a class."),
            "swap": self._button("Invert", "Invert", "Select all digits but these."),
            "clear": self._button("Clear", "Clear the selection", "Select nothing (Esc)."),
            "export": self._button(
                "Export…",
                "Export the selection",
                "Save the codes, log-variances, labels and indices of these digits as a table: "
                "CSV, or arrays for NumPy.",
            ),
        }
        self._buttons["labels"].setMenu(self._classes)
        self._buttons["labels"].setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._buttons["swap"].clicked.connect(self.invert_wanted)
        self._buttons["clear"].clicked.connect(self.clear_wanted)
        self._buttons["export"].clicked.connect(self._ask_for_file)
        self.heading = QLabel(self)
        self.missing = QLabel(self)
        self.missing.setProperty("role", "warning")
        self.missing.setWordWrap(True)
        self.missing.setTextFormat(Qt.TextFormat.PlainText)
        self.missing.hide()
        self.counts = ClassCounts(theme, self)
        self.grid = DigitGrid(theme, self)
        self.grid.set_waiting(EMPTY_TEXT)
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
        below = QHBoxLayout()
        below.setSpacing(theme.space.m)
        below.addWidget(self._side)
        below.addWidget(self.grid, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space.m, theme.space.xs, theme.space.s, theme.space.xs)
        column.setSpacing(theme.space.xs)
        column.addLayout(top)
        column.addWidget(self.missing)
        column.addLayout(below, 1)

    def sizeHint(self) -> QSize:
        return QSize(640, 180)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        side = round(_ICON * theme.scale)
        for picture, button in self._buttons.items():
            button.setIcon(icon(picture, theme))
            button.setIconSize(QSize(side, side))
        self.counts.set_theme(theme)
        self.grid.set_theme(theme)
        self._fit()

    # Values

    def set_told(self, selected: int, of: int) -> None:
        """Say how many are selected, of how many."""
        self.heading.setText(f"{selected:,} of {of:,}" if selected else "Nothing selected")
        self.heading.setToolTip(count(selected, "digit"))
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
        self.search.setProperty("invalid", bool(text))
        self.search.style().polish(self.search)

    def focus_search(self) -> None:
        """Let something be looked for."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _ask_for_file(self) -> None:
        name, kind = QFileDialog.getSaveFileName(
            self, "Export the selection", "selection.csv", ";;".join(_FILTERS)
        )
        if name:
            path = Path(name)
            known = path.suffix.lower() in _FILTERS.values()
            suffix = _FILTERS.get(kind, ".csv")
            self.export_wanted.emit(path if known else path.with_name(path.name + suffix))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

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
    _Binding(panel, desk)


class _Binding(QObject):
    """Between the panel and the session."""

    def __init__(self, panel: SelectionPanel, desk: Desk) -> None:
        super().__init__(panel)
        self._panel, self._desk = panel, desk
        self._workspace, self._selected = desk.workspace, desk.workspace.selected
        self._shown: tuple[object, ...] = ()
        workspace, selected, grid = self._workspace, self._selected, panel.grid
        panel.searched.connect(self._search)
        panel.class_wanted.connect(self._add_class)
        panel.invert_wanted.connect(self._invert)
        panel.clear_wanted.connect(selected.clear)
        panel.export_wanted.connect(self._export)
        panel.left.connect(selected.leave)
        grid.chosen.connect(self._look_at)
        grid.pointed.connect(selected.point)
        selected.pointed_changed.connect(grid.set_pointed)
        selected.changed.connect(self._show)
        workspace.snapshot_changed.connect(self._show)
        workspace.shown_changed.connect(self._show)
        desk.products.images_changed.connect(self._show_images)
        self._show_images(desk.products.images)
        self._show()

    @property
    def _rows(self) -> NDArray[np.intp]:
        """Of the digits that can be found in what is shown."""
        snapshot, now = self._workspace.snapshot, self._selected.now
        if snapshot is None or not now.is_of(snapshot.config.dataset, len(snapshot.labels)):
            return np.empty(0, np.intp)
        return np.array(now.rows, np.intp)

    def _show(self, *_: object) -> None:
        snapshot, now = self._workspace.snapshot, self._selected.now
        if snapshot is None:
            return
        names, labels = snapshot.class_names, snapshot.labels
        before, self._shown = self._shown, (now.rows, now.dataset, names, labels)
        same = len(before) == 4 and before[:3] == self._shown[:3]
        if not same or not np.array_equal(before[3], labels):  # type: ignore[arg-type]
            rows = self._rows
            self._panel.set_class_names(names)
            self._panel.set_told(len(rows), len(labels))
            self._panel.counts.set_labels(labels[rows], names)
            self._panel.grid.set_digits(rows, labels, names)
        self._panel.grid.set_current(now.current)

    def _show_images(self, images: object) -> None:
        self._panel.grid.set_images(images.images if images is not None else None)  # type: ignore[attr-defined]

    def _look_at(self, row: int) -> None:
        snapshot = self._workspace.snapshot
        if snapshot is not None:
            self._selected.look_at(row, snapshot.config.dataset)

    def _choose(self, rows: NDArray[np.intp], how: str) -> None:
        snapshot = self._workspace.snapshot
        if snapshot is not None:
            self._selected.choose(rows.tolist(), snapshot.config.dataset, how)

    def _add_class(self, label: int) -> None:
        snapshot = self._workspace.snapshot
        if snapshot is not None:
            self._choose(np.flatnonzero(snapshot.labels == label), ADD)

    def _invert(self) -> None:
        snapshot = self._workspace.snapshot
        if snapshot is not None:
            others = np.ones(len(snapshot.labels), np.bool_)
            others[self._rows] = False
            self._choose(np.flatnonzero(others), REPLACE)

    def _search(self, text: str) -> None:
        snapshot = self._workspace.snapshot
        if snapshot is None:
            return
        found = look_for(text, snapshot.labels, snapshot.class_names)
        self._panel.set_missing(found.missing)
        if found.rows:
            self._selected.find(found.rows, snapshot.config.dataset)

    def _export(self, path: Path) -> None:
        snapshot, rows = self._workspace.snapshot, self._rows
        if snapshot is None or not len(rows):
            return
        has_variance = snapshot.config.has_bound
        columns = code_columns(
            rows,
            snapshot.labels[rows],
            snapshot.embedding[rows],
            snapshot.log_variance[rows] if has_variance else None,
        )
        self._desk.pictures.write(path, lambda: table_bytes(columns, path.suffix))


build = SelectionPanel
