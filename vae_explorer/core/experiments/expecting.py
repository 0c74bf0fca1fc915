"""The ``[[results]]`` of a file: what is measured, and what it should be."""

from __future__ import annotations

from collections.abc import Mapping

from vae_explorer.core.experiments.experiment import Expectation, Range
from vae_explorer.core.experiments.measures import MEASURES, PairMeasure
from vae_explorer.core.language import tr
from vae_explorer.core.toml.table import Table

MOST_RESULTS = 60


def read_results(table: Table, runs: Mapping[str, str]) -> tuple[Expectation, ...]:
    """Return the expectations of an experiment with these runs, titles by names."""
    return tuple(_result(row, runs) for row in table.tables("results", MOST_RESULTS))


def _result(table: Table, runs: Mapping[str, str]) -> Expectation:
    measure = table.choice("measure", tuple(MEASURES))
    full = _range(table)
    short_table = table.table("short")
    short = full
    if short_table is not None:
        short = _range(short_table)
        short_table.done()
    expectation = Expectation(
        run=table.choice("run", tuple(runs)),
        measure=measure,
        partner=table.choice("partner", tuple(runs), ""),
        more_than=table.choice("more_than", tuple(runs), ""),
        less_than=table.choice("less_than", tuple(runs), ""),
        full=full,
        short=short,
        titles=runs,
    )
    takes_two = isinstance(MEASURES[measure], PairMeasure)
    if takes_two and not expectation.partner:
        sentence = tr("{measure!r} is of two runs, and needs a 'partner'.", measure=measure)
        table.fail(sentence, "measure")
    if expectation.partner and not takes_two:
        sentence = tr("{measure!r} is of one run, and has no 'partner'.", measure=measure)
        table.fail(sentence, "partner")
    table.done()
    return expectation


def _range(table: Table) -> Range:
    value, tolerance = table.number("value"), table.number("tolerance", 0)
    if tolerance is not None and value is None:
        table.fail(tr("A 'tolerance' needs a 'value' that it is about."), "tolerance")
    return Range(
        value,
        tolerance,
        table.number("at_least"),
        table.number("at_most"),
        table.words("source", "", 240).spoken,
    )
