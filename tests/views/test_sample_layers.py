"""The aggregate posterior and what was drawn, in the plot."""

from __future__ import annotations

import numpy as np
import pytest
from gui_kit import in_plot, shortcut
from latent_kit import ring, snapshot
from PySide6.QtGui import QColor, QImage

from vae_explorer.views.latent.layers.samples import SampleLayer
from vae_explorer.views.latent.panel import LatentPanel
from vae_explorer.views.latent.plot import LatentPlot
from vae_explorer.views.style.theme import DARK, LIGHT

SQUARE = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]], float)
Z = np.array([[-2, 1.5], [2, 1.5], [0, -1]], np.float32)
HOLES = np.array([False, True, False])


@pytest.fixture
def bare(plot: LatentPlot) -> LatentPlot:
    for name in ("dots", "rings", "names", "handle"):
        plot.set_layer(name, False)
    return plot


def colours(plot: LatentPlot, place: tuple[float, float], reach: int = 5) -> set[str]:
    at, image = in_plot(plot, place), plot.grab().toImage()
    return {
        QColor(image.pixel(at.x() + dx, at.y() + dy)).name()
        for dx in range(-reach, reach + 1)
        for dy in range(-reach, reach + 1)
    }


def dark_pixels(image: QImage) -> int:
    return sum(
        QColor(image.pixel(x, y)).lightness() < 100
        for x in range(60, image.width())
        for y in range(0, image.height() - 60)
    )


def test_contours_are_drawn_where_they_are_and_named(bare: LatentPlot) -> None:
    bare.set_layer("aggregate", True)
    bare.set_aggregate([(0.5, [SQUARE])])
    assert LIGHT.text in colours(bare, (1, 0.3))
    assert LIGHT.text in colours(bare, (0.3, 1))
    assert LIGHT.text not in colours(bare, (0.3, 0.3))
    bare.set_theme(DARK)
    assert DARK.text in colours(bare, (1, 0.3))
    bare.set_aggregate(())
    assert DARK.text not in colours(bare, (1, 0.3))


def test_contours_stay_with_the_plane_when_it_is_zoomed_and_panned(bare: LatentPlot) -> None:
    bare.set_layer("aggregate", True)
    bare.set_aggregate([(0.95, [SQUARE]), (0.25, [])])
    for move in (lambda: bare.zoom(1.3), lambda: bare.pan(30, -20), lambda: bare.zoom(0.4)):
        move()
        assert LIGHT.text in colours(bare, (1, 0.3))


def test_its_layer_is_off_at_first_and_has_a_shortcut(qtbot) -> None:
    panel = LatentPanel(LIGHT)
    panel.set_class_names(tuple("0123456789"))
    qtbot.addWidget(panel)
    panel.plot.set_snapshot(snapshot(ring()))
    panel.show()
    qtbot.waitActive(panel)
    assert panel.layers()["aggregate"] is False
    action = next(a for a in panel.layer_actions() if a.data() == "aggregate")
    with qtbot.waitSignal(panel.layer_switched) as told:
        shortcut(panel, action)
    assert told.args == ["aggregate", True]


def test_what_is_in_a_hole_has_another_mark_of_another_shape(bare: LatentPlot) -> None:
    bare.set_samples(Z, HOLES)
    inside, hole = colours(bare, (-2, 1.5)), colours(bare, (2, 1.5))
    assert LIGHT.danger in hole
    assert LIGHT.danger not in inside
    assert LIGHT.plot_handle in inside
    middle = in_plot(bare, (-2, 1.5))
    assert QColor(bare.grab().toImage().pixel(middle)).name() == LIGHT.plot_handle_halo
    bare.set_samples(Z[:0], HOLES[:0])
    assert LIGHT.danger not in colours(bare, (2, 1.5))


@pytest.mark.slow
def test_marks_rain_onto_the_plane_and_rest(bare: LatentPlot, qtbot) -> None:
    layer = bare.stack.layer(SampleLayer)
    bare.set_samples(Z, HOLES, rain=True)
    assert layer.moving
    assert LIGHT.danger not in colours(bare, (2, 1.5))
    qtbot.waitUntil(lambda: not layer.moving, timeout=5000)
    assert LIGHT.danger in colours(bare, (2, 1.5))
    # Newer ones of as many do not fall again.
    bare.set_samples(Z + 0.5, HOLES)
    assert not layer.moving
    assert LIGHT.danger in colours(bare, (2.5, 2.0))


def test_a_thousand_marks_leave_what_is_out_of_sight_out(bare: LatentPlot) -> None:
    many = np.random.default_rng(0).normal(size=(1000, 2)).astype(np.float32)
    many[:10] *= 1e5
    bare.set_samples(many, np.zeros(1000, np.bool_))
    assert dark_pixels(bare.grab().toImage()) > 500
