"""The kept moments of all runs, within one bound of memory that the user can set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.timeline.frame import Frame, KeyState
from vae_explorer.core.timeline.timeline import BUDGET, Timeline, memory
from vae_explorer.session.framer import Framer
from vae_explorer.session.hand import Hand, behind_frames
from vae_explorer.session.runs import Run
from vae_explorer.session.settings import Settings
from vae_explorer.session.workspace import Workspace

MB = 2**20
BUDGETS_MB = (128, 256, 512, 1024, 2048, 4096)
"""What may be chosen."""

_KEY = "history_mb"
_STATES_PART = 1 / 4  # of the budget, that full states may take


class Timelines(QObject):
    """Takes frames as they come, and drops others where they are dense.

    Attributes
    ----------
    budget_changed
        Another bound was chosen.
    """

    budget_changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        framer: Framer,
        hand: Hand,
        settings: Settings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._hand = hand
        self._settings = settings
        stored = settings.table(_KEY, BUDGET // MB)
        self._budget = (stored if stored in BUDGETS_MB else BUDGET // MB) * MB
        framer.taken.connect(self.take)
        framer.state_taken.connect(self.take_state)

    @property
    def budget(self) -> int:
        """How many bytes all frames and full states may take."""
        return self._budget

    @property
    def used(self) -> int:
        """How many bytes they take."""
        return memory(run.timeline for run in self._workspace.known)

    def set_budget(self, megabytes: int) -> None:
        """Choose another bound, one of `BUDGETS_MB`; what is beyond it goes at once."""
        if megabytes in BUDGETS_MB and megabytes * MB != self._budget:
            self._budget = megabytes * MB
            self._settings.set_table(_KEY, megabytes)
            self.fit()
            self.budget_changed.emit()

    @Slot(int, Frame)
    @behind_frames
    def take(self, run_id: int, frame: Frame) -> None:
        """Keep a frame of a run."""
        self._change(run_id, lambda timeline: timeline.with_frame(frame))

    @Slot(int, KeyState)
    @behind_frames
    def take_state(self, run_id: int, state: KeyState) -> None:
        """Keep a full state of a run."""
        self._change(run_id, lambda timeline: timeline.with_state(state))

    def put(self, run_id: int, timeline: Timeline) -> None:
        """Let a run have these moments, as far as the budget goes."""
        self._change(run_id, lambda _: timeline)

    def _change(self, run_id: int, change: Callable[[Timeline], Timeline]) -> None:
        run = self._workspace.run(run_id)
        if run is not None:
            self._workspace.update(run_id, timeline=change(run.timeline))
            self.fit()

    def fit(self) -> None:
        """Drop what is beyond the budget: of removed runs first, then where frames are dense."""
        runs = {run.id: run for run in self._workspace.known}
        before = {run_id: run.timeline for run_id, run in runs.items()}
        for run_id, run in runs.items():
            if self._beyond(runs) and self._workspace.run(run_id) is None:
                runs[run_id] = replace(run, timeline=Timeline())
        most = _STATES_PART * self._budget
        states = {i: Timeline(states=run.timeline.states) for i, run in runs.items()}
        while memory(states.values()) > most and (i := _largest(states, 1, "states")):
            states[i] = states[i].without_one_state()
        runs = {
            i: replace(run, timeline=Timeline(run.timeline.frames, states[i].states))
            for i, run in runs.items()
        }
        while self._beyond(runs):
            timelines = {run_id: run.timeline for run_id, run in runs.items()}
            if not (i := _largest(timelines, 2, "frames")):
                break
            runs[i] = replace(runs[i], timeline=runs[i].timeline.without_one())
        for run_id, run in runs.items():
            old = before[run_id]
            same = old.frames == run.timeline.frames and old.states == run.timeline.states
            if not same:
                self._workspace.update(run_id, timeline=run.timeline)

    def _beyond(self, runs: dict[int, Run]) -> bool:
        return memory(run.timeline for run in runs.values()) > self._budget


def _largest(timelines: dict[int, Timeline], least: int, part: str) -> int:
    """Return the id of the run that has most of something, and more than `least`; else 0."""
    sizes = {run_id: len(getattr(timeline, part)) for run_id, timeline in timelines.items()}
    most = max(sizes, key=lambda run_id: sizes[run_id], default=0)
    return most if most and sizes[most] > least else 0
