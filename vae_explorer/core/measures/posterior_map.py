"""p(z given x) of one image after the other: the plane is decoded once, each image is one product.

Whatever the likelihood, ln p(x given z) is affine in x and x² (`objective.likelihood.Affine`): at P
points of the plane it is a product of P rows with the pixels of the image, and only those that are
not black have a part in it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import embedding_bag

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.engine.device import resolve_compute
from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.measures.evidence import log_prior_of
from vae_explorer.core.measures.no_posterior import why_none
from vae_explorer.core.measures.targets import targets
from vae_explorer.core.objective.likelihoods import likelihood_of
from vae_explorer.core.snapshot import FloatArray, Snapshot

SIDE = 128
_LEAST_REACH = 4.0  # of the plane from the origin: the prior leaves 1e-4 beyond
_SIGMAS = 3.0  # around each code
_POINTS = 2048  # at a time

Array = NDArray[np.float64]


def target_of(snapshot: Snapshot, image: NDArray[np.uint8], seed: int = 0) -> Tensor:
    """Return one image as the likelihood sees it, (pixels,): itself, or bits of it.

    Parameters
    ----------
    image
        (channels, height, width), uint8.
    seed
        Of the bits, where the likelihood draws them: the same for the same seed.

    Raises
    ------
    UserError
        When the image is not of the model's shape.
    """
    likelihood = likelihood_of(snapshot.config)
    return next(targets(likelihood, snapshot.rows(image[None]), seed))[0]


class Joint:
    """ln p(x, z) of one image at any points of the plane, in float32.

    Parameters
    ----------
    x
        See `target_of`.

    Attributes
    ----------
    decoded
        How many points have been asked for.
    """

    def __init__(self, snapshot: Snapshot, x: Tensor) -> None:
        self._model, self._likelihood = snapshot.model, likelihood_of(snapshot.config)
        with torch.inference_mode():
            self._log_prior = log_prior_of(self._model)
        self._x, self._squares = x.double(), x.double().square()
        self.decoded = 0

    def __call__(self, points: Array) -> Array:
        """Return nats, (P,), at points, (P, 2); −inf where they are no number."""
        self.decoded += len(points)
        model = self._model
        parts = [np.empty(0)]
        with torch.inference_mode():
            for z in torch.split(torch.from_numpy(np.asarray(points)).float(), _POINTS):
                a, b, constant = self._likelihood.affine(model.decoder(z), model.own)
                values = a.double() @ self._x + (constant + self._log_prior(z)).double()
                if b is not None and b.ndim == 2:
                    values += b.double() @ self._squares
                elif b is not None:
                    values += b.double() * self._squares.sum()
                parts.append(values.numpy())
        found: Array = np.nan_to_num(np.concatenate(parts), nan=-np.inf, posinf=-np.inf)
        return found


@dataclass(frozen=True, eq=False)
class PosteriorMap:
    """What the decoder says on a lattice over the plane, ready to be compared with any image.

    Of 784 pixels and 128 x 128 points it takes 51 MB.

    Attributes
    ----------
    snapshot
        Whose decoder.
    rect
        The region: its edges run through the outermost points.
    side
        Points along each axis.
    on_x
        a of `Affine`, (pixels, P); P runs along z₁ first, from the lower left corner.
    on_squares
        b: None for 0, a scalar, or (pixels, P).
    constant
        c + ln p(z), (P,).
    """

    snapshot: Snapshot
    rect: Rect
    side: int
    on_x: Tensor
    on_squares: Tensor | None
    constant: Tensor

    def log_joint(self, x: Tensor) -> FloatArray:
        """Return ln p(x, z) in nats on the lattice, (side, side) float32: rows are z₂, upwards.

        Parameters
        ----------
        x
            See `target_of`.
        """
        with torch.inference_mode():
            pixels = x.nonzero()[:, 0]
            total = self.constant.clone()
            if len(pixels):
                ink = x[pixels]
                total += _weighted(self.on_x, pixels, ink)
                if self.on_squares is not None and self.on_squares.ndim == 2:
                    total += _weighted(self.on_squares, pixels, ink.square())
                elif self.on_squares is not None:
                    total += self.on_squares * ink.square().sum()
            found: FloatArray = total.view(self.side, self.side).numpy()
        return found

    def log_posterior(self, x: Tensor) -> FloatArray:
        """Return ln p(z given x) on the lattice: `log_joint`, with an integral of 1 over it.

        Where a posterior is narrower than the lattice it is known to a nat or so.
        """
        joint = self.log_joint(x)
        found: FloatArray = joint - np.float32(self.log_integral(joint))
        return found

    def log_integral(self, joint: FloatArray) -> float:
        """Return ln ∫ of `log_joint` over the region by the rectangle rule: about ln p(x)."""
        top = float(joint.max())
        total = float(np.exp(joint.astype(np.float64) - top).sum())
        return top + math.log(total) + 2 * math.log(self.spacing_of_area)

    @property
    def spacing(self) -> tuple[float, float]:
        """Between points along z₁ and z₂."""
        return self.rect.width / (self.side - 1), self.rect.height / (self.side - 1)

    @property
    def spacing_of_area(self) -> float:
        """Side of a square as large as a cell."""
        return math.sqrt(math.prod(self.spacing))

    def places(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Array:
        """Return the points at rows and columns of `log_joint`, (N, 2)."""
        across, up = self.spacing
        return np.stack((self.rect.left + columns * across, self.rect.bottom + rows * up), axis=1)


def _weighted(table: Tensor, rows: Tensor, weights: Tensor) -> Tensor:
    """Return Σ weights · rows of a table, without a copy of them."""
    return embedding_bag(rows[None], table, mode="sum", per_sample_weights=weights[None])[0]


def region(snapshot: Snapshot) -> Rect:
    """Return what the map covers: the prior, and the codes with their posteriors.

    Raises
    ------
    UserError
        When a code is not a finite number.
    """
    means = snapshot.embedding.astype(np.float64)
    around = _SIGMAS * np.exp(0.5 * np.minimum(snapshot.log_variance.astype(np.float64), 4.0))
    low = (means - around).min(axis=0, initial=-_LEAST_REACH)
    high = (means + around).max(axis=0, initial=_LEAST_REACH)
    if not np.isfinite((low, high)).all():
        raise UserError(tr("A code is not a finite number, so that there is no region to decode."))
    return Rect(float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def posterior_map(
    snapshot: Snapshot, side: int = SIDE, *, within: Rect | None = None, draft: bool = True
) -> PosteriorMap:
    """Decode the plane; takes a third of a second with the default network on one thread.

    Parameters
    ----------
    side
        Points along each axis.
    within
        The region; see `region` if left out.
    draft
        Multiply in bfloat16 where the processor does: three times as fast, and off by some tenths
        of a nat, which no picture shows. Without, in float32.

    Raises
    ------
    UserError
        When the model has no posterior, or a code is not a finite number.
    """
    if reason := why_none(snapshot.config):
        raise UserError(reason)
    rect = within or region(snapshot)
    z1 = torch.linspace(rect.left, rect.right, side)
    z2 = torch.linspace(rect.bottom, rect.top, side)
    points = torch.cartesian_prod(z2, z1).flip(1)
    model, likelihood = snapshot.model, likelihood_of(snapshot.config)
    compute = resolve_compute("cpu", "auto" if draft else "float32")
    on_x = torch.empty(snapshot.shape.pixels, len(points))
    on_squares: Tensor | None = None
    constant = torch.empty(len(points))
    with torch.inference_mode():
        log_prior = log_prior_of(model)
        for start in range(0, len(points), _POINTS):
            columns = slice(start, start + _POINTS)
            z = points[columns]
            with compute.autocast():
                output = model.decoder(z)
            a, b, c = likelihood.affine(output.float(), model.own)
            on_x[:, columns] = a.t()
            constant[columns] = c + log_prior(z)
            if b is not None and b.ndim == 2:
                if on_squares is None:
                    on_squares = torch.empty_like(on_x)
                on_squares[:, columns] = b.t()
            elif b is not None:
                on_squares = b
    return PosteriorMap(snapshot, rect, side, on_x, on_squares, constant)
