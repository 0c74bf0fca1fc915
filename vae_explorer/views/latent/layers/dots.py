"""The dots: every code, coloured by class, gliding from one snapshot to the next."""

from __future__ import annotations

import math
from collections.abc import Sequence, Set

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter

from vae_explorer.core.drawing.codes import Codes
from vae_explorer.core.drawing.colour_scale import palette
from vae_explorer.core.drawing.dot_style import DotStyle, automatic_style
from vae_explorer.core.drawing.polygon import inside
from vae_explorer.core.drawing.rasterizer import Rasterizer, room_for, suffices
from vae_explorer.core.language import marked
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.marks import MOST_RINGS, Points
from vae_explorer.views.latent.picture import KeptPicture
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.style.palette import class_colours
from vae_explorer.views.style.theme import LIGHT, Theme

GLIDE_SECONDS = 0.12  # time constant of the motion to a new place
# A dot with less than this to go is put there: nobody sees it jump; nor where its last step was as
# long, as steps are beside a training.
_ARRIVED_PIXELS, _ARRIVED_IN_STEP_PIXELS = 0.35, 1.0
_FADED = 0.7  # how much of the ground's colour a stale dot has
_LEFT_OUT = 0.82  # likewise one that is not selected, where many are
_LABELS = 256


class DotLayer(Layer):
    """Positions and looks of the dots, and their picture for a view of the plane.

    Dots keep their identity: row i of every embedding is the same digit, so that a dot moves from
    where it was. Another set of digits appears in place. A code that is not a number has no dot.
    """

    name = "dots"
    title = marked("Dots")
    tip = marked("Dots: the code of every digit")
    icon = "dots"
    shortcut = "Ctrl+2"

    def __init__(self, theme: Theme = LIGHT) -> None:
        self._theme = theme
        self._labels: NDArray[np.uint8] = np.empty(0, np.uint8)
        self._shown = np.empty((2, 0), np.float32)  # z₁ and z₂ of the visible classes, as drawn
        self._target = np.empty((2, 0), np.float32)
        self._all = np.empty((2, 0), np.float32)  # of every class, where they are going
        self._named = 0  # classes that have a name; others have no chip that could hide them
        self._classes: Set[int] | None = None  # to be seen
        self._rows: NDArray[np.intp] | None = None  # of the visible dots; None for all
        self._stale: NDArray[np.bool_] | None = None
        self._selected: Sequence[int] = ()  # as many as have no rings; empty where they have
        self._levels: NDArray[np.uint8] | None = None  # of a colour scale, in place of the classes
        self._gliding = False
        self._version = 0
        self._picture = KeptPicture()
        self._memory = np.empty(0, np.uint32)  # of that picture
        self._ink()

    @property
    def count(self) -> int:
        """Dots of the visible classes."""
        return self._shown.shape[1]

    @property
    def gliding(self) -> bool:
        """Whether dots are on their way."""
        return self._gliding

    @property
    def moving(self) -> bool:
        return self._gliding

    def set_theme(self, theme: Theme) -> None:
        same = theme.is_dark is self._theme.is_dark
        self._theme = theme
        if not same:
            self._ink()

    def set_class_names(self, names: tuple[str, ...]) -> None:
        if len(names) != self._named:
            self._named = len(names)
            self._select()

    def set_codes(self, codes: Codes, *, glide: bool) -> None:
        """Send the dots to new places."""
        same = codes.labels is self._labels or np.array_equal(codes.labels, self._labels)
        aged = codes.stale is not None or self._stale is not None
        self._all = np.ascontiguousarray(codes.places.T)
        self._stale = codes.stale
        if not same:
            self._labels = codes.labels
            self._select()
            return
        if aged:
            self._ink()
        self._target = self._all if self._rows is None else self._all[:, self._rows]
        if glide:
            self._gliding = True
        else:
            self.arrive()

    def set_levels(self, levels: NDArray[np.uint8] | None) -> None:
        """Colour each dot by its level, (N,), on a scale; None for colours of the classes."""
        if levels is not self._levels:
            self._levels = levels
            self._ink()

    def set_visible_classes(self, classes: Set[int]) -> None:
        """Show the dots of these classes alone."""
        if classes != self._classes:
            self._classes = set(classes)
            self._select()

    def _select(self) -> None:
        """Find the dots that are to be seen, and end their motion."""
        visible = np.ones(_LABELS, bool)
        if self._classes is not None:
            visible[: self._named] = False
            visible[[label for label in self._classes if 0 <= label < _LABELS]] = True
        shown = visible[self._labels]
        self._rows = None if shown.all() else np.flatnonzero(shown)
        self._ink()
        self._target = self._all if self._rows is None else self._all[:, self._rows]
        self.arrive()

    def _ink(self) -> None:
        """Give each dot its colour; there are as many as the labels ask for."""
        rows = slice(None) if self._rows is None else self._rows
        if self._levels is not None and len(self._levels) == len(self._labels):
            labels, colours = self._levels[rows], palette(dark=self._theme.is_dark)
        else:
            labels = self._labels[rows]
            colours = class_colours(self._theme.is_dark, int(self._labels.max(initial=9)) + 1)
        fades, part = self._fading()
        if fades is not None:
            ground = QColor(self._theme.plot_background)
            rgb = np.array((ground.red(), ground.green(), ground.blue()))
            faded = colours * (1 - part) + rgb * part
            labels = labels + fades[rows].astype(np.uint16) * np.uint16(len(colours))
            colours = np.concatenate((colours, np.rint(faded).astype(np.uint8)))
        self._rasterizer = Rasterizer(labels, colours)
        self._version += 1

    def _fading(self) -> tuple[NDArray[np.bool_] | None, float]:
        """Return which dots fade, (N,), or None; and how much of the ground's colour they have."""
        if not self._selected:
            return self._stale, _FADED
        fades = np.ones(len(self._labels), np.bool_)
        there = np.array(self._selected)
        fades[there[there < len(fades)]] = False
        return fades, _LEFT_OUT

    def set_selection(self, rows: Sequence[int], current: int | None) -> None:  # noqa: ARG002
        """Let the others fade where more are selected than can have rings."""
        many = rows if len(rows) > MOST_RINGS else ()
        if many != self._selected:
            self._selected = many
            self._ink()

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
        with np.errstate(over="ignore", invalid="ignore"):
            way = self._target - self._shown
        farthest = _longest(way)
        if not math.isfinite(farthest):
            # Where a dot comes from, or goes to, is no place: it does not move on the way.
            lost = ~np.isfinite(way)
            self._shown = np.where(lost, self._target, self._shown)
            way[lost] = 0
            farthest = _longest(way)
        farthest *= scale
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
        with np.errstate(over="ignore"):
            distance = np.square(self._shown[0] - z1)
            distance += np.square(self._shown[1] - z2)
        i = int(distance.argmin())
        if math.isnan(distance[i]):  # which is the least of all to numpy
            np.nan_to_num(distance, copy=False, nan=np.inf)
            i = int(distance.argmin())
        if not distance[i] <= reach * reach:
            return None
        return i if self._rows is None else int(self._rows[i])

    @property
    def rows(self) -> NDArray[np.intp]:
        """Of the visible dots."""
        return np.arange(self.count) if self._rows is None else self._rows

    def inside(self, line: Points) -> NDArray[np.intp]:
        """Return the rows of the visible dots that a closed line, (V, 2), goes around."""
        return self.rows[inside(line, self._shown)]

    def style(self, view: View) -> DotStyle:
        """Return how dots look, in pixels of the screen."""
        return automatic_style(self.count, view.ratio * view.scale)

    def paint(self, painter: QPainter, view: View) -> None:
        style = self.style(view)

        def draw(plane: Plane, margin: int) -> QImage:
            return self._draw(plane, margin, view.ratio, style)

        look = (style, self._version)
        self._picture.paint(painter, view.plane, view.ratio, look, draw)

    def _draw(self, plane: Plane, margin: int, ratio: float, style: DotStyle) -> QImage:
        width, height = (
            max(1, round(side * ratio)) + 2 * margin for side in (plane.width, plane.height)
        )
        scale = plane.scale * ratio
        origin = (width / 2 - plane.centre[0] * scale, height / 2 + plane.centre[1] * scale)
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


def _longest(way: Points) -> float:
    """Return the length of the longest way, along z₁ or z₂; infinite or nan where one is not."""
    return max(float(way.max(initial=0)), -float(way.min(initial=0)))
