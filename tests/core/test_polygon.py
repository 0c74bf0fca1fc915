"""Which points a line goes around, held against sums of angles and against simple shapes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from vae_explorer.core.drawing.polygon import inside


def turns(line: np.ndarray, point: np.ndarray) -> int:
    """How often a line goes around a point: the sum of the angles that its edges are seen at."""
    angles = [math.atan2(*(corner - point)[::-1]) for corner in line]
    steps = (b - a for a, b in zip(angles, [*angles[1:], angles[0]], strict=True))
    return round(sum((step + math.pi) % (2 * math.pi) - math.pi for step in steps) / (2 * math.pi))


@pytest.mark.parametrize("corners", [3, 7, 60])
def test_it_agrees_with_the_sum_of_angles_however_a_line_crosses_itself(corners: int) -> None:
    rng = np.random.default_rng(corners)
    line = rng.normal(size=(corners, 2)).astype(np.float32)
    points = rng.normal(size=(2, 300)).astype(np.float32)
    expected = [turns(line, point) != 0 for point in points.T]
    assert inside(line, points).tolist() == expected
    assert 0 < sum(expected) < 300


def test_a_box_holds_what_is_within_its_sides() -> None:
    box = np.array([(-1, -2), (3, -2), (3, 1), (-1, 1)], np.float32)
    points = np.array([(0, 4, -1.5, 2.9, 0), (0, 0, 0, 0.9, -2.1)], np.float32)
    assert inside(box, points).tolist() == [True, False, False, True, False]


def test_what_is_no_number_is_outside_and_a_line_of_two_corners_holds_nothing() -> None:
    box = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], np.float32)
    points = np.array([(np.nan, 0, np.inf), (0, np.nan, 0)], np.float32)
    assert not inside(box, points).any()
    assert not inside(box[:2], np.zeros((2, 4), np.float32)).any()


def test_many_points_in_parts_are_the_same() -> None:
    rng = np.random.default_rng(1)
    line = rng.normal(size=(90, 2)).astype(np.float32)
    points = rng.normal(size=(2, 9000)).astype(np.float32)
    halves = np.concatenate([inside(line, half) for half in np.array_split(points, 20, axis=1)])
    assert (inside(line, points) == halves).all()
