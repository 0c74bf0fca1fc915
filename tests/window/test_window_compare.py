"""Runs side by side in the whole window: chosen in the list, dragged in any plot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from gui_kit import click, drag, handle, key
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from vae_explorer.core.measures.alignment import Alignment
from vae_explorer.views.panels.run_menu import COMPARE


@pytest.fixture
def pair(explorer):
    """Return the window with a second run, of the same model in a plane that is turned by 40°."""
    model = explorer.snapshot
    weights = dict(model.weights)
    name = next(n for n, w in weights.items() if n.startswith("decoder") and w.ndim == 2)
    turn = Alignment(40.0)
    weights[name] = (weights[name] @ turn.matrix).astype(np.float32)
    explorer.first = explorer.desk.run.id
    other = replace(model, weights=weights, embedding=turn.to_other(model.embedding))
    explorer.second = explorer.desk.workspace.add("Run B", snapshot=other, show=False).id
    explorer.window.resize(1300, 800)
    explorer.window.layout_of_panels.raise_panel("runs")
    explorer.let_docks_settle()
    return explorer


def compare(explorer) -> object:
    """Compare both, by the menu of the second run; return its cell."""
    explorer.window.runs._do(explorer.second, COMPARE.key)
    explorer.let_docks_settle()
    return explorer.window.latent.grid.cells[explorer.second]


def test_a_drag_in_either_plot_moves_the_one_probe_and_both_images(pair) -> None:
    cell = compare(pair)
    first = pair.window.latent.grid.first

    for plot in (cell.plot, pair.plot):
        start = handle(plot)
        drag(plot, start, start + QPoint(30, -20))
        assert pair.plot.cursor_place == cell.plot.cursor_place == pair.desk.workspace.probe
        pair.wait_until(lambda: first.image.image is pair.images[-1])
        np.testing.assert_allclose(cell.image.image, first.image.image, atol=1e-3)
    assert pair.desk.workspace.probe != (0.0, 0.0)
    assert pair.action("undo").isEnabled()


def test_heads_tell_what_is_seen_and_planes_can_be_left_as_they_are(pair) -> None:
    cell = compare(pair)
    grid = pair.window.latent.grid

    assert "turned 40°" in cell.head.title.facts
    assert cell.head.title.name == "Run B"
    assert "epoch" in grid.first.head.title.facts
    np.testing.assert_allclose(
        cell.plot.dots._all.T, pair.snapshot.embedding, atol=1e-4, equal_nan=True
    )
    click(grid.first.align)
    assert "turned" not in cell.head.title.facts
    assert np.abs(cell.plot.dots._all.T - pair.snapshot.embedding).max() > 0.1


def test_one_selection_and_the_same_layers_are_in_all_plots(pair) -> None:
    cell = compare(pair)
    workspace = pair.desk.workspace

    workspace.choose_classes(workspace.classes, {1, 2})
    pair.window.latent.set_layers({"rings": False})

    assert cell.plot.dots.count == pair.plot.dots.count
    assert "rings" not in cell.plot.stack.shown


def test_two_runs_are_chosen_in_the_list_and_left_by_the_menu(pair) -> None:
    runs, window = pair.window.runs.list, pair.window
    shown = pair.desk.run.id
    assert not pair.action("stop_comparing").isEnabled()
    for run, modifier in (
        (pair.first, Qt.KeyboardModifier.NoModifier),
        (pair.second, Qt.KeyboardModifier.ControlModifier),
    ):
        at = QPointF(runs.rectangle_of(run).center()).toPoint() - QPoint(60, 0)
        QTest.mouseClick(runs.viewport(), Qt.MouseButton.LeftButton, modifier, at)
    assert pair.desk.run.id == shown, "to choose is not to show"

    pair.action("compare").trigger()
    assert list(window.latent.grid.cells) == [pair.second]
    pair.action("stop_comparing").trigger()
    assert not window.latent.grid.cells
    assert not window.latent.grid.first.image.isVisible()


def test_a_theme_reaches_all_plots_and_a_cell_can_be_closed(pair) -> None:
    cell = compare(pair)
    pair.window.looks.choose_theme("dark")
    assert cell.plot._theme.is_dark

    click(cell._close)

    assert not pair.desk.comparison.active


def test_what_is_compared_comes_back_with_a_session(pair, answers, tmp_path) -> None:
    compare(pair)
    answers.file = tmp_path / "talk.vaesession"
    with pair.qtbot.waitSignal(pair.desk.sessions.saved, timeout=20_000):
        pair.action("save_session").trigger()
    pair.desk.comparison.stop()
    before = {run.id for run in pair.desk.workspace.runs}

    with pair.qtbot.waitSignal(pair.desk.sessions.opened, timeout=20_000):
        pair.window.files.open_path(answers.file)

    brought = [run.id for run in pair.desk.workspace.runs if run.id not in before]
    comparison = pair.desk.comparison
    assert comparison.active
    assert [pair.desk.workspace.shown.id, *comparison.others] == brought
    comparison.stop()
    for nonsense in (None, 3, [["a", "b"]], [[-99, "Run B"], [-1, 4]], [[-1, "another"]]):
        comparison.bring_back(nonsense)
        assert not comparison.active


def test_digits_are_selected_in_either_plot_and_marked_in_both(pair) -> None:
    cell, selected = compare(pair), pair.desk.workspace.selected
    pair.plot.setFocus()
    key(pair.plot, Qt.Key.Key_B)
    for plot in (cell.plot, pair.plot):
        drag(plot, QPoint(plot.left_margin + 5, 5), plot.rect().center() + QPoint(20, 40))
        z1, z2 = (plot.plane.to_plane(x, y) for x, y in ((5, 5), _in_view(plot)))
        codes = plot._codes.places
        inside = (codes > (z1[0], z2[1])) & (codes < (z2[0], z1[1]))
        assert list(selected.now.rows) == np.flatnonzero(inside.all(axis=1)).tolist()
        assert len(selected.now.rows) > 1
        assert cell.plot.selection.rows == pair.plot.selection.rows == selected.now.rows
    key(pair.plot, Qt.Key.Key_Escape)
    assert cell.plot.hand.tools.tool == ""


def _in_view(plot) -> tuple[float, float]:
    corner = plot.rect().center() + QPoint(20 - plot.left_margin, 40)
    return corner.x(), corner.y()
