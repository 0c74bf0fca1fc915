"""Opening, saving and encoding: `open_model`, `save_model`, `encode_10k`."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch

from benchmarks.data import digits
from benchmarks.report import FRAME_MS, Goal, Row, Sample, paired_ratio, row
from benchmarks.sizes import Sizes
from vae_explorer.core.config import RunConfig
from vae_explorer.core.networks.layers import describe
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.bundled import load_model
from vae_explorer.core.storage.model_file import load_snapshot, save_snapshot
from vae_explorer.core.training import Trainer


def measure(sizes: Sizes) -> Iterator[Row]:
    snapshot = load_model()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.safetensors"
        save = _times(lambda: save_snapshot(snapshot, path), sizes.repeats)
        load = _times(lambda: _open(path), sizes.repeats)
        size = path.stat().st_size / 1e6
    for name, sample, note in (
        ("open_model", load, f"{size:.1f} MB, read and checked, to its first decode"),
        ("save_model", save, f"{size:.1f} MB, written whole or not at all"),
    ):
        yield row(name, "ms", sample, FRAME_MS, sample.median / FRAME_MS, None, note)
    yield _encode(sizes)


def _open(path: Path) -> None:
    load_snapshot(path).decode(np.zeros((1, 2), np.float32))


def _encode(sizes: Sizes) -> Row:
    config = RunConfig()
    test = digits("test", sizes.test)
    snapshot = Trainer(test, test, config).snapshot(exact=False)
    pixels = test.images.reshape(len(test), -1)
    x = torch.from_numpy(pixels).float() / 255
    matrices = _matrices(snapshot)
    ours, bare = [], []
    for _ in range(sizes.repeats + 1):
        ours.append(_milliseconds(lambda: snapshot.encode(test.images)))
        bare.append(_milliseconds(lambda: _multiply(x, matrices)))
    del ours[0], bare[0]  # the first are slow on both sides
    mine, reference = Sample.of(ours), Sample.of(bare)
    network = describe(config.architecture, snapshot.shape)
    note = f"{len(test):,} digits, {network}, fp32, bytes to codes"
    ratio = paired_ratio(ours, bare)
    return row("encode_10k", "ms", mine, reference, ratio, Goal("ratio", False, 2), note)


def _matrices(snapshot: Snapshot) -> list[torch.Tensor]:
    return [
        torch.from_numpy(array.copy())
        for name, array in snapshot.weights.items()
        if name.startswith("encoder") and name.endswith("weight")
    ]


@torch.inference_mode()
def _multiply(h: torch.Tensor, matrices: list[torch.Tensor]) -> None:
    for matrix in matrices:
        h = h @ matrix.T


def _times(work: Callable[[], object], repeats: int) -> Sample:
    work()
    return Sample.of([_milliseconds(work) for _ in range(repeats)])


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)
