"""How fast something grows, from what is told of it now and then."""

from __future__ import annotations

from collections import deque

_WINDOW = 5.0  # seconds: steady to the eye, and soon down when nothing comes any more
_ENOUGH = 0.5  # seconds before which a rate would be a guess
_STEADY_SECONDS = 3.0  # before which an estimate of the end would be one ...
_STEADY_TIMES = 20  # ... and how often it must have been told of until then
_AGREE = 1.5  # how many times as fast as the other half of the window a half may be


class Pace:
    """The rate of an amount over the last few seconds.

    The seconds are whatever its owner counts: those of a clock, or those that went into the work.
    """

    def __init__(self) -> None:
        self._seen: deque[tuple[float, float]] = deque()  # when, how much
        self.clear()

    def clear(self) -> None:
        """Begin anew."""
        self._seen.clear()
        self._times = 0
        self._since = 0.0
        self._steady = False

    def tell(self, amount: float, now: float) -> None:
        """Take the amount at a time in seconds; less than before is a new beginning."""
        if self._seen and amount < self._seen[-1][1]:
            self.clear()
        if not self._seen:
            self._since = now
        self._seen.append((now, amount))
        self._times += 1
        while len(self._seen) > 2 and now - self._seen[1][0] >= _WINDOW:
            self._seen.popleft()
        if not self._steady:
            long_enough = now - self._since >= _STEADY_SECONDS and self._times > _STEADY_TIMES
            self._steady = long_enough and self._halves_agree()

    @property
    def rate(self) -> float | None:
        """Amount a second; None while it cannot be told."""
        if not self._seen:
            return None
        (start, less), (end, more) = self._seen[0], self._seen[-1]
        return (more - less) / (end - start) if end - start >= _ENOUGH else None

    @property
    def steady(self) -> bool:
        """Whether the rate is known well enough to say when the whole will be there.

        Once it is, it stays so until `clear`: an estimate that came and went would only disturb.
        """
        return self._steady

    def _halves_agree(self) -> bool:
        (start, less), (end, more) = self._seen[0], self._seen[-1]
        middle, then = min(self._seen, key=lambda seen: abs(seen[0] - (start + end) / 2))
        if not start < middle < end:
            return False
        before, after = (then - less) / (middle - start), (more - then) / (end - middle)
        return 0 < max(before, after) <= _AGREE * min(before, after)
