"""Which actions can be taken, what they are called, and what the window's title says."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMainWindow

from vae_explorer.core.language import marked, tr
from vae_explorer.session.desk import Desk
from vae_explorer.session.state import RunState
from vae_explorer.session.workspace import Activity
from vae_explorer.views.panels.training_panel import TrainingPanel
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.window.actions import Actions
from vae_explorer.views.window.files import Files
from vae_explorer.views.window.menus import TIMELINE

_TRAIN = (marked("&Train"), "play", marked("Train (Space)"))
_PLAY = {
    RunState.RUNNING: (marked("&Pause"), "pause", marked("Pause (Space)")),
    RunState.PAUSED: (marked("&Resume"), "play", marked("Resume (Space)")),
    RunState.FINISHED: (marked("&Train on"), "play", marked("Train on (Space)")),
}
_BUSY = (RunState.PREPARING, RunState.STOPPING)


class ActionStates(QObject):
    """Follows the session, and lets the actions and the title say what is true."""

    def __init__(
        self,
        window: QMainWindow,
        desk: Desk,
        files: Files,
        training: TrainingPanel,
        actions: Actions,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = desk.workspace
        self._comparison = desk.comparison
        self._files = files
        self._training = training
        self._actions = actions
        self._theme: Theme | None = None
        workspace = desk.workspace
        workspace.activity_changed.connect(self._follow_activity)
        training.validity_changed.connect(self._follow_validity)
        for signal in (
            workspace.shown_changed,
            workspace.run_changed,
            workspace.runs_changed,
            workspace.timeline_changed,
        ):
            signal.connect(self._follow_shown)
        desk.comparison.runs_changed.connect(self._follow_shown)
        self._classifiers = desk.classifiers
        desk.classifiers.changed.connect(self._follow_classifier)
        self._follow_classifier()

    def follow(self, theme: Theme) -> None:
        """Say everything anew, with the icons of a theme."""
        self._theme = theme
        self._follow_activity(self._workspace.activity)
        self._follow_shown()

    @Slot(Activity)
    def _follow_activity(self, activity: Activity) -> None:
        state = activity.state
        self._actions["stop"].setEnabled(activity.can_stop)
        if self._theme is not None:
            text, picture, tip = _PLAY.get(state, _TRAIN)
            self._actions.show_as("play", tr(text), picture, tr(tip), self._theme)
        self._follow_validity()

    @Slot()
    def _follow_validity(self) -> None:
        state, act = self._workspace.activity.state, self._actions
        valid = not self._training.problems()
        startable = state not in _BUSY and (state.has_run or valid)
        act["play"].setEnabled(startable)
        act["step"].setEnabled(startable and state is not RunState.FINISHED)
        act["reset"].setEnabled(state not in _BUSY and valid)
        lasts = state.has_run or state in _BUSY
        act["defaults"].setEnabled(not lasts or self._training.drafting)

    @Slot()
    def _follow_classifier(self) -> None:
        self._actions["bundled_classifier"].setEnabled(self._classifiers.is_own)

    @Slot()
    def _follow_shown(self) -> None:
        run = self._workspace.shown
        is_there = run is not None and run.snapshot is not None
        for name in ("save", "save_as", "save_session", "manifold"):
            self._actions[name].setEnabled(is_there)
        has_moments = run is not None and len(run.timeline) > 1
        for name in (*TIMELINE, "branch", "film"):
            self._actions[name].setEnabled(has_moments)
        seen = [other for other in self._workspace.runs if other.snapshot is not None]
        self._actions["compare"].setEnabled(len(seen) > 1)
        self._actions["stop_comparing"].setEnabled(self._comparison.active)
        # Qt takes [*] in a name for the place of its own mark; doubled, it stands for itself.
        name = self._files.title().replace("[*]", "[*][*]")
        self._window.setWindowTitle(f"{name}[*] — VAE Explorer")
        self._window.setWindowModified(run is not None and run.unsaved)
