"""The main window: panels around the plot, menus, keys, and what happens when it closes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import cast

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vae_explorer.core.config import RunConfig
from vae_explorer.session.availability import MISSING
from vae_explorer.session.desk import Desk
from vae_explorer.session.state import Message
from vae_explorer.views.latent.panel import LatentPanel
from vae_explorer.views.latent.panel import bind as bind_latent
from vae_explorer.views.panels import PANELS
from vae_explorer.views.panels.panel import Panel
from vae_explorer.views.panels.runs_panel import RunsPanel
from vae_explorer.views.panels.training_panel import INVALID, TrainingPanel
from vae_explorer.views.style.icons import app_icon
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.timeline.bar import TimelineBar
from vae_explorer.views.timeline.bar import bind as bind_timeline
from vae_explorer.views.widgets.message_bar import MessageBar
from vae_explorer.views.window.action_states import ActionStates
from vae_explorer.views.window.actions import Actions
from vae_explorer.views.window.dropping import DropWindow
from vae_explorer.views.window.files import Files
from vae_explorer.views.window.focus import FocusReturn
from vae_explorer.views.window.guide import Guide
from vae_explorer.views.window.intents import connect_actions
from vae_explorer.views.window.laboratory import Laboratory
from vae_explorer.views.window.layout import Layout
from vae_explorer.views.window.looks import Looks
from vae_explorer.views.window.menus import Menus, build_toolbar, fit_toolbar
from vae_explorer.views.window.message_actions import MessageActions
from vae_explorer.views.window.presenter_bar import PresenterBar
from vae_explorer.views.window.remembered import Remembered
from vae_explorer.views.window.selecting import let_go
from vae_explorer.views.window.session_files import keep_view
from vae_explorer.views.window.status import StatusBar
from vae_explorer.views.window.status import bind as bind_status
from vae_explorer.views.window.undo import Undo


class MainWindow(DropWindow):
    """The explorer.

    Parameters
    ----------
    desk
        The session; shut down when the window closes.
    theme
        ``"light"``, ``"dark"``, or None for what the settings say.
    panels
        What stands around the plot.
    """

    def __init__(
        self, desk: Desk, theme: str | None = None, panels: Sequence[Panel] = PANELS
    ) -> None:
        super().__init__()
        self._desk = desk
        self._closing = False
        self._worn: Theme | None = None
        self.setWindowIcon(app_icon())
        self.setMinimumSize(800, 500)
        self.looks = Looks(desk.settings, theme, self)
        dress = self.looks.theme
        self.actions_by_name = Actions(self, dress)
        self.files = Files(desk, self)
        self._build_centre(dress)
        self.take_drops(over=self.latent.grid)
        self.layout_of_panels = Layout(self, panels, dress)
        self.panels = self.layout_of_panels.panels
        self.training = cast(TrainingPanel, self.panels["training"])
        self.runs = cast(RunsPanel, self.panels["runs"])
        self.status = StatusBar(dress, self)
        self.setStatusBar(self.status)
        self.files.sessions.show_progress(self.status, dress)
        self.menus = Menus(
            self, self.actions_by_name, self.layout_of_panels, self.latent, desk.settings
        )
        self.toolbar = build_toolbar(self, self.actions_by_name)
        act = self.actions_by_name
        self.undo = Undo(desk, act["undo"], act["redo"], self)
        self.remembered = Remembered(desk.settings, self.layout_of_panels, self.latent)
        connect_actions(self, desk)
        self.looks.changed.connect(self._follow_looks)
        self._bind()
        self.laboratory, self.guide = Laboratory(self, desk), Guide(self, desk)
        self.remembered.restore()
        self._states = ActionStates(self, desk, self.files, self.training, act)
        self._follow_looks(dress)
        # Else the first key of all would be a message's, if there is one: Space trains.
        FocusReturn(self, self.latent.plot)

    def _build_centre(self, theme: Theme) -> None:
        centre = QWidget(self)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.messages = MessageBar(theme, centre)
        self.latent = LatentPanel(theme, centre)
        self.timeline = TimelineBar(theme, centre)
        self.presenter = PresenterBar(theme, centre)
        for widget in (self.messages, self.latent, self.timeline, self.presenter):
            column.addWidget(widget, int(widget is self.latent))
        self.messages.hide()
        self.presenter.hide()
        self.setCentralWidget(centre)

    def _bind(self) -> None:
        desk = self._desk
        self.panels.bind(desk)
        bind_latent(self.latent, desk)
        # Queued: the window is painted in full before pyqtgraph and torch are imported.
        self.latent.plot.first_painted.connect(
            self.panels.complete, Qt.ConnectionType.QueuedConnection
        )
        self.panels.completed.connect(desk.training.start_engine)
        bind_status(self.status, desk)
        keep_view(desk, self.latent)
        bind_timeline(self.timeline, desk)
        self.presenter.bind(desk, self.training, self.actions_by_name)
        self.runs.save_requested.connect(self.files.save_run)
        self.runs.evaluate_requested.connect(self._ask_to_evaluate)
        desk.message_posted.connect(self._show_message)
        desk.training.started.connect(self._forget_complaint)
        self.training.validity_changed.connect(self._follow_validity)
        MessageActions(self.messages, desk, self.training, self)
        for part in (self.training, self.presenter):
            part.released.connect(self.latent.plot.setFocus)

    # What the user wants

    def train(self, config: RunConfig) -> None:
        """Begin a run with this configuration, which the panel then shows."""
        self.training.set_config(config)
        self.training.toggle()

    @Slot(int)
    def _ask_to_evaluate(self, run_id: int) -> None:
        from vae_explorer.views.window.evaluate_dialog import EvaluateDialog

        if (run := self._desk.workspace.run(run_id)) is not None:
            dialog = EvaluateDialog(run.name, self.looks.theme, self)
            dialog.chosen.connect(partial(self._desk.evaluations.evaluate, run_id))
            dialog.open()

    @Slot(bool)
    def present(self, on: bool) -> None:
        """Full screen with the plot and the decoded image alone, in larger type; or back."""
        if on is self.layout_of_panels.presenting:
            return
        if on:
            self.layout_of_panels.present((self.menuBar(), self.status, self.toolbar))
        else:
            self.layout_of_panels.end_presenting()
        self.presenter.setVisible(on)
        self.messages.set_presenting(on)
        self.looks.present(on)
        self.actions_by_name["present"].setChecked(on)

    # What has happened

    @Slot(Theme)
    def _follow_looks(self, theme: Theme) -> None:
        act = self.actions_by_name
        if theme != self._worn:
            self._worn = theme
            act.set_theme(theme)
            centre = (self.messages, self.latent, self.timeline, self.presenter)
            for part in (*centre, self.panels):
                part.set_theme(theme)
            fit_toolbar(self.toolbar, theme)
            self._states.follow(theme)
        self.menus.show_looks(self.looks.choice, self.looks.scale)
        act["dark"].setChecked(theme.is_dark)

    @Slot(int)
    def _forget_complaint(self, run_id: int) -> None:
        """Take back that a data set is missing, unless another stands in for it."""
        run = self._desk.workspace.run(run_id)
        if run is not None and run.config.dataset == self.training.config().dataset:
            self.messages.clear_topic(MISSING)

    @Slot(bool)
    def _follow_validity(self, is_valid: bool) -> None:
        if is_valid:
            self.messages.clear_topic(INVALID)

    @Slot(Message)
    def _show_message(self, message: Message) -> None:
        self.messages.show_message(message)

    # The window itself

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Not a shortcut: a focused button or text field has the first claim to these keys.
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.training.toggle()
        elif event.key() == Qt.Key.Key_Home:
            self.latent.show_all()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.actions_by_name["undo"].trigger()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.actions_by_name["redo"].trigger()
        elif event.key() == Qt.Key.Key_Escape:
            let_go(self, self._desk)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        saving = self.files.saving
        if (self._desk.workspace.unsaved or saving) and not self._closing:
            event.ignore()
            if saving:
                self._show_message(self.files.told_of_waiting())
            # Later: a close within a close does nothing.
            self.files.confirm(lambda: QTimer.singleShot(0, self, self.close_without_asking))
        else:
            self._finish()
            event.accept()

    def close_without_asking(self) -> None:
        """Close, whatever is unsaved."""
        self._closing = True
        self.close()

    def _finish(self) -> None:
        """Remember how the window was, and stop the threads."""
        self.remembered.save()
        self.layout_of_panels.end_presenting()
        self.panels.wait()
        self._desk.shutdown()
