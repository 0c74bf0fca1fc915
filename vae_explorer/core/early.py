"""When to measure held-out images before the first epochs have: about once a second.

An epoch of the default network takes seconds, of a large one minutes. Until then these measurements
show how a run is doing, on a fixed thousand of the images.
"""

from __future__ import annotations

SECONDS = 20.0  # of training, in which it is done; longer while no epoch has been measured
_INTERVAL = 0.7
_FIRST = 0.4
_SHARE = 0.048  # of the training time that it may take


class EarlyMeasurements:
    """Says when the next one is due, by the seconds that went into the training."""

    def __init__(self) -> None:
        self._next = _FIRST

    def due(self, seconds: float, *, measured: bool) -> bool:
        """Whether to measure now.

        Parameters
        ----------
        seconds
            Of the training so far.
        measured
            Whether an epoch has been measured yet, on all of the images.
        """
        return seconds >= self._next and (seconds < SECONDS or not measured)

    def note(self, seconds: float, cost: float) -> None:
        """Take at which second it was done, and how many seconds that has cost."""
        self._next = seconds + max(_INTERVAL, cost / _SHARE)
