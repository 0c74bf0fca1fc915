"""A line of text that takes the room there is, and asks for none."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """Cut off at its end where it does not fit; all of it is in the tooltip.

    Parameters
    ----------
    name
        For a screen reader.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(" ", parent)  # as high as it will be
        self._words = ""
        self._brief = ""
        self.setProperty("role", "caption")
        self.setTextFormat(Qt.TextFormat.PlainText)  # a class or a file may be called anything
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    @property
    def words(self) -> str:
        """All of what it says."""
        return self._words

    def set_words(self, text: str, brief: str = "") -> None:
        """Say something; in other words where there is no room for all, if there are some."""
        self._words, self._brief = text, brief or text
        self.setToolTip(text)
        self.setAccessibleDescription(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        fits = metrics.horizontalAdvance(self._words) <= self.width()
        text = self._words if fits else self._brief
        self.setText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.width()) or " ")
