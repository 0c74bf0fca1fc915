"""The dots: they keep their identity, glide, arrive, hide by class and are found by the pointer."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from vae_explorer.core.drawing.codes import Codes
from vae_explorer.core.drawing.rasterizer import Rasterizer
from vae_explorer.views.latent.layers.dots import GLIDE_SECONDS, DotLayer
from vae_explorer.views.latent.layers.layer import View
from vae_explorer.views.latent.picture import MARGIN
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.style.palette import class_colours
from vae_explorer.views.style.theme import DARK, LIGHT

PLANE = Plane(scale=40.0, width=200, height=160)
LABELS = np.array([0, 1, 2, 1], np.uint8)
BEFORE = np.array([[0, 0], [1, 0], [0, 1], [-1, -1]], np.float32)
AFTER = BEFORE + np.array([2, 0], np.float32)


@pytest.fixture
def dots() -> DotLayer:
    layer = DotLayer()
    layer.set_class_names(tuple("0123456789"))
    layer.set_codes(Codes(BEFORE, LABELS), glide=False)
    return layer


def place_of(dots: DotLayer, row: int, near: np.ndarray) -> bool:
    """Whether the dot of a row is drawn close to a place."""
    return dots.nearest(*near, 0.05) == row


def painted(dots: DotLayer, plane: Plane = PLANE, ratio: float = 1.0, left: int = 0) -> QImage:
    """Return what the layer paints on a screen with so many pixels for one of the view."""
    size = QSize(round((plane.width + left) * ratio), round(plane.height * ratio))
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    painter.translate(left, 0)
    painter.setClipRect(QRectF(0, 0, plane.width, plane.height))
    dots.paint(painter, View(plane, LIGHT, ratio=ratio))
    painter.end()
    return image


@pytest.fixture
def drawings(monkeypatch) -> list[tuple[int, int]]:
    """Collect the size of every picture that is drawn from the codes."""
    sizes: list[tuple[int, int]] = []
    render = Rasterizer.render

    def counted(self, points, scale, origin, size, *others, **named):
        sizes.append(size)
        return render(self, points, scale, origin, size, *others, **named)

    monkeypatch.setattr(Rasterizer, "render", counted)
    return sizes


def test_codes_appear_in_place(dots: DotLayer) -> None:
    assert dots.count == 4
    assert not dots.gliding
    for row, place in enumerate(BEFORE):
        assert place_of(dots, row, place)


def test_they_glide_through_places_between_and_arrive(dots: DotLayer) -> None:
    dots.set_codes(Codes(AFTER, LABELS), glide=True)
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


@pytest.mark.parametrize(("seconds", "most"), [(1 / 60, 30), (1 / 10, 3)])
def test_they_arrive_when_what_is_left_cannot_be_told(
    dots: DotLayer, seconds: float, most: int
) -> None:
    dots.set_codes(Codes(BEFORE + np.float32(10 / PLANE.scale), LABELS), glide=True)
    frames, way, step = 0, 10.0, 0.0
    while dots.gliding:
        before, frames = way, frames + 1
        dots.advance(seconds, PLANE.scale)
        way = before * np.exp(-seconds / GLIDE_SECONDS)
        step = before - way
    assert frames <= most
    assert way < 0.35 or way < min(1, step)  # in pixels: what the last frame has left out


def test_a_motion_can_be_ended_and_redirected(dots: DotLayer) -> None:
    dots.set_codes(Codes(AFTER, LABELS), glide=True)
    dots.advance(0.05, PLANE.scale)
    dots.set_codes(Codes(BEFORE, LABELS), glide=True)
    assert not place_of(dots, 0, BEFORE[0])  # it turns round where it is
    dots.arrive()
    assert place_of(dots, 0, BEFORE[0])


def test_another_set_of_digits_appears_in_place(dots: DotLayer) -> None:
    dots.set_codes(Codes(AFTER[:3], LABELS[:3][::-1].copy()), glide=True)
    assert not dots.gliding
    assert dots.count == 3
    assert place_of(dots, 0, AFTER[0])


def test_hidden_classes_are_neither_counted_nor_found(dots: DotLayer) -> None:
    dots.set_visible_classes({0, 2})
    assert dots.count == 2
    assert dots.nearest(1, 0, 0.5) is None
    assert dots.nearest(0, 1, 0.1) == 2  # the row of all the digits, not of the visible ones
    dots.set_visible_classes(set())
    assert dots.count == 0
    assert dots.nearest(0, 0, 100) is None
    dots.set_visible_classes(set(range(10)))
    assert dots.nearest(1, 0, 0.1) == 1


def test_hidden_dots_move_on_unseen(dots: DotLayer) -> None:
    dots.set_visible_classes({0})
    dots.set_codes(Codes(AFTER, LABELS), glide=True)
    dots.arrive()
    dots.set_visible_classes({0, 1, 2})
    assert place_of(dots, 1, AFTER[1])


def test_the_nearest_dot_is_found_within_reach_only(dots: DotLayer) -> None:
    assert dots.nearest(0.9, 0.05, 0.2) == 1
    assert dots.nearest(0.5, 0.5, 0.2) is None


def test_no_dots_at_all_are_no_trouble() -> None:
    layer = DotLayer(DARK)
    assert layer.nearest(0, 0, 1) is None
    layer.set_codes(Codes(np.empty((0, 2), np.float32), np.empty(0, np.uint8)), glide=True)
    layer.advance(0.1, 10)
    picture = painted(layer)
    assert not np.frombuffer(picture.constBits(), np.uint8).any()


def test_a_dot_is_painted_at_its_place_in_its_colour(dots: DotLayer) -> None:
    picture = painted(dots)
    for row, place in enumerate(BEFORE):
        x, y = PLANE.to_pixels(*place)
        colour = picture.pixelColor(round(x), round(y))
        wanted = class_colours(False)[LABELS[row]]
        assert colour.alpha() > 0
        hue = np.array([colour.red(), colour.green(), colour.blue()], float)
        assert np.abs(hue - wanted).max() < 40
    assert picture.pixelColor(5, 5).alpha() == 0


def test_a_sharp_screen_gets_more_pixels_of_the_same_view(dots: DotLayer) -> None:
    picture = painted(dots, PLANE, 2.0)
    assert (picture.width(), picture.height()) == (400, 320)
    x, y = PLANE.to_pixels(*BEFORE[1])
    assert picture.pixelColor(round(2 * x), round(2 * y)).alpha() > 0


def test_the_picture_is_kept_until_something_changes(dots: DotLayer, drawings) -> None:
    first = painted(dots)
    assert painted(dots) == first
    assert len(drawings) == 1
    zoomed = painted(dots, PLANE.zoomed(1.5, 0, 0))
    assert zoomed != first
    dots.set_codes(Codes(AFTER, LABELS), glide=False)
    moved = painted(dots)
    assert moved != first
    dots.set_theme(DARK)
    assert painted(dots) != moved
    assert len(drawings) == 4


@pytest.mark.parametrize("left", [0, 46, 47])
@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 1.75, 2.0])
def test_a_pan_lays_the_same_picture_elsewhere(
    dots: DotLayer, drawings, ratio: float, left: int
) -> None:
    plane = PLANE
    painted(dots, plane, ratio, left)
    for step in [(4, 0), (8, -8), (-28, 4), (0, 40), (12, -20)]:  # within the first one's margin
        plane = plane.panned(*step)
        fresh = DotLayer()
        fresh.set_codes(Codes(BEFORE, LABELS), glide=False)
        expected = painted(fresh, plane, ratio, left)
        del drawings[-1]
        assert painted(dots, plane, ratio, left) == expected
    assert len(drawings) == 2


@pytest.mark.parametrize("ratio", [1.1, 1.25, 1.5, 2.0])
def test_the_margin_is_the_same_on_both_sides(dots: DotLayer, drawings, ratio: float) -> None:
    for width in range(60, 200, 7):
        plane = Plane(scale=40.0, width=width, height=50)
        drawings.clear()
        painted(dots, plane, ratio)
        painted(dots, plane.panned(1, 0), ratio)
        (before, _), (after, _) = drawings
        assert (after - before) % 2 == 0
        assert after - before >= 2 * MARGIN * ratio


def test_another_size_is_no_pan(dots: DotLayer, drawings) -> None:
    for width in (200, 205, 210):
        painted(dots, Plane(scale=40.0, width=width, height=160))
    assert drawings == [(200, 160), (205, 160), (210, 160)]


def test_a_long_pan_draws_what_comes_into_view(dots: DotLayer, drawings) -> None:
    far = PLANE.panned(1000, 0)
    assert not np.frombuffer(painted(dots, far).constBits(), np.uint8).any()
    steps = 0
    while far.panned(-10, 0).centre[0] < PLANE.centre[0] + 1e-9:
        far = far.panned(-10, 0)
        picture = painted(dots, far)
        steps += 1
    fresh = DotLayer()
    fresh.set_codes(Codes(BEFORE, LABELS), glide=False)
    assert picture == painted(fresh, PLANE)
    assert steps == 100
    assert len(drawings) <= 2 + 1000 / MARGIN + 2


def test_dots_that_move_while_a_hand_pans_are_drawn_where_they_are(dots: DotLayer) -> None:
    painted(dots)
    painted(dots, PLANE.panned(3, 0))
    dots.set_codes(Codes(AFTER, LABELS), glide=False)
    fresh = DotLayer()
    fresh.set_codes(Codes(AFTER, LABELS), glide=False)
    assert painted(dots, PLANE.panned(6, 0)) == painted(fresh, PLANE.panned(6, 0))


def test_codes_that_are_no_numbers_have_no_dot_and_stop_no_other(dots: DotLayer) -> None:
    lost = AFTER.copy()
    lost[3] = np.nan
    dots.set_codes(Codes(lost, LABELS), glide=True)
    dots.advance(0.05, PLANE.scale)
    assert dots.gliding
    assert dots.nearest(-1, -1, 0.5) is None
    while dots.gliding:
        dots.advance(0.05, PLANE.scale)
    assert place_of(dots, 0, AFTER[0])
    assert not painted(dots).isNull()
    dots.set_codes(Codes(AFTER, LABELS), glide=True)  # it comes back where it belongs
    dots.advance(0.01, PLANE.scale)
    assert place_of(dots, 3, AFTER[3])


@pytest.mark.parametrize("value", [3e38, -3e38, np.inf, np.nan])
def test_codes_beyond_all_measure_glide_and_paint_without_complaint(dots, value: float) -> None:
    places = BEFORE.copy()
    places[0] = value
    for codes in (places, BEFORE, -places, BEFORE):
        dots.set_codes(Codes(codes, LABELS), glide=True)
        for _ in range(3):
            dots.advance(0.05, PLANE.scale)
            painted(dots)
        dots.nearest(0, 0, 1)


def test_stale_dots_fade_in_either_theme_and_come_back() -> None:
    for theme in (LIGHT, DARK):
        layer = DotLayer(theme)
        layer.set_class_names(tuple("0123456789"))
        layer.set_codes(Codes(BEFORE, LABELS), glide=False)
        fresh = painted(layer)
        stale = np.array([False, True, False, False])
        layer.set_codes(Codes(BEFORE, LABELS, stale=stale, oldest=300), glide=False)
        faded = painted(layer)
        ground = np.array(list(bytes.fromhex(theme.plot_background[1:])))

        def distance(picture: QImage, place, ground=ground) -> float:
            colour = picture.pixelColor(*(round(v) for v in PLANE.to_pixels(*place)))
            return np.abs(np.array([colour.red(), colour.green(), colour.blue()]) - ground).sum()

        assert distance(faded, BEFORE[1]) < 0.5 * distance(fresh, BEFORE[1])
        assert distance(faded, BEFORE[0]) == distance(fresh, BEFORE[0])
        layer.set_visible_classes({1})
        assert layer.count == 2
        layer.set_visible_classes({0, 1, 2})
        layer.set_codes(Codes(BEFORE, LABELS), glide=False)
        assert painted(layer) == fresh


def test_ageing_does_not_end_a_motion(dots: DotLayer) -> None:
    stale = np.array([True, False, False, False])
    dots.set_codes(Codes(AFTER, LABELS, stale=stale, oldest=300), glide=True)
    assert dots.gliding
    assert place_of(dots, 0, BEFORE[0])


def test_any_label_has_a_colour_and_one_without_a_name_cannot_be_hidden(dots: DotLayer) -> None:
    labels = np.array([0, 3, 77, 255], np.uint8)
    dots.set_class_names(("a", "b", "c", "d"))
    dots.set_codes(Codes(BEFORE, labels), glide=False)
    picture = painted(dots)
    for place in BEFORE:
        assert picture.pixelColor(*(round(v) for v in PLANE.to_pixels(*place))).alpha() > 0
    dots.set_visible_classes({3})
    assert dots.count == 3
    assert dots.nearest(0, 0, 0.1) is None
    assert dots.nearest(-1, -1, 0.1) == 3


def test_dots_grow_with_the_scale(dots: DotLayer) -> None:
    usual = dots.style(View(PLANE, LIGHT)).radius
    assert dots.style(View(PLANE, LIGHT.enlarged(2.5))).radius == pytest.approx(2.5 * usual)
