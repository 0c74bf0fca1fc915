"""A slim bar for messages that need no answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.language import marked, tr
from vae_explorer.session.state import Message
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme, set_style_property

HIDE_AFTER_MS = 8000

_DETAIL_LINES = 9
_NARROW = 560  # pixels: beside two buttons, half of that is left for the text
_LINES = 3  # of text that may stand beside what is offered there too: together they are less high
_BESIDES = 80  # pixels: sign, close button and gaps


class _Severity(NamedTuple):
    word: str
    icon: str
    colour: str  # the field of Theme
    passes: bool = False  # goes by itself
    waits: bool = True  # until a presentation is over


SEVERITIES = {
    "info": _Severity(marked("Note"), "info", "info", passes=True),
    "success": _Severity(marked("Done"), "success", "success", passes=True),
    "warning": _Severity(marked("Warning"), "warning", "warning"),
    "error": _Severity(marked("Error"), "error", "danger", waits=False),
}


class MessageBar(QWidget):
    """One message at a time: a sentence, buttons for what can be done about it, details on request.

    Hidden until ``show_message``; Esc inside it, or its close button, dismisses it. What only tells
    that something went well goes by itself, unless the mouse or the keyboard is at it or it offers
    something or is marked to stay; a warning or an error stays until it is dismissed or its topic
    is cleared.
    """

    action_triggered = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._message = Message("info", "")
        self._presenting = False
        self._held: list[Message] = []  # what is shown once nothing else is, in this order
        self._leave = QTimer(self, singleShot=True)
        self._leave.timeout.connect(self._go_unless_used)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

        self._sign = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._details_button = QPushButton(tr("Details"))
        self._details_button.setCheckable(True)
        self._details_button.setProperty("role", "quiet")
        self._details_button.setAccessibleDescription(tr("Unfolds what is behind this message"))
        self._close_button = QToolButton()
        self._close_button.setToolTip(tr("Dismiss this message (Esc)"))
        self._close_button.setAccessibleName(tr("Dismiss this message"))
        self._details = QPlainTextEdit()
        self._details.setReadOnly(True)
        self._details.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._details.setTabChangesFocus(True)
        self._details.setAccessibleName(tr("Details of the message"))
        self._details.hide()

        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.space.s)
        offers = QHBoxLayout()
        offers.setSpacing(theme.space.s)
        offers.addLayout(self._buttons)
        offers.addWidget(self._details_button)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(theme.space.s)
        self._body.addWidget(self._text, 1)
        self._body.addLayout(offers)
        self._body.setAlignment(offers, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(theme.space.s)
        row.addWidget(self._sign)
        row.addLayout(self._body, 1)
        row.addWidget(self._close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space.m, theme.space.xs, theme.space.s, theme.space.xs)
        column.setSpacing(theme.space.xs)
        column.addLayout(row)
        column.addWidget(self._details)

        self._details_button.toggled.connect(self._unfold)
        self._close_button.clicked.connect(self.dismiss)
        self.set_theme(theme)
        self.hide()

    @property
    def severity(self) -> str:
        return self._message.severity

    @property
    def text(self) -> str:
        return self._text.text()

    def show_message(self, message: Message) -> None:
        """Show ``message`` in place of the last one; during a presentation most wait."""
        if self._presenting and SEVERITIES[message.severity].waits:
            self._hold(message)
        else:
            self._show(message)

    def clear_topic(self, topic: str) -> None:
        """Take back what was said of ``topic``: its cause is corrected."""
        self._held = [message for message in self._held if message.topic != topic]
        if self._message.topic == topic:
            self.dismiss()

    def leave(self) -> list[Message]:
        """Return what is shown and what waits to be, for another bar."""
        return [*([] if self.isHidden() else [self._message]), *self._held]

    def take_over(self, messages: Sequence[Message]) -> None:
        """Show what another bar has left; one that has something to show keeps that."""
        for message in messages:
            self._hold(message)
        if self.isHidden():
            self._show_held()

    def set_presenting(self, presenting: bool) -> None:
        """Hold all but errors back while others look on; it is shown when that is over."""
        if presenting == self._presenting:
            return
        self._presenting = presenting
        if not presenting:
            # Good news of what is over by then need not be closed one by one.
            waiting = [m for m in self._held if SEVERITIES[m.severity].passes]
            self._held = [m for m in self._held if m not in waiting[:-1]]
            if self.isHidden():
                self._show_held()
        elif not self.isHidden() and SEVERITIES[self.severity].waits:
            self._hold(self._message)
            self._hide()

    def dismiss(self) -> None:
        """Hide the bar; focus inside it goes back to the window."""
        if self.isHidden():
            return
        self._hide()
        self._show_held()

    def _hold(self, message: Message) -> None:
        if message not in self._held:
            self._held.append(message)

    def _show_held(self) -> None:
        if self._held and not self._presenting:
            self._show(self._held.pop(0))

    def _hide(self) -> None:
        self._leave.stop()
        self.hide()

    def _show(self, message: Message) -> None:
        self._message = message
        self._text.setText(message.text)
        self._replace_buttons(message.actions)
        self._details.setPlainText(message.details)
        lines = min(message.details.count("\n") + 1, _DETAIL_LINES)
        self._details.setFixedHeight(lines * self._details.fontMetrics().lineSpacing() + 20)
        self._details_button.setChecked(False)
        self._details_button.setVisible(bool(message.details))
        self._dress()
        self.show()
        # An offer is not withdrawn while somebody makes up their mind.
        if SEVERITIES[message.severity].passes and not (message.actions or message.stays):
            self._leave.start(HIDE_AFTER_MS)
        else:
            self._leave.stop()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.accessibleName()))

    def _go_unless_used(self) -> None:
        focused = self.window().focusWidget()
        in_use = self.underMouse() or (
            focused is not None and self.isAncestorOf(focused) and focused.hasFocus()
        )
        if in_use or self._details_button.isChecked():
            self._leave.start(HIDE_AFTER_MS)
        else:
            self.dismiss()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._close_button.setIcon(icon("close", theme))
        self._close_button.setIconSize(QSize(16, 16))
        self._dress()

    def event(self, event: QEvent) -> bool:
        # Claims Esc for the bar before a shortcut of the window gets it.
        if event.type() == QEvent.Type.ShortcutOverride and _is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._arrange()

    def _arrange(self) -> None:
        """Where there is little room, let the text have it, and what is offered a row below."""
        narrow = self.width() < _NARROW * self._theme.scale and bool(self._message.actions)
        if narrow:
            offered = self._buttons.sizeHint().width() + _BESIDES * self._theme.scale
            room = max(1.0, self.width() - offered)
            narrow = self._text.fontMetrics().horizontalAdvance(self._text.text()) > _LINES * room
        way = QBoxLayout.Direction
        self._body.setDirection(way.TopToBottom if narrow else way.LeftToRight)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_escape(event):
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def _unfold(self, unfolded: bool) -> None:
        self._details.setVisible(unfolded)
        self._details_button.setIcon(
            icon("chevron-down" if unfolded else "chevron-right", self._theme)
        )

    def _dress(self) -> None:
        kind = SEVERITIES[self._message.severity]
        colour: str = getattr(self._theme, kind.colour)
        sign = icon(kind.icon, self._theme, colour)
        self._sign.setPixmap(sign.pixmap(QSize(20, 20), self.devicePixelRatioF()))
        word = tr(kind.word)
        self._sign.setAccessibleName(word)
        self.setAccessibleName(tr("{kind}: {text}", kind=word, text=self._text.text()))
        set_style_property(self, "severity", self._message.severity)
        self._unfold(self._details_button.isChecked())
        self._arrange()

    def _replace_buttons(self, actions: Sequence[tuple[str, str]]) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        before: QWidget = self._text
        for text, action in actions:
            button = QPushButton(text)
            button.clicked.connect(
                lambda _checked=False, key=action: self.action_triggered.emit(key)
            )
            self._buttons.addWidget(button)
            QWidget.setTabOrder(before, button)
            before = button
        QWidget.setTabOrder(before, self._details_button)
        QWidget.setTabOrder(self._details_button, self._details)
        QWidget.setTabOrder(self._details, self._close_button)


def _is_escape(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
