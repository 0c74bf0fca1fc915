"""Where in the plane, and when in a run, a step of a tour looks."""

from __future__ import annotations

import math

from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.runs import Run


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
