"""The manifold: a grid of points over the plane that is decoded as one picture.

What tells one such picture from another is where the grid lines run. To add a way, write a class
with the members of `Axes` and register it in `AXES`; the dialog and the command line pick it up.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.drawing.geometry import FloatArray, rows_of
from vae_explorer.core.errors import UserError
from vae_explorer.core.language import marked, tr
from vae_explorer.core.measures.gaussian_mixture import GaussianMixture

DEFAULT_AXES, DEFAULT_SIDE, MOST_SIDE = "normal", 20, 200
_REACH = 3.0  # standard deviations of the prior
_LOWEST, _HIGHEST = 0.05, 0.95

Lines = tuple[NDArray[np.float64], NDArray[np.float64]]


class Axes(Protocol):
    """Where the grid lines of a manifold run."""

    @property
    def title(self) -> str:
        """Name for people."""
        ...

    @property
    def tip(self) -> str:
        """What it is, in a sentence."""
        ...

    def lines(self, n: int, codes: FloatArray, prior: GaussianMixture | None = None) -> Lines:
        """Return n values of z₁ and n of z₂, each rising.

        Parameters
        ----------
        n
            At least 1.
        codes
            Of the model, (N, 2).
        prior
            One that is learned; None for N(0, I).

        Raises
        ------
        UserError
            When it goes by the codes and there are none.
        """
        ...


class NormalAxes:
    """Φ⁻¹((i + ½)/n): each cell has the same share of the prior."""

    title = marked("Normal quantiles")
    tip = marked(
        "At Φ⁻¹((i + ½)/n): each image stands for an equal share of the prior N(0, I). Of a "
        "learned prior, at its own quantiles along each axis."
    )

    def lines(self, n: int, codes: FloatArray, prior: GaussianMixture | None = None) -> Lines:  # noqa: ARG002
        """See `Axes`."""
        return _quantiles((np.arange(n) + 0.5) / n, prior)


class CentralAxes:
    """Φ⁻¹ at equal steps from 0.05 to 0.95, both included, whatever n is."""

    title = marked("Normal quantiles 0.05 to 0.95")
    tip = marked(
        "At Φ⁻¹ of equal steps from 0.05 to 0.95: the middle 90 % of the prior along each axis."
    )

    def lines(self, n: int, codes: FloatArray, prior: GaussianMixture | None = None) -> Lines:  # noqa: ARG002
        """See `Axes`."""
        return _quantiles(np.linspace(_LOWEST, _HIGHEST, n) if n > 1 else np.array([0.5]), prior)


class LinearAxes:
    """Equal steps from −3 to 3, three standard deviations of the prior either way."""

    title = marked("Equal steps from −3 to 3")
    tip = marked(
        "At equal distances in the plane, from −3 to 3: shows what is far from the prior, too."
    )

    def lines(self, n: int, codes: FloatArray, prior: GaussianMixture | None = None) -> Lines:  # noqa: ARG002
        """See `Axes`."""
        values = np.linspace(-_REACH, _REACH, n) if n > 1 else np.zeros(1)
        return values, values


class AggregateAxes:
    """Quantiles (i + ½)/n of the codes, for each axis by itself."""

    title = marked("Quantiles of the codes")
    tip = marked(
        "At the quantiles (i + ½)/n of the codes along each axis: where the encoder puts images, "
        "and not where the prior would have them."
    )

    def lines(self, n: int, codes: FloatArray, prior: GaussianMixture | None = None) -> Lines:  # noqa: ARG002
        """See `Axes`."""
        finite = codes[np.isfinite(codes).all(axis=1)]
        if not len(finite):
            raise UserError(tr("This model has no codes to go by."), tr("Choose normal quantiles."))
        first, second = np.quantile(finite, (np.arange(n) + 0.5) / n, axis=0).T
        return first, second


AXES: dict[str, Axes] = {
    "normal": NormalAxes(),
    "central": CentralAxes(),
    "linear": LinearAxes(),
    "aggregate": AggregateAxes(),
}


def manifold_grid(
    n: int,
    axes: str = DEFAULT_AXES,
    codes: FloatArray | None = None,
    prior: GaussianMixture | None = None,
) -> FloatArray:
    """Return an n x n grid, row by row: the first row has the highest z₂, the first column the
    lowest z₁.

    Parameters
    ----------
    n
        From 1 to `MOST_SIDE`.
    axes
        A key of `AXES`.
    codes
        Of the model, (N, 2), for axes that go by them.
    prior
        One that is learned, for axes that go by it; None for N(0, I).

    Returns
    -------
    ndarray
        (n * n, 2), float32.
    """
    known = np.empty((0, 2), np.float32) if codes is None else codes
    first, second = AXES[axes].lines(n, known, prior)
    return rows_of(first.astype(np.float32), second.astype(np.float32))


def _quantiles(shares: NDArray[np.float64], prior: GaussianMixture | None) -> Lines:
    """Return where the prior has these shares below, along each axis."""
    if prior is not None:
        first, second = prior.quantiles(shares).T
        return first, second
    values = _normal(shares)
    return values, values


def _normal(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([NormalDist().inv_cdf(float(share)) for share in shares])
