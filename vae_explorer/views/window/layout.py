"""Where the panels are: docks around the plot, full screen, and how the window was left."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from vae_explorer.core.language import tr
from vae_explorer.session.settings import Settings
from vae_explorer.views.panels.panel import BOTTOM, LEFT, RIGHT, Panel
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.window.dock_shares import LEAST, SHARES, DockShares
from vae_explorer.views.window.panel_set import Panels
from vae_explorer.views.window.small_window import SmallWindow
from vae_explorer.views.window.tab_bars import TabBars

_STATE_VERSION = 4  # another set of panels: what was stored for the one before makes no sense
_LEAST_SEEN = 48  # pixels of a floating panel that have to lie on some screen


class _Before(NamedTuple):
    """How the window was before it went to full screen."""

    state: QByteArray
    geometry: QByteArray
    maximized: bool


class Layout:
    """The docks of a window.

    Parameters
    ----------
    window
        Gets the docks, which also own the panels.
    rows
        What panels there are.
    """

    def __init__(self, window: QMainWindow, rows: Sequence[Panel], theme: Theme) -> None:
        self._window = window
        self._rows = rows
        self._before: _Before | None = None  # full screen
        self._hidden: list[QWidget] = []
        self.docks: dict[str, QDockWidget] = {}
        for row in rows:
            dock = QDockWidget(tr(row.title), window)
            dock.setObjectName(row.name)
            self.docks[row.name] = dock
        self.panels = Panels(self.docks, rows, theme)
        window.setCorner(Qt.Corner.BottomLeftCorner, LEFT)
        window.setCorner(Qt.Corner.BottomRightCorner, RIGHT)
        window.setDockOptions(
            QMainWindow.DockOption.AnimatedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.AllowNestedDocks
        )
        TabBars(window)
        self._dock_all()
        self._shares = DockShares(window, self.docks)
        self._shares.filled.connect(self._fill)
        presented = {row.name for row in rows if row.presented}
        self._small = SmallWindow(window, self.docks, presented, self._save_state)

    def raise_panel(self, name: str) -> None:
        """Bring a panel to the front."""
        self.docks[name].show()
        self.docks[name].raise_()

    def is_docked(self, name: str) -> bool:
        """Whether a panel has its place among the others around the plot."""
        dock = self.docks.get(name)
        seen = dock is not None and dock.isVisible() and not dock.isFloating()
        return seen and not self.presenting

    def make_room(self, name: str, height: int) -> None:
        """Let a panel be this high, as far as those above and below it can spare the room."""
        self._shares.lend(self.docks[name], height - self.panels[name].height())

    # Full screen

    @property
    def presenting(self) -> bool:
        """Whether the window is in full screen."""
        return self._before is not None

    def present(self, clutter: Sequence[QWidget]) -> None:
        """Fill the screen with the plot and what is to be presented; hide the rest."""
        window = self._window
        state, geometry = window.saveState(_STATE_VERSION), window.saveGeometry()
        self._before = _Before(state, geometry, window.isMaximized())
        for row in self._rows:
            if not row.presented:
                self.docks[row.name].hide()
        self._hidden = [widget for widget in clutter if widget.isVisible()]
        for widget in self._hidden:
            widget.hide()
        window.showFullScreen()
        self._give_room()

    def _give_room(self) -> None:
        """Let what is presented have a third of the width.

        Panels below the plot have a quarter of the height; one beside what is presented, a half.
        """
        screen = self._window.screen().size()
        shown = [self.docks[row.name] for row in self._rows if row.presented]
        widths = [screen.width() * 3 // 10] * len(shown)
        self._window.resizeDocks(shown, widths, Qt.Orientation.Horizontal)
        below = [d for d in self.docks.values() if d.isVisible() and self._is_below(d)]
        heights = [screen.height() // 4] * len(below)
        self._window.resizeDocks(below, heights, Qt.Orientation.Vertical)

        beside = [d for d in self.docks.values() if d.isVisible() and d not in (*shown, *below)]
        halves = [screen.height() // 2] * len((*shown, *beside))
        if beside:
            self._window.resizeDocks([*shown, *beside], halves, Qt.Orientation.Vertical)

    def _fill(self) -> None:
        if self.presenting:
            self._give_room()

    def _is_below(self, dock: QDockWidget) -> bool:
        return self._window.dockWidgetArea(dock) == BOTTOM

    def present_panels(self, names: Collection[str]) -> None:
        """In full screen let these panels be seen beside those that always are, and no others."""
        for row in self._rows:
            if not row.presented:
                self.docks[row.name].setVisible(row.name in names)
        self._give_room()

    def end_presenting(self) -> None:
        """Put everything back as it was."""
        if self._before is None:
            return
        before, self._before = self._before, None
        if before.maximized:
            self._window.showMaximized()
        else:
            self._window.showNormal()
        for widget in self._hidden:
            widget.show()
        self._window.restoreState(before.state, _STATE_VERSION)

    # From one start to the next

    def save(self, settings: Settings) -> None:
        """Remember size, place and docks; in full screen, as they were before."""
        window, before = self._window, self._before
        geometry = before.geometry if before is not None else window.saveGeometry()
        state = before.state if before is not None else self._small.state()
        settings.set_bytes("geometry", geometry)
        settings.set_bytes("state", state)

    def _save_state(self) -> QByteArray:
        return self._window.saveState(_STATE_VERSION)

    def restore(self, settings: Settings) -> None:
        """Be as the window was left, or else as a new one should be."""
        geometry = settings.bytes("geometry")
        if not (geometry.size() and self._window.restoreGeometry(geometry)):
            self._resize()
        state = settings.bytes("state")
        if not (state.size() and self._window.restoreState(state, _STATE_VERSION)):
            self.arrange()

    def bring_back(self) -> None:
        """Let every floating panel be seen: on a screen, and in front of the window.

        Called once the window is shown; the screen that a panel was left on may be gone. From here
        on the docks grow and shrink with the window.
        """
        for dock in self.docks.values():
            if dock.isFloating() and not dock.isHidden():
                if not _is_seen(dock.frameGeometry()):
                    dock.move(self._window.geometry().center() - dock.rect().center())
                dock.raise_()
        if not _is_seen(self._window.frameGeometry()):
            self._window.move(self._window.screen().availableGeometry().topLeft())
        self._shares.note()
        self._small.begin()

    def reset(self) -> None:
        """Put every panel where it is in a new window."""
        self._small.forget()
        self._dock_all()
        self.arrange()
        self._shares.note()
        self._small.follow()

    def _dock_all(self) -> None:
        for row in self._rows:
            dock = self.docks[row.name]
            dock.setFloating(False)
            self._window.addDockWidget(row.area, dock)
            dock.show()
        for row in self._rows:
            if row.tab_of:
                self._window.tabifyDockWidget(self.docks[row.tab_of], self.docks[row.name])
        for row in self._rows:
            if row.tab_of:
                self.docks[row.tab_of].raise_()

    def _resize(self) -> None:
        room = self._window.screen().availableSize()
        self._window.resize(min(1500, room.width() * 9 // 10), min(940, room.height() * 9 // 10))

    def arrange(self) -> None:
        """Give the docks the sizes that suit the window."""
        horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        docks, resize = self.docks, self._window.resizeDocks
        width, height = self._window.width(), self._window.height()
        sides = {
            LEFT: max(LEAST[LEFT], round(width * SHARES[LEFT])),
            RIGHT: round(width * SHARES[RIGHT]),
        }
        # Of each side the first panel; all in one call, for each takes its room from the others.
        first = {row.area: docks[row.name] for row in reversed(self._rows) if row.area in sides}
        resize(list(first.values()), [sides[area] for area in first], horizontal)
        if bottom := [docks[row.name] for row in self._rows if row.area == BOTTOM]:
            resize(bottom[:1], [max(LEAST[BOTTOM], round(height * SHARES[BOTTOM]))], vertical)
        right = [docks[r.name] for r in self._rows if r.area == RIGHT and not r.tab_of]
        if len(right) > 1:
            resize(right, [height * 3 // 5] + [max(190, height // 6)] * (len(right) - 1), vertical)


def _is_seen(frame: QRect) -> bool:
    """Whether enough of a window's head lies on a screen for a hand to take hold of it."""
    head = QRect(frame.x(), frame.y(), frame.width(), min(frame.height(), _LEAST_SEEN))
    parts = (head.intersected(s.availableGeometry()) for s in QGuiApplication.screens())
    return any(p.width() >= _LEAST_SEEN and p.height() >= _LEAST_SEEN // 2 for p in parts)
