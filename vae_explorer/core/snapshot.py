"""The one value that everything on the screen is a picture of.

Training publishes snapshots, a model file is a snapshot, and a view is a function of a snapshot
and a cursor. A snapshot holds arrays alone: torch is loaded on the first call that needs it, so
that the plane, and with a dense decoder the image at a point, can be shown before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.architecture import GENERATIVE
from vae_explorer.core.config import LATENT_DIM, RunConfig
from vae_explorer.core.data.base import DIGITS
from vae_explorer.core.drawing.codes import Codes
from vae_explorer.core.engine.pixels import PIXELS, noise_field
from vae_explorer.core.engine.point_decoder import PointDecoder
from vae_explorer.core.errors import UserError
from vae_explorer.core.extras import Extras
from vae_explorer.core.history import History
from vae_explorer.core.images import DIGIT_SHAPE, ImageShape
from vae_explorer.core.language import tr
from vae_explorer.core.measures.gaussian_mixture import GaussianMixture
from vae_explorer.core.networks.layers import KEPT
from vae_explorer.core.objective.priors import prior_of

if TYPE_CHECKING:
    import torch

    from vae_explorer.core.networks.vae import VAE
    from vae_explorer.core.objective.likelihood import Likelihood

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
        Every parameter of encoder and decoder, likelihood and prior, by name, float32.
    embedding, log_variance
        Mean and log-variance of q(z given x) for the first N digits of `split`, each (N, 2). Of an
        autoencoder the log-variance is `NARROWEST` and means nothing.
    labels
        Their classes, (N,): places in `class_names`.
    split
        ``"train"`` or ``"test"``: where those digits come from, in the data set's own order.
    history
        Losses so far.
    age
        How many optimiser steps each row of `embedding` lags behind `weights`, (N,): 0 except in
        the middle of training, where the digits are encoded anew in turn. All 0 if it is left out.
    shape
        Of the images.
    class_names
        Of the data set that it was trained on.
    extras
        What the file that it was read from holds beyond this, to be saved again.
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
    age: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    shape: ImageShape = DIGIT_SHAPE
    class_names: tuple[str, ...] = DIGITS
    extras: Extras = field(default_factory=Extras)

    def __post_init__(self) -> None:
        if not self.age.size:
            object.__setattr__(self, "age", np.zeros(len(self.labels), np.int32))

    @property
    def stale_steps(self) -> int:
        """How many optimiser steps the oldest code lags behind the weights."""
        return int(self.age.max(initial=0))

    @cached_property
    def _model(self) -> VAE:
        import torch

        from vae_explorer.core.networks.models import model_of

        # Whoever asks first: parameters made in inference mode would bar gradients for good.
        with torch.inference_mode(False):
            tensors = {name: torch.from_numpy(array) for name, array in self.weights.items()}
            images = len(self.weights.get(KEPT, ()))
            return model_of(self.config, self.shape, images).load_weights(tensors)

    @cached_property
    def _likelihood(self) -> Likelihood:
        from vae_explorer.core.objective.likelihoods import likelihood_of

        return likelihood_of(self.config)

    @cached_property
    def _point_decoder(self) -> PointDecoder | None:
        return PointDecoder(self.config, self.weights) if self.decodes_points_alone else None

    @property
    def decodes_points_alone(self) -> bool:
        """Whether `decode` gives a single image without torch."""
        return PointDecoder.supported(self.config)

    def generates_like(self, other: Snapshot) -> bool:
        """Whether p(x, z) is the same for both: at most their encoders differ."""
        if not (self.config.comparable(other.config) and self.shape == other.shape):
            return False
        mine, theirs = ([n for n in s.weights if n.startswith(GENERATIVE)] for s in (self, other))
        return mine == theirs and all(
            np.array_equal(self.weights[name], other.weights[name]) for name in mine
        )

    @property
    def model(self) -> VAE:
        """The networks on the CPU, float32, without gradients; shared, not to be changed."""
        return self._model

    @property
    def learned_prior(self) -> GaussianMixture | None:
        """p(z) where it was learned; None where it is N(0, I). See `prior`."""
        return self.prior if prior_of(self.config).learned else None

    @cached_property
    def prior(self) -> GaussianMixture:
        """p(z), with `log_prob` and `sample` on arrays; where it is learned, torch is loaded."""
        if not prior_of(self.config).learned:
            means = np.zeros((1, LATENT_DIM))
            return GaussianMixture(np.ones(1), means, np.eye(LATENT_DIM)[None])
        import torch

        with torch.inference_mode():
            learned = self._model.learned_prior()
        if learned is None:
            raise ValueError("a prior that is learned, and is not")
        log_weights, means, log_variances = (part.double().numpy() for part in learned)
        weights = np.exp(log_weights)
        covariances = np.exp(log_variances)[:, :, None] * np.eye(LATENT_DIM)
        return GaussianMixture(weights / weights.sum(), means, covariances)

    @cached_property
    def codes(self) -> Codes:
        """What of the embedding a plane can show."""
        return Codes.of(self)

    def prepare(self) -> None:
        """Make networks and codes now, on this thread, so that the first use of them need not."""
        self._model  # noqa: B018 - kept from now on
        self.codes  # noqa: B018
        self.prior  # noqa: B018

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
            (B, channels, height, width), in [0, 1].
        """
        points = np.asarray(z).reshape(-1, LATENT_DIM)
        if len(points) == 1 and self._point_decoder is not None:
            return self._point_decoder.decode(points[0]).reshape(1, *self.shape)
        import torch

        from vae_explorer.core.engine.device import resolve_compute

        compute = resolve_compute("cpu", "auto" if draft else "float32")
        with torch.inference_mode(), compute.autocast():
            blocks = [
                self._likelihood.mean(self._model.decoder(_tensor(points[start : start + _BLOCK])))
                for start in range(0, max(1, len(points)), _BLOCK)
            ]
            images: FloatArray = torch.cat(blocks).numpy() if len(blocks) > 1 else blocks[0].numpy()
        return images.reshape(-1, *self.shape)

    def draw(
        self, z: FloatArray, seed: int, *, places: Sequence[int] | None = None, draft: bool = False
    ) -> FloatArray:
        """Return images drawn from p(x given z), (B, C, H, W), clipped to [0, 1].

        Equal arguments give equal images, and nearby points nearly equal ones: the noise does not
        depend on z.

        Parameters
        ----------
        z
            (B, 2).
        seed
            Of the draws; not negative.
        places
            Which of the seed's noises each image has, (B,); the i-th has the i-th if left out.
        draft
            See `decode`.
        """
        points = np.asarray(z).reshape(-1, LATENT_DIM)
        pixels = PIXELS.get(self.config.likelihood_key)
        if pixels is None:
            return self._drawn_by_torch(points, seed)
        if len(points) == 1 and self._point_decoder is not None:
            output = self._point_decoder.output(points[0])[None]
        else:
            output = self._outputs(points, draft=draft)
        own = {
            name.removeprefix("likelihood."): array
            for name, array in self.weights.items()
            if name.startswith("likelihood.")
        }
        size = self.shape.pixels
        noise = np.stack(
            [
                noise_field(pixels.noise, seed, place, size)
                for place in (range(len(points)) if places is None else places)
            ]
        )
        with np.errstate(all="ignore"):
            drawn = pixels.draw(output, noise, self.config.variance, own)
        return drawn.clip(0, 1).reshape(-1, *self.shape)

    def show(
        self,
        z: FloatArray,
        seed: int | None,
        *,
        places: Sequence[int] | None = None,
        draft: bool = False,
    ) -> FloatArray:
        """Return images to be seen: draws from p(x given z), or its means where `seed` is None."""
        if seed is None:
            return self.decode(z, draft=draft)
        return self.draw(z, seed, places=places, draft=draft)

    def _outputs(self, points: FloatArray, *, draft: bool) -> FloatArray:
        """Return the decoder's raw outputs, (B, heads * pixels)."""
        import torch

        from vae_explorer.core.engine.device import resolve_compute

        compute = resolve_compute("cpu", "auto" if draft else "float32")
        with torch.inference_mode(), compute.autocast():
            blocks = [
                self._model.decoder(_tensor(points[start : start + _BLOCK])).float()
                for start in range(0, max(1, len(points)), _BLOCK)
            ]
            outputs: FloatArray = torch.cat(blocks).numpy()
        return outputs

    def _drawn_by_torch(self, points: FloatArray, seed: int) -> FloatArray:
        import torch

        generator = torch.Generator().manual_seed(seed)
        with torch.inference_mode():
            output = self._model.decoder(_tensor(points))
            drawn = self._likelihood.sample(output, generator, self._model.own)
            images: FloatArray = drawn.clamp(0, 1).numpy()
        return images.reshape(-1, *self.shape)

    def encode(self, x: NDArray[np.uint8] | FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return mean and log-variance of q(z given x), each (B, 2).

        Parameters
        ----------
        x
            Images of this `shape`, flat or not: 0 to 255 if uint8, else in [0, 1].

        Raises
        ------
        UserError
            When they are of another shape.
        """
        import torch

        pixels = self.rows(np.asarray(x))
        means = np.empty((len(pixels), LATENT_DIM), np.float32)
        log_variances = np.empty_like(means)
        with torch.inference_mode():
            for start in range(0, len(pixels), _BLOCK):
                rows = slice(start, start + _BLOCK)
                block = _tensor(pixels[rows])
                if pixels.dtype == np.uint8:
                    block = block / 255
                q = self._model.encode(block)
                means[rows], log_variances[rows] = q.mean.numpy(), q.log_variance.numpy()
        return means, log_variances

    def rows(self, x: NDArray[Any]) -> NDArray[Any]:
        """Return images of this `shape` as rows of pixels, (B, pixels).

        Raises
        ------
        UserError
            When they are of another shape.
        """
        channels, *plane = self.shape
        fits = x.shape[1:] in ((self.shape.pixels,), self.shape) or (
            channels == 1 and x.shape[1:] == tuple(plane)
        )
        if not fits:
            raise UserError(
                tr(
                    "The images are {found}, but the model was trained on {shape}.",
                    found=" x ".join(map(str, x.shape[1:])),
                    shape=self.shape,
                ),
                tr("Choose the data set that it was trained on."),
            )
        return x.reshape(len(x), self.shape.pixels)

    def reconstruct(self, x: NDArray[np.uint8] | FloatArray) -> FloatArray:
        """Return the image decoded at the posterior mean of each of `x`, (B, C, H, W)."""
        return self.decode(self.encode(x)[0])


_BLOCK = 4096  # rows at a time: 60,000 digits in float32 would take 190 MB


def _tensor(array: NDArray[np.generic]) -> torch.Tensor:
    import torch

    # A copy, because torch warns of, and could write through, an array that is read-only.
    return torch.from_numpy(np.array(array, dtype=np.float32))
