"""Something is computed beside whatever else goes on, and of the wishes the newest wins.

One mechanism for every picture that is derived from a snapshot: the mosaic, the strip, and what is
to come. A request is an immutable value that says all that its answer depends on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from vae_explorer.session.background import Background

RequestT = TypeVar("RequestT")


class _Solver(QObject):
    """The part on the thread."""

    solved = Signal(object)  # an answer, or None when it could not be found

    def __init__(self, solve: Callable[[object], object]) -> None:
        super().__init__()
        self._solve = solve

    @Slot(object)
    def answer(self, request: object) -> None:
        import torch

        torch.set_num_threads(1)  # of this thread: the others have the cores
        try:
            found = self._solve(request)
        except Exception:
            self.solved.emit(None)
            raise
        self.solved.emit(found)


class Latest(Background, Generic[RequestT]):
    """Answers requests on a thread of its own, one at a time.

    Parameters
    ----------
    name
        Of the thread, for debuggers.
    solve
        Called there with a request; returns its answer.

    Attributes
    ----------
    answered
        What `solve` returned.
    """

    answered = Signal(object)  # an answer, of whatever type `solve` returns
    _ask = Signal(object)  # a request, of whatever type `solve` takes

    def __init__(self, name: str, solve: Callable[[RequestT], object], parent: QObject) -> None:
        self._solver = _Solver(solve)  # type: ignore[arg-type]
        super().__init__(self._solver, name, parent)
        self._ready = False  # torch is there
        self._busy = False
        self._next: RequestT | None = None
        self._ask.connect(self._solver.answer, Qt.ConnectionType.QueuedConnection)
        self._solver.solved.connect(self._on_solved)

    def begin(self) -> None:
        """Answer what was asked so far, and from now on; called when torch is there."""
        self._ready = True
        self._send()

    def ask(self, request: RequestT) -> None:
        """Ask, instead of what was asked before and not begun."""
        self._next = request
        self._send()

    def _send(self) -> None:
        if self._ready and not self._busy and self._next is not None:
            self._busy = True
            request, self._next = self._next, None
            self._ask.emit(request)

    @Slot(object)
    def _on_solved(self, answer: object) -> None:
        self._busy = False
        if answer is not None:
            self.answered.emit(answer)
        self._send()


class Answering(QObject):
    """A service whose answers come from one `Latest`, which it makes as ``_latest``."""

    _latest: Latest[Any]

    def begin(self) -> None:
        """Answer from now on; called when torch is there."""
        self._latest.begin()

    def end(self) -> None:
        """Ask the thread to end."""
        self._latest.end()

    def wait(self) -> None:
        """Return when it has ended."""
        self._latest.wait()
