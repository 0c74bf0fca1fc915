"""Tiny runs, and what one does with them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.training import Trainer

TINY = RunConfig(
    dataset="offline",
    architecture=Architecture("mlp", (16, 8), "gelu"),
    batch_size=32,
    epochs=3,
    device="cpu",
    precision="float32",
)
STEPS = 7  # an epoch of 200 digits in batches of 32

Start = Callable[..., Trainer]


def run(session: Trainer, steps: int | None = None) -> Trainer:
    for _ in islice(session.steps(), steps):
        pass
    return session


def change(session: Trainer, **settings: Any) -> None:
    session.change(replace(session.config, **settings))


def same_weights(first: Snapshot, second: Snapshot) -> bool:
    return all(np.array_equal(first.weights[name], second.weights[name]) for name in first.weights)


def digest(session: Trainer) -> str:
    weights = session.snapshot().weights
    return hashlib.sha256(b"".join(weights[name].tobytes() for name in sorted(weights))).hexdigest()
