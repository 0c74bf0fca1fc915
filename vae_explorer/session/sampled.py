"""What is found out about the aggregate posterior of a snapshot: requests, and their answers."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.drawing.contours import Line, contours
from vae_explorer.core.errors import UserError
from vae_explorer.core.measures.samplers import DEFAULT_COMPONENTS, SAMPLERS, finite_codes
from vae_explorer.core.snapshot import FloatArray, Snapshot

if TYPE_CHECKING:
    from vae_explorer.core.measures.aggregate import Aggregate
    from vae_explorer.core.measures.density import Density

MASSES = (0.25, 0.5, 0.75, 0.95)  # of q(z) within the contours
Contours = tuple[tuple[float, tuple[Line, ...]], ...]


@dataclass(frozen=True)
class Wish:
    """What is to be drawn.

    Attributes
    ----------
    samplers
        Keys of `SAMPLERS`.
    shown
        The one of them whose draws are seen in the plane.
    count
        Draws of each.
    seed, components
        See `vae_explorer.core.measures.samplers.Sampler`.
    """

    samplers: tuple[str, ...] = ("prior",)
    shown: str = "prior"
    count: int = 200
    seed: int = 0
    components: int = DEFAULT_COMPONENTS

    @property
    def draws(self) -> tuple[object, ...]:
        """All that the draws depend on, beside the model."""
        return self.samplers, self.count, self.seed, self.components


@dataclass(frozen=True, eq=False)
class Batch:
    """What one sampler has drawn.

    Attributes
    ----------
    sampler
        Key of `SAMPLERS`.
    z
        Points, (N, 2).
    in_hole
        Which of them are where the encoder hardly ever puts an image, (N,).
    images
        What they decode to, (N, C, H, W), uint8.
    problem
        Why there are none, in a sentence; empty where there are.
    """

    sampler: str
    z: FloatArray
    in_hole: NDArray[np.bool_]
    images: NDArray[np.uint8]
    problem: str = ""

    @property
    def holes(self) -> int:
        """How many are in holes."""
        return int(self.in_hole.sum())


@dataclass(frozen=True, eq=False)
class Look:
    """What was found.

    Attributes
    ----------
    run_id, snapshot
        Of what.
    density
        Of q(z) over the plane; None without codes.
    presence
        Of `density`, for the eye; None without codes.
    contours
        For each of `MASSES`, the lines around the smallest region that holds this part of q(z).
    figures
        What q(z) is like in numbers; None where nobody wants to know.
    figure_draws
        By how many draws they were estimated.
    prior_in_holes
        Which part of the prior is where the encoder hardly ever puts an image.
    beyond_prior
        Which part of q(z) is where the prior hardly ever is.
    wish, image_seed
        As in the request.
    batches
        One for each sampler of the wish.
    seconds
        Of processor time that it has taken.
    """

    run_id: int
    snapshot: Snapshot
    density: Density | None = None
    contours: Contours = ()
    figures: Aggregate | None = None
    figure_draws: int = 0
    prior_in_holes: float = 0.0
    beyond_prior: float = 0.0
    wish: Wish | None = None
    image_seed: int | None = None
    batches: tuple[Batch, ...] = ()
    seconds: float = 0.0
    presence: FloatArray | None = None

    def batch(self, sampler: str) -> Batch | None:
        """Return what a sampler has drawn."""
        return next((batch for batch in self.batches if batch.sampler == sampler), None)


@dataclass(frozen=True, eq=False)
class LookRequest:
    """Look at q(z) of a snapshot.

    Attributes
    ----------
    run_id, snapshot
        Of what.
    wish
        What to draw; None for nothing.
    image_seed
        Of draws from p(x given z); None for means.
    figure_draws
        By how many draws to estimate the figures; 0 for no figures.
    known
        What was found before, perhaps of the same snapshot.
    """

    run_id: int
    snapshot: Snapshot
    wish: Wish | None = None
    image_seed: int | None = None
    figure_draws: int = 0
    known: Look | None = None


def make_look(request: LookRequest) -> Look:
    """Find what is asked for and not known yet."""
    begun = time.thread_time()
    known = request.known
    if known is None or known.snapshot is not request.snapshot:
        known = _shape(request)
    figures, draws = known.figures, known.figure_draws
    if request.figure_draws > draws and known.density is not None:
        from vae_explorer.core.measures.aggregate import aggregate

        draws = request.figure_draws
        prior = request.snapshot.learned_prior
        figures = aggregate(*finite_codes(request.snapshot), draws=draws, prior=prior)
    return Look(
        request.run_id,
        request.snapshot,
        known.density,
        known.contours,
        figures,
        draws,
        known.prior_in_holes,
        known.beyond_prior,
        request.wish,
        request.image_seed,
        _batches(request, known),
        time.thread_time() - begun,
        known.presence,
    )


def _shape(request: LookRequest) -> Look:
    """Find density and contours."""
    from vae_explorer.core.measures.density import density_of

    means, log_variances = finite_codes(request.snapshot)
    if not (len(means) and request.snapshot.config.kind.has_encoder):
        return Look(request.run_id, request.snapshot)
    density = density_of(means, log_variances)
    found = []
    for mass in MASSES:
        level = density.level(mass)
        lines = contours(density.rect, density.cells, level) if level > 0 else []
        found.append((mass, tuple(lines)))
    return Look(
        request.run_id,
        request.snapshot,
        density,
        tuple(found),
        prior_in_holes=density.prior_in_holes(request.snapshot.learned_prior),
        beyond_prior=density.beyond_prior(request.snapshot.learned_prior),
        presence=density.presence(),
    )


def _batches(request: LookRequest, known: Look) -> tuple[Batch, ...]:
    wish, before = request.wish, known.wish
    if wish is None:
        return ()
    drawn = before is not None and before.draws == wish.draws
    if drawn and known.image_seed == request.image_seed:
        return known.batches
    return tuple(_batch(key, request, wish, known.density) for key in wish.samplers)


def _batch(key: str, request: LookRequest, wish: Wish, density: Density | None) -> Batch:
    snapshot = request.snapshot
    problem = ""
    try:
        z = SAMPLERS[key].draw(snapshot, wish.count, wish.seed, wish.components)
    except UserError as error:
        z, problem = np.empty((0, 2), np.float32), str(error)
    if not len(z):
        nothing = np.empty((0, *snapshot.shape), np.uint8)
        return Batch(key, z, np.empty(0, np.bool_), nothing, problem)
    in_hole = density.in_hole(z) if density is not None else np.zeros(len(z), np.bool_)
    images = snapshot.show(z, request.image_seed, draft=True)
    return Batch(key, z, in_hole, (images * 255 + 0.5).astype(np.uint8))
