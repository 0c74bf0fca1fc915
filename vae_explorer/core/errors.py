"""Exceptions for what the user can do something about, and for work that was told to stop."""

from __future__ import annotations

from vae_explorer.core.language import tr


class UserError(Exception):
    """Something that the user can mend: a missing file, a wrong value, no network.

    Every front end shows it as a message. Any other exception is a bug and deserves its traceback.

    Parameters
    ----------
    what
        One sentence that says what happened and names the offending value.
    way_out
        One sentence that says what to do about it.
    details
        Technical text for a "details" fold, such as the message of the underlying exception.
    """

    def __init__(self, what: str, way_out: str = "", details: str = "") -> None:
        # All three go to Exception, so that the error survives pickling and copying.
        super().__init__(what, way_out, details)
        self.what = what
        self.way_out = way_out
        self.details = details

    def __str__(self) -> str:
        return tr("{what} {way_out}", what=self.what, way_out=self.way_out).strip()


class Interrupted(Exception):
    """Work that was told to stop has stopped, unfinished; nobody waits for it any more."""


class RunBroken(UserError):
    """A run was ended by force in the middle of an optimiser step.

    Parameters
    ----------
    step
        The step that was being taken.
    """

    def __init__(self, step: int) -> None:
        super().__init__(
            tr(
                "The run was broken off in the middle of step {step:,} and cannot go on.",
                step=step,
            ),
            tr("Go on from a saved model."),
        )


class TrainingDiverged(UserError):
    """The loss, or something that it came from, is no longer a number.

    Parameters
    ----------
    step
        Optimiser steps taken.
    learning_rate
        Of the run, at its peak.
    """

    def __init__(self, step: int, learning_rate: float) -> None:
        super().__init__(
            tr("The loss is no longer a finite number after step {step:,}.", step=step),
            tr("Lower the learning rate (it is {rate:g}) and reset.", rate=learning_rate),
        )
