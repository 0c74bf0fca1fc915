"""A small model to write into files, and ways to change what a file says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.errors import UserError
from vae_explorer.core.history import Change, History, Losses
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.networks.layers import parameter_shapes
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.model_file import FORMAT, load
from vae_explorer.core.training_state import TrainingState

SMALL = Architecture("mlp", (6, 4), "gelu")
COUNT = 20

Arrays = dict[str, NDArray[Any]]


def make_snapshot(architecture: Architecture = SMALL, step: int = 7) -> Snapshot:
    rng = np.random.default_rng(step)
    shapes = parameter_shapes(architecture, DIGIT_SHAPE)
    return Snapshot(
        config=RunConfig("kmnist", architecture, beta=0.3, learning_rate=3e-4, seed=5),
        step=step,
        epoch=1 / 3,
        weights={
            name: rng.normal(0, 0.1, shape).astype(np.float32) for name, shape in shapes.items()
        },
        embedding=rng.normal(size=(COUNT, 2)).astype(np.float32),
        log_variance=rng.normal(size=(COUNT, 2)).astype(np.float32),
        labels=(np.arange(COUNT) % 10).astype(np.uint8),
        split="train",
        history=History(
            np.array([Losses(3, 0.1, 200.1, 5.3), Losses(7, 1 / 3, 150.7, 6.1)]),
            np.empty((0, 4)),
            (Change(5, 0.2, "beta", 1.0, 0.3),),
        ),
    )


def make_training(snapshot: Snapshot) -> TrainingState:
    rng = np.random.default_rng(snapshot.step)
    shapes = {name: array.shape for name, array in snapshot.weights.items()}
    return TrainingState(
        step=snapshot.step,
        means={name: rng.normal(size=s).astype(np.float32) for name, s in shapes.items()},
        squares={name: rng.random(s, np.float32) for name, s in shapes.items()},
        cycle_ends=(30, 60),
        sums=np.array([1000.25, 50.5], np.float32),
        summed=512,
    )


def write_version_1(snapshot: Snapshot, path: Path) -> None:
    """Write a file as the first version of the program did."""
    arrays: Arrays = {f"weights.{name}": array for name, array in snapshot.weights.items()}
    arrays |= {
        "embedding": snapshot.embedding,
        "log_variance": snapshot.log_variance,
        "labels": snapshot.labels,
        "history.train": snapshot.history.train[:, :4].copy(),
        "history.test": snapshot.history.test[:, :4].copy(),
    }
    about = {
        "config": snapshot.config.to_json(),
        "step": snapshot.step,
        "epoch": snapshot.epoch,
        "split": snapshot.split,
        "stale_steps": snapshot.stale_steps,
    }
    save_file(arrays, path, {"format": FORMAT, "version": "1", "snapshot": json.dumps(about)})


def metadata_of(path: Path) -> dict[str, str]:
    content = path.read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    metadata: dict[str, str] = header["__metadata__"]
    return metadata


def entry_of(path: Path) -> str:
    """Return the entry of the metadata that holds the description."""
    return FORMAT if FORMAT in metadata_of(path) else "snapshot"  # that of version 1


def about_of(path: Path) -> dict[str, Any]:
    about: dict[str, Any] = json.loads(metadata_of(path)[entry_of(path)])
    return about


def rewrite(path: Path, arrays: Arrays | None = None, **metadata: str) -> None:
    """Replace some arrays or entries of the metadata of a model file."""
    save_file(load_file(path) | (arrays or {}), path, metadata_of(path) | metadata)


def rewrite_text(path: Path, text: str) -> None:
    """Replace the description of a model file."""
    rewrite(path, **{entry_of(path): text})


def rewrite_about(path: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    about = about_of(path)
    change(about)
    rewrite_text(path, json.dumps(about))


def refusal(path: Path) -> UserError:
    with pytest.raises(UserError) as caught:
        load(path)
    error = caught.value
    assert error.what.endswith(".")
    assert error.way_out.endswith("."), "says what to do"
    assert "Traceback" not in str(error)
    assert len(str(error)) < 500
    return error


def assert_same(found: Snapshot, expected: Snapshot) -> None:
    assert found.config == expected.config
    assert (found.step, found.epoch) == (expected.step, expected.epoch)
    assert (found.split, found.stale_steps) == (expected.split, expected.stale_steps)
    assert found.history.changes == expected.history.changes
    assert set(found.weights) == set(expected.weights)
    pairs = [(found.weights[name], expected.weights[name]) for name in expected.weights]
    pairs += [
        (found.embedding, expected.embedding),
        (found.log_variance, expected.log_variance),
        (found.labels, expected.labels),
        (found.history.train, expected.history.train),
        (found.history.test, expected.history.test),
    ]
    assert_equal_arrays(pairs)


def assert_equal_arrays(pairs: list[tuple[NDArray[Any], NDArray[Any]]]) -> None:
    for array, other in pairs:
        assert array.dtype == other.dtype
        assert array.shape == other.shape
        assert array.tobytes() == other.tobytes()
