"""The runs of a session: which there are, in which order, and what is known of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from vae_explorer.core.language import tr
from vae_explorer.session.runs import Run
from vae_explorer.session.state import RunState

_MOST_REMOVED = 20  # of the runs that were removed, how many may still hear news


class RunList(QObject):
    """Every run of this session and every file that was opened, as values.

    Attributes
    ----------
    runs_changed
        Runs have come, gone, or changed places; `runs` has them.
    run_changed
        Id of a run that has another value.
    timeline_changed
        Id of a run of which other moments are kept, and nothing else has changed.
    removed
        A `Run`, and where in the list it was.
    renamed
        Id, and the name before and after.
    """

    runs_changed = Signal()
    run_changed = Signal(int)
    timeline_changed = Signal(int)
    removed = Signal(Run, int)
    renamed = Signal(int, str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: dict[int, Run] = {}
        self._removed: dict[int, Run] = {}
        self._last_id = 0

    @property
    def runs(self) -> tuple[Run, ...]:
        """All runs: the oldest first, and those that wait in the order of their turns."""
        return tuple(self._runs.values())

    @property
    def known(self) -> tuple[Run, ...]:
        """All runs, and those that were removed and may come back."""
        return (*self._runs.values(), *self._removed.values())

    @property
    def queue(self) -> tuple[Run, ...]:
        """The runs that wait, in the order of their turns."""
        return tuple(run for run in self._runs.values() if run.state is RunState.QUEUED)

    def run(self, run_id: int | None) -> Run | None:
        """Return a run; None if there is none of that id."""
        return self._runs.get(run_id) if run_id is not None else None

    @property
    def unsaved(self) -> tuple[Run, ...]:
        """The runs of which something was trained that no file holds."""
        return tuple(run for run in self._runs.values() if run.unsaved)

    def add(self, name: str = "", **facts: Any) -> Run:
        """Add a run with these facts of `Run`.

        Parameters
        ----------
        name
            What to call it; "Run 3" if left out, see `new_name`.
        """
        self._last_id += 1
        colour = _free({run.colour for run in self._runs.values()})
        run = Run(self._last_id, name or self._new_name(), colour, **facts)
        self._runs[run.id] = run
        self.runs_changed.emit()
        return run

    def _new_name(self) -> str:
        taken = {run.name for run in self._runs.values()}
        return next(n for i in range(1, len(taken) + 2) if (n := new_name(i)) not in taken)

    def update(self, run_id: int, **facts: Any) -> None:
        """Replace facts of a run, if it is still there."""
        before = self._runs.get(run_id)
        if before is None:
            if (gone := self._removed.get(run_id)) is not None:  # it may be restored
                self._removed[run_id] = replace(gone, **facts)
            return
        self._runs[run_id] = replace(before, **facts)
        if facts.keys() == {"timeline"}:
            self.timeline_changed.emit(run_id)
            return
        try:
            self._note_update(run_id, facts)
        finally:  # even if it cannot be decoded
            self.run_changed.emit(run_id)

    def _note_update(self, run_id: int, facts: dict[str, Any]) -> None:
        """Do what else is to be done when a run has other facts."""

    def remove(self, run_id: int) -> None:
        """Take a run off the list, as its user wishes; `restore` brings it back.

        One that the training thread is busy with stays.
        """
        run = self._runs.get(run_id)
        if run is None or run.state.at_work:
            return
        place = list(self._runs).index(run_id)
        self._drop(run_id)
        self.removed.emit(run, place)

    def discard(self, run_ids: Iterable[int]) -> None:
        """Take runs off the list that nobody would miss; those that are at work stay."""
        for run_id in tuple(run_ids):
            run = self._runs.get(run_id)
            if run is not None and not run.state.at_work:
                self._drop(run_id)

    def _drop(self, run_id: int) -> None:
        # What is on its way from the training thread, or a save that ends, is news of it still.
        self._removed[run_id] = self._runs.pop(run_id)
        for oldest in list(self._removed)[:-_MOST_REMOVED]:
            del self._removed[oldest]
        self.runs_changed.emit()

    def restore(self, run: Run, place: int) -> None:
        """Put a run back where it was in the list, with what was heard of it since.

        One that waited waits again; what a trainer had, it has no more.
        """
        if run.id in self._runs:
            return
        run = self._removed.pop(run.id, run)
        if run.state.has_run:
            run = replace(run, state=run.state_at_rest)
        if (colours := {other.colour for other in self._runs.values()}) & {run.colour}:
            run = replace(run, colour=_free(colours))
        runs = list(self._runs.items())
        runs.insert(place, (run.id, run))
        self._runs = dict(runs)
        self.runs_changed.emit()

    def rename(self, run_id: int, name: str) -> None:
        """Call a run something else; an empty name changes nothing."""
        run, name = self._runs.get(run_id), " ".join(name.split())
        if run is not None and name and name != run.name:
            self.update(run_id, name=name)
            self.renamed.emit(run_id, run.name, name)

    def move_in_queue(self, run_id: int, position: int) -> None:
        """Let a run that waits be the one of that number, from 0, among those that wait."""
        waiting = [run.id for run in self.queue if run.id != run_id]
        if run_id not in self._runs or self._runs[run_id].state is not RunState.QUEUED:
            return
        waiting.insert(max(0, position), run_id)
        runs = {i: run for i, run in self._runs.items() if run.state is not RunState.QUEUED}
        self._runs = runs | {i: self._runs[i] for i in waiting}
        self.runs_changed.emit()

    def dequeue(self, run_id: int) -> None:
        """Let a run wait no longer: a new one goes, one that was trained before stays."""
        run = self.run(run_id)
        if run is None or run.state is not RunState.QUEUED:
            return
        if run.snapshot is None:
            self.discard([run_id])
        else:
            self.update(run_id, config=run.snapshot.config, state=run.state_at_rest)


def new_name(number: int | str) -> str:
    """Return what the program calls a run that its user has given no name."""
    return tr("Run {number}", number=number)


def _free(used: set[int]) -> int:
    """Return the first colour that no run has."""
    return next(colour for colour in range(len(used) + 1) if colour not in used)
