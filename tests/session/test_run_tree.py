"""The tree of runs and their branches."""

from __future__ import annotations

from vae_explorer.session.run_tree import in_tree_order
from vae_explorer.session.runs import Run


def order(*runs: Run) -> list[tuple[int, int]]:
    return [(twig.run.id, twig.depth) for twig in in_tree_order(runs)]


def run(number: int, origin: tuple[int, int] | None = None) -> Run:
    return Run(number, f"Run {number}", 0, origin=origin)


def test_branches_stand_below_what_they_branch_off_the_earliest_first():
    runs = (run(1), run(2), run(3, (1, 50)), run(4, (1, 20)), run(5, (3, 60)))
    assert order(*runs) == [(1, 0), (4, 1), (3, 1), (5, 2), (2, 0)]


def test_a_branch_of_a_run_that_is_gone_begins_by_itself():
    assert order(run(2, (1, 5)), run(3, (2, 7))) == [(2, 0), (3, 1)]


def test_runs_that_branch_off_each_other_are_listed_once():
    assert sorted(i for i, _ in order(run(1, (2, 5)), run(2, (1, 5)))) == [1, 2]
