"""Pictures: of the plane, kept and laid elsewhere while a hand pans; and of what is small."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from vae_explorer.views.latent.plane import Plane

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
        draw: Callable[[Plane, int], Picture],
    ) -> None:
        """Paint a view, whose left upper corner is the painter's origin.

        Parameters
        ----------
        ratio
            Pixels of the screen for one of the view.
        look
            All that the picture depends on, beside the plane and the ratio.
        draw
            Makes the picture of a plane, with a margin of so many pixels of the screen.
        """
        drawn, margin = self._drawn, 0
        if drawn is not None and drawn.look == (look, ratio):
            shift = _shift(drawn.plane, plane, ratio)
            if shift is not None and max(map(abs, shift)) <= drawn.margin:
                _paint(painter, drawn, shift, ratio)
                return
            if shift is not None:
                margin = math.ceil(MARGIN * ratio)
        self._drawn = _Drawn(draw(plane, margin), plane, margin, (look, ratio))
        _paint(painter, self._drawn, (0, 0), ratio)


def _shift(before: Plane, now: Plane, ratio: float) -> tuple[float, float] | None:
    """Return by how many whole pixels of the screen a hand has panned; None if it did not."""
    if now == before:
        return 0, 0
    shift = now.shift_of(before)
    if shift is None or (now.width, now.height) != (before.width, before.height):
        return None
    pixels = (ratio * s for s in shift)
    right, down = (round(s) if math.isfinite(s) else math.inf for s in pixels)
    return right, down


def _paint(painter: QPainter, drawn: _Drawn, shift: tuple[float, float], ratio: float) -> None:
    left, top = ((s - drawn.margin) / ratio for s in shift)
    place = on_whole_pixels(painter, QPointF(left, top))
    if isinstance(drawn.picture, QImage):
        painter.drawImage(place, drawn.picture)
    else:
        painter.drawPixmap(place, drawn.picture)


def on_whole_pixels(painter: QPainter, place: QPointF) -> QPointF:
    """Return the corner nearest to a place that a picture can have without being stretched.

    Qt rounds each edge of a picture by itself: between two pixels of the screen, as is usual where
    it has one and a half for each of the window, it would show one row or column twice.
    """
    transform = painter.deviceTransform()
    pixel = transform.map(place)
    whole = QPointF(math.floor(pixel.x() + 0.5), math.floor(pixel.y() + 0.5))
    back, _ = transform.inverted()
    return back.map(whole)


def transparent(size: QSizeF, ratio: float) -> QPixmap:
    """Return an empty picture of a size in logical pixels."""
    picture = QPixmap(math.ceil(size.width() * ratio), math.ceil(size.height() * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def as_image(pixels: NDArray[np.uint8], *, dark: bool) -> QImage:
    """Return an image of (height, width), 255 being full ink, or of (height, width, 3) colours."""
    height, width = pixels.shape[:2]
    if pixels.ndim == 3:
        pixels = np.ascontiguousarray(pixels)
        image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    else:
        pixels = np.ascontiguousarray(pixels if dark else 255 - pixels)
        image = QImage(pixels.data, width, height, width, QImage.Format.Format_Grayscale8)
    return image.copy()  # the copy owns its memory
