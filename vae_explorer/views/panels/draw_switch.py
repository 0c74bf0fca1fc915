"""The switch between the mean of p(x given z) and a draw from it, for every image there is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from vae_explorer.core.language import marked, tr
from vae_explorer.views.style.icons import set_icon
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import explain

_MEAN = marked(
    "Show the mean of p(x | z), pixel by pixel. Blur is a mean: where the decoder cannot tell "
    "black from white, the mean of the two is grey."
)
_SAMPLE = marked(
    "Show an image drawn from p(x | z), here and in every other picture. Blur is a mean: what the "
    "model says can be seen has pixels drawn one by one around it."
)


class DrawSwitch(QWidget):
    """Two buttons of which one is down, a third for another draw, and what one sees.

    Attributes
    ----------
    chosen
        Whether images are to be draws.
    anew
        Other draws are wanted.
    """

    chosen = Signal(bool)
    anew = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.setProperty("role", "body")
        self._mean = self._half(tr("Mean"), tr(_MEAN))
        self._sample = self._half(tr("Sample"), tr(_SAMPLE))
        self._mean.setChecked(True)
        self._anew = QToolButton()
        explain(self._anew, tr("Draw again"), tr("Draw every pixel of every image anew."))
        self._anew.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._told = QLabel()
        self._told.setProperty("role", "caption")
        self._told.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(theme.space.xs)
        for button in (self._mean, self._sample):
            row.addWidget(button)
        row.addWidget(self._anew)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space.xs)
        column.addLayout(row)
        column.addWidget(self._told)
        # No group of buttons: Tab would pass by the one that is up.
        self._sample.clicked.connect(lambda: self._choose(True))
        self._mean.clicked.connect(lambda: self._choose(False))
        self._anew.clicked.connect(self.anew)
        self.set_theme(theme)
        self._arrange()

    def _half(self, name: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(name)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        explain(button, name, tip)
        return button

    @property
    def drawn(self) -> bool:
        """Whether images are draws."""
        return self._sample.isChecked()

    def set_drawn(self, drawn: bool) -> None:
        """Show what images are, without telling anyone."""
        self._sample.setChecked(drawn)
        self._mean.setChecked(not drawn)
        self._arrange()

    def set_words(self, words: str) -> None:
        """Say what a draw looks like, in a sentence."""
        self._words = words
        self._arrange()

    def set_theme(self, theme: Theme) -> None:
        set_icon(self._anew, "draw-anew", theme)

    def _choose(self, drawn: bool) -> None:
        self.set_drawn(drawn)
        self.chosen.emit(drawn)

    def _arrange(self) -> None:
        drawn = self.drawn
        self._anew.setEnabled(drawn)
        told = tr("A draw from p(x | z): {what}", what=self._words) if self._words else ""
        self._told.setText(told)
        self._told.setVisible(drawn and bool(self._words))
