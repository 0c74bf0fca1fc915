"""The one place where the science meets the window.

The controller owns the worker threads, the snapshot on the screen and the cursor, and turns the
views' intents into requests. It lives on the window's thread; everything that it hands out is
immutable.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, SignalInstance, Slot

from ..core.config import RunConfig
from ..core.datasets import DATA_SETS
from ..core.datasets.base import LabelledImages
from ..core.errors import UserError
from ..core.geometry import Rect
from ..core.snapshot import Snapshot
from .background import Downloader, MosaicPainter, MosaicRequest
from .state import Message, RunState
from .throttle import Throttle
from .worker import TrainingWorker

OFFLINE = "offline"
STRIP_MS = 500  # the strip may lag behind the image at the cursor
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
        A `vae_explorer.session.background.Mosaic`.
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
        torch is there: decoding works from now on.
    devices_found
        The set of devices that a run can use here; follows `engine_ready`.
    download_progressed
        A `Progress`, or None when no download is under way.
    data_sets_changed
        Another data set is on disk.
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
    devices_found = Signal(object)
    download_progressed = Signal(object)
    data_sets_changed = Signal()
    saved = Signal()

    _load_engine = Signal()
    _start = Signal(object, object)
    _preview = Signal(object, object)
    _start_with_step = Signal(object, object)
    _play = Signal()
    _pause = Signal()
    _step = Signal()
    _end = Signal()
    _discard = Signal()
    _extend = Signal(int)
    _beta = Signal(float)
    _learning_rate = Signal(float)
    _load = Signal(object)
    _save = Signal(object, object)
    _load_images = Signal(str, object, object)
    _paint_mosaic = Signal(object)
    _download = Signal(str, object)

    def __init__(self, data_root: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.data_root = data_root
        self._snapshot: Snapshot | None = None
        self._path: Path | None = None
        self._unsaved = False
        self._saved_step: int | None = None  # of the run on the screen
        self._state = RunState.EMPTY
        self._cursor = (0.0, 0.0)
        self._ready = False
        self._images: LabelledImages | None = None
        self._images_key: tuple[str, int] | None = None
        self._strip_rows: list[int] = []
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._read_images)
        self._strip_throttle = Throttle(STRIP_MS, self._update_strip, self)
        self._mosaic_busy = False
        self._mosaic_next: MosaicRequest | None = None
        self._downloading: str | None = None
        self._worker = TrainingWorker()
        self._painter = MosaicPainter()
        self._downloader = Downloader()
        self._threads: list[QThread] = []
        self._connect_worker()
        self._connect_background()
        for name, member in (
            ("training", self._worker),
            ("mosaic", self._painter),
            ("download", self._downloader),
        ):
            thread = QThread(self)
            thread.setObjectName(name)
            member.moveToThread(thread)
            thread.start()
            self._threads.append(thread)

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
            (self._discard, worker.discard),
            (self._extend, worker.extend),
            (self._beta, worker.set_beta),
            (self._learning_rate, worker.set_learning_rate),
            (self._load, worker.load),
            (self._save, worker.save),
            (self._load_images, worker.load_images),
        ):
            request.connect(slot, Qt.ConnectionType.QueuedConnection)
        worker.engine_ready.connect(self._on_engine_ready)
        worker.devices_found.connect(self.devices_found)
        worker.snapshot_ready.connect(self._on_snapshot)
        worker.progress_changed.connect(self.progress_changed)
        worker.state_changed.connect(self._on_state)
        worker.images_ready.connect(self._on_images)
        worker.loaded.connect(self._on_loaded)
        worker.saved.connect(self._on_saved)
        worker.failed.connect(self._on_failed)

    def _connect_background(self) -> None:
        queued = Qt.ConnectionType.QueuedConnection
        self._paint_mosaic.connect(self._painter.paint, queued)
        self._painter.painted.connect(self._on_mosaic)
        self._download.connect(self._downloader.download, queued)
        self._downloader.progressed.connect(self.download_progressed)
        self._downloader.finished.connect(self._on_downloaded)
        self._downloader.cancelled.connect(self._on_download_cancelled)
        self._downloader.failed.connect(self._on_download_failed)

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
        return self._path

    @property
    def unsaved(self) -> bool:
        """Whether something was trained that no file holds."""
        return self._unsaved

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

    def show_snapshot(self, snapshot: Snapshot, path: Path | None) -> None:
        """Put a snapshot on the screen that nothing was lost for."""
        self._path = path
        self._unsaved = False
        self._adopt(snapshot)
        self.opened.emit()
        self.document_changed.emit()
        self._request_images()

    def set_cursor(self, z1: float, z2: float) -> None:
        """Move the cursor and decode there at once."""
        if not (np.isfinite(z1) and np.isfinite(z2)):
            return
        self._cursor = (float(z1), float(z2))
        self.cursor_changed.emit(*self._cursor)
        self._decode()
        if self._rest.isActive():
            self._rest.start()

    def request_mosaic(self, rect: Rect, columns: int, rows: int) -> None:
        """Ask for a mosaic of a region; while one is being made, only the newest wish is kept."""
        if self._snapshot is None or columns < 1 or rows < 1:
            return
        self._mosaic_next = MosaicRequest(self._snapshot, rect, columns, rows)
        self._send_mosaic()

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
        self._path = None
        self._saved_step = None
        self._unsaved = False
        request.emit(config, self.data_root)
        self.document_changed.emit()

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
        """Read a model file; what is on the screen stays until it has been read."""
        if self._state.has_run:
            self._pause.emit()
        self._load.emit(path)

    def save(self, path: Path) -> None:
        """Write the model file; `saved` follows, or an error message."""
        if self._snapshot is not None:
            self._save.emit(self._snapshot, path)

    def download(self, key: str) -> None:
        """Fetch a data set in the background."""
        if self._downloading is not None:
            self._post("info", "A download is under way; wait for it, or cancel it.")
            return
        self._downloading = key
        self._downloader.allow()
        self._download.emit(key, self.data_root)

    def cancel_download(self) -> None:
        """Stop the download; the next attempt goes on where this one stopped."""
        self._downloader.cancel()

    def shutdown(self) -> None:
        """Stop all threads; takes well under a second."""
        self._worker.interrupt()
        self._downloader.cancel()
        for thread in self._threads:
            thread.quit()
        for thread in self._threads:
            thread.wait()
        self._threads.clear()

    # Receivers: methods of this object, so that Qt runs them on the window's thread

    @Slot()
    def _on_engine_ready(self) -> None:
        import torch

        torch.set_num_threads(1)  # of this thread: a decode is too small to share
        self._ready = True
        self.engine_ready.emit()
        self._decode()
        self._update_strip()
        self._send_mosaic()
        self._request_images()

    @Slot(object)
    def _on_snapshot(self, snapshot: Snapshot) -> None:
        was_unsaved = self._unsaved
        self._unsaved = snapshot.step > 0 and snapshot.step != self._saved_step
        self._adopt(snapshot)
        self._worker.acknowledge()
        if was_unsaved != self._unsaved:
            self.document_changed.emit()

    @Slot(object)
    def _on_state(self, state: RunState) -> None:
        self._state = state
        self.state_changed.emit(state)

    @Slot(str, object, object)
    def _on_images(self, key: str, seed: int, images: LabelledImages) -> None:
        self._images = images
        self._images_key = (key, seed)
        self._choose_strip()
        self._publish_images()

    @Slot(object, object)
    def _on_loaded(self, snapshot: Snapshot, path: Path) -> None:
        self.show_snapshot(snapshot, path)

    @Slot(object, object)
    def _on_saved(self, snapshot: Snapshot, path: Path) -> None:
        self._path = path
        self._saved_step = snapshot.step
        self._unsaved = self._snapshot is not None and self._snapshot.step > snapshot.step
        self.document_changed.emit()
        self._post("success", f"Saved {path.name} in {path.parent}.")
        self.saved.emit()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._post_error(error)

    @Slot(object)
    def _on_mosaic(self, mosaic: object) -> None:
        self._mosaic_busy = False
        if mosaic is not None:
            self.mosaic_changed.emit(mosaic)
        self._send_mosaic()

    @Slot(str)
    def _on_downloaded(self, key: str) -> None:
        self._end_download()
        self.data_sets_changed.emit()
        title = DATA_SETS[key].title
        self._post(
            "success", f"{title} is on this computer now.", ((f"Train on {title}", f"train:{key}"),)
        )
        self._request_images()

    @Slot()
    def _on_download_cancelled(self) -> None:
        self._end_download()
        self._post("info", "The download was cancelled; it goes on from there next time.")

    @Slot(object)
    def _on_download_failed(self, error: Exception) -> None:
        self._end_download()
        self._post_error(error)

    def _end_download(self) -> None:
        self._downloading = None
        self.download_progressed.emit(None)

    # Helpers

    def _adopt(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.snapshot_changed.emit(snapshot)
        self._publish_images()
        self._decode()
        self._strip_throttle.request()

    def _decode(self) -> None:
        if self._ready and self._snapshot is not None:
            image = self._snapshot.decode(np.array([self._cursor], np.float32))[0, 0]
            self.image_changed.emit(image)

    def _send_mosaic(self) -> None:
        if self._ready and not self._mosaic_busy and self._mosaic_next is not None:
            self._mosaic_busy = True
            request, self._mosaic_next = self._mosaic_next, None
            self._paint_mosaic.emit(request)

    def _request_images(self) -> None:
        if self._snapshot is None or not self._ready:
            return
        config = self._snapshot.config
        wanted = (config.dataset, config.seed)
        if self._images_key == wanted:
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
        elif self._images is None:
            self._load_images.emit(OFFLINE, self.data_root, config.seed)

    def _publish_images(self) -> None:
        images = self._images
        self.images_changed.emit(images if self._images_match() else None)

    def _images_match(self) -> bool:
        """Whether the images at hand are those that the snapshot's codes are of."""
        if self._images is None or self._snapshot is None or self._images_key is None:
            return False
        count = len(self._snapshot.labels)
        return (
            self._images_key[0] == self._snapshot.config.dataset
            and len(self._images) >= count
            and np.array_equal(self._images.labels[:count], self._snapshot.labels)
        )

    def _choose_strip(self) -> None:
        """Take the first image of each class."""
        assert self._images is not None
        self._strip_rows = np.unique(self._images.labels, return_index=True)[1].tolist()
        self._update_strip()

    def _update_strip(self) -> None:
        if not (self._ready and self._snapshot is not None and self._images is not None):
            return
        inputs: NDArray[np.uint8] = self._images.images[self._strip_rows]
        outputs = self._snapshot.reconstruct(inputs)[:, 0]
        key = self._images_key[0] if self._images_key else OFFLINE
        names = [DATA_SETS[key].class_names[i] for i in self._images.labels[self._strip_rows]]
        self.strip_changed.emit(inputs, outputs, names)

    def _post(
        self, severity: str, text: str, actions: Sequence[tuple[str, str]] = (), details: str = ""
    ) -> None:
        self.message_posted.emit(Message(severity, text, tuple(actions), details))

    def _post_error(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._post("error", str(error), details=error.details)
            return
        details = "".join(traceback.format_exception(error))
        text = (
            f"Something unexpected went wrong ({type(error).__name__}); what was trained is kept."
        )
        self._post("error", text, details=details)
