"""Back to any moment of a run, bit for bit, by taking its steps again from a moment before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.config import RunConfig
from vae_explorer.core.errors import UserError
from vae_explorer.core.history import Change
from vae_explorer.core.language import tr
from vae_explorer.core.timeline.frame import Frame, KeyState
from vae_explorer.core.timeline.timeline import Timeline

if TYPE_CHECKING:
    from vae_explorer.core.history import StepMetrics
    from vae_explorer.core.training import Trainer

_NEAR = 0.05  # of the weights: by how much they may be off


@dataclass(frozen=True, eq=False)
class WayBack:
    """From where, and how, a moment of a run is reached again.

    Attributes
    ----------
    step
        Of the moment.
    beginning
        The settings at the beginning of the run.
    changes
        What was changed by hand before that moment, in the order of time.
    state
        A full state that is not later; None to begin at the beginning.
    frame
        What is kept of the moment, for `check`.
    """

    step: int
    beginning: RunConfig
    changes: tuple[Change, ...] = ()
    state: KeyState | None = None
    frame: Frame | None = None

    @classmethod
    def to(
        cls, step: int, config: RunConfig, changes: Sequence[Change], timeline: Timeline
    ) -> WayBack:
        """Return the way back to a step.

        Parameters
        ----------
        config
            Of the run as it is now.
        changes
            All that was changed in it by hand.
        timeline
            What is kept of it.
        """
        earlier = tuple(change for change in changes if change.step < step)
        beginning, frame = at_the_beginning(config, changes), timeline.at(step)
        if frame is not None and frame.step != step:
            frame = None
        return cls(step, beginning, earlier, timeline.state_before(step), frame)

    @property
    def steps(self) -> int:
        """How many steps are to be taken again."""
        return self.step - (self.state.step if self.state is not None else 0)

    def walk(self, trainer: Trainer) -> Iterator[StepMetrics]:
        """Yield after each step that was taken again, until the moment is reached.

        Parameters
        ----------
        trainer
            At `state`, or at the beginning.
        """
        left = [change for change in self.changes if change.step >= trainer.step]
        while trainer.step < self.step:
            while left and left[0].step <= trainer.step:
                change = left.pop(0)
                trainer.change(with_value(trainer.config, change.setting, change.after))
            yield trainer.step_once()

    def check(self, weights: Mapping[str, NDArray[np.floating]]) -> None:
        """Find out whether the steps have led where they should.

        On another computer they may end a little elsewhere, as sums are rounded in another order.

        Parameters
        ----------
        weights
            By name, after `walk`.

        Raises
        ------
        UserError
            When they are those of another training.
        """
        if self.frame is None:
            return
        kept = self.frame.weights
        off = sum(float(np.abs(weights[name] - w).sum()) for name, w in kept.items())
        size = sum(float(np.abs(w.astype(np.float32)).sum()) for w in kept.values())
        if not off <= _NEAR * size:
            raise UserError(
                tr(
                    "The steps of this run do not lead to this moment again: it was trained on "
                    "other data, or by another program."
                ),
                tr("Use its settings for a new run."),
            )


def at_the_beginning(config: RunConfig, changes: Sequence[Change]) -> RunConfig:
    """Return the settings that a run began with, of those it has now and what was changed."""
    for change in reversed(changes):
        config = with_value(config, change.setting, change.before)
    return config


def with_value(config: RunConfig, setting: str, value: float) -> RunConfig:
    """Return a configuration with a number, as a whole one where the setting is whole."""
    whole = isinstance(config.values()[setting], int)
    return config.changed(**{setting: int(value) if whole else value})
