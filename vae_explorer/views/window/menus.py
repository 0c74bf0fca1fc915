"""The menu bar, the toolbar and the list of recent files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QSizePolicy, QToolBar, QWidget

from vae_explorer.session.settings import Settings
from vae_explorer.views.window.actions import Actions

_TRAINING = ("play", "step", "stop", "reset")


class RecentMenu(QMenu):
    """Model files last opened or saved.

    Attributes
    ----------
    chosen
        A `Path`.
    """

    chosen = Signal(object)

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__("Open &recent", parent)
        self._settings = settings
        self.aboutToShow.connect(self._fill)
        self.triggered.connect(self._choose)

    @Slot()
    def _fill(self) -> None:
        self.clear()
        files = self._settings.recent_files
        for path in files:
            self.addAction(str(path)).setData(str(path))
        if not files:
            self.addAction("No recent files").setEnabled(False)
            return
        self.addSeparator()
        self.addAction("Clear the list").setData("")

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        if action.data():
            self.chosen.emit(Path(action.data()))
        else:
            self._settings.clear_recent_files()


class ThemeMenu(QMenu):
    """Light, dark, or whatever the system says.

    Attributes
    ----------
    chosen
        ``"system"``, ``"light"`` or ``"dark"``.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("&Theme", parent)
        group = QActionGroup(self)
        for name, text in (("system", "As the &system"), ("light", "&Light"), ("dark", "&Dark")):
            action = self.addAction(text)
            action.setData(name)
            action.setCheckable(True)
            group.addAction(action)
        self.triggered.connect(self._choose)

    def set_choice(self, choice: str) -> None:
        """Mark the choice that is in force."""
        for action in self.actions():
            action.setChecked(action.data() == choice)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        self.chosen.emit(action.data())


def build_menus(
    window: QMainWindow,
    actions: Actions,
    docks: Iterable[QDockWidget],
    recent: QMenu,
    theme: QMenu,
) -> None:
    """Fill the menu bar."""
    file = window.menuBar().addMenu("&File")
    file.addAction(actions["open"])
    file.addMenu(recent)
    file.addSeparator()
    file.addActions([actions["save"], actions["save_as"]])
    file.addSeparator()
    file.addAction(actions["quit"])
    edit = window.menuBar().addMenu("&Edit")
    edit.addActions([actions["undo"], actions["redo"]])
    train = window.menuBar().addMenu("&Train")
    train.addActions([actions[name] for name in _TRAINING])
    view = window.menuBar().addMenu("&View")
    view.addActions([dock.toggleViewAction() for dock in docks])
    view.addSeparator()
    view.addAction(actions["show_all"])
    view.addMenu(theme)
    view.addAction(actions["present"])
    help_menu = window.menuBar().addMenu("&Help")
    help_menu.addActions([actions["shortcuts"], actions["about"]])


def build_toolbar(window: QMainWindow, actions: Actions) -> QToolBar:
    """Add the toolbar, which can be reached with the Tab key."""
    bar = QToolBar("Tools", window)
    bar.setObjectName("toolbar")
    bar.setIconSize(QSize(20, 20))
    bar.setMovable(False)
    for i, names in enumerate((("open", "save"), ("undo", "redo"), _TRAINING)):
        if i:
            bar.addSeparator()
        for name in names:
            bar.addAction(actions[name])
    spacer = QWidget(bar)
    spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    bar.addWidget(spacer)
    for name in ("shortcuts", "dark", "present"):
        bar.addAction(actions[name])
    for action in bar.actions():
        button = bar.widgetForAction(action)
        if button is not spacer and not action.isSeparator():
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    window.addToolBar(bar)
    return bar
