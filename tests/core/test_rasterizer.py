"""The picture of the dots: where they land, in which colour, and what overlaps look like."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from vae_explorer.core.drawing.dot_style import DotStyle, automatic_style
from vae_explorer.core.drawing.rasterizer import Rasterizer

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)
COLOURS = np.array([RED, GREEN, BLUE, (200, 100, 50)], np.uint8)
PIXEL = DotStyle(0.0, 0.8)
DISC = DotStyle(3.2, 0.8)
STYLES = [PIXEL, DotStyle(1.0, 0.8), DISC, DotStyle(6.0, 0.9)]

Channels = NDArray[np.int64]


def draw(
    points: list[tuple[float, float]] | NDArray[np.float32],
    labels: list[int] | NDArray[np.uint8],
    style: DotStyle = DISC,
    size: tuple[int, int] = (40, 30),
) -> Channels:
    """Return red, green, blue and alpha, (height, width, 4)."""
    places = np.array(points, np.float32).reshape(-1, 2).T
    rasterizer = Rasterizer(np.array(labels, np.uint8), COLOURS)
    image = rasterizer.render(places, (1, 1), (0, 0), size, style)
    assert image.dtype == np.uint32
    assert image.shape == (size[1], size[0])
    assert image.flags.c_contiguous
    return np.stack([image >> shift & 255 for shift in (16, 8, 0, 24)], axis=-1).astype(np.int64)


@pytest.mark.parametrize("style", STYLES)
def test_a_dot_lands_on_its_pixel(style: DotStyle) -> None:
    image = draw([(12.5, 7.5)], [0], style)
    alpha = image[..., 3]  # rows count y downwards
    assert alpha[7, 12] == alpha.max() > 0
    centre = np.average(np.argwhere(alpha), axis=0, weights=alpha[alpha > 0])
    np.testing.assert_allclose(centre, [7, 12], atol=0.3)


def test_a_dot_without_a_radius_is_one_pixel() -> None:
    image = draw([(12.9, 7.1)], [0], PIXEL)
    assert np.argwhere(image[..., 3]).tolist() == [[7, 12]]


@pytest.mark.parametrize("style", STYLES)
def test_a_dot_has_the_colour_of_its_class(style: DotStyle) -> None:
    for label, colour in enumerate(COLOURS):
        red, green, blue, alpha = draw([(12.5, 7.5)], [label], style)[7, 12]
        assert alpha > 0
        np.testing.assert_allclose([red, green, blue], colour * (alpha / 255), atol=1)


@pytest.mark.parametrize("opacity", [0.25, 0.5, 0.9])
def test_a_single_dot_is_as_opaque_as_asked_for(opacity: float) -> None:
    for radius in (0.0, 4.0):
        alpha = draw([(12.5, 7.5)], [0], DotStyle(radius, opacity))[7, 12, 3]
        assert alpha == pytest.approx(255 * opacity, abs=1.5)


def test_dots_stack_as_translucent_layers_do() -> None:
    for count in (1, 2, 3, 10):
        alpha = draw([(12.5, 7.5)] * count, [0] * count, DotStyle(4.0, 0.3))[7, 12, 3]
        assert alpha == pytest.approx(255 * (1 - 0.7**count), abs=1.5)


@pytest.mark.parametrize("style", STYLES)
def test_where_classes_overlap_their_mixture_shows(style: DotStyle) -> None:
    red, green, blue, alpha = draw([(12.5, 7.5)] * 2, [0, 1], style)[7, 12]
    assert abs(red - green) <= 1
    assert red == pytest.approx(alpha / 2, abs=1)
    assert blue == 0
    more_red = draw([(12.5, 7.5)] * 4, [0, 0, 1, 0], style)[7, 12]
    assert more_red[0] == pytest.approx(3 * more_red[1], abs=3)


@pytest.mark.parametrize("style", STYLES)
def test_the_order_of_the_dots_does_not_matter(style: DotStyle) -> None:
    rng = np.random.default_rng(0)
    points = rng.uniform(0, 30, (300, 2)).astype(np.float32)
    labels = rng.integers(0, 4, 300).astype(np.uint8)
    shuffled = rng.permutation(300)
    assert np.array_equal(
        draw(points, labels, style), draw(points[shuffled], labels[shuffled], style)
    )


@pytest.mark.parametrize("style", STYLES)
def test_colours_never_exceed_alpha(style: DotStyle) -> None:
    rng = np.random.default_rng(1)
    points = rng.normal((20, 15), 5, (3000, 2)).astype(np.float32)
    image = draw(points, rng.integers(0, 4, 3000).astype(np.uint8), style)
    assert (image[..., :3] <= image[..., 3:]).all()
    assert image[15, 20, 3] > 200


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("far", [7.0, 50.0, 1e4, 1e9, 1e30, np.inf])
def test_dots_far_outside_leave_no_trace(style: DotStyle, far: float) -> None:
    beside = [(-far, 15), (40 + far, 15), (20, -far), (20, 30 + far)]
    corners = [(-far, -far), (-far, 30 + far), (40 + far, -far), (40 + far, 30 + far)]
    assert not draw(beside + corners, [0] * 8, style).any()


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("scale", [1.0, 80.0, -80.0, 1e6])
@pytest.mark.parametrize("value", [3e38, -3e38, np.inf, -np.inf, np.nan])
def test_a_place_that_is_no_place_draws_nothing_and_disturbs_no_other(
    style: DotStyle, scale: float, value: float
) -> None:
    points = np.array([[0, value, 0, value], [0, 0, value, value]], np.float32)
    labels = np.array([1, 0, 0, 0], np.uint8)
    rasterizer = Rasterizer(labels, COLOURS)
    image = rasterizer.render(points, (scale, scale), (20.5, 15.5), (40, 30), style)
    alone = Rasterizer(labels[:1], COLOURS)
    expected = alone.render(points[:, :1], (scale, scale), (20.5, 15.5), (40, 30), style)
    assert expected.any()
    assert np.array_equal(image, expected)


@pytest.mark.parametrize("style", STYLES)
def test_there_may_be_more_kinds_of_dots_than_a_byte_counts(style: DotStyle) -> None:
    colours = np.zeros((512, 3), np.uint8)
    colours[511] = RED
    rasterizer = Rasterizer(np.array([511], np.uint16), colours)
    image = rasterizer.render(np.full((2, 1), 5.5, np.float32), (1, 1), (0, 0), (11, 11), style)
    assert image[5, 5] >> 16 & 255 == image[5, 5] >> 24 > 0


@pytest.mark.parametrize("style", STYLES)
def test_a_dot_at_the_edge_is_cut_off(style: DotStyle) -> None:
    # The same dots in a larger picture, of which the smaller is a part.
    steps = np.arange(-9.0, 10.0, 1.75)
    around = [(x, y) for x in steps for y in steps]
    points = [(x + dx, y + dy) for x, y in around for dx, dy in ((0, 0), (40, 0), (40, 30))]
    labels = [i % 4 for i in range(len(points))]
    small = draw(points, labels, style)
    moved = [(x + 16, y + 16) for x, y in points]
    large = draw(moved, labels, style, size=(72, 62))
    assert np.array_equal(small, large[16:46, 16:56])


def test_a_dot_just_outside_shows_its_rim() -> None:
    image = draw([(-1.5, 15.5)], [0], DISC)
    assert image[15, 0, 3] > 0
    assert not image[:, 3:].any()


@pytest.mark.parametrize("style", STYLES)
def test_no_dots_make_an_empty_picture(style: DotStyle) -> None:
    assert not draw([], [], style).any()


@pytest.mark.parametrize("style", STYLES)
def test_a_picture_of_one_pixel_can_be_drawn(style: DotStyle) -> None:
    assert draw([(0.5, 0.5)], [1], style, size=(1, 1))[0, 0, 3] > 0
    assert draw([(0.5, 0.5)], [1], style, size=(1, 1))[0, 0, 0] == 0
    assert not draw([(50, 0.5)], [1], style, size=(1, 1)).any()


@pytest.mark.parametrize("radius", [1.0, 2.5])
def test_motion_within_a_pixel_moves_coverage_smoothly(radius: float) -> None:
    style = DotStyle(radius, 0.8)
    centres = []
    frames = []
    for x in np.arange(12, 14, 0.25) + 0.125:
        alpha = draw([(x, 15.5)], [0], style)[..., 3].astype(float)
        frames.append(alpha)
        centres.append((alpha.sum(axis=0) * (np.arange(40) + 0.5)).sum() / alpha.sum())
    assert (np.diff(centres) > 0.05).all()
    np.testing.assert_allclose(centres, np.arange(12, 14, 0.25) + 0.125, atol=0.2)
    for before, after in itertools.pairwise(frames):
        assert np.abs(after - before).max() < 0.5 * 255


@pytest.mark.parametrize("radius", [1.0, 2.0, 3.2, 6.0])
@pytest.mark.parametrize("offset", [0.1, 0.4, 0.9])
def test_a_dot_covers_the_area_of_its_disc(radius: float, offset: float) -> None:
    # A faint one: for small opacities alpha is proportional to coverage.
    alpha = draw([(20 + offset, 15 + offset)], [0], DotStyle(radius, 0.4))[..., 3] / 255
    covered = (np.log1p(-alpha) / np.log(0.6)).sum()
    assert covered == pytest.approx(np.pi * radius**2, rel=0.12)


def test_many_dots_in_one_pixel_neither_overflow_nor_fade() -> None:
    count = 200_000
    points = np.full((count, 2), 5.5, np.float32)
    labels = (np.arange(count) % 2).astype(np.uint8)
    for style in (DotStyle(0.0, 0.5), DotStyle(1.0, 0.5)):
        red, green, blue, alpha = draw(points, labels, style, size=(11, 11))[5, 5]
        assert alpha >= 254
        assert abs(red - green) <= 1
        assert red == pytest.approx(alpha / 2, abs=1)
        assert blue == 0


@pytest.mark.parametrize("crowd", [1, 8, 9, 64, 65, 3000, 70_000])
@pytest.mark.parametrize("strangers", [0, 1_000_000])
def test_a_pixel_shows_the_mean_of_its_dots_however_many(crowd: int, strangers: int) -> None:
    rng = np.random.default_rng(crowd)
    labels = rng.integers(0, 4, crowd).astype(np.uint8)
    points = np.full((crowd + strangers, 2), (5.5, 3.5), np.float32)
    points[crowd:] = (-100, 200)  # others count towards how many there may be, outside
    everyone = np.concatenate((labels, np.zeros(strangers, np.uint8)))
    *colour, alpha = draw(points, everyone, DotStyle(0.0, 0.3), size=(11, 7))[3, 5]
    assert alpha == pytest.approx(255 * (1 - 0.7**crowd), abs=1)
    np.testing.assert_allclose(colour, COLOURS[labels].mean(axis=0) * alpha / 255, atol=1)


@pytest.mark.parametrize("spread", [0.3, 1.0, 3.0, 10.0])
def test_crowded_discs_look_as_their_pixels_one_by_one(spread: float) -> None:
    """Beside few dots at a time, whose pictures are sums that cannot be too large."""
    rng = np.random.default_rng(3)
    points = rng.normal((20, 15), spread, (2000, 2)).astype(np.float32)
    labels = rng.integers(0, 4, 2000).astype(np.uint8)
    style = DotStyle(1.8, 0.4)
    layers, colours = np.zeros((30, 40)), np.zeros((30, 40, 3))
    for place, label in zip(points, labels, strict=True):
        alone = draw([tuple(place)], [label], style)[..., 3] / 255
        layer = np.log1p(-alone) / np.log(0.6)
        layers += layer
        colours += layer[..., None] * COLOURS[label]
    alpha = 255 * (1 - 0.6**layers)
    image = draw(points, labels, style)
    np.testing.assert_allclose(image[..., 3], alpha, atol=3)
    mean = colours / np.maximum(layers, 1e-9)[..., None]
    np.testing.assert_allclose(image[..., :3], mean * alpha[..., None] / 255, atol=4)


def test_a_rasterizer_can_draw_again_elsewhere() -> None:
    rasterizer = Rasterizer(np.array([0, 1], np.uint8), COLOURS)
    views = [(0.0, (20, 10)), (5.0, (20, 10)), (5.0, (10, 20)), (0.0, (20, 10))]
    images = [
        rasterizer.render(np.full((2, 2), 5, np.float32), (1, 1), (x, 0), size, DISC)
        for x, size in views
    ]
    assert [image.shape for image in images] == [(10, 20), (10, 20), (20, 10), (10, 20)]
    assert np.array_equal(images[0], images[3])
    assert not np.array_equal(images[0], images[1])


def test_more_dots_are_drawn_smaller_and_never_vanish() -> None:
    counts = [0, 1, 300, 5000, 70_000, 300_000, 1_000_000]
    styles = [automatic_style(count) for count in counts]
    assert all(a.radius >= b.radius for a, b in itertools.pairwise(styles))
    assert all(0 < style.opacity <= 1 for style in styles)
    assert automatic_style(5000, scale=2.0).radius == 2 * automatic_style(5000).radius


@pytest.mark.parametrize("style", STYLES)
def test_pictures_of_other_sizes_in_between_leave_no_trace(style: DotStyle) -> None:
    rng = np.random.default_rng(3)
    points = rng.uniform(0, 60, (2, 400)).astype(np.float32)
    labels = rng.integers(0, 4, 400).astype(np.uint8)
    used = Rasterizer(labels, COLOURS)
    for size in [(40, 30), (60, 50), (45, 45), (9, 7), (200, 150), (40, 30)]:
        fresh = Rasterizer(labels, COLOURS).render(points, (1, 1), (0, 0), size, style)
        assert np.array_equal(used.render(points, (1, 1), (0, 0), size, style), fresh)
