"""The menu bar, the toolbar and the list of recent files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMainWindow, QMenu, QSizePolicy, QToolBar, QWidget

from vae_explorer.core.language import LANGUAGES, tr
from vae_explorer.session.settings import Settings
from vae_explorer.views.latent.panel import LatentPanel
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.window.actions import Actions
from vae_explorer.views.window.languages import SYSTEM
from vae_explorer.views.window.layout import Layout
from vae_explorer.views.window.looks import SCALES
from vae_explorer.views.window.panel_entries import panel_entries

_TRAINING = ("play", "step", "stop", "reset")
TIMELINE = ("replay", "earlier", "later", "first_moment", "live")
_ICON = 20


class RecentMenu(QMenu):
    """Model files last opened or saved.

    Attributes
    ----------
    chosen
        A `Path`.
    """

    chosen = Signal(Path)

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(tr("Open &recent"), parent)
        self._settings = settings
        self.aboutToShow.connect(self._fill)
        self.triggered.connect(self._choose)

    @Slot()
    def _fill(self) -> None:
        self.clear()
        files = self._settings.recent_files
        for path in files:
            self.addAction(str(path).replace("&", "&&")).setData(str(path))
        if not files:
            self.addAction(tr("No recent files")).setEnabled(False)
            return
        self.addSeparator()
        self.addAction(tr("Clear the list")).setData("")

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        if action.data():
            self.chosen.emit(Path(action.data()))
        else:
            self._settings.clear_recent_files()


class _Choices(QMenu):
    """A menu of which one entry is in force."""

    def __init__(self, title: str, entries: Mapping[Any, str], parent: QWidget) -> None:
        super().__init__(title, parent)
        group = QActionGroup(self)
        for key, text in entries.items():
            action = self.addAction(text)
            action.setData(key)
            action.setCheckable(True)
            group.addAction(action)

    def set_choice(self, choice: object) -> None:
        """Mark the choice that is in force."""
        for action in self.actions():
            action.setChecked(action.data() == choice)


class Menus(QObject):
    """The menu bar.

    Attributes
    ----------
    theme_chosen
        ``"system"``, ``"light"`` or ``"dark"``.
    scale_chosen
        Per cent.
    language_chosen
        A key of `LANGUAGES`, or `SYSTEM`.
    recent_chosen
        A `Path`.
    """

    theme_chosen = Signal(str)
    scale_chosen = Signal(int)
    language_chosen = Signal(str)
    recent_chosen = Signal(Path)

    def __init__(
        self,
        window: QMainWindow,
        actions: Actions,
        layout: Layout,
        latent: LatentPanel,
        settings: Settings,
    ) -> None:
        super().__init__(window)
        self.recent = RecentMenu(settings, window)
        self.recent.chosen.connect(self.recent_chosen)
        themes = {"system": tr("As the &system"), "light": tr("&Light"), "dark": tr("&Dark")}
        self.themes = _Choices(tr("&Theme"), themes, window)
        self.themes.triggered.connect(lambda action: self.theme_chosen.emit(action.data()))
        self.scales = _Choices(tr("&Scale"), {scale: f"{scale} %" for scale in SCALES}, window)
        self.scales.triggered.connect(self._choose_scale)
        self.scales.addSeparator()
        self.scales.addActions([actions[name] for name in ("larger", "smaller", "usual_size")])
        languages = {SYSTEM: tr("As the &system"), **LANGUAGES}
        # In both, so that who does not read the one finds the other.
        self.languages = _Choices(tr("&Language · 语言"), languages, window)
        self.languages.triggered.connect(lambda act: self.language_chosen.emit(act.data()))
        self._fill(window, actions, layout, latent)

    def _fill(
        self, window: QMainWindow, actions: Actions, layout: Layout, latent: LatentPanel
    ) -> None:
        bar = window.menuBar()
        file = bar.addMenu(tr("&File"))
        file.addActions([actions[name] for name in ("open", "open_bundled", "open_image")])
        file.addMenu(self.recent)
        file.addSeparator()
        file.addActions([actions["open_classifier"], actions["bundled_classifier"]])
        file.addSeparator()
        file.addAction(actions["watch"])
        file.addSeparator()
        names = ("save", "save_as", "save_session", "manifold", "film")
        file.addActions([actions[name] for name in names])
        file.addSeparator()
        file.addAction(actions["quit"])
        edit = bar.addMenu(tr("&Edit"))
        edit.addActions([actions["undo"], actions["redo"]])
        edit.addSeparator()
        edit.addAction(actions["paste_image"])
        edit.addSeparator()
        edit.addActions(list(latent.tools.actions.values()))
        edit.addActions([actions[name] for name in ("select_all", "select_nothing", "find")])
        train = bar.addMenu(tr("&Train"))
        train.addActions([actions[name] for name in _TRAINING])
        train.addSeparator()
        train.addAction(actions["defaults"])
        time = bar.addMenu(tr("T&imeline"))
        time.addActions([actions[name] for name in TIMELINE])
        time.addSeparator()
        time.addAction(actions["branch"])
        view = bar.addMenu(tr("&View"))
        view.addActions(panel_entries(layout, view))
        view.addSeparator()
        layers = view.addMenu(tr("La&yers"))
        layers.addActions(latent.layer_actions())
        view.addMenu(latent.choices.colours)
        view.addMenu(latent.choices.places)
        view.addActions([actions["show_all"], actions["find_probe"]])
        view.addSeparator()
        view.addActions([actions["compare"], actions["stop_comparing"]])
        view.addSeparator()
        view.addMenu(self.themes)
        view.addMenu(self.scales)
        view.addMenu(self.languages)
        view.addActions([actions[n] for n in ("reset_layout", "known_state", "present")])
        help_menu = bar.addMenu(tr("&Help"))
        help_menu.addAction(actions["experiments"])
        self.tours = help_menu.addMenu(tr("&Tours"))
        help_menu.addSeparator()
        help_menu.addActions([actions[name] for name in ("shortcuts", "copy_report", "about")])

    @Slot(QAction)
    def _choose_scale(self, action: QAction) -> None:
        if action.data() is not None:  # Larger and Smaller, which are in the menu too, have none
            self.scale_chosen.emit(action.data())

    def show_language(self, choice: str) -> None:
        """Mark the language that is wished for."""
        self.languages.set_choice(choice)

    def show_looks(self, theme: str, scale: int) -> None:
        """Mark the theme and the scale that are in force."""
        self.themes.set_choice(theme)
        self.scales.set_choice(scale)


def build_toolbar(window: QMainWindow, actions: Actions) -> QToolBar:
    """Add the toolbar, which can be reached with the Tab key."""
    bar = QToolBar(tr("Tools"), window)
    bar.setObjectName("toolbar")
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


def fit_toolbar(bar: QToolBar, theme: Theme) -> None:
    """Let the pictures grow with the type."""
    side = round(_ICON * theme.scale)
    bar.setIconSize(QSize(side, side))
