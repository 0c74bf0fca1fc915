"""Dots are selected with a lasso and with a box, by buttons, keys and a real mouse."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from gui_kit import at_pixel, click, drag, drag_on, handle, in_plot, key, move, press, release
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from vae_explorer.session.selected import BOX, LASSO


@pytest.fixture
def corners(explorer) -> tuple[QPoint, QPoint]:
    """Two pixels of the plot, with some dots between them and some elsewhere."""
    codes = explorer.snapshot.embedding
    low, high = np.quantile(codes, (0.3, 0.95), axis=0)
    return in_plot(explorer.plot, (low[0], high[1])), in_plot(explorer.plot, (high[0], low[1]))


def within(explorer, corners) -> list[int]:
    """Rows of the codes between two pixels."""
    (left, top), (right, bottom) = (at_pixel(explorer.plot, corner) for corner in corners)
    z1, z2 = explorer.snapshot.embedding.T
    return np.flatnonzero((left < z1) & (z1 < right) & (bottom < z2) & (z2 < top)).tolist()


def button(explorer, name: str):
    return next(
        b for b in explorer.window.latent._buttons if b.defaultAction() and b.text() == name
    )


def go_round(plot, corners, moves: int = 6) -> None:
    """Draw a lasso along the sides of a box."""
    one, other = corners
    way = [one, QPoint(other.x(), one.y()), other, QPoint(one.x(), other.y())]
    press(plot, way[0])
    for a, b in itertools.pairwise(way):
        drag_on(plot, a, b, moves)
    release(plot, way[-1])


def test_a_box_by_its_button_selects_what_is_in_it_and_nothing_pans(explorer, corners) -> None:
    plane, probe = explorer.plot.plane, explorer.desk.workspace.probe
    expected = within(explorer, corners)
    click(button(explorer, "Box"))
    assert explorer.desk.workspace.selected.tool == BOX
    drag(explorer.plot, *corners)
    assert list(explorer.desk.workspace.selected.now.rows) == expected
    assert 2 < len(expected) < len(explorer.snapshot.labels)
    assert explorer.plot.plane == plane
    assert explorer.desk.workspace.probe == probe
    click(button(explorer, "Box"))
    assert explorer.desk.workspace.selected.tool == ""
    drag(explorer.plot, *corners)
    assert explorer.plot.plane != plane


def test_a_lasso_by_its_key_selects_what_it_goes_around_and_is_one_step_for_undo(
    explorer, corners
) -> None:
    selected, plot = explorer.desk.workspace.selected, explorer.plot
    plot.setFocus()
    key(plot, Qt.Key.Key_L)
    assert selected.tool == LASSO
    go_round(plot, corners)
    assert list(selected.now.rows) == within(explorer, corners)
    explorer.action("undo").trigger()
    assert selected.now.empty
    explorer.action("redo").trigger()
    assert list(selected.now.rows) == within(explorer, corners)
    key(plot, Qt.Key.Key_Escape)
    assert selected.tool == ""
    assert not selected.now.empty
    key(plot, Qt.Key.Key_Escape)
    assert selected.now.empty


@pytest.mark.parametrize("by_key", [True, False])
def test_digits_are_added_and_removed_by_buttons_or_by_keys_that_are_held(
    explorer, corners, by_key
) -> None:
    selected, plot = explorer.desk.workspace.selected, explorer.plot
    inner = set(within(explorer, corners))
    outside = next(row for row in range(len(explorer.snapshot.labels)) if row not in inner)
    selected.choose([outside], explorer.snapshot.config.dataset)
    plot.setFocus()
    key(plot, Qt.Key.Key_B)

    def drag_as(how: str, modifier: Qt.KeyboardModifier) -> None:
        if not by_key:
            click(explorer.window.latent.tools.bar.hows[how])
            drag(plot, *corners)
            return
        window = plot.window().windowHandle()
        at = [plot.mapTo(plot.window(), corner) for corner in corners]
        left = Qt.MouseButton.LeftButton
        QTest.mousePress(window, left, modifier, at[0])
        assert explorer.window.latent.tools.bar.hows[how].isChecked()
        drag_on(plot, *corners)
        QTest.mouseRelease(window, left, modifier, at[1])

    drag_as("add", Qt.KeyboardModifier.ShiftModifier)
    assert set(selected.now.rows) == inner | {outside}
    drag_as("remove", Qt.KeyboardModifier.AltModifier)
    assert selected.now.rows == (outside,)


def test_dots_of_hidden_classes_are_not_selected(explorer, corners) -> None:
    labels = explorer.snapshot.labels
    explorer.desk.workspace.show_classes({1, 2, 3})
    explorer.plot.setFocus()
    key(explorer.plot, Qt.Key.Key_B)
    drag(explorer.plot, *corners)
    rows = explorer.desk.workspace.selected.now.rows
    assert list(rows) == [r for r in within(explorer, corners) if labels[r] in (1, 2, 3)]
    key(explorer.plot, Qt.Key.Key_A, modifier=Qt.KeyboardModifier.ControlModifier)
    assert set(labels[list(explorer.desk.workspace.selected.now.rows)]) == {1, 2, 3}


def test_escape_drops_a_line_and_the_bar_counts_what_it_goes_around(explorer, corners) -> None:
    plot, bar = explorer.plot, explorer.window.latent.tools.bar
    plot.setFocus()
    key(plot, Qt.Key.Key_B)
    assert bar.isVisible()
    press(plot, corners[0])
    drag_on(plot, *corners)
    expected = f"{len(within(explorer, corners))} digits"
    explorer.wait_until(lambda: bar.told == expected)
    key(plot, Qt.Key.Key_Escape)
    assert bar.told == ""
    release(plot, corners[1])
    assert explorer.desk.workspace.selected.now.empty
    explorer.qtbot.wait(20)  # the bar has another width
    click(bar._end)
    assert not bar.isVisible()
    assert explorer.desk.workspace.selected.tool == ""


def test_with_a_tool_in_the_hand_a_click_selects_a_dot_and_leaves_the_handle(explorer) -> None:
    codes, plot = explorer.snapshot.embedding, explorer.plot
    explorer.desk.workspace.place(*(codes.max(axis=0) + 0.5))
    before = handle(plot)
    plot.setFocus()
    key(plot, Qt.Key.Key_L)
    move(plot, in_plot(plot, codes[5]))
    click(plot, in_plot(plot, codes[5]))
    assert explorer.desk.workspace.selected.now.current is not None
    assert handle(plot) == before


def test_where_the_dots_are_hidden_it_says_why_nothing_is_selected(explorer, corners) -> None:
    explorer.window.latent.set_layers({"dots": False})
    explorer.plot.setFocus()
    key(explorer.plot, Qt.Key.Key_B)
    drag(explorer.plot, *corners)
    assert "Switch “Dots” on" in explorer.message
    assert explorer.desk.workspace.selected.now.empty
