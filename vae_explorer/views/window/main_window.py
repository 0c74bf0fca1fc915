"""The main window: it wires panels to the controller and remembers how it was left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QStyleHints,
)
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from vae_explorer import __version__
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.data.base import LabelledImages
from vae_explorer.core.history import History
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.controller import Controller
from vae_explorer.session.mosaics import Mosaic
from vae_explorer.session.settings import Settings
from vae_explorer.session.state import Message, RunState
from vae_explorer.session.throttle import Throttle
from vae_explorer.views.latent.panel import LatentPanel
from vae_explorer.views.panels.curves_panel import CurvesPanel
from vae_explorer.views.panels.decoded_panel import DecodedPanel
from vae_explorer.views.panels.strip_panel import StripPanel
from vae_explorer.views.panels.training_panel import TrainingPanel
from vae_explorer.views.style.icons import app_icon
from vae_explorer.views.style.theme import Theme, apply_theme, theme_for
from vae_explorer.views.widgets.message_bar import MessageBar
from vae_explorer.views.window.actions import Actions
from vae_explorer.views.window.document import Document
from vae_explorer.views.window.layout import Layout
from vae_explorer.views.window.menus import RecentMenu, ThemeMenu, build_menus, build_toolbar
from vae_explorer.views.window.remembered import Remembered
from vae_explorer.views.window.shortcuts_dialog import ShortcutsDialog
from vae_explorer.views.window.status import StatusBar
from vae_explorer.views.window.undo import Undo

_POINT_MS = 100  # nobody reads numbers faster
_CURVES_MS = 1500  # a curve need not keep up with a hand
_PRESENT_TEXT = 1.25  # text grows in full screen, for the last row


class MainWindow(QMainWindow):
    """The explorer.

    Parameters
    ----------
    controller
        State and threads; shut down when the window closes.
    settings
        Read now and written when the window closes.
    theme
        ``"light"``, ``"dark"``, or None for what the settings say.
    """

    def __init__(
        self, controller: Controller, settings: Settings, theme: str | None = None
    ) -> None:
        super().__init__()
        self._controller = controller
        self._settings = settings
        self._theme_choice = theme or settings.theme
        self._theme = theme_for(self._theme_choice)
        self._closing = False
        self._app = QApplication.instance()
        apply_theme(self._app, self._theme)  # type: ignore[arg-type]
        self.setWindowIcon(app_icon())
        self.setAcceptDrops(True)
        self.setMinimumSize(800, 500)
        self._point_throttle = Throttle(_POINT_MS, self._show_point, self)
        self._curves_throttle = Throttle(_CURVES_MS, self._show_history, self)
        self.actions_by_name = Actions(self, self._theme)
        self.document = Document(controller, settings, self)
        self._build_centre()
        self.layout_of_panels = Layout(self, self._theme)
        panels = self.layout_of_panels.panels
        self.training: TrainingPanel = panels["training"]  # type: ignore[assignment]
        self.decoded: DecodedPanel = panels["decoded"]  # type: ignore[assignment]
        self.curves: CurvesPanel = panels["curves"]  # type: ignore[assignment]
        self.strip: StripPanel = panels["strip"]  # type: ignore[assignment]
        self.remembered = Remembered(
            settings, self.layout_of_panels, self.latent, self.decoded, self.training
        )
        docks = self.layout_of_panels.docks.values()
        self.themes = ThemeMenu(self)
        build_menus(self, self.actions_by_name, docks, self._build_recent(), self.themes)
        self.toolbar = build_toolbar(self, self.actions_by_name)
        self.status = StatusBar(self._theme, self)
        self.setStatusBar(self.status)
        self._connect_actions()
        self._connect_panels()
        self._connect_controller()
        self.remembered.restore()
        self._show_theme_choice()
        self._follow_state(controller.state)
        self._follow_document()

    # Building

    def _build_centre(self) -> None:
        centre = QWidget(self)
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.messages = MessageBar(self._theme, centre)
        self.messages.hide()
        self.latent = LatentPanel(self._theme, centre)
        layout.addWidget(self.messages)
        layout.addWidget(self.latent, 1)
        self.setCentralWidget(centre)

    def _build_recent(self) -> RecentMenu:
        recent = RecentMenu(self._settings, self)
        recent.chosen.connect(self.document.open_path)
        return recent

    # Wiring

    def _connect_actions(self) -> None:
        act = self.actions_by_name
        for name, slot in (
            ("open", self.document.open),
            ("save", self.document.save),
            ("save_as", self.document.save_as),
            ("quit", self.close),
            ("play", self.toggle_training),
            ("step", self._step),
            ("stop", self._controller.end_run),
            ("reset", self._reset),
            ("show_all", self.latent.plot.show_all),
            ("shortcuts", self._show_shortcuts),
            ("about", self._show_about),
        ):
            act[name].triggered.connect(slot)
        self.undo = Undo(
            self.latent.plot, self.latent.legend, self.decoded, act["undo"], act["redo"]
        )
        act["present"].toggled.connect(self.present)
        act["dark"].triggered.connect(self._choose_dark)
        self.themes.chosen.connect(self._choose_theme)
        hints: QStyleHints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow_system)

    def _connect_panels(self) -> None:
        control = self._controller
        self.latent.plot.first_painted.connect(
            control.start_engine, Qt.ConnectionType.QueuedConnection
        )
        self.latent.plot.cursor_moved.connect(control.set_cursor)
        self.latent.plot.mosaic_wanted.connect(control.request_mosaic)
        self.decoded.point_edited.connect(self.latent.plot.place)
        self.decoded.message.connect(self._show_message)
        self.training.play_requested.connect(self.toggle_training)
        self.training.pause_requested.connect(self.toggle_training)
        self.training.beta_changed.connect(control.set_beta)
        self.training.learning_rate_changed.connect(control.set_learning_rate)
        self.training.download_requested.connect(control.download)
        self.training.validity_changed.connect(self._follow_validity)
        self.messages.action_triggered.connect(self._act_on_message)
        self.status.cancel_requested.connect(control.cancel_download)

    def _connect_controller(self) -> None:
        control = self._controller
        control.snapshot_changed.connect(self._show_snapshot)
        control.image_changed.connect(self.decoded.set_image)
        control.cursor_changed.connect(self._follow_cursor)
        control.mosaic_changed.connect(self._show_mosaic)
        control.strip_changed.connect(self.strip.set_pairs)
        control.images_changed.connect(self._show_images)
        control.state_changed.connect(self._follow_state)
        control.progress_changed.connect(self.status.set_progress)
        control.message_posted.connect(self._show_message)
        control.document_changed.connect(self._follow_document)
        control.opened.connect(self.undo.clear)
        control.download_progressed.connect(self.status.set_download)
        control.data_sets_changed.connect(self._follow_data_sets)
        control.engine_ready.connect(self._follow_engine)
        control.engine_failed.connect(self._tell_missing_engine)
        control.devices_found.connect(self.training.set_devices)
        self._follow_data_sets()
        if not control.ready:
            self._tell_waiting("Loading PyTorch…")

    def _tell_waiting(self, text: str) -> None:
        self.decoded.set_waiting(text)
        self.strip.set_waiting(text)
        self.status.set_busy(text)

    # What the user wants

    @Slot()
    def toggle_training(self) -> None:
        """Train, pause, resume or go on, whichever comes next."""
        state = self._controller.state
        if state is RunState.RUNNING:
            self._controller.pause()
        elif state is RunState.PAUSED:
            self._controller.play()
        elif state is RunState.FINISHED:
            self._controller.extend(self.training.config().epochs)
        elif state is not RunState.PREPARING:
            self._if_valid(self._controller.train)

    def train(self, config: RunConfig) -> None:
        """Begin a run with this configuration, which the panel then shows."""
        self.training.set_config(config)
        self._if_valid(self._controller.train)

    @Slot()
    def _step(self) -> None:
        if self._controller.state.has_run:
            self._controller.step()
        else:
            self._if_valid(self._controller.start_with_step)

    @Slot()
    def _reset(self) -> None:
        self._if_valid(self._controller.reset)

    def _if_valid(self, go_on: Callable[[RunConfig], None]) -> None:
        for sentence in self.training.problems().values():
            self._show_message(Message("error", sentence))
            return
        config = self.training.config()
        self.document.confirm(lambda: go_on(config))

    @Slot(bool)
    def _choose_dark(self, dark: bool) -> None:
        self._choose_theme("dark" if dark else "light")

    @Slot(str)
    def _choose_theme(self, choice: str) -> None:
        self._theme_choice = self._settings.theme = choice
        self._set_theme(theme_for(choice))
        self._show_theme_choice()

    def _show_theme_choice(self) -> None:
        self.themes.set_choice(self._theme_choice)
        self.actions_by_name["dark"].setChecked(self._theme.is_dark)

    @Slot()
    def _follow_system(self) -> None:
        if self._theme_choice == "system":
            self._set_theme(theme_for("system"))
            self._show_theme_choice()

    def _set_theme(self, theme: Theme) -> None:
        if self.layout_of_panels.presenting:
            theme = theme.enlarged(_PRESENT_TEXT)
        if theme == self._theme:
            return
        self._theme = theme
        apply_theme(self._app, theme)  # type: ignore[arg-type]
        self.actions_by_name.set_theme(theme)
        panels = (
            self.messages,
            self.latent,
            *(dock.widget() for dock in self.layout_of_panels.docks.values()),
        )
        for panel in panels:
            panel.set_theme(theme)  # type: ignore[attr-defined]
        self._follow_state(self._controller.state)

    @Slot(bool)
    def present(self, on: bool) -> None:
        """Full screen with the plot and the decoded image alone, in larger type; or back."""
        if on is self.layout_of_panels.presenting:
            return
        if on:
            self.layout_of_panels.present((self.menuBar(), self.status, self.toolbar))
        else:
            self.layout_of_panels.end_presenting()
        self._set_theme(theme_for(self._theme_choice))
        self.actions_by_name["present"].setChecked(on)

    @Slot()
    def _show_shortcuts(self) -> None:
        dialog = ShortcutsDialog(self._theme, self.actions_by_name.shortcuts(), self)
        dialog.exec()
        dialog.deleteLater()

    @Slot()
    def _show_about(self) -> None:
        QMessageBox.about(
            self,
            "About VAE Explorer",
            f"<h3>VAE Explorer {__version__}</h3>"
            "<p>Train, probe and decode a variational autoencoder with a two-dimensional latent "
            "space, live.</p><p>MIT licence.</p>",
        )

    @Slot(str)
    def _act_on_message(self, key: str) -> None:
        self.messages.dismiss()
        verb, _, dataset = key.partition(":")
        if verb == "download":
            self._controller.download(dataset)
        elif verb == "train":
            self.train(replace(self.training.config(), dataset=dataset))

    # What has happened

    @Slot(object)
    def _show_snapshot(self, snapshot: Snapshot) -> None:
        self.latent.set_class_names(DATA_SETS[snapshot.config.dataset].class_names)
        self.latent.plot.set_snapshot(snapshot)
        self._curves_throttle.request(snapshot.history)
        self.status.set_model(_describe(snapshot))

    def _show_history(self, history: History) -> None:
        self.curves.set_history(history)

    @Slot(object)
    def _show_mosaic(self, mosaic: Mosaic) -> None:
        self.latent.plot.set_mosaic(mosaic.rect, mosaic.image)

    @Slot(object)
    def _show_images(self, images: LabelledImages | None) -> None:
        self.latent.plot.set_images(images.images if images is not None else None)

    @Slot(float, float)
    def _follow_cursor(self, z1: float, z2: float) -> None:
        self.latent.plot.set_cursor(z1, z2)
        self._point_throttle.request(z1, z2)
        self._curves_throttle.postpone()  # a frame of the drag should not wait for them

    def _show_point(self, z1: float, z2: float) -> None:
        self.decoded.set_point(z1, z2, self.latent.plot.plane.decimals)

    @Slot()
    def _follow_engine(self) -> None:
        self.status.set_busy(None)
        self.strip.set_waiting("Inputs and reconstructions appear here.")

    @Slot()
    def _tell_missing_engine(self) -> None:
        self._tell_waiting("PyTorch cannot be loaded.")

    @Slot()
    def _follow_data_sets(self) -> None:
        self.training.set_available(self._controller.available())

    @Slot(object)
    def _follow_state(self, state: RunState) -> None:
        act, running = self.actions_by_name, state is RunState.RUNNING
        self.training.set_state(state)
        self.status.set_state(state)
        self.latent.plot.set_live(running)
        text = {RunState.PAUSED: "Resume", RunState.FINISHED: "Train on"}.get(state, "Train")
        if running:
            act.show_as("play", "&Pause", "pause", "Pause (Space)", self._theme)
        else:
            act.show_as("play", f"&{text}", "play", f"{text} (Space)", self._theme)
        act["step"].setEnabled(state not in (RunState.PREPARING, RunState.FINISHED))
        act["stop"].setEnabled(state.has_run)
        act["reset"].setEnabled(state is not RunState.PREPARING)
        self._follow_validity()
        self._follow_document()

    @Slot()
    def _follow_validity(self) -> None:
        state = self._controller.state
        startable = state.has_run or not self.training.problems()
        self.actions_by_name["play"].setEnabled(startable and state is not RunState.PREPARING)

    @Slot()
    def _follow_document(self) -> None:
        act = self.actions_by_name
        act["save"].setEnabled(self._controller.snapshot is not None)
        act["save_as"].setEnabled(self._controller.snapshot is not None)
        self.setWindowTitle(f"{self.document.name()}[*] — VAE Explorer")
        self.setWindowModified(self._controller.unsaved)

    @Slot(object)
    def _show_message(self, message: Message) -> None:
        self.messages.show_message(message.severity, message.text, message.actions, message.details)

    # The window itself

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Not a shortcut: a focused button or text field has the first claim to these keys.
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.toggle_training()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.actions_by_name["undo"].trigger()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.actions_by_name["redo"].trigger()
        elif event.key() == Qt.Key.Key_Escape and self.layout_of_panels.presenting:
            self.present(False)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.document.open_path(paths[0])

    def closeEvent(self, event: QCloseEvent) -> None:
        if (self._controller.unsaved or self._controller.saving) and not self._closing:
            event.ignore()
            if self._controller.saving:
                text = "The file is being written; the window waits for it."
                self._show_message(Message("info", text))
            # Later: a close within a close does nothing.
            self.document.confirm(lambda: QTimer.singleShot(0, self, self.close_without_asking))
        else:
            self._finish()
            event.accept()

    def close_without_asking(self) -> None:
        """Close, whatever is unsaved."""
        self._closing = True
        self.close()

    def _finish(self) -> None:
        """Remember how the window was, and stop the threads."""
        self.layout_of_panels.end_presenting()
        self.remembered.save()
        self._controller.shutdown()


def _describe(snapshot: Snapshot) -> str:
    config = snapshot.config
    parts = [DATA_SETS[config.dataset].title, config.architecture.describe()]
    latest = snapshot.history.latest_test
    if latest is not None:
        parts.append(f"test −ELBO {latest.negative_elbo:.1f} nats")
    return "  ·  ".join(parts)
