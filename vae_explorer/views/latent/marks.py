"""What the plot is told of a pin, and of an image of one's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32]

MOST_RINGS = 100
"""Selected digits that have a ring each; where there are more, all others fade instead."""


@dataclass(frozen=True, eq=False)
class PinMark:
    """A pinned place, or a pinned digit with its way through time.

    Attributes
    ----------
    id, name, colour
        As of the `Pin`.
    place
        In the plane; None for a digit.
    row
        Of the digit among the codes; None for a place.
    past, future
        Where a digit was before the moment that is shown, and where it will be, (n, 2) each.
    """

    id: int
    name: str
    colour: int
    place: tuple[float, float] | None = None
    row: int | None = None
    past: Points | None = None
    future: Points | None = None


@dataclass(frozen=True)
class OwnMark:
    """An image of one's own, as the encoder sees it.

    Attributes
    ----------
    name
        What it is called.
    place
        Mean of q(z given x).
    sigmas
        Its standard deviations along z₁ and z₂; None of an autoencoder, which has none.
    """

    name: str
    place: tuple[float, float]
    sigmas: tuple[float, float] | None = None
