"""Where the names of the classes are: at the medians of their dots, and not over each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.film.scene import Reel
from vae_explorer.core.snapshot import Snapshot

_ROUNDS = 120  # in which names make room for each other
_LONGEST = 0.1  # of a name's size, that it moves in one of them
_KEPT = 0.8  # of how far off a name was a frame later, where it begins

Place = tuple[float, float]
Between = tuple[int, int, float]


class NamePlaces:
    """Room for names, found frame by frame from the end of the film on.

    There classes are apart. The way that the names then lie is kept back to the beginning, where
    all dots are at one place, so that no name jumps; between frames they go straight.

    Parameters
    ----------
    to_pixels
        Where a point of the plane lies in the picture.
    size
        Width and height of the name of a class, in pixels.
    """

    def __init__(
        self,
        reel: Reel,
        to_pixels: Callable[[float, float], Place],
        size: Callable[[int, Snapshot], tuple[int, int]],
    ) -> None:
        self._reel, self._to_pixels, self._size = reel, to_pixels, size

    def places(self, medians: Mapping[int, Place], between: Between) -> dict[int, Place]:
        """Return where names are, of classes whose medians are at these pixels."""
        before, after, share = between
        first, last = (self._off.get(frame, {}) for frame in (before, after))
        found = {}
        for label, (x, y) in medians.items():
            (dx, dy), (u, v) = first.get(label, (0.0, 0.0)), last.get(label, (0.0, 0.0))
            found[label] = (x + dx + share * (u - dx), y + dy + share * (v - dy))
        return found

    @cached_property
    def _off(self) -> dict[int, dict[int, Place]]:
        """How far each name is from its median in each frame."""
        snapshot = self._reel.last_snapshot
        found: dict[int, dict[int, Place]] = {}
        off: dict[int, Place] = {}
        for frame in reversed(self._reel.seen):
            medians = self._reel.medians_of(frame)
            labels = list(medians)
            sizes = np.array([self._size(k, snapshot) for k in labels], float).reshape(-1, 2)
            places = np.array([self._to_pixels(*medians[k]) for k in labels]).reshape(-1, 2)
            start = np.array([off.get(k, (0.0, 0.0)) for k in labels]).reshape(-1, 2)
            moved = spread(places + _KEPT * start, sizes) - places
            off = {k: (float(x), float(y)) for k, (x, y) in zip(labels, moved, strict=True)}
            found[frame] = off
        return found


def spread(places: NDArray[np.float64], sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return places, (N, 2), of which those that are too near to each other have made room.

    They move little by little with what they come from, so that nothing jumps from picture to
    picture.

    Parameters
    ----------
    sizes
        Width and height of what is there, (N, 2).
    """
    turn = 2.4 * np.arange(len(places))  # so that those at one place go different ways
    found = places + 1e-3 * np.stack((np.cos(turn), np.sin(turn)), axis=1)
    room = (sizes[:, None] + sizes[None]) / 2
    for _ in range(_ROUNDS):
        way = found[:, None] - found[None]
        distance = np.sqrt(((way / room) ** 2).sum(axis=2))
        np.fill_diagonal(distance, np.inf)
        lack = np.maximum(1 - distance, 0) / np.maximum(distance, 1e-9)
        if not lack.any():
            break
        step = 0.2 * (lack[..., None] * way).sum(axis=1)
        length = np.sqrt(((step / sizes) ** 2).sum(axis=1, keepdims=True))
        found = found + step * np.minimum(1, _LONGEST / np.maximum(length, 1e-9))
    return found
