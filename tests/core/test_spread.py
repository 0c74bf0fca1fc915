"""A few moments of many, that stay the same few while a run goes on."""

from __future__ import annotations

import math
from itertools import pairwise
from types import SimpleNamespace

import pytest

from vae_explorer.core.timeline.spread import MOST, spread
from vae_explorer.core.timeline.timeline import place, spacing


def steps_until(last: int) -> list[int]:
    steps = [0]
    while steps[-1] + spacing(steps[-1]) <= last:
        steps.append(steps[-1] + spacing(steps[-1]))
    return steps


def chosen(steps: list[int]) -> list[int]:
    return [frame.step for frame in spread([SimpleNamespace(step=step) for step in steps])]


@pytest.mark.parametrize("last", [40, 80, 400, 1407, 14_070, 100_000])
def test_about_a_dozen_lie_evenly_and_have_both_ends(last: int) -> None:
    steps = steps_until(last)

    few = chosen(steps)

    assert (few[0], few[-1]) == (0, steps[-1])
    assert min(len(steps), MOST // 2) <= len(few) <= MOST + 1
    gaps = [place(b) - place(a) for a, b in pairwise(few)]
    assert max(gaps[:-1]) < 2 * min(gaps[:-1])
    assert gaps[-1] < 2.2 * max(gaps[:-1])


def test_as_a_run_goes_on_hardly_any_is_chosen_that_was_not_before() -> None:
    steps = steps_until(14_070)
    before: set[int] = set()
    new = 0
    for count in range(1, len(steps) + 1):
        few = set(chosen(steps[:count]))
        new += len(few - before)
        before |= few
    assert new <= len(steps), "one for each new frame, itself"


@pytest.mark.parametrize("steps", [[], [7], [3, 9]])
def test_of_few_all_are_taken(steps: list[int]) -> None:
    assert chosen(steps) == steps


def test_an_uneven_run_has_no_moment_twice() -> None:
    few = chosen([0, 4, 5000, 5001, 5002, 9000])

    assert few == sorted(set(few))
    assert few[-1] == 9000
    assert math.isfinite(sum(few))
