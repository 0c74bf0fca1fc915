"""The way between two places: its ends, what follows a model that learns, and what is decoded."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from desk_kit import TestDesk, start, wait_until
from gui_kit import TINY

from vae_explorer.core.paths import Digit, Point, Typical, straight, typical_row
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.interpolation import FROM, TO, Film, Interpolation


@pytest.fixture
def films(ready: TestDesk) -> list[Film]:
    kept: list[Film] = []
    ready.interpolation.film_changed.connect(kept.append)
    return kept


@pytest.fixture
def way(ready: TestDesk, films: list[Film]) -> Interpolation:
    ready.interpolation.set_active(True)
    return ready.interpolation


def test_nothing_is_decoded_unless_somebody_looks(ready, films, snapshot, qtbot) -> None:
    ready.show(replace(snapshot))
    qtbot.wait(50)
    assert films == []
    assert ready.interpolation.ends is None


def test_the_first_way_goes_from_a_typical_seven_to_a_typical_two(
    way: Interpolation, snapshot: Snapshot, films, qtbot
) -> None:
    rows = [typical_row(snapshot, label) for label in (7, 2)]
    assert way.places == tuple(Digit(row) for row in rows if row is not None)
    assert way.name_of(FROM) == f"7 · #{rows[0]}"
    wait_until(qtbot, lambda: bool(films))
    ends = [tuple(snapshot.embedding[row].tolist()) for row in rows]
    expected = snapshot.decode(straight(ends[0], ends[1], 100))
    np.testing.assert_allclose(films[-1].images / 255, expected, atol=0.51 / 255)


def test_frames_are_at_equal_parts_of_the_way(way: Interpolation) -> None:
    way.put(FROM, Point(-1, 0))
    way.put(TO, Point(3, 2))
    way.set_steps(5)
    frames: list[int] = []
    way.frame_changed.connect(frames.append)
    for frame in (0, 1, 4, 9, -3):
        way.show_frame(frame)
    assert frames == [1, 4, 0]
    way.show_frame(2)
    assert way.at == (1, 1)


def test_other_steps_leave_the_frame_at_its_part_of_the_way(
    way: Interpolation, films, qtbot
) -> None:
    way.set_steps(11)
    way.show_frame(5)
    way.set_steps(101)
    assert way.frame == 50
    wait_until(qtbot, lambda: bool(films) and len(films[-1].images) == 101)
    way.set_steps(10_000)
    assert way.steps == 200


def test_an_end_is_a_point_a_digit_or_typical_of_a_class(
    way: Interpolation, ready, snapshot
) -> None:
    way.put(FROM, Point(0.5, -2))
    way.put(TO, Typical("4"))
    assert way.name_of(FROM) == "0.50, −2.00"
    assert way.places is not None
    assert way.places[TO] == Digit(typical_row(snapshot, 4) or 0)
    ready.workspace.move(1.25, 0)
    way.put_at_probe(TO)
    assert way.ends == ((0.5, -2), (1.25, 0))
    way.swap()
    assert way.ends == ((1.25, 0), (0.5, -2))


@pytest.mark.parametrize("place", [Typical("eleven"), Digit(10_000)])
def test_what_is_not_there_is_told_and_the_end_stays(way: Interpolation, screen, place) -> None:
    before = way.places
    way.put(FROM, place)
    assert "This model has no" in screen.messages[-1].text
    assert way.places == before


def test_digits_are_followed_as_the_model_learns_and_the_frame_does_not_jump(
    way: Interpolation, ready: TestDesk, films, qtbot
) -> None:
    start(ready, qtbot, TINY)
    way.show_frame(30)
    places = way.places
    step = ready.snapshot.step
    wait_until(qtbot, lambda: ready.snapshot.step > step + 20)
    assert way.places == places
    assert way.frame == 30
    assert places is not None
    rows = [place.row for place in places if isinstance(place, Digit)]
    expected = tuple(map(tuple, ready.snapshot.embedding[rows].tolist()))
    assert way.ends == expected
    count = len(films)
    wait_until(qtbot, lambda: len(films) > count)


def test_the_same_digits_are_compared_in_two_runs_of_one_data_set(
    way: Interpolation, ready: TestDesk, snapshot: Snapshot
) -> None:
    way.put(FROM, Digit(11))
    way.put(TO, Point(1, 1))
    other = ready.show(replace(snapshot, embedding=snapshot.embedding + 1))
    assert other is ready.workspace.shown
    assert way.places == (Digit(11), Point(1, 1))
    ready.show(replace(snapshot, labels=snapshot.labels[::-1].copy()))
    assert way.places is not None
    assert way.places[FROM] != Digit(11), "which is another digit there"
    assert way.places[TO] == Point(1, 1)


def test_classes_that_are_no_digits_have_ends_too(ready: TestDesk, snapshot: Snapshot) -> None:
    few = replace(snapshot, labels=snapshot.labels % 3, class_names=("a", "b", "c"))
    ready.show(few)
    ready.interpolation.set_active(True)
    assert ready.interpolation.name_of(FROM).startswith("a")
    assert ready.interpolation.name_of(TO).startswith("c")


def test_a_click_in_the_plane_chooses_an_end_once(way: Interpolation) -> None:
    way.pick(TO)
    way.take(0.1, 0.2, 5)
    assert way.picking is None
    assert way.places is not None
    assert way.places[TO] == Digit(5)
    way.take(0.3, 0.3, None)
    assert way.places[TO] == Digit(5)
    way.pick(FROM)
    way.take(0.3, 0.4, None)
    assert way.places[FROM] == Point(0.3, 0.4)


def test_draws_do_not_flicker_along_the_way(
    way: Interpolation, ready: TestDesk, films, qtbot
) -> None:
    way.put(FROM, Point(0.2, 0.2))
    way.put(TO, Point(0.2, 0.2))
    ready.workspace.draws.show(True)
    wait_until(qtbot, lambda: bool(films) and set(np.unique(films[-1].images)) <= {0, 255})
    assert (films[-1].images == films[-1].images[0]).all()
