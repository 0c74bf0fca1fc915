"""The grid of selected digits: many of them, by hand and by keys."""

from __future__ import annotations

import numpy as np
import pytest
from gui_kit import click, key, move
from PySide6.QtCore import Qt

from vae_explorer.views.selection import grid as grid_file
from vae_explorer.views.selection.grid import DigitGrid
from vae_explorer.views.style.theme import LIGHT

NAMES = tuple("0123456789")
LABELS = (np.arange(10_000) % 10).astype(np.uint8)


@pytest.fixture
def grid(qtbot) -> DigitGrid:
    grid = DigitGrid(LIGHT)
    qtbot.addWidget(grid)
    grid.resize(400, 130)
    grid.chosen.connect(grid.set_current)
    grid.show()
    grid.activateWindow()
    qtbot.waitActive(grid)
    grid.setFocus()
    return grid


def test_digits_are_in_the_order_of_classes_then_of_indices(grid) -> None:
    grid.set_digits(np.array([1, 12, 21, 30]), LABELS, NAMES)
    assert grid.rows == [30, 1, 21, 12]
    assert grid.told(1) == "1 · #1, 2 of 4"


def test_only_what_is_seen_is_painted(grid, monkeypatch) -> None:
    painted: list[int] = []
    sheet = grid_file.sheet
    monkeypatch.setattr(
        grid_file,
        "sheet",
        lambda images, *rest: painted.append(len(images)) or sheet(images, *rest),
    )
    grid.set_images(np.zeros((10_000, 1, 28, 28), np.uint8))
    grid.set_digits(np.arange(10_000), LABELS, NAMES)
    grid.grab()
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum() // 2)
    grid.grab()
    assert painted
    assert max(painted) < 100


def test_keys_walk_and_what_is_walked_to_is_seen(grid) -> None:
    chosen: list[int] = []
    grid.chosen.connect(chosen.append)
    grid.set_digits(np.arange(500), LABELS, NAMES)
    columns = grid._cells().columns
    key(grid, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Left)
    places = [0, 1, 1 + columns, 499, 498]
    assert chosen == [grid.rows[place] for place in places]
    assert grid.viewport().rect().contains(grid.cell(498).toAlignedRect())
    key(grid, Qt.Key.Key_Home)
    assert grid.viewport().rect().contains(grid.cell(0).toAlignedRect())
    assert "1 of 500" in grid.accessibleDescription()


def test_the_mouse_points_and_chooses(grid) -> None:
    chosen: list[int] = []
    pointed: list[object] = []
    grid.chosen.connect(chosen.append)
    grid.pointed.connect(pointed.append)
    grid.set_digits(np.arange(500), LABELS, NAMES)
    at = grid.viewport().mapTo(grid, grid.cell(3).center().toPoint())
    move(grid, at)
    click(grid, at)
    assert pointed[-1] == grid.rows[3]
    assert chosen == [grid.rows[3]]
