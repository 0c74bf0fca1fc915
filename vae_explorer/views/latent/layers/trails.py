"""The trails: where each dot was at the last moments, as a faint line that ends at the dot."""

from __future__ import annotations

import math
from collections.abc import Sequence, Set

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from vae_explorer.core.drawing.codes import Codes
from vae_explorer.core.language import marked
from vae_explorer.views.latent.layers.dots import GLIDE_SECONDS
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.style.palette import class_colours

MOMENTS = 3
"""How many moments before the shown one a trail goes back."""

_POINTS = 100_000  # of one piece of all trails: what is painted in some milliseconds
_MOST, _LEAST = 48, 5  # points of one piece
_STRONG, _WEAK = 0.55, 0.12  # opacity at the dot, and at the far end
_ARRIVED = 0.3  # pixels
_LABELS = 256
_FORMAT = QImage.Format.Format_ARGB32_Premultiplied

Points = NDArray[np.float32]


class TrailLayer(Layer):
    """Lines of points, as many as the time for a frame allows, computed for all dots at once."""

    name = "trails"
    title = marked("Trails")
    tip = marked("Trails: where each dot was at the last moments, while a run is trained or played")
    icon = "trails"
    shortcut = "Ctrl+7"
    shown_at_first = False

    def __init__(self) -> None:
        self._codes: Codes | None = None
        self._before: tuple[Points, ...] = ()
        self._shown = np.empty((0, 2), np.float32)  # where the dots are drawn
        self._classes: Set[int] | None = None
        self._named = 0
        self._gliding = False
        self._version = 0
        # All but the last pieces, and where those begin.
        self._older: tuple[object, NDArray[np.uint32], Points] | None = None
        self._inks: NDArray[np.uint32] = np.empty((0, 3), np.uint32)

    def set_codes(self, codes: Codes, *, glide: bool) -> None:
        self._codes = codes
        self._version += 1
        self._gliding = glide and len(self._shown) == len(codes.places)
        if not self._gliding:
            self._shown = codes.places

    def set_trails(self, before: Sequence[Points]) -> None:
        self._before = tuple(before[-MOMENTS:])
        self._version += 1

    def set_class_names(self, names: tuple[str, ...]) -> None:
        self._named = len(names)

    def set_visible_classes(self, classes: Set[int]) -> None:
        self._classes = set(classes)
        self._version += 1

    @property
    def moving(self) -> bool:
        return self._gliding

    def advance(self, seconds: float, scale: float) -> None:
        """Move as the dots do."""
        if not self._gliding or self._codes is None:
            return
        left = np.float32(math.exp(-seconds / GLIDE_SECONDS))
        with np.errstate(invalid="ignore", over="ignore"):
            rest = (self._codes.places - self._shown) * left
            self._shown = self._codes.places - rest
            farthest = float(np.abs(rest).max(initial=0))
        if not farthest * scale >= _ARRIVED:
            self._shown, self._gliding = self._codes.places, False

    def paint(self, painter: QPainter, view: View) -> None:
        codes = self._codes
        if codes is None or not self._before:
            return
        if any(len(places) != len(codes.places) for places in self._before):
            return  # of other digits
        # A point is as large as a unit of the window, on every screen.
        width = max(1, math.ceil(view.plane.width / view.scale))
        height = max(1, math.ceil(view.plane.height / view.scale))
        image = self._draw(view, codes, width, height)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(0, 0, width * view.scale, height * view.scale), image)

    def _draw(self, view: View, codes: Codes, width: int, height: int) -> QImage:
        """Return the picture; of a glide, the last piece of each trail is drawn anew alone."""
        key = (self._version, view.plane, view.theme)
        if self._older is None or self._older[0] != key:
            # With a rim for what is outside.
            older = np.zeros((height + 2) * (width + 2), np.uint32)
            self._inks = self._colours(view, codes)
            stops = [self._stops(places, view) for places in self._before]
            for i in range(len(stops) - 1):
                self._lay(older, width, height, stops[i], stops[i + 1], i)
            self._older = (key, older, stops[-1])
        _, older, last = self._older
        pixels, end = older.copy(), self._stops(self._shown, view)
        self._lay(pixels, width, height, last, end, len(self._before) - 1)
        image = QImage(pixels.data, width + 2, height + 2, 4 * (width + 2), _FORMAT)
        return image.copy(1, 1, width, height)  # which owns its memory

    def _colours(self, view: View, codes: Codes) -> NDArray[np.uint32]:
        colours = class_colours(view.theme.is_dark, int(codes.labels.max(initial=0)) + 1)
        return colours[codes.labels[self._rows(codes)]].astype(np.uint32)

    def _stops(self, places: Points, view: View) -> Points:
        """Return places of the dots that are seen in pixels of the picture, (2, N)."""
        rows = self._rows(self._codes) if self._codes is not None else slice(None)
        plane, scale = view.plane, view.scale
        unit = np.float32(plane.scale / scale)
        x, y = places[rows].T
        with np.errstate(invalid="ignore", over="ignore"):
            x = (x - np.float32(plane.centre[0])) * unit + np.float32(plane.width / 2 / scale)
            y = (np.float32(plane.centre[1]) - y) * unit + np.float32(plane.height / 2 / scale)
        return np.stack((x, y))

    def _lay(
        self,
        pixels: NDArray[np.uint32],
        width: int,
        height: int,
        start: Points,
        end: Points,
        i: int,
    ) -> None:
        """Write the points of the i-th piece of each trail; the first piece is the oldest."""
        alpha = _WEAK + (_STRONG - _WEAK) * (i + 1) / len(self._before)
        count = _count(start, end, _POINTS // max(1, len(self._inks)))
        part = ((np.arange(count, dtype=np.float32) + 1) / count)[:, None]
        with np.errstate(invalid="ignore", over="ignore"):
            way = end - start
            lost = ~np.isfinite(way).all(axis=0)
            start, way = np.where(lost, -1, start), np.where(lost, 0, way)  # -1 is on the rim
            x = part * way[0] + (start[0] + 1)
            y = part * way[1] + (start[1] + 1)
        np.clip(x, 0, width + 1, out=x)
        np.clip(y, 0, height + 1, out=y)
        where = y.astype(np.int32)
        where *= width + 2
        where += x.astype(np.int32)
        pixels[where] = _premultiplied(self._inks, alpha)

    def _rows(self, codes: Codes) -> NDArray[np.intp] | slice:
        """Return which dots are seen."""
        if self._classes is None:
            return slice(None)
        visible = np.ones(_LABELS, bool)
        visible[: self._named] = False
        visible[[label for label in self._classes if 0 <= label < _LABELS]] = True
        shown = visible[codes.labels]
        return slice(None) if shown.all() else np.flatnonzero(shown)


def _count(start: Points, end: Points, most: int) -> int:
    """Return how many points a piece has: about one a pixel for most of the dots."""
    lengths = np.abs(end - start).max(axis=0)
    lengths = lengths[np.isfinite(lengths)]
    typical = float(np.percentile(lengths, 90)) if len(lengths) else 0.0
    return int(min(max(typical, _LEAST), _MOST, max(most, _LEAST)))


def _premultiplied(colours: NDArray[np.uint32], alpha: float) -> NDArray[np.uint32]:
    level = np.uint32(round(255 * alpha))
    red, green, blue = (colours.T * level) // np.uint32(255)
    packed: NDArray[np.uint32] = (level << 24) | (red << 16) | (green << 8) | blue
    return packed
