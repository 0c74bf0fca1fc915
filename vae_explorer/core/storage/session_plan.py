"""What of a stored session is read: not more than memory has room for, evenly thinned."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from vae_explorer.core.timeline.timeline import place

_STATES_PART = 1 / 4  # of the budget, that full states may take
_ROOM_PART = 1 / 2  # of the memory that is free, that frames may take


class Moment(NamedTuple):
    """A frame or full state that could be read: its step, its bytes, and its entry."""

    step: int
    nbytes: int
    name: str


Moments = Mapping[str, Sequence[Moment]]
"""By the keys of runs, in the order of time."""


def fitting(
    moments: Moments, budget: float, *, keep_first: bool = True
) -> dict[str, tuple[Moment, ...]]:
    """Return moments of all runs that fit a budget: of a run with many, evenly fewer.

    Parameters
    ----------
    keep_first
        Whether the first of each run stays in any case; the last does.
    """
    lines = {key: _Line(line, keep_first) for key, line in moments.items()}
    left = sum(moment.nbytes for line in moments.values() for moment in line)
    while left > budget:
        longest = max(lines.values(), key=lambda line: len(line.left))
        if len(longest.left) <= 1 + keep_first:
            break
        left -= longest.drop()
    return {key: tuple(line.left.values()) for key, line in lines.items()}


class _Line:
    """The moments of a run that are left, as `thinned` would leave them, for many of them."""

    def __init__(self, moments: Sequence[Moment], keep_first: bool) -> None:
        self.left = dict(enumerate(moments))
        self._places = [place(moment.step) for moment in moments]
        self._before = {i: i - 1 for i in self.left}  # and -1 for the beginning of time
        self._after = {i: i + 1 for i in self.left}
        inner = range(1 if keep_first else 0, len(moments) - 1)
        self._gaps = [(self._gap(i), i) for i in inner]
        heapq.heapify(self._gaps)
        self._inner = frozenset(inner)

    def _gap(self, i: int) -> float:
        before = self._before[i]
        return self._places[self._after[i]] - (self._places[before] if before >= 0 else 0.0)

    def drop(self) -> int:
        """Drop the one that leaves the smallest gap; return its bytes."""
        while True:
            gap, i = heapq.heappop(self._gaps)
            if i in self.left and gap == self._gap(i):
                break
        before, after = self._before[i], self._after[i]
        self._before[after] = before
        if before >= 0:
            self._after[before] = after
        for neighbour in (before, after):
            if neighbour in self._inner:
                heapq.heappush(self._gaps, (self._gap(neighbour), neighbour))
        return self.left.pop(i).nbytes


def plan(
    frames: Moments, states: Moments, budget: int, room: int | None
) -> tuple[dict[str, tuple[Moment, ...]], dict[str, tuple[Moment, ...]]]:
    """Return the frames and full states that are to be read.

    Parameters
    ----------
    budget
        Bytes that they may take.
    room
        Bytes that are free when all else has been read; None where that is not known.
    """
    if room is not None:
        budget = min(budget, int(_ROOM_PART * max(0, room)))
    kept_states = fitting(states, _STATES_PART * budget, keep_first=False)
    taken = sum(moment.nbytes for line in kept_states.values() for moment in line)
    return fitting(frames, budget - taken), kept_states


def free_memory() -> int | None:
    """Return how many bytes can be had without another program losing some; None if unknown."""
    try:
        for line in Path("/proc/meminfo").read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    return None
