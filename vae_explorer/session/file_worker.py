"""Model files, read and written on the training thread so that the window need not wait."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import ModelFile, load, save_snapshot
from vae_explorer.core.training_state import TrainingState
from vae_explorer.session.requests import Capture, Saved, SaveRequest

Newest = Callable[[SaveRequest], tuple[Snapshot, TrainingState | None]]


class FileWorker(QObject):
    """Reads and writes one file after the other.

    Parameters
    ----------
    newest
        Returns what a request should write: the run as it is now, if it is being trained.
    parent
        Lives on the thread, and this with it.

    Attributes
    ----------
    loaded
        The `ModelFile` that was read, its `Path`, and whether it was recovered.
    saved
        A `Saved`.
    save_failed
        Id of the run, and the exception that ended its save.
    load_failed
        The exception that ended a reading.
    captured
        A `Capture`.
    saving
        Whether a file is being written, for which nothing may be broken off.
    rescued
        Set when `rescue` has done what it can.
    """

    loaded = Signal(ModelFile, Path, bool)
    saved = Signal(Saved)
    save_failed = Signal(int, BaseException)
    load_failed = Signal(BaseException)
    captured = Signal(Capture)

    def __init__(self, newest: Newest, parent: QObject) -> None:
        super().__init__(parent)
        self._newest = newest
        self.saving = False
        self.rescued = threading.Event()

    @Slot(Path, bool)
    def load(self, path: Path, recovered: bool) -> None:
        """Read a model file; one that was `recovered` is no file of the user's."""
        try:
            file = load(path)
        except Exception as error:
            self.load_failed.emit(error)
        else:
            self.loaded.emit(file, path, recovered)

    @Slot(SaveRequest)
    def save(self, request: SaveRequest) -> None:
        """Write a run; `saved` or `save_failed` follows, whatever happens."""
        try:
            saved = self._write(request)
        except BaseException as error:
            self.save_failed.emit(request.run_id, error)
        else:
            self.saved.emit(saved)

    @Slot(SaveRequest)
    def capture(self, request: SaveRequest) -> None:
        """Answer with a run as it is now, for others to write; nothing is written here."""
        try:
            snapshot, training = self._newest(request)
        except Exception:  # a run that is broken: what the window knows of it is the best there is
            snapshot, training = request.snapshot, request.training
        if training is not None and training.step != snapshot.step:
            training = None
        self.captured.emit(Capture(request, snapshot, training))

    @Slot(list)
    def rescue(self, requests: list[SaveRequest]) -> None:
        """Write runs, as the program is about to end.

        Nothing is told of it but by `rescued`: such files are not the user's.
        """
        try:
            for request in requests:
                with suppress(Exception):  # the others are written nevertheless
                    self._write(request)
        finally:
            self.rescued.set()

    def _write(self, request: SaveRequest) -> Saved:
        self.saving = True
        try:
            snapshot, training = self._newest(request)
            if not request.whole or (training is not None and training.step != snapshot.step):
                training = None
            half = request.half and training is None
            save_snapshot(snapshot, request.path, training=training, half_precision=half)
            size = request.path.stat().st_size
            return Saved(request.run_id, request.path, snapshot, training is not None, size)
        finally:
            self.saving = False
