"""A few dots that a layer marks: where they are drawn while they glide with all the others."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from vae_explorer.core.drawing.codes import Codes
from vae_explorer.views.latent.layers.dots import GLIDE_SECONDS
from vae_explorer.views.latent.marks import Points

_ARRIVED = 0.3  # pixels


class Followed:
    """Places of some rows of the codes, moving as the dots do."""

    def __init__(self) -> None:
        self._rows: tuple[int, ...] = ()
        self._codes: Codes | None = None
        self._shown: dict[int, Points] = {}
        self._gliding = False

    def set_rows(self, rows: Iterable[int]) -> None:
        """Follow these rows, and no others."""
        self._rows = tuple(rows)
        self._settle()

    def set_codes(self, codes: Codes, *, glide: bool) -> None:
        """Take where the codes are now, and whether the dots are seen moving there."""
        before, self._codes = self._codes, codes
        same = before is not None and len(before.places) == len(codes.places)
        self._gliding = glide and same and bool(self._shown)
        if not self._gliding:
            self._shown.clear()
        self._settle()

    @property
    def moving(self) -> bool:
        """Whether they are on their way."""
        return self._gliding

    def advance(self, seconds: float, scale: float) -> None:
        """Move on by so much time, in a view of so many pixels a unit."""
        if not self._gliding:
            return
        left, farthest = math.exp(-seconds / GLIDE_SECONDS), 0.0
        for row, place in self._shown.items():
            target = self._target(row)
            if target is not None:
                rest = (target - place) * np.float32(left)
                self._shown[row] = target - rest
                farthest = max(farthest, float(np.abs(rest).max()))
        if farthest * scale < _ARRIVED:
            self._gliding = False
            self._shown.clear()
            self._settle()

    def place_of(self, row: int) -> tuple[float, float] | None:
        """Return where a row is drawn in the plane; None for one that cannot be found there."""
        shown = self._shown.get(row)
        return None if shown is None else (float(shown[0]), float(shown[1]))

    def label_of(self, row: int) -> int:
        """Return the class of a row that can be found there."""
        assert self._codes is not None
        return int(self._codes.labels[row])

    def _settle(self) -> None:
        self._shown = {
            row: self._shown.get(row, target)
            for row in self._rows
            if (target := self._target(row)) is not None
        }

    def _target(self, row: int) -> Points | None:
        if self._codes is None or row >= len(self._codes.places):
            return None
        place: Points = self._codes.places[row]
        return place if np.isfinite(place).all() else None
