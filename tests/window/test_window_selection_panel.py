"""The Selection panel: found, shown, walked, inverted, exported."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from gui_kit import click, drag, in_plot, key, move, shortcut, write
from PySide6.QtCore import Qt

from vae_explorer.core.selection import OwnImage
from vae_explorer.views.selection.neighbours import Spot


def grid_of(explorer):
    return explorer.panel("selection").grid


def find(explorer, text: str) -> None:
    shortcut(explorer.plot, explorer.action("find"))
    panel = explorer.panel("selection")
    explorer.wait_until(panel.search.hasFocus)
    write(panel.search, text)
    key(panel.search, Qt.Key.Key_Return)


def test_what_is_looked_for_is_selected_and_seen_and_what_is_not_found_is_said(explorer) -> None:
    selected, labels = explorer.desk.workspace.selected, explorer.snapshot.labels
    panel = explorer.panel("selection")
    explorer.plot.zoom(30.0)
    find(explorer, "#21")
    assert selected.now.rows == (21,)
    assert selected.now.current == 21
    x, y = explorer.plot.plane.to_pixels(*explorer.snapshot.embedding[21])
    assert 0 <= x <= explorer.plot.plane.width
    assert 0 <= y <= explorer.plot.plane.height
    assert explorer.plot.hasFocus()

    find(explorer, "3")
    assert set(selected.now.rows) == set(np.flatnonzero(labels == 3))
    assert grid_of(explorer).rows == list(selected.now.rows)
    assert panel.heading.text() == f"{(labels == 3).sum()} of {len(labels)}"
    assert panel.counts.counts == {3: (labels == 3).sum()}

    find(explorer, "#99999")
    assert panel.missing.text() == "There is no #99999: the last is #69."
    assert set(selected.now.rows) == set(np.flatnonzero(labels == 3))
    assert panel.search.hasFocus()
    key(panel.search, Qt.Key.Key_Escape, Qt.Key.Key_Escape)
    assert explorer.plot.hasFocus()


def test_a_box_brings_it_to_the_front_and_grid_and_plane_point_at_the_same(explorer) -> None:
    plot, codes = explorer.plot, explorer.snapshot.embedding
    low, high = np.quantile(codes, (0.2, 0.8), axis=0)
    plot.setFocus()
    key(plot, Qt.Key.Key_B)
    drag(plot, in_plot(plot, (low[0], high[1])), in_plot(plot, (high[0], low[1])))
    key(plot, Qt.Key.Key_Escape)
    panel = explorer.panel("selection")
    explorer.wait_until(panel.isVisible)
    grid, selected = panel.grid, explorer.desk.workspace.selected
    assert sorted(grid.rows) == list(selected.now.rows)

    at = grid.viewport().mapTo(grid, grid.cell(1).center().toPoint())
    move(grid, at)
    assert selected.pointed == grid.rows[1]
    assert plot._hovered == grid.rows[1]
    click(grid, at)
    assert selected.now.current == grid.rows[1]
    assert sorted(grid.rows) == list(selected.now.rows)
    key(grid, Qt.Key.Key_Right)
    assert selected.now.current == grid.rows[2]
    assert explorer.desk.subjects.now.row == grid.rows[2]
    assert grid.hasFocus()
    key(grid, Qt.Key.Key_Escape)
    assert plot.hasFocus()

    move(plot, in_plot(plot, codes[grid.rows[2]]))
    assert selected.pointed is not None
    assert grid._pointed == selected.pointed


def test_all_of_a_class_are_added_and_all_others_are_selected_instead(explorer) -> None:
    selected, labels = explorer.desk.workspace.selected, explorer.snapshot.labels
    find(explorer, "class:2")
    panel = explorer.panel("selection")
    panel._classes.actions()[5].trigger()
    assert set(labels[list(selected.now.rows)]) == {2, 5}
    click(panel._buttons["swap"])
    assert set(labels[list(selected.now.rows)]) == set(range(10)) - {2, 5}
    click(panel._buttons["clear"])
    assert selected.now.empty
    assert panel.heading.text() == "Nothing selected"
    assert not panel._buttons["export"].isEnabled()
    shortcut(panel, explorer.action("undo"))
    assert set(labels[list(selected.now.rows)]) == set(range(10)) - {2, 5}


@pytest.mark.parametrize("suffix", [".csv", ".npz"])
def test_it_is_exported_with_codes_variances_labels_and_indices(
    explorer, answers, tmp_path: Path, suffix: str
) -> None:
    find(explorer, "#3, #40, #21")
    path = answers.file = tmp_path / f"chosen{suffix}"
    click(explorer.panel("selection")._buttons["export"])
    explorer.wait_until(path.exists)
    explorer.wait_until(lambda: "Saved" in explorer.message)
    rows, snapshot = [3, 21, 40], explorer.snapshot
    is_text = suffix == ".csv"
    table = np.genfromtxt(path, delimiter=",", names=True) if is_text else np.load(path)
    np.testing.assert_array_equal(table["index"], rows)
    np.testing.assert_array_equal(table["label"], snapshot.labels[rows])
    np.testing.assert_array_equal(table["mean_2"].astype(np.float32), snapshot.embedding[rows, 1])
    np.testing.assert_array_equal(
        table["log_variance_1"].astype(np.float32), snapshot.log_variance[rows, 0]
    )


def test_the_nearest_digits_in_the_plane_and_in_pixels_are_shown_and_one_is_looked_at(
    explorer,
) -> None:
    desk, near = explorer.desk, explorer.desk.neighbours
    explorer.wait_until(lambda: desk.products.images is not None)
    find(explorer, "#21")
    panel = explorer.panel("selection")
    click(panel._buttons["neighbours"])
    explorer.wait_until(lambda: near.now is not None and near.now.pixels is not None)
    codes, images = explorer.snapshot.embedding, desk.products.images.images
    distances = np.hypot(*(codes - codes[21]).T)
    assert near.now.plane.rows.tolist() == np.argsort(distances)[1:11].tolist()
    flat = images.reshape(len(images), -1) / 255.0
    distances = np.linalg.norm(flat - flat[21], axis=1)
    assert near.now.pixels.rows.tolist() == np.argsort(distances)[1:11].tolist()
    labels = explorer.snapshot.labels
    alike = int((labels[near.now.plane.rows] == labels[21]).sum())
    assert panel.neighbours.told[0] == f"In the plane, {alike} of 10 are {labels[21]}."

    rows, chosen = panel.neighbours, int(near.now.pixels.rows[2])
    cell = rows.cell(Spot(1, 2)).center()
    move(rows, cell.toPoint())
    assert desk.workspace.selected.pointed == chosen
    click(rows, cell.toPoint())
    assert desk.subjects.now.row == chosen
    explorer.wait_until(lambda: near.now.subject.row == chosen)
    rows.setFocus()
    expected = int(near.now.pixels.rows[0])
    key(rows, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert desk.workspace.selected.now.current == expected

    own = OwnImage(images[5].copy(), "drawing")
    desk.workspace.selected.look_at_own(own)
    explorer.wait_until(lambda: near.now.subject.name == "drawing")
    assert near.now.pixels.rows[0] == 5
    assert near.now.pixels.distances[0] == 0


def test_what_was_looked_for_is_forgotten_when_something_else_is_selected(explorer) -> None:
    panel, codes = explorer.panel("selection"), explorer.snapshot.embedding
    find(explorer, "#3, #21")
    assert panel.search.text() == "#3, #21"
    click(panel._buttons["swap"])
    assert panel.search.text() == ""
    find(explorer, "#3, #21")
    explorer.desk.workspace.selected.look_at(21, explorer.snapshot.config.dataset)
    assert panel.search.text() == "#3, #21", "it is one of them"
    plot = explorer.plot
    low, high = np.quantile(codes, (0.2, 0.8), axis=0)
    plot.setFocus()
    key(plot, Qt.Key.Key_B)
    drag(plot, in_plot(plot, (low[0], high[1])), in_plot(plot, (high[0], low[1])))
    key(plot, Qt.Key.Key_Escape)
    assert panel.search.text() == ""
    find(explorer, "#3")
    click(panel._buttons["clear"])
    assert panel.search.text() == ""
