"""In a small window the plot has the room: other panels step aside, and come back with the room."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

from PySide6.QtCore import QByteArray, QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget, QMainWindow

from vae_explorer.views.panels.panel import BOTTOM, RIGHT

LEAST_HEIGHT = 560  # of a window that has room for all panels, at the usual size of type
_USUAL_TYPE = 13


class SmallWindow(QObject):
    """Hides the docks at the bottom, and those at the right that need not stay.

    What a user opens all the same stays open.

    Parameters
    ----------
    docks
        All of them, by name.
    stay
        Names of those at the right that are never in the way.
    save_state
        Returns how the docks are, to be remembered.
    """

    def __init__(
        self,
        window: QMainWindow,
        docks: Mapping[str, QDockWidget],
        stay: Set[str],
        save_state: Callable[[], QByteArray],
    ) -> None:
        super().__init__(window)
        self._window, self._docks, self._stay = window, docks, stay
        self._save_state = save_state
        self._before = QByteArray()  # how the docks were when they stepped aside
        self._aside: list[QDockWidget] = []
        self._in_front: list[QDockWidget] = []
        self._is_small = False
        self._begun = False
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self.follow)
        window.installEventFilter(self)

    def begin(self) -> None:
        """Follow the window's size from now on."""
        self._begun = True
        self.follow()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.FontChange) and self._begun:
            self._settle.start()
        return False

    def follow(self) -> None:
        """Let panels step aside, or come back, if the window has another size."""
        if self._window.isFullScreen():
            return
        scale = QGuiApplication.font().pixelSize() / _USUAL_TYPE
        small = self._window.height() < LEAST_HEIGHT * scale
        if small != self._is_small:
            self._is_small = small
            if small:
                self._step_aside()
            else:
                self._come_back()

    def _step_aside(self) -> None:
        self._before = self._save_state()
        self._aside = [dock for name, dock in self._docks.items() if self._is_in_the_way(name)]
        self._in_front = [dock for dock in self._aside if not dock.visibleRegion().isEmpty()]
        for dock in self._aside:
            dock.hide()

    def _come_back(self) -> None:
        aside, self._aside = self._aside, []
        for dock in aside:
            dock.show()
        for dock in self._in_front:
            dock.raise_()

    def state(self) -> QByteArray:
        """Return how the docks are; while some have stepped aside, how they were before."""
        return self._before if self._aside else self._save_state()

    def _is_in_the_way(self, name: str) -> bool:
        dock = self._docks[name]
        area = self._window.dockWidgetArea(dock)
        side = area == BOTTOM or (area == RIGHT and name not in self._stay)
        return side and not (dock.isHidden() or dock.isFloating())

    def forget(self) -> None:
        """Take the docks as they are: somebody has arranged them anew."""
        self._aside, self._in_front, self._is_small = [], [], False
