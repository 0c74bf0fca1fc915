"""What the page of an experiment consists of: headings, runs on their way, and results."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.experiments.measures import MEASURES
from vae_explorer.core.experiments.outcome import Outcome
from vae_explorer.core.language import tr
from vae_explorer.core.text import begun
from vae_explorer.views.experiments.more_sketches import draw_sketch
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.palette import run_colours
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import explain


class Sketch(QWidget):
    """The drawing of an experiment."""

    def __init__(self, theme: Theme, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._side = theme, side
        self._picture = ""
        self._fit()

    def set_picture(self, picture: str) -> None:
        self._picture = picture
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._fit()

    def _fit(self) -> None:
        side = round(self._side * self._theme.scale)
        self.setFixedSize(side, side)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self, smooth=True) as painter:
            draw_sketch(painter, QRectF(self.rect()), self._picture, self._theme)


def words(text: str = "", role: str = "") -> QLabel:
    """Return a text that wraps, and is taken for what it is."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    if role:
        label.setProperty("role", role)
    return label


def heading(text: str) -> QLabel:
    """Return the head of a part of the page."""
    label = words(text)
    font = label.font()
    font.setWeight(font.Weight.DemiBold)
    label.setFont(font)
    return label


@dataclass(frozen=True)
class RunLine:
    """A run on its way.

    Attributes
    ----------
    name
        What the experiment's file calls it.
    colour
        Number of its colour; None where it is gone.
    share
        How much of it is done, from 0 to 1.
    state
        In a word or two: "waits", "epoch 3 of 6".
    shown
        Whether it is the one on the screen.
    waits
        Whether it has not begun.
    title
        What people call it; empty for its name.
    """

    name: str
    colour: int | None
    share: float
    state: str
    shown: bool = False
    waits: bool = False
    title: str = ""


class RunButton(QAbstractButton):
    """A run of the experiment: how far it is; a click shows it."""

    def __init__(self, line: RunLine, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._name = QLabel()
        self._state = QLabel()
        self._state.setProperty("role", "caption")
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        for part in (self._name, self._state, self._bar):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout()
        row.addWidget(self._name, 1)
        row.addWidget(self._state)
        column = QVBoxLayout(self)
        space = theme.space
        column.setContentsMargins(space.l + space.xs, space.xs, space.s, space.xs)
        column.setSpacing(space.xs)
        column.addLayout(row)
        column.addWidget(self._bar)
        self.set_line(line)

    def set_line(self, line: RunLine) -> None:
        self._line = line
        title = line.title or line.name
        self._name.setText(title)
        font = self._name.font()
        font.setBold(line.shown)
        self._name.setFont(font)
        self._state.setText(line.state)
        self._bar.setValue(round(1000 * line.share))
        told = {"run": title, "state": line.state}
        if line.shown:
            tip = tr("{run}: {state}. It is on the screen.", **told)
        else:
            tip = tr("{run}: {state}. Click to look at it.", **told)
        explain(self, tr("{run}, {state}", **told), tip)
        self.setEnabled(line.colour is not None)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        return layout.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        with painting(self, smooth=True) as painter:
            painter.setPen(Qt.PenStyle.NoPen)
            if self.underMouse() or self.hasFocus():
                painter.setBrush(QColor(theme.hover))
                painter.drawRoundedRect(self.rect(), 6, 6)
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QColor(theme.focus))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
                painter.setPen(Qt.PenStyle.NoPen)
            if self._line.colour is not None:
                colours = run_colours(theme.is_dark)
                painter.setBrush(QColor(colours[self._line.colour % len(colours)]))
                middle = theme.space.xs + self._name.height() / 2
                painter.drawEllipse(QRectF(theme.space.xs + 2, middle - 4, 9, 9))


class ResultRow(QWidget):
    """A number that came out, beside what was to be expected."""

    def __init__(self, outcome: Outcome, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = theme.space
        title = words(outcome.heading, "muted")
        title.setToolTip(f"<qt>{tr(MEASURES[outcome.expectation.measure].tip)}</qt>")
        value = QLabel(outcome.shown)
        value.setProperty("role", "heading")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space.s)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(title, 0, 0, 1, 2)
        line = QHBoxLayout()
        line.setSpacing(space.xs)
        line.addWidget(value)
        line.addWidget(self._verdict(outcome, theme))
        line.addStretch(1)
        grid.addLayout(line, 1, 0, 1, 2)
        source = begun(outcome.source)
        source = tr("{sentence}.", sentence=source) if source else ""
        below = [text for text in (_expected(outcome), source) if text]
        for row, text in enumerate(below, 2):
            grid.addWidget(words(text, "caption"), row, 0, 1, 2)
        self.setAccessibleName(outcome.sentence)

    def _verdict(self, outcome: Outcome, theme: Theme) -> QLabel:
        sign = QLabel()
        if outcome.met is not None:
            name, colour = ("success", theme.success) if outcome.met else ("warning", theme.warning)
            side = round(18 * theme.scale)
            sign.setPixmap(icon(name, theme, colour).pixmap(QSize(side, side)))
            if outcome.met:
                said = tr("As expected")
                tip = tr("As expected: {expected}.", expected=outcome.expected)
            else:
                said = tr("Not as expected")
                tip = tr("Not as expected: {expected}.", expected=outcome.expected)
            explain(sign, said, tip)
        return sign


def _expected(outcome: Outcome) -> str:
    return tr("To expect: {expected}", expected=outcome.expected) if outcome.expected else ""


class LinkButton(QPushButton):
    """The way to another experiment."""

    chosen = Signal(str)

    def __init__(self, key: str, title: str, question: str) -> None:
        super().__init__(title)
        self.setProperty("role", "link")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        explain(self, title, question)
        self.clicked.connect(lambda: self.chosen.emit(key))
