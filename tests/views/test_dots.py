"""The dots: they keep their identity, glide, arrive, hide by class and are found by the pointer."""

from __future__ import annotations

import numpy as np
import pytest

from vae_explorer.views.latent.dots import DotLayer
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.palette import class_colours

PLANE = Plane(scale=40.0, width=200, height=160)
LABELS = np.array([0, 1, 2, 1], np.uint8)
BEFORE = np.array([[0, 0], [1, 0], [0, 1], [-1, -1]], np.float32)
AFTER = BEFORE + np.array([2, 0], np.float32)


@pytest.fixture
def dots() -> DotLayer:
    layer = DotLayer(class_colours(False))
    layer.set_codes(BEFORE, LABELS, glide=False)
    return layer


def place_of(dots: DotLayer, row: int, near: np.ndarray) -> bool:
    """Whether the dot of a row is drawn close to a place."""
    return dots.nearest(*near, 0.05) == row


def test_codes_appear_in_place(dots: DotLayer) -> None:
    assert dots.count == 4
    assert not dots.gliding
    for row, place in enumerate(BEFORE):
        assert place_of(dots, row, place)


def test_they_glide_through_places_between_and_arrive(dots: DotLayer) -> None:
    dots.set_codes(AFTER, LABELS, glide=True)
    assert dots.gliding
    assert place_of(dots, 0, BEFORE[0])
    path = np.linspace(-0.5, 2.5, 301)  # of dot 0, along z₁
    places: list[float] = []
    while dots.gliding:
        dots.advance(1 / 60, PLANE.scale)
        near = [x for x in path if dots.nearest(x, 0, 0.006) == 0]
        places.extend(near[:1])
        assert len(places) < 1000
    assert place_of(dots, 0, AFTER[0])
    between = [x for x in places if 0.05 < x < 1.95]
    assert len(between) >= 5
    assert between == sorted(between)


def test_a_motion_can_be_ended_and_redirected(dots: DotLayer) -> None:
    dots.set_codes(AFTER, LABELS, glide=True)
    dots.advance(0.05, PLANE.scale)
    dots.set_codes(BEFORE, LABELS, glide=True)
    assert not place_of(dots, 0, BEFORE[0])  # it turns round where it is
    dots.arrive()
    assert place_of(dots, 0, BEFORE[0])


def test_another_set_of_digits_appears_in_place(dots: DotLayer) -> None:
    dots.set_codes(AFTER[:3], LABELS[:3][::-1].copy(), glide=True)
    assert not dots.gliding
    assert dots.count == 3
    assert place_of(dots, 0, AFTER[0])


def test_hidden_classes_are_neither_counted_nor_found(dots: DotLayer) -> None:
    dots.set_visible({0, 2})
    assert dots.count == 2
    assert dots.nearest(1, 0, 0.5) is None
    assert dots.nearest(0, 1, 0.1) == 2  # the row of all the digits, not of the visible ones
    dots.set_visible(set())
    assert dots.count == 0
    assert dots.nearest(0, 0, 100) is None
    dots.set_visible(set(range(10)))
    assert dots.nearest(1, 0, 0.1) == 1


def test_hidden_dots_move_on_unseen(dots: DotLayer) -> None:
    dots.set_visible({0})
    dots.set_codes(AFTER, LABELS, glide=True)
    dots.arrive()
    dots.set_visible({0, 1, 2})
    assert place_of(dots, 1, AFTER[1])


def test_the_nearest_dot_is_found_within_reach_only(dots: DotLayer) -> None:
    assert dots.nearest(0.9, 0.05, 0.2) == 1
    assert dots.nearest(0.5, 0.5, 0.2) is None


def test_no_dots_at_all_are_no_trouble() -> None:
    layer = DotLayer(class_colours(True))
    assert layer.nearest(0, 0, 1) is None
    layer.set_codes(np.empty((0, 2), np.float32), np.empty(0, np.uint8), glide=True)
    layer.advance(0.1, 10)
    picture = layer.picture(PLANE, 1.0)
    assert (picture.width(), picture.height()) == (200, 160)


def test_a_dot_is_painted_at_its_place_in_its_colour(dots: DotLayer) -> None:
    picture = dots.picture(PLANE, 1.0)
    for row, place in enumerate(BEFORE):
        x, y = PLANE.to_pixels(*place)
        colour = picture.pixelColor(round(x), round(y))
        wanted = class_colours(False)[LABELS[row]]
        assert colour.alpha() > 0
        hue = np.array([colour.red(), colour.green(), colour.blue()], float)
        assert np.abs(hue - wanted).max() < 40
    assert picture.pixelColor(5, 5).alpha() == 0


def test_a_sharp_screen_gets_more_pixels_of_the_same_view(dots: DotLayer) -> None:
    picture = dots.picture(PLANE, 2.0)
    assert (picture.width(), picture.height()) == (400, 320)
    assert picture.devicePixelRatio() == 2.0
    x, y = PLANE.to_pixels(*BEFORE[1])
    assert picture.pixelColor(round(2 * x), round(2 * y)).alpha() > 0


def test_the_picture_is_kept_until_something_changes(dots: DotLayer) -> None:
    first = dots.picture(PLANE, 1.0)
    assert dots.picture(PLANE, 1.0) is first
    before = first.copy()  # a picture lives until the next one is drawn
    assert dots.picture(PLANE.panned(9, 0), 1.0) != before
    dots.set_codes(AFTER, LABELS, glide=False)
    moved = dots.picture(PLANE, 1.0).copy()
    assert moved != before
    dots.set_colours(class_colours(True))
    assert dots.picture(PLANE, 1.0) != moved
