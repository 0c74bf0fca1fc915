"""The name of a plot and its newest values, as many as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QLabel

from vae_explorer.core.language import tr
from vae_explorer.views.style.theme import Theme


class Value(NamedTuple):
    """A value as it is written where there is room, and as a number alone."""

    words: str
    number: str
    colour: str


class Headline(QLabel):
    """One line of rich text; `parts` are its texts, as written, with their colours."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[tuple[str, str]] = []
        self.setMinimumWidth(1)
        self.setTextFormat(Qt.TextFormat.RichText)

    def write(self, name: str, values: Sequence[Value], room: int, theme: Theme) -> None:
        """Write as much as `room` pixels take; all of it is in the tooltip."""
        plain = tr(", ").join([name, *(value.words for value in values)])
        self.setAccessibleName(plain)
        self.setToolTip(plain)
        bold = QFont(self.font())
        bold.setBold(True)
        metrics = QFontMetrics(bold)
        left = room - metrics.horizontalAdvance(name)
        words, numbers = [v.words for v in values], [v.number for v in values]
        texts = next((t for t in (words, numbers, numbers[:1]) if self._width(t) < left), [])
        name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, max(room, 1))
        shown = [(text, v.colour) for text, v in zip(texts, values, strict=False)]
        self.parts = [(name, theme.text), *shown]
        rich = [f"<span style='color:{colour}'>{escape(text)}</span>" for text, colour in shown]
        self.setText("&nbsp;&nbsp;".join([f"<b>{name}</b>", *rich]))

    def _width(self, texts: list[str]) -> int:
        return self.fontMetrics().horizontalAdvance("".join(f"  {text}" for text in texts))
