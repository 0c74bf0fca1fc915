"""Which window is on the screen: one in another language takes the place of the one before.

A window's sentences are made as it is built, so that it is built anew; what it shows belongs to
the session, which goes on meanwhile, and so does a training.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.session.desk import Desk
from vae_explorer.session.state import Message
from vae_explorer.views.panels import PANELS
from vae_explorer.views.panels.panel import Panel
from vae_explorer.views.window.languages import Languages
from vae_explorer.views.window.main_window import MainWindow
from vae_explorer.views.window.undo import Undo

_MOST_MS = 1500  # for which the picture of the old window is shown, if the new one is not painted


class Stage(QObject):
    """Holds the window.

    Parameters
    ----------
    theme
        ``"light"``, ``"dark"``, or None for what the settings say.

    Attributes
    ----------
    window
        The one that is on the screen.
    replaced
        The `MainWindow` that has taken the place of the one before.
    """

    replaced = Signal(MainWindow)

    def __init__(
        self,
        desk: Desk,
        languages: Languages,
        theme: str | None = None,
        panels: Sequence[Panel] = PANELS,
    ) -> None:
        super().__init__(desk)
        self._desk = desk
        self._languages = languages
        self._panels = panels
        self.window = self._build(theme)

    def _build(self, theme: str | None) -> MainWindow:
        window = MainWindow(self._desk, theme, self._panels)
        window.menus.show_language(self._languages.choice)
        # Queued: the menu that says so goes with its window.
        window.menus.language_chosen.connect(self.speak, Qt.ConnectionType.QueuedConnection)
        return window

    @Slot(str)
    def speak(self, choice: str) -> None:
        """Let the window speak another language, and remember it."""
        if self._languages.choose(choice):
            self._replace()
        else:
            self.window.menus.show_language(choice)

    def _replace(self) -> None:
        before = self.window
        cover = _cover(before)
        left = _leave(before)
        self.window = after = self._build(before.looks.choice)
        if not (before.isMaximized() or before.isFullScreen()):
            after.setGeometry(before.geometry())  # which may reach beyond the screen
        after.show()
        _take_over(after, left)
        after.layout_of_panels.bring_back()
        before.deleteLater()
        self._desk.products.show_again()
        self.replaced.emit(after)
        after.activateWindow()
        after.latent.plot.first_painted.connect(cover.deleteLater)
        QTimer.singleShot(_MOST_MS, cover, cover.deleteLater)


class _Left(NamedTuple):
    """What one window of a session leaves to the next."""

    undo: Undo
    messages: list[Message]
    region: Rect | None
    presenting: bool


def _leave(window: MainWindow) -> _Left:
    """Take a window from the screen, and return what the next takes over."""
    window.remembered.save()
    window.panels.wait()
    window.hide()
    window.undo.setParent(None)
    presenting = window.layout_of_panels.presenting
    return _Left(
        window.undo, window.messages.leave(), window.latent.plot.region_by_hand, presenting
    )


def _take_over(window: MainWindow, left: _Left) -> None:
    """Let a window go on where another has left."""
    act = window.actions_by_name
    window.undo.deleteLater()
    window.undo = left.undo
    left.undo.serve(act["undo"], act["redo"], window)
    if left.region is not None:
        window.latent.plot.look_at(left.region)
    window.messages.take_over(left.messages)
    if left.presenting:
        window.present(True)


def _cover(window: QWidget) -> QLabel:
    """Return a picture of the window in its place, until the next one is there."""
    cover = QLabel()
    cover.setWindowFlags(Qt.WindowType.SplashScreen | Qt.WindowType.FramelessWindowHint)
    cover.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    cover.setPixmap(window.grab())
    cover.setGeometry(window.geometry())
    if window.isVisible() and not window.isMinimized():
        cover.show()
        cover.repaint()
    return cover
