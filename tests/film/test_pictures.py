"""The pixels of pictures, against what they should be of."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import film_kit
import numpy as np
import pytest

from vae_explorer.core.drawing.class_colours import class_colours
from vae_explorer.core.drawing.theme import THEMES
from vae_explorer.core.film.draw import Artist
from vae_explorer.core.film.layout import Layout
from vae_explorer.core.film.lettering import Lettering
from vae_explorer.core.film.names import spread
from vae_explorer.core.film.plot import inked
from vae_explorer.core.film.scene import Reel
from vae_explorer.core.film.storyboard import LAYERS, Caption, Storyboard

PLAIN = replace(film_kit.SMALL, size=(640, 480), reach=4.0)


def artist(**settings) -> Artist:
    return Artist(Reel(film_kit.frames(), film_kit.history(), replace(PLAIN, **settings)))


def rgb(text: str) -> list[int]:
    return list(bytes.fromhex(text[1:]))


def pixel(drawn: Artist, picture, z1: float, z2: float):
    """The colour at a point of the plane, which is eight units wide, by the layout alone."""
    box = drawn.layout.plot
    x = box.left + (z1 + 4) / 8 * box.width
    y = box.top + (4 - z2) / 8 * box.height
    return picture[int(y), int(x)].astype(int)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_dot_of_a_class_has_its_colour_at_its_place(theme: str) -> None:
    drawn = artist(layers=("dots",), theme=theme)

    picture = drawn.picture(1.0)

    ground = np.array(rgb(THEMES[theme].plot_background))
    opacity = drawn.plot.style(len(film_kit.LABELS)).opacity
    for place, label in zip(film_kit.PLACES, film_kit.LABELS, strict=True):
        colour = class_colours(theme == "dark")[label].astype(float)
        expected = ground + opacity * (colour - ground)
        assert np.abs(pixel(drawn, picture, *place) - expected).max() <= 6
        assert np.array_equal(pixel(drawn, picture, place[0] + 0.5, place[1] + 0.35), ground)


def test_the_axes_cross_at_the_origin() -> None:
    drawn = artist(layers=("dots",))

    picture, axis = drawn.picture(1.0), rgb(THEMES["light"].plot_axis)

    box = drawn.layout.plot
    column = box.left + box.width // 2
    rows = [row for row in (column - 1, column) if list(picture[box.top + 20, row]) == axis]
    assert rows


def test_rings_lie_at_one_two_and_three_standard_deviations() -> None:
    bare, drawn = artist(layers=("dots",)), artist(layers=("dots", "rings"))

    changed = (bare.picture(1.0) != drawn.picture(1.0)).any(axis=2)

    box = drawn.layout.plot
    j, i = np.nonzero(changed[box.top : box.bottom, box.left : box.right])
    x = (i + 0.5) / box.width * 8 - 4
    y = 4 - (j + 0.5) / box.height * 8
    radius = np.hypot(x, y)[(x < 0) | (y > 0)]  # names are on the lower right
    off = np.abs(radius - np.rint(radius))
    assert off.max() < 0.05
    assert set(np.rint(radius)) == {1, 2, 3}


def test_the_decoded_image_is_what_the_frame_decodes_at_the_probe() -> None:
    drawn = artist(layers=("probe",), theme="dark")

    picture = drawn.picture(1.0)

    found = np.flatnonzero((picture[drawn.layout.column.bottom - 60] != rgb("#1a1d23")).any(axis=1))
    right = found[found >= drawn.layout.column.left]
    side = right[-1] - right[0]  # without its edge on the right
    box = drawn._column._images["probe"]
    assert side == box.width
    shown = picture[box.top : box.bottom, box.left : box.right, 0].astype(float)
    image = film_kit.frames()[-1].snapshot().decode(np.zeros((1, 2), np.float32))[0, 0] * 255
    n = side // 28
    middles = [round((k + 0.5) * side / 28 - 0.5) for k in range(28)]
    assert n >= 2
    assert np.abs(shown[np.ix_(middles, middles)] - image).mean() < 5


def test_the_mosaic_is_what_the_frame_decodes_at_the_middles_of_its_cells() -> None:
    drawn = artist(layers=("mosaic",), theme="dark")

    picture = drawn.picture(1.0)

    box = drawn.layout.plot
    from vae_explorer.core.film.plot import CELL

    cells = round(box.width / (CELL * drawn.layout.scale))
    z = -4 + 0.5 * 8 / cells  # the cell in the lower left corner
    side = box.width / cells
    corner = picture[round(box.bottom - side) : box.bottom, box.left : box.left + round(side), 0]
    image = film_kit.frames()[-1].snapshot().decode(np.array([[z, z]], np.float32))[0, 0] * 255
    assert abs(corner.astype(float).mean() - image.mean()) < 3


def test_ink_is_black_on_light_and_white_on_dark_and_colours_stay() -> None:
    grey = np.full((1, 2, 2), 0.8)
    assert inked(grey, dark=True)[0, 0].tolist() == [204] * 3
    assert inked(grey, dark=False)[0, 0].tolist() == [51] * 3
    colour = np.array([1.0, 0.2, 0.0])[:, None, None]
    assert inked(colour, dark=False)[0, 0].tolist() == [255, 51, 0]


def test_numbers_are_written_as_the_history_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    sprite = Lettering.sprite

    def note(words, text, *arguments, **more):
        written.append(text)
        return sprite(words, text, *arguments, **more)

    monkeypatch.setattr(Lettering, "sprite", note)
    drawn = artist(layers=("numbers", "dots"), title="A title")
    written.clear()

    drawn.picture(1.0)

    assert written == ["A title", "Epoch", "4.00", "−ELBO, test", "114.0", "nats"]


def test_the_axes_have_numbers_with_a_real_minus(monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    sprite = Lettering.sprite
    monkeypatch.setattr(
        Lettering,
        "sprite",
        lambda words, text, *a, **k: written.append(text) or sprite(words, text, *a, **k),
    )

    artist(layers=("dots",))

    assert {"z₁", "z₂", "−2", "2"} <= set(written)


@pytest.mark.parametrize("size", [(320, 240), (1440, 1080), (1920, 1080), (3840, 2160)])
@pytest.mark.parametrize("captions", [False, True])
def test_everything_has_room_and_type_that_an_audience_can_read(size, captions: bool) -> None:
    layout = Layout.of(size, tuple(LAYERS), captions=captions)

    assert layout.small >= size[1] / 45
    boxes = [layout.plot, layout.column, *([layout.caption] if captions else [])]
    for box in boxes:
        assert 0 <= box.left < box.right <= size[0]
        assert 0 <= box.top < box.bottom <= size[1]
    assert layout.plot.right < layout.column.left
    if captions:
        assert layout.plot.bottom + layout.small < layout.caption.top


@pytest.mark.parametrize("layers", [tuple(LAYERS), ("dots",), (), ("mosaic-beside", "curve")])
def test_any_layers_make_a_picture(layers: tuple[str, ...]) -> None:
    drawn = artist(layers=layers, size=(320, 240), captions=(Caption(0, 2, "A caption " * 12),))

    assert drawn.picture(0.5).shape == (240, 320, 3)


def test_equal_moments_have_equal_pictures_whatever_was_drawn_before() -> None:
    first, second = artist(layers=tuple(LAYERS)), artist(layers=tuple(LAYERS))
    second.picture(0.2)
    second.picture(0.9)

    assert np.array_equal(first.picture(0.5), second.picture(0.5))


def test_names_at_one_place_make_room_for_each_other_and_others_stay() -> None:
    places = np.array([[0.0, 0.0], [0.0, 0.0], [2.0, 0.0], [100.0, 0.0]])

    found = spread(places, np.full((4, 2), 10.0))

    apart = np.linalg.norm(found[:, None] - found[None], axis=2)[np.triu_indices(4, 1)]
    assert apart.min() > 9.5
    assert np.allclose(found[3], places[3], atol=0.01)


def test_wide_names_make_more_room_to_the_sides() -> None:
    places = np.array([[0.0, 0.0], [1.0, 0.0]])

    found = spread(places, np.array([[60.0, 10.0], [40.0, 10.0]]))

    x, y = (found[1] - found[0]) / (50, 10)
    assert np.hypot(x, y) > 0.95


def test_names_do_not_jump_where_all_dots_come_from_one_place() -> None:
    drawn = artist(layers=("dots", "names"), reach=1.0)
    film = Reel(film_kit.frames(), film_kit.history(), drawn._reel.storyboard)

    ways = [drawn.plot.name_places(film.scene(i / 100)) for i in range(101)]

    steps = [np.subtract(b[k], a[k]) for a, b in pairwise(ways) for k in a]
    farthest = max(np.hypot(*np.subtract(ways[-1][k], ways[0][k])) for k in ways[0])
    assert max(np.hypot(*step) for step in steps) < 6 * farthest / 100
    assert len({tuple(np.round(place)) for place in ways[0].values()}) == 3  # not over each other


def test_codes_that_are_no_numbers_are_no_dots() -> None:
    lost = tuple(replace(f, embedding=np.full_like(f.embedding, np.nan)) for f in film_kit.frames())
    film = Reel(lost, film_kit.history(), replace(PLAIN, layers=tuple(LAYERS)))

    assert Artist(film).picture(0.5).shape == (480, 640, 3)


def test_the_usual_film_needs_no_more_than_its_frames() -> None:
    film = Reel(
        film_kit.frames()[:1], film_kit.history().until(0), replace(Storyboard(), size=(640, 480))
    )

    assert film.scene(3).epoch == 0
    assert Artist(film).picture(3).shape == (480, 640, 3)
