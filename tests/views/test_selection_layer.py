"""A few selected dots have rings; where there are many, the others fade."""

from __future__ import annotations

import numpy as np
from latent_kit import ring, snapshot
from PySide6.QtGui import QImage

from vae_explorer.views.latent.marks import MOST_RINGS
from vae_explorer.views.latent.plot import LatentPlot


def pixels(plot: LatentPlot) -> np.ndarray:
    image = plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return flat[..., :3].astype(int)


def around(picture: np.ndarray, plot: LatentPlot, place: np.ndarray) -> np.ndarray:
    x, y = plot.plane.to_pixels(*map(float, place))
    column, row = round(x) + plot.left_margin, round(y)
    return picture[row - 9 : row + 10, column - 9 : column + 10]


def darkness(picture: np.ndarray) -> float:
    return float((255 - picture).sum())


def test_few_have_rings_and_all_are_followed_as_they_glide(plot) -> None:
    plain = pixels(plot)
    plot.set_selection((3, 20), None)
    marked = pixels(plot)
    codes = ring()
    for row in (3, 20):
        assert (around(marked, plot, codes[row]) != around(plain, plot, codes[row])).any()
    assert (around(marked, plot, codes[40]) == around(plain, plot, codes[40])).all()
    plot.set_snapshot(snapshot(1.1 * ring(), step=1))
    assert plot.selection.moving
    plot._advance(60.0)
    assert not plot.selection.moving
    np.testing.assert_allclose(plot.selection._digits.places, 1.1 * codes[[3, 20]], atol=1e-5)


def test_where_many_are_selected_the_others_fade(plot) -> None:
    count = 2 * MOST_RINGS
    codes = ring(count=count)
    plot.set_snapshot(snapshot(codes, (np.arange(count) % 10).astype(np.uint8)))
    plain = pixels(plot)
    plot.set_selection(range(MOST_RINGS + 50), None)
    faded = pixels(plot)
    inner, outer = codes[50], codes[count - 20]
    assert (around(faded, plot, inner) == around(plain, plot, inner)).all()
    assert darkness(around(faded, plot, outer)) < 0.4 * darkness(around(plain, plot, outer))
    plot.set_selection((), None)
    assert (pixels(plot) == plain).all()


def test_where_rings_are_close_the_colours_of_the_dots_are_seen(plot) -> None:
    count = 2 * MOST_RINGS
    codes = ring(count=count)
    side = np.arange(MOST_RINGS)
    apart = 3 / plot.plane.scale  # three pixels
    codes[:MOST_RINGS] = apart * np.stack((side // 10, side % 10), axis=1)
    plot.set_snapshot(snapshot(codes, np.full(count, 1, np.uint8)))
    plain = pixels(plot)
    plot.set_selection(range(MOST_RINGS), None)
    marked = pixels(plot)
    dense = around(plain, plot, codes[55])
    coloured = np.ptp(dense, axis=2) > 60
    assert coloured.any()
    kept = (around(marked, plot, codes[55]) == dense).all(axis=2)
    assert kept[coloured].mean() > 0.9
    assert (marked != plain).any(), "there is a line around them"
