"""What is beside the plot: title, epoch and loss, the curve, the decoded image, the mosaic."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.drawing.theme import Theme
from vae_explorer.core.drawing.wording import number
from vae_explorer.core.film.ink import disc, polyline
from vae_explorer.core.film.layout import Box, Layout
from vae_explorer.core.film.lettering import Lettering, Picture, Sprite, lay
from vae_explorer.core.film.plot import CELL, colour_of, inked, mosaic
from vae_explorer.core.film.scene import Reel, Scene
from vae_explorer.core.film.typeface import BOLD
from vae_explorer.core.language import tr
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.timeline.timeline import place

_TALLEST_LOSS = 8  # times as far from the least loss as the median: what is beyond is cut off
_LEAST_IMAGE = 28  # pixels; where there is no room for so many, there is none


class ColumnArtist:
    """Draws the column beside the plot.

    Parameters
    ----------
    rect
        The region of the plane, for a mosaic.
    """

    def __init__(
        self, layout: Layout, theme: Theme, reel: Reel, rect: Rect, words: Lettering
    ) -> None:
        self._layout, self._theme, self._reel, self._rect = layout, theme, reel, rect
        self._words = words
        self._layers = frozenset(reel.storyboard.layers)
        self._mosaic: tuple[object, Picture] | None = None
        self._arrange()

    def _arrange(self) -> None:
        """Give each part its box, from the top down; the images have what is left."""
        layout = self._layout
        column = layout.column
        assert column is not None
        small, large, gap = layout.small, layout.large, round(1.25 * layout.body)
        top, bottom = column.top, column.bottom
        self._title = ""
        if self._reel.title:
            room = column.width
            self._title = self._words.fitted(self._reel.title, layout.body, room, BOLD)
            self._title_line = top + round(0.74 * layout.body)
            top += layout.body + round(0.8 * gap)
        self._second = (0, 0)  # from the first number to the second, right and down
        if "numbers" in self._layers:
            self._numbers_top = top
            row = round(1.45 * small) + large
            half = round(0.44 * column.width)
            if 1.15 * self._words.width("00.00", large, BOLD) < half:
                self._second = (half, 0)
            else:
                self._second = (0, row + round(0.5 * gap))
            top += row + self._second[1] + gap
        self._curve_box: Box | None = None
        if "curve" in self._layers:
            high = round(0.15 * layout.plot.height)
            images = {"probe", "mosaic-beside"} & self._layers
            line = round(1.6 * small)
            least = 0.7 * len(images) * column.width
            if bottom - top - high - gap - line > least:
                self._curve_box = Box(column.left, top, column.width, high)
                top += high + gap
                self._draw_curve(self._curve_box)
        self._place_images(column, top, bottom)

    def _place_images(self, column: Box, top: int, bottom: int) -> None:
        """Lay the images along the bottom of the column."""
        line = round(1.6 * self._layout.small)  # below each, for what it is
        gap = round(1.1 * self._layout.body)
        room, base = bottom - top - line, bottom - line
        wanted = [name for name in ("probe", "mosaic-beside") if name in self._layers]
        self._images: dict[str, Box] = {}
        if room < _LEAST_IMAGE:
            return
        if len(wanted) == 1:
            side = max(0, min(column.width, room))
            self._images[wanted[0]] = Box(column.left, base - side, side, side)
        elif wanted:
            beside = _shares(column.width - gap, room)
            above = _shares(room - line - gap, column.width)
            large, less = max(beside, above, key=sum)
            if sum(beside) >= sum(above):
                left, low = column.left + less + gap, base
            else:
                left, low = column.left, base - large - line - gap
            self._images["mosaic-beside"] = Box(left, base - large, large, large)
            self._images["probe"] = Box(column.left, low - less, less, less)

    def draw(self, page: Picture, scene: Scene) -> None:
        """Draw the column."""
        layout, theme, words = self._layout, self._theme, self._words
        column = layout.column
        assert column is not None
        muted, text = colour_of(theme.muted), colour_of(theme.text)
        if self._title:
            sprite = words.sprite(self._title, layout.body, BOLD)
            lay(page, sprite, column.left, self._title_line, text)
        if "numbers" in self._layers:
            parts = [(tr("Epoch"), number(scene.epoch, 2 if scene.epoch < 9.995 else 1), "")]
            parts.append(scene.loss or (self._loss_title(), "–", ""))
            for i, (title, value, unit) in enumerate(parts):
                x = column.left + i * self._second[0]
                y = self._numbers_top + i * self._second[1]
                lay(page, words.sprite(title, layout.small), x, y + 0.74 * layout.small, muted)
                base = y + 1.45 * layout.small + 0.76 * layout.large
                lay(page, words.sprite(value, layout.large, BOLD), x, base, text)
                if unit:
                    x += round(words.width(value, layout.large, BOLD) + 0.35 * layout.body)
                    lay(page, words.sprite(unit, layout.body), x, base, muted)
        if self._curve_box is not None:
            self._show_curve(page, scene, self._curve_box)
        if box := self._images.get("probe"):
            self._show_image(page, scene, box)
        if box := self._images.get("mosaic-beside"):
            self._show(page, self._mosaic_of(scene.snapshot, box), box)
            self._label(page, box, tr("decoded over the plane"), tr("over the plane"))

    def _loss_title(self) -> str:
        title = self._reel.last_snapshot.config.loss_title
        return title[0].upper() + title[1:]

    def _show_image(self, page: Picture, scene: Scene, box: Box) -> None:
        from PIL import Image

        picture = Image.fromarray(inked(scene.image, dark=self._theme.is_dark))
        factor = min(box.width / picture.width, box.height / picture.height)
        size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
        large = picture.resize(size, Image.Resampling.BICUBIC)
        self._show(page, np.asarray(large), Box(box.left, box.bottom - size[1], *size))
        z1, z2 = (number(value, 2) for value in scene.probe)
        short = f"z = ({z1}, {z2})"
        # The words should not change as the probe moves.
        widest = tr("decoded at {place}", place="z = (−0.00, −0.00)")
        whole = self._words.width(widest, self._layout.small) <= self._room_below(box)
        self._label(page, box, tr("decoded at {place}", place=short) if whole else short)

    def _show(self, page: Picture, picture: Picture, box: Box) -> None:
        edge = max(1, round(self._layout.scale))
        page[box.top - edge : box.bottom + edge, box.left - edge : box.right + edge] = colour_of(
            self._theme.border
        )
        page[box.top : box.bottom, box.left : box.right] = picture

    def _label(self, page: Picture, box: Box, *texts: str) -> None:
        """Write below an image what it is, in as many words as there is room for."""
        small, room = self._layout.small, self._room_below(box)
        fits = (text for text in texts if self._words.width(text, small) <= room)
        words = next(fits, None) or self._words.fitted(texts[-1], small, room)
        y = box.bottom + 1.35 * small
        lay(page, self._words.sprite(words, small), box.left, y, colour_of(self._theme.muted))

    def _room_below(self, box: Box) -> int:
        """Return how wide the words below an image may be."""
        assert self._layout.column is not None
        others = [other for other in self._images.values() if other.left > box.left]
        ends = [other.left - self._layout.small for other in others]
        return min([self._layout.column.right, *ends]) - box.left

    def _mosaic_of(self, snapshot: Snapshot, box: Box) -> Picture:
        if self._mosaic is None or self._mosaic[0] is not snapshot:
            cell = 0.8 * CELL * self._layout.scale
            picture = mosaic(snapshot, self._rect, box.width, cell, dark=self._theme.is_dark)
            self._mosaic = (snapshot, picture)
        return self._mosaic[1]

    # The curve

    def _draw_curve(self, box: Box) -> None:
        """Draw the losses from the first to the last moment of the film, to be shown bit by bit."""
        rows = _losses(self._reel)
        low_step, high_step = self._reel.first_step, self._reel.last_step
        self._ends = (place(low_step), max(place(high_step), place(low_step) + 1e-9))
        self._line: Picture | None = None
        self._loss_at: NDArray[np.float64] = rows
        rows = rows[(rows[:, 0] >= low_step) & (rows[:, 0] <= high_step)]
        if len(rows) < 2:
            return
        self._loss_at = rows
        values = rows[:, 1]
        low, middle = float(values.min()), float(np.median(values))
        high = max(min(float(values.max()), low + _TALLEST_LOSS * (middle - low)), low + 1e-6)
        self._range = (low, high)
        points = [(self._x(step, box), self._y(value, box)) for step, value in rows]
        width = 2.4 * self._layout.scale
        self._line = polyline((box.width, box.height), points, width)
        self._marker, self._marker_halo = (
            disc(4.6 * self._layout.scale),
            disc(6.8 * self._layout.scale),
        )

    def _x(self, step: float, box: Box) -> float:
        edge = 7 * self._layout.scale
        first, last = self._ends
        return edge + (place(step) - first) / (last - first) * (box.width - 2 * edge)

    def _y(self, value: float, box: Box) -> float:
        edge = 7 * self._layout.scale
        low, high = self._range
        part = min(max((value - low) / (high - low), 0.0), 1.0)
        return box.height - edge - part * (box.height - 2 * edge)

    def _show_curve(self, page: Picture, scene: Scene, box: Box) -> None:
        """Show what of the curve is behind, and faintly what is to come."""
        theme = self._theme
        base = box.bottom
        page[base : base + max(1, round(self._layout.scale)), box.left : box.right] = colour_of(
            theme.border
        )
        if self._line is None:
            return
        now = round(min(max(self._x(scene.step, box), 0), box.width))
        ink, faint = colour_of(theme.accent_ink), colour_of(theme.disabled)
        lay(page, Sprite(self._line[:, :now], 0, 0), box.left, box.top, ink)
        lay(page, Sprite(self._line[:, now:], 0, 0), box.left + now, box.top, faint, 0.45)
        step = min(max(scene.step, self._loss_at[0, 0]), self._loss_at[-1, 0])
        places = [place(s) for s in self._loss_at[:, 0]]
        value = float(np.interp(place(step), places, self._loss_at[:, 1]))
        x, y = box.left + self._x(step, box), box.top + self._y(value, box)
        lay(page, self._marker_halo, x, y, colour_of(theme.panel))
        lay(page, self._marker, x, y, ink)


def _shares(length: int, most: int) -> tuple[int, int]:
    """Return the sides of a larger and a smaller square in a row of some length."""
    large = max(_LEAST_IMAGE, min(most, round(0.6 * length)))
    return large, max(_LEAST_IMAGE, min(large, length - large))


def _losses(reel: Reel) -> NDArray[np.float64]:
    """Return steps and losses, (N, 2), of the training images: these are measured all the time.

    Of held-out images where there are no others.
    """
    history = reel.history
    rows = history.train if len(history.train) > 1 else history.held_out
    found = np.stack((rows[:, 0], rows[:, 2] + rows[:, 3]), axis=1)
    found = found[np.isfinite(found).all(axis=1)]
    return found if len(found) else np.array([[0.0, math.nan]])
