"""Where the panels are: docks around the plot, full screen, and how the window was left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from vae_explorer.session.settings import Settings
from vae_explorer.views.panels.curves_panel import CurvesPanel
from vae_explorer.views.panels.decoded_panel import DecodedPanel
from vae_explorer.views.panels.strip_panel import StripPanel
from vae_explorer.views.panels.training_panel import TrainingPanel
from vae_explorer.views.style.theme import Theme

_STATE_VERSION = 1
_AREA = Qt.DockWidgetArea


@dataclass(frozen=True)
class Panel:
    """One panel beside the plot: its name, title, place, and whether it stays in full screen."""

    name: str
    title: str
    build: Callable[[Theme], QWidget]
    area: Qt.DockWidgetArea
    presented: bool = False


# A new panel is one row here: docking, the View menu and the theme follow. What it shows and asks
# for is connected in the main window.
PANELS: Sequence[Panel] = (
    Panel("training", "Training", TrainingPanel, _AREA.LeftDockWidgetArea),
    Panel("decoded", "Decoded", DecodedPanel, _AREA.RightDockWidgetArea, presented=True),
    Panel("strip", "Reconstructions", StripPanel, _AREA.RightDockWidgetArea),
    Panel("curves", "Losses", CurvesPanel, _AREA.BottomDockWidgetArea),
)


class Layout:
    """The docks of a window.

    Parameters
    ----------
    window
        Gets the docks, which also own the panels.
    """

    def __init__(self, window: QMainWindow, theme: Theme) -> None:
        self._window = window
        self._before: tuple[QByteArray, bool] | None = None  # state and maximized, as it was
        self._hidden: list[QWidget] = []
        self.docks: dict[str, QDockWidget] = {}
        self.panels: dict[str, QWidget] = {}
        for row in PANELS:
            dock = QDockWidget(row.title, window)
            dock.setObjectName(row.name)
            panel = row.build(theme)
            dock.setWidget(panel)
            window.addDockWidget(row.area, dock)
            self.docks[row.name] = dock
            self.panels[row.name] = panel
        window.setCorner(Qt.Corner.BottomLeftCorner, _AREA.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, _AREA.RightDockWidgetArea)
        window.setDockOptions(
            QMainWindow.DockOption.AnimatedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.AllowNestedDocks
        )

    @property
    def presenting(self) -> bool:
        """Whether the window is in full screen."""
        return self._before is not None

    def present(self, clutter: Sequence[QWidget]) -> None:
        """Fill the screen with the plot and what is to be presented; hide the rest."""
        window = self._window
        self._before = (window.saveState(_STATE_VERSION), window.isMaximized())
        for row in PANELS:
            if not row.presented:
                self.docks[row.name].hide()
        self._hidden = [widget for widget in clutter if widget.isVisible()]
        for widget in self._hidden:
            widget.hide()
        window.showFullScreen()
        shown = [self.docks[row.name] for row in PANELS if row.presented]
        width = window.screen().size().width()
        window.resizeDocks(shown, [width * 35 // 100] * len(shown), Qt.Orientation.Horizontal)

    def end_presenting(self) -> None:
        """Put everything back as it was."""
        if self._before is None:
            return
        (state, maximized), self._before = self._before, None
        if maximized:
            self._window.showMaximized()
        else:
            self._window.showNormal()
        for widget in self._hidden:
            widget.show()
        self._window.restoreState(state, _STATE_VERSION)

    def save(self, settings: Settings) -> None:
        """Remember size, place and docks."""
        settings.set_bytes("geometry", self._window.saveGeometry())
        settings.set_bytes("state", self._window.saveState(_STATE_VERSION))

    def restore(self, settings: Settings) -> None:
        """Be as the window was left, or else as a new one should be."""
        geometry = settings.bytes("geometry")
        if not (geometry.size() and self._window.restoreGeometry(geometry)):
            room = self._window.screen().availableSize()
            self._window.resize(
                min(1500, room.width() * 9 // 10), min(940, room.height() * 9 // 10)
            )
        state = settings.bytes("state")
        if not (state.size() and self._window.restoreState(state, _STATE_VERSION)):
            self._arrange()

    def _arrange(self) -> None:
        horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        docks, resize = self.docks, self._window.resizeDocks
        width, height = self._window.width(), self._window.height()
        resize([docks["training"], docks["decoded"]], [270, width // 4], horizontal)
        resize([docks["curves"]], [max(185, height * 2 // 9)], vertical)
        resize(
            [docks["decoded"], docks["strip"]], [height * 3 // 5, max(190, height // 6)], vertical
        )
