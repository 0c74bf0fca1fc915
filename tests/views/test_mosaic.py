"""The mosaic's lattice: fixed to the plane, covering the view, never too fine."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.views.latent.layers.layer import View
from vae_explorer.views.latent.layers.mosaic import MosaicLayer
from vae_explorer.views.latent.layers.veil import VeilLayer
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.style.theme import DARK, LIGHT

PLANE = Plane(centre=(0.11, -0.07), scale=80.0, width=800, height=600)


@pytest.fixture
def mosaic() -> MosaicLayer:
    layer = MosaicLayer()
    layer.enabled = True
    return layer


@pytest.mark.parametrize("scale", [3.0, 17.0, 80.0, 800.0, 1e5])
@pytest.mark.parametrize("size", [(800, 600), (300, 900), (4000, 2200)])
def test_the_cells_cover_the_view_with_few_to_spare(scale, size) -> None:
    plane = Plane(centre=(0.37, -2.1), scale=scale, width=size[0], height=size[1])
    rect, columns, rows = MosaicLayer.lattice(plane)
    view = plane.rect
    assert rect.left <= view.left < view.right <= rect.right
    assert rect.bottom <= view.bottom < view.top <= rect.top
    cell = rect.width / columns
    assert rect.height / rows == pytest.approx(cell)  # square, as the digits are
    assert rect.width < view.width + 2 * cell
    assert columns * rows < 80 * 80
    assert cell * scale > 20  # pixels: a digit in it can be recognised


def test_panning_moves_by_whole_cells() -> None:
    rect, columns, _ = MosaicLayer.lattice(PLANE)
    cell = rect.width / columns
    moved, _, _ = MosaicLayer.lattice(PLANE.panned(-123, 77))
    steps = (moved.left - rect.left) / cell
    assert steps == pytest.approx(round(steps), abs=1e-6)
    assert math.isclose(rect.left / cell, round(rect.left / cell), abs_tol=1e-6)


def test_a_wish_is_told_once(mosaic: MosaicLayer) -> None:
    wish = mosaic.wish(PLANE, renew=False)
    assert wish == MosaicLayer.lattice(PLANE)
    assert mosaic.wish(PLANE, renew=False) is None
    assert mosaic.wish(PLANE.panned(1, 0), renew=False) is None  # the same cells
    assert mosaic.wish(PLANE, renew=True) == wish
    assert mosaic.wish(PLANE.panned(300, 0), renew=False) is not None


def test_a_layer_that_is_off_wishes_and_paints_nothing(mosaic: MosaicLayer) -> None:
    mosaic.enabled = False
    assert mosaic.wish(PLANE, renew=True) is None
    mosaic.set_image(Rect(-1, -1, 1, 1), np.full((28, 28), 255, np.uint8))
    assert is_blank(painted(mosaic))


@pytest.mark.parametrize(("dark", "ink"), [(False, 0), (True, 255)])
def test_the_image_lies_where_it_was_decoded(mosaic: MosaicLayer, dark: bool, ink: int) -> None:
    grey = np.zeros((56, 56), np.uint8)
    grey[:28, 28:] = 255  # ink in the upper right cell
    mosaic.set_theme(DARK if dark else LIGHT)
    mosaic.set_image(Rect(-1.0, -1.0, 1.0, 1.0), grey)
    picture = painted(mosaic)

    def at(z1: float, z2: float) -> QColor:
        return picture.pixelColor(*(round(v) for v in PLANE.to_pixels(z1, z2)))

    assert at(0.5, 0.5).lightness() == ink
    assert at(-0.5, -0.5).lightness() == 255 - ink
    assert at(2, 2) == QColor("magenta")
    mosaic.clear()
    assert is_blank(painted(mosaic))


@pytest.mark.parametrize("dark", [False, True])
def test_colours_are_shown_as_they_are(mosaic: MosaicLayer, dark: bool) -> None:
    mosaic.set_theme(DARK if dark else LIGHT)
    pixels = np.full((30, 50, 3), (200, 40, 90), np.uint8)
    mosaic.set_image(Rect(-1.0, -1.0, 1.0, 1.0), pixels)
    middle = painted(mosaic).pixelColor(*(round(v) for v in PLANE.to_pixels(0.1, 0.1)))
    assert (middle.red(), middle.green(), middle.blue()) == (200, 40, 90)


@pytest.mark.parametrize("aspect", [16 / 20, 1.0, 3.0])
def test_cells_have_the_shape_of_the_images(aspect: float) -> None:
    rect, columns, rows = MosaicLayer.lattice(PLANE, aspect)
    assert (rect.width / columns) / (rect.height / rows) == pytest.approx(aspect)
    assert min(rect.width / columns, rect.height / rows) * PLANE.scale > 20
    assert rect.left <= PLANE.rect.left
    assert rect.right >= PLANE.rect.right


def test_it_stands_back_where_dots_lie_on_it(mosaic: MosaicLayer) -> None:
    mosaic.set_image(Rect(-9.0, -9.0, 9.0, 9.0), np.full((28, 28), 255, np.uint8))
    alone = painted(mosaic).pixelColor(50, 50)
    under = painted(mosaic, shown=frozenset({"mosaic", "dots"})).pixelColor(50, 50)
    assert alone == QColor("black")
    assert 20 < under.red() < 235


def painted(mosaic: MosaicLayer, shown: frozenset[str] = frozenset()) -> QImage:
    picture = QImage(800, 600, QImage.Format.Format_RGB32)
    picture.fill(QColor("magenta"))
    painter = QPainter(picture)
    mosaic.paint(painter, View(PLANE, LIGHT, shown=shown))
    painter.end()
    return picture


def is_blank(picture: QImage) -> bool:
    blank = QImage(picture.size(), picture.format())
    blank.fill(QColor("magenta"))
    return picture == blank


def test_it_fades_into_the_ground_where_there_is_no_data() -> None:
    mosaic, veil = MosaicLayer(), VeilLayer()
    mosaic.enabled = True
    mosaic.set_image(Rect(-9.0, -9.0, 9.0, 9.0), np.full((28, 28), 255, np.uint8))
    presence = np.zeros((40, 40), np.float32)
    presence[20:] = 1  # the upper half of the region
    veil.set_presence(Rect(-2.0, -2.0, 2.0, 2.0), presence)

    def lightness(place: tuple[float, float], *shown: str) -> int:
        picture = QImage(800, 600, QImage.Format.Format_RGB32)
        painter = QPainter(picture)
        for layer in (mosaic, veil):
            layer.paint(painter, View(PLANE, LIGHT, shown=frozenset(shown)))
        painter.end()
        x, y = PLANE.to_pixels(*place)
        return QColor(picture.pixel(round(x), round(y))).lightness()

    ground = QColor(LIGHT.plot_background).lightness()
    for place, faded in (((0, 1), False), ((0, -1), True), ((3, 1), True), ((0, 3), True)):
        seen = lightness(place, "mosaic", "veil")
        assert seen > 0.9 * ground if faded else seen < 5, place
    assert lightness((0, -1), "veil") == 0, "without a mosaic there is nothing to fade"
    veil.set_presence(Rect(0, 0, 0, 0), None)
    assert lightness((0, -1), "mosaic", "veil") == 0
