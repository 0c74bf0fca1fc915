"""A picture of the plane that is kept, and laid elsewhere while a hand pans."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter, QPixmap

from .plane import Plane

MARGIN = 48.0  # pixels that a hand can pan before the picture is drawn anew

Picture = QImage | QPixmap


@dataclass(frozen=True, eq=False)
class _Drawn:
    """A picture, and what it is of; `margin` is in pixels of the picture."""

    picture: Picture
    plane: Plane
    margin: int
    look: object


class KeptPicture:
    """Draws a view of the plane when what is to be seen was not drawn before.

    A pan moves what is on the screen and changes nothing in it. With the first one the picture gets
    a margin, and others lay it down elsewhere until the margin has been used up. It lies on whole
    pixels of the screen, at most half of one off.
    """

    def __init__(self) -> None:
        self._drawn: _Drawn | None = None

    def clear(self) -> None:
        """Draw anew next time."""
        self._drawn = None

    def paint(
        self,
        painter: QPainter,
        plane: Plane,
        ratio: float,
        look: object,
        draw: Callable[[Plane], Picture],
    ) -> None:
        """Paint a view, whose left upper corner is the painter's origin.

        Parameters
        ----------
        ratio
            Pixels of the screen for one of the view.
        look
            All that the picture depends on, beside the plane and the ratio.
        draw
            Makes the picture of a plane.
        """
        drawn, corner = self._drawn, None
        if drawn is not None and drawn.look == (look, ratio):
            corner = _corner(drawn, plane, ratio)
        if corner is None:
            drawn = self._drawn = _draw(drawn, plane, ratio, look, draw)
            corner = -drawn.margin, -drawn.margin
        assert drawn is not None
        left, top = corner
        place = QPointF(left / ratio, top / ratio)
        if isinstance(drawn.picture, QImage):
            painter.drawImage(place, drawn.picture)
        else:
            painter.drawPixmap(place, drawn.picture)


def _draw(
    before: _Drawn | None,
    plane: Plane,
    ratio: float,
    look: object,
    draw: Callable[[Plane], Picture],
) -> _Drawn:
    panned = (
        before is not None
        and before.look == (look, ratio)
        and plane.shift_of(before.plane) is not None
        and before.plane != plane
    )
    margin = math.ceil(MARGIN * ratio) if panned else 0
    return _Drawn(draw(plane.widened(margin / ratio)), plane, margin, (look, ratio))


def _corner(drawn: _Drawn, plane: Plane, ratio: float) -> tuple[int, int] | None:
    """Return where the picture's corner lies in a view that it covers, in its pixels."""
    if plane == drawn.plane:
        return -drawn.margin, -drawn.margin
    if (plane.width, plane.height) != (drawn.plane.width, drawn.plane.height):
        return None
    shift = plane.shift_of(drawn.plane)
    if shift is None:
        return None
    right, down = (round(ratio * s) if math.isfinite(s) else math.inf for s in shift)
    if max(abs(right), abs(down)) > drawn.margin:
        return None
    return int(right) - drawn.margin, int(down) - drawn.margin
