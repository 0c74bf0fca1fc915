"""Families of q(z given x): one small class each, registered in `POSTERIORS`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, Protocol

from vae_explorer.core.language import marked

if TYPE_CHECKING:
    from torch import Tensor

    from vae_explorer.core.config import RunConfig

NARROWEST, WIDEST = -40.0, 4.0  # log-variances


class Q(Protocol):
    """The posteriors of a batch of images: one distribution over the plane for each."""

    @property
    def mean(self) -> Tensor:
        """Means, (B, d)."""
        ...

    @property
    def log_variance(self) -> Tensor:
        """Logarithms of the variance along each axis, (B, d)."""
        ...

    def sample(self, noise: Tensor) -> Tensor:
        """Return draws that carry gradients, from standard normal `noise`, (..., B, d)."""
        ...

    def log_prob(self, z: Tensor) -> Tensor:
        """Return ln q(z given x) in nats, (..., B), at `z`, (..., B, d)."""
        ...

    def kl(self) -> Tensor:
        """Return the divergence of each from N(0, I) in closed form, nats, (B,)."""
        ...

    def kl_of_axes(self) -> Tensor:
        """Return what each axis of the plane has of `kl`, nats, (B, d)."""
        ...


class Gaussian(NamedTuple):
    """Gaussians with independent axes; see `Q`."""

    mean: Tensor
    log_variance: Tensor

    def sample(self, noise: Tensor) -> Tensor:
        """Return μ + σ ε: the reparameterisation of Kingma and Welling (2014)."""
        return self.mean.addcmul((0.5 * self.log_variance).exp(), noise)

    def log_prob(self, z: Tensor) -> Tensor:
        """See `Q`."""
        squares = (z - self.mean).square() * (-self.log_variance).exp()
        return -0.5 * (squares + self.log_variance + math.log(2 * math.pi)).sum(dim=-1)

    def kl(self) -> Tensor:
        """Return ½ Σ_j (μ_j² + σ_j² − 1 − ln σ_j²): Kingma and Welling (2014), appendix B."""
        mean, log_variance = self
        return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).sum(dim=-1)

    def kl_of_axes(self) -> Tensor:
        """See `Q`."""
        mean, log_variance = self
        return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance)


class Point(NamedTuple):
    """All of each posterior at one point; see `Q`.

    It has no density, and its divergence from any density is infinite: none is counted. What asks
    for a log-variance gets `NARROWEST`.
    """

    mean: Tensor

    @property
    def log_variance(self) -> Tensor:
        """See `Q`."""
        return self.mean.new_full(self.mean.shape, NARROWEST)

    def sample(self, noise: Tensor) -> Tensor:
        """Return the point, whatever the noise."""
        return self.mean.expand_as(noise)

    def log_prob(self, z: Tensor) -> Tensor:  # noqa: ARG002
        """Refuse: there is no density."""
        raise ValueError("a posterior that is a point has no density")

    def kl(self) -> Tensor:
        """Return 0: it is left out."""
        return self.mean.new_zeros(self.mean.shape[:-1])

    def kl_of_axes(self) -> Tensor:
        """Return NaN: there is none."""
        return self.mean.new_full(self.mean.shape, math.nan)


class Posterior(Protocol):
    """How the encoder's output becomes a distribution."""

    @property
    def title(self) -> str:
        """Name for people."""
        ...

    @property
    def word(self) -> str:
        """What a model with it is called within a line; empty for a VAE."""
        ...

    @property
    def has_density(self) -> bool:
        """Whether there is a KL divergence, and so an ELBO; without, only a reconstruction."""
        ...

    @property
    def amortised(self) -> bool:
        """Whether an encoder gives the output; or else it is kept for each training image."""
        ...

    @property
    def usual_images(self) -> int:
        """How many training images are used where nothing is said; 0 for all of them."""
        ...

    @property
    def note(self) -> str:
        """What a user who chooses it should know, in a sentence or two; empty for nothing."""
        ...

    def outputs(self, dimensions: int) -> int:
        """Return how many numbers the encoder gives for a plane of so many dimensions.

        Or are kept for each training image, where there is no encoder.
        """
        ...

    def at(self, head: Tensor) -> Q:
        """Return the posteriors of a batch.

        Parameters
        ----------
        head
            The encoder's output, or what is kept, (B, outputs), float32.
        """
        ...


class Diagonal:
    """A Gaussian with independent axes, from mean and log-variance.

    The log-variance ends at `WIDEST`, where σ is more than seven times the prior's. No image is
    best served by as much; but for one that is unlike all others an encoder may say anything, and
    the exponential of that has ended runs. At `NARROWEST` σ is 2e-9: without a KL divergence to
    hold it, it would go on falling until its inverse is no number any more.
    """

    title = marked("Diagonal Gaussian")
    word = ""
    has_density = True
    amortised = True
    usual_images = 0
    note = ""

    def outputs(self, dimensions: int) -> int:
        """See `Posterior`."""
        return 2 * dimensions

    def at(self, head: Tensor) -> Gaussian:
        """See `Posterior`."""
        mean, log_variance = head.chunk(2, dim=-1)
        # The slope passes, so that what is beyond the end is drawn back.
        beyond = (log_variance.clamp(NARROWEST, WIDEST) - log_variance).detach()
        return Gaussian(mean, log_variance + beyond)


class MeanField(Diagonal):
    """A Gaussian with mean and log-variance of its own for each training image: no encoder.

    The posterior of any other image is fitted while the decoder rests, see `networks.fitting`.
    """

    title = marked("Mean-field (no encoder)")
    word = marked("mean-field")
    amortised = False
    usual_images = 1000
    note = marked(
        "No encoder: each training image has a mean and a variance of its own, the first 1,000 "
        "unless Images says otherwise, so that epochs are short: give it hundreds. Held-out images "
        "are fitted to the decoder, 500 of them while it trains."
    )


class Delta:
    """A point: what is left is a plain autoencoder, from which nothing is drawn.

    Its ELBO is minus infinity, since the divergence of a point from the prior is infinite; so the
    reconstruction alone is minimised, and nothing bounds log p(x).
    """

    title = marked("Point (autoencoder)")
    word = marked("autoencoder")
    has_density = False
    amortised = True
    usual_images = 0
    note = marked(
        "A plain autoencoder: nothing is drawn, and there is no KL divergence. "
        "Its loss is a reconstruction, and no ELBO."
    )

    def outputs(self, dimensions: int) -> int:
        """See `Posterior`."""
        return dimensions

    def at(self, head: Tensor) -> Point:
        """See `Posterior`."""
        return Point(head)


POSTERIORS: dict[str, Posterior] = {
    "diagonal": Diagonal(),
    "mean-field": MeanField(),
    "delta": Delta(),
}


def posterior_of(config: RunConfig) -> Posterior:
    """Return the family of a configuration; KeyError for an unknown."""
    return POSTERIORS[config.kind.posterior or config.effective().posterior]
