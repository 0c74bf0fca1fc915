"""What the latent plot looks like, whatever was drawn before."""

from __future__ import annotations

import numpy as np
import pytest
from gui_kit import drag
from latent_kit import ring, snapshot
from PySide6.QtCore import QPoint

from vae_explorer.views.latent.layers.handle import make_handle
from vae_explorer.views.latent.plot import LatentPlot
from vae_explorer.views.style.theme import DARK, LIGHT


def test_the_first_paint_is_told_once(qtbot) -> None:
    plot = LatentPlot(LIGHT)
    qtbot.addWidget(plot)
    told = []
    plot.first_painted.connect(lambda: told.append(1))
    with qtbot.waitSignal(plot.first_painted):
        plot.show()
    plot.grab()
    assert told == [1]


def test_the_theme_changes_every_colour(plot) -> None:
    light = plot.grab().toImage()
    plot.set_theme(DARK)
    dark = plot.grab().toImage()
    corner = QPoint(plot.width() - 4, 4)
    assert light.pixelColor(corner).lightness() > 200
    assert dark.pixelColor(corner).lightness() < 60
    plot.set_theme(LIGHT)
    assert plot.grab().toImage() == light


def test_another_size_keeps_everything_in_view(plot, qtbot) -> None:
    plot.resize(300, 260)
    qtbot.waitUntil(lambda: plot.width() == 300)
    view = plot.plane.rect
    assert min(view.right, view.top, -view.left, -view.bottom) >= 2
    assert plot.plane.width < 300


def test_after_a_pan_everything_is_where_it_is_drawn_anew(plot) -> None:
    drag(plot, QPoint(420, 60), QPoint(451, 42))
    plot.clearFocus()
    panned = plot.grab().toImage()
    for theme in (DARK, LIGHT):  # which forgets all pictures
        plot.set_theme(theme)
    assert plot.grab().toImage() == panned


@pytest.mark.parametrize("layer", ["dots", "names", "rings"])
def test_another_theme_leaves_nothing_of_the_one_before(plot, qtbot, layer: str) -> None:
    fresh = LatentPlot(DARK)
    qtbot.addWidget(fresh)
    fresh.resize(plot.size())
    fresh.set_snapshot(snapshot(ring()))
    fresh.show()
    plot.clearFocus()
    plot.grab()
    plot.set_theme(DARK)
    for other in {"dots", "names", "rings"} - {layer}:
        plot.set_layer(other, False)
        fresh.set_layer(other, False)
    assert plot.grab().toImage() == fresh.grab().toImage()


@pytest.mark.parametrize("active", [True, False])
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_the_handle_is_drawn_whole(qapp, active: bool, ratio: float) -> None:
    picture = make_handle(LIGHT, ratio, active=active).toImage()
    side = picture.width()
    assert picture.height() == side
    alpha = np.array([[picture.pixelColor(x, y).alpha() for x in range(side)] for y in range(side)])
    assert alpha[side // 2].any()
    for edge in (alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]):
        assert not edge.any()
    np.testing.assert_allclose(alpha, alpha[::-1, ::-1], atol=40)
