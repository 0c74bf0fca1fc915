"""The start of PyTorch, which takes a second: in the background, once a window is there."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot

from vae_explorer.session.availability import no_engine
from vae_explorer.session.state import Message
from vae_explorer.session.worker import TrainingWorker


class EngineStart(QObject):
    """What the training thread tells of PyTorch.

    Attributes
    ----------
    ready
        torch is there.
    error
        What its import has raised.
    engine_ready
        torch is there: everything can be decoded from now on.
    engine_failed
        torch cannot be imported: a message has said why.
    devices_found
        The devices that a run can use here, frozenset of str; follows `engine_ready`.
    message_posted
        A `Message`.
    """

    engine_ready = Signal()
    engine_failed = Signal()
    devices_found = Signal(frozenset)
    message_posted = Signal(Message)

    _load_engine = Signal()

    def __init__(self, worker: TrainingWorker, parent: QObject) -> None:
        super().__init__(parent)
        self.ready = False
        self.error: Exception | None = None
        self._asked_for_engine = False
        self._load_engine.connect(worker.load_engine, Qt.ConnectionType.QueuedConnection)
        worker.engine_ready.connect(self._on_engine_ready)
        worker.engine_failed.connect(self._on_engine_failed)
        worker.devices_found.connect(self.devices_found)

    def start_engine(self) -> None:
        """Import torch in the background, once; called when a window has been painted."""
        if not self._asked_for_engine:
            self._asked_for_engine = True
            self._load_engine.emit()

    # Methods of this object, so that Qt runs them on the window's thread

    @Slot()
    def _on_engine_ready(self) -> None:
        import torch

        torch.set_num_threads(1)  # of this thread: a decode is too small to share
        self.ready = True
        self.engine_ready.emit()

    @Slot(Exception)
    def _on_engine_failed(self, error: Exception) -> None:
        self.error = error
        self.message_posted.emit(Message.about(no_engine(error)))
        self.engine_failed.emit()
