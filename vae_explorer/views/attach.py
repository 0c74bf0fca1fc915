"""Connections that end with the part of a window that they serve.

The session outlives windows: one in another language takes the place of the first. Qt cuts the
connections of a method of a widget by itself, but knows nothing of the widgets that a function or
a lambda speaks of.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, SignalInstance


def attach(owner: QObject, signal: SignalInstance, slot: Callable[..., object]) -> None:
    """Connect a signal of the session to a function, for as long as `owner` lives."""
    connection = signal.connect(slot)
    owner.destroyed.connect(lambda: QObject.disconnect(connection))
