"""A picture of the window, for a script."""

from __future__ import annotations

import sys

from PySide6.QtCore import QBuffer, QIODevice, QObject, QTimer, Slot

from vae_explorer.core.errors import UserError
from vae_explorer.core.storage.atomic import write_atomically
from vae_explorer.options import WindowOptions
from vae_explorer.views.window.main_window import MainWindow


class Camera(QObject):
    """Saves a picture of the window after a while, then quits."""

    def __init__(self, window: MainWindow, options: WindowOptions) -> None:
        super().__init__(window)
        self.code = 0
        self._window = window
        self._path = options.screenshot
        QTimer.singleShot(round(options.after * 1000), self, self._shoot)

    @Slot()
    def _shoot(self) -> None:
        panels = self._window.panels
        if not panels.is_complete:
            panels.completed.connect(self._shoot)
            return
        assert self._path is not None
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self._window.grab().save(buffer, "PNG")
        try:
            write_atomically(self._path, bytes(buffer.data().data()))
        except UserError as error:
            print(f"vae-explorer: {error}", file=sys.stderr)
            self.code = 2
        self._window.close_without_asking()
