"""How fast something grows, from what is told of it now and then."""

from __future__ import annotations

from collections import deque

_WINDOW = 5.0  # seconds: steady to the eye, and soon down when nothing comes any more
_ENOUGH = 0.5  # seconds before which a rate would be a guess


class Pace:
    """The rate of an amount over the last few seconds."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, float]] = deque()  # when, how much

    def clear(self) -> None:
        """Begin anew."""
        self._seen.clear()

    def tell(self, amount: float, now: float) -> None:
        """Take the amount at a time in seconds; less than before is a new beginning."""
        if self._seen and amount < self._seen[-1][1]:
            self._seen.clear()
        self._seen.append((now, amount))
        while len(self._seen) > 2 and now - self._seen[1][0] >= _WINDOW:
            self._seen.popleft()

    @property
    def rate(self) -> float | None:
        """Amount a second; None while it cannot be told."""
        if not self._seen:
            return None
        (start, less), (end, more) = self._seen[0], self._seen[-1]
        return (more - less) / (end - start) if end - start >= _ENOUGH else None
