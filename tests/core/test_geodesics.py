"""Shortest ways under the decoder's metric, against surfaces whose geodesics are known."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from vae_explorer.core.decoder_metric import Decode, metric_of, region_for
from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.errors import Interrupted
from vae_explorer.core.geodesics import (
    length_of,
    shortest_route,
)
from vae_explorer.core.paths import Typical, code_of, evenly
from vae_explorer.core.storage.bundled import load_model

RECT = Rect(-1.4, -1.4, 1.4, 1.4)


def flat(z: np.ndarray) -> np.ndarray:
    """Return a constant metric: G = [[4, 2], [2, 10]]."""
    return z @ np.array([[2, 0, 0], [1, 3, 0]], np.float32)


def sphere(z: np.ndarray) -> np.ndarray:
    """Return the unit sphere by longitude and latitude."""
    x, y = z.T
    return np.stack((np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)), axis=1)


def hill(z: np.ndarray) -> np.ndarray:
    """Return a plane with a high and steep hill in its middle."""
    return np.column_stack((z, 3 * np.exp(-4 * (z**2).sum(axis=1))))


def found(decode: Decode, *waypoints: tuple[float, float], side: int = 40):
    return shortest_route(decode, np.array(waypoints), metric_of(decode, RECT, side))


def test_the_metric_is_that_of_the_map() -> None:
    tensors = metric_of(flat, RECT, 9).tensors
    np.testing.assert_allclose(tensors, np.broadcast_to([4, 2, 10], (9, 9, 3)), rtol=1e-4)
    # On the sphere: cos² of the latitude along z₁, one along z₂.
    middle = metric_of(sphere, RECT, 81).tensors[60, 40]
    latitude = -1.4 + 60 * 2.8 / 80
    np.testing.assert_allclose(middle, [math.cos(latitude) ** 2, 0, 1], atol=2e-3)


def test_where_the_metric_is_constant_the_straight_line_is_the_shortest() -> None:
    way = found(flat, (-1.0, -0.5), (1.0, 0.75))
    line = way.legs[0].line
    off = (line - (-1, -0.5)) @ np.array([-1.25, 2]) / math.hypot(1.25, 2)
    assert np.abs(off).max() < 1e-3
    expected = math.sqrt(4 * 2**2 + 2 * 2 * 2 * 1.25 + 10 * 1.25**2)
    assert way.shortest.images == pytest.approx(expected, rel=1e-5)
    assert way.straight.images == pytest.approx(expected, rel=1e-5)
    assert way.shortest.plane == pytest.approx(math.hypot(2, 1.25), rel=1e-4)


@pytest.mark.parametrize(
    ("start", "end"), [((-1.2, 0.9), (1.2, 0.9)), ((-1.0, -1.2), (1.3, 0.3)), ((0, -1), (0, 1))]
)
def test_on_a_sphere_it_is_a_great_circle(
    start: tuple[float, float], end: tuple[float, float]
) -> None:
    way = found(sphere, start, end)
    first, last = (sphere(np.array([z]))[0] for z in (start, end))
    angle = math.acos(float(first @ last))
    assert way.shortest.images == pytest.approx(angle, rel=1e-3)
    assert way.shortest.images <= way.straight.images + 1e-6
    # All of it lies in the plane through both ends and the centre.
    off = sphere(way.legs[0].line) @ np.cross(first, last) / math.sin(angle)
    assert np.abs(off).max() < 0.01
    pieces = np.linalg.norm(np.diff(sphere(way.legs[0].line), axis=0), axis=1)
    assert pieces.max() / pieces.min() < 1.05, "the speed is constant"


def test_it_goes_around_a_hill() -> None:
    way = found(hill, (-1.2, 0.01), (1.2, 0.0))
    assert way.shortest.images < 0.6 * way.straight.images
    assert way.shortest.plane > way.straight.plane
    assert np.hypot(*way.legs[0].line.T).min() > 0.5
    assert way.shortest.images == pytest.approx(length_of(hill, way.legs[0].line).images, rel=1e-6)


def test_a_route_goes_through_its_waypoints_and_its_steps_change_the_image_by_equal_parts() -> None:
    places = ((-1.0, 0.9), (0.2, -0.9), (1.2, 1.0), (-0.5, 1.2))
    way = found(sphere, *places)
    assert len(way.legs) == 3
    for leg, start, end in zip(way.legs, places[:-1], places[1:], strict=True):
        np.testing.assert_allclose(leg.line[[0, -1]], (start, end))
    frames = sphere(evenly(way.points, 60, way.along))
    steps = np.linalg.norm(np.diff(frames, axis=0), axis=1)
    # Round a corner the chord is shorter than the way.
    assert np.sort(steps)[4] > 0.98 * steps.max()
    legs = [np.array(pair) for pair in itertools.pairwise(places)]
    straight = sum(length_of(sphere, evenly(leg, 400)).images for leg in legs)
    assert way.straight.images == pytest.approx(straight, rel=1e-3)


def test_equal_requests_have_equal_answers_and_a_decoder_of_one_image_has_no_lengths() -> None:
    first, second = (found(hill, (-1, -1), (1, 1)) for _ in range(2))
    np.testing.assert_array_equal(first.points, second.points)
    nothing = found(lambda z: np.zeros((len(z), 3), np.float32), (-1, 0), (1, 0), side=12)
    assert nothing.shortest.images == nothing.straight.images == 0
    np.testing.assert_allclose(nothing.legs[0].line[:, 1], 0)
    same = found(hill, (0.5, 0.5), (0.5, 0.5), side=12)
    assert same.shortest.plane == 0


def test_a_decoder_of_no_numbers_leaves_the_line_straight() -> None:
    broken = found(lambda z: np.full((len(z), 3), np.nan, np.float32), (-1, 0), (1, 0), side=12)
    np.testing.assert_allclose(broken.legs[0].line[:, 1], 0)


def test_it_is_given_up_on_wish() -> None:
    with pytest.raises(Interrupted):
        metric_of(hill, RECT, 12, lambda: True)
    metric = metric_of(hill, RECT, 12)
    with pytest.raises(Interrupted):
        shortest_route(hill, np.array([(-1, 0), (1, 0)]), metric, lambda: True)


def test_the_region_holds_waypoints_and_most_codes() -> None:
    codes = np.concatenate(
        (np.random.default_rng(0).normal(size=(2000, 2)), [[np.nan, 0], [99, 0]])
    )
    rect = region_for(np.array([(-5.0, 0.0), (0.0, 1.0)]), codes.astype(np.float32))
    assert rect.left < -5
    assert 2 < rect.right < 10
    assert rect.top > 2
    alone = region_for(np.array([(0.0, 0.0), (1.0, 0.0)]))
    assert alone.left < 0 < 1 < alone.right
    assert alone.height > 0


@pytest.mark.slow
def test_the_shortest_way_of_the_bundled_model_is_shorter_than_the_straight_one() -> None:
    snapshot = load_model(None)
    waypoints = np.array([code_of(snapshot, Typical(name)) for name in ("0", "1")])
    metric = metric_of(snapshot.decode, region_for(waypoints, snapshot.embedding), 48)
    way = shortest_route(snapshot.decode, waypoints, metric)
    straight = length_of(snapshot.decode, evenly(waypoints, 100))
    assert way.straight.images == pytest.approx(straight.images, rel=1e-2)
    assert way.shortest.images < 0.95 * way.straight.images
    assert way.shortest.plane > way.straight.plane
