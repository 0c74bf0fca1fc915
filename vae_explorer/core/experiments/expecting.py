"""The ``[[results]]`` of a file: what is measured, and what it should be."""

from __future__ import annotations

from collections.abc import Collection

from vae_explorer.core.experiments.experiment import Expectation, Range
from vae_explorer.core.experiments.measures import MEASURES, PairMeasure
from vae_explorer.core.toml.table import Table

MOST_RESULTS = 60


def read_results(table: Table, runs: Collection[str]) -> tuple[Expectation, ...]:
    """Return the expectations of an experiment with runs of these names."""
    return tuple(_result(row, runs) for row in table.tables("results", MOST_RESULTS))


def _result(table: Table, runs: Collection[str]) -> Expectation:
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
    )
    takes_two = isinstance(MEASURES[measure], PairMeasure)
    if takes_two and not expectation.partner:
        table.fail(f"{measure!r} is of two runs, and needs a 'partner'.", "measure")
    if expectation.partner and not takes_two:
        table.fail(f"{measure!r} is of one run, and has no 'partner'.", "partner")
    table.done()
    return expectation


def _range(table: Table) -> Range:
    value, tolerance = table.number("value"), table.number("tolerance", 0)
    if tolerance is not None and value is None:
        table.fail("A 'tolerance' needs a 'value' that it is about.", "tolerance")
    return Range(
        value,
        tolerance,
        table.number("at_least"),
        table.number("at_most"),
        table.text("source", "", 240),
    )
