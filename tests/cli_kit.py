"""What tests of the command line share: a little data set, and a process of its own."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np

TRAIN, TEST = 300, 120
TINY = ("--widths", "16", "--epochs", "1", "--batch-size", "50", "--precision", "float32")


def write_mnist(root: Path) -> None:
    """Write a few images of one bright bar each in MNIST's layout."""
    folder = root / "MNIST" / "raw"
    folder.mkdir(parents=True)
    for name, count in (("train", TRAIN), ("t10k", TEST)):
        labels = (np.arange(count) % 10).astype(np.uint8)
        images = np.zeros((count, 28, 28), np.uint8)
        for image, label in zip(images, labels, strict=True):
            image[4:24, 2 * label + 3 : 2 * label + 7] = 200
        header = struct.pack(">IIII", 0x803, count, 28, 28)
        (folder / f"{name}-images-idx3-ubyte").write_bytes(header + images.tobytes())
        header = struct.pack(">II", 0x801, count)
        (folder / f"{name}-labels-idx1-ubyte").write_bytes(header + labels.tobytes())


def process(
    *arguments: object, code: str | None = None, **environ: str
) -> subprocess.CompletedProcess[str]:
    command = ["-m", "vae_explorer"] if code is None else ["-c", code]
    return subprocess.run(
        [sys.executable, *command, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=dict(os.environ, OMP_NUM_THREADS="1", PYTHONIOENCODING="utf-8") | environ,
        timeout=120,
    )
