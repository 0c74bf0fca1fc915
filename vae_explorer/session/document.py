"""The model on the screen as a document: which file it has, and whether that file holds it all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Document:
    """What is known of the model on the screen.

    Attributes
    ----------
    number
        Of the model, which the worker counts: each run and each file that was read has another.
        It tells an answer about this model from one that comes late, about an earlier model.
    path
        The file that the model was last read from or written to; None for a new one.
    step
        Optimiser steps so far.
    saved_step
        Of these, how many some file holds.
    """

    number: int = 0
    path: Path | None = None
    step: int = 0
    saved_step: int = 0

    @property
    def unsaved(self) -> bool:
        """Whether something was trained that no file holds."""
        return self.step > self.saved_step
