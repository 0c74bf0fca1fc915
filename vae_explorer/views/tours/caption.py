"""The caption of a tour: what is told and asked at a step, and the way on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from vae_explorer.core.language import LANGUAGES, tr
from vae_explorer.views.style.icons import set_icon
from vae_explorer.views.style.theme import Theme, set_style_property
from vae_explorer.views.widgets.form import explain

_ICON = 20
_LARGER = 1.15  # than the body's type


class Caption(QWidget):
    """A bar with the words of a step. It takes values and emits intent.

    Attributes
    ----------
    forward_wanted, back_wanted, end_wanted
        A button was pressed.
    language_wanted
        Code of the language that should be spoken.
    """

    forward_wanted = Signal()
    back_wanted = Signal()
    end_wanted = Signal()
    language_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._languages: tuple[str, ...] = ()
        self._language = ""
        self._place, self._text, self._question, self._answer = (QLabel(self) for _ in range(4))
        for label in (self._text, self._question, self._answer):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        set_style_property(self._place, "role", "muted")
        self._back = self._button(tr("Back"), tr("To the step before (Page Up)"), self.back_wanted)
        self._forward = self._button(tr("Next"), tr("Go on (Page Down)"), self.forward_wanted)
        self._end = self._button(tr("Leave the tour"), tr("Leave the tour (Esc)"), self.end_wanted)
        self._speak = QToolButton(self)
        explain(self._speak, tr("Language of the tour"), tr("Speak another language"))
        self._speak.clicked.connect(self._ask_for_language)
        head = QHBoxLayout()
        head.setSpacing(theme.space.xs)
        head.addWidget(self._place, 1)
        for button in (self._speak, self._back, self._forward, self._end):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space.m, theme.space.xs, theme.space.m, theme.space.s)
        column.setSpacing(theme.space.xs)
        column.addLayout(head)
        for label in (self._text, self._question, self._answer):
            column.addWidget(label)
        self.set_theme(theme)
        self.hide()

    def _button(self, name: str, tip: str, signal: SignalInstance) -> QToolButton:
        button = QToolButton(self)
        explain(button, name, tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(signal)
        return button

    @property
    def text(self) -> str:
        """All that can be read."""
        labels = (self._place, self._text, self._question, self._answer)
        return "\n".join(label.text() for label in labels if not label.isHidden())

    def set_theme(self, theme: Theme) -> None:
        for button, picture in (
            (self._back, "chevron-left"),
            (self._forward, "chevron-right"),
            (self._end, "close"),
        ):
            set_icon(button, picture, theme, _ICON)
        plain = QFont(self.font())
        plain.setPixelSize(round(theme.type.body * _LARGER))
        bold = QFont(plain)
        bold.setBold(True)
        for label, font in ((self._text, plain), (self._question, bold), (self._answer, plain)):
            label.setFont(font)

    def set_words(self, place: str, text: str, question: str, answer: str) -> None:
        """Show a step; a question and an answer that are empty are not there."""
        self._place.setText(place)
        for label, words in (
            (self._text, text),
            (self._question, question),
            (self._answer, answer),
        ):
            label.setText(words)
            label.setVisible(bool(words))
        said = answer or " ".join(filter(None, (text, question)))
        if self.isVisible() and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def set_ways(self, *, back: bool, to_answer: bool) -> None:
        """Say whether there is a way back, and whether the way on leads to an answer."""
        self._back.setEnabled(back)
        tip = tr("Show the answer (Page Down)") if to_answer else tr("Go on (Page Down)")
        self._forward.setToolTip(tip)

    def set_languages(self, languages: Sequence[str], language: str) -> None:
        """Offer languages, of which one is spoken."""
        self._languages, self._language = tuple(languages), language
        others = [code for code in self._languages if code != language]
        self._speak.setVisible(bool(others))
        if others:
            self._speak.setText(LANGUAGES[others[0]])

    def _ask_for_language(self) -> None:
        others = [code for code in self._languages if code != self._language]
        if others:
            self.language_wanted.emit(others[0])
