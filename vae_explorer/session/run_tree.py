"""Runs as a tree: each that branches off another below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vae_explorer.session.runs import Run


class Twig(NamedTuple):
    """A run, and how many branchings it is away from one that began by itself."""

    run: Run
    depth: int


def in_tree_order(runs: Sequence[Run]) -> list[Twig]:
    """Return runs with their branches below them, the earliest branching first.

    A branch of a run that is not among them begins by itself.
    """
    known = {run.id for run in runs}
    branches: dict[int, list[Run]] = {}
    for run in runs:
        if run.origin is not None and run.origin[0] in known:
            branches.setdefault(run.origin[0], []).append(run)
    seen: set[int] = set()

    def grow(run: Run, depth: int) -> Iterator[Twig]:
        if run.id in seen:
            return
        seen.add(run.id)
        yield Twig(run, depth)
        for branch in sorted(branches.get(run.id, []), key=_when):
            yield from grow(branch, depth + 1)

    roots = [run for run in runs if run.origin is None or run.origin[0] not in known]
    # In a damaged file two runs may branch off each other: none of them is a root.
    return [twig for run in (*roots, *runs) for twig in grow(run, 0)]


def _when(run: Run) -> int:
    return run.origin[1] if run.origin is not None else 0
