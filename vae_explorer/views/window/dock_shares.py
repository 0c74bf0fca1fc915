"""How much of the window its docks take: the same part, whatever its size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar

from vae_explorer.views.panels.panel import BOTTOM, LEFT, RIGHT

# The part of a new window that a side gets, if that is more than the least.
SHARES = {LEFT: 0.18, RIGHT: 0.25, BOTTOM: 2 / 9}
# Pixels that a dock keeps, where it had them, while its part of the window would be less.
LEAST = {LEFT: 270, RIGHT: 240, BOTTOM: 185}

_NARROW = (
    0.29  # the part of a narrow window's width that a side keeps in any case: the plot has more
)

_OF_USE = {
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
}
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

    Attributes
    ----------
    filled
        The window has another size in full screen: a desktop gives it some time after it is asked.
    """

    filled = Signal()

    def __init__(self, window: QMainWindow, docks: Mapping[str, QDockWidget]) -> None:
        super().__init__(window)
        self._window, self._docks = window, docks
        self._wanted: dict[Qt.DockWidgetArea, _Wanted] = {}
        self._size = QSize()  # of the window, when the docks were last seen to suit it
        self._moves_edge = False  # a hand has hold of one
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._follow_window)
        self._fill = QTimer(self, singleShot=True, interval=0)
        self._fill.timeout.connect(self.filled)
        for watched in (window, *docks.values()):
            watched.installEventFilter(self)

    def note(self) -> None:
        """Take the docks as they are for what is wanted."""
        self._settle.stop()
        self._size = self._window.size()
        for area, dock in self._of_sides().items():
            self._note_side(area, dock)

    def _note_side(self, area: Qt.DockWidgetArea, dock: QDockWidget) -> None:
        pixels = _extent(dock.size(), area)
        if area == BOTTOM:
            pixels += self._tabs_below(dock)  # which Qt counts in when it is asked for a size
        share = pixels / max(1, _extent(self._size, area))
        if pixels <= LEAST[area]:  # much of a small window, and not wanted of a large one
            share = min(share, SHARES[area])
        self._wanted[area] = _Wanted(pixels, share)

    def lend(self, dock: QDockWidget, pixels: int) -> None:
        """Let a dock be higher by so much, as far as those above and below it can spare that."""
        window = self._window
        area = window.dockWidgetArea(dock)
        others = [
            other
            for other in self._docks.values()
            if other is not dock
            and window.dockWidgetArea(other) == area
            and other.x() == dock.x()
            and not other.visibleRegion().isEmpty()
        ]
        whole = sum(other.height() for other in others)
        heights = [round(other.height() * (1 - pixels / whole)) for other in others]
        # All in one call, for each takes its room from the others.
        heights = [dock.height() + self._tabs_below(dock) + pixels, *heights]
        window.resizeDocks([dock, *others], heights, Qt.Orientation.Vertical)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        # The type first: there are events of a window that is being destroyed. In full screen other
        # panels are shown, with sizes of their own.
        if kind not in _OF_USE:
            return False
        if self._window.isFullScreen():
            if kind == QEvent.Type.Resize and watched is self._window:
                self._fill.start()
        elif self._size.isEmpty():
            return False
        elif kind == QEvent.Type.Resize:
            if self._window.size() != self._size:
                self._settle.start()
            elif watched is not self._window and self._moves_edge:
                self.note()
        elif kind == QEvent.Type.Show and watched is not self._window:
            self._settle.start()  # a side that was empty may have a panel now
        elif watched is self._window and isinstance(event, QMouseEvent):
            self._follow_mouse(event)
        return False

    def _follow_mouse(self, event: QMouseEvent) -> None:
        """Find out whether an edge is being moved: between the panels there is only the window."""
        if event.type() == QEvent.Type.MouseButtonPress:
            self._moves_edge = self._window.childAt(event.position().toPoint()) is None
        elif event.type() == QEvent.Type.MouseButtonRelease and self._moves_edge:
            self._moves_edge = False
            self.note()

    def _follow_window(self) -> None:
        window = self._window
        if window.isFullScreen():
            return
        sides = self._of_sides()
        # All of one way in one call, for each takes its room from the others.
        for way, areas in _WAYS.items():
            docks = {
                sides[area]: self._extent_of(area)
                for area in areas
                if area in sides and area in self._wanted
            }
            window.resizeDocks(list(docks), list(docks.values()), way)
        self._size = window.size()
        for area in sides.keys() - self._wanted.keys():
            self._note_side(area, sides[area])

    def _extent_of(self, area: Qt.DockWidgetArea) -> int:
        wanted = self._wanted[area]
        extent = _extent(self._window.size(), area)
        part = round(wanted.share * extent)
        least = LEAST[area] if area == BOTTOM else min(LEAST[area], round(_NARROW * extent))
        return max(part, min(wanted.pixels, least))

    def _tabs_below(self, dock: QDockWidget) -> int:
        """Return how high the tabs are by which a dock shares its place with others."""
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        bars = self._window.findChildren(QTabBar, options=direct)
        below = dock.geometry().bottom() + 1
        beside = (b for b in bars if b.isVisible() and b.x() == dock.x() and b.y() >= below)
        return next((bar.height() for bar in beside), 0)

    def _of_sides(self) -> dict[Qt.DockWidgetArea, QDockWidget]:
        """Return one dock of each side that has any: those behind each other have one size."""
        found: dict[Qt.DockWidgetArea, QDockWidget] = {}
        for dock in self._docks.values():
            area = self._window.dockWidgetArea(dock)
            seen = not (dock.isHidden() or dock.isFloating() or dock.visibleRegion().isEmpty())
            if seen and area in LEAST:
                found.setdefault(area, dock)
        return found


def _extent(size: QSize, area: Qt.DockWidgetArea) -> int:
    return size.height() if area == BOTTOM else size.width()
