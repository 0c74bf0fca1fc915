"""The dots: every code, coloured by class, gliding from one snapshot to the next."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter

from vae_explorer.core.drawing.dot_style import DotStyle, automatic_style
from vae_explorer.core.drawing.rasterizer import Rasterizer, room_for, suffices
from vae_explorer.views.latent.picture import KeptPicture
from vae_explorer.views.latent.plane import Plane

GLIDE_SECONDS = 0.12  # time constant of the motion to a new place
# A dot with less than this to go is put there: nobody sees it jump; nor where its last step was as
# long, as steps are beside a training.
_ARRIVED_PIXELS, _ARRIVED_IN_STEP_PIXELS = 0.35, 1.0

Points = NDArray[np.float32]


class DotLayer:
    """Positions and looks of the dots, and their picture for a view of the plane.

    Dots keep their identity: row i of every embedding is the same digit, so that a dot moves from
    where it was. Another set of digits appears in place.
    """

    def __init__(self, colours: NDArray[np.uint8]) -> None:
        self._colours = colours
        self._labels: NDArray[np.uint8] = np.empty(0, np.uint8)
        self._shown = np.empty((2, 0), np.float32)  # z₁ and z₂ of the visible classes, as drawn
        self._target = np.empty((2, 0), np.float32)
        self._all = np.empty((2, 0), np.float32)  # of every class, where they are going
        self._visible = np.ones(256, bool)
        self._rows: NDArray[np.intp] | None = None  # of the visible dots; None for all
        self._rasterizer = Rasterizer(self._labels, colours)
        self._gliding = False
        self._version = 0
        self._picture = KeptPicture()
        self._memory = np.empty(0, np.uint32)  # of that picture

    @property
    def count(self) -> int:
        """Dots of the visible classes."""
        return self._shown.shape[1]

    @property
    def gliding(self) -> bool:
        """Whether dots are on their way."""
        return self._gliding

    def set_colours(self, colours: NDArray[np.uint8]) -> None:
        """Colour the classes, (10, 3)."""
        self._colours = colours
        self._rebuild()

    def set_codes(self, embedding: Points, labels: NDArray[np.uint8], *, glide: bool) -> None:
        """Send the dots to new places, (N, 2)."""
        same = labels is self._labels or np.array_equal(labels, self._labels)
        self._all = np.ascontiguousarray(embedding.T)
        if not same:
            self._labels = labels
            self._rebuild()
            return
        self._target = self._all if self._rows is None else self._all[:, self._rows]
        if glide:
            self._gliding = True
        else:
            self.arrive()

    def set_visible(self, classes: set[int]) -> None:
        """Show the dots of these classes alone."""
        visible = np.zeros(256, bool)
        visible[list(classes)] = True
        if not np.array_equal(visible, self._visible):
            self._visible = visible
            self._rebuild()

    def _rebuild(self) -> None:
        shown = self._visible[self._labels]
        self._rows = None if shown.all() else np.flatnonzero(shown)
        labels = self._labels if self._rows is None else self._labels[self._rows]
        self._rasterizer = Rasterizer(labels, self._colours)
        self._target = self._all if self._rows is None else self._all[:, self._rows]
        self.arrive()

    def arrive(self) -> None:
        """End the motion."""
        self._shown = self._target
        self._gliding = False
        self._version += 1

    def advance(self, seconds: float, scale: float) -> None:
        """Move on by so much time; `scale` tells when a dot is as good as there."""
        if not self._gliding:
            return
        left = math.exp(-seconds / GLIDE_SECONDS)
        way = self._target - self._shown
        farthest = scale * max(float(way.max(initial=0)), -float(way.min(initial=0)))
        rest = farthest * left
        step = farthest - rest
        if rest < max(_ARRIVED_PIXELS, min(_ARRIVED_IN_STEP_PIXELS, step)):
            self.arrive()
            return
        way *= 1 - left
        self._shown = self._shown + way  # not in place: these may be the target itself
        self._version += 1

    def nearest(self, z1: float, z2: float, reach: float) -> int | None:
        """Return the row of the visible dot nearest to a point, if it is within `reach` of it."""
        if not self.count:
            return None
        distance = np.square(self._shown[0] - z1)
        distance += np.square(self._shown[1] - z2)
        i = int(distance.argmin())
        if not distance[i] <= reach * reach:
            return None
        return i if self._rows is None else int(self._rows[i])

    def style(self, ratio: float) -> DotStyle:
        """Return how dots look at a device pixel ratio."""
        return automatic_style(self.count, ratio)

    def paint(self, painter: QPainter, plane: Plane, ratio: float, opacity: float = 1.0) -> None:
        """Draw the dots of a view."""
        look = (opacity, self._version)

        def draw(view: Plane, margin: int) -> QImage:
            return self._draw(view, margin, ratio, opacity)

        self._picture.paint(painter, plane, ratio, look, draw)

    def _draw(self, plane: Plane, margin: int, ratio: float, opacity: float) -> QImage:
        width, height = (
            max(1, round(side * ratio)) + 2 * margin for side in (plane.width, plane.height)
        )
        scale = plane.scale * ratio
        origin = (width / 2 - plane.centre[0] * scale, height / 2 + plane.centre[1] * scale)
        style = self.style(ratio)
        style = DotStyle(style.radius, style.opacity * opacity)
        count = height * width
        if not suffices(self._memory.size, count):
            self._memory = np.empty(room_for(count), np.uint32)
        pixels = self._memory[:count].reshape(height, width)
        self._rasterizer.render(
            self._shown, (scale, -scale), origin, (width, height), style, out=pixels
        )
        image = QImage(
            pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied
        )
        image.setDevicePixelRatio(ratio)
        return image
