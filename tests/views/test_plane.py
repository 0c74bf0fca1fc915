"""The view of the plane: one scale for both axes, z₂ upwards, and what zooming leaves in place."""

from __future__ import annotations

import pytest

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.drawing.ticks import tick_step, ticks
from vae_explorer.views.latent.plane import MAX_SCALE, MIN_SCALE, Plane

PLANE = Plane(centre=(0.5, -1.0), scale=50.0, width=400, height=300)


def test_pixels_and_places_are_inverse() -> None:
    for pixel in ((0, 0), (400, 300), (123, 45)):
        assert PLANE.to_pixels(*PLANE.to_plane(*pixel)) == pytest.approx(pixel)
    assert PLANE.to_pixels(0.5, -1.0) == (200, 150)


def test_z2_points_up_and_both_axes_have_one_scale() -> None:
    x0, y0 = PLANE.to_pixels(0, 0)
    x1, y1 = PLANE.to_pixels(1, 1)
    assert x1 - x0 == pytest.approx(50)
    assert y1 - y0 == pytest.approx(-50)


def test_the_visible_region_has_the_views_corners() -> None:
    assert PLANE.rect == pytest.approx(Rect(0.5 - 4, -1 - 3, 0.5 + 4, -1 + 3))


@pytest.mark.parametrize("pixel", [(0, 0), (400, 0), (37, 211)])
@pytest.mark.parametrize("factor", [1.25, 0.1, 40])
def test_zooming_leaves_the_point_under_the_pointer(pixel, factor) -> None:
    zoomed = PLANE.zoomed(factor, *pixel)
    assert zoomed.scale == pytest.approx(50 * factor)
    assert zoomed.to_plane(*pixel) == pytest.approx(PLANE.to_plane(*pixel))


def test_zooming_has_an_end() -> None:
    assert PLANE.zoomed(1e12, 10, 10).scale == MAX_SCALE
    far = PLANE.zoomed(1e-12, 10, 10)
    assert far.scale == MIN_SCALE
    assert far.to_plane(10, 10) == pytest.approx(PLANE.to_plane(10, 10))


def test_panning_carries_what_is_under_the_pointer_along() -> None:
    panned = PLANE.panned(30, -20)
    assert panned.to_pixels(1, 1) == pytest.approx(
        (PLANE.to_pixels(1, 1)[0] + 30, PLANE.to_pixels(1, 1)[1] - 20)
    )


def test_a_region_is_fitted_whole_and_centred() -> None:
    region = Rect(-3, 0, 5, 2)
    fitted = PLANE.fitted(region)
    assert fitted.centre == (1, 1)
    view = fitted.rect
    assert view.left <= -3 + 1e-9
    assert view.right >= 5 - 1e-9
    assert view.bottom < 0
    assert view.top > 2


def test_a_region_without_extent_can_be_fitted() -> None:
    assert PLANE.fitted(Rect(2, 2, 2, 2)).scale <= MAX_SCALE


def test_a_smaller_window_shows_the_same() -> None:
    small = PLANE.resized(200, 150)
    assert small.centre == PLANE.centre
    assert small.rect == pytest.approx(PLANE.rect)
    assert PLANE.resized(0, -5).width >= 1


@pytest.mark.parametrize("scale", [0.013, 0.5, 1, 7, 80, 333, 1e5])
def test_ticks_are_one_two_or_five_and_neither_crowded_nor_rare(scale: float) -> None:
    step = tick_step(scale)
    assert 40 <= step * scale <= 200
    assert float(f"{step:e}".split("e")[0]) in (1, 2, 5)


def test_ticks_are_the_multiples_within() -> None:
    assert ticks(-1.0, 1.0, 0.5) == pytest.approx([-1, -0.5, 0, 0.5, 1])
    assert ticks(0.1, 0.4, 0.5) == []


@pytest.mark.parametrize("scale", [MIN_SCALE, 7.0, 100.0, 101.0, 12_345.0, MAX_SCALE])
def test_decimals_tell_neighbouring_pixels_apart(scale: float) -> None:
    plane = Plane(centre=(0.3, -2.0), scale=scale, width=400, height=300)
    places = [plane.to_plane(x, 10)[0] for x in range(100, 140)]
    assert len({f"{z:.{plane.decimals}f}" for z in places}) == len(places)
    assert 2 <= plane.decimals <= 6


def test_a_point_in_view_moves_nothing_to_be_revealed() -> None:
    plane = Plane((0, 0), 100, 400, 300)
    for place in ((0, 0), (2, 1.5), (-1.99, -1.49)):
        assert plane.revealing(*place, 24) is plane


@pytest.mark.parametrize("place", [(2.5, 0), (-30, 4), (1, -1.6), (5, 5)])
def test_a_point_out_of_view_is_revealed_at_the_margin_and_no_further(place) -> None:
    plane = Plane((0, 0), 100, 400, 300)
    seen = plane.revealing(*place, 24)
    x, y = seen.to_pixels(*place)
    before = plane.to_pixels(*place)
    for now, was, size in ((x, before[0], 400), (y, before[1], 300)):
        assert now == pytest.approx(min(max(was, 24), size - 24))
    assert seen.scale == plane.scale


def test_a_view_smaller_than_the_margin_shows_the_point_in_its_middle() -> None:
    assert Plane((0, 0), 100, 20, 10).revealing(7, 7, 24).centre == pytest.approx((7, 7))


def test_a_pan_shifts_what_is_shown_by_as_many_pixels() -> None:
    assert PLANE.panned(7, -3).shift_of(PLANE) == pytest.approx((7, -3))
    assert PLANE.shift_of(PLANE) == (0, 0)
    assert PLANE.zoomed(2, 0, 0).shift_of(PLANE) is None


def test_a_wider_view_shows_the_same_in_its_middle() -> None:
    wide = PLANE.widened(20)
    assert (wide.width, wide.height) == (440, 340)
    x, y = PLANE.to_pixels(1.25, -0.5)
    assert wide.to_pixels(1.25, -0.5) == pytest.approx((x + 20, y + 20))
