"""The training thread: it alone touches live weights.

Requests arrive as queued slots and run between chunks of training steps, so that nothing needs a
lock. What leaves is immutable: snapshots, progress, and errors.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.data.base import LabelledImages, Split
from vae_explorer.core.errors import Interrupted
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import load_snapshot, save_snapshot
from vae_explorer.session.state import RunProgress, RunState

if TYPE_CHECKING:
    from vae_explorer.core.training import TrainingSession

CHUNK_SECONDS = 0.03  # between looks at the queue: the longest that a pause waits
PUBLISH_SECONDS = 1 / 15
# Parts of the training time that publishing may take: at first, when the plane takes shape and
# everybody looks, and later.
FIRST_PUBLISH_BUDGET, PUBLISH_BUDGET = 0.12, 0.04
FIRST_EPOCHS = 1
CODES_PER_PUBLISH = 1000
TINY_STEP_SECONDS = 0.002
_NICENESS = 5

_Method = TypeVar("_Method", bound=Callable[..., None])


def _reported(*, ends_run: bool = False) -> Callable[[_Method], _Method]:
    """Turn an exception of a slot into the signal `failed`; Qt would only print it.

    Parameters
    ----------
    ends_run
        For slots that change the run: after an exception it may be half begun or half changed, so
        that it cannot go on. The last good snapshot stays on the screen.
    """

    def decorate(method: _Method) -> _Method:
        @wraps(method)
        def guarded(self: TrainingWorker, *arguments: Any) -> None:
            if self._interrupted.is_set():
                return  # nobody waits for it any more
            try:
                method(self, *arguments)
            except Interrupted:
                pass
            except Exception as error:
                if ends_run:
                    self._give_up(RunState.FAILED)
                self.failed.emit(error)

        return guarded  # type: ignore[return-value]

    return decorate


class TrainingWorker(QObject):
    """Trains one model at a time; also reads and writes files, so that the window need not wait.

    Attributes
    ----------
    engine_ready
        Emitted once, when torch has been imported.
    engine_failed
        The exception that importing torch ended with.
    devices_found
        The set of devices that a run can use here; follows `engine_ready`.
    snapshot_ready
        A `Snapshot` of the run, and the run's number: runs and files that were read are counted
        together, so that a number stands for one model. The next snapshot waits until
        `acknowledge` is called, so that a slow window never builds a backlog.
    progress_changed
        A `RunProgress`.
    state_changed
        A `RunState`.
    images_ready
        Key of a data set, its seed, and its held-out `LabelledImages`.
    loaded, saved
        A `Snapshot`, the `Path` it was read from or written to, and the number of the model.
    save_failed
        The exception that ended a save.
    failed
        The exception that ended another request or the run.
    """

    engine_ready = Signal()
    engine_failed = Signal(object)
    devices_found = Signal(object)
    snapshot_ready = Signal(object, int)
    progress_changed = Signal(object)
    state_changed = Signal(object)
    images_ready = Signal(str, object, object)
    loaded = Signal(object, object, int)
    saved = Signal(object, object, int)
    save_failed = Signal(object)
    failed = Signal(object)
    _advance_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._session: TrainingSession | None = None
        self._number = 0  # of the newest model; the one that the window opens with has 0
        self._running = False
        self._scheduled = False
        self._state = RunState.EMPTY
        self._data: dict[tuple[str, Split, int], LabelledImages] = {}
        self._threads: int | None = None
        self._meter = _Meter()
        self._publish_after = 0.0
        self._acknowledged = threading.Event()
        self._acknowledged.set()
        self._interrupted = threading.Event()
        self._saving = False
        self._advance_requested.connect(self._advance, Qt.ConnectionType.QueuedConnection)

    def acknowledge(self) -> None:
        """Allow the next snapshot; called from the receiving thread when it has drawn one."""
        self._acknowledged.set()

    def interrupt(self) -> None:
        """Do nothing more than the saves that were asked for; called from any thread, for good.

        Training ends at its next step, and what is being prepared soon.
        """
        self._interrupted.set()

    @Slot()
    def quit(self) -> None:
        """End the thread: asked for after `interrupt`, and met after the saves before it."""
        QThread.currentThread().quit()

    def _should_stop(self) -> bool:
        return self._interrupted.is_set() and not self._saving

    @Slot()
    def load_engine(self) -> None:
        """Import torch, which takes a second or two."""
        _yield_to_the_window()
        try:
            import torch

            from vae_explorer.core import training  # noqa: F401 - so that the first Train does not wait for it
            from vae_explorer.core.engine.device import usable_devices
        except Exception as error:  # whatever a broken installation raises
            self.engine_failed.emit(error)
            return
        # Read before the window's thread sets its own count to one.
        self._threads = torch.get_num_threads()
        self.engine_ready.emit()
        self.devices_found.emit(usable_devices())

    @Slot(object, object)
    @_reported(ends_run=True)
    def start(self, config: RunConfig, root: Path) -> None:
        """Begin a new run and play it."""
        self._prepare(config, root)
        self._play()

    @Slot(object, object)
    @_reported(ends_run=True)
    def preview(self, config: RunConfig, root: Path) -> None:
        """Show the untrained network of a configuration, without a run."""
        self._prepare(config, root)
        self._give_up(RunState.EMPTY)

    @Slot(object, object)
    @_reported(ends_run=True)
    def start_with_step(self, config: RunConfig, root: Path) -> None:
        """Begin a new run, take one optimiser step and pause."""
        self._prepare(config, root)
        self._step()

    @Slot()
    @_reported(ends_run=True)
    def play(self) -> None:
        """Go on with the run."""
        self._play()

    @Slot()
    @_reported(ends_run=True)
    def pause(self) -> None:
        """Stop between two steps; everything stays explorable."""
        if self._running:
            self._pause()

    @Slot()
    @_reported(ends_run=True)
    def step(self) -> None:
        """Take one optimiser step and pause."""
        self._step()

    def _step(self) -> None:
        if self._session is None or self._session.finished:
            return
        next(self._session.steps())
        self._meter.clear()
        if self._session.finished:
            self._finish()
        else:
            self._pause()

    @Slot()
    @_reported(ends_run=True)
    def end(self) -> None:
        """Give the run up; the last snapshot is published first, exact."""
        if self._session is not None:
            self._running = False
            self._publish(exact=True)
            self._give_up(RunState.EMPTY)

    def _give_up(self, state: RunState) -> None:
        self._running = False
        self._session = None
        self._set_state(state)

    @Slot(int)
    @_reported()
    def extend(self, epochs: int) -> None:
        """Train a finished run for more epochs."""
        if self._session is not None:
            self._session.extend(epochs)
            self._play()

    @Slot(float)
    @_reported()
    def set_beta(self, value: float) -> None:
        """Change β from the next step on."""
        if self._session is not None:
            self._session.set_beta(value)

    @Slot(float)
    @_reported()
    def set_learning_rate(self, value: float) -> None:
        """Change the (peak) learning rate from the next step on."""
        if self._session is not None:
            self._session.set_learning_rate(value)

    @Slot(object)
    @_reported()
    def load(self, path: Path) -> None:
        """Read a model file; the run goes on until that has been done, and if it fails."""
        snapshot = load_snapshot(path)
        self._give_up(RunState.EMPTY)
        self._number += 1
        self.loaded.emit(snapshot, path, self._number)

    @Slot(object, object, int)
    def save(self, snapshot: Snapshot, path: Path, number: int) -> None:
        """Write a model: as it is now if it is the run's, or else `snapshot`."""
        try:
            self._saving = True
            if self._session is not None and number == self._number:
                snapshot = self._session.snapshot()
            save_snapshot(snapshot, path)
        except Exception as error:
            self.save_failed.emit(error)
        else:
            self.saved.emit(snapshot, path, number)
        finally:
            self._saving = False

    @Slot(str, object, object)
    @_reported()
    def load_images(self, key: str, root: Path, seed: int) -> None:
        """Read the held-out images of a data set, to show beside their codes."""
        self.images_ready.emit(key, seed, self._images(key, root, "test", seed))

    def _images(self, key: str, root: Path, split: Split, seed: int) -> LabelledImages:
        wanted = (key, split, seed)
        if wanted not in self._data:
            kept = {k: v for k, v in self._data.items() if k[0] == key and k[2] == seed}
            self._data = kept | {wanted: DATA_SETS[key].load(root, split, seed, self._should_stop)}
        return self._data[wanted]

    def _prepare(self, config: RunConfig, root: Path) -> None:
        self._running = False
        self._set_state(RunState.PREPARING)
        import torch

        from vae_explorer.core.training import TrainingSession

        train = self._images(config.dataset, root, "train", config.seed)
        test = self._images(config.dataset, root, "test", config.seed)
        if self._threads is not None:
            # A setting of the calling thread: the window's thread keeps to one core.
            torch.set_num_threads(self._threads)
            # The setting takes hold at a thread's first parallel work; by then another thread
            # might have set its own.
            torch.zeros(2**16).exp_()
        self._session = TrainingSession(train, test, config, self._should_stop)
        self._number += 1
        self.images_ready.emit(config.dataset, config.seed, test)
        self._publish(exact=True)

    def _play(self) -> None:
        if self._session is None or self._session.finished:
            return
        self._running = True
        self._meter.clear()
        self._set_state(RunState.RUNNING)
        self._schedule()

    def _pause(self) -> None:
        self._running = False
        self._publish(exact=True)
        self._set_state(RunState.PAUSED)

    def _schedule(self) -> None:
        # Never twice: each play and pause would otherwise leave one more call going round.
        if not self._scheduled:
            self._scheduled = True
            self._advance_requested.emit()

    @Slot()
    @_reported(ends_run=True)
    def _advance(self) -> None:
        """Train for one chunk."""
        self._scheduled = False
        if self._running and self._session is not None:
            self._train_chunk(self._session)

    def _train_chunk(self, session: TrainingSession) -> None:
        started = time.perf_counter()
        now = started
        images = 0
        for metrics in session.steps():
            images += metrics.images
            before, now = now, time.perf_counter()
            if now - before < TINY_STEP_SECONDS:
                time.sleep(0)  # let go of the interpreter: such a step hardly does
            if metrics.test or now - started > CHUNK_SECONDS or self._interrupted.is_set():
                break
        if self._interrupted.is_set():
            return
        if session.finished:
            self._finish()
            return
        if now >= self._publish_after and self._acknowledged.is_set():
            session.refresh_codes(CODES_PER_PUBLISH)
            self._publish(exact=False)
            cost = time.perf_counter() - now
            first = session.epoch < FIRST_EPOCHS
            budget = FIRST_PUBLISH_BUDGET if first else PUBLISH_BUDGET
            self._publish_after = now + max(PUBLISH_SECONDS, cost / budget)
        self._meter.add(images, time.perf_counter() - started)
        self._schedule()

    def _finish(self) -> None:
        self._running = False
        self._publish(exact=True)
        self._set_state(RunState.FINISHED)

    def _publish(self, *, exact: bool) -> None:
        if self._session is None:
            return
        snapshot = self._session.snapshot(exact=exact)
        snapshot.prepare()
        self._acknowledged.clear()
        rate = self._meter.rate if self._running else 0.0
        left = self._session.images_left / rate if rate else None
        epochs = self._session.config.epochs
        self.snapshot_ready.emit(snapshot, self._number)
        self.progress_changed.emit(RunProgress(snapshot.step, snapshot.epoch, epochs, rate, left))

    def _set_state(self, state: RunState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)


def _yield_to_the_window() -> None:
    """Lower the priority of the calling thread, and of the threads that it will start.

    A frame then need not wait for the end of a time slice of the training. Linux alone has a
    priority for each thread that every user may lower.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


class _Meter:
    """Training digits a second over the last few seconds."""

    _FORGET = 0.985  # each chunk; about two seconds

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self._images = self._seconds = 0.0

    def add(self, images: int, seconds: float) -> None:
        self._images = self._images * self._FORGET + images
        self._seconds = self._seconds * self._FORGET + seconds

    @property
    def rate(self) -> float:
        return self._images / self._seconds if self._seconds > 0 else 0.0
