"""What the decoder sees as z and which number is minimised: registered in `REGIMES`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from vae_explorer.core.language import marked, tr
from vae_explorer.core.objective.kinds import (
    ADVERSARIAL,
    PRINCIPAL_COMPONENTS,
    RECORDED,
    RECORDED_DECODER,
    RECORDED_TABLE,
    VARIATIONAL,
    Kind,
)

if TYPE_CHECKING:
    from torch import Tensor

    from vae_explorer.core.config import RunConfig
    from vae_explorer.core.objective.bound import Terms
    from vae_explorer.core.objective.bounds import Bound


class Regime(Protocol):
    """How encoder and decoder are trained beside each other."""

    @property
    def title(self) -> str:
        """Name for people."""
        ...

    @property
    def kind(self) -> Kind:
        """What kind of model comes out."""
        ...

    def phase(self, progress: float) -> str:
        """Return what is being trained at a part of the run, for people; empty for all of it."""
        ...

    def latent(self, draws: Tensor, noise: Tensor) -> Tensor:
        """Return the points that are decoded.

        Parameters
        ----------
        draws
            From the posteriors of the images, with their gradient, of the shape of `noise`.
        noise
            Standard normal draws that the others were made of.
        """
        ...

    def loss(self, terms: Terms, bound: Bound, beta: float, progress: float) -> Tensor:
        """Return the number whose gradient is followed, in nats per image.

        Parameters
        ----------
        progress
            How much of the run is done, from 0 to 1.
        """
        ...


class Joint:
    """Both at once, by one gradient of the bound."""

    title = marked("Joint")
    kind = VARIATIONAL

    def phase(self, progress: float) -> str:  # noqa: ARG002
        """See `Regime`."""
        return ""

    def latent(self, draws: Tensor, noise: Tensor) -> Tensor:  # noqa: ARG002
        """See `Regime`."""
        return draws

    def loss(self, terms: Terms, bound: Bound, beta: float, progress: float) -> Tensor:  # noqa: ARG002
        """See `Regime`."""
        return bound(terms.reconstruction, terms.kl, beta).mean()


class Separate(Joint):
    """Both at once, each by a loss of its own: the encoder by the KL divergence alone.

    The draws of z carry no gradient to the encoder, so that one backward pass trains both. Every
    posterior becomes the prior, and the best decoder of that gives the mean image everywhere.
    """

    title = marked("Separate losses")

    def latent(self, draws: Tensor, noise: Tensor) -> Tensor:  # noqa: ARG002
        """See `Regime`."""
        return draws.detach()


class EncoderFirst(Separate):
    """The encoder on the KL divergence in the first half, then the decoder on what it gives."""

    title = marked("Encoder, then decoder")

    def phase(self, progress: float) -> str:
        """See `Regime`."""
        return (
            tr("encoder on the KL alone") if progress < _HALF else tr("decoder, the encoder frozen")
        )

    def loss(self, terms: Terms, bound: Bound, beta: float, progress: float) -> Tensor:
        """See `Regime`."""
        if progress < _HALF:
            return bound(terms.reconstruction.detach(), terms.kl, beta).mean()
        return bound(terms.reconstruction, terms.kl.detach(), beta).mean()


class RandomZ(Joint):
    """The decoder on draws from the prior that know nothing of the image; the encoder on the KL."""

    title = marked("Decoder on random z")

    def latent(self, draws: Tensor, noise: Tensor) -> Tensor:  # noqa: ARG002
        """See `Regime`."""
        return noise


class PrincipalComponents(Joint):
    """No training at all: the best linear model, in closed form; see `learning.components`."""

    title = marked("PCA, in closed form")
    kind = PRINCIPAL_COMPONENTS


class Adversarial(Joint):
    """A decoder that a discriminator teaches, and no encoder; see `learners.adversary`."""

    title = marked("Adversarial (GAN)")
    kind = ADVERSARIAL


class Recorded(Joint):
    """Whatever another program does; it has recorded what came out, see `core.recording`."""

    title = marked("Recorded elsewhere")

    def __init__(self, kind: Kind) -> None:
        self.kind = kind


_HALF = 0.5

REGIMES: dict[str, Regime] = {
    "joint": Joint(),
    "separate": Separate(),
    "encoder-first": EncoderFirst(),
    "random-z": RandomZ(),
    "adversarial": Adversarial(),
    "pca": PrincipalComponents(),
}
ENCODED = ("joint", "separate", "encoder-first", "random-z")
"""Those that train an encoder beside the decoder."""
BROUGHT: dict[str, Regime] = {
    "recorded": Recorded(RECORDED),
    "recorded-decoder": Recorded(RECORDED_DECODER),
    "recorded-table": Recorded(RECORDED_TABLE),
}
"""Those that cannot be chosen: files bring them."""


def regime_of(config: RunConfig) -> Regime:
    """Return the regime of a configuration; KeyError for an unknown."""
    return (REGIMES | BROUGHT)[config.regime]
