"""Where a run is on its way, and what follows from that alone: learning rate, weight of the KL."""

from __future__ import annotations

from collections.abc import Sequence

from vae_explorer.core.changes import Planned, changes_between, due
from vae_explorer.core.config import RunConfig
from vae_explorer.core.history import Change
from vae_explorer.core.schedule import SCHEDULES, place_in_cycle
from vae_explorer.core.training_state import TrainingState


class Course:
    """The steps of a run, those that are done and those that are planned.

    Parameters
    ----------
    config
        Of the run.
    steps_per_epoch
        Minibatches in one pass, the last one perhaps smaller.

    Attributes
    ----------
    config
        With what was changed in mid-run as it now is.
    step
        Optimiser steps so far.
    steps_per_epoch
        As given.
    plan
        What changes by itself on the way; whoever drives the run may give one.
    """

    def __init__(self, config: RunConfig, steps_per_epoch: int) -> None:
        self.config = config
        self.step = 0
        self.steps_per_epoch = steps_per_epoch
        self.plan: Sequence[Planned] = ()
        self._cycle_ends = [config.passes * steps_per_epoch]

    @property
    def cycle_ends(self) -> tuple[int, ...]:
        """Steps at which cycles of the learning rate's schedule end; the first begins at 0."""
        return tuple(self._cycle_ends)

    @property
    def epoch(self) -> float:
        """Passes over the training digits so far, with a fraction."""
        return self.step / self.steps_per_epoch

    @property
    def at_epoch_end(self) -> bool:
        """Whether the last step was the last one of an epoch."""
        return self.step > 0 and self.step % self.steps_per_epoch == 0

    @property
    def finished(self) -> bool:
        """Whether all epochs are done; `change` can add more."""
        return self.step >= self._cycle_ends[-1]

    @property
    def images_left(self) -> int:
        """Training digits still to be visited, repetitions counted."""
        return max(0, self._cycle_ends[-1] - self.step) * self.config.batch_size

    @property
    def progress(self) -> float:
        """How much of the first cycle is done, from 0 to 1."""
        return min(1.0, self.step / self._cycle_ends[0])

    @property
    def learning_rate(self) -> float:
        """What the next step takes: the peak rate by what the schedule makes of it."""
        place = place_in_cycle(self.step, self._cycle_ends)
        return self.config.learning_rate * SCHEDULES[self.config.schedule](*place)

    @property
    def beta(self) -> float:
        """The weight of the KL divergence that the next step takes, warm-up included."""
        config = self.config
        return config.beta * (min(1.0, self.epoch / config.warm_up) if config.warm_up else 1.0)

    def planned(self) -> RunConfig | None:
        """Return the settings that the plan wants from the next step on; None for the same."""
        values = due(self.plan, self.step, self.steps_per_epoch) if self.plan else {}
        return self.config.changed(**values) if values else None

    def change(self, config: RunConfig) -> list[Change]:
        """Go on with other settings, and return what is different; see `Trainer.change`.

        Raises
        ------
        UserError
            When a setting is out of range, or cannot be changed in mid-run; nothing is changed.
        """
        changes = changes_between(self.config, config, self.step, self.epoch)
        if config.passes != self.config.passes:
            self._cycle_ends.append(config.passes * self.steps_per_epoch)
        self.config = self.config.changed(**{c.setting: c.after for c in changes})
        return changes

    def restore(self, state: TrainingState) -> None:
        """Go on from where another one was."""
        self.step = state.step
        self._cycle_ends = list(state.cycle_ends)
