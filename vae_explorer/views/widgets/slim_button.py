"""A tool button as high as a line of text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from vae_explorer.views.widgets.form import explain


class SlimButton(QToolButton):
    """For rows of a line's height; what opens a menu says so by its tip, not by an arrow."""

    def __init__(self, parent: QWidget, name: str, tip: str) -> None:
        super().__init__(parent)
        explain(self, name, tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setStyleSheet(
            "QToolButton { padding: 2px; border-width: 1px; }"
            "QToolButton:focus { padding: 1px; }"
            "QToolButton::menu-indicator { image: none; width: 0; }"
        )
