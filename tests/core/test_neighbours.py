"""The nearest images, held against sorting all distances in double precision."""

from __future__ import annotations

import numpy as np
import pytest

from vae_explorer.core.measures.neighbours import nearest_codes, nearest_images

RNG = np.random.default_rng(3)
IMAGES = RNG.integers(0, 256, (3000, 2, 6, 5)).astype(np.uint8)
CODES = RNG.normal(size=(3000, 2)).astype(np.float32)


def by_sorting(distances: np.ndarray, without: int | None) -> list[int]:
    order = np.argsort(distances, kind="stable").tolist()
    return [row for row in order if row != without][:10]


@pytest.mark.parametrize("without", [None, 0, 2999])
def test_they_are_those_that_sorting_finds(without: int | None) -> None:
    image = IMAGES[without or 17]
    flat = IMAGES.reshape(len(IMAGES), -1) / 255
    distances = np.linalg.norm(flat - image.reshape(-1) / 255, axis=1)
    found = nearest_images(image, IMAGES, without)
    assert found.rows.tolist() == by_sorting(distances, without)
    np.testing.assert_allclose(found.distances, distances[found.rows], atol=1e-12)

    place = np.array([0.3, -0.2], np.float32)
    distances = np.hypot(*(CODES.astype(float) - place.astype(float)).T)
    found = nearest_codes(place, CODES, without)
    assert found.rows.tolist() == by_sorting(distances, without)
    np.testing.assert_allclose(found.distances, distances[found.rows], atol=1e-12)


def test_equal_images_are_no_distance_apart_and_in_order() -> None:
    images = np.concatenate((IMAGES[:5], IMAGES[:5], IMAGES[5:40]))
    found = nearest_images(images[2], images, 2)
    assert found.rows[0] == 7
    assert found.distances[0] == 0


def test_codes_that_are_no_numbers_are_no_neighbours_and_few_are_all() -> None:
    codes = CODES[:6].copy()
    codes[2] = np.nan, 0
    assert sorted(nearest_codes(CODES[0], codes, 0).rows.tolist()) == [1, 3, 4, 5]
    assert nearest_codes(CODES[0], codes[2:3]).rows.tolist() == []
