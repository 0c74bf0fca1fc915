"""Letting others go first."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress

# Beside two busy programs on two cores 1 and 2 keep a third to a half of the speed, and 3 a third;
# frames beside the training take less with 2 than with 1.
_NICENESS = 2


def yield_to_the_window() -> None:
    """Lower the priority of the calling thread, and of the threads that it will start.

    A frame then need not wait for the end of a time slice of the training, nor is it interrupted
    when a thread of the training wakes up, which happens at every operation that several share.
    Linux alone has a priority for each thread that every user may lower.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))  # of the calling thread
