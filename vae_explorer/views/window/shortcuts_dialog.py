"""The list of all keyboard shortcuts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from vae_explorer.views.style.theme import Theme

_FIXED = (
    ("Train, pause, resume", "Space"),
    ("Move the cursor", "Arrow keys"),
    ("Move it ten times as far", "Shift + arrow keys"),
    ("Zoom the plane", "+ and −, or the wheel"),
    ("Show all", "Home"),
    ("Centre the view on the cursor", "C"),
    ("Let go of the handle, the tool, the selection", "Esc"),
    ("Select the digit nearest to the cursor", "Return"),
    ("Select with a lasso, with a box", "L, B"),
    ("Add to the selection, take from it", "Shift, Alt + drag"),
    ("Select all digits", "Ctrl+A"),
    ("Next control", "Tab"),
    ("Hide or show a class", "Space on its chip, or click"),
    ("Show a class alone", "Return on its chip, or double-click"),
)


class ShortcutsDialog(QDialog):
    """What each key does."""

    def __init__(
        self, theme: Theme, actions: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space.xl)
        grid.setVerticalSpacing(theme.space.s)
        for row, (what, keys) in enumerate((*_FIXED, *actions)):
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
