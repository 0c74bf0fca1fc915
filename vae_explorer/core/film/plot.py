"""The plane in a picture: ground, mosaic, dots, rings, names, and the probe's handle."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.drawing.class_colours import class_colours, text_on
from vae_explorer.core.drawing.dot_style import DotStyle, automatic_style
from vae_explorer.core.drawing.geometry import Rect, cell_centres, tile
from vae_explorer.core.drawing.rasterizer import Rasterizer
from vae_explorer.core.drawing.theme import Theme
from vae_explorer.core.drawing.ticks import tick_step, ticks
from vae_explorer.core.drawing.wording import class_name, number
from vae_explorer.core.film.ink import handle, ring
from vae_explorer.core.film.layout import Box, Layout
from vae_explorer.core.film.lettering import (
    Colour,
    Lettering,
    Picture,
    Sprite,
    lay,
    pill,
    plate,
)
from vae_explorer.core.film.names import NamePlaces
from vae_explorer.core.film.scene import Reel, Scene
from vae_explorer.core.film.typeface import BOLD
from vae_explorer.core.measures.gaussian_mixture import GaussianMixture
from vae_explorer.core.snapshot import Snapshot

CELL = 34.0  # pixels of a cell of the mosaic, in a picture of 720 lines
_UNDER_DOTS = {False: 0.6, True: 0.5}  # how much of the mosaic is left there, as in the window
_CLASSES = 256
_DOT = 1.1  # times as large as in the window


def colour_of(text: str) -> Colour:
    """Return red, green and blue of ``#rrggbb``."""
    red, green, blue = bytes.fromhex(text[1:])
    return red, green, blue


def inked(images: NDArray[np.floating], *, dark: bool) -> Picture:
    """Return decoded pixels (C, H, W) in [0, 1] as colours (H, W, 3): ink is black on light."""
    levels = np.rint(np.clip(np.nan_to_num(images), 0, 1) * 255).astype(np.uint8)
    if len(levels) == 3:
        return np.ascontiguousarray(np.moveaxis(levels, 0, -1))
    grey = levels[0] if dark else 255 - levels[0]
    return np.repeat(grey[:, :, None], 3, axis=2)


def mosaic(snapshot: Snapshot, rect: Rect, side: int, cell: float, *, dark: bool) -> Picture:
    """Return what is decoded all over a square region, in a square picture."""
    from PIL import Image

    aspect = snapshot.shape.width / snapshot.shape.height
    columns = max(1, round(side / (cell * max(1.0, aspect))))
    rows = max(1, round(side / (cell * max(1.0, 1 / aspect))))
    images = snapshot.decode(cell_centres(rect, columns, rows), draft=True)
    picture = Image.fromarray(inked(tile(images, columns), dark=dark))
    return np.asarray(picture.resize((side, side), Image.Resampling.BILINEAR))


class PlotArtist:
    """Draws the plot of a film; what does not change from picture to picture is drawn once.

    Parameters
    ----------
    rect
        The square of the plane that is seen.
    """

    def __init__(
        self, layout: Layout, theme: Theme, reel: Reel, rect: Rect, words: Lettering
    ) -> None:
        self._layout, self._theme, self._rect, self._words = layout, theme, rect, words
        self._layers = frozenset(reel.storyboard.layers)
        box = layout.plot
        self.scale = box.width / rect.width
        self._ground = self._draw_ground(box)
        self._under: tuple[object, Picture] = (None, self._ground)
        self._over: tuple[object, Tint | None] = (None, None)
        self._view = np.empty_like(self._ground)
        self._pills: dict[int, Sprite] = {}
        self._names = NamePlaces(reel, self.place, self._name_size)
        self._halo, self._ink = handle(layout.scale)
        self._plate = plate(2.1 * layout.small, 1.25 * layout.small)
        self._rasterizer: tuple[object, Rasterizer] | None = None
        self._pixels = np.empty((box.height, box.width), np.uint32)

    def place(self, z1: float, z2: float) -> tuple[float, float]:
        """Return where a point of the plane lies in the picture, from its left upper corner."""
        box = self._layout.plot
        return (
            box.left + (z1 - self._rect.left) * self.scale,
            box.top + (self._rect.top - z2) * self.scale,
        )

    def draw_axes(self, page: Picture) -> None:
        """Write the numbers and titles of the axes on the page."""
        layout, theme, rect = self._layout, self._theme, self._rect
        box, size = layout.plot, layout.small
        muted, text = colour_of(theme.muted), colour_of(theme.text)
        step = self._step
        digits = max(0, -math.floor(math.log10(step) + 1e-9))
        title = round(size * 1.1)
        below, beside = box.bottom + round(1.35 * size), box.left - round(0.5 * size)
        for value in ticks(rect.left, rect.right, step):
            x, word = self.place(value, 0)[0], number(value, digits)
            half = self._words.width(word, size) / 2
            if box.left - size < x - half and x + half < box.right - 1.5 * title:
                lay(page, self._words.sprite(word, size, anchor="ms"), x, below, muted)
        for value in ticks(rect.bottom, rect.top, step):
            y = self.place(0, value)[1]
            if box.top + 1.5 * title < y < box.bottom:
                sprite = self._words.sprite(number(value, digits), size, anchor="rs")
                lay(page, sprite, beside, y + 0.36 * size, muted)
        lay(page, self._words.sprite("z₁", title, BOLD, "rs"), box.right, below, text)
        top = box.top + round(0.75 * title)
        lay(page, self._words.sprite("z₂", title, BOLD, "rs"), beside, top, text)

    def draw(self, page: Picture, scene: Scene) -> None:
        """Draw the plot into its box."""
        box = self._layout.plot
        view = self._view
        view[:] = self._base(scene.snapshot)
        if "dots" in self._layers:
            self._draw_dots(view, scene)
        if "rings" in self._layers:
            self._rings(scene.snapshot).lay(view)
            if scene.snapshot.learned_prior is None:
                self._name_rings(view)
        if "names" in self._layers:
            for label, (x, y) in self.name_places(scene).items():
                lay(view, self._pill(label, scene.snapshot), x - box.left, y - box.top, (0, 0, 0))
        x, y = self.place(*scene.probe)
        for sprite, name in ((self._halo, "plot_handle_halo"), (self._ink, "plot_handle")):
            colour = colour_of(getattr(self._theme, name))
            lay(view, sprite, x - box.left, y - box.top, colour)
        page[box.top : box.bottom, box.left : box.right] = view

    def name_places(self, scene: Scene) -> dict[int, tuple[float, float]]:
        """Return where in the picture the names are: at the medians, or beside those of others."""
        places = {label: self.place(*at) for label, at in scene.medians().items()}
        return self._names.places(places, scene.between)

    def _name_size(self, label: int, snapshot: Snapshot) -> tuple[int, int]:
        rows, columns = self._pill(label, snapshot).cover.shape
        return columns, rows

    def style(self, count: int) -> DotStyle:
        """Return how so many dots look."""
        return automatic_style(count, self._layout.scale * _DOT)

    @property
    def _step(self) -> float:
        return tick_step(self.scale, 4.2 * self._layout.small)

    def _draw_ground(self, box: Box) -> Picture:
        theme, rect, step = self._theme, self._rect, self._step
        ground = np.empty((box.height, box.width, 3), np.uint8)
        ground[:] = colour_of(theme.plot_background)
        wide = max(1, round(self._layout.scale))
        for strong in (False, True):
            colour = colour_of(theme.plot_axis if strong else theme.plot_grid)
            for low, high, across in (
                (rect.left, rect.right, True),
                (rect.bottom, rect.top, False),
            ):
                for value in ticks(low, high, step):
                    if (abs(value) < step / 2) is not strong:
                        continue
                    x, y = self.place(value, value)
                    at = round((x - box.left if across else y - box.top) - wide / 2)
                    line = slice(max(at, 0), max(at + wide, 0))
                    ground[(slice(None), line) if across else (line, slice(None))] = colour
        return ground

    def _base(self, snapshot: Snapshot) -> Picture:
        """Return what is under the dots: the ground, or the mosaic of a frame."""
        if "mosaic" not in self._layers:
            return self._ground
        if self._under[0] is not snapshot:
            dark, side = self._theme.is_dark, self._layout.plot.width
            picture = mosaic(snapshot, self._rect, side, CELL * self._layout.scale, dark=dark)
            share = np.float32(_UNDER_DOTS[dark] if "dots" in self._layers else 1.0)
            ground = np.array(colour_of(self._theme.plot_background), np.float32)
            under = (ground + share * (picture - ground) + 0.5).astype(np.uint8)
            self._under = (snapshot, under)
        return self._under[1]

    def _draw_dots(self, view: Picture, scene: Scene) -> None:
        if self._rasterizer is None or self._rasterizer[0] is not scene.labels.base:
            colours = class_colours(self._theme.is_dark, _CLASSES)
            self._rasterizer = (scene.labels.base, Rasterizer(scene.labels, colours))
        box, rect = self._layout.plot, self._rect
        pixels = self._rasterizer[1].render(
            scene.points,
            (self.scale, -self.scale),
            (-rect.left * self.scale, rect.top * self.scale),
            (box.width, box.height),
            self.style(len(scene.labels)),
            out=self._pixels,
        )
        touched = np.flatnonzero(pixels)
        parts = pixels.ravel()[touched].view(np.uint8).reshape(-1, 4)  # B, G, R, A
        flat = view.reshape(-1, 3)
        below = flat[touched].astype(np.uint16)
        below *= (255 - parts[:, 3:4]).astype(np.uint16)
        below += 127
        below //= 255
        below += parts[:, 2::-1]
        flat[touched] = np.minimum(below, 255).astype(np.uint8)

    def _rings(self, snapshot: Snapshot) -> Tint:
        """Return the rings of the prior; of a learned one they are each frame's own."""
        learned = snapshot.learned_prior
        key, kept = self._over
        wanted = "N(0, I)" if learned is None else snapshot
        if kept is None or key is not wanted:
            kept = Tint(self._draw_rings(learned), colour_of(self._theme.accent_ink))
            self._over = (wanted, kept)
        return kept

    def _draw_rings(self, learned: GaussianMixture | None) -> Picture:
        box, rect = self._layout.plot, self._rect
        width = max(1.2, 1.3 * self._layout.scale)
        cover = np.zeros((box.height, box.width), np.uint8)

        def add(
            mean: tuple[float, float], deviations: tuple[float, float], strength: float
        ) -> None:
            centre = ((mean[0] - rect.left) * self.scale, (rect.top - mean[1]) * self.scale)
            radii = (deviations[0] * self.scale, deviations[1] * self.scale)
            line = ring((box.width, box.height), centre, radii, width)
            np.maximum(cover, (line * np.float32(strength)).astype(np.uint8), out=cover)

        if learned is None:
            for sigma in (1, 2, 3):
                add((0, 0), (sigma, sigma), 1.0)
            return cover
        deviations = np.sqrt(np.einsum("kii->ki", learned.covariances))
        most = float(learned.weights.max())
        for weight, mean, spread in zip(learned.weights, learned.means, deviations, strict=True):
            for sigma in (1, 2):
                strength = 0.35 + 0.65 * float(weight) / most
                add(tuple(mean), tuple(sigma * spread), strength)
        return cover

    def _name_rings(self, view: Picture) -> None:
        """Write 1σ, 2σ and 3σ on the rings, at the lower right, where no axis runs."""
        box, size = self._layout.plot, round(0.95 * self._layout.small)
        ground, ink = colour_of(self._theme.plot_background), colour_of(self._theme.accent_ink)
        for sigma in (1, 2, 3):
            x, y = self.place(sigma * math.sqrt(0.5), -sigma * math.sqrt(0.5))
            x, y = x - box.left, y - box.top
            if 2 * size < x < box.width - 2 * size and size < y < box.height - size:
                lay(view, self._plate, x, y, ground, 0.85)
                lay(view, self._words.sprite(f"{sigma}σ", size, BOLD, "mm"), x, y, ink)

    def _pill(self, label: int, snapshot: Snapshot) -> Sprite:
        if label not in self._pills:
            fill = class_colours(self._theme.is_dark, _CLASSES)[label]
            ink = colour_of(text_on(fill))
            halo = (255, 255, 255) if sum(ink) > 384 else (0, 0, 0)
            red, green, blue = (int(c) for c in fill)
            self._pills[label] = pill(
                class_name(snapshot.class_names, label),
                self._layout.body,
                (red, green, blue),
                ink,
                halo,
            )
        return self._pills[label]


class Tint:
    """One colour that is laid over pictures of one size where it covers them."""

    def __init__(self, cover: NDArray[np.uint8], colour: Colour) -> None:
        self._at = np.flatnonzero(cover)
        self._share = cover.ravel()[self._at].astype(np.float32)[:, None] / np.float32(255)
        self._colour = np.array(colour, np.float32)

    def lay(self, picture: Picture) -> None:
        """Colour a picture, which is contiguous."""
        flat = picture.reshape(-1, 3)
        below = flat[self._at].astype(np.float32)
        below += self._share * (self._colour - below) + np.float32(0.5)
        flat[self._at] = below.astype(np.uint8)
