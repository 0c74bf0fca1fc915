"""How good a model is on a split of its data set."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vae_explorer.core.config import LATENT_DIM, PIXELS
from vae_explorer.core.objective.bound import Objective
from vae_explorer.core.snapshot import FloatArray, Snapshot

NEIGHBOURS = 10
_BATCH = 1000


@dataclass(frozen=True)
class Evaluation:
    """Means over a split.

    Attributes
    ----------
    negative_elbo, reconstruction, kl
        Nats per image, at β = 1, one sample of z for each image.
    knn_accuracy
        See `knn_accuracy`; from 0 to 1.
    images
        How many images were measured.
    """

    negative_elbo: float
    reconstruction: float
    kl: float
    knn_accuracy: float
    images: int

    def to_json(self) -> dict[str, float]:
        """Return a value that `json.dumps` takes."""
        return asdict(self)


def evaluate(
    snapshot: Snapshot,
    images: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    seed: int = 0,
) -> Evaluation:
    """Measure a model on labelled images, in float32 on the CPU.

    Parameters
    ----------
    images
        (N, 28, 28), uint8.
    labels
        (N,), uint8.
    seed
        Of the samples of z.
    """
    objective = Objective.of(snapshot.config)
    generator = torch.Generator().manual_seed(seed)
    pixels = images.reshape(len(images), PIXELS)
    codes = np.empty((len(pixels), LATENT_DIM), np.float32)
    reconstruction = kl = 0.0
    with torch.inference_mode():
        for start in range(0, len(pixels), _BATCH):
            rows = slice(start, start + _BATCH)
            x = torch.from_numpy(pixels[rows].astype(np.float32)).div_(255)
            noise = torch.randn(len(x), LATENT_DIM, generator=generator)
            terms = objective(snapshot.model, x, noise)
            reconstruction += float(terms.reconstruction.double().sum())
            kl += float(terms.kl.double().sum())
            codes[rows] = terms.mean.numpy()
    count = max(1, len(pixels))
    return Evaluation(
        (reconstruction + kl) / count,
        reconstruction / count,
        kl / count,
        knn_accuracy(codes, labels),
        len(pixels),
    )


def knn_accuracy(
    codes: FloatArray, labels: NDArray[np.uint8], neighbours: int = NEIGHBOURS
) -> float:
    """Return how often a digit's nearest neighbours in the plane vote for its class.

    Leave-one-out: each code is classified by the majority of the `neighbours` codes nearest to it,
    itself left out; a tie goes to the lower class.

    Parameters
    ----------
    codes
        (N, 2).
    labels
        (N,), 0 to 9.

    Returns
    -------
    float
        From 0 to 1; 0 for fewer than two codes, which have no neighbours.
    """
    count = len(codes)
    k = min(neighbours, count - 1)
    if k < 1:
        return 0.0
    points = torch.from_numpy(np.array(codes))
    classes = torch.from_numpy(labels.astype(np.int64))
    correct = 0
    for start in range(0, count, _BATCH):
        block = points[start : start + _BATCH]
        # The usual |a|² + |b|² − 2ab loses the small distances that decide here.
        distance = torch.cdist(block, points, compute_mode="donot_use_mm_for_euclid_dist")
        own = torch.arange(len(block))
        distance[own, start + own] = float("inf")
        nearest = distance.topk(k, largest=False).indices
        votes = torch.nn.functional.one_hot(classes[nearest]).sum(dim=1)
        correct += int((votes.argmax(dim=1) == classes[start : start + _BATCH]).sum())
    return correct / count
