"""What is looked at: the one mutable state of the window, and a signal for each fact of it.

Views and services read its properties and hear of changes; whoever wants something to change calls
a method here. It lives on the window's thread, knows no thread and no widget, and holds immutable
values alone. Undo acts on it, so that two plots share one probe.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.draws import Draws
from vae_explorer.session.runs import Run
from vae_explorer.session.state import RunProgress, RunState

Place = tuple[float, float]

_MOST_REMOVED = 20  # of the runs that were removed, how many may still hear news


@dataclass(frozen=True)
class Activity:
    """What the training is doing.

    Attributes
    ----------
    run_id
        The run that a trainer works at, or None.
    state
        Of that run; `RunState.EMPTY` without one.
    progress
        How far it is; None before the first step.
    """

    run_id: int | None = None
    state: RunState = RunState.EMPTY
    progress: RunProgress | None = None


class Workspace(QObject):
    """Runs, the shown one, the probe, the classes that are seen, and what the training does.

    Attributes
    ----------
    draws
        Whether images are means or draws, with a signal of its own.
    runs_changed
        Runs have come, gone, or changed places; `runs` has them.
    run_changed
        Id of a run that has another value.
    shown_changed
        Another run is shown; `shown` is it, or None.
    snapshot_changed
        The `Snapshot` that is shown: of another run, or a newer one of the same.
    probe_changed
        z₁ and z₂ of the point that is decoded; follows every move.
    probe_placed
        The same, where something other than a hand in the plane has put it, perhaps out of view.
    probe_settled
        A gesture that moved it is over: which kind, for steps of one kind in quick succession are
        one for undo, and the `Place` where it began.
    classes_changed
        The labels that are seen.
    classes_chosen
        The labels that were seen before and after a choice of the user.
    removed
        A `Run`, and where in the list it was.
    renamed
        Id, and the name before and after.
    activity_changed
        An `Activity`.
    """

    runs_changed = Signal()
    run_changed = Signal(int)
    shown_changed = Signal()
    snapshot_changed = Signal(Snapshot)
    probe_changed = Signal(float, float)
    probe_placed = Signal(float, float)
    probe_settled = Signal(str, tuple)
    classes_changed = Signal(frozenset)
    classes_chosen = Signal(frozenset, frozenset)
    removed = Signal(Run, int)
    renamed = Signal(int, str, str)
    activity_changed = Signal(Activity)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: dict[int, Run] = {}
        self._removed: dict[int, Run] = {}
        self._shown: int | None = None
        self._last_id = 0
        self._probe: Place = (0.0, 0.0)
        self._settled: Place = self._probe  # where the last gesture has left it
        self._decimals = 2
        self._hidden: frozenset[int] = frozenset()
        self._activity = Activity()
        self.draws = Draws(self)

    # Runs

    @property
    def runs(self) -> tuple[Run, ...]:
        """All runs: the oldest first, and those that wait in the order of their turns."""
        return tuple(self._runs.values())

    @property
    def queue(self) -> tuple[Run, ...]:
        """The runs that wait, in the order of their turns."""
        return tuple(run for run in self._runs.values() if run.state is RunState.QUEUED)

    def run(self, run_id: int | None) -> Run | None:
        """Return a run; None if there is none of that id."""
        return self._runs.get(run_id) if run_id is not None else None

    @property
    def shown(self) -> Run | None:
        """The run on the screen."""
        return self.run(self._shown)

    @property
    def snapshot(self) -> Snapshot | None:
        """The snapshot on the screen: the shown run at the moment that is shown, its newest."""
        shown = self.shown
        return shown.snapshot if shown is not None else None

    @property
    def unsaved(self) -> tuple[Run, ...]:
        """The runs of which something was trained that no file holds."""
        return tuple(run for run in self._runs.values() if run.unsaved)

    def add(self, name: str = "", *, show: bool = True, **facts: Any) -> Run:
        """Add a run with these facts of `Run`, and show it.

        Parameters
        ----------
        name
            What to call it; "Run 3" if left out.
        """
        self._last_id += 1
        colour = _free({run.colour for run in self._runs.values()})
        run = Run(self._last_id, name or self._new_name(), colour, **facts)
        self._runs[run.id] = run
        self.runs_changed.emit()
        if show:
            self.look_at(run.id)
        return run

    def _new_name(self) -> str:
        taken = {run.name for run in self._runs.values()}
        return next(n for i in range(1, len(taken) + 2) if (n := f"Run {i}") not in taken)

    def update(self, run_id: int, **facts: Any) -> None:
        """Replace facts of a run, if it is still there; a snapshot that is shown is announced."""
        before = self._runs.get(run_id)
        if before is None:
            if (gone := self._removed.get(run_id)) is not None:  # it may be restored
                self._removed[run_id] = replace(gone, **facts)
            return
        self._runs[run_id] = replace(before, **facts)
        try:
            if "snapshot" in facts and run_id == self._shown:
                self.snapshot_changed.emit(facts["snapshot"])
        finally:  # even if it cannot be decoded
            self.run_changed.emit(run_id)

    @Slot(int, Snapshot)
    def take_snapshot(self, run_id: int, snapshot: Snapshot) -> None:
        """Take the newest snapshot of a run that is trained."""
        run = self.run(run_id)
        training = run.training if run is not None else None
        if training is not None and training.step != snapshot.step:
            training = None  # it is the trainer's now, until it is let go
        self.update(run_id, snapshot=snapshot, training=training)

    def look_at(self, run_id: int) -> None:
        """Show a run."""
        run = self._runs.get(run_id)
        if run is None or run_id == self._shown:
            return
        self._shown = run_id
        self.shown_changed.emit()
        if run.snapshot is not None:
            self.snapshot_changed.emit(run.snapshot)

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
        order = list(self._runs)
        place = order.index(run_id)
        # What is on its way from the training thread, or a save that ends, is news of it still.
        self._removed[run_id] = self._runs.pop(run_id)
        for oldest in list(self._removed)[:-_MOST_REMOVED]:
            del self._removed[oldest]
        self.runs_changed.emit()
        if run_id == self._shown:
            self._shown = None
            neighbours = order[place + 1 :] + order[:place][::-1]
            drawn = (n for n in neighbours if self._runs[n].snapshot is not None)
            if (neighbour := next(drawn, None)) is not None:
                self.look_at(neighbour)
            else:
                self.shown_changed.emit()

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
        if self._shown is None and run.snapshot is not None:
            self.look_at(run.id)

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

    # The probe

    @property
    def probe(self) -> Place:
        """The point of the plane that is decoded."""
        return self._probe

    @property
    def decimals(self) -> int:
        """Of a coordinate of the probe, those of use: as finely as the last hand could aim."""
        return self._decimals

    def move(self, z1: float, z2: float, decimals: int | None = None) -> None:
        """Move the probe; what is not finite is left out.

        Parameters
        ----------
        decimals
            How finely the hand that moves it can aim; as before if left out.
        """
        if math.isfinite(z1) and math.isfinite(z2):
            self._decimals = self._decimals if decimals is None else decimals
            self._probe = (float(z1), float(z2))
            self.probe_changed.emit(*self._probe)

    def place(self, z1: float, z2: float) -> None:
        """Put the probe somewhere and let it be seen there."""
        if (z1, z2) != self._probe:
            self.move(z1, z2)
            self.probe_placed.emit(*self._probe)

    def settle(self, kind: str = "") -> None:
        """Say that a gesture that moved the probe is over."""
        before, self._settled = self._settled, self._probe
        self.probe_settled.emit(kind, before)

    # Classes

    @property
    def classes(self) -> frozenset[int]:
        """The labels that are seen."""
        snapshot = self.snapshot
        count = len(snapshot.class_names) if snapshot is not None else 0
        return frozenset(range(count)) - self._hidden

    def show_classes(self, classes: Iterable[int]) -> None:
        """Let these labels be seen alone."""
        everything = self.classes | self._hidden
        self._hidden = everything - frozenset(classes)
        self.classes_changed.emit(self.classes)

    def choose_classes(self, before: Iterable[int], after: Iterable[int]) -> None:
        """Do so because the user has chosen it; a double click starts where its first click did."""
        self.show_classes(after)
        self.classes_chosen.emit(frozenset(before), frozenset(after))

    # The training

    @property
    def activity(self) -> Activity:
        """What the training is doing."""
        return self._activity

    def set_activity(self, activity: Activity) -> None:
        """Say what the training is doing."""
        if activity != self._activity:
            self._activity = activity
            self.activity_changed.emit(activity)


def _free(used: set[int]) -> int:
    """Return the first colour that no run has."""
    return next(colour for colour in range(len(used) + 1) if colour not in used)
