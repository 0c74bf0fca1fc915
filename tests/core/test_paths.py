"""Ways through the plane: where they begin and end, and the steps between."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from file_kit import make_snapshot

from vae_explorer.core.errors import UserError
from vae_explorer.core.paths import (
    Digit,
    Point,
    Route,
    Typical,
    code_of,
    evenly,
    read_place,
    settled,
    straight,
    there_and_back,
)
from vae_explorer.core.snapshot import Snapshot


@pytest.fixture
def snapshot() -> Snapshot:
    return make_snapshot()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("-1.5,0.3", Point(-1.5, 0.3)),
        (" −1.5 ; .3 ", Point(-1.5, 0.3)),
        ("(2, 1e-3)", Point(2, 0.001)),
        ("#4021", Digit(4021)),
        ("7 · #4021", Digit(4021)),
        ("7", Typical("7")),
        ("Ankle  boot", Typical("Ankle boot")),
    ],
)
def test_a_place_is_a_point_a_digit_or_a_class(text: str, place: object) -> None:
    assert read_place(text) == place


@pytest.mark.parametrize("text", ["", "1,", "nan,0", "1,2,3", "#", "#-3", "1e9,0", "a,b"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        read_place(text)


def test_a_typical_digit_is_the_nearest_to_the_median_of_its_class(snapshot: Snapshot) -> None:
    labels = np.where(np.arange(20) < 5, 3, 9).astype(np.uint8)
    codes = snapshot.embedding.copy()
    codes[:5] = [[0, 0], [10, 0], [4, 5], [4.5, 9], [9, -9]]  # whose median is (4.5, 0)
    snapshot = replace(snapshot, embedding=codes, labels=labels)
    assert settled(snapshot, Typical("3")) == Digit(0)
    codes[2] = [4.4, 0.3]
    assert settled(snapshot, Typical("3")) == Digit(2)
    assert code_of(snapshot, Typical("3")) == pytest.approx((4.4, 0.3))


def test_a_code_that_is_no_number_is_typical_of_nothing(snapshot: Snapshot) -> None:
    codes = snapshot.embedding.copy()
    codes[snapshot.labels == 3] = np.nan
    snapshot = replace(snapshot, embedding=codes)
    for place in (Typical("3"), Digit(3)):
        with pytest.raises(UserError):
            code_of(snapshot, place)


def test_a_digit_is_where_its_code_is_and_a_point_where_it_says(snapshot: Snapshot) -> None:
    assert code_of(snapshot, Digit(4)) == pytest.approx(tuple(snapshot.embedding[4]))
    assert code_of(snapshot, Point(1, -2)) == (1, -2)


@pytest.mark.parametrize("place", [Digit(20), Typical("eleven")])
def test_what_the_model_does_not_have_is_told(snapshot: Snapshot, place) -> None:
    with pytest.raises(UserError, match="This model has no"):
        code_of(snapshot, place)


def test_steps_are_equal_and_reach_both_ends() -> None:
    line = straight((-1, 2), (3, 0), 5)
    assert line.tolist() == [[-1, 2], [0, 1.5], [1, 1], [2, 0.5], [3, 0]]
    assert line.dtype == np.float32


@pytest.mark.parametrize("steps", [2, 3, 100])
def test_there_and_back_shows_no_frame_twice_in_a_row(steps: int) -> None:
    order = there_and_back(steps)
    around = np.concatenate((order, order[:1]))
    assert (np.abs(np.diff(around)) == 1).all()
    assert set(order) == set(range(steps))
    assert len(order) == 2 * steps - 2


def test_steps_are_spread_evenly_along_a_line_with_corners() -> None:
    corner = np.array([[0, 0], [3, 0], [3, 1]])
    assert evenly(corner, 5).tolist() == [[0, 0], [1, 0], [2, 0], [3, 0], [3, 1]]
    measured = evenly(corner, 3, np.array([0, 1, 4]))  # as by another metric
    np.testing.assert_allclose(measured, [[0, 0], [3, 1 / 3], [3, 1]])
    assert evenly(np.array([[1, 2], [1, 2]]), 3).tolist() == [[1, 2]] * 3
    assert evenly(np.array([[1, 2]]), 2).tolist() == [[1, 2]] * 2


def test_a_route_has_its_waypoints_moved_added_and_taken_away() -> None:
    a, b, c = Point(0, 0), Digit(3), Point(1, 1)
    route = Route((a, b))
    assert route.with_one_more(2, c).places == (a, b, c)
    assert route.with_one_more(1, c).places == (a, c, b)
    assert route.having(-1, c).places == (a, c)
    assert route.with_one_more(0, c).backwards().places == (b, a, c)
    assert not route.without(0).is_whole
    assert Route((a,) * 24, shortest=True).full


def test_a_route_is_written_and_read_back() -> None:
    route = Route((Point(0.5, -1.0), Digit(12), Point(2.0, 0.0)), shortest=True)
    assert Route.from_json(json.loads(json.dumps(route.to_json()))) == route


@pytest.mark.parametrize(
    "value",
    [
        None,
        {"places": [[0, 0]]},
        {"places": [[0, 0], [1, float("nan")]]},
        {"places": [[0, 0], {"row": -1}]},
        {"places": [[0, 0], {"row": True}]},
        {"places": [[0, 0], "7"]},
        {"places": [[0, 0]] * 25},
    ],
)
def test_what_is_no_whole_route_is_none(value: object) -> None:
    assert Route.from_json(value) is None
