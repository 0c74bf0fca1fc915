"""Back to any moment of a run, bit for bit, by taking its steps again from a moment before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vae_explorer.core.config import RunConfig
from vae_explorer.core.history import Change
from vae_explorer.core.timeline.frame import KeyState
from vae_explorer.core.timeline.timeline import Timeline

if TYPE_CHECKING:
    from vae_explorer.core.history import StepMetrics
    from vae_explorer.core.training import Trainer


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
    """

    step: int
    beginning: RunConfig
    changes: tuple[Change, ...] = ()
    state: KeyState | None = None

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
        return cls(step, at_the_beginning(config, changes), earlier, timeline.state_before(step))

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


def at_the_beginning(config: RunConfig, changes: Sequence[Change]) -> RunConfig:
    """Return the settings that a run began with, of those it has now and what was changed."""
    for change in reversed(changes):
        config = with_value(config, change.setting, change.before)
    return config


def with_value(config: RunConfig, setting: str, value: float) -> RunConfig:
    """Return a configuration with a number, as a whole one where the setting is whole."""
    whole = isinstance(config.values()[setting], int)
    return config.changed(**{setting: int(value) if whole else value})
