"""p(z): the standard normal distribution, or one that is learned with the rest.

One small class each, registered in `PRIORS`. A learned one is a mixture of Gaussians with
independent axes, so that a view can draw its components, and everything else needs its density.
The window lists the titles before torch is loaded, so torch is imported where it is used.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol

from vae_explorer.core.language import marked

if TYPE_CHECKING:
    from torch import Generator, Tensor

    from vae_explorer.core.config import RunConfig
    from vae_explorer.core.objective.posteriors import Q

_RADIUS = 1.6  # of the disc that the means of a mixture begin on
_GOLDEN = math.pi * (3 - math.sqrt(5))  # from each mean to the next: a sunflower
_BLACK = 0.02  # a pixel of which the logit is taken for a darker one too


class Mixture(NamedTuple):
    """Σ_k w_k N(m_k, diag v_k).

    Attributes
    ----------
    log_weights
        ln w, (K,); the weights sum to 1.
    means, log_variances
        m and ln v, each (K, d).
    """

    log_weights: Tensor
    means: Tensor
    log_variances: Tensor

    def log_prob(self, z: Tensor) -> Tensor:
        """Return ln p(z) in nats, (...), at points, (..., d)."""
        squares = (z.unsqueeze(-2) - self.means).square() * (-self.log_variances).exp()
        logs = squares + self.log_variances + math.log(2 * math.pi)
        return (self.log_weights - 0.5 * logs.sum(dim=-1)).logsumexp(dim=-1)

    def sample(self, count: int, generator: Generator) -> Tensor:
        """Return draws, (count, d)."""
        import torch

        chosen = torch.multinomial(
            self.log_weights.exp(), count, replacement=True, generator=generator
        )
        means = self.means[chosen]
        noise = torch.randn(means.shape, generator=generator, device=means.device)
        return means + (0.5 * self.log_variances[chosen]).exp() * noise


class Prior(Protocol):
    """Where codes are expected to be."""

    @property
    def title(self) -> str:
        """Name for people."""
        ...

    @property
    def note(self) -> str:
        """What a user who chooses it should know, in a sentence or two; empty for nothing."""
        ...

    @property
    def learned(self) -> bool:
        """Whether it is learned: then no KL divergence from it has a closed form."""
        ...

    def parameters(self, components: int, pixels: int) -> Mapping[str, tuple[int, ...]]:
        """Return name and shape of what it learns, saved as ``prior.NAME``.

        Parameters
        ----------
        components
            Gaussians of the mixture.
        pixels
            Of an image.
        """
        ...

    def begin(self, own: Mapping[str, Tensor], images: Tensor | None, generator: Generator) -> None:
        """Give its parameters their first values, in place.

        Parameters
        ----------
        own
            Its parameters by name.
        images
            To learn from, (N, pixels), uint8; None where there are none at hand.
        """
        ...

    def at(self, own: Mapping[str, Tensor], encode: Callable[[Tensor], Q]) -> Mixture:
        """Return it as it now is.

        Parameters
        ----------
        own
            Its parameters by name.
        encode
            Gives the posteriors of images, (K, pixels) in [0, 1].
        """
        ...


class StandardNormal:
    """N(0, I)."""

    title = marked("Standard normal N(0, I)")
    note = ""
    learned = False

    def parameters(self, components: int, pixels: int) -> Mapping[str, tuple[int, ...]]:  # noqa: ARG002
        """Return nothing."""
        return {}

    def begin(self, own: Mapping[str, Tensor], images: Tensor | None, generator: Generator) -> None:
        """Do nothing."""

    def at(self, own: Mapping[str, Tensor], encode: Callable[[Tensor], Q]) -> Mixture:  # noqa: ARG002
        """See `Prior`."""
        import torch

        return Mixture(torch.zeros(1), torch.zeros(1, 2), torch.zeros(1, 2))


class LearnedMixture:
    """A mixture of Gaussians whose weights, means and variances are learned.

    The means begin spread over a disc, and the whole with mean 0 and variance 1 along each axis.
    """

    title = marked("Learned mixture of Gaussians")
    note = marked(
        "The prior moves to where the codes are, and is drawn as one ellipse for each Gaussian."
    )
    learned = True

    def parameters(self, components: int, pixels: int) -> Mapping[str, tuple[int, ...]]:  # noqa: ARG002
        """Return logits of the weights, means, and log-variances."""
        return {"logits": (components,), "means": (components, 2), "log_variances": (components, 2)}

    def begin(self, own: Mapping[str, Tensor], images: Tensor | None, generator: Generator) -> None:  # noqa: ARG002
        """See `Prior`."""
        import torch

        count = len(own["logits"])
        place = torch.arange(count, dtype=torch.float32)
        radius, angle = _RADIUS * ((place + 0.5) / count).sqrt(), _GOLDEN * place
        means = torch.stack((radius * angle.cos(), radius * angle.sin()), dim=1)
        means -= means.mean(dim=0)
        own["logits"].zero_()
        own["means"].copy_(means)
        own["log_variances"].copy_((1 - means.var(dim=0, correction=0)).log().expand_as(means))

    def at(self, own: Mapping[str, Tensor], encode: Callable[[Tensor], Q]) -> Mixture:  # noqa: ARG002
        """See `Prior`."""
        log_weights = own["logits"].float().log_softmax(dim=0)
        return Mixture(log_weights, own["means"].float(), own["log_variances"].float())


class VampPrior:
    """The mean of the posteriors of images that are learned: Tomczak and Welling (2018).

    It begins with images of the data set, and is learned by way of the encoder.
    """

    title = marked("VampPrior (learned images, encoded)")
    note = marked(
        "The prior is the mean posterior of images that are learned, which begin as ones of the "
        "data set."
    )
    learned = True

    def parameters(self, components: int, pixels: int) -> Mapping[str, tuple[int, ...]]:
        """Return the logits of the images' pixels."""
        return {"images": (components, pixels)}

    def begin(self, own: Mapping[str, Tensor], images: Tensor | None, generator: Generator) -> None:
        """See `Prior`."""
        import torch

        logits = own["images"]
        if images is None:
            images = torch.randint(256, logits.shape, generator=generator, dtype=torch.uint8)
        chosen = torch.randint(len(images), (len(logits),), generator=generator)
        logits.copy_((images[chosen].float() / 255).logit(_BLACK))

    def at(self, own: Mapping[str, Tensor], encode: Callable[[Tensor], Q]) -> Mixture:
        """See `Prior`."""
        q = encode(own["images"].float().sigmoid())
        count = len(q.mean)
        return Mixture(q.mean.new_full((count,), -math.log(count)), q.mean, q.log_variance)


PRIORS: dict[str, Prior] = {
    "normal": StandardNormal(),
    "mixture": LearnedMixture(),
    "vamp": VampPrior(),
}
LEARNED = tuple(key for key, prior in PRIORS.items() if prior.learned)


def prior_of(config: RunConfig) -> Prior:
    """Return the prior of a configuration; KeyError for an unknown."""
    return PRIORS[config.effective().prior]
