"""How far a model's bound is from what it bounds, and what its codes are like as a whole."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.measures.aggregate import active_dimensions, aggregate
from vae_explorer.core.measures.cancelling import never
from vae_explorer.core.measures.evidence import evidence
from vae_explorer.core.measures.result import Evaluation, Truth
from vae_explorer.core.measures.targets import targets
from vae_explorer.core.objective.likelihoods import likelihood_of
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.text import with_article


def truth(
    snapshot: Snapshot,
    images: NDArray[np.uint8],
    evaluation: Evaluation,
    *,
    seed: int = 0,
    cancelled: Callable[[], bool] = never,
    progress: Callable[[float], object] = float,
) -> Truth:
    """Measure what quadrature over the plane can tell; takes some ten seconds for 10,000 images.

    Parameters
    ----------
    images
        (N, channels, height, width), uint8.
    evaluation
        Of the same images.
    seed
        Of draws.
    cancelled, progress
        See `vae_explorer.core.measures.evidence.evidence`.

    Raises
    ------
    UserError
        When the images are not of the model's shape.
    Interrupted
        When it was cancelled.
    """
    # The codes of what the evidence is of: bits, where the likelihood draws them.
    blocks = targets(likelihood_of(snapshot.config), snapshot.rows(images), seed)
    codes = [snapshot.encode(block.numpy()) for block in blocks]
    means, log_variances = (np.concatenate(part) for part in zip(*codes, strict=True))
    if not snapshot.config.has_bound:
        return Truth(
            log_px=math.nan,
            log_px_standard_error=math.nan,
            encoder_gap=math.nan,
            kl_aggregate=math.nan,
            mutual_information=math.nan,
            active_dimensions=active_dimensions(means),
            likelihood=snapshot.config.likelihood_key,
            log_px_note=tr(
                "There is no p(x): it is {word}.", word=with_article(snapshot.config.word)
            ),
        )
    found = aggregate(
        means, log_variances, seed=seed, prior=snapshot.learned_prior, cancelled=cancelled
    )
    mean = error = math.nan
    try:
        integrated = evidence(snapshot, images, seed=seed, cancelled=cancelled, progress=progress)
    except UserError as failure:  # of codes that no grid can cover
        note = failure.what
    else:
        log_px = integrated.log_px.astype(np.float64)
        mean = float(log_px.mean())
        if len(log_px) > 1:
            error = float(log_px.std(ddof=1)) / math.sqrt(len(log_px))
        note = _note(snapshot, mean, int((~integrated.converged).sum()), len(log_px))
    return Truth(
        log_px=mean,
        log_px_standard_error=error,
        encoder_gap=mean + evaluation.negative_elbo,
        kl_aggregate=found.kl,
        mutual_information=found.mutual_information,
        active_dimensions=found.active_dimensions,
        likelihood=snapshot.config.likelihood_key,
        log_px_note=note,
    )


def _note(snapshot: Snapshot, mean: float, rough: int, images: int) -> str:
    """Return what is to be known of log p(x), in one or two sentences; empty for nothing."""
    if not math.isfinite(mean):
        return tr("For some images the decoder gives no finite number.")
    notes = []
    if likelihood_of(snapshot.config).scale == "grey":
        notes.append(
            tr(
                "Grey pixels are no draws of a Bernoulli distribution: this log p(x) is that of a "
                "surrogate, to be compared with others of the same kind alone."
            )
        )
    if rough:
        notes.append(
            tr(
                "The posteriors of {rough:,} of {images:,} images are too narrow or too long for "
                "the lattice: theirs may be off by a nat.",
                rough=rough,
                images=images,
            )
        )
    return " ".join(notes)
