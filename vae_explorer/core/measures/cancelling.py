"""Giving up a measure that takes seconds."""

from __future__ import annotations

from collections.abc import Callable

from vae_explorer.core.errors import Interrupted


def never() -> bool:
    """Say that nobody wants to give up."""
    return False


def go_on_unless(cancelled: Callable[[], bool]) -> None:
    """Raise `Interrupted` if somebody wants to give up."""
    if cancelled():
        raise Interrupted
