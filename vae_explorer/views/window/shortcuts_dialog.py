"""The list of all keyboard shortcuts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.language import marked, tr
from vae_explorer.views.style.theme import Theme

_FIXED = (
    (marked("Train, pause, resume"), marked("Space")),
    (marked("Move the cursor"), marked("Arrow keys")),
    (marked("Move it ten times as far"), marked("Shift + arrow keys")),
    (marked("Zoom the plane"), marked("+ and −, or the wheel")),
    (marked("Show all"), "Home"),
    (marked("Centre the view on the cursor"), "C"),
    (marked("Let go of the handle, the tool, the selection"), "Esc"),
    (marked("Select the digit nearest to the cursor"), marked("Return")),
    (marked("Select with a lasso, with a box"), "L, B"),
    (marked("Add to the selection, take from it"), marked("Shift, Alt + drag")),
    (marked("Select all digits"), "Ctrl+A"),
    (marked("Next control"), "Tab"),
    (marked("Hide or show a class"), marked("Space on its chip, or click")),
    (marked("Show a class alone"), marked("Return on its chip, or double-click")),
)


_OF_THE_SCREEN = 0.9  # which it takes at most, each way
_BAR = QStyle.PixelMetric.PM_ScrollBarExtent


class ShortcutsDialog(QDialog):
    """What each key does."""

    def __init__(
        self, theme: Theme, actions: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        fixed = [(tr(what), tr(keys)) for what, keys in _FIXED]
        rows = [*fixed, *actions]
        room = self.screen().availableSize() * _OF_THE_SCREEN
        beside = 2 * theme.space.xl + self.style().pixelMetric(_BAR)
        body = self._listed(rows, -(-len(rows) // 2), theme)  # one column is higher than screens
        if body.sizeHint().width() + beside > room.width():
            body.deleteLater()
            body = self._listed(rows, len(rows), theme)
        scroll = QScrollArea(self)
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space.xl] * 4)
        layout.setSpacing(theme.space.l)
        layout.addWidget(scroll)
        layout.addWidget(buttons)
        around = 2 * theme.space.xl + theme.space.l + buttons.sizeHint().height()
        wanted = body.sizeHint() + QSize(beside, around)
        self.resize(wanted.boundedTo(room))

    def _listed(self, rows: Sequence[tuple[str, str]], high: int, theme: Theme) -> QWidget:
        """Return the list, in columns of so many rows."""
        body = QWidget(self)
        body.setProperty("role", "body")
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, theme.space.m, 0)
        grid.setHorizontalSpacing(theme.space.xl)
        grid.setVerticalSpacing(theme.space.s)
        for number, (what, keys) in enumerate(rows):
            side, row = divmod(number, high)
            grid.addWidget(QLabel(what, body), row, 3 * side)
            label = QLabel(keys, body)
            label.setProperty("role", "muted")
            grid.addWidget(label, row, 3 * side + 1, Qt.AlignmentFlag.AlignRight)
        if high < len(rows):
            grid.setColumnMinimumWidth(2, theme.space.l)
        grid.setRowStretch(high, 1)
        return body
