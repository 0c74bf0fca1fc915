"""The one place where the science meets the window.

The controller owns the worker threads, the snapshot on the screen and the cursor, and turns the
views' intents into requests. It lives on the window's thread; everything that it hands out is
immutable.
"""

from __future__ import annotations

import math
import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal, SignalInstance, Slot

from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.data.base import LabelledImages
from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.errors import UserError
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.background import Background
from vae_explorer.session.document import Document
from vae_explorer.session.downloads import Downloads
from vae_explorer.session.held_out import HeldOut
from vae_explorer.session.mosaics import MosaicRequest, Mosaics
from vae_explorer.session.state import Message, RunState
from vae_explorer.session.throttle import Throttle
from vae_explorer.session.worker import TrainingWorker

OFFLINE = "offline"
STRIP_MS = 750  # the strip may lag behind the image at the cursor
NEXT_MOVE_MS = 17  # until when a hand that drags has moved again
REST_MS = 300  # without a move of the cursor, after which the hand is taken to rest


class Controller(QObject):
    """State of the explorer and its threads.

    Parameters
    ----------
    data_root
        Folder of the data sets.

    Attributes
    ----------
    snapshot_changed
        The `Snapshot` on the screen.
    image_changed
        The decoded image at the cursor, (28, 28) in [0, 1].
    cursor_changed
        z₁ and z₂.
    mosaic_changed
        A `vae_explorer.session.mosaics.Mosaic`.
    strip_changed
        Inputs (n, 28, 28) uint8, reconstructions (n, 28, 28), names of the classes.
    images_changed
        The `LabelledImages` behind the snapshot's codes, or None.
    state_changed, progress_changed, message_posted
        `RunState`, `RunProgress` and `Message`.
    opened
        Another model is on the screen, from a file.
    document_changed
        The file on the screen may have another name, or unsaved changes.
    engine_ready
        torch is there: everything can be decoded from now on.
    engine_failed
        torch cannot be imported: a message has said why.
    devices_found
        The set of devices that a run can use here; follows `engine_ready`.
    download_progressed
        A `Progress`, or None when no download is under way.
    data_sets_changed
        Another data set is on disk.
    saved, save_failed
        How a save has ended.
    """

    snapshot_changed = Signal(object)
    image_changed = Signal(object)
    cursor_changed = Signal(float, float)
    mosaic_changed = Signal(object)
    strip_changed = Signal(object, object, object)
    images_changed = Signal(object)
    state_changed = Signal(object)
    progress_changed = Signal(object)
    message_posted = Signal(object)
    opened = Signal()
    document_changed = Signal()
    engine_ready = Signal()
    engine_failed = Signal()
    devices_found = Signal(object)
    download_progressed = Signal(object)
    data_sets_changed = Signal()
    saved = Signal()
    save_failed = Signal()

    _load_engine = Signal()
    _start = Signal(object, object)
    _preview = Signal(object, object)
    _start_with_step = Signal(object, object)
    _play = Signal()
    _pause = Signal()
    _step = Signal()
    _end = Signal()
    _extend = Signal(int)
    _beta = Signal(float)
    _learning_rate = Signal(float)
    _load = Signal(object)
    _save = Signal(object, object, int)
    _quit = Signal()
    _load_images = Signal(str, object, object)

    def __init__(self, data_root: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.data_root = data_root
        self._snapshot: Snapshot | None = None
        self._document = Document()
        self._saves = 0  # asked for, and not ended
        self._state = RunState.EMPTY
        self._runs_asked_for = 0  # which the worker has not taken up yet
        self._cursor = (0.0, 0.0)
        self._ready = False
        self._held_out: HeldOut | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._read_images)
        self._next_move = QTimer(self, singleShot=True, interval=NEXT_MOVE_MS)
        self._next_move.timeout.connect(self._decode)
        self._strip_throttle = Throttle(STRIP_MS, self._update_strip, self)
        self._worker = TrainingWorker()
        self._training = Background(self._worker, "training", self)
        self._mosaics = Mosaics(self)
        self._downloads = Downloads(self)
        self._is_shut_down = False
        self._connect_worker()
        self._connect_background()

    def _connect_worker(self) -> None:
        worker = self._worker
        for request, slot in (
            (self._load_engine, worker.load_engine),
            (self._start, worker.start),
            (self._preview, worker.preview),
            (self._start_with_step, worker.start_with_step),
            (self._play, worker.play),
            (self._pause, worker.pause),
            (self._step, worker.step),
            (self._end, worker.end),
            (self._extend, worker.extend),
            (self._beta, worker.set_beta),
            (self._learning_rate, worker.set_learning_rate),
            (self._load, worker.load),
            (self._save, worker.save),
            (self._quit, worker.quit),
            (self._load_images, worker.load_images),
        ):
            request.connect(slot, Qt.ConnectionType.QueuedConnection)
        worker.engine_ready.connect(self._on_engine_ready)
        worker.engine_failed.connect(self._on_engine_failed)
        worker.devices_found.connect(self.devices_found)
        worker.snapshot_ready.connect(self._on_snapshot)
        worker.progress_changed.connect(self.progress_changed)
        worker.state_changed.connect(self._on_state)
        worker.images_ready.connect(self._on_images)
        worker.loaded.connect(self.show_snapshot)
        worker.saved.connect(self._on_saved)
        worker.save_failed.connect(self._on_save_failed)
        worker.failed.connect(self.report)

    def _connect_background(self) -> None:
        self._mosaics.painted.connect(self.mosaic_changed)
        self._downloads.progressed.connect(self.download_progressed)
        self._downloads.finished.connect(self._on_downloaded)
        self._downloads.message_posted.connect(self.message_posted)

    # What is on the screen

    @property
    def snapshot(self) -> Snapshot | None:
        """The snapshot on the screen."""
        return self._snapshot

    @property
    def state(self) -> RunState:
        """What the training is doing."""
        return self._state

    @property
    def path(self) -> Path | None:
        """The file that the model was last read from or written to; None for a new one."""
        return self._document.path

    @property
    def bundled(self) -> bool:
        """Whether the model is the one that the program brings."""
        document = self._document
        return self._snapshot is not None and document.path is None and document.number == 0

    @property
    def unsaved(self) -> bool:
        """Whether something was trained that no file holds."""
        return self._document.unsaved

    @property
    def saving(self) -> bool:
        """Whether a file is still being written."""
        return self._saves > 0

    @property
    def ready(self) -> bool:
        """Whether torch is loaded."""
        return self._ready

    @property
    def cursor(self) -> tuple[float, float]:
        """Where in the plane the decoded image is from."""
        return self._cursor

    def available(self) -> dict[str, bool]:
        """Return for each data set whether it is on disk."""
        return {key: data.is_available(self.data_root) for key, data in DATA_SETS.items()}

    def start_engine(self) -> None:
        """Import torch in the background; called once the window has been painted."""
        self._load_engine.emit()

    @Slot(object, object, int)
    def show_snapshot(self, snapshot: Snapshot, path: Path | None, number: int = 0) -> None:
        """Put a snapshot on the screen that nothing was lost for.

        Parameters
        ----------
        path
            The file that holds it, or None for the bundled model.
        number
            Which the worker gave it; 0 if it is not from there.
        """
        try:
            self._adopt(snapshot, Document(number, path, snapshot.step, saved_step=snapshot.step))
        finally:  # even if it cannot be decoded
            self.opened.emit()
            self.document_changed.emit()
            self._request_images()

    def set_cursor(self, z1: float, z2: float) -> None:
        """Move the cursor and decode there at once."""
        if not (math.isfinite(z1) and math.isfinite(z2)):
            return
        self._cursor = (float(z1), float(z2))
        self.cursor_changed.emit(*self._cursor)
        self._decode()
        if self._rest.isActive():
            self._rest.start()
        self._strip_throttle.postpone()

    def request_mosaic(self, rect: Rect, columns: int, rows: int) -> None:
        """Ask for a mosaic of a region; while one is being made, only the newest wish is kept."""
        if self._snapshot is None or columns < 1 or rows < 1:
            return
        self._mosaics.request(MosaicRequest(self._snapshot, rect, columns, rows))

    # Training

    def train(self, config: RunConfig) -> None:
        """Begin a new run, on generated digits where the data set is not on this computer."""
        self._begin(config, self._start)

    def reset(self, config: RunConfig) -> None:
        """Show the untrained network of a configuration, at step 0."""
        self._begin(config, self._preview)

    def start_with_step(self, config: RunConfig) -> None:
        """Begin a new run with a single step, as `train` does."""
        self._begin(config, self._start_with_step)

    def _begin(self, config: RunConfig, request: SignalInstance) -> None:
        data = DATA_SETS[config.dataset]
        if not data.is_available(self.data_root):
            actions = ((f"Download {data.title}", f"download:{data.key}"),)
            self._post(
                "warning",
                f"{data.title} is not on this computer, so training uses "
                f"{DATA_SETS[OFFLINE].title.lower()} for now.",
                actions if data.can_download else (),
            )
            config = replace(config, dataset=OFFLINE)
        # The worker may have torch or images to load before it can say so itself.
        self._runs_asked_for += 1
        self._set_state(RunState.PREPARING)
        request.emit(config, self.data_root)

    def play(self) -> None:
        """Go on with a paused run."""
        self._play.emit()

    def pause(self) -> None:
        """Halt the run; everything stays explorable."""
        self._pause.emit()

    def step(self) -> None:
        """Take one optimiser step."""
        self._step.emit()

    def end_run(self) -> None:
        """Give the run up and keep what it has reached on the screen."""
        self._end.emit()

    def extend(self, epochs: int) -> None:
        """Train a finished run for more epochs."""
        self._extend.emit(epochs)

    def set_beta(self, value: float) -> None:
        """Change β of the run."""
        self._beta.emit(value)

    def set_learning_rate(self, value: float) -> None:
        """Change the learning rate of the run."""
        self._learning_rate.emit(value)

    # Files and data sets

    def open(self, path: Path) -> None:
        """Read a model file; what is on the screen, or runs, goes on until it has been read."""
        self._load.emit(path)

    def save(self, path: Path) -> None:
        """Write the model file; `saved` follows, or an error message and `save_failed`."""
        if self._snapshot is not None:
            self._saves += 1
            self._save.emit(self._snapshot, path, self._document.number)

    def download(self, key: str) -> None:
        """Fetch a data set in the background."""
        self._downloads.begin(key, self.data_root)

    def cancel_download(self) -> None:
        """Stop the download; the next attempt goes on where this one stopped."""
        self._downloads.cancel()

    @Slot(object)
    def report(self, error: Exception) -> None:
        """Post a message about an error."""
        self.message_posted.emit(Message.about(error))

    def shutdown(self) -> None:
        """Stop all threads; takes well under a second, or as long as the saves that wait."""
        if self._is_shut_down:
            return
        self._is_shut_down = True
        self._worker.interrupt()
        self._downloads.cancel()
        self._quit.emit()
        self._mosaics.end()
        self._downloads.end()
        for thread in (self._training, self._mosaics, self._downloads):
            thread.wait()

    # Receivers: methods of this object, so that Qt runs them on the window's thread

    @Slot()
    def _on_engine_ready(self) -> None:
        import torch

        torch.set_num_threads(1)  # of this thread: a decode is too small to share
        self._ready = True
        self.engine_ready.emit()
        self._mosaics.begin()  # even if the image at the cursor cannot be decoded
        self._decode()
        self._update_strip()
        self._request_images()

    @Slot(object)
    def _on_engine_failed(self, error: Exception) -> None:
        self.report(
            UserError(
                f"PyTorch cannot be loaded ({type(error).__name__}), so that nothing can be "
                "trained or reconstructed.",
                "Install it anew: python -m pip install --force-reinstall torch",
                details="".join(traceback.format_exception(error)),
            )
        )
        self.engine_failed.emit()

    @Slot(object, int)
    def _on_snapshot(self, snapshot: Snapshot, number: int) -> None:
        known = self._document
        run = known if number == known.number else Document(number)
        document = replace(run, step=snapshot.step)
        try:
            self._adopt(snapshot, document)
        finally:
            # Whatever went wrong on the screen, the next snapshot may be drawn.
            self._worker.acknowledge()
            if run is not known or document.unsaved != known.unsaved:
                self.document_changed.emit()

    @Slot(object)
    def _on_state(self, state: RunState) -> None:
        if state is RunState.PREPARING:
            self._runs_asked_for -= 1
        elif not self._runs_asked_for:  # else it is news of a run that is to be replaced
            self._set_state(state)

    def _set_state(self, state: RunState) -> None:
        if state is not self._state:
            self._state = state
            if state is not RunState.RUNNING and self._next_move.isActive():
                self._decode()  # the last snapshot of the run
            self.state_changed.emit(state)

    @Slot(str, object, object)
    def _on_images(self, key: str, seed: int, images: LabelledImages) -> None:
        self._held_out = HeldOut(key, seed, images)
        self._update_strip()
        self._publish_images()

    @Slot(object, object, int)
    def _on_saved(self, snapshot: Snapshot, path: Path, number: int) -> None:
        self._saves -= 1
        if number == self._document.number:
            self._document = replace(self._document, path=path, saved_step=snapshot.step)
            self.document_changed.emit()
        self._post("success", f"Saved {path.name} in {path.parent}.")
        self.saved.emit()

    @Slot(object)
    def _on_save_failed(self, error: Exception) -> None:
        self._saves -= 1
        self.report(error)
        self.save_failed.emit()

    @Slot(str)
    def _on_downloaded(self, _key: str) -> None:
        self.data_sets_changed.emit()
        self._request_images()

    # Helpers

    def _adopt(self, snapshot: Snapshot, document: Document) -> None:
        self._snapshot, self._document = snapshot, document
        self.snapshot_changed.emit(snapshot)
        self._publish_images()
        if self._state is RunState.RUNNING:
            self._next_move.start()  # which decodes anyway; without one, the image follows then
        else:
            self._decode()
        self._strip_throttle.request()

    @Slot()
    def _decode(self) -> None:
        self._next_move.stop()
        snapshot = self._snapshot
        if snapshot is not None and (self._ready or snapshot.decodes_points_alone):
            image = snapshot.decode(np.array([self._cursor], np.float32))[0, 0]
            self.image_changed.emit(image)

    def _request_images(self) -> None:
        if self._snapshot is None or not self._ready:
            return
        config = self._snapshot.config
        if self._held_out is not None and self._held_out.are_of(config):
            self._publish_images()
        else:
            # The first reading imports torchvision: a second in which frames come late.
            self._rest.start()

    @Slot()
    def _read_images(self) -> None:
        if self._snapshot is None:
            return
        config = self._snapshot.config
        if DATA_SETS[config.dataset].is_available(self.data_root):
            self._load_images.emit(config.dataset, self.data_root, config.seed)
        elif self._held_out is None:
            self._load_images.emit(OFFLINE, self.data_root, config.seed)

    def _publish_images(self) -> None:
        held_out, snapshot = self._held_out, self._snapshot
        if held_out is not None and snapshot is not None and held_out.belong_to(snapshot):
            self.images_changed.emit(held_out.images)
        else:
            self.images_changed.emit(None)

    def _update_strip(self) -> None:
        if self._ready and self._snapshot is not None and self._held_out is not None:
            self.strip_changed.emit(*self._held_out.strip(self._snapshot))

    def _post(self, severity: str, text: str, actions: Sequence[tuple[str, str]] = ()) -> None:
        self.message_posted.emit(Message(severity, text, tuple(actions)))
