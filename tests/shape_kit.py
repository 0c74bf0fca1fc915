"""A small data set that is nothing like MNIST: 3 x 16 x 20 pixels in four classes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vae_explorer.core.data.base import (
    CancelCallback,
    LabelledImages,
    ProgressCallback,
    Split,
    never,
)
from vae_explorer.core.images import ImageShape

KEY = "flags"
SHAPE = ImageShape(3, 16, 20)
CLASS_NAMES = ("red corner", "green bar", "blue disc", "yellow cross")
COUNTS: dict[Split, int] = {"train": 240, "test": 60}


def flags(count: int, seed: int = 0) -> LabelledImages:
    """Return coloured shapes, one shape and colour a class, shifted and dimmed at random."""
    rng = np.random.default_rng(seed)
    labels = (np.arange(count) % len(CLASS_NAMES)).astype(np.uint8)
    y, x = np.mgrid[:16, :20]
    images = np.zeros((count, *SHAPE))
    for image, label in zip(images, labels, strict=True):
        down, right = rng.integers(-2, 3, 2)
        v, u = y - down, x - right
        mask = (
            (v < 8) & (u < 8),
            (u > 7) & (u < 12),
            (v - 8) ** 2 + (u - 10) ** 2 < 20,
            (abs(v - 8) < 2) | (abs(u - 10) < 2),
        )[label]
        for channel in ((0,), (1,), (2,), (0, 1))[label]:
            image[channel][mask] = rng.uniform(0.6, 1)
    return LabelledImages(np.rint(255 * images).astype(np.uint8), labels, CLASS_NAMES)


@dataclass(frozen=True)
class Flags:
    """The entry for the registry of data sets."""

    key: str = KEY
    title: str = "Flags"
    shape: ImageShape = SHAPE
    class_names: tuple[str, ...] = CLASS_NAMES
    can_download: bool = False

    def is_available(self, root: Path) -> bool:
        return True

    def load(
        self, root: Path, split: Split, seed: int = 0, cancelled: CancelCallback = never
    ) -> LabelledImages:
        return flags(COUNTS[split], seed=2 * seed + (split == "test"))

    def download(self, root: Path, progress: ProgressCallback, cancelled: CancelCallback) -> None:
        """Do nothing."""
