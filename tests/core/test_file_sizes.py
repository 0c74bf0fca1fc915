"""What a model file claims and what it takes: refused before memory and time are spent."""

from __future__ import annotations

import json
import os
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from file_kit import (
    COUNT,
    make_snapshot,
    refusal,
    rewrite,
)

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.networks.layers import weight_shapes
from vae_explorer.core.storage.model_file import FORMAT, load, save_snapshot


def write_sparse(path: Path, widths: tuple[int, ...]) -> int:
    """Write a file whose header is right, and whose arrays are a hole."""
    snapshot = replace(make_snapshot(), config=RunConfig(architecture=Architecture("mlp", widths)))
    shapes = {f"weights.{n}": s for n, s in weight_shapes(snapshot.config, snapshot.shape).items()}
    shapes |= {"embedding": (COUNT, 2), "log_variance": (COUNT, 2)}
    header: dict[str, Any] = {
        "__metadata__": {FORMAT: json.dumps({"version": 2, "config": snapshot.config.to_json()})},
        "labels": {"dtype": "U8", "shape": [COUNT], "data_offsets": [0, COUNT]},
    }
    end = COUNT
    for name, shape in shapes.items():
        start, end = end, end + 4 * int(np.prod(shape))
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.truncate(8 + len(text) + end)
    return path.stat().st_size


@pytest.mark.skipif(not hasattr(os, "SEEK_DATA"), reason="needs holes in files")
def test_a_file_that_is_a_hole_is_refused_at_once_and_without_memory(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    size = write_sparse(path, (8192, 8192, 8192, 8192))
    if path.stat().st_blocks * 512 > size // 8:
        pytest.skip("this file system knows no holes")
    assert size > 1.5e9
    tracemalloc.start()
    began = time.perf_counter()
    error = refusal(path)
    took = time.perf_counter() - began
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "never written" in error.what
    assert took < 0.2
    assert peak < 4e6


def test_sizes_are_refused_before_anything_is_read(path: Path) -> None:
    """A header that asks for more than the file, or the network, has."""
    rewrite(path, {"weights.decoder.head.bias": np.zeros(30_000_000, np.float32)})
    tracemalloc.start()
    refusal(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4e6


def test_a_model_takes_its_own_size_of_memory_to_open(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    save_snapshot(make_snapshot(Architecture("mlp", (1024, 1024, 1024))), path)
    tracemalloc.start()
    loaded = load(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1.1 * path.stat().st_size
    assert loaded.snapshot.weights


def test_too_little_memory_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any, **kwargs: Any) -> Any:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(np, "empty", full)
        error = refusal(path)
    assert "not enough memory" in error.what
    assert "Close" in error.way_out
