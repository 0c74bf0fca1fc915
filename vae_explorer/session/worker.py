"""The training thread: it alone touches live weights.

Requests arrive as queued slots and run between chunks of training steps, so that nothing needs a
lock. What leaves is immutable: snapshots, progress, and errors, each with the id of its run.
"""

from __future__ import annotations

import threading
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from vae_explorer.core.config import RunConfig
from vae_explorer.core.data.base import LabelledImages, Split
from vae_explorer.core.early import EarlyMeasurements
from vae_explorer.core.errors import Interrupted
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.training_state import TrainingState
from vae_explorer.session.beginnings import trainer_for
from vae_explorer.session.engine import find_devices, import_engine
from vae_explorer.session.epoch_strips import StripMaker
from vae_explorer.session.file_worker import FileWorker
from vae_explorer.session.framer import Framer
from vae_explorer.session.guard import reported
from vae_explorer.session.held_out import HeldOut
from vae_explorer.session.image_shelf import ImageShelf
from vae_explorer.session.pacing import FIRST_EPOCHS, Pacing
from vae_explorer.session.requests import SaveRequest, TrainRequest
from vae_explorer.session.state import RunProgress, RunState

if TYPE_CHECKING:
    from vae_explorer.core.training import Trainer

CHUNK_SECONDS = 0.03  # between looks at the queue: the longest that a pause waits
# Codes that are renewed for each publication: more at first, when each step moves the plane most.
FIRST_CODES_PER_PUBLISH, CODES_PER_PUBLISH = 2500, 1000
TINY_STEP_SECONDS = 0.002


class TrainingWorker(QObject):
    """Trains one run at a time.

    Attributes
    ----------
    engine_ready
        Emitted once, when torch has been imported.
    engine_failed
        The exception that importing torch ended with.
    devices_found
        The set of devices that a run can use here; follows `engine_ready`.
    snapshot_ready
        Id of a run, and its newest `Snapshot`. The next waits until `acknowledge` is called, so
        that a slow window never builds a backlog.
    progress_changed
        Id of the run, and a `RunProgress`.
    state_changed
        The same, and a `RunState`.
    let_go
        Id of a run that is trained no more, the `TrainingState` to go on from, and its seconds.
    images_ready
        Key of a data set, its seed, and its held-out `LabelledImages`.
    failed
        The exception that ended a request or the run.
    files, strips, framer
        Read and write model files, keep what becomes of some digits at chosen epochs, and keep
        moments of the run; on the same thread.
    """

    engine_ready = Signal()
    engine_failed = Signal(Exception)
    devices_found = Signal(frozenset)
    snapshot_ready = Signal(int, Snapshot)
    progress_changed = Signal(int, RunProgress)
    state_changed = Signal(int, RunState)
    let_go = Signal(int, TrainingState, float)
    images_ready = Signal(str, object, LabelledImages)  # a seed may have 63 bits
    failed = Signal(BaseException)
    _advance_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.files = FileWorker(self._newest, self)
        self.files.load_failed.connect(self.failed)
        self.strips = StripMaker(self)
        self.framer = Framer(self)
        self._trainer: Trainer | None = None
        self._run_id = 0
        # The run that was let go last: a request may have been on its way that knows it no better.
        self._left: tuple[int, Snapshot, TrainingState] | None = None
        self._running = False
        self._scheduled = False
        self._shelf = ImageShelf()
        self._pacing = Pacing()
        self._early = EarlyMeasurements()
        self._acknowledged = threading.Event()
        self._acknowledged.set()
        self.interrupted = threading.Event()
        self._stopping = threading.Event()  # the run that is there is to be let go
        self._advance_requested.connect(self._advance, Qt.ConnectionType.QueuedConnection)

    def acknowledge(self) -> None:
        """Allow the next snapshot; called from the receiving thread when it has drawn one."""
        self._acknowledged.set()

    def interrupt(self) -> None:
        """Do nothing more than the saves that were asked for; called from any thread, for good.

        Training ends at its next step, and what is being prepared soon.
        """
        self.interrupted.set()

    def hurry(self) -> None:
        """End the chunk of steps that it is in at its next step; called from any thread."""
        self._stopping.set()

    @Slot()
    def quit(self) -> None:
        """End the thread: asked for after `interrupt`, and met after the saves before it."""
        QThread.currentThread().quit()

    def _should_stop(self) -> bool:
        return self.interrupted.is_set() and not self.files.saving

    @Slot()
    def load_engine(self) -> None:
        """Import torch, which takes a second or two."""
        try:
            import_engine()
        except Exception as error:  # whatever a broken installation raises
            self.engine_failed.emit(error)
            return
        self.engine_ready.emit()
        self.devices_found.emit(find_devices())

    # The run

    @Slot(TrainRequest)
    @reported(ends_run=True)
    def train(self, request: TrainRequest) -> None:
        """Let go of the run that is there, and begin another or go on with it."""
        try:
            self._let_go()
        except Interrupted:
            raise
        except BaseException as error:  # which is that run's, and not this one's
            self.give_up(RunState.FAILED)
            self.failed.emit(error)
        self._run_id = request.run_id
        self._tell(RunState.PREPARING)
        try:
            self._trainer = self._prepare(request)
        except Interrupted:  # called off, or the window is closed
            self.give_up(RunState.EMPTY)
            return
        self.framer.begin(request.run_id)
        if self._left is not None and self._left[0] == request.run_id:
            self._left = None
        self._publish(self._trainer, exact=request.then != "play")  # which soon has better ones
        if self._trainer.finished:
            self._tell(RunState.FINISHED)
        elif request.then == "play":
            self._play()
        elif request.then == "step":
            self._step()
        else:
            self.give_up(RunState.EMPTY)

    @Slot()
    @reported(ends_run=True)
    def play(self) -> None:
        """Go on with the run."""
        self._play()

    @Slot()
    @reported(ends_run=True)
    def pause(self) -> None:
        """Stop between two steps; everything stays explorable."""
        if self._running and self._trainer is not None:
            self._pause(self._trainer)

    @Slot()
    @reported(ends_run=True)
    def step(self) -> None:
        """Take one optimiser step and pause."""
        self._step()

    @Slot()
    @reported(ends_run=True)
    def stop(self) -> None:
        """Let go of the run; the last snapshot is published first, exact."""
        self._let_go()

    @Slot(int, RunConfig)
    @reported()
    def change(self, run_id: int, config: RunConfig) -> None:
        """Change settings of the run from the next step on; more epochs go on with a finished."""
        if self._trainer is not None and run_id == self._run_id:
            was_finished = self._trainer.finished
            self._trainer.change(config)
            self.framer.want()
            if was_finished and not self._trainer.finished:
                self._play()

    def _let_go(self) -> None:
        """Keep what going on with the run takes, and have no run any more."""
        self._stopping.clear()
        trainer, self._running = self._trainer, False
        if trainer is None:
            return
        finished = trainer.finished
        snapshot, state = self._publish(trainer, exact=True), trainer.state()
        self._left = (self._run_id, snapshot, state)
        self.let_go.emit(self._run_id, state, self._pacing.seconds)
        self.give_up(RunState.FINISHED if finished else RunState.STOPPED)

    def give_up(self, state: RunState) -> None:
        """Have no run any more."""
        self._running = False
        self._trainer = None
        self._tell(state)

    def _step(self) -> None:
        trainer = self._trainer
        if trainer is None or trainer.finished:
            return
        self._running = False
        trainer.step_once()
        self.strips.look(self._run_id, trainer)
        self._pacing.halt()
        if trainer.finished:
            self._finish(trainer)
        else:
            self._pause(trainer)

    def _prepare(self, request: TrainRequest) -> Trainer:
        config = request.config
        train = self._images(config.dataset, request.root, "train", config.seed)
        test = self._images(config.dataset, request.root, "test", config.seed)
        self._pacing.clear()
        self._early = EarlyMeasurements()
        self.images_ready.emit(config.dataset, config.seed, test)
        self.strips.begin(HeldOut(config.dataset, config.seed, test))
        tell = partial(self.progress_changed.emit, request.run_id)
        called_off = self._stopping.is_set
        return trainer_for(request, train, test, self._should_stop, called_off, tell)

    def _play(self) -> None:
        if self._trainer is None or self._trainer.finished:
            return
        self._running = True
        self._pacing.halt()
        self._tell(RunState.RUNNING)
        self._schedule()

    def _pause(self, trainer: Trainer) -> None:
        self._running = False
        self._publish(trainer, exact=True)
        self._tell(RunState.PAUSED)

    def _schedule(self) -> None:
        # Never twice: each play and pause would otherwise leave one more call going round.
        if not self._scheduled:
            self._scheduled = True
            self._advance_requested.emit()

    @Slot()
    @reported(ends_run=True)
    def _advance(self) -> None:
        """Train for one chunk."""
        self._scheduled = False
        if self._running and self._trainer is not None:
            self._train_chunk(self._trainer)

    def _train_chunk(self, trainer: Trainer) -> None:
        started = now = time.perf_counter()
        images = 0
        for metrics in trainer.steps():
            images += metrics.images
            before, now = now, time.perf_counter()
            if now - before < TINY_STEP_SECONDS:
                time.sleep(0)  # let go of the interpreter: such a step hardly does
            late = now - started > CHUNK_SECONDS or self._stopping.is_set()
            if metrics.test or late or self.interrupted.is_set():
                break
        if self.interrupted.is_set():
            return
        self.strips.look(self._run_id, trainer)
        self.framer.look(trainer)
        if trainer.finished:
            self._pacing.add(images, time.perf_counter() - started)
            self._finish(trainer)
            return
        seconds = self._pacing.seconds + now - started
        if self._early.due(seconds, measured=trainer.history.latest_test is not None):
            trainer.measure_sample()
            self._early.note(seconds, time.perf_counter() - now)
            now = time.perf_counter()
        if self._pacing.may_publish(now) and self._acknowledged.is_set():
            first = trainer.epoch < FIRST_EPOCHS
            trainer.refresh_codes(FIRST_CODES_PER_PUBLISH if first else CODES_PER_PUBLISH)
            self._publish(trainer, exact=False)
            self._pacing.note_publishing(now, time.perf_counter() - now, trainer.epoch)
        self._pacing.add(images, time.perf_counter() - started)
        self._schedule()

    def _finish(self, trainer: Trainer) -> None:
        self._running = False
        if trainer.config.kind.at_once:  # there are no further epochs to wait for
            self._let_go()
            return
        self._publish(trainer, exact=True)
        self._tell(RunState.FINISHED)

    def _publish(self, trainer: Trainer, *, exact: bool) -> Snapshot:
        snapshot = trainer.snapshot(exact=exact)
        snapshot.prepare()
        self._acknowledged.clear()
        self.snapshot_ready.emit(self._run_id, snapshot)
        self.framer.note(snapshot, wanted=exact)
        progress = self._pacing.progress(trainer, running=self._running)
        self.progress_changed.emit(self._run_id, progress)
        return snapshot

    def _tell(self, state: RunState) -> None:
        self.state_changed.emit(self._run_id, state)

    # What files and the screen need of it

    def _newest(self, request: SaveRequest) -> tuple[Snapshot, TrainingState | None]:
        """Return a run as it is now, if it is trained or was until a moment ago."""
        self._stopping.clear()
        if self._trainer is not None and request.run_id == self._run_id:
            return self._trainer.snapshot(exact=request.exact), self._trainer.state()
        if self._left is not None and self._left[0] == request.run_id:
            return self._left[1:]
        return request.snapshot, request.training

    @Slot(str, Path, object)
    @reported()
    def load_images(self, key: str, root: Path, seed: int) -> None:
        """Read the held-out images of a data set, to show beside their codes."""
        self.images_ready.emit(key, seed, self._images(key, root, "test", seed))

    def _images(self, key: str, root: Path, split: Split, seed: int) -> LabelledImages:
        return self._shelf.get(key, root, split, seed, self._should_stop)
