"""What a step of a tour does to the session."""

from __future__ import annotations

import math
from collections.abc import Mapping

from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.tours.tour import FIRST, NEWEST
from vae_explorer.session.runs import Run
from vae_explorer.session.state import RunState
from vae_explorer.session.training import Training
from vae_explorer.session.workspace import Workspace


def code_of(snapshot: Snapshot | None, row: int) -> tuple[float, float] | None:
    """Return the code of a held-out digit; None where there is none that could be shown."""
    if snapshot is None or not 0 <= row < len(snapshot.labels):
        return None
    z1, z2 = snapshot.embedding[row].tolist()
    return (z1, z2) if math.isfinite(z1) and math.isfinite(z2) else None


def step_by(run: Run | None, epoch: float) -> int | None:
    """Return the step of the last kept moment by an epoch; None before the first."""
    frames = run.timeline.frames if run is not None else ()
    by_then = [frame.step for frame in frames if frame.epoch <= epoch + 1e-6]
    return by_then[-1] if by_then else None


def seek(workspace: Workspace, moment: str | float | None) -> None:
    """Look at a moment of the shown run: `FIRST`, `NEWEST`, None likewise, or an epoch."""
    if moment == FIRST:
        workspace.seek(0)
    elif moment is None or moment == NEWEST:
        workspace.seek(None)
    elif isinstance(moment, float) and (step := step_by(workspace.shown, moment)) is not None:
        workspace.seek(step)


def select(workspace: Workspace, row: int) -> None:
    """Select a held-out digit, if there is such a one; a negative row lets go what is selected."""
    snapshot = workspace.snapshot
    if row < 0:
        workspace.selected.clear()
    elif snapshot is not None and row < len(snapshot.labels):
        workspace.selected.look_at(row, snapshot.config.dataset)


def change_live(training: Training, workspace: Workspace, change: Mapping[str, float]) -> None:
    """Give the run that trains, or is paused, other settings."""
    run = workspace.run(workspace.activity.run_id)
    if run is not None and training.state in (RunState.RUNNING, RunState.PAUSED):
        training.change(run.config.changed(**change))
