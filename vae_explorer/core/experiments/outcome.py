"""What came out of an experiment, beside what was to be expected."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vae_explorer.core.experiments.experiment import Expectation, Experiment, Range
from vae_explorer.core.experiments.measures import MEASURES, Measured, PairMeasure
from vae_explorer.core.language import marked, tr
from vae_explorer.core.measures.cancelling import never

if TYPE_CHECKING:
    from vae_explorer.core.data.base import LabelledImages
    from vae_explorer.core.snapshot import Snapshot

Key = tuple[str, str, str]  # run, measure, partner


@dataclass(frozen=True)
class Outcome:
    """A number that came out.

    Attributes
    ----------
    expectation
        What was asked for.
    value
        What came out; NaN where it could not be measured.
    expected
        In words: "138.4 ± 1.5 nats"; empty where nothing was said.
    met
        Whether it is as expected; None where nothing was said, or nothing can be.
    """

    expectation: Expectation
    value: float
    expected: str = ""
    source: str = ""
    met: bool | None = None

    @property
    def title(self) -> str:
        """What was measured."""
        return tr(MEASURES[self.expectation.measure].title)

    @property
    def heading(self) -> str:
        """What was measured, and of which run or runs."""
        wanted = self.expectation
        runs = wanted.title_of(wanted.run)
        if wanted.partner:
            partner = wanted.title_of(wanted.partner)
            runs = tr("{run} and {partner}", run=runs, partner=partner)
        return tr("{runs}: {measure}", runs=runs, measure=self.title)

    @property
    def shown(self) -> str:
        """The number with its unit."""
        return number(self.value, self.expectation.measure)

    @property
    def sentence(self) -> str:
        """Return what came out beside what is to be expected, in a sentence."""
        facts = {"heading": self.heading, "value": self.shown}
        told = self.source or (tr("expected {range}", range=self.expected) if self.expected else "")
        if told:
            return tr("{heading} {value}; {told}.", told=told, **facts)
        return tr("{heading} {value}.", **facts)

    def to_json(self) -> dict[str, Any]:
        """Return a value that `json.dumps` takes."""
        wanted = self.expectation
        return {
            "run": wanted.run,
            "measure": wanted.measure,
            **({"partner": wanted.partner} if wanted.partner else {}),
            "value": self.value if math.isfinite(self.value) else None,
            "unit": MEASURES[wanted.measure].unit,
            "expected": self.expected,
            "source": self.source,
            "as_expected": self.met,
        }


def number(value: float, measure: str) -> str:
    """Return a value of a measure for people, with its unit."""
    kind = MEASURES[measure]
    if not math.isfinite(value):
        return "–"
    return _with_unit(f"{value:,.{kind.decimals}f}", measure)


def _with_unit(digits: str, measure: str) -> str:
    unit = MEASURES[measure].unit
    text = digits.replace("-", "−")
    return f"{text} {tr(unit)}" if unit else text


def measure(
    wanted: Collection[Key],
    runs: Mapping[str, Snapshot],
    data: Callable[[Snapshot], LabelledImages],
    *,
    quick: bool,
    most: int | None = None,
    cancelled: Callable[[], bool] = never,
) -> dict[Key, float]:
    """Measure runs that have ended.

    Parameters
    ----------
    wanted
        What to measure; what needs a run that is not there is left out.
    runs
        By name.
    data
        Returns the held-out images of a run's data set.
    quick
        See `Measured`.
    most
        How many images to measure, see `Experiment.most_images`.
    cancelled
        Asked now and then.

    Raises
    ------
    Interrupted
        When it was cancelled.
    """
    measured: dict[str, Measured] = {}

    def of(name: str) -> Measured:
        if name not in measured:
            snapshot = runs[name]
            images = data(snapshot)
            images = images if most is None else images.first(most)
            measured[name] = Measured(snapshot, images, quick=quick, cancelled=cancelled)
        return measured[name]

    found: dict[Key, float] = {}
    for run, key, partner in wanted:
        if not {run, *filter(None, [partner])} <= set(runs):
            continue
        kind = MEASURES[key]
        if isinstance(kind, PairMeasure):
            found[run, key, partner] = kind.of(of(run), of(partner))
        else:
            found[run, key, partner] = float(kind.of(of(run)))
    return found


def wanted_of(expectation: Expectation) -> tuple[Key, ...]:
    """Return what has to be measured for an expectation, the number itself first."""
    names = (expectation.run, expectation.more_than, expectation.less_than)
    return tuple((name, expectation.measure, expectation.partner) for name in names if name)


def wanted_by(experiment: Experiment) -> tuple[Key, ...]:
    """Return all that has to be measured for an experiment, each once."""
    return tuple(dict.fromkeys(k for r in experiment.results for k in wanted_of(r)))


def judge(
    expectation: Expectation,
    values: Mapping[Key, float],
    *,
    short: bool,
    comparable: bool = True,
) -> Outcome:
    """Hold what came out against what was expected.

    Parameters
    ----------
    values
        What was measured.
    short
        The form in which the experiment was run.
    comparable
        Whether the runs were as the file has them; otherwise numbers of others say nothing here.
    """
    own = values.get(wanted_of(expectation)[0], math.nan)
    wanted = expectation.range(short=short)
    words, met = [], []
    if comparable:
        words += _range_in_words(wanted, expectation.measure)
        met += _within(own, wanted)
    for other, relation, sign in (
        (expectation.more_than, marked("more than {run}, {number}"), 1),
        (expectation.less_than, marked("less than {run}, {number}"), -1),
    ):
        if other:
            theirs = values.get((other, expectation.measure, expectation.partner), math.nan)
            said = number(theirs, expectation.measure)
            words.append(tr(relation, run=expectation.title_of(other), number=said))
            met.append(sign * (own - theirs) > 0)
    verdict = all(met) if met and comparable and math.isfinite(own) else None
    source = wanted.source if comparable else ""
    return Outcome(expectation, own, tr("; ").join(words), source, verdict)


def _range_in_words(wanted: Range, key: str) -> list[str]:
    words = []
    if wanted.value is not None:
        about = f" ± {wanted.tolerance:g}" if wanted.tolerance else ""
        words.append(_with_unit(f"{wanted.value:,g}{about}", key))
    for end, sentence in (
        (wanted.at_least, marked("at least {number}")),
        (wanted.at_most, marked("at most {number}")),
    ):
        if end is not None:
            words.append(tr(sentence, number=_with_unit(f"{end:,g}", key)))
    return words


def _within(value: float, wanted: Range) -> list[bool]:
    met = []
    if wanted.value is not None and wanted.tolerance is not None:
        met.append(abs(value - wanted.value) <= wanted.tolerance)
    if wanted.at_least is not None:
        met.append(value >= wanted.at_least)
    if wanted.at_most is not None:
        met.append(value <= wanted.at_most)
    return met
