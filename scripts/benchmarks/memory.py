"""What the program takes of the machine: `memory`."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.children import bare_imports, child, report
from benchmarks.report import Goal, Row, Sample, row
from benchmarks.sizes import Sizes

ALLOWED_MB = 300


def measure(sizes: Sizes) -> Iterator[Row]:
    bare = report(bare_imports(sizes.stack))["peak"]
    if bare is None:
        return  # this system does not tell
    found = report(child("remember"))
    ours, moments = found["peak"], found["moments"]
    note = (
        f"peak RSS; {ours - bare:+.0f} MB over the bare imports, {ALLOWED_MB} allowed, "
        f"and {moments:.0f} MB of moments on the timeline, of 512 that the user sets"
    )
    goal = Goal("ours", False, round(bare + ALLOWED_MB + moments))
    yield row("memory", "MB", Sample.of([ours]), bare, ours / bare, goal, note)
