"""The losses of a run so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Losses(NamedTuple):
    """Mean losses in nats per image at one moment of a run; always at β = 1."""

    step: int
    epoch: float
    reconstruction: float
    kl: float

    @property
    def negative_elbo(self) -> float:
        """Reconstruction plus KL divergence."""
        return self.reconstruction + self.kl


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
        One row a measurement, (n, 4): the fields of `Losses`. The rows of `train` are means over
        the minibatches since the row before; those of `test` are taken at the end of each epoch.
    changes
        What was changed by hand, in the order of time.
    """

    train: NDArray[np.float64] = field(default_factory=_no_rows)
    test: NDArray[np.float64] = field(default_factory=_no_rows)
    changes: tuple[Change, ...] = ()

    @classmethod
    def of(cls, train: list[Losses], test: list[Losses]) -> History:
        """Gather measurements into arrays."""
        width = len(Losses._fields)
        return cls(
            np.array(train, dtype=np.float64).reshape(-1, width),
            np.array(test, dtype=np.float64).reshape(-1, width),
        )

    @property
    def latest_test(self) -> Losses | None:
        """The newest losses on held-out digits."""
        return _last(self.test)

    @property
    def latest_train(self) -> Losses | None:
        """The newest losses on training digits."""
        return _last(self.train)


def _last(rows: NDArray[np.float64]) -> Losses | None:
    if not len(rows):
        return None
    step, epoch, reconstruction, kl = (float(value) for value in rows[-1])
    return Losses(int(step), epoch, reconstruction, kl)
