"""The list of all keyboard shortcuts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

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


class ShortcutsDialog(QDialog):
    """What each key does."""

    def __init__(
        self, theme: Theme, actions: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space.xl)
        grid.setVerticalSpacing(theme.space.s)
        fixed = ((tr(what), tr(keys)) for what, keys in _FIXED)
        for row, (what, keys) in enumerate((*fixed, *actions)):
            grid.addWidget(QLabel(what, self), row, 0)
            label = QLabel(keys, self)
            label.setProperty("role", "muted")
            grid.addWidget(label, row, 1, Qt.AlignmentFlag.AlignRight)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space.xl] * 4)
        layout.setSpacing(theme.space.l)
        layout.addLayout(grid)
        layout.addWidget(buttons)
