"""Exceptions of the training thread's slots, which Qt would only print."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import SignalInstance

from vae_explorer.core.errors import Interrupted
from vae_explorer.session.state import RunState

_Method = TypeVar("_Method", bound=Callable[..., None])


class Guarded(Protocol):
    """What has slots that are `reported`."""

    interrupted: threading.Event

    @property
    def failed(self) -> SignalInstance:
        """Carries an exception."""
        ...

    def give_up(self, state: RunState) -> None:
        """Have no run any more."""


def reported(*, ends_run: bool = False) -> Callable[[_Method], _Method]:
    """Turn an exception of a slot into the signal `failed`.

    Parameters
    ----------
    ends_run
        For slots that change the run: after an exception it may be half begun or half changed, so
        that it cannot go on. The last good snapshot stays on the screen. This holds for whatever a
        step may raise, ``SystemExit`` included, so that nothing is left "running".
    """

    def decorate(method: _Method) -> _Method:
        @wraps(method)
        def guarded(self: Guarded, *arguments: Any) -> None:
            if self.interrupted.is_set():
                return  # nobody waits for it any more
            try:
                method(self, *arguments)
            except Interrupted:
                pass
            except BaseException as error:
                if ends_run:
                    self.give_up(RunState.FAILED)
                self.failed.emit(error)

        return guarded  # type: ignore[return-value]

    return decorate
