"""How much of the window its docks take: the same part, whatever its size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget, QMainWindow

from vae_explorer.views.panels.panel import BOTTOM, LEFT, RIGHT

# Pixels that a dock keeps, where it had them, while its part of the window would be less.
LEAST = {LEFT: 270, RIGHT: 240, BOTTOM: 185}

_WAYS = {Qt.Orientation.Horizontal: (LEFT, RIGHT), Qt.Orientation.Vertical: (BOTTOM,)}


class _Wanted(NamedTuple):
    """What a side had when a hand last moved its edge."""

    pixels: int
    share: float  # of the window


class DockShares(QObject):
    """Lets the docks grow and shrink with the window.

    Qt gives and takes all of the room to and from the middle, where the plot is. Here each side
    keeps the part of the window that it has had since a hand last moved its edge.

    Parameters
    ----------
    window
        Whose docks they are.
    docks
        All of them, by name.
    """

    def __init__(self, window: QMainWindow, docks: Mapping[str, QDockWidget]) -> None:
        super().__init__(window)
        self._window, self._docks = window, docks
        self._wanted: dict[Qt.DockWidgetArea, _Wanted] = {}
        self._size = QSize()  # of the window, when the docks were last seen to suit it
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._follow_window)
        for watched in (window, *docks.values()):
            watched.installEventFilter(self)

    def note(self) -> None:
        """Take the docks as they are for what is wanted."""
        self._settle.stop()
        self._size = self._window.size()
        for area, dock in self._of_sides().items():
            pixels = _extent(dock.size(), area)
            self._wanted[area] = _Wanted(pixels, pixels / max(1, _extent(self._size, area)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        resized = event.type() == QEvent.Type.Resize
        # In full screen other panels are shown, with sizes of their own.
        if resized and not (self._size.isEmpty() or self._window.isFullScreen()):
            if self._window.size() != self._size:
                self._settle.start()
            elif watched is not self._window and _a_button_is_down():
                self.note()  # an edge is being moved
        return False

    def _follow_window(self) -> None:
        window = self._window
        if window.isFullScreen():
            return
        sides = {area: dock for area, dock in self._of_sides().items() if area in self._wanted}
        # All of one way in one call, for each takes its room from the others.
        for way, areas in _WAYS.items():
            docks = {sides[area]: self._extent_of(area) for area in areas if area in sides}
            window.resizeDocks(list(docks), list(docks.values()), way)
        self._size = window.size()

    def _extent_of(self, area: Qt.DockWidgetArea) -> int:
        wanted = self._wanted[area]
        part = round(wanted.share * _extent(self._window.size(), area))
        return max(part, min(wanted.pixels, LEAST[area]))

    def _of_sides(self) -> dict[Qt.DockWidgetArea, QDockWidget]:
        """Return one dock of each side that has any: those behind each other have one size."""
        found: dict[Qt.DockWidgetArea, QDockWidget] = {}
        for dock in self._docks.values():
            area = self._window.dockWidgetArea(dock)
            seen = not (dock.isHidden() or dock.isFloating() or dock.visibleRegion().isEmpty())
            if seen and area in LEAST:
                found.setdefault(area, dock)
        return found


def _a_button_is_down() -> bool:
    return QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton


def _extent(size: QSize, area: Qt.DockWidgetArea) -> int:
    return size.height() if area == BOTTOM else size.width()
