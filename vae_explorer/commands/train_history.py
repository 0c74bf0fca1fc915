"""What ``train --history`` keeps: moments of the run as it is trained, in a file or a folder."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from vae_explorer import __version__
from vae_explorer.commands.output import check_writable, say
from vae_explorer.core.errors import UserError
from vae_explorer.core.recording.beginning import begin_recording
from vae_explorer.core.storage.model_file import SUFFIX as MODEL
from vae_explorer.core.storage.session_file import (
    SUFFIX,
    FolderWriter,
    Session,
    StoredRun,
    write_session,
)
from vae_explorer.core.text import count
from vae_explorer.core.timeline.keyframes import KeyFrames
from vae_explorer.core.timeline.timeline import BUDGET, Timeline

if TYPE_CHECKING:
    from vae_explorer.core.history import StepMetrics
    from vae_explorer.core.snapshot import Snapshot
    from vae_explorer.core.timeline.frame import Frame, KeyState
    from vae_explorer.core.training import Trainer
    from vae_explorer.core.training_state import TrainingState

_KEY = "1"
_BY = {"recorder": {"program": f"vae-explorer train --history {__version__}"}}
_MOST_OF_THE_TIME = 0.03  # that moments may take from the training ...
_FIRST_SECONDS = 0.3  # ... beside these: most happens at the beginning
_CODES = 500  # that are encoded anew at a time
_WAITING = 10  # frames of which some codes are not known yet, before these go first
_MODEL_SECONDS = 2.0  # between two writings of the newest moment into a folder, at least ...
_MODEL_PART = 0.01  # ... and so that they take about this part of the time


class Store(Protocol):
    """Where the moments go."""

    def frame(self, frame: Frame) -> None:
        """Keep a frame."""
        ...

    def state(self, state: KeyState) -> None:
        """Keep a full state."""
        ...

    def newest(self, trainer: Trainer) -> None:
        """Take note of how far the run is, if that is of use."""
        ...

    def __len__(self) -> int:
        """How many frames there are."""
        ...

    def finish(self, snapshot: Snapshot, training: TrainingState | None, seconds: float) -> None:
        """Keep the last moment; raises `UserError` if it cannot be written."""
        ...


class HistoryFollower:
    """Takes moments of a run as it passes, for a few per cent of its time.

    Digits are encoded anew in turn, some hundreds at a time, and a frame is complete when all of
    them have been: see `KeyFrames`.
    """

    def __init__(self, trainer: Trainer, store: Store) -> None:
        self._trainer = trainer
        self._store = store
        self._key_frames = KeyFrames()
        self._began = time.perf_counter()
        self.spent = 0.0

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.perf_counter() - self._began

    def begin(self) -> None:
        """Take the moment before the first step."""
        self._look(refresh=False)
        self._began, self.spent = time.perf_counter(), 0.0

    def step(self, metrics: StepMetrics) -> None:
        """Follow one optimiser step."""
        due = self._key_frames.due(self._trainer)
        if not (due or self._key_frames.waiting):
            return
        measured = metrics.test is not None  # so that all codes are new, and cost nothing
        if not measured and self.spent > _FIRST_SECONDS + _MOST_OF_THE_TIME * self.seconds:
            return
        started = time.perf_counter()
        # A frame is cheap, and may wait for its codes; which are encoded at the steps between.
        self._look(refresh=not measured and (not due or self._key_frames.waiting > _WAITING))
        if measured and (state := self._key_frames.state(self._trainer)) is not None:
            self._store.state(state)
        self._store.newest(self._trainer)
        self.spent += time.perf_counter() - started

    def _look(self, *, refresh: bool, wanted: bool = False) -> None:
        if refresh:
            self._trainer.refresh_codes(_CODES)
        snapshot = self._trainer.snapshot(exact=False)
        for frame in self._key_frames.look(snapshot, wanted=wanted):
            self._store.frame(frame)

    def finish(self, snapshot: Snapshot, training: TrainingState | None) -> str:
        """Keep the last moment, an exact one; return what was kept, within a sentence."""
        for frame in self._key_frames.look(snapshot, wanted=True):
            self._store.frame(frame)
        self._store.finish(snapshot, training, self.seconds)
        return f" with {count(len(self._store), 'moment')}"


class SessionStore:
    """A session in one file, written at the end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._timeline = Timeline()

    def frame(self, frame: Frame) -> None:
        """See `Store`."""
        self._timeline = self._timeline.with_frame(frame).within(BUDGET)

    def state(self, state: KeyState) -> None:
        """See `Store`."""
        self._timeline = self._timeline.with_state(state).within(BUDGET)

    def newest(self, trainer: Trainer) -> None:
        """See `Store`."""

    def finish(self, snapshot: Snapshot, training: TrainingState | None, seconds: float) -> None:
        """See `Store`."""
        run = StoredRun(
            _KEY,
            self._path.stem,
            0,
            snapshot,
            training,
            self._timeline,
            seconds=seconds,
            saved_step=snapshot.step,
        )
        write_session(Session((run,), shown=_KEY), self._path)

    def __len__(self) -> int:
        return len(self._timeline)


class FolderStore:
    """A folder, written as the run goes on; a disk that fails is told of once."""

    def __init__(self, folder: Path, step: int) -> None:
        self._writer = FolderWriter(folder)
        self._name = folder.absolute().name
        begin_recording(self._writer, _KEY, step, self._name, _BY["recorder"]["program"])
        self._frames = 0
        self._failed = False
        self._next_model = 0.0

    def frame(self, frame: Frame) -> None:
        """See `Store`."""
        self._try(lambda: self._writer.frame(_KEY, frame))
        self._frames += 1

    def state(self, state: KeyState) -> None:
        """See `Store`."""
        self._try(lambda: self._writer.state(_KEY, state))

    def newest(self, trainer: Trainer) -> None:
        """Write how far the run is, with what it takes to go on, once in a while."""
        started = time.perf_counter()
        if started < self._next_model:
            return
        snapshot, training = trainer.snapshot(exact=False), trainer.state()
        self._try(lambda: self._writer.model(_KEY, snapshot, training))
        now = time.perf_counter()
        self._next_model = now + max(_MODEL_SECONDS, (now - started) / _MODEL_PART)

    def _try(self, write: Callable[[], object]) -> None:
        try:
            write()
        except UserError as error:
            if not self._failed:
                say(f"{error.what} The training goes on without it.")
            self._failed = True

    def finish(self, snapshot: Snapshot, training: TrainingState | None, seconds: float) -> None:
        """See `Store`."""
        self._writer.model(_KEY, snapshot, training)
        run = {"key": _KEY, "name": self._name, "colour": 0, "saved_step": snapshot.step}
        self._writer.describe({"runs": [run | {"seconds": round(seconds, 3)}], "shown": _KEY} | _BY)

    def __len__(self) -> int:
        return self._frames


def is_session_file(out: Path) -> bool:
    """Whether ``--out`` names a file, by its suffix; any other name is that of a folder."""
    return out.suffix.lower() == SUFFIX


def check_out(out: Path) -> None:
    """Find out, before any work, whether a history can be written.

    Raises
    ------
    UserError
        When it cannot.
    """
    if is_session_file(out):
        check_writable(out, (SUFFIX,))
        return
    if out.suffix.lower() == MODEL:
        raise UserError(
            f"A history does not fit into a model file, {out}.",
            f"Name a file {out.stem}{SUFFIX}, or a folder.",
        )
    if os.path.isfile(out):
        raise UserError(f"{out} is a file.", f"Name a folder, or a file that ends in {SUFFIX}.")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"The folder {out} could not be made: {error.strerror or error}.",
            "Choose another folder.",
        ) from error
    check_writable(out / "session.json")


def history_of(trainer: Trainer, out: Path) -> HistoryFollower:
    """Return what keeps the history of a run."""
    store = SessionStore(out) if is_session_file(out) else FolderStore(out, trainer.step)
    return HistoryFollower(trainer, store)
