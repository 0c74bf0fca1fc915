"""Takes the frames of the run that is trained, on the training thread, for little of its time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.timeline.frame import Frame, KeyState
from vae_explorer.core.timeline.keyframes import KeyFrames

if TYPE_CHECKING:
    from vae_explorer.core.training import Trainer

MOST_OF_THE_TIME = 0.04  # that frames may take from the training


class Framer(QObject):
    """Keeps moments of a run as they pass.

    Attributes
    ----------
    taken
        Id of a run, and a `Frame` of it.
    state_taken
        Id of a run, and a `KeyState` of it.
    """

    taken = Signal(int, Frame)
    state_taken = Signal(int, KeyState)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._run_id = 0
        self._key_frames = KeyFrames()
        self._wanted = False
        self._began = self._spent = 0.0

    def begin(self, run_id: int) -> None:
        """Take the frames of another run from now on."""
        self._run_id = run_id
        self._key_frames = KeyFrames()
        self._wanted = False
        self._began, self._spent = time.perf_counter(), 0.0

    def want(self) -> None:
        """Let the next snapshot be a frame in any case: a setting has been changed."""
        self._wanted = True

    def look(self, trainer: Trainer) -> None:
        """Take a frame, or a full state, if one is due and the time for it has been earned."""
        started = time.perf_counter()
        state = self._key_frames.state(trainer)
        if state is not None:
            self.note(state.snapshot, wanted=True)
            self.state_taken.emit(self._run_id, state)
        elif self._wanted or self._key_frames.due(trainer):
            late = self._spent > MOST_OF_THE_TIME * (started - self._began)
            if late and not trainer.course.at_epoch_end:
                return
            self.note(trainer.snapshot(exact=False))
        else:
            return
        self._spent += time.perf_counter() - started

    def note(self, snapshot: Snapshot, *, wanted: bool = False) -> None:
        """Take note of a snapshot that was made anyway; let it be a frame if it is `wanted`."""
        wanted, self._wanted = wanted or self._wanted, False
        for frame in self._key_frames.look(snapshot, wanted=wanted):
            self.taken.emit(self._run_id, frame)
