"""A model in the plane that is never asked to decode, for tests of the latent plot."""

from __future__ import annotations

import numpy as np

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.snapshot import Snapshot

LABELS = (np.arange(60) % 10).astype(np.uint8)


def snapshot(embedding: np.ndarray, labels: np.ndarray = LABELS, step: int = 0) -> Snapshot:
    """Return a model that is never asked to decode."""
    return Snapshot(
        config=RunConfig(architecture=Architecture("mlp", (4,))),
        step=step,
        epoch=0.0,
        weights={},
        embedding=embedding.astype(np.float32),
        log_variance=np.full((len(labels), 2), -4.0, np.float32),
        labels=labels,
    )


def ring(radius: float = 2.0, count: int = 60) -> np.ndarray:
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return radius * np.stack((np.cos(angle), np.sin(angle)), axis=1)
