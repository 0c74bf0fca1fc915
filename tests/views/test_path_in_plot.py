"""The path in the plot: laid out, bent and dragged by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from desk_kit import TestDesk
from gui_kit import click, drag, drag_on, in_plot, key, move, press, release
from latent_kit import ring
from path_kit import path_desk
from PySide6.QtCore import QPoint, QPointF, Qt

from vae_explorer.core.paths import Digit, Point
from vae_explorer.session.waypoints import ADD
from vae_explorer.views.latent.layers.path import Way
from vae_explorer.views.latent.menu import menu_of
from vae_explorer.views.latent.path import bind_path
from vae_explorer.views.latent.plot import LatentPlot
from vae_explorer.views.style.theme import DARK


@pytest.fixture
def desk(qapp, tmp_path: Path):
    yield from path_desk(tmp_path)


@pytest.fixture
def way(desk: TestDesk, plot: LatentPlot):
    way = desk.paths
    way.set_active(True)
    way.put(0, Point(-2.5, 2.5))
    way.put(1, Point(2.5, 2.5))
    bind_path(plot, way, desk.workspace)
    return way


def test_the_path_is_seen_while_somebody_looks(way, plot: LatentPlot) -> None:
    shown = plot.grab().toImage()
    way.show_frame(60)
    moved = plot.grab().toImage()
    assert moved != shown
    way.set_active(False)
    without = plot.grab().toImage()
    assert without not in (shown, moved)
    plot.set_theme(DARK)
    way.set_active(True)
    assert plot.grab().toImage() != without


def test_an_end_is_dragged_elsewhere_and_the_handle_stays(way, plot: LatentPlot) -> None:
    at = plot.cursor_place
    drag(plot, in_plot(plot, (2.5, 2.5)), in_plot(plot, (2.0, 2.8)))
    assert way.where[1] == pytest.approx((2.0, 2.8), abs=0.02)
    assert way.where[0] == (-2.5, 2.5)
    assert plot.cursor_place == at


def test_an_end_that_is_dropped_on_a_dot_is_that_digit(way, plot: LatentPlot) -> None:
    # The plot shows a ring of sixty dots of radius 2; the model behind the way has its own codes.
    drag(plot, in_plot(plot, (2.5, 2.5)), in_plot(plot, (2.0, 0.0)))
    assert way._route.now.places[1] == Digit(0)


def test_escape_puts_a_dragged_end_back(way, plot: LatentPlot) -> None:
    way.put(0, Digit(7))
    start = in_plot(plot, way.where[0])
    press(plot, start)
    drag_on(plot, start, start + QPoint(60, 40))
    assert isinstance(way._route.now.places[0], Point)
    key(plot, Qt.Key.Key_Escape)
    release(plot, start + QPoint(60, 40))
    assert way._route.now.places[0] == Digit(7)


def test_a_click_on_an_end_changes_nothing(way, plot: LatentPlot) -> None:
    before, at = way._route.now.places, plot.cursor_place
    click(plot, in_plot(plot, (2.5, 2.5)))
    assert way._route.now.places == before
    assert plot.cursor_place == at


def test_a_click_picks_a_dot_or_a_point_and_leaves_the_handle_alone(way, plot: LatentPlot) -> None:
    at = plot.cursor_place
    way._route.pick(0)
    move(plot, in_plot(plot, (0.5, 0.5)))
    assert plot.cursor().shape() == Qt.CursorShape.CrossCursor
    click(plot, in_plot(plot, (2.0, 0.0)))
    assert way._route.now.places[0] == Digit(0)
    way._route.pick(0)
    click(plot, in_plot(plot, (0.6, 0.7)))
    assert way.where[0] == pytest.approx((0.6, 0.7), abs=0.02)
    assert plot.cursor_place == at
    way._route.pick(1)
    key(plot, Qt.Key.Key_Escape)
    assert way._route.picking is None


def places(way) -> tuple:
    return way._route.now.places


def test_two_clicks_lay_out_a_path_from_digit_to_digit(way, plot: LatentPlot) -> None:
    edits: list[str] = []
    way._route.edited.connect(lambda text, _before, _after: edits.append(text))
    way._route.begin_anew()
    click(plot, in_plot(plot, ring()[0]))
    assert places(way) == (Digit(0),)
    assert edits == []
    click(plot, in_plot(plot, ring()[15]))
    key(plot, Qt.Key.Key_Escape)
    assert places(way) == (Digit(0), Digit(15))
    assert edits == ["laying out a path"]


def test_each_click_adds_a_waypoint_and_backspace_takes_the_last_one_back(
    way, plot: LatentPlot
) -> None:
    at = plot.cursor_place
    way._route.pick(ADD)
    for place in ((0.0, 1.0), (1.0, 1.2), (0.4, -1.0)):
        click(plot, in_plot(plot, place))
    assert len(places(way)) == 5
    key(plot, Qt.Key.Key_Backspace)
    assert way.where[-1] == pytest.approx((1.0, 1.2), abs=0.02)
    key(plot, Qt.Key.Key_Escape)
    assert way._route.picking is None
    assert len(places(way)) == 4
    assert plot.cursor_place == at
    assert not plot.grab().isNull()


def test_a_new_path_of_one_place_is_none_and_the_old_one_comes_back(way, plot: LatentPlot) -> None:
    before = places(way)
    way._route.begin_anew()
    assert way.at is None
    click(plot, in_plot(plot, (0.5, 0.5)))
    assert len(places(way)) == 1
    key(plot, Qt.Key.Key_Escape)
    assert places(way) == before


def test_a_leg_is_bent_at_its_middle_and_the_waypoint_is_deleted(way, plot: LatentPlot) -> None:
    edits: list[str] = []
    way._route.edited.connect(lambda text, _before, _after: edits.append(text))
    drag(plot, in_plot(plot, (0.0, 2.5)), in_plot(plot, (0.5, 1.0)))
    assert len(places(way)) == 3
    assert way.where[1] == pytest.approx((0.5, 1.0), abs=0.02)
    assert len(edits) == 1
    click(plot, in_plot(plot, way.where[1]))
    assert way._route.current == 1
    key(plot, Qt.Key.Key_Delete)
    assert len(places(way)) == 2
    key(plot, Qt.Key.Key_Delete)
    assert len(places(way)) == 2


def test_a_bent_leg_goes_back_with_escape(way, plot: LatentPlot) -> None:
    before, start = places(way), in_plot(plot, (0.0, 2.5))
    press(plot, start)
    drag_on(plot, start, start + QPoint(30, 60))
    assert len(places(way)) == 3
    key(plot, Qt.Key.Key_Escape)
    release(plot, start + QPoint(30, 60))
    assert places(way) == before


def test_the_menu_of_a_waypoint_removes_it_and_adds_others(way, plot: LatentPlot) -> None:
    at = QPointF(in_plot(plot, (2.5, 2.5))) - QPointF(plot.left_margin, 0)
    middle = QPointF(in_plot(plot, (0.0, 2.5))) - QPointF(plot.left_margin, 0)
    menu = menu_of(plot, middle)
    next(a for a in menu.actions() if a.text() == "Add a waypoint here").trigger()
    assert way.where[1] == pytest.approx((0, 2.5))
    menu = menu_of(plot, at)
    next(a for a in menu.actions() if a.text() == "Remove this waypoint").trigger()
    assert way.where == ((-2.5, 2.5), pytest.approx((0, 2.5)))


def test_a_way_that_is_bent_is_painted_with_the_straight_one(way, plot: LatentPlot) -> None:
    plain = plot.grab().toImage()
    line = np.array([(-2.5, 2.5), (0, -1), (2.5, 2.5)])
    plot.set_way(Way(way.where, line, ((0, -1),), (0.0, -1.0), current=1))
    assert plot.grab().toImage() != plain
