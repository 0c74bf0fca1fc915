"""The class colours, measured: CIEDE2000 of every pair, as each kind of colour vision sees it."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from vae_explorer.views.style.palette import (
    CLASS_COLOUR_NAMES,
    class_colour_name,
    class_colours,
    text_on,
)
from vae_explorer.views.style.theme import DARK, LIGHT

# Machado, Oliveira & Fernandes (2009), severity 1.0, on linear RGB.
VISION = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
RGB_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
D65 = np.array([0.95047, 1.0, 1.08883])
# Of the pairs of digits that two-dimensional encoders leave in contact.
NEIGHBOURS = ((4, 9), (7, 9), (4, 7), (3, 5), (5, 8), (3, 8))


def linear(rgb: NDArray) -> NDArray[np.float64]:
    share = np.asarray(rgb, dtype=float) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def cielab(light: NDArray[np.float64]) -> NDArray[np.float64]:
    xyz = light @ RGB_TO_XYZ.T / D65
    bend = 6 / 29
    f = np.where(xyz > bend**3, np.cbrt(xyz), xyz / (3 * bend**2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Sharma, Wu & Dalal (2005), equations 2 to 22."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25.0**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    turn, hue = h2 - h1, h1 + h2
    if c1 * c2 == 0:
        turn = 0.0
    elif abs(turn) > 180:
        turn -= np.copysign(360, turn)
        hue += 360 if hue < 360 else -360
    if c1 * c2 != 0:
        hue /= 2
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    dl = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2))
    dc = (c2 - c1) / (1 + 0.045 * chroma)
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * t)
    swing = 30 * np.exp(-(((hue - 275) / 25) ** 2))
    rotation = -np.sin(np.radians(2 * swing)) * 2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
    return float(np.sqrt(dl**2 + dc**2 + dh**2 + rotation * dc * dh))


def distances(dark: bool, vision: str) -> dict[tuple[int, int], float]:
    seen = np.clip(linear(class_colours(dark)) @ VISION[vision].T, 0, 1)
    lab = [cielab(colour) for colour in seen]
    return {(i, j): ciede2000(lab[i], lab[j]) for i, j in combinations(range(10), 2)}


def contrast(one: NDArray, other: NDArray) -> float:
    low, high = sorted(float(linear(colour) @ RGB_TO_XYZ[1]) + 0.05 for colour in (one, other))
    return high / low


def rgb(colour: str) -> NDArray[np.uint8]:
    return np.array(list(bytes.fromhex(colour[1:])), dtype=np.uint8)


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((50.0, 2.5, 0.0), (58.0, 24.0, 15.0), 19.4535),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_measure_agrees_with_the_published_table(one, other, published: float) -> None:
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(published, abs=1e-4)


@pytest.mark.parametrize("vision", ["protanopia", "deuteranopia", "tritanopia"])
@pytest.mark.parametrize(("dark", "floor"), [(False, 13.5), (True, 12.75)], ids=["light", "dark"])
def test_a_colour_blind_viewer_can_tell_every_pair_apart(
    dark: bool, floor: float, vision: str
) -> None:
    assert min(distances(dark, vision).values()) >= floor


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_normal_vision_sees_every_pair_far_apart(dark: bool) -> None:
    assert min(distances(dark, "normal").values()) >= 24.5


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_digits_that_touch_in_the_plane_have_the_farthest_colours(dark: bool, vision: str) -> None:
    far = distances(dark, vision)
    assert min(far[pair] for pair in NEIGHBOURS) >= 25.0


@pytest.mark.parametrize(("theme", "floor"), [(LIGHT, 2.0), (DARK, 3.2)], ids=["light", "dark"])
def test_every_colour_stands_out_from_the_plot(theme, floor: float) -> None:
    ground = rgb(theme.plot_background)
    assert min(contrast(colour, ground) for colour in class_colours(theme.is_dark)) >= floor


def test_the_two_variants_of_a_name_have_the_same_hue() -> None:
    for name, light, dark in zip(
        CLASS_COLOUR_NAMES, class_colours(False), class_colours(True), strict=True
    ):
        (_, a1, b1), (_, a2, b2) = cielab(linear(light)), cielab(linear(dark))
        if name == "grey":
            assert max(np.hypot(a1, b1), np.hypot(a2, b2)) < 2
            continue
        turn = np.degrees(np.arctan2(b1, a1) - np.arctan2(b2, a2))
        assert abs((turn + 180) % 360 - 180) < 20, name


def test_there_are_ten_different_names_and_colours_of_bytes() -> None:
    assert len(set(CLASS_COLOUR_NAMES)) == 10
    for dark in (False, True):
        table = class_colours(dark)
        assert (table.shape, table.dtype) == ((10, 3), np.uint8)
        assert not table.flags.writeable


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_on_a_class_colour_can_be_read(dark: bool) -> None:
    for colour in class_colours(dark):
        assert contrast(colour, rgb(text_on(colour))) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_forty_classes_have_colours_that_differ_and_can_be_seen(theme) -> None:
    table = class_colours(theme.is_dark, 40)
    lab = [cielab(linear(colour)) for colour in table]
    assert min(ciede2000(a, b) for a, b in combinations(lab, 2)) > 4
    ground = rgb(theme.plot_background)
    assert min(contrast(colour, ground) for colour in table) > 1.25
    assert np.array_equal(table[:10], class_colours(theme.is_dark))


def test_every_byte_has_a_colour_and_a_name() -> None:
    assert class_colours(True, 256).shape == (256, 3)
    assert len({class_colour_name(label) for label in range(40)}) == 40
    assert [class_colour_name(label) for label in range(10)] == list(CLASS_COLOUR_NAMES)
    assert class_colour_name(255)
