"""The switches of the layers: as many as there is room for, and all of them in a menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QToolButton, QWidget

from vae_explorer.core.language import tr
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import explain
from vae_explorer.views.widgets.staying_menu import StayingMenu

ICON = 20


def plot_button(parent: QWidget, name: str, tip: str) -> QToolButton:
    """Return a button of the bar above the plot."""
    button = QToolButton(parent)
    button.setAutoRaise(True)
    explain(button, name, tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return button


class Switches(QWidget):
    """A button for each layer; those that find no room are in the menu of the last one."""

    def __init__(self, actions: Sequence[QAction], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.buttons = [plot_button(self, a.text(), a.toolTip()) for a in actions]
        for button, action in zip(self.buttons, actions, strict=True):
            button.setDefaultAction(action)  # which has the icon, the tooltip and the state
        self.more = plot_button(self, tr("Layers"), tr("All layers of the plot, by their names"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = StayingMenu(self)
        menu.addActions(list(actions))
        self.more.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # it may become narrower
        for button in (*self.buttons, self.more):
            row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._fitted = len(self.buttons)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take colours and sizes; the icons of the layers are their actions'."""
        self.more.setIcon(icon("layers", theme))
        side = round(ICON * theme.scale)
        for button in (*self.buttons, self.more):
            button.setIconSize(QSize(side, side))

    def minimumSizeHint(self) -> QSize:
        return self.more.sizeHint()

    @property
    def least(self) -> int:
        """Pixels of the menu's button alone."""
        return self.more.sizeHint().width()

    @property
    def most(self) -> int:
        """Pixels of all buttons, without the menu."""
        return sum(button.sizeHint().width() for button in self.buttons)

    def fit(self, room: int) -> None:
        """Show as many buttons as go into so many pixels; the menu's, if those are not all."""
        whole = self.most <= room
        left = room - (0 if whole else self.least)
        count = 0
        for button in self.buttons:
            left -= button.sizeHint().width()
            if left < 0:
                break
            count += 1
        if count != self._fitted or self.more.isHidden() is not whole:
            self._fitted = count
            for place, button in enumerate(self.buttons):
                button.setVisible(place < count)
            self.more.setVisible(not whole)
