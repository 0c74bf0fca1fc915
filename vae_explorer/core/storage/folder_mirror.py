"""A folder that follows a session as it changes: only what is new is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from vae_explorer.core.storage.folder_writer import FolderWriter
from vae_explorer.core.storage.session_description import described, session_json
from vae_explorer.core.storage.session_layout import DESCRIPTION, FRAMES, MODEL, STATES
from vae_explorer.core.storage.session_sharing import elsewhere, shared_moments
from vae_explorer.core.storage.session_values import Session, StoredRun
from vae_explorer.core.timeline.frame import Frame, KeyState

_Entry = tuple[str, str, int]  # key of a run, kind, step


class FolderMirror:
    """Keeps a folder equal to a session.

    Values are compared by their identity: runs, frames and states are immutable.

    Parameters
    ----------
    folder
        Made when something is written.
    """

    def __init__(self, folder: Path) -> None:
        self.writer = FolderWriter(folder)
        self._written: dict[_Entry, object] = {}  # the values themselves, so that ids stay theirs
        self._sizes: dict[_Entry, int] = {}
        self._models: dict[str, tuple[object, object]] = {}
        self._described = b""

    @property
    def nbytes(self) -> int:
        """What it takes on the disk, about."""
        return sum(self._sizes.values())

    def follow(self, session: Session, bound: int, stop: Callable[[], bool]) -> bool:
        """Write what has changed, the models first, and remove what is gone.

        Parameters
        ----------
        bound
            Bytes beyond which no frame or full state is added.
        stop
            Asked before each entry: whether to leave it at that.

        Returns
        -------
        bool
            Whether all of it is there.

        Raises
        ------
        UserError
            When something cannot be written.
        """
        shared = shared_moments(session)
        self.describe(session)
        for run in session.runs:
            if stop():
                return False
            self._model(run)
        whole = True
        for run in session.runs:
            frames, states = (elsewhere(line) for line in shared[run.key])
            moments: list[tuple[str, Frame | KeyState]] = [
                *((FRAMES, frame) for frame in run.timeline.frames if frame.step not in frames),
                *((STATES, state) for state in run.timeline.states if state.step not in states),
            ]
            for kind, moment in moments:
                if stop():
                    return False
                whole &= self._moment(run.key, kind, moment, bound)
            self._remove(run.key, {(run.key, kind, moment.step) for kind, moment in moments})
        self._remove_runs({run.key for run in session.runs})
        return whole

    def describe(self, session: Session) -> None:
        """Write what a session says of its runs, if that has changed."""
        content = session_json(described(session, shared_moments(session)))
        if content != self._described:
            self.writer.put(DESCRIPTION, [content])
            self._described = content

    def model(self, key: str) -> tuple[object, object] | None:
        """Return the snapshot and training state that are there of a run; None for none."""
        return self._models.get(key)

    def _model(self, run: StoredRun) -> None:
        value = (run.snapshot, run.training)
        if self._models.get(run.key) != value:
            size = self.writer.model(run.key, run.snapshot, run.training)
            self._models[run.key] = value
            self._sizes[(run.key, MODEL, 0)] = size

    def _moment(self, key: str, kind: str, moment: Frame | KeyState, bound: int) -> bool:
        entry = (key, kind, moment.step)
        if self._written.get(entry) is moment:
            return True
        if self.nbytes + moment.nbytes > bound:
            return False
        if isinstance(moment, Frame):
            self._sizes[entry] = self.writer.frame(key, moment)
        else:
            self._sizes[entry] = self.writer.state(key, moment)
        self._written[entry] = moment
        return True

    def _remove(self, key: str, wanted: set[_Entry]) -> None:
        gone = {entry for entry in self._written if entry[0] == key} - wanted
        if gone:
            steps = {kind: {s for _, k, s in wanted if k == kind} for kind in (FRAMES, STATES)}
            self.writer.keep(key, steps[FRAMES], steps[STATES])
            self._forget(gone)

    def _remove_runs(self, keys: set[str]) -> None:
        gone = {entry for entry in self._sizes if entry[0] not in keys}
        if gone:
            self.writer.keep_runs(keys)
            self._forget(gone)
            self._models = {key: value for key, value in self._models.items() if key in keys}

    def _forget(self, entries: set[_Entry]) -> None:
        for entry in entries:
            self._written.pop(entry, None)
            self._sizes.pop(entry, None)
