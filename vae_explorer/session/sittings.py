"""An experiment that was started: its runs, how far it is, and what has come out so far."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from vae_explorer.core.experiments.experiment import Experiment
from vae_explorer.core.experiments.outcome import Key, Outcome, judge, wanted_by, wanted_of
from vae_explorer.core.language import tr


class Stage(Enum):
    """How far an experiment is."""

    TRAINING = "training"  # its runs train, or wait
    MEASURING = "measuring"  # all have ended
    DONE = "done"
    STOPPED = "stopped"  # by hand, or because nothing could be started


@dataclass(frozen=True, eq=False)
class Sitting:
    """An experiment that was started; replaced as a whole when anything about it changes.

    Attributes
    ----------
    experiment
        What was started.
    short
        In which form.
    runs
        Id of each of its runs, by its name in the experiment.
    stage
        How far it is.
    values
        What was measured so far.
    ended
        Names of the runs that train no more.
    whole
        Names of those of them that were trained to their end as the file has them.
    failure
        A sentence on what could not be measured, or empty.
    """

    experiment: Experiment
    short: bool
    runs: Mapping[str, int] = field(default_factory=dict)
    stage: Stage = Stage.TRAINING
    values: Mapping[Key, float] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    failure: str = ""

    @property
    def active(self) -> bool:
        """Whether something is still to come."""
        return self.stage in (Stage.TRAINING, Stage.MEASURING)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What has come out so far, in the order of the file."""
        return tuple(
            judge(
                expectation,
                self.values,
                short=self.short,
                comparable=set(expectation.runs) <= self.whole,
            )
            for expectation in self.experiment.results
            if all(key in self.values for key in wanted_of(expectation))
        )

    @property
    def verdict(self) -> tuple[int, int]:
        """How many numbers came out as expected, and of how many something was expected."""
        verdicts = [outcome.met for outcome in self.outcomes if outcome.met is not None]
        return sum(verdicts), len(verdicts)

    def due(self, asked: frozenset[Key]) -> tuple[Key, ...]:
        """Return what can be measured now and was not asked for yet."""
        return tuple(
            key
            for key in wanted_by(self.experiment)
            if key not in asked and {key[0], key[2] or key[0]} <= self.ended
        )


def minutes(value: float) -> str:
    """Return a time for people: "40 s", "3 min", "1 h 20 min"."""
    if value < 0.95:
        return tr("{seconds} s", seconds=max(5, 5 * round(value * 12)))
    whole = round(value) if value < 60 else 5 * round(value / 5)
    hours, rest = divmod(whole, 60)
    if not hours:
        return tr("{minutes} min", minutes=rest)
    if not rest:
        return tr("{hours} h", hours=hours)
    return tr("{hours} h {minutes} min", hours=hours, minutes=rest)


def blended(ratio: float, measured: float) -> float:
    """Return how much longer things take here than expected, by what was known and a new sample."""
    return min(20.0, max(0.05, math.sqrt(ratio * measured)))
