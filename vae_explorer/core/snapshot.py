"""The one value that everything on the screen is a picture of.

Training publishes snapshots, a model file is a snapshot, and a view is a function of a snapshot
and a cursor. A snapshot holds arrays alone: torch is loaded on the first call that needs it, so
that the plane, and with a dense decoder the image at a point, can be shown before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.config import IMAGE_SIZE, LATENT_DIM, PIXELS, RunConfig
from vae_explorer.core.engine.point_decoder import PointDecoder
from vae_explorer.core.history import History

if TYPE_CHECKING:
    import torch

    from vae_explorer.core.networks.vae import VAE
    from vae_explorer.core.objective.likelihoods import Likelihood

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A model at one moment of its training, with the codes of a fixed set of digits.

    Attributes
    ----------
    config
        How it was, or is being, trained.
    step, epoch
        Optimiser steps and passes over the training digits so far.
    weights
        Every parameter of encoder and decoder by name, float32.
    embedding, log_variance
        Mean and log-variance of q(z given x) for the first N digits of `split`, each (N, 2).
    labels
        Their classes, (N,), 0 to 9.
    split
        ``"train"`` or ``"test"``: where those digits come from, in the data set's own order.
    history
        Losses so far.
    stale_steps
        How many optimiser steps the oldest row of `embedding` lags behind `weights`: 0 except in
        the middle of training, where the digits are encoded anew in turn.
    """

    config: RunConfig
    step: int
    epoch: float
    weights: Mapping[str, FloatArray]
    embedding: FloatArray
    log_variance: FloatArray
    labels: NDArray[np.uint8]
    split: str = "test"
    history: History = field(default_factory=History)
    stale_steps: int = 0

    @cached_property
    def _model(self) -> VAE:
        import torch

        from vae_explorer.core.networks.vae import VAE

        # Whoever asks first: parameters made in inference mode would bar gradients for good.
        with torch.inference_mode(False):
            tensors = {name: torch.from_numpy(array) for name, array in self.weights.items()}
            return VAE(self.config.architecture).load_weights(tensors)

    @cached_property
    def _likelihood(self) -> Likelihood:
        from vae_explorer.core.objective.likelihoods import LIKELIHOODS

        return LIKELIHOODS[self.config.likelihood]

    @cached_property
    def _point_decoder(self) -> PointDecoder | None:
        return PointDecoder(self.config, self.weights) if self.decodes_points_alone else None

    @property
    def decodes_points_alone(self) -> bool:
        """Whether `decode` gives a single image without torch."""
        return PointDecoder.supported(self.config)

    @property
    def model(self) -> VAE:
        """The networks on the CPU, float32, without gradients; shared, not to be changed."""
        return self._model

    def prepare(self) -> None:
        """Make the networks now, on this thread, so that the first use of them need not."""
        self._model  # noqa: B018 - kept from now on

    def decode(self, z: FloatArray, *, draft: bool = False) -> FloatArray:
        """Return the mean image at each point of the plane.

        Parameters
        ----------
        z
            Points, (B, 2).
        draft
            Multiply in bfloat16 where the processor does: four times as fast for many points, with
            pixels that differ by a hundredth or so.

        Returns
        -------
        ndarray
            (B, 1, 28, 28), in [0, 1].
        """
        points = np.asarray(z).reshape(-1, LATENT_DIM)
        if len(points) == 1 and self._point_decoder is not None:
            return self._point_decoder.decode(points[0]).reshape(1, 1, IMAGE_SIZE, IMAGE_SIZE)
        import torch

        from vae_explorer.core.engine.device import resolve_compute

        compute = resolve_compute("cpu", "auto" if draft else "float32")
        with torch.inference_mode(), compute.autocast():
            blocks = [
                self._likelihood.mean(self._model.decoder(_tensor(points[start : start + _BLOCK])))
                for start in range(0, max(1, len(points)), _BLOCK)
            ]
            images: FloatArray = torch.cat(blocks).numpy() if len(blocks) > 1 else blocks[0].numpy()
        return images.reshape(-1, 1, IMAGE_SIZE, IMAGE_SIZE)

    def encode(self, x: NDArray[np.uint8] | FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return mean and log-variance of q(z given x), each (B, 2).

        Parameters
        ----------
        x
            Images whose last dimensions hold 28 x 28 pixels: 0 to 255 if uint8, else in [0, 1].
        """
        import torch

        pixels = np.asarray(x).reshape(-1, PIXELS)
        means = np.empty((len(pixels), LATENT_DIM), np.float32)
        log_variances = np.empty_like(means)
        with torch.inference_mode():
            for start in range(0, len(pixels), _BLOCK):
                rows = slice(start, start + _BLOCK)
                block = _tensor(pixels[rows])
                if pixels.dtype == np.uint8:
                    block = block / 255
                mean, log_variance = self._model.encoder(block)
                means[rows], log_variances[rows] = mean.numpy(), log_variance.numpy()
        return means, log_variances

    def reconstruct(self, x: NDArray[np.uint8] | FloatArray) -> FloatArray:
        """Return the image decoded at the posterior mean of each of `x`, (B, 1, 28, 28)."""
        return self.decode(self.encode(x)[0])


_BLOCK = 4096  # rows at a time: 60,000 digits in float32 would take 190 MB


def _tensor(array: NDArray[np.generic]) -> torch.Tensor:
    import torch

    # A copy, because torch warns of, and could write through, an array that is read-only.
    return torch.from_numpy(np.array(array, dtype=np.float32))
