"""How far a model's bound is from what it bounds, and what its codes are like as a whole."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from vae_explorer.core.errors import UserError
from vae_explorer.core.measures.aggregate import active_dimensions, aggregate
from vae_explorer.core.measures.cancelling import never
from vae_explorer.core.measures.evidence import log_evidence
from vae_explorer.core.measures.result import Evaluation, Truth
from vae_explorer.core.objective.likelihoods import likelihood_of
from vae_explorer.core.snapshot import Snapshot


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
        See `log_evidence`.

    Raises
    ------
    UserError
        When the images are not of the model's shape.
    Interrupted
        When it was cancelled.
    """
    # The codes of what the evidence is of: bits, where the likelihood draws them.
    x = torch.from_numpy(snapshot.rows(images).astype(np.float32)).div_(255)
    target = likelihood_of(snapshot.config).target(x, torch.Generator().manual_seed(seed))
    means, log_variances = snapshot.encode(target.numpy())
    if not snapshot.config.has_bound:
        return Truth(
            log_px=math.nan,
            log_px_standard_error=math.nan,
            encoder_gap=math.nan,
            kl_aggregate=math.nan,
            mutual_information=math.nan,
            active_dimensions=active_dimensions(means),
            likelihood=snapshot.config.likelihood_key,
        )
    found = aggregate(means, log_variances, seed=seed, cancelled=cancelled)
    mean = error = math.nan
    try:
        evidence = log_evidence(
            snapshot, images, seed=seed, cancelled=cancelled, progress=progress
        ).astype(np.float64)
    except UserError:  # of codes that no grid can cover
        pass
    else:
        mean = float(evidence.mean())
        if len(evidence) > 1:
            error = float(evidence.std(ddof=1)) / math.sqrt(len(evidence))
    return Truth(
        log_px=mean,
        log_px_standard_error=error,
        encoder_gap=mean + evaluation.negative_elbo,
        kl_aggregate=found.kl,
        mutual_information=found.mutual_information,
        active_dimensions=found.active_dimensions,
        likelihood=snapshot.config.likelihood_key,
    )
