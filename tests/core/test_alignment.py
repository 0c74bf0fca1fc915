"""Planes that are turned and mirrored to lie on each other."""

from __future__ import annotations

import numpy as np
import pytest

from vae_explorer.core.measures.alignment import Alignment, align


def codes(count: int = 300, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    skew = np.array([[1.0, 0.4], [0.0, 0.6]])
    return (rng.normal(size=(count, 2)) @ skew + (0.3, -0.2)).astype(np.float32)


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("degrees", [-170.0, -90.0, -12.5, 0.0, 37.0, 90.0, 179.0])
def test_a_known_rotation_is_recovered(degrees: float, mirrored: bool) -> None:
    first = codes()
    turn = np.exp(1j * np.radians(degrees))  # by complex numbers: independent of any matrix
    z = first[:, 0] + 1j * first[:, 1]
    other = z / turn if not mirrored else np.conj(z / turn)
    other = np.stack((other.real, other.imag), axis=1).astype(np.float32)

    found = align(first, other)

    assert found.mirrored is mirrored
    assert found.degrees == pytest.approx(degrees, abs=1e-3)
    np.testing.assert_allclose(found.to_first(other), first, atol=1e-5)
    np.testing.assert_allclose(found.to_other(found.to_first(other)), other, atol=1e-5)


@pytest.mark.parametrize("seed", range(5))
def test_it_is_what_a_singular_value_decomposition_finds(seed: int) -> None:
    first, other = codes(seed=seed), codes(seed=seed + 100)

    found = align(first, other)

    u, _, vt = np.linalg.svd(first.astype(np.float64).T @ other)
    np.testing.assert_allclose(found.matrix, u @ vt, atol=1e-6)


def test_what_is_no_number_is_left_out() -> None:
    first = codes()
    other = Alignment(30.0).to_other(first)
    first[3], other[7] = np.nan, np.inf

    assert align(first, other).degrees == pytest.approx(30.0, abs=1e-3)


def test_of_nothing_nothing_is_turned() -> None:
    none = np.zeros((0, 2), np.float32)

    assert align(none, none).is_none
    assert align(np.zeros((4, 2), np.float32), codes(4)).is_none
