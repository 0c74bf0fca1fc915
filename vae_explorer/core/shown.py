"""The held-out digits that a run is measured on and whose codes it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray

from vae_explorer.core.config import LATENT_DIM
from vae_explorer.core.embedding import Embedding
from vae_explorer.core.engine.device import Compute
from vae_explorer.core.errors import Interrupted

if TYPE_CHECKING:
    from vae_explorer.core.data.base import LabelledImages
    from vae_explorer.core.networks.vae import VAE
    from vae_explorer.core.objective.bound import Objective, Terms
    from vae_explorer.core.objective.posteriors import Q

SHOWN_DIGITS = 10_000
_SAMPLE = 1000  # of the digits, evenly spread


class ShownDigits:
    """The first 10,000 held-out digits, with their codes.

    Parameters
    ----------
    digits
        The held-out digits, in the data set's own order.
    compute
        Where and in which arithmetic the networks run.
    seed
        Of the noise that they are measured with: the same every time.
    spread
        See `Embedding`.
    interrupted
        Polled while all of them are measured or encoded. True ends that with `Interrupted`.

    Attributes
    ----------
    labels
        Their classes, (N,).
    codes
        What the encoder made of them, and when.
    """

    most = SHOWN_DIGITS
    apart = 1  # steps between two measurements, at least
    batch = 1000  # between two looks at `interrupted`

    def __init__(
        self,
        digits: LabelledImages,
        compute: Compute,
        seed: int,
        spread: int,
        interrupted: Callable[[], bool],
    ) -> None:
        self._compute = compute
        self._seed = seed
        self._interrupted = interrupted
        self._images = as_pixels(digits.images[: self.most], compute.device)
        self.labels = digits.labels[: self.most]
        self.codes = Embedding(len(self._images), spread)

    @torch.no_grad()
    def measure(self, model: VAE, objective: Objective, step: int) -> torch.Tensor | None:
        """Return means in nats per image, see `Terms.sums`, and σ: (8,); and keep the codes.

        None where a code is not finite. Nothing is shown if it is interrupted.
        """
        device = self._compute.device
        generator = torch.Generator(device).manual_seed(self._seed)
        sums: torch.Tensor | float = 0.0
        for rows in self._batches(model):
            images = self._x(rows)
            x = objective.likelihood.target(images, generator)
            noise = torch.randn(len(x), LATENT_DIM, generator=generator, device=device)
            with self._compute.autocast():
                terms = objective(model, x, noise)
                # What is shown is where the images are, and not what was drawn of them.
                q = terms.q if x is images else model.encode(images)
            sums = sums + sums_of(objective, model, terms)
            if not self._put(rows, q, step):
                return None
        self.codes.show()
        return torch.as_tensor(sums, device=device) / len(self._images)

    @torch.no_grad()
    def measure_sample(self, model: VAE, objective: Objective) -> torch.Tensor:
        """Return the same of a fixed thousand, (8,)."""
        device = self._compute.device
        generator = torch.Generator(device).manual_seed(self._seed)
        every = max(1, len(self._images) // _SAMPLE)
        x = objective.likelihood.target(self._x(slice(0, every * _SAMPLE, every)), generator)
        noise = torch.randn(len(x), LATENT_DIM, generator=generator, device=device)
        with self._compute.autocast():
            terms = objective(model, x, noise)
        return sums_of(objective, model, terms) / len(x)

    @torch.no_grad()
    def encode_all(self, model: VAE, step: int, *, draft: bool = False) -> bool:
        """Encode all in float32, as `Snapshot.encode` would; returns whether all are finite.

        A draft is made in the arithmetic of the run, which may be twice as fast.
        """
        for rows in self._batches(model):
            with self._compute.autocast() if draft else nullcontext():
                q = model.encode(self._x(rows))
            if not self._put(rows, q, step):
                return False
        self.codes.show()
        return True

    @torch.no_grad()
    def encode_next(self, model: VAE, count: int, step: int) -> bool:
        """Encode the next `count`, going round; returns whether their codes are finite."""
        rows = slice(self.codes.next_row, self.codes.next_row + count)
        with self._compute.autocast():
            q = model.encode(self._x(rows))
        finite = self._put(rows, q, step)
        self.codes.advance(count, step)
        return finite

    def _batches(self, model: VAE) -> Iterator[slice]:
        with model.resting():
            for start in range(0, len(self._images), self.batch):
                if self._interrupted():
                    raise Interrupted
                yield slice(start, start + self.batch)

    def _x(self, rows: slice) -> torch.Tensor:
        return self._images[rows].float().div_(255)

    def _put(self, rows: slice, q: Q, step: int) -> bool:
        return self.codes.put(rows, q.mean.cpu().numpy(), q.log_variance.cpu().numpy(), step)


def sums_of(objective: Objective, model: VAE, terms: Terms) -> torch.Tensor:
    """Return what a row of the history has of held-out images, summed over them: (7,)."""
    sigma = objective.learned_sigma(model, terms) * len(terms.q.mean)
    return torch.cat((terms.sums(), sigma.reshape(1)))


def as_pixels(images: NDArray[np.uint8], device: torch.device) -> torch.Tensor:
    """Return images as rows of pixels, (N, pixels) uint8, on a device."""
    rows = images.reshape(len(images), -1)
    # Shared where it can be: torch does not take memory that is read-only.
    return torch.from_numpy(rows if rows.flags.writeable else rows.copy()).to(device)


def mean_image(images: NDArray[np.uint8]) -> torch.Tensor:
    """Return the mean of images as a row of pixels in [0, 1], (pixels,), on the CPU."""
    rows = images.reshape(len(images), -1)
    return torch.from_numpy(rows.mean(0, dtype=np.float32) / 255)
