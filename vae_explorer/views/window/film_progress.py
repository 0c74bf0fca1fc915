"""How far the making of a film is, with the button that gives it up."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from vae_explorer.core.language import tr
from vae_explorer.core.text import duration
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import explain


class FilmProgress(QWidget):
    """A bar, the time that is left, and Cancel; empty while nothing is made.

    Attributes
    ----------
    cancel_wanted
        The film is not wanted any more.
    """

    cancel_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("How much of the film is made"))
        self._left = QLabel(self)
        self._left.setProperty("role", "muted")
        self._cancel = QPushButton(tr("Cancel"), self)
        explain(
            self._cancel,
            tr("Cancel the film"),
            tr("Give the film up; nothing of it is saved."),
        )
        self._cancel.setAutoDefault(False)
        self._cancel.clicked.connect(self.cancel_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space.m)
        row.addWidget(self._bar, 1)
        row.addWidget(self._left)
        row.addWidget(self._cancel)
        for widget in (self._bar, self._left, self._cancel):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)  # nothing jumps
            widget.setSizePolicy(policy)
            widget.hide()

    @Slot(bool)
    def follow(self, busy: bool) -> None:
        """Show whether a film is being made."""
        self._bar.setRange(0, 0)  # nobody knows yet
        self._left.setText("")
        for widget in (self._bar, self._left, self._cancel):
            widget.setVisible(busy)

    @Slot(object)
    def show_progress(self, made: object) -> None:
        """Show how far it is, a `vae_explorer.core.film.encode.Made`."""
        from vae_explorer.core.film.encode import Made

        assert isinstance(made, Made)
        self._bar.setRange(0, made.total)
        self._bar.setValue(made.done)
        if made.seconds_left is not None:
            self._left.setText(tr("{time} left", time=duration(made.seconds_left)))
