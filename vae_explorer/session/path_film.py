"""What is decoded along a way: the request, and its answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.classifier import Classifier
from vae_explorer.core.snapshot import FloatArray, Snapshot


@dataclass(frozen=True, eq=False)
class FilmRequest:
    """Decode points of a way, (N, 2).

    `seed` is that of draws from p(x given z), None for means; `classifier` is asked what they are.
    """

    run_id: int
    snapshot: Snapshot
    points: FloatArray
    seed: int | None = None
    classifier: Classifier | None = None


@dataclass(frozen=True, eq=False)
class Film:
    """What is decoded along a way.

    Attributes
    ----------
    run_id
        Of the run whose decoder it is.
    points
        From where, (steps, 2).
    images
        (steps, C, H, W), uint8.
    classifier, confidence
        What was asked what they are, and its probabilities, (steps, classes); None where there is
        none that knows such images.
    """

    run_id: int
    points: FloatArray
    images: NDArray[np.uint8]
    classifier: Classifier | None = None
    confidence: FloatArray | None = None


def make_film(request: FilmRequest) -> Film:
    """Decode the points of a way; draws have one noise, so that it does not flicker."""
    places = [0] * len(request.points)
    images = request.snapshot.show(request.points, request.seed, places=places)
    levels = (images.clip(0, 1) * 255 + 0.5).astype(np.uint8)
    classifier = request.classifier
    confidence = classifier.probabilities(levels) if classifier is not None else None
    return Film(request.run_id, request.points, levels, classifier, confidence)
