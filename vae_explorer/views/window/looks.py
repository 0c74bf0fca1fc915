"""How large and in which colours everything is: theme, scale and full screen, changed live."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication, QStyleHints
from PySide6.QtWidgets import QApplication, QWidget

from vae_explorer.session.settings import Settings
from vae_explorer.views.style.theme import Theme, apply_theme, theme_for

SCALES = (80, 90, 100, 110, 125, 150, 175, 200, 250)  # per cent
_LINES = 45  # of type that fit the height of a screen that is read from the back row
_LEAST_ENLARGED = 1.25


class Looks(QObject):
    """The theme that is in force.

    Parameters
    ----------
    choice
        ``"light"``, ``"dark"``, or None for what the settings say.

    Attributes
    ----------
    changed
        The `Theme` that everything should wear from now on.
    """

    changed = Signal(Theme)

    def __init__(self, settings: Settings, choice: str | None, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._choice = choice or settings.theme
        self._scale = settings.scale
        self._presenting = False
        self._choosing = False
        self.theme = self._wanted()
        self._dress()
        hints: QStyleHints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow_system)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.screenAdded.connect(self._renew)  # icons are drawn for the screens that there are

    @property
    def choice(self) -> str:
        """``"system"``, ``"light"`` or ``"dark"``."""
        return self._choice

    @property
    def scale(self) -> int:
        """Per cent."""
        return self._scale

    @Slot(str)
    def choose_theme(self, choice: str) -> None:
        """Take another theme, and remember it."""
        self._choice = self._settings.theme = choice
        self._renew()

    @Slot(int)
    def choose_scale(self, per_cent: int) -> None:
        """Show everything larger or smaller, and remember it."""
        self._scale = min(max(per_cent, SCALES[0]), SCALES[-1])
        self._settings.scale = self._scale
        self._renew()

    def step_scale(self, direction: int) -> None:
        """Take the next larger or smaller scale."""
        if direction > 0:
            self.choose_scale(next((s for s in SCALES if s > self._scale), SCALES[-1]))
        else:
            self.choose_scale(next((s for s in SCALES[::-1] if s < self._scale), SCALES[0]))

    def present(self, on: bool) -> None:
        """Enlarge everything for the last row of a room, or no longer."""
        self._presenting = on
        self._renew()

    @Slot()
    def _follow_system(self) -> None:
        if self._choice == "system" and not self._choosing:  # which the system is told of
            self._renew()

    def _wanted(self) -> Theme:
        theme = theme_for(self._choice)
        factor = self._scale / 100
        if self._presenting:
            height = self._window.screen().size().height()
            least = height / _LINES / theme.type.caption
            factor = max(factor, _LEAST_ENLARGED, least)
        return theme.enlarged(factor) if factor != 1 else theme

    @Slot()
    def _renew(self) -> None:
        self._choosing = True
        theme = self._wanted()
        self._choosing = False
        if theme != self.theme:
            self.theme = theme
            self._dress()
        self.changed.emit(self.theme)

    def _dress(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, self.theme, self._window)
