"""Ctrl-C as a request: what was begun is brought to an end that keeps it."""

from __future__ import annotations

import signal
import threading
from typing import Any


class StopRequest:
    """Turns the first Ctrl-C inside a ``with`` block into a request; a second one interrupts.

    Attributes
    ----------
    requested
        Whether Ctrl-C was pressed.
    """

    def __init__(self) -> None:
        self.requested = False
        self._previous: Any = None

    def __enter__(self) -> StopRequest:
        on_main_thread = threading.current_thread() is threading.main_thread()
        # Where Ctrl-C is ignored, as in a shell's background jobs, it stays ignored.
        if on_main_thread and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            self._previous = signal.signal(signal.SIGINT, self._request)
        return self

    def _request(self, *_: object) -> None:
        self.requested = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def __exit__(self, *_: object) -> None:
        if self._previous is not None:
            signal.signal(signal.SIGINT, self._previous)
