"""Do something that is asked for often only so often, and always for the newest request."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

_PATIENCE = 4  # intervals that what waits may be postponed by, in all


class Throttle(QObject):
    """Calls a function at once, and then at most once in `interval_ms`.

    Parameters
    ----------
    interval_ms
        Shortest time between two calls.
    action
        What to do with the arguments of the newest request.
    """

    def __init__(
        self, interval_ms: int, action: Callable[..., None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._action = action
        self._waiting: tuple[object, ...] | None = None
        self._acted_at = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(interval_ms)
        self._timer.timeout.connect(self._fire)

    def request(self, *arguments: object) -> None:
        """Act on these arguments now, or as soon as may be; an older request is forgotten."""
        self._waiting = arguments
        if not self._timer.isActive():
            self._fire()

    def postpone(self) -> None:
        """Wait for a whole interval from now, as something more urgent is going on.

        However often it is called, what waits does so for a few intervals at most.
        """
        patience = _PATIENCE * self._timer.interval() / 1000
        if self._timer.isActive() and time.perf_counter() - self._acted_at < patience:
            self._timer.start()

    def flush(self) -> None:
        """Act now on what waits, if anything does."""
        self._fire()

    def cancel(self) -> None:
        """Forget what waits."""
        self._waiting = None

    @Slot()
    def _fire(self) -> None:
        if self._waiting is None:
            return
        arguments, self._waiting = self._waiting, None
        self._acted_at = time.perf_counter()
        self._timer.start()
        self._action(*arguments)
