"""What is looked at: the one mutable state of the window, and a signal for each fact of it.

Views and services read its properties and hear of changes; whoever wants something to change calls
a method here. It lives on the window's thread, knows no thread and no widget, and holds immutable
values alone. Undo acts on it, so that two plots share one probe.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.draws import Draws
from vae_explorer.session.pins import Pins
from vae_explorer.session.run_list import RunList
from vae_explorer.session.runs import Run
from vae_explorer.session.selected import Selected
from vae_explorer.session.state import RunProgress, RunState
from vae_explorer.session.waypoints import Waypoints

Place = tuple[float, float]


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

    @property
    def can_stop(self) -> bool:
        """Whether there is something to stop: a run, or the way back to where one branches off."""
        going_back = self.state is RunState.PREPARING and self.progress is not None
        return self.state.has_run or going_back


class Workspace(RunList):
    """Runs, what is shown of them, the probe, the classes that are seen, the training's activity.

    Attributes
    ----------
    draws
        Whether images are means or draws, with a signal of its own.
    pins
        Places and digits that are marked, with signals of their own.
    selected
        The digits that are selected, likewise.
    route
        The way through the plane, likewise.
    shown_changed
        Another run is shown; `shown` is it, or None.
    moment_changed
        Another moment of the shown run is looked at, or its newest again; `snapshot_changed`
        follows.
    snapshot_changed
        The `Snapshot` that is shown: of another run, of another moment, or the newest.
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
    activity_changed
        An `Activity`.
    """

    shown_changed = Signal()
    moment_changed = Signal()
    snapshot_changed = Signal(Snapshot)
    probe_changed = Signal(float, float)
    probe_placed = Signal(float, float)
    probe_settled = Signal(str, tuple)
    classes_changed = Signal(frozenset)
    classes_chosen = Signal(frozenset, frozenset)
    activity_changed = Signal(Activity)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: int | None = None
        self._rewound: Snapshot | None = None  # what is looked at instead of the newest moment
        self._probe: Place = (0.0, 0.0)
        self._settled: Place = self._probe  # where the last gesture has left it
        self._decimals = 2
        self._hidden: frozenset[int] = frozenset()
        self._activity = Activity()
        self.draws = Draws(self)
        self.pins = Pins(self)
        self.selected = Selected(self)
        self.route = Waypoints(self)

    # What is shown

    @property
    def shown(self) -> Run | None:
        """The run on the screen."""
        return self.run(self._shown)

    @property
    def moment(self) -> int | None:
        """The step of the frame that is looked at; None for the newest moment there is."""
        return self._rewound.step if self._rewound is not None else None

    @property
    def moment_epoch(self) -> float | None:
        """Its epoch; None for the newest moment there is."""
        return self._rewound.epoch if self._rewound is not None else None

    @property
    def snapshot(self) -> Snapshot | None:
        """The snapshot on the screen: the shown run at the moment that is shown."""
        if self._rewound is not None:
            return self._rewound
        shown = self.shown
        return shown.snapshot if shown is not None else None

    def add(self, name: str = "", *, show: bool = True, **facts: Any) -> Run:
        """Add a run with these facts of `Run`, and show it; see `RunList.add`."""
        run = super().add(name, **facts)
        if show:
            self.look_at(run.id)
        return run

    @Slot(int, Snapshot)
    def take_snapshot(self, run_id: int, snapshot: Snapshot) -> None:
        """Take the newest snapshot of a run that is trained."""
        run = self.run(run_id)
        training = run.training if run is not None else None
        if training is not None and training.step != snapshot.step:
            training = None  # it is the trainer's now, until it is let go
        facts: dict[str, Any] = {"snapshot": snapshot, "training": training}
        if run is not None and run.way_back is not None:
            facts["way_back"] = None  # it is there
        self.update(run_id, **facts)

    def look_at(self, run_id: int) -> None:
        """Show a run, at its newest moment."""
        run = self._runs.get(run_id)
        if run is None or run_id == self._shown:
            return
        self._shown = run_id
        self._leave_moment()
        self.shown_changed.emit()
        if run.snapshot is not None:
            self.snapshot_changed.emit(run.snapshot)

    def seek(self, step: float | None) -> None:
        """Look at the frame of the shown run that is the last by some step.

        From then on that moment stays on the screen, whatever is trained meanwhile.

        Parameters
        ----------
        step
            Of the run; None for the newest moment, now and from then on.
        """
        shown = self.shown
        if shown is None or shown.snapshot is None:
            return
        frame = shown.timeline.at(step) if step is not None else None
        if frame is None:
            if self._rewound is not None:
                self._leave_moment()
                self.snapshot_changed.emit(shown.snapshot)
        elif frame.step != self.moment:
            self._rewound = frame.snapshot(shown.history)
            self.moment_changed.emit()
            self.snapshot_changed.emit(self._rewound)

    def _leave_moment(self) -> None:
        if self._rewound is not None:
            self._rewound = None
            self.moment_changed.emit()

    def _note_update(self, run_id: int, facts: dict[str, Any]) -> None:
        if "snapshot" in facts and run_id == self._shown and self._rewound is None:
            self.snapshot_changed.emit(facts["snapshot"])

    def _drop(self, run_id: int) -> None:
        order = list(self._runs)
        place = order.index(run_id)
        super()._drop(run_id)
        if run_id == self._shown:
            self._shown = None
            self._leave_moment()
            neighbours = order[place + 1 :] + order[:place][::-1]
            drawn = (n for n in neighbours if self._runs[n].snapshot is not None)
            if (neighbour := next(drawn, None)) is not None:
                self.look_at(neighbour)
            else:
                self.shown_changed.emit()

    def restore(self, run: Run, place: int) -> None:
        """Put a run back where it was in the list; see `RunList.restore`."""
        super().restore(run, place)
        if self._shown is None and run.snapshot is not None:
            self.look_at(run.id)

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
