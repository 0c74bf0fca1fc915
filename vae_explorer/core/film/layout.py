"""Where everything is in a picture of some size."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from vae_explorer.core.film.storyboard import Size

COLUMN = frozenset({"numbers", "probe", "mosaic-beside", "curve"})
"""Layers that stand beside the plot."""

_LEAST_TYPE = 12  # pixels
_NARROWEST, _WIDEST = 0.27, 0.74  # of the column: by the picture's width, by the plot's


@dataclass(frozen=True)
class Box:
    """A rectangle, in whole pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first pixel beside it."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first pixel below it."""
        return self.top + self.height


@dataclass(frozen=True)
class Layout:
    """Boxes and type sizes.

    Attributes
    ----------
    size
        Of the picture.
    small, body, large
        Type in pixels: of ticks and labels, of names and captions, of the numbers.
    plot
        The region of the plane.
    column
        What is beside it; None for nothing.
    caption
        Room for captions below all; None for none.
    """

    size: Size
    small: int
    body: int
    large: int
    plot: Box
    column: Box | None
    caption: Box | None

    @property
    def scale(self) -> float:
        """How much larger things are drawn than in a picture of 720 lines."""
        return self.body / 19

    @classmethod
    def of(cls, size: Size, layers: Collection[str], *, captions: bool) -> Layout:
        """Lay a picture out.

        Parameters
        ----------
        layers
            Names from `vae_explorer.core.film.storyboard.LAYERS`.
        captions
            Whether there are any.
        """
        width, height = size
        small = max(_LEAST_TYPE, math.ceil(height / 45))
        body = max(_LEAST_TYPE + 2, round(height / 38))
        large = round(2.35 * body)
        margin = round(0.055 * height)
        numbers = round(2.1 * small)  # room for those of an axis
        band = round(3.1 * body) if captions else 0
        tall = height - 2 * margin - numbers - band
        room = width - 2 * margin - numbers
        has_column = bool(COLUMN & set(layers))
        gap = round(0.06 * height) if has_column else 0
        least = round(_NARROWEST * width) if has_column else 0
        side = max(80, min(tall, room - gap - least))
        wide = min(room - side - gap, round(_WIDEST * side)) if has_column else 0
        left = (width - numbers - side - gap - wide) // 2 + numbers
        top = margin + (tall - side) // 2
        plot = Box(left, top, side, side)
        column = Box(plot.right + gap, top, wide, side) if has_column else None
        caption = None
        if captions:
            caption = Box(margin, height - margin // 2 - band, width - 2 * margin, band)
        return cls(size, small, body, large, plot, column, caption)
