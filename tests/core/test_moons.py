"""The drawn moons: lit as much as their phase says, seeded, and named by phase."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from vae_explorer.core.data.base import Split
from vae_explorer.core.data.moons import (
    EARTHSHINE,
    MOONS,
    PHASE_ENDS,
    PHASES,
    RADIUS,
    draw,
    generate,
    phase_names,
)
from vae_explorer.core.errors import Interrupted


def degrees(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


@pytest.mark.parametrize("tilt", [-60, 0, 25])
@pytest.mark.parametrize("phase", [0, 30, 60, 90, 120, 150, 180])
def test_as_much_of_the_disc_is_lit_as_the_phase_says(phase: float, tilt: float) -> None:
    image = draw(degrees(phase), degrees(tilt))[0, 0] / 255
    lit = (1 - np.cos(np.radians(phase))) / 2
    area = np.pi * RADIUS**2 * (EARTHSHINE + (1 - EARTHSHINE) * lit)
    assert image.sum() == pytest.approx(area, rel=0.02)


def test_the_lit_side_turns_with_the_tilt() -> None:
    def where_the_light_is(tilt: float) -> tuple[float, float]:
        image = draw(degrees(60), degrees(tilt))[0, 0].astype(float)
        image[image < 128] = 0
        rows, columns = np.indices(image.shape) - 13.5
        return float((columns * image).sum()), float((-rows * image).sum())

    right, up = where_the_light_is(0)
    assert right > 0
    assert abs(up) < 0.01 * right
    x, y = where_the_light_is(40)
    assert np.degrees(np.arctan2(y, x)) == pytest.approx(40, abs=3)


def test_a_full_and_a_new_moon_have_no_tilt() -> None:
    for phase in (0, 180):
        upright, tilted = draw(degrees(phase, phase), degrees(0, 50))
        assert np.array_equal(upright, tilted)


def test_edges_are_smooth_and_corners_empty() -> None:
    images = generate(200).images
    assert (images[:, 0, :2, :2] == 0).all()
    assert len(np.unique(images)) > 100


def test_phases_are_named_in_their_order() -> None:
    middles = degrees(0, *(end + 1 for end in PHASE_ENDS))
    assert phase_names(middles).tolist() == list(range(len(PHASES)))
    assert PHASES[phase_names(degrees(90))[0]] == "half"


def test_same_seed_gives_same_moons_and_another_seed_others() -> None:
    first, second = generate(700, seed=3), generate(700, seed=3)
    assert np.array_equal(first.images, second.images)
    assert np.array_equal(first.labels, second.labels)
    assert not np.array_equal(first.images, generate(700, seed=4).images)


def test_fewer_moons_are_the_beginning_of_more() -> None:
    many, few = generate(1200, seed=5), generate(507, seed=5)
    assert np.array_equal(many.images[:507], few.images)
    assert np.array_equal(many.labels[:507], few.labels)


@pytest.mark.parametrize(("split", "count"), [("train", 10_000), ("test", 2_000)])
def test_every_phase_is_in_each_split(split: Split, count: int) -> None:
    moons = MOONS.load(Path("nowhere"), split, seed=1)
    assert moons.images.shape == (count, 1, 28, 28)
    assert moons.class_names == PHASES
    assert (np.bincount(moons.labels, minlength=len(PHASES)) > 0.1 * count).all()


def test_the_splits_differ() -> None:
    assert not np.array_equal(generate(50).images, generate(50, split="test").images)


def test_drawing_ends_when_it_is_cancelled() -> None:
    with pytest.raises(Interrupted):
        MOONS.load(Path("nowhere"), "test", cancelled=lambda: True)


@pytest.mark.parametrize(("count", "seed"), [(-1, 0), (1, -1)])
def test_negative_arguments_are_refused(count: int, seed: int) -> None:
    with pytest.raises(ValueError, match="negative"):
        generate(count, seed)


def test_drawing_does_not_import_torch() -> None:
    program = (
        "import sys; from vae_explorer.core.data.moons import generate; generate(10);"
        "print('torch' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert result.stdout.strip() == "False", result.stderr
