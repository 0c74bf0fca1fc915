"""The losses of a run so far."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Losses(NamedTuple):
    """What was measured at one moment of a run, means in nats per image; NaN where it was not.

    Attributes
    ----------
    step, epoch
        When.
    reconstruction, kl
        The two terms of −ELBO at β = 1, whatever is minimised; the KL divergence in closed form
        where it has one.
    trained
        The number that was minimised: with β and its warm-up, the bound, the mean over pixels.
        Of minibatches alone.
    kl_1, kl_2
        The KL divergence of each axis of the plane, in closed form.
    kl_estimate
        The Monte Carlo estimate, where the run is trained by that.
    discriminator
        What a discriminator minimises, where there is one; `trained` is then what the decoder does.
    sigma
        The standard deviation of a pixel, where the likelihood learns it; a mean over the pixels
        where each has its own.
    fit_kl
        KL divergence from the prior of the Gaussian that is fitted to the minibatch's draws of z,
        see `moment_fit_kl`; of the last minibatch alone, if it is a whole one.
    """

    step: int
    epoch: float
    reconstruction: float
    kl: float
    trained: float = math.nan
    kl_1: float = math.nan
    kl_2: float = math.nan
    kl_estimate: float = math.nan
    discriminator: float = math.nan
    sigma: float = math.nan
    fit_kl: float = math.nan

    @property
    def negative_elbo(self) -> float:
        """Reconstruction plus KL divergence, which is 0 for an autoencoder."""
        return self.reconstruction + self.kl


OLDEST = 4
"""Columns that the rows of every version have; behind them come those that may be absent."""

LATER = Losses._fields[OLDEST:]
"""Their names."""


@dataclass(frozen=True)
class StepMetrics:
    """What one optimiser step did.

    Attributes
    ----------
    step
        Number of steps so far.
    epoch
        Passes over the training digits so far, with a fraction.
    images
        Size of this step's minibatch.
    test
        Losses on held-out digits, where this step was the last of an epoch.
    """

    step: int
    epoch: float
    images: int
    test: Losses | None = None


class Change(NamedTuple):
    """A setting that was changed by hand in the middle of a run."""

    step: int
    epoch: float
    setting: str  # its name in `RunConfig`
    before: float
    after: float


def _no_rows() -> NDArray[np.float64]:
    return np.empty((0, len(Losses._fields)))


@dataclass(frozen=True, eq=False)
class History:
    """Losses along a run.

    Attributes
    ----------
    train, test
        One row a measurement, (n, columns): the fields of `Losses`, NaN for what was not measured;
        rows may be given with the first columns alone. Those of `train` are means over the
        minibatches since the row before; those of `test` are taken at the end of each epoch.
    changes
        What was changed by hand, in the order of time.
    sample
        Rows like those of `test`, of a fixed thousand of its images, taken by the clock early in a
        run. No file has them: equal runs have equal files.
    """

    train: NDArray[np.float64] = field(default_factory=_no_rows)
    test: NDArray[np.float64] = field(default_factory=_no_rows)
    changes: tuple[Change, ...] = ()
    sample: NDArray[np.float64] = field(default_factory=_no_rows)

    def __post_init__(self) -> None:
        for name in ("train", "test", "sample"):
            object.__setattr__(self, name, _widened(getattr(self, name)))

    @classmethod
    def of(cls, train: Sequence[Losses], test: Sequence[Losses]) -> History:
        """Gather measurements into arrays."""
        width = len(Losses._fields)
        return cls(
            np.array(train, dtype=np.float64).reshape(-1, width),
            np.array(test, dtype=np.float64).reshape(-1, width),
        )

    def with_losses(
        self,
        *,
        train: Losses | None = None,
        test: Losses | None = None,
        sample: Losses | None = None,
    ) -> History:
        """Return a history with one more measurement."""
        return replace(
            self,
            train=_with_row(self.train, train),
            test=_with_row(self.test, test),
            sample=_with_row(self.sample, sample),
        )

    def with_change(self, change: Change) -> History:
        """Return a history with one more change.

        Several of one setting before the same step, as a slider makes them, are one; and none if it
        ends where it began.
        """
        others = []
        for earlier in self.changes:
            if (earlier.step, earlier.setting) == (change.step, change.setting):
                change = change._replace(before=earlier.before)
            else:
                others.append(earlier)
        if change.before != change.after:
            others.append(change)
        return replace(self, changes=tuple(others))

    def until(self, step: int) -> History:
        """Return what was known of the run when it had taken so many steps."""
        train, test, sample = (
            table[table[:, 0] <= step] for table in (self.train, self.test, self.sample)
        )
        changes = tuple(change for change in self.changes if change.step <= step)
        return History(train, test, changes, sample)

    @property
    def latest_test(self) -> Losses | None:
        """The newest losses on held-out digits."""
        return _last(self.test)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was measured."""
        return not (len(self.train) or len(self.held_out))

    @property
    def held_out(self) -> NDArray[np.float64]:
        """All measurements on held-out images, by their steps: those of `sample` and of `test`."""
        if not len(self.sample):
            return self.test
        others = self.sample[~np.isin(self.sample[:, 0], self.test[:, 0])]
        rows = np.concatenate((self.test, others))
        return rows[np.argsort(rows[:, 0], kind="stable")]

    @property
    def latest_held_out(self) -> Losses | None:
        """The newest losses on held-out images, on all of them or on the sample."""
        return max(
            (row for row in (_last(self.sample), _last(self.test)) if row is not None),
            key=lambda row: row.step,
            default=None,
        )

    @property
    def latest_train(self) -> Losses | None:
        """The newest losses on training digits."""
        return _last(self.train)


def _widened(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return rows with NaN in the columns that they lack."""
    lacking = len(Losses._fields) - rows.shape[1]
    return np.pad(rows, ((0, 0), (0, lacking)), constant_values=np.nan) if lacking else rows


def _with_row(rows: NDArray[np.float64], losses: Losses | None) -> NDArray[np.float64]:
    return rows if losses is None else np.concatenate((rows, np.array([losses], np.float64)))


def _last(rows: NDArray[np.float64]) -> Losses | None:
    if not len(rows):
        return None
    # One NaN for all: two of them are equal as parts of a tuple if they are the same object.
    step, *values = (math.nan if math.isnan(value) else value for value in rows[-1].tolist())
    return Losses(int(step), *values)
