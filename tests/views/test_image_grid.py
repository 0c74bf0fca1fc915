"""Many small images: how they fit, and how one of them is chosen."""

from __future__ import annotations

import numpy as np
import pytest
from gui_kit import click, move
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor

from vae_explorer.views.style.theme import LIGHT
from vae_explorer.views.widgets.image_grid import ImageGrid


def shades(count: int, channels: int = 1) -> np.ndarray:
    images = np.zeros((count, channels, 28, 28), np.uint8)
    images += (np.arange(count) * (255 // max(1, count - 1)))[:, None, None, None].astype(np.uint8)
    return images


@pytest.fixture
def grid(qtbot) -> ImageGrid:
    grid = ImageGrid(LIGHT)
    qtbot.addWidget(grid)
    grid.resize(400, 160)
    grid.show()
    qtbot.waitExposed(grid)
    return grid


@pytest.mark.parametrize("count", [1, 7, 60, 200])
@pytest.mark.parametrize("size", [(400, 160), (200, 300), (1200, 500)])
def test_all_of_them_fit(grid: ImageGrid, count: int, size: tuple[int, int]) -> None:
    grid.resize(*size)
    grid.set_images(shades(count), np.zeros(count, np.bool_))
    places = [grid.place_of(i) for i in range(count)]
    for place in places:
        assert place.left() >= 0
        assert place.top() >= 0
        assert place.right() <= size[0]
        assert place.bottom() <= size[1]
    assert len({(place.left(), place.top()) for place in places}) == count
    assert grid.image_at(places[-1].center()) == count - 1


def test_where_they_would_be_too_small_the_first_are_shown(grid: ImageGrid, qtbot) -> None:
    grid.set_images(shades(1000), np.ones(1000, np.bool_))
    seen = [i for i in range(1000) if grid.image_at(grid.place_of(i).center()) == i]
    assert seen == list(range(len(seen)))
    assert 100 < len(seen) < 400
    assert grid.place_of(0).width() == 14
    grid.grab()
    grid.resize(1600, 900)
    assert grid.image_at(grid.place_of(999).center()) == 999


@pytest.mark.parametrize("channels", [1, 3])
def test_each_shows_its_image_and_a_frame_where_it_is_marked(
    grid: ImageGrid, channels: int
) -> None:
    grid.set_images(shades(52, channels), np.arange(52) == 3)
    shown = grid.grab().toImage()
    ratio = shown.devicePixelRatio()
    for index in (0, 3, 20, 51):
        middle = grid.place_of(index).center() * ratio
        grey = QColor(shown.pixel(middle.toPoint())).red()
        assert grey == pytest.approx(5 * index, abs=1)
    place = grid.place_of(3)
    edge = QPoint(round((place.left() - 1) * ratio), round(place.center().y() * ratio))
    assert QColor(shown.pixel(edge)).name() == LIGHT.danger


def test_a_click_and_the_arrow_keys_choose_one(grid: ImageGrid, qtbot) -> None:
    grid.set_images(shades(30), np.zeros(30, np.bool_), lambda i: f"number {i}")
    chosen: list[int] = []
    grid.chosen.connect(chosen.append)
    click(grid, grid.place_of(11).center().toPoint())
    assert chosen == [11]
    assert grid.accessibleDescription() == "number 11"
    move(grid, grid.place_of(12).center().toPoint())
    assert grid.toolTip() == "number 12"
    grid.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left):
        qtbot.keyClick(grid, key)
    assert chosen == [11, 12, 11, 10]
    qtbot.keyClick(grid, Qt.Key.Key_Up)
    assert chosen[-1] < 10
    click(grid, QPoint(grid.width() - 1, grid.height() - 1))
    assert len(chosen) == 5


def test_without_images_it_says_what_would_be_here(grid: ImageGrid, qtbot) -> None:
    before = grid.grab().toImage()
    grid.set_waiting("Draw something.")
    assert grid.grab().toImage() != before
    assert grid.picture() is None
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.current is None


def test_the_picture_to_be_saved_has_them_all(grid: ImageGrid) -> None:
    grid.set_images(shades(10), np.arange(10) == 9)
    picture = grid.picture()
    assert picture is not None
    assert (picture.width(), picture.height()) == (4 * 60 + 4, 3 * 60 + 4)
    assert QColor(picture.pixel(4 + 60 + 28, 4 + 120 + 28)).red() == pytest.approx(252, abs=1)
