"""A run as the window knows it: a value, replaced as a whole when anything about it changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from vae_explorer.core.changes import Planned
from vae_explorer.core.config import RunConfig
from vae_explorer.core.history import History
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.timeline.branching import WayBack
from vae_explorer.core.timeline.timeline import Timeline
from vae_explorer.core.training_state import TrainingState
from vae_explorer.session.state import RunState


@dataclass(frozen=True)
class Watch:
    """Where a run is that another program trains.

    Attributes
    ----------
    folder
        That it is written into.
    heard
        How long ago something new was there, in words.
    """

    folder: Path
    heard: str


@dataclass(frozen=True, eq=False)
class Run:
    """One training run, or one model that was opened from a file.

    Attributes
    ----------
    id
        Never used again within a session.
    name
        What its user calls it.
    colour
        Which of the colours for runs it has; see `vae_explorer.views.style.palette`.
    config
        The settings; those of `snapshot` once there is one.
    snapshot
        Its newest moment; None while it waits for its turn.
    state
        What its training is doing.
    training
        What going on takes, as long as no trainer has it; None for a model that cannot go on.
    seconds
        Time that has gone into its training.
    pinned
        Whether its curves stay on the screen beside those of the run that is shown.
    path
        The file that it was last read from or written to.
    saved_step
        Of its optimiser steps, how many some file holds.
    kept_whole
        Whether its file has, or should have, what training it further takes.
    bundled
        Whether it is the model that the program brings.
    plan
        What changes by itself in the middle of its training.
    experiment
        Title of the experiment that it is part of; empty for none.
    timeline
        The moments of it that are kept.
    way_back
        To where it branches off, as long as it has not got there; None then, and for others.
    origin
        The run that it branched off, and how many steps that had taken by then; None for one that
        began by itself.
    watch
        The folder that it is followed in; None for one that is not watched.
    unattended
        Whether a show has begun it that goes on by itself: nobody would miss it.
    """

    id: int
    name: str
    colour: int
    config: RunConfig = field(default_factory=RunConfig)
    snapshot: Snapshot | None = None
    state: RunState = RunState.EMPTY
    training: TrainingState | None = None
    seconds: float = 0.0
    pinned: bool = False
    path: Path | None = None
    saved_step: int = 0
    kept_whole: bool = True
    bundled: bool = False
    plan: tuple[Planned, ...] = ()
    experiment: str = ""
    timeline: Timeline = field(default_factory=Timeline)
    way_back: WayBack | None = None
    origin: tuple[int, int] | None = None
    watch: Watch | None = None
    unattended: bool = False

    @property
    def step(self) -> int:
        """Optimiser steps so far."""
        return self.snapshot.step if self.snapshot is not None else 0

    @property
    def epoch(self) -> float:
        """Passes over the training digits so far."""
        return self.snapshot.epoch if self.snapshot is not None else 0.0

    @property
    def history(self) -> History:
        """The losses so far."""
        return self.snapshot.history if self.snapshot is not None else History()

    @property
    def unsaved(self) -> bool:
        """Whether something was trained that no file holds."""
        return self.step > self.saved_step and not self.unattended

    @property
    def is_blank(self) -> bool:
        """Whether it is a network that was never trained, and of which no file knows."""
        return not self.step and self.path is None and not self.bundled

    @property
    def is_solved(self) -> bool:
        """Whether there is nothing left to train, ever."""
        return self.config.kind.at_once and self.epoch >= self.config.passes

    @property
    def can_go_on(self) -> bool:
        """Whether it can be trained further: it is being trained, or what that takes is known."""
        return not self.is_solved and (self.training is not None or self.state.has_run)

    @property
    def state_at_rest(self) -> RunState:
        """What its state is while no trainer has it, and none is to get it."""
        if self.training is None or self.snapshot is None:
            return RunState.EMPTY
        done = self.epoch >= self.snapshot.config.passes
        return RunState.FINISHED if done else RunState.STOPPED
