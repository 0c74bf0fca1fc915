"""Dots are selected with a lasso and with a box, by buttons, keys and a real mouse."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from gui_kit import at_pixel, click, drag, drag_on, handle, in_plot, key, move, press, release
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainter
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


def test_the_bar_says_replace_again_as_soon_as_shift_is_let_go(explorer, corners) -> None:
    plot, hows = explorer.plot, explorer.window.latent.tools.bar.hows
    shift, left = Qt.KeyboardModifier.ShiftModifier, Qt.MouseButton.LeftButton
    plot.setFocus()
    key(plot, Qt.Key.Key_B)
    window = plot.window().windowHandle()
    at = [plot.mapTo(plot.window(), corner) for corner in corners]
    QTest.keyPress(window, Qt.Key.Key_Shift)
    assert hows["add"].isChecked()
    QTest.mousePress(window, left, shift, at[0])
    drag_on(plot, *corners)
    QTest.mouseRelease(window, left, shift, at[1])
    assert hows["add"].isChecked()
    QTest.keyRelease(window, Qt.Key.Key_Shift, shift)
    assert hows["replace"].isChecked()
    # A line goes on as it began, whatever is let go meanwhile.
    selected = explorer.desk.workspace.selected
    outside = set(range(len(explorer.snapshot.labels))) - set(within(explorer, corners))
    selected.choose(outside, explorer.snapshot.config.dataset)
    QTest.mousePress(window, left, shift, at[0])
    drag_on(plot, *corners)
    QTest.keyRelease(window, Qt.Key.Key_Shift, shift)
    QTest.mouseRelease(window, left, Qt.KeyboardModifier.NoModifier, at[1])
    assert len(selected.now.rows) == len(explorer.snapshot.labels)
    assert hows["replace"].isChecked()


def test_the_card_of_a_dot_is_beside_the_bar_of_the_tool(explorer, monkeypatch) -> None:
    plot, bar = explorer.plot, explorer.window.latent.tools.bar
    boxes: list[QRectF] = []
    draw = QPainter.drawRoundedRect

    def note(painter: QPainter, box: object, *rest: object) -> None:
        if isinstance(box, QRectF) and box.height() > 50:  # no name of a class, nor the bar
            boxes.append(QRectF(box))
        draw(painter, box, *rest)

    monkeypatch.setattr(QPainter, "drawRoundedRect", note)
    plot.setFocus()
    key(plot, Qt.Key.Key_L)
    explorer.wait_until(bar.isVisible)
    taken = QRectF(bar.geometry()).translated(-plot.left_margin, 0)
    for row in np.argsort(-explorer.snapshot.embedding[:, 1])[:8].tolist():
        boxes.clear()
        plot.point_at(row)
        plot.grab()
        assert boxes
        assert not any(box.intersects(taken) for box in boxes)
