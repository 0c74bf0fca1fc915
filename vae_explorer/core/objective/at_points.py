"""ln p(x given z) of many images at many points of the plane: matrix products."""

from __future__ import annotations

from torch import Tensor

from vae_explorer.core.networks.dense import linear
from vae_explorer.core.objective.likelihood import Affine


def log_likelihood(affine: Affine, x: Tensor, squares: Tensor) -> Tensor:
    """Return ln p(x given z) of all images at all points, (B, P).

    Parameters
    ----------
    affine
        Of P points.
    x
        Images, (B, pixels).
    squares
        Σ x² of each, (B, 1).
    """
    found = linear(x, affine.on_x).add_(affine.constant)
    if affine.on_squares is None:
        return found
    if affine.on_squares.ndim < 2:  # the same for all pixels
        return found.add_(squares * affine.on_squares)
    return found.add_(linear(x.square(), affine.on_squares))
