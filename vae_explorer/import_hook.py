"""Keeps PySide's import hook out of the imports of everything else."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_import_hook() -> Iterator[None]:
    """Import PySide inside this, and ``import`` stays the interpreter's own.

    PySide replaces ``import`` by a function that looks for ``from __feature__ import`` in the
    source of whatever is imported from then on. Nobody asks for that here, and of torch it would
    leave the text of 1,900 files in memory: 86 MB.
    """
    plain = builtins.__import__
    try:
        yield
    finally:
        builtins.__import__ = plain
