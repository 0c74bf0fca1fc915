"""A window that can change its language, with a session of tiny data, and who works it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desk_kit import TestDesk
from gui_kit import PATIENCE_MS
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage

from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.settings import Settings
from vae_explorer.views.window.languages import Languages
from vae_explorer.views.window.main_window import MainWindow
from vae_explorer.views.window.stage import Stage


class Theatre:
    """A stage with a session of tiny data, and who works it."""

    def __init__(self, qtbot, settings: Settings, root: Path, trained: Snapshot) -> None:
        self.qtbot = qtbot
        self.desk = TestDesk(root, settings)
        self.languages = Languages(settings, "en")
        self.stage = Stage(self.desk, self.languages, "light")
        self.desk.show(trained)
        self.window.resize(1400, 900)
        self.window.show()
        self.window.activateWindow()
        self.wait_until(lambda: self.desk.ready and self.window.panels.is_complete)
        self.settle()

    @property
    def window(self) -> MainWindow:
        return self.stage.window

    def wait_until(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def settle(self) -> None:
        """Wait until nothing is on its way to the window."""
        self.qtbot.wait(400)

    def speak(self, name: str) -> None:
        """Choose a language in the menu."""
        before = self.window
        action = next(a for a in before.menus.languages.actions() if a.text() == name)
        action.trigger()
        self.wait_until(lambda: self.window is not before)
        self.wait_until(lambda: self.window.panels.is_complete and self.window.isActiveWindow())
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.settle()

    def picture(self) -> QImage:
        """Return what is seen, without the keyboard's focus."""
        self.window.latent.plot.setFocus()
        self.qtbot.wait(50)
        return self.window.grab().toImage()

    def close(self) -> None:
        self.window.close_without_asking()
        self.window.deleteLater()
        self.languages.forget()
        self.desk.shutdown()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
