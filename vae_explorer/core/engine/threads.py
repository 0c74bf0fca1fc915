"""How many threads share the arithmetic of a step: as many as are fastest now, by measurement.

PyTorch's threads wait for each other at the end of every operation, a hundred times in a step.
Where another program has one of the cores, each of these waits may last a time slice: beside one
busy program, two threads on two cores take several times as long as one alone. So the count
follows the rate, and not the number of cores.

It must not matter for the result. Whether sums are added up in another order with other counts is
found out by trying, see `Gradients.agree`; where they are, the count stays.
"""

from __future__ import annotations

import math
import time
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache

_PRODUCTS, _ROWS, _WIDTH = 5, 128, 512  # of a guess: how many, and of which size
_STEPS = 4  # of a trial
_WINDOW = 24  # steps that the present count is judged by
_BETTER = 1.1  # times the rate that another count must reach to take its place
_WORSE = 2.0  # times the seconds of its images after which a trial is broken off
_ALARM = 4.0  # times the usual seconds of a step after which fewer threads are tried at once
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 8.0  # seconds between trials; twice as long after each in vain


@cache
def usable_threads() -> int:
    """Return how many threads PyTorch uses unless told otherwise; to be asked before that."""
    import torch

    return torch.get_num_threads()


def use_threads(count: int) -> None:
    """Let the calling thread share its work with so many, itself included."""
    import torch

    # Asking first: a thread takes over what another has set last when it is first asked.
    if torch.get_num_threads() != count:
        torch.set_num_threads(count)


class Threads:
    """The count for the next step, chosen by what the last ones took.

    It tries a neighbour now and then for a few steps, and takes it if it is faster by a tenth.

    Parameters
    ----------
    most
        How many there are to choose from.
    fixed
        Always take the most.
    first
        The count to begin with; one of `counts`, or the next smaller of them is taken.
    """

    def __init__(self, most: int, *, fixed: bool = False, first: int = 1) -> None:
        self._counts = (most,) if fixed else ladder(most)
        self._level = max(0, bisect_right(self._counts, first) - 1)
        self._recent: deque[tuple[int, float]] = deque(maxlen=_WINDOW)  # images, seconds
        self._trial: list[tuple[int, float]] = []
        self._way = 0  # of the trial: up, down, or none
        self._waits = {1: 0.0, -1: _FIRST_WAIT}  # seconds until a trial in each direction
        self._pauses = {1: _FIRST_WAIT, -1: _FIRST_WAIT}  # what they are set to after one in vain

    @property
    def counts(self) -> tuple[int, ...]:
        """What can be chosen from, rising."""
        return self._counts

    @property
    def count(self) -> int:
        """Threads for the next step."""
        return self._counts[self._level + self._way]

    @contextmanager
    def timed(self, images: int, *, whole: bool = True) -> Iterator[None]:
        """Do a step of so many images with `count` threads, and learn from what it takes.

        A minibatch that is not whole, the last of an epoch, gets the most: of another size other
        kernels may take care, whose results have not been tried with other counts.
        """
        use_threads(self.count if whole else self._counts[-1])
        started = time.perf_counter()
        yield
        if whole:
            self.tell(images, time.perf_counter() - started)

    def tell(self, images: int, seconds: float) -> None:
        """Take how long the step took that was done with `count` threads."""
        if len(self._counts) == 1:
            return
        if self._way:
            self._trial.append((images, seconds))
            self._judge()
            return
        usual = _pace(self._recent)
        self._recent.append((images, seconds))
        for way in self._waits:
            self._waits[way] -= seconds
        if usual and seconds > _ALARM * usual * images:
            self._waits[-1] = 0.0
        if len(self._recent) < _STEPS:
            return
        for way in (-1, 1):
            if self._waits[way] <= 0 and 0 <= self._level + way < len(self._counts):
                self._way = way
                return

    def _judge(self) -> None:
        """End the trial if it is clear how it ends."""
        usual, now = _pace(self._recent), _pace(self._trial)
        spent = sum(seconds for _, seconds in self._trial)
        images = max(count for count, _ in self._recent)
        hopeless = spent > _WORSE * usual * images * _STEPS
        if len(self._trial) < _STEPS and not hopeless:
            return
        way, self._way = self._way, 0
        if now * _BETTER < usual and not hopeless:
            self._level += way
            self._recent = deque(self._trial, maxlen=_WINDOW)
            self._waits[way] = 0.0  # the next one may be better still
            self._pauses[way] = _FIRST_WAIT
            back = -way
        else:
            back = way
        # What was left, or tried in vain, is tried again later and later.
        self._waits[back] = self._pauses[back]
        self._pauses[back] = min(2 * self._pauses[back], _LONGEST_WAIT)
        self._trial = []


def guess() -> int:
    """Return which count is fastest for a few products right now; takes some hundredths."""
    import torch

    counts = ladder(usable_threads())
    if len(counts) == 1:
        return counts[0]
    x, weight = torch.ones(_ROWS, _WIDTH), torch.ones(_WIDTH, _WIDTH)
    best, least = counts[0], math.inf
    with torch.inference_mode():
        for count in counts:
            use_threads(count)
            torch.mm(x, weight)  # which may have to start the threads
            started = time.perf_counter()
            for _ in range(_PRODUCTS):
                torch.mm(x, weight)
                if time.perf_counter() - started > least:
                    break  # threads that wait for each other would do so for long
            spent = time.perf_counter() - started
            if spent < least:
                best, least = count, spent
    return best


def threads_for(device: str, first: int, agree: Callable[[Sequence[int]], bool]) -> Threads:
    """Return the choice of counts: those that give the same gradients, bit for bit.

    Where they do not, sums are added up in another order, and the count is always the same: what a
    run becomes shall not depend on what else the computer does.

    Parameters
    ----------
    device
        Where the step is done; only the CPU is shared with others.
    first
        The count to begin with.
    agree
        Whether so many threads each give the same gradients, now and always.
    """
    most = usable_threads()
    free = Threads(most, first=first)
    if len(free.counts) == 1 or (device == "cpu" and agree(free.counts)):
        return free
    return Threads(most, fixed=True)


def ladder(most: int) -> tuple[int, ...]:
    """Return 1, 2, 4 and so on, and the most."""
    counts = [1]
    while counts[-1] * 2 < most:
        counts.append(counts[-1] * 2)
    return (*counts, most) if most > 1 else (1,)


def _pace(steps: deque[tuple[int, float]] | list[tuple[int, float]]) -> float:
    """Return the seconds of an image."""
    images = sum(count for count, _ in steps)
    return sum(seconds for _, seconds in steps) / images if images else 0.0
