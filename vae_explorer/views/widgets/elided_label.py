"""Text that takes the room there is, and asks for none: a line, or a few."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent, QTextLayout
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from vae_explorer.views.style.painting import painting


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


class ElidedText(QLabel):
    """As many lines as fit, as high with little to say; the last is cut off where there are more.

    All of it is in the tooltip.

    Parameters
    ----------
    name
        For a screen reader.
    lines
        For which there is room in any case.
    """

    def __init__(self, name: str, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setProperty("role", "caption")
        self.setTextFormat(Qt.TextFormat.PlainText)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(name)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)
        self.setAccessibleDescription(text)

    def sizeHint(self) -> QSize:
        return QSize(0, self._lines * self.fontMetrics().lineSpacing())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.setPen(self.palette().windowText().color())
            for place, line in enumerate(self.told()):
                top = place * self.fontMetrics().lineSpacing()
                painter.drawText(QPointF(0, top + self.fontMetrics().ascent()), line)

    def told(self) -> list[str]:
        """Return the lines that are shown."""
        text, metrics = self.text(), self.fontMetrics()
        layout, found = QTextLayout(text, self.font()), []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self.width())
            found.append((line.textStart(), line.textLength()))
        layout.endLayout()
        fit = max(1, self.height() // metrics.lineSpacing())
        lines = [text[start : start + length].rstrip() for start, length in found[:fit]]
        if len(found) > fit:
            rest = text[found[fit - 1][0] :]
            lines[-1] = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, self.width())
        return lines
