"""A field for a coordinate of the latent plane."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent, QKeySequence

from vae_explorer.views.widgets.form import DoubleSpinBox

MOST_DECIMALS = 6  # of a coordinate: neighbouring pixels differ in the last at the largest zoom

_Key = QKeySequence.StandardKey


class CoordinateField(DoubleSpinBox):
    """A latent coordinate: all of the number that was typed, or as many decimals as are of use.

    What is being typed can be undone here; once it has moved the cursor, that is undone as a move.
    """

    def __init__(self) -> None:
        self._shown_decimals = MOST_DECIMALS  # which Qt asks for while it makes the field
        self._typed = False  # the text is the user's own
        super().__init__(-1e6, 1e6, 0.1, MOST_DECIMALS)
        self.valueChanged.connect(self._forget_typing)
        self.lineEdit().textEdited.connect(self._note_typing)

    def show_value(self, value: float, decimals: int) -> None:
        """Take a value without telling anyone; the digits that are not shown are kept."""
        if self.value() != round(value, MOST_DECIMALS):
            self._shown_decimals = decimals
            self._typed = False
            self.blockSignals(True)
            self.setValue(value)
            self.blockSignals(False)

    def textFromValue(self, value: float) -> str:
        shown = super().textFromValue(round(value, self._shown_decimals))
        number, _, decimals = shown.partition(".")
        return f"{number}.{decimals.rstrip('0'):0<2}"

    def valueFromText(self, text: str) -> float:
        if not self._typed:
            return self.value()  # of which the text may be but a part
        self._typed = False
        decimals = len(text.partition(".")[2])
        self._shown_decimals = max(self._shown_decimals, decimals)
        return super().valueFromText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.lineEdit()
        own = {_Key.Undo: line.isUndoAvailable(), _Key.Redo: line.isRedoAvailable()}
        if any(event.matches(key) and not available for key, available in own.items()):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _note_typing(self) -> None:
        self._typed = self.lineEdit().isModified()  # not after all has been undone

    def _forget_typing(self) -> None:
        self.lineEdit().setText(self.lineEdit().text())
