"""What is asked of the training thread, and what it answers, as immutable values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vae_explorer.core.changes import Planned
from vae_explorer.core.config import RunConfig
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.timeline.branching import WayBack
from vae_explorer.core.training_state import TrainingState
from vae_explorer.session.runs import Run


@dataclass(frozen=True, eq=False)
class TrainRequest:
    """Train a run from its beginning, or go on with it.

    Attributes
    ----------
    run_id
        Of the run.
    config
        Its settings; more epochs than `snapshot` knows of add a cycle of the schedule.
    root
        Folder of the data sets.
    snapshot, training
        Where to go on from; None for a new run.
    then
        ``"play"``, ``"step"`` (take one step and pause), or ``"show"`` (an untrained network).
    plan
        What changes by itself on the way.
    way_back
        To the moment of another run that this one branches off at; None for none.
    """

    run_id: int
    config: RunConfig
    root: Path
    snapshot: Snapshot | None = None
    training: TrainingState | None = None
    then: str = "play"
    plan: tuple[Planned, ...] = ()
    way_back: WayBack | None = None

    @classmethod
    def of(cls, run: Run, root: Path, then: str) -> TrainRequest:
        """Ask for a run as the workspace knows it."""
        snapshot, training, way = run.snapshot, run.training, run.way_back
        return cls(run.id, run.config, root, snapshot, training, then, run.plan, way)


@dataclass(frozen=True, eq=False)
class SaveRequest:
    """Write a run: as it is now if the worker trains it, or else what is given here.

    Attributes
    ----------
    whole
        With what it takes to train it further, where that is known.
    half
        With the weights as float16, in a file that is not whole.
    exact
        With all digits encoded by the weights as they are now, which takes a moment.
    """

    run_id: int
    path: Path
    snapshot: Snapshot
    training: TrainingState | None
    whole: bool = True
    half: bool = False
    exact: bool = True


@dataclass(frozen=True, eq=False)
class Capture:
    """A run as the training thread had it, for whoever asked by this request."""

    request: SaveRequest
    snapshot: Snapshot
    training: TrainingState | None


@dataclass(frozen=True, eq=False)
class Saved:
    """How a save has ended: what was written, and the size of the file in bytes."""

    run_id: int
    path: Path
    snapshot: Snapshot
    whole: bool
    size: int
