"""Letting others go first."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress

# Beside two busy programs on two cores 1 keeps a third of the speed, and 3 a fifth; frames take
# as long with either.
_NICENESS = 1


def yield_to_the_window() -> None:
    """Lower the priority of the calling thread, and of the threads that it will start.

    A frame then need not wait for the end of a time slice of the training. Linux alone has a
    priority for each thread that every user may lower.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
