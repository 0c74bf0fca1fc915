"""The mosaic's lattice: fixed to the plane, covering the view, never too fine."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.views.latent.mosaic import MosaicLayer
from vae_explorer.views.latent.plane import Plane

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
    mosaic.set_image(Rect(-1, -1, 1, 1), np.full((28, 28), 255, np.uint8), dark=False)
    assert is_blank(painted(mosaic))


@pytest.mark.parametrize(("dark", "ink"), [(False, 0), (True, 255)])
def test_the_image_lies_where_it_was_decoded(mosaic: MosaicLayer, dark: bool, ink: int) -> None:
    grey = np.zeros((56, 56), np.uint8)
    grey[:28, 28:] = 255  # ink in the upper right cell
    mosaic.set_image(Rect(-1.0, -1.0, 1.0, 1.0), grey, dark=dark)
    picture = painted(mosaic)

    def at(z1: float, z2: float) -> QColor:
        return picture.pixelColor(*(round(v) for v in PLANE.to_pixels(z1, z2)))

    assert at(0.5, 0.5).lightness() == ink
    assert at(-0.5, -0.5).lightness() == 255 - ink
    assert at(2, 2) == QColor("magenta")
    mosaic.clear()
    assert is_blank(painted(mosaic))


def painted(mosaic: MosaicLayer) -> QImage:
    picture = QImage(800, 600, QImage.Format.Format_RGB32)
    picture.fill(QColor("magenta"))
    painter = QPainter(picture)
    mosaic.paint(painter, PLANE)
    painter.end()
    return picture


def is_blank(picture: QImage) -> bool:
    blank = QImage(picture.size(), picture.format())
    blank.fill(QColor("magenta"))
    return picture == blank
