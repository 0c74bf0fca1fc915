"""How freed memory is kept."""

from __future__ import annotations

import ctypes
import sys

# From glibc's malloc.h.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_LARGEST_KEPT = 2**24  # bytes of a block; a data set goes back to the system when it is freed
_KEPT = 2**28


def keep_freed_memory() -> None:
    """Let the C library keep freed blocks for the next request, for the whole process.

    Training and drawing allocate and free arrays of megabytes many times a second. By default glibc
    hands each back to the system, and the pages of the next one are cleared again: on two cores
    that took a sixth of a training step and nearly half of a picture of 10,000 dots. Other C
    libraries are left as they are.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGEST_KEPT)
        mallopt(_M_TRIM_THRESHOLD, _KEPT)
