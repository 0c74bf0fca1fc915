"""A run of a few frames whose codes are known."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.film.scene import Reel
from vae_explorer.core.film.storyboard import Storyboard
from vae_explorer.core.history import History, Losses
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.timeline.frame import Frame

SMALL = Storyboard(size=(320, 240), seconds=1.0, hold=0.2, fps=10)
CONFIG = RunConfig(architecture=Architecture("mlp", (8,), "relu"), epochs=4)
STEPS = (0, 10, 20, 40)  # ten an epoch
PLACES = np.array([[-2.0, 1.0], [2.0, 1.0], [1.0, -2.0]], np.float32)
LABELS = np.array([1, 7, 3], np.uint8)


def snapshot(seed: int = 0) -> Snapshot:
    from vae_explorer.core.networks.models import model_of

    rng = np.random.default_rng(seed)
    shapes = {
        name: tensor.shape for name, tensor in model_of(CONFIG, DIGIT_SHAPE, 0).state_dict().items()
    }
    return Snapshot(
        config=CONFIG,
        step=0,
        epoch=0.0,
        weights={k: rng.normal(0, 0.8, shape).astype(np.float32) for k, shape in shapes.items()},
        embedding=PLACES,
        log_variance=np.zeros_like(PLACES),
        labels=LABELS,
    )


@lru_cache(maxsize=1)
def frames() -> tuple[Frame, ...]:
    """Four frames, each with its own weights; the codes go away from the origin."""
    return tuple(
        replace(Frame.of(snapshot(seed)), step=step, epoch=step / 10, embedding=PLACES * (seed / 3))
        for seed, step in enumerate(STEPS)
    )


def history() -> History:
    train = [Losses(step, step / 10, 200.0 - step, 5.0) for step in range(5, 41, 5)]
    test = [Losses(step, step / 10, 150.0 - step, 4.0) for step in (10, 20, 30, 40)]
    return History.of(train, test)


@lru_cache(maxsize=1)
def reel() -> Reel:
    """1.2 seconds of ten pictures each."""
    return Reel(frames(), history(), SMALL)
