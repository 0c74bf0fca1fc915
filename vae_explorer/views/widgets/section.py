"""A part of a form that can be folded away."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from vae_explorer.core.language import tr
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import FormGrid, explain

# How far a section's chevron stands in from its button's edge; what is below lines up with it.
INDENT = 9


class Section(QWidget):
    """A heading that folds the form below it away."""

    def __init__(self, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = title
        self.setProperty("role", "body")
        self._header = QToolButton()
        self._header.setText(title)
        self._header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._header.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._header.setIconSize(QSize(16, 16))
        self._header.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        font = self._header.font()
        font.setWeight(font.Weight.DemiBold)
        self._header.setFont(font)
        self._body = QWidget()
        self._body.setProperty("role", "body")
        self.form = FormGrid(theme)
        self.form.setContentsMargins(INDENT, theme.space.xs, 0, theme.space.s)
        self._body.setLayout(self.form)
        self._body.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self._body)
        self._header.clicked.connect(lambda: self.set_expanded(not self.expanded))
        self.set_expanded(False)

    @property
    def header(self) -> QToolButton:
        return self._header

    @property
    def expanded(self) -> bool:
        return not self._body.isHidden()

    def set_expanded(self, expanded: bool) -> None:
        self._body.setVisible(expanded)
        self._header.setIcon(icon("chevron-down" if expanded else "chevron-right", self._theme))
        tip = tr("Hide these settings.") if expanded else tr("Show these settings.")
        explain(self._header, self._title, tip)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.set_expanded(self.expanded)
