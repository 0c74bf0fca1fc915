"""Opening and saving, and the question that is asked before unsaved work is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from vae_explorer.core.storage.model_file import SUFFIX
from vae_explorer.session.controller import Controller
from vae_explorer.session.settings import Settings
from vae_explorer.session.state import RunState

_FILTER = f"VAE Explorer models (*{SUFFIX})"


class Document(QObject):
    """The flow around one model file at a time.

    Attributes
    ----------
    recent_changed
        Another file was opened or saved.
    """

    recent_changed = Signal()

    def __init__(self, controller: Controller, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._controller = controller
        self._settings = settings
        self._window = window
        self._after_save: Callable[[], None] | None = None
        controller.saved.connect(self._on_saved)
        controller.document_changed.connect(self._on_document_changed)
        controller.save_failed.connect(self._on_save_failed)

    def name(self) -> str:
        """Return what the window's title calls the model."""
        path = self._controller.path
        if path is not None:
            return path.name
        return "Bundled model" if self._controller.bundled else "New model"

    def open(self) -> None:
        """Ask for a file and open it."""
        folder = str(self._controller.path.parent) if self._controller.path else ""
        chosen, _ = QFileDialog.getOpenFileName(self._window, "Open a model", folder, _FILTER)
        if chosen:
            self.open_path(Path(chosen))

    def open_path(self, path: Path) -> None:
        """Open a file, once nothing can be lost by it."""
        self.confirm(lambda: self._controller.open(path))

    def save(self) -> None:
        """Save in the file that the model has, or ask for one."""
        if self._controller.snapshot is None:
            return
        if self._controller.path is None:
            self.save_as()
        else:
            self._controller.save(self._controller.path)

    def save_as(self) -> None:
        """Ask for a file and save in it."""
        snapshot = self._controller.snapshot
        if snapshot is None:
            return
        config = snapshot.config
        suggestion = (
            f"{config.dataset}-{config.preset or 'custom'}-epoch-{round(snapshot.epoch)}{SUFFIX}"
        )
        if self._controller.path is not None:
            suggestion = str(self._controller.path)
        path = self._ask_for_file(suggestion)
        if path is None:
            self._after_save = None
        else:
            self._controller.save(path)

    def _ask_for_file(self, suggestion: str) -> Path | None:
        """Ask for a file to save in, and before an old one is replaced; None to give up."""
        while True:
            chosen, _ = QFileDialog.getSaveFileName(
                self._window, "Save the model", suggestion, _FILTER
            )
            if not chosen:
                return None
            path = Path(chosen)
            if path.suffix == SUFFIX:
                return path
            path = Path(f"{path}{SUFFIX}")
            # The dialog has asked about the name as it was typed, and knows nothing of this one.
            if not path.exists() or self._may_replace(path):
                return path
            suggestion = str(path)

    def _may_replace(self, path: Path) -> bool:
        answer = QMessageBox.question(
            self._window,
            "Save the model",
            f"{path.name} already exists in {path.parent}. Replace it?",
        )
        return answer == QMessageBox.StandardButton.Yes

    def confirm(self, go_on: Callable[[], None]) -> None:
        """Go on at once if nothing is unsaved; otherwise ask first, and save first if wanted.

        A file that is still being written is waited for; should that fail, nothing goes on.
        """
        if self._controller.saving:
            self._after_save = lambda: self.confirm(go_on)
            return
        if not self._controller.unsaved:
            go_on()
            return
        was_running = self._controller.state is RunState.RUNNING
        self._controller.pause()
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self._window,
            "Unsaved model",
            "This model has been trained and not saved. Save it first?",
            buttons.Save | buttons.Discard | buttons.Cancel,
            buttons.Save,
        )
        if answer == buttons.Discard:
            go_on()
        elif answer == buttons.Save:
            self._after_save = go_on
            self.save()
        if was_running:
            # Requests are met in turn: by then, a run that was to be replaced is no longer there.
            self._controller.play()

    @Slot()
    def _on_saved(self) -> None:
        go_on, self._after_save = self._after_save, None
        if go_on is not None:
            go_on()

    @Slot()
    def _on_save_failed(self) -> None:
        self._after_save = None  # stay, so that nothing is lost

    @Slot()
    def _on_document_changed(self) -> None:
        path = self._controller.path
        if path is not None and self._settings.recent_files[:1] != [path.absolute()]:
            self._settings.add_recent_file(path)
            self.recent_changed.emit()
