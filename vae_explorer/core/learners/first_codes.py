"""Where the posteriors of training images begin that no encoder gives."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from vae_explorer.core.config import LATENT_DIM

_MOST_PIXELS = 4096  # whose covariance has eigenvectors within seconds
_BLOCK = 4096


def first_codes(images: NDArray[np.uint8]) -> torch.Tensor:
    """Return the first two principal components of images, each of variance 1, (N, d) float32.

    Images that are alike begin near each other, as an encoder would have them; from places drawn at
    random the plane would stay the tangle that it was. By numpy on one grid of at most 4,096
    pixels, so that equal images have equal codes whatever else the computer does.
    """
    rows = images.reshape(len(images), -1)
    rows = rows[:, :: -(-rows.shape[1] // _MOST_PIXELS)]
    mean = rows.mean(axis=0, dtype=np.float64)
    covariance = np.zeros((rows.shape[1],) * 2)
    for start in range(0, len(rows), _BLOCK):
        centred = rows[start : start + _BLOCK] - mean
        covariance += centred.T @ centred
    _, vectors = np.linalg.eigh(covariance)  # rising
    leading = vectors[:, : -LATENT_DIM - 1 : -1]
    largest = np.abs(leading).argmax(axis=0)
    leading = leading * np.sign(leading[largest, np.arange(leading.shape[1])])
    codes = np.concatenate(
        [(rows[start : start + _BLOCK] - mean) @ leading for start in range(0, len(rows), _BLOCK)]
    )
    codes /= codes.std(axis=0).clip(1e-9)
    found = np.zeros((len(rows), LATENT_DIM), np.float32)
    found[:, : codes.shape[1]] = codes
    return torch.from_numpy(found)
