"""The card of an experiment: its drawing, one question, the time it takes, and where it is from."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from vae_explorer.core.language import tr
from vae_explorer.views.experiments.more_sketches import draw_sketch
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import explain

_SKETCH, _SMALL = 76, 58  # units a side of the drawing
_ROOMY = 280  # units: a card that is narrower has the small one
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


@dataclass(frozen=True)
class CardText:
    """What a card says.

    Attributes
    ----------
    key
        Of the experiment.
    title, question
        Of the experiment.
    source
        Where it is from.
    time
        How long it takes here: "40 s to 3 min".
    picture
        Key of its drawing.
    status
        What is going on, or came out; empty for neither.
    active
        Whether something is going on.
    """

    key: str
    title: str
    question: str
    source: str
    time: str
    picture: str
    status: str = ""
    active: bool = False


class Card(QAbstractButton):
    """Opens an experiment.

    Attributes
    ----------
    stepped
        An arrow key wants the focus elsewhere: columns to the right, rows down.
    """

    stepped = Signal(int, int)

    def __init__(self, text: CardText, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    @property
    def text_of(self) -> CardText:
        """What it says."""
        return self._text

    def set_text(self, text: CardText) -> None:
        self._text = text
        told = {"question": text.question, "source": text.source, "time": text.time}
        if text.status:
            tip = tr(
                "{question} {source}, {time}. {status}. Open it to start.",
                **told,
                status=text.status,
            )
        else:
            tip = tr("{question} {source}, {time}. Open it to start.", **told)
        explain(self, text.title, tip)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        words = sum(line.height for line in self._lines(self._room(width)))
        words += 2 * self._theme.space.xs
        return round(max(self._side(width), words) + 2 * self._theme.space.s)

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.heightForWidth(160))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key in _STEPS:
            self.stepped.emit(*_STEPS[key])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self, smooth=True) as painter:
            self._paint_ground(painter)
            space, side, room = (
                self._theme.space,
                self._side(self.width()),
                self._room(self.width()),
            )
            box = QRectF(space.s, (self.height() - side) / 2, side, side)
            draw_sketch(painter, box, self._text.picture, self._theme)
            lines = self._lines(room)
            left = box.right() + space.m
            y = (self.height() - sum(line.height for line in lines) - 2 * space.xs) / 2
            for line, gap in zip(lines, [0, *self._gaps(lines)], strict=True):
                y += gap
                metrics = QFontMetricsF(line.font)
                painter.setFont(line.font)
                painter.setPen(QColor(line.colour))
                shown = metrics.elidedText(line.words, Qt.TextElideMode.ElideRight, room)
                painter.drawText(QPointF(left, y + metrics.ascent()), shown)
                y += line.height

    def _paint_ground(self, painter: QPainter) -> None:
        theme = self._theme
        ground = (
            theme.pressed if self.isDown() else theme.hover if self.underMouse() else theme.raised
        )
        edge, width = (theme.focus, 2.0) if self.hasFocus() else (theme.border, 1.0)
        painter.setBrush(QColor(ground))
        painter.setPen(QPen(QColor(edge), width))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 9, 9)

    def _fonts(self) -> tuple[QFont, QFont, QFont]:
        title, body, caption = QFont(self.font()), QFont(self.font()), QFont(self.font())
        title.setPixelSize(self._theme.type.body)
        title.setWeight(QFont.Weight.DemiBold)
        body.setPixelSize(self._theme.type.body)
        caption.setPixelSize(self._theme.type.caption)
        return title, body, caption

    def _side(self, width: int) -> float:
        """How large the drawing is in a card of a width."""
        scale = self._theme.scale
        return scale * (_SKETCH if width >= _ROOMY * scale else _SMALL)

    def _room(self, width: int) -> float:
        """How wide a line may be in a card of a width."""
        return width - self._side(width) - 2 * self._theme.space.s - self._theme.space.m

    def _lines(self, room: float) -> list[_Line]:
        theme, text = self._theme, self._text
        title, body, caption = self._fonts()
        below = text.status or f"{text.source} · {text.time}"
        return [
            *(_Line(words, title, theme.text) for words in _broken(text.title, title, room, 2)),
            *(_Line(words, body, theme.text) for words in _broken(text.question, body, room, 3)),
            _Line(below, caption, theme.accent_ink if text.status else theme.muted),
        ]

    def _gaps(self, lines: list[_Line]) -> list[float]:
        """Return the room above each line but the first: some where the font changes."""
        gap = self._theme.space.xs
        return [gap if a.font != b.font else 0 for a, b in pairwise(lines)]


class _Line(NamedTuple):
    words: str
    font: QFont
    colour: str

    @property
    def height(self) -> float:
        return QFontMetricsF(self.font).height()


def _broken(text: str, font: QFont, width: float, most: int) -> list[str]:
    """Break a text; what does not fit on the last line is left to be elided there."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    starts = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1.0, width))
        starts.append(line.textStart())
    layout.endLayout()
    starts = starts[:most]
    ends = [*starts[1:], len(text)]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]
