"""The numbers behind the curves: which rows can be drawn, and what range of values says most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.history import LATER, History, Losses
from vae_explorer.core.language import tr
from vae_explorer.core.text import with_article
from vae_explorer.session.runs import Run
from vae_explorer.views.curves.quantities import (
    LEAST_RANGE,
    QUANTITIES,
    QUANTITIES_OF_GANS,
    Quantity,
)

LEAST_RANGE_LOG = 0.02  # decades
_MOST_EPOCHS = 1e9  # of a row that is drawn; what is beyond comes from a damaged file
_LARGEST = 1e15  # of a value that is drawn; beyond it, coordinates of the screen overflow


class Splits(Enum):
    """Which of the two curves of a run are drawn."""

    BOTH = "both"
    TRAIN = "train"
    TEST = "test"

    @property
    def names(self) -> tuple[str, ...]:
        return ("train", "test") if self is Splits.BOTH else (self.value,)


def split_word(split: str) -> str:
    """Return what is said for one of the `names` of `Splits`."""
    return tr("train") if split == "train" else tr("test")


class Curve(NamedTuple):
    """Epochs and values of one loss, in the order of the epochs; values need not be finite."""

    epochs: NDArray[np.float64]
    values: NDArray[np.float64]

    @property
    def latest(self) -> float | None:
        return float(self.values[-1]) if len(self.values) else None

    def drawn(self, log: bool) -> NDArray[np.float64]:
        """What to draw: the values or, for a logarithmic axis, their logarithms; NaN is a gap."""
        values = np.where(np.abs(self.values) <= _LARGEST, self.values, np.nan)
        if not log:
            return values
        return np.log10(np.where(values > 0, values, np.nan))

    def at(self, epoch: float) -> float | None:
        """The value measured nearest to `epoch`; None where the curve does not reach."""
        if not len(self.epochs):
            return None
        index = nearest(self.epochs, epoch)
        neighbours = self.epochs[max(index - 1, 0) : index + 2]
        reach = float(np.ptp(neighbours)) or 0.5  # a single measurement counts for half an epoch
        return float(self.values[index]) if abs(self.epochs[index] - epoch) <= reach else None


_NO_CURVE = Curve(np.empty(0), np.empty(0))

Limits: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class RunCurves:
    """A run as the curves show it: large where it is `shown`, thin and in its `colour` if not."""

    run_id: int
    name: str
    colour: str | None  # "#rrggbb"
    history: History
    shown: bool
    has_bound: bool = True  # or else the reconstruction is all there is
    reduction: str = "sum"  # of the trained loss
    word: str = "autoencoder"  # what is without a bound
    has_encoder: bool = True

    @classmethod
    def of(cls, run: Run, colour: str, shown: bool) -> RunCurves:
        """Return what is drawn of a run."""
        config = run.config
        return cls(
            run.id,
            run.name,
            colour,
            run.history,
            shown,
            config.has_bound,
            config.reduction,
            config.word,
            config.kind.has_encoder,
        )

    @property
    def number(self) -> str:
        """What one that has no name is called."""
        return tr("run {number}", number=self.run_id)

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """What may be drawn of it."""
        return QUANTITIES if self.has_encoder else QUANTITIES_OF_GANS


class RunSeries:
    """The curves of one run, worked out once for a history that does not change."""

    def __init__(self, run: RunCurves) -> None:
        self.run = run
        self.changes = tuple(c for c in run.history.changes if 0 <= c.epoch <= _MOST_EPOCHS)
        self._curves = {
            (quantity.attribute, split): series(rows, quantity.attribute)
            for split, rows in (
                ("train", drawable_rows(run.history.train)),
                ("test", drawable_rows(run.history.held_out)),
            )
            for quantity in run.quantities
            if self.has(quantity)
        }
        self._limits: dict[tuple[str, Splits, bool], Limits | None] = {}

    def has(self, quantity: Quantity) -> bool:
        """Whether such a run has it: an autoencoder has neither KL divergence nor bound."""
        return self.run.has_bound or not quantity.needs_bound

    def lacks(self, quantity: Quantity) -> str:
        """Why there is no curve; empty where there is one, or nothing was measured at all."""
        if not self.has(quantity):
            return tr("none: {what}", what=with_article(self.run.word))
        measured = any(len(curve.epochs) for curve in self.curves(quantity))
        return "" if measured or not self.epochs(Splits.BOTH) else tr(quantity.absent)

    def curves(self, quantity: Quantity) -> list[Curve]:
        """Those of train and of test."""
        return [self.curve(quantity, split) for split in Splits.BOTH.names]

    def shares_axis(self, other: RunSeries, quantity: Quantity) -> bool:
        """Whether a sum over pixels is not beside a mean."""
        return quantity.attribute != "trained" or self.run.reduction == other.run.reduction

    def curve(self, quantity: Quantity, split: str) -> Curve:
        return self._curves.get((quantity.attribute, split), _NO_CURVE)

    def epochs(self, splits: Splits) -> list[NDArray[np.float64]]:
        """The epochs of the curves that are drawn."""
        measured = next(filter(self.has, self.run.quantities))
        curves = (self.curve(measured, split) for split in splits.names)
        return [curve.epochs for curve in curves if len(curve.epochs)]

    def goes_below_zero(self, quantity: Quantity, splits: Splits) -> bool:
        """Whether a loss has values that have no logarithm, as those of densities may be."""
        curves = (self.curve(quantity, split) for split in splits.names)
        return any(bool((curve.values < 0).any()) for curve in curves)

    def limits(self, quantity: Quantity, splits: Splits, log: bool) -> Limits | None:
        """The range of values that says most of this run alone."""
        key = (quantity.attribute, splits, log)
        if key not in self._limits:
            curves = [self.curve(quantity, split) for split in splits.names]
            self._limits[key] = robust_range(
                *(Curve(curve.epochs, curve.drawn(log)) for curve in curves),
                least=LEAST_RANGE_LOG if log else quantity.least,
            )
        return self._limits[key]


def drawable_rows(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """The rows of a `History` that have an epoch, in the order of the epochs."""
    epochs = rows[:, 1]
    rows = rows[(epochs >= 0) & (epochs <= _MOST_EPOCHS)]
    if (np.diff(rows[:, 1]) < 0).any():
        rows = rows[np.argsort(rows[:, 1], kind="stable")]
    return rows


def series(rows: NDArray[np.float64], attribute: str) -> Curve:
    """Epochs and values of one loss, from the rows of a `History` that have it."""
    if attribute in LATER:
        rows = rows[~np.isnan(rows[:, Losses._fields.index(attribute)])]
    losses = Losses(*rows.T)
    with np.errstate(over="ignore", invalid="ignore"):
        return Curve(np.asarray(losses.epoch), np.asarray(getattr(losses, attribute)))


def nearest(epochs: NDArray[np.float64], epoch: float) -> int:
    """Index of the nearest of the ascending `epochs`."""
    right = min(int(np.searchsorted(epochs, epoch)), len(epochs) - 1)
    left = max(right - 1, 0)
    return left if epoch - epochs[left] <= epochs[right] - epoch else right


def robust_range(
    *curves: tuple[NDArray[np.float64], NDArray[np.float64]], least: float = LEAST_RANGE
) -> Limits | None:
    """Lowest and highest finite value after the run has settled, with a margin.

    The losses of the first steps are many times the rest, and would flatten it: the first 2 % of
    the epochs do not count, nor, in a run of a few epochs, half an epoch. Nor does a minibatch that
    is off by millions: the curve leaves the plot there and comes back.
    """
    if not curves:
        return None
    epochs = np.concatenate([epoch for epoch, _ in curves])
    values = np.concatenate([value for _, value in curves])
    finite = np.isfinite(values)
    epochs, values = epochs[finite], values[finite]
    if not len(values):
        return None
    last = epochs.max()
    settled = values[epochs > max(0.02 * last, min(0.5, 0.2 * last))]
    if len(settled) > 1:
        values = settled
    values = _without_spikes(values)
    low, usual = (float(v) for v in np.percentile(values, (0, 98)))
    high = float(values.max())
    if high > usual + 5 * (usual - low):
        high = usual + 0.5 * (usual - low)
    margin = max(0.06 * (high - low), (least - (high - low)) / 2)
    return low - margin, high + margin


def _without_spikes(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Leave out what is far from the middle half, also among so few values that 2 % are none."""
    lower, upper = np.percentile(values, (25, 75))
    reach = float(max(10 * (upper - lower), 0.5 * abs(upper), 0.5 * abs(lower)))
    near: NDArray[np.bool_] = (values >= lower - reach) & (values <= upper + reach)
    return values[near]


def common_range(first: Limits | None, others: Iterable[Limits | None], log: bool) -> Limits | None:
    """A range for several runs, of which one that has diverged does not flatten the `first`."""
    known = [limits for limits in (first, *others) if limits is not None]
    if not known:
        return None
    low, high = known[0]
    reach = 1.0 if log else 5 * max(high - low, abs(high), abs(low))
    lows = [limits[0] for limits in known if limits[0] >= low - reach]
    highs = [limits[1] for limits in known if limits[1] <= high + reach]
    return min(lows), max(highs)


def series_of(run: RunCurves, before: RunSeries | None) -> RunSeries:
    """What is known of `run`; nothing is worked out anew for one that has not changed."""
    return before if before is not None and before.run == run else RunSeries(run)


def shown_first(runs: Sequence[RunSeries]) -> RunSeries | None:
    """The run that the others are compared with: the shown one, or else the first."""
    return next((series for series in runs if series.run.shown), runs[0] if runs else None)


def below_zero(
    runs: Iterable[RunSeries], quantities: Iterable[Quantity], splits: Splits
) -> tuple[Quantity, ...]:
    """The quantities with values that have no logarithm: those cannot be on such an axis."""
    known = tuple(runs)
    return tuple(q for q in quantities if any(run.goes_below_zero(q, splits) for run in known))


def why_linear(quantities: Sequence[Quantity]) -> str:
    """Say of which the axes stay linear; empty for none."""
    if not quantities:
        return ""
    *first, last = (tr(quantity.title) for quantity in quantities)
    if not first:
        return tr(
            "{name} has negative values, which have no logarithm: its axis stays linear.", name=last
        )
    names = tr("{first} and {last}", first=tr(", ").join(first), last=last)
    return tr(
        "{names} have negative values, which have no logarithm: their axes stay linear.",
        names=names,
    )
