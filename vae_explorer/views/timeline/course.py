"""What the timeline shows of a run: its frames, its epochs, and what was changed by hand."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from vae_explorer.core.timeline.timeline import place, places
from vae_explorer.session.runs import Run
from vae_explorer.views.curves.changes import change_text


@dataclass(frozen=True)
class Course:
    """What the track shows of a run.

    Attributes
    ----------
    steps
        Of the frames, rising.
    newest, planned
        Steps that were taken, and that are to be taken.
    steps_per_epoch
        0 where it is not known.
    changes
        Steps, and what was changed by hand there.
    """

    steps: tuple[int, ...] = ()
    newest: int = 0
    planned: int = 0
    steps_per_epoch: float = 0.0
    changes: tuple[tuple[int, str], ...] = ()

    @property
    def end(self) -> int:
        """The last step that the track has room for."""
        return max(1, self.newest, self.planned)

    def lies_as(self, other: Course) -> bool:
        """Whether all frames and epochs have the places that they have in another course."""
        return (
            (self.steps, self.end) == (other.steps, other.end)
            # It is told anew with each snapshot, and rounded anew.
            and math.isclose(self.steps_per_epoch, other.steps_per_epoch)
        )

    def index(self, step: float) -> int:
        """Return which frame is nearest to a step, on the track."""
        return int(np.abs(places(self.steps) - place(max(0.0, step))).argmin())


def course_of(run: Run | None) -> Course:
    """Return what the track shows of a run."""
    if run is None or run.snapshot is None:
        return Course()
    frames = run.timeline.frames
    known = [(run.step, run.epoch), *((frame.step, frame.epoch) for frame in frames)]
    per_epoch = next((step / epoch for step, epoch in known if epoch > 0), 0.0)
    planned = round(run.config.passes * per_epoch)
    newest = max(run.step, frames[-1].step if frames else 0)
    changes = tuple((change.step, change_text(change)) for change in run.history.changes)
    return Course(run.timeline.steps, newest, planned, per_epoch, changes)
