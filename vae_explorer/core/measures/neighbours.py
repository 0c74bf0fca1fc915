"""The nearest images of one image: in the plane, by their codes, and in pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NEAREST = 10
"""How many are looked for."""

_AT_ONCE = 2048  # images


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Images from the nearest on.

    Attributes
    ----------
    rows
        Of the images among all, (k,).
    distances
        (k,): in the plane latent units, in pixels the Euclidean distance of values in [0, 1].
    """

    rows: NDArray[np.intp]
    distances: NDArray[np.float64]


def nearest_codes(
    place: NDArray[np.floating],
    codes: NDArray[np.floating],
    without: int | None = None,
    count: int = NEAREST,
) -> Neighbours:
    """Return the images whose codes are nearest to a point of the plane.

    Parameters
    ----------
    place
        (2,).
    codes
        (N, 2); what is not a number is no neighbour.
    without
        Row of an image that is not to be its own neighbour.
    """
    squares = np.square(codes.astype(np.float64) - place.astype(np.float64)).sum(axis=1)
    return _nearest(squares, without, count)


def nearest_images(
    image: NDArray[np.uint8],
    images: NDArray[np.uint8],
    without: int | None = None,
    count: int = NEAREST,
) -> Neighbours:
    """Return the images whose pixels are nearest to those of an image.

    Parameters
    ----------
    image, images
        (C, H, W) and (N, C, H, W), uint8.
    without
        Row of an image that is not to be its own neighbour.
    """
    one = image.reshape(-1).astype(np.float32)
    flat = images.reshape(len(images), -1)
    squares = np.empty(len(flat))
    for begin in range(0, len(flat), _AT_ONCE):  # else a copy of all of them in float32 is made
        some = flat[begin : begin + _AT_ONCE].astype(np.float32)
        products = some @ one
        squares[begin : begin + _AT_ONCE] = np.einsum("ij,ij->i", some, some) - 2 * products
    squares += float(one @ one)
    # Whole numbers up to 255² a pixel: rounded in float32, so that the few are measured once more.
    few = _nearest(squares, without, 2 * count).rows
    exact = np.full(len(flat), np.inf)
    differences = flat[few].astype(np.float64) - one
    exact[few] = np.square(differences).sum(axis=1) / 255**2
    return _nearest(exact, without, count)


def _nearest(squares: NDArray[np.float64], without: int | None, count: int) -> Neighbours:
    """Return the least of squared distances; of equal ones those of the lower row."""
    squares = np.where(np.isfinite(squares), squares, np.inf)
    if without is not None:
        squares[without] = np.inf
    count = min(count, int(np.isfinite(squares).sum()))
    if count == 0:
        return Neighbours(np.empty(0, np.intp), np.empty(0))
    bound = np.partition(squares, count - 1)[count - 1]
    near = np.flatnonzero(squares <= bound)
    rows = near[np.argsort(squares[near], kind="stable")][:count]
    return Neighbours(rows, np.sqrt(np.maximum(squares[rows], 0.0)))
