"""The way along waypoints: where they lie as a model learns, and what is decoded."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from desk_kit import TestDesk, start, wait_until
from gui_kit import TINY

from vae_explorer.core.geodesics import Length
from vae_explorer.core.paths import Digit, Point, Route, Typical, straight, typical_row
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.path_film import Film
from vae_explorer.session.paths import Paths
from vae_explorer.session.state import RunState
from vae_explorer.session.waypoints import ADD, Waypoints


@pytest.fixture
def films(ready: TestDesk) -> list[Film]:
    kept: list[Film] = []
    ready.paths.film_changed.connect(kept.append)
    return kept


@pytest.fixture
def way(ready: TestDesk, films: list[Film]) -> Paths:
    ready.paths.set_active(True)
    return ready.paths


def test_nothing_is_decoded_unless_somebody_looks(ready, films, snapshot, qtbot) -> None:
    ready.show(replace(snapshot))
    qtbot.wait(50)
    assert films == []
    assert ready.paths.where == ()


def test_the_first_way_goes_from_a_typical_seven_to_a_typical_two(
    way: Paths, snapshot: Snapshot, films, qtbot
) -> None:
    rows = [typical_row(snapshot, label) for label in (7, 2)]
    assert way._route.now.places == tuple(Digit(row) for row in rows if row is not None)
    assert way.name_of(0) == f"7 · #{rows[0]}"
    wait_until(qtbot, lambda: bool(films))
    ends = [tuple(snapshot.embedding[row].tolist()) for row in rows]
    expected = snapshot.decode(straight(ends[0], ends[1], 100))
    np.testing.assert_allclose(films[-1].images / 255, expected, atol=0.51 / 255)


def test_frames_are_at_equal_parts_of_the_way(way: Paths) -> None:
    way.put(0, Point(-1, 0))
    way.put(1, Point(3, 2))
    way.set_steps(5)
    frames: list[int] = []
    way.frame_changed.connect(frames.append)
    for frame in (0, 1, 4, 9, -3):
        way.show_frame(frame)
    assert frames == [1, 4, 0]
    way.show_frame(2)
    assert way.at == (1, 1)


def test_other_steps_leave_the_frame_at_its_part_of_the_way(way: Paths, films, qtbot) -> None:
    way.set_steps(11)
    way.show_frame(5)
    way.set_steps(101)
    assert way.frame == 50
    wait_until(qtbot, lambda: bool(films) and len(films[-1].images) == 101)
    way.set_steps(10_000)
    assert way.steps == 200


def test_an_end_is_a_point_a_digit_or_typical_of_a_class(way: Paths, ready, snapshot) -> None:
    way.put(0, Point(0.5, -2))
    way.put(1, Typical("4"))
    assert way.name_of(0) == "0.50, −2.00"
    assert way._route.now.places[1] == Digit(typical_row(snapshot, 4) or 0)
    ready.workspace.move(1.25, 0)
    way.put_at_probe(1)
    assert way.where == ((0.5, -2), (1.25, 0))
    way._route.reverse()
    assert way.where == ((1.25, 0), (0.5, -2))


@pytest.mark.parametrize("place", [Typical("eleven"), Digit(10_000)])
def test_what_is_not_there_is_told_and_the_end_stays(way: Paths, screen, place) -> None:
    before = way._route.now.places
    way.put(0, place)
    assert "This model has no" in screen.messages[-1].text
    assert way._route.now.places == before


def test_digits_are_followed_as_the_model_learns_and_the_frame_does_not_jump(
    way: Paths, ready: TestDesk, films, qtbot
) -> None:
    start(ready, qtbot, TINY)
    way.show_frame(30)
    places = way._route.now.places
    step = ready.snapshot.step
    wait_until(qtbot, lambda: ready.snapshot.step > step + 20)
    assert way._route.now.places == places
    assert way.frame == 30
    rows = [place.row for place in places if isinstance(place, Digit)]
    expected = tuple(map(tuple, ready.snapshot.embedding[rows].tolist()))
    assert way.where == expected
    count = len(films)
    wait_until(qtbot, lambda: len(films) > count)


def test_the_same_digits_are_compared_in_two_runs_of_one_data_set(
    way: Paths, ready: TestDesk, snapshot: Snapshot
) -> None:
    way.put(0, Digit(11))
    way.put(1, Point(1, 1))
    other = ready.show(replace(snapshot, embedding=snapshot.embedding + 1))
    assert other is ready.workspace.shown
    assert way._route.now.places == (Digit(11), Point(1, 1))
    ready.show(replace(snapshot, labels=snapshot.labels[::-1].copy()))
    assert way._route.now.places[0] != Digit(11), "which is another digit there"
    assert way._route.now.places[1] == Point(1, 1)


def test_classes_that_are_no_digits_have_ends_too(ready: TestDesk, snapshot: Snapshot) -> None:
    few = replace(snapshot, labels=snapshot.labels % 3, class_names=("a", "b", "c"))
    ready.show(few)
    ready.paths.set_active(True)
    assert ready.paths.name_of(0).startswith("a")
    assert ready.paths.name_of(1).startswith("c")


def test_a_click_in_the_plane_chooses_an_end_once(way: Paths) -> None:
    way._route.pick(1)
    way.take(0.1, 0.2, 5)
    assert way._route.picking is None
    assert way._route.now.places[1] == Digit(5)
    way.take(0.3, 0.3, None)
    assert way._route.now.places[1] == Digit(5)
    way._route.pick(0)
    way.take(0.3, 0.4, None)
    assert way._route.now.places[0] == Point(0.3, 0.4)


def test_draws_do_not_flicker_along_the_way(way: Paths, ready: TestDesk, films, qtbot) -> None:
    way.put(0, Point(0.2, 0.2))
    way.put(1, Point(0.2, 0.2))
    ready.workspace.draws.show(True)
    wait_until(qtbot, lambda: bool(films) and set(np.unique(films[-1].images)) <= {0, 255})
    assert (films[-1].images == films[-1].images[0]).all()


# The route


@pytest.fixture
def route(qapp) -> Waypoints:
    route = Waypoints(qapp)
    route.replace(Route((Point(0, 0), Digit(1), Point(2, 2))))
    return route


def test_what_lies_between_two_whole_routes_is_one_step(route: Waypoints) -> None:
    edits: list[tuple[str, int, int]] = []
    route.edited.connect(lambda text, a, b: edits.append((text, len(a.places), len(b.places))))
    for at in (1, 2, 3):
        route.move(0, Point(at, 0), settled=False)
    route.settle()
    route.begin_anew()
    for at in (5, 6):
        route.picked(Point(at, 0))
    route.picked(Digit(9))
    route.pick(None)
    route.remove(1)
    route.reverse()
    route.take(shortest=True)
    assert edits == [
        ("moving a waypoint", 3, 3),
        ("laying out a path", 3, 2),
        ("adding a waypoint", 2, 3),
        ("removing a waypoint", 3, 2),
        ("reversing the path", 2, 2),
        ("taking the shortest way", 2, 2),
    ]


def test_no_more_than_there_is_room_for_and_no_fewer_than_two(route: Waypoints) -> None:
    route.pick(ADD)
    for _ in range(40):
        route.picked(Point(1, 1))
    assert len(route.now.places) == 24
    assert route.picking is None
    route.insert(3, Point(0, 0))
    assert len(route.now.places) == 24
    for _ in range(40):
        route.remove(0)
    assert len(route.now.places) == 2


def test_the_last_of_those_that_are_being_added_is_taken_back(route: Waypoints) -> None:
    assert not route.remove_current()
    route.begin_anew()
    route.picked(Point(1, 1))
    assert route.remove_current()
    assert route.now.places == ()
    assert not route.remove_current()
    route.pick(None)
    assert len(route.now.places) == 3
    route.choose(1)
    assert route.remove_current()
    assert route.now.places == (Point(0, 0), Point(2, 2))


# The shortest way


def test_the_shortest_way_is_no_longer_and_the_frames_are_spread_along_it(
    way: Paths, films, qtbot, snapshot: Snapshot
) -> None:
    way._route.take(shortest=True)
    wait_until(qtbot, lambda: way.lengths is not None)
    straight, shortest = way.lengths
    assert 0 < shortest.images <= straight.images
    assert shortest.plane >= straight.plane - 1e-6
    wait_until(qtbot, lambda: bool(films) and way.at == tuple(films[-1].points[0].tolist()))
    images = snapshot.decode(films[-1].points).reshape(way.steps, -1)
    steps = np.linalg.norm(np.diff(images, axis=0), axis=1)
    assert steps.max() < 1.2 * steps.mean()
    np.testing.assert_allclose(films[-1].points[[0, -1]], way.where, atol=1e-5)
    before = way.line
    way._route.move(0, Point(0.1, 0.2), settled=False)
    assert len(way.line) == len(before), "it is bent until it is found anew"
    np.testing.assert_allclose(way.line[[0, -1]], way.where, atol=1e-5)
    assert way.lengths is None


def test_a_waypoint_is_added_in_the_middle_of_a_leg(way: Paths) -> None:
    way.put(0, Point(-1, 0))
    way.put(1, Point(1, 1))
    way.insert_after(0)
    assert way.where == ((-1, 0), (0, 0.5), (1, 1))
    way.put(3, Point(2, 2))
    assert way.where[-1] == (2, 2)
    way.set_steps(3)
    way.show_frame(1)
    assert way.at == pytest.approx((0.5, 0.75), abs=0.4)


@pytest.mark.slow
@pytest.mark.parametrize("shortest", [False, True])
def test_lengths_are_found_anew_while_a_model_trains(
    way: Paths, ready: TestDesk, qtbot, shortest: bool
) -> None:
    way._route.take(shortest=shortest)
    start(ready, qtbot)
    found: list[tuple[Length, Length]] = []

    def note() -> None:
        if way.lengths is not None and way.lengths not in found:
            found.append(way.lengths)

    way.lengths_changed.connect(note)
    wait_until(qtbot, lambda: len(found) >= 3)
    assert ready.state is RunState.RUNNING
