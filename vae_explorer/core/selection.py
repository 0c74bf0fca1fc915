"""What is selected: digits of the plane, one of which is looked at, or an image of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

REPLACE, ADD, REMOVE = "replace", "add", "remove"


@dataclass(frozen=True, eq=False)
class OwnImage:
    """An image that somebody has drawn or opened.

    Attributes
    ----------
    pixels
        (C, H, W), uint8, as a model of that shape takes it.
    name
        What to call it.
    note
        What was done to it to make it so, in a sentence; empty for nothing.
    """

    pixels: NDArray[np.uint8]
    name: str
    note: str = ""


@dataclass(frozen=True)
class Selection:
    """Which held-out digits are selected, and which image is looked at.

    Attributes
    ----------
    rows
        Of the digits among the held-out images, in order, each once.
    current
        The one of them that is looked at; None for none, or for `own`.
    dataset
        Key of the data set that they are of.
    own
        An image of one's own that is looked at instead of a digit.
    """

    rows: tuple[int, ...] = ()
    current: int | None = None
    dataset: str = ""
    own: OwnImage | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is selected."""
        return not self.rows and self.own is None

    def is_of(self, dataset: str, count: int) -> bool:
        """Whether its digits can be found among so many codes of a data set."""
        return self.dataset in ("", dataset) and (not self.rows or self.rows[-1] < count)

    def having(self, rows: Iterable[int], how: str, dataset: str) -> Selection:
        """Return it with other digits.

        Parameters
        ----------
        rows
            Which.
        how
            `REPLACE` those there are by them, `ADD` them, or `REMOVE` them.
        dataset
            Key of the data set that they are of; those of another are let go.
        """
        before = set(self.rows) if dataset == self.dataset else set()
        given = {int(row) for row in rows}
        chosen = {REPLACE: given, ADD: before | given, REMOVE: before - given}[how]
        ordered = tuple(sorted(chosen))
        current = self.current if self.current in chosen else None
        if current is None and self.own is None and len(ordered) == 1:
            current = ordered[0]
        return Selection(ordered, current, dataset, self.own)

    def looking_at(self, row: int, dataset: str) -> Selection:
        """Return it with one digit looked at; alone, unless it is one of those selected."""
        if dataset == self.dataset and row in self.rows:
            return replace(self, current=row, own=None)
        return Selection((row,), row, dataset)
