"""Pictures of a page that is not lit evenly: the light is taken for no ink."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from vae_explorer.core.drawing.light import uneven_ink
from vae_explorer.core.drawing.own_images import from_picture
from vae_explorer.core.errors import UserError
from vae_explorer.core.images import DIGIT_SHAPE

WIDTH, HEIGHT = 640, 480
X, Y = np.meshgrid(np.linspace(0, 1, WIDTH), np.linspace(0, 1, HEIGHT))
LIGHTS = {
    "from above": 1 - 0.4 * Y,
    "from the right": 0.5 + 0.5 * X,
    "from a corner": 1 - 0.25 * X - 0.25 * Y,
    "from a lamp": 1 - 0.9 * ((X - 0.4) ** 2 + (Y - 0.45) ** 2),
}


def page(ink: float = 0.15, width: int = 24) -> np.ndarray:
    """Return how much light a page with a 7 returns, (h, w)."""
    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    places = [(200, 110), (430, 110), (290, 390)]
    ImageDraw.Draw(picture).line(places, round(255 * ink), width)
    return np.asarray(picture) / 255


def photo(returned: np.ndarray, light: np.ndarray, noise: float = 0.0, seed: int = 0) -> np.ndarray:
    """Return a picture that was taken of it, at a level of 210 where the light is full."""
    grains = np.random.default_rng(seed).normal(0, noise, returned.shape) if noise else 0
    return np.rint(210 * returned * light + grains).clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("noise", [0, 3])
@pytest.mark.parametrize("light", LIGHTS.values(), ids=LIGHTS.keys())
def test_a_digit_comes_out_as_under_even_light(light, noise: float) -> None:
    even, _ = from_picture(photo(page(), np.ones_like(light)), DIGIT_SHAPE)
    image, note = from_picture(photo(page(), light, noise), DIGIT_SHAPE)
    assert "its uneven light evened out" in note
    assert np.abs(image.astype(int) - even).mean() < 4
    assert (image > 127).sum() == pytest.approx((even > 127).sum(), abs=4)


@pytest.mark.parametrize("light", LIGHTS.values(), ids=LIGHTS.keys())
def test_a_light_digit_on_dark_comes_out_too(light) -> None:
    board = 0.1 + 0.8 * (1 - page())
    even, _ = from_picture(photo(board, np.ones_like(light)), DIGIT_SHAPE)
    haze = 60 * (light - light.min())
    image, _ = from_picture(np.rint(210 * board + haze).clip(0, 255).astype(np.uint8), DIGIT_SHAPE)
    assert np.abs(image.astype(int) - even).mean() < 4


def test_an_empty_page_has_nothing_on_it() -> None:
    for light in LIGHTS.values():
        with pytest.raises(UserError, match="nothing on the picture"):
            from_picture(photo(np.ones_like(light), light, 3), DIGIT_SHAPE)


@pytest.mark.parametrize("width", [3, 24, 90])
@pytest.mark.parametrize("noise", [0, 3, 8])
def test_even_light_is_left_alone(width: int, noise: float) -> None:
    picture = photo(page(width=width), np.ones_like(X), noise)
    assert uneven_ink(picture, dark=True) is None
    assert uneven_ink(255 - picture, dark=False) is None


def test_ink_up_to_the_edges_is_no_light() -> None:
    picture = photo(page(), np.ones_like(X))
    picture[:, :120] = 30
    assert uneven_ink(picture, dark=True) is None
    assert uneven_ink(picture[100:400, 190:440], dark=True) is None


def test_a_little_less_light_at_one_side_is_left_alone() -> None:
    assert uneven_ink(photo(page(), 1 - 0.04 * X, 2), dark=True) is None
