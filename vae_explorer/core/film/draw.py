"""One picture after another: the page, the plot, the column beside it and the caption."""

from __future__ import annotations

import numpy as np

from vae_explorer.core.drawing.theme import THEMES
from vae_explorer.core.film.column import ColumnArtist
from vae_explorer.core.film.layout import Box, Layout
from vae_explorer.core.film.lettering import Lettering, Picture, lay
from vae_explorer.core.film.plot import PlotArtist, colour_of
from vae_explorer.core.film.scene import Reel, Scene


class Artist:
    """Draws the pictures of a film.

    What does not change is drawn once, and a mosaic once for each frame of the run, so that it is
    best asked for one picture after another.
    """

    def __init__(self, reel: Reel) -> None:
        storyboard = reel.storyboard
        self._reel = reel
        self._theme = THEMES[storyboard.theme]
        self._words = Lettering()
        layers = frozenset(storyboard.layers)
        self.layout = Layout.of(storyboard.size, layers, captions=bool(storyboard.captions))
        rect = reel.region()
        self.plot = PlotArtist(self.layout, self._theme, reel, rect, self._words)
        self._column: ColumnArtist | None = None
        if self.layout.column is not None:
            self._column = ColumnArtist(self.layout, self._theme, reel, rect, self._words)
        width, height = storyboard.size
        self._page = np.empty((height, width, 3), np.uint8)
        self._page[:] = colour_of(self._theme.panel)
        self.plot.draw_axes(self._page)

    def picture(self, seconds: float) -> Picture:
        """Return what is seen at a moment of the film, (height, width, 3)."""
        return self.drawn(self._reel.scene(seconds))

    def drawn(self, scene: Scene) -> Picture:
        """Return the picture of a scene."""
        page = self._page.copy()
        self.plot.draw(page, scene)
        if self._column is not None:
            self._column.draw(page, scene)
        if scene.caption and self.layout.caption is not None:
            self._write(page, scene, self.layout.caption)
        return page

    def _write(self, page: Picture, scene: Scene, box: Box) -> None:
        """Write the caption in one line or two, centred."""
        size = round(1.15 * self.layout.body)
        lines = self._words.wrapped(scene.caption, size, box.width, 2)
        colour = colour_of(self._theme.text)
        first = box.top + box.height / 2 - (len(lines) - 1) * 0.65 * size + 0.36 * size
        for i, line in enumerate(lines):
            sprite = self._words.sprite(line, size, anchor="ms")
            x, y = box.left + box.width / 2, first + 1.3 * i * size
            lay(page, sprite, x, y, colour, scene.visibility)
