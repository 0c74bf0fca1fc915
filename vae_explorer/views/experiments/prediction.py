"""The question before the runs: one click, kept nowhere but on the screen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.experiments.experiment import Prediction
from vae_explorer.core.language import tr
from vae_explorer.views.experiments.parts import heading, words
from vae_explorer.views.style.theme import Theme, set_style_property
from vae_explorer.views.widgets.form import explain


class _Words(QLabel):
    """What stands beside a button, wraps, and is as good to click on."""

    def __init__(self, text: str, button: QRadioButton) -> None:
        super().__init__(text)
        self._button = button
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setBuddy(button)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._button.setFocus(Qt.FocusReason.MouseFocusReason)
            self._button.click()


class PredictionBox(QWidget):
    """A question with its choices, and in the end whether it was so.

    Attributes
    ----------
    guessed
        Place of a choice.
    """

    guessed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prediction: Prediction | None = None
        self._guess: int | None = None
        self._buttons = QButtonGroup(self)
        self._buttons.idClicked.connect(self._choose)
        self._question = words()
        self._after = words()
        self._rows: list[QWidget] = []
        self._space = space = theme.space
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space.xs)
        self._column.addWidget(heading(tr("What do you think?")))
        self._column.addWidget(self._question)
        self._choices = QVBoxLayout()
        self._choices.setSpacing(0)
        self._column.addLayout(self._choices)
        self._column.addWidget(self._after)

    def set_prediction(self, prediction: Prediction | None, guess: int | None) -> None:
        """Ask; None for nothing to ask."""
        self.setVisible(prediction is not None)
        self._prediction, self._guess = prediction, guess
        for button in self._buttons.buttons():
            self._buttons.removeButton(button)
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = []
        self._after.hide()
        if prediction is None:
            return
        self._question.setText(prediction.question)
        for place, choice in enumerate(prediction.choices):
            button = QRadioButton()
            tip = tr("{question} {choice}.", question=prediction.question, choice=choice)
            explain(button, choice, tip)
            button.setChecked(place == guess)
            self._buttons.addButton(button, place)
            row = QWidget()
            row.setProperty("role", "body")
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(self._space.xs)
            line.addWidget(button)
            line.addWidget(_Words(choice, button), 1)
            self._rows.append(row)
            self._choices.addWidget(row)

    def _choose(self, place: int) -> None:
        self._guess = place
        self.guessed.emit(place)

    def tell(self, over: bool) -> None:
        """Say what was right, when the runs are over."""
        prediction = self._prediction
        if prediction is None:
            return
        for row in self._rows:
            row.setEnabled(not over)
        self._after.setVisible(over)
        right = prediction.choices[prediction.answer]
        if self._guess is None:
            verdict, role = tr("It is: {right}.", right=right), "muted"
        elif self._guess == prediction.answer:
            verdict, role = tr("So it is."), "success"
        else:
            verdict, role = tr("It is not. It is: {right}.", right=right), "warning"
        self._after.setText(tr("{verdict} {why}", verdict=verdict, why=prediction.after))
        set_style_property(self._after, "role", role)
