"""Dots that a layer marks: where they are drawn while they glide with all the others."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.drawing.codes import Codes
from vae_explorer.views.latent.layers.dots import GLIDE_SECONDS
from vae_explorer.views.latent.marks import Points

_ARRIVED = 0.3  # pixels
_NOWHERE = np.empty((0, 2), np.float32)


class Followed:
    """Places of some rows of the codes, moving as the dots do."""

    def __init__(self) -> None:
        self._rows: NDArray[np.intp] = np.empty(0, np.intp)
        self._index: dict[int, int] = {}  # where in the arrays a row is
        self._codes: Codes | None = None
        self._shown: Points = _NOWHERE  # of each row; not a number for one that is nowhere
        self._gliding = False

    def set_rows(self, rows: Iterable[int]) -> None:
        """Follow these rows, and no others."""
        before, shown = self._index, self._shown
        self._index = {row: place for place, row in enumerate(dict.fromkeys(rows))}
        self._rows = np.fromiter(self._index, np.intp, len(self._index))
        self._shown = self._targets()
        if self._gliding:  # those that were followed are still on their way
            for row, place in self._index.items():
                if row in before and math.isfinite(shown[before[row], 0]):
                    self._shown[place] = shown[before[row]]

    def set_codes(self, codes: Codes, *, glide: bool) -> None:
        """Take where the codes are now, and whether the dots are seen moving there."""
        before, self._codes = self._codes, codes
        same = before is not None and len(before.places) == len(codes.places)
        targets = self._targets()
        self._gliding = glide and same and bool(len(targets))
        if self._gliding:
            lost = ~(np.isfinite(self._shown) & np.isfinite(targets)).all(axis=1)
            self._shown[lost] = targets[lost]
        else:
            self._shown = targets

    @property
    def moving(self) -> bool:
        """Whether they are on their way."""
        return self._gliding

    def advance(self, seconds: float, scale: float) -> None:
        """Move on by so much time, in a view of so many pixels a unit."""
        if not self._gliding:
            return
        targets = self._targets()
        rest = (targets - self._shown) * np.float32(math.exp(-seconds / GLIDE_SECONDS))
        self._shown = targets - rest
        farthest = float(np.abs(np.nan_to_num(rest)).max(initial=0.0))
        if farthest * scale < _ARRIVED:
            self._gliding = False
            self._shown = targets

    @property
    def places(self) -> Points:
        """Where the rows are drawn, (n, 2), in their order; those that are nowhere left out."""
        return self._shown[np.isfinite(self._shown).all(axis=1)]

    def place_of(self, row: int) -> tuple[float, float] | None:
        """Return where a row is drawn in the plane; None for one that cannot be found there."""
        place = self._index.get(row)
        if place is None or not np.isfinite(self._shown[place]).all():
            return None
        z1, z2 = self._shown[place].tolist()
        return z1, z2

    def label_of(self, row: int) -> int:
        """Return the class of a row that can be found there."""
        assert self._codes is not None
        return int(self._codes.labels[row])

    def _targets(self) -> Points:
        """Return where the rows are going, (n, 2); not a number for one that is nowhere."""
        found = np.full((len(self._rows), 2), np.nan, np.float32)
        if self._codes is not None:
            there = self._rows < len(self._codes.places)
            found[there] = self._codes.places[self._rows[there]]
        return found
