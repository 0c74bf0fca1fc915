"""What is to be explained of the images that a model is measured on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vae_explorer.core.objective.likelihood import Likelihood

BATCH = 1000
_APART = 0x62697473  # from the draws of z, which have the same seed


def targets(likelihood: Likelihood, pixels: NDArray[Any], seed: int) -> Iterator[Tensor]:
    """Yield the images as the likelihood sees them, a thousand at a time, (B, pixels).

    Where it draws bits of them, they are the same for the same seed: a bound and what it bounds are
    of the same images.

    Parameters
    ----------
    pixels
        Images as rows, (N, pixels), uint8.
    """
    generator = torch.Generator().manual_seed(seed ^ _APART)
    for start in range(0, len(pixels), BATCH):
        x = torch.from_numpy(pixels[start : start + BATCH].astype(np.float32)).div_(255)
        yield likelihood.target(x, generator)
