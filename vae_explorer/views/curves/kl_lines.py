"""The KL divergences along the steps of runs, and what fresh draws from the prior come to."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from vae_explorer.core.history import History, Losses
from vae_explorer.core.language import marked, tr
from vae_explorer.core.measures.randn_baseline import randn_baseline

COLUMNS = ("run", "step", "epoch", "draws", "fit_kl", "kl", "kl_estimate", "randn")
RANDN = "randn"
_MOST_STEPS = 2.0**53


class Kind(NamedTuple):
    """A divergence that can be drawn: its title, what it is, a column of `Losses`, its line."""

    title: str
    tip: str
    column: str
    style: Qt.PenStyle


KINDS = {
    "fit": Kind(
        marked("Draws of z, fitted"),
        marked("The Gaussian that fits the draws of a minibatch: how far it is from N(0, I)."),
        "fit_kl",
        Qt.PenStyle.SolidLine,
    ),
    "closed": Kind(
        marked("Posteriors, closed form"),
        marked("The mean over images of the divergence of q(z given x) from the prior N(0, I)."),
        "kl",
        Qt.PenStyle.DashLine,
    ),
    "monte-carlo": Kind(
        marked("Posteriors, Monte Carlo"),
        marked(
            "The same as an estimate from draws of z, where a run is trained by that; from a "
            "learned prior, where it has one."
        ),
        "kl_estimate",
        Qt.PenStyle.DotLine,
    ),
    RANDN: Kind(
        marked("Fresh randn draws"),
        marked(
            "As many draws from N(0, I) as a minibatch has, fitted likewise: what the codes of a "
            "perfect encoder would score. It is about 2 / n on average."
        ),
        "",
        Qt.PenStyle.SolidLine,
    ),
}


@dataclass(frozen=True)
class KLRun:
    """A run as its divergences are drawn."""

    run_id: int
    name: str
    colour: str
    history: History
    shown: bool
    batch_size: int
    seed: int = 0
    has_bound: bool = True  # or else its posteriors have no density
    own_prior: bool = False  # learned, and not N(0, I)

    def column(self, kind: str) -> str:
        """The column of `Losses` that a kind is drawn from; empty where the run has none."""
        if not self.has_bound and kind != "fit":
            return ""
        if self.own_prior and kind in ("closed", "monte-carlo"):
            return "kl" if kind == "monte-carlo" else ""
        return KINDS[kind].column


@dataclass(frozen=True, eq=False)
class Line:
    """Nats at steps, in their order, of a kind; no colour for what is of no run."""

    kind: str
    name: str
    colour: str | None
    steps: NDArray[np.float64]
    values: NDArray[np.float64]
    shown: bool = True

    @property
    def title(self) -> str:
        """What it is called beside the mouse."""
        if self.colour is None:
            return tr(KINDS[self.kind].title)
        return tr("{name}: {what}", name=self.name, what=self._what)

    @property
    def _what(self) -> str:
        title = tr(KINDS[self.kind].title)
        return title[0].lower() + title[1:]

    def at(self, step: float) -> tuple[float, float]:
        """The step measured nearest, and the value there."""
        place = int(np.abs(self.steps - step).argmin())
        return float(self.steps[place]), float(self.values[place])


def kl_lines(runs: Sequence[KLRun], kinds: Iterable[str]) -> list[Line]:
    """What is drawn of these runs, what lies lowest first; kinds that were not measured are not."""
    wanted, lines = set(kinds), list[Line]()
    for run in sorted(runs, key=lambda run: run.shown):
        rows = _rows(run)
        for key in KINDS:
            column = run.column(key)
            if key not in wanted or not column:
                continue
            values = rows[:, Losses._fields.index(column)]
            there = np.isfinite(values)
            from_own = run.own_prior and key != "fit"
            name = tr("{run} (its own prior)", run=run.name) if from_own else run.name
            if there.any():
                lines.append(Line(key, name, run.colour, rows[there, 0], values[there], run.shown))
    # Of the run that got farthest, so that the line goes along all of them.
    longest = max(runs, key=_last_step, default=None)
    if RANDN in wanted and longest is not None and _last_step(longest) > 0:
        of = next((run for run in runs if run.shown), longest)
        steps = _rows(longest)[:, 0]
        lines.insert(0, Line(RANDN, "", None, steps, baseline(of, len(steps))))
    return lines


def baseline(run: KLRun, count: int) -> NDArray[np.float64]:
    """Nats of fresh draws, as many as the run's minibatches have; NaN for fewer than two."""
    if run.batch_size < 2:
        return np.full(count, np.nan)
    return randn_baseline(run.batch_size, count, seed=run.seed)


def table(runs: Iterable[KLRun]) -> bytes:
    """All of it as CSV, a row for each measurement; what was not measured is empty."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for run in runs:
        rows = _rows(run)
        for losses, randn in zip(
            (Losses(*row) for row in rows.tolist()), baseline(run, len(rows)), strict=True
        ):
            named = losses._asdict() | {"": np.nan}
            found = (named[run.column(kind)] for kind in ("fit", "closed", "monte-carlo"))
            values = (*found, float(randn))
            told = ("" if np.isnan(value) else value for value in values)
            writer.writerow((run.name, int(losses.step), losses.epoch, run.batch_size, *told))
    return text.getvalue().encode()


def _rows(run: KLRun) -> NDArray[np.float64]:
    """Rows at steps that can be drawn, in their order."""
    rows = run.history.train
    rows = rows[(rows[:, 0] >= 0) & (rows[:, 0] <= _MOST_STEPS)]
    return rows[np.argsort(rows[:, 0], kind="stable")]


def _last_step(run: KLRun) -> float:
    rows = _rows(run)
    return float(rows[-1, 0]) if len(rows) else 0.0
