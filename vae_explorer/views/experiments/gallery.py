"""The gallery: a card for each experiment, in the order of teaching."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from vae_explorer.views.experiments.card import Card, CardText
from vae_explorer.views.style.theme import Theme

_NARROWEST = 300  # units: a card that has less room stands alone in its row


class Board(QWidget):
    """Headings and cards, in as many columns as there is room for.

    Attributes
    ----------
    chosen
        Key of an experiment.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._groups: list[tuple[QLabel, list[Card]]] = []
        self._rows: list[list[Card]] = []
        self.setProperty("role", "body")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def cards(self) -> list[Card]:
        """All of them, in order."""
        return [card for _, cards in self._groups for card in cards]

    def set_groups(self, groups: Sequence[tuple[str, Sequence[CardText]]]) -> None:
        """Show headings with the cards below each."""
        old = {card.text_of.key: card for card in self.cards}
        wanted = [(title, [text.key for text in texts]) for title, texts in groups]
        have = [(label.text(), [c.text_of.key for c in cards]) for label, cards in self._groups]
        if wanted == have:
            for _, texts in groups:
                for text in texts:
                    old[text.key].set_text(text)
            return
        for label, cards in self._groups:
            for widget in (label, *cards):
                widget.hide()
                widget.deleteLater()
        self._groups = [
            (self._heading(title), [self._card(text) for text in texts]) for title, texts in groups
        ]
        self._arrange()

    def _heading(self, title: str) -> QLabel:
        label = QLabel(title, self)
        label.setProperty("role", "caption")
        label.setWordWrap(True)
        font = label.font()
        font.setWeight(font.Weight.DemiBold)
        label.setFont(font)
        label.show()
        return label

    def _card(self, text: CardText) -> Card:
        card = Card(text, self._theme, self)
        card.clicked.connect(partial(self.chosen.emit, text.key))
        card.stepped.connect(partial(self._step, card))
        card.show()
        return card

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for card in self.cards:
            card.set_theme(theme)
        self._arrange()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._arrange()

    def _arrange(self) -> None:
        space = self._theme.space
        width = self.width() - 2 * space.m
        columns = max(1, int(width // (_NARROWEST * self._theme.scale)))
        cell = (width - (columns - 1) * space.s) // columns
        y = space.xs
        self._rows = []
        for label, cards in self._groups:
            height = label.heightForWidth(width)
            label.setGeometry(space.m, y, width, height)
            y += height + space.xs
            for first in range(0, len(cards), columns):
                row = cards[first : first + columns]
                tall = max(card.heightForWidth(cell) for card in row)
                for column, card in enumerate(row):
                    card.setGeometry(space.m + column * (cell + space.s), y, cell, tall)
                y += tall + space.s
                self._rows.append(row)
            y += space.s
        if y != self.minimumHeight():
            self.setFixedHeight(y)

    def sizeHint(self) -> QSize:
        return QSize(270, self.minimumHeight())

    def _step(self, card: Card, columns: int, rows: int) -> None:
        """Move the focus to a neighbour."""
        cards = self.cards
        if columns:
            place = cards.index(card) + columns
            if 0 <= place < len(cards):
                cards[place].setFocus(Qt.FocusReason.TabFocusReason)
            return
        here = next(i for i, row in enumerate(self._rows) if card in row)
        if 0 <= here + rows < len(self._rows):
            there = self._rows[here + rows]
            column = self._rows[here].index(card)
            there[min(column, len(there) - 1)].setFocus(Qt.FocusReason.TabFocusReason)


class Gallery(QWidget):
    """The board, to be scrolled.

    Attributes
    ----------
    chosen
        Key of an experiment.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "body")
        self.board = Board(theme)
        self.board.chosen.connect(self.chosen)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.board)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.space.xs, 0, 0)
        column.addWidget(self._scroll)
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.board.set_theme(theme)

    def set_groups(self, groups: Sequence[tuple[str, Sequence[CardText]]]) -> None:
        """Show headings with the cards below each; a card that has the focus is kept in view."""
        self.board.set_groups(groups)

    def focus_on(self, key: str) -> None:
        """Give a card the focus."""
        for card in self.board.cards:
            if card.text_of.key == key:
                card.setFocus(Qt.FocusReason.OtherFocusReason)
                self._scroll.ensureWidgetVisible(card, 0, self._theme.space.l)
