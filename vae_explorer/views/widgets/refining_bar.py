"""How far the refining of all digits is, with the button that gives it up."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.language import tr
from vae_explorer.session.refined import Refining
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import explain

_PARTS = 1000


class RefiningBar(QWidget):
    """A bar, the rate and the time that is left, and Cancel.

    Parameters
    ----------
    narrow
        Whether the text has a line of its own.

    Attributes
    ----------
    cancel_wanted
        The figures are not wanted any more.
    """

    cancel_wanted = Signal()

    def __init__(self, theme: Theme, *, narrow: bool = False) -> None:
        super().__init__()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, _PARTS)
        self._bar.setAccessibleName(tr("How many digits are refined"))
        self._text = QLabel()
        self._text.setProperty("role", "muted")
        self._text.setMinimumWidth(40)
        self._cancel = QPushButton(tr("Cancel"))
        self._cancel.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._cancel.setAutoDefault(False)
        explain(self._cancel, tr("Cancel refining"), tr("Give up the figures of all digits."))
        self._cancel.clicked.connect(self.cancel_wanted)
        self._bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self._cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space.xs)
        row = QHBoxLayout()
        row.setSpacing(theme.space.m)
        if narrow:
            column.addWidget(self._text)
            row.addWidget(self._bar, 1)
        else:
            row.addWidget(self._text)
            row.addWidget(self._bar, 1)
        row.addWidget(self._cancel)
        column.addLayout(row)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    @Slot(Refining)
    def show_progress(self, progress: Refining) -> None:
        """Show how far it is."""
        self._bar.setValue(round(_PARTS * progress.done))
        self._text.setText(progress.text)
        self._text.setToolTip(progress.text)
