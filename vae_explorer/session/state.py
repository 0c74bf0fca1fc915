"""The values that travel between the workspace and the views."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from enum import Enum

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr


class RunState(Enum):
    """What the training is doing."""

    EMPTY = "empty"  # nothing is trained: a model from a file, or an untrained network
    QUEUED = "queued"  # waits for its turn
    PREPARING = "preparing"  # loading torch or the data set
    RUNNING = "running"
    STOPPING = "stopping"  # the step that it is in comes to its end
    PAUSED = "paused"
    STOPPED = "stopped"  # given up, and can be trained further
    FINISHED = "finished"
    FAILED = "failed"

    @property
    def has_run(self) -> bool:
        """Whether a trainer works at the run, or could go on with it at once."""
        return self in (RunState.RUNNING, RunState.PAUSED, RunState.FINISHED)

    @property
    def at_work(self) -> bool:
        """Whether the training thread is busy with the run."""
        return self in (RunState.PREPARING, RunState.RUNNING, RunState.STOPPING)


@dataclass(frozen=True)
class RunProgress:
    """How far a run has come.

    Attributes
    ----------
    step, epoch, epochs
        Optimiser steps and passes so far, and passes to do.
    images_per_second
        Training digits a second, 0 while paused.
    seconds_left
        None while it cannot be told.
    seconds
        That have gone into the training since the run was taken up.
    phase
        What is being trained, where the regime has phases; else empty.
    """

    step: int
    epoch: float
    epochs: int
    images_per_second: float = 0.0
    seconds_left: float | None = None
    seconds: float = 0.0
    phase: str = ""


@dataclass(frozen=True)
class Message:
    """Something to tell the user, for the message bar.

    Attributes
    ----------
    severity
        ``"info"``, ``"success"``, ``"warning"`` or ``"error"``.
    text
        What happened and what to do, in a sentence each.
    actions
        Buttons: what they say and the key that the bar reports when one is pressed.
    details
        Technical text behind a button.
    topic
        What it is about, so that it can be taken back when that is no longer true.
    stays
        Whether it waits to be dismissed, whatever its severity: it holds what was asked for.
    """

    severity: str
    text: str
    actions: tuple[tuple[str, str], ...] = ()
    details: str = ""
    topic: str = ""
    stays: bool = False

    @classmethod
    def about(cls, error: BaseException, topic: str = "") -> Message:
        """Return what to tell of an error: what the user can do, or the traceback of a bug."""
        if isinstance(error, UserError):
            return cls("error", str(error), details=error.details, topic=topic)
        text = tr(
            "Something unexpected went wrong ({error}); what was trained is kept.",
            error=type(error).__name__,
        )
        details = "".join(traceback.format_exception(error))
        return cls("error", text, details=details, topic=topic)
