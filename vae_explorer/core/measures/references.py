"""What one would get without a network: levels that a loss can be compared with.

The mean image, the same for every digit, is what the best decoder gives that knows nothing of the
image: a collapsed model is there. A perfect reconstruction is the floor. Two principal components
are the linear model with as many numbers for an image as the plane has.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray

from vae_explorer.core.config import LATENT_DIM
from vae_explorer.core.language import marked
from vae_explorer.core.measures.result import Reference
from vae_explorer.core.objective.gaussian import LEAST_VARIANCE
from vae_explorer.core.objective.likelihoods import LIKELIHOODS

_BLOCK = 1000
_EXTRA, _ROUNDS = 6, 15  # of the iteration that finds principal components


def references(
    likelihood: str, images: NDArray[np.uint8], variance: float = 0.5
) -> tuple[Reference, ...]:
    """Return the levels of a likelihood on a set of images, the highest first.

    Parameters
    ----------
    likelihood
        Key in `LIKELIHOODS`; one that is not known here has none.
    images
        (N, channels, height, width).
    variance
        σ² of a pixel, for the Gaussian that does not learn it.
    """
    level = _LEVELS.get(likelihood)
    if level is None or not len(images):
        return ()
    return tuple(sorted(level(Pixels(images), variance), key=lambda found: -found.value))


class Pixels:
    """What the levels need of a set of images, each worked out when it is asked for.

    Parameters
    ----------
    images
        (N, channels, height, width), uint8.
    """

    def __init__(self, images: NDArray[np.uint8]) -> None:
        self._rows = images.reshape(len(images), -1)

    @property
    def count(self) -> int:
        """D, the numbers of an image."""
        return self._rows.shape[1]

    @cached_property
    def mean(self) -> NDArray[np.float64]:
        """The mean image, (D,) in [0, 1]."""
        mean: NDArray[np.float64] = self._rows.mean(axis=0, dtype=np.float64) / 255
        return mean

    @cached_property
    def white(self) -> NDArray[np.float64]:
        """How often each pixel is at least one half, (D,)."""
        white: NDArray[np.float64] = (self._rows >= 128).mean(axis=0)
        return white

    @cached_property
    def variance(self) -> NDArray[np.float64]:
        """Variance of each pixel over the images, (D,); their sum is the SSE of the mean image."""
        total = np.zeros(self.count)
        for block in self._blocks():
            total += block.square().sum(dim=0, dtype=torch.float64).numpy()
        return total / len(self._rows)

    @cached_property
    def entropy(self) -> float:
        """Cross-entropy of the images with themselves, nats per image."""
        grey = np.arange(256) / 255
        counts = np.bincount(self._rows.reshape(-1), minlength=256)
        return float(counts @ bits_entropy(grey)) / len(self._rows)

    @cached_property
    def unexplained(self) -> NDArray[np.float64]:
        """Variance of each pixel that two principal components leave, (D,).

        Their sum is the SSE of the images projected on the plane that fits them best.
        """
        generator = torch.Generator().manual_seed(0)
        width = min(LATENT_DIM + _EXTRA, self.count)
        basis = torch.randn(self.count, width, generator=generator)
        for _ in range(_ROUNDS):  # subspace iteration
            basis = torch.linalg.qr(self._times_covariance(basis)).Q
        within = basis.T.double() @ self._times_covariance(basis).double()
        values, vectors = torch.linalg.eigh((within + within.T) / 2)  # ascending
        axes = basis.double() @ vectors[:, -LATENT_DIM:]
        explained = (axes.square() * values[-LATENT_DIM:].clamp_min(0)).sum(dim=1).numpy()
        left: NDArray[np.float64] = np.maximum(self.variance - explained, 0)
        return left

    def _times_covariance(self, basis: torch.Tensor) -> torch.Tensor:
        product = torch.zeros(basis.shape)
        for block in self._blocks():
            product += block.T @ (block @ basis)
        return product / len(self._rows)

    def _blocks(self) -> Iterator[torch.Tensor]:
        """The images less their mean, some rows at a time."""
        mean = torch.from_numpy(self.mean.astype(np.float32))
        for start in range(0, len(self._rows), _BLOCK):
            rows = self._rows[start : start + _BLOCK].astype(np.float32)
            yield torch.from_numpy(rows).div_(255).sub_(mean)


def bits_entropy(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the entropy of bits that are 1 with probability p, in nats."""
    inside = np.clip(p, 1e-300, 1 - 1e-16)
    entropy: NDArray[np.float64] = -p * np.log(inside) - (1 - p) * np.log1p(-inside)
    return entropy


MEAN, PERFECT, COMPONENTS = marked("mean image"), marked("perfect"), marked("PCA, 2 components")


def _grey(pixels: Pixels, _variance: float) -> list[Reference]:
    mean = float(bits_entropy(pixels.mean).sum())
    return [Reference(MEAN, mean), Reference(PERFECT, pixels.entropy)]


def _drawn(pixels: Pixels, _variance: float) -> list[Reference]:
    # The cross-entropy is linear in the pixel, so that a draw costs what the grey costs on average.
    return [Reference(MEAN, float(bits_entropy(pixels.mean).sum())), Reference(PERFECT, 0.0)]


def _threshold(pixels: Pixels, _variance: float) -> list[Reference]:
    return [Reference(MEAN, float(bits_entropy(pixels.white).sum())), Reference(PERFECT, 0.0)]


def _continuous(pixels: Pixels, _variance: float) -> list[Reference]:
    """Of a pixel that is black in every image the density has no limit; the decoder's start has."""
    likelihood = LIKELIHOODS["continuous-bernoulli"]
    mean = torch.from_numpy(pixels.mean)
    # Linear in the pixel, as above.
    nll = likelihood.nll(likelihood.output_for(mean)[None], mean[None].float(), {})
    return [Reference(MEAN, float(nll))]


def _gaussian(pixels: Pixels, variance: float) -> list[Reference]:
    def nats(sse: float) -> float:
        return sse / (2 * variance) + 0.5 * pixels.count * math.log(2 * math.pi * variance)

    return _three(pixels, lambda left: nats(float(left.sum())))


def _learned(pixels: Pixels, _variance: float) -> list[Reference]:
    def nats(left: NDArray[np.float64]) -> float:
        return _at_its_best(np.full(pixels.count, left.mean()))

    return _three(pixels, nats)


def _pixel(pixels: Pixels, _variance: float) -> list[Reference]:
    return _three(pixels, _at_its_best)


def _three(pixels: Pixels, nats: Callable[[NDArray[np.float64]], float]) -> list[Reference]:
    """Levels of a Gaussian, from the squared error that is left of each pixel."""
    return [
        Reference(MEAN, nats(pixels.variance)),
        Reference(COMPONENTS, nats(pixels.unexplained), bounds_elbo=False),
        Reference(PERFECT, nats(np.zeros(pixels.count))),
    ]


def _at_its_best(left: NDArray[np.float64]) -> float:
    """Nats per image with the best σ² that may be learned for each pixel."""
    variance = np.maximum(left, LEAST_VARIANCE)
    return float(0.5 * (np.log(2 * math.pi * variance) + left / variance).sum())


_LEVELS: Mapping[str, Callable[[Pixels, float], list[Reference]]] = {
    "bernoulli": _grey,
    "binary": _drawn,
    "threshold": _threshold,
    "continuous-bernoulli": _continuous,
    "gaussian": _gaussian,
    "gaussian-learned": _learned,
    "gaussian-pixel": _pixel,
    "gaussian-linear": _learned,
}
