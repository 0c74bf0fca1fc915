"""What a decoder's output says about an image: one small class for each likelihood.

To add one, write a class with the members of `Likelihood` and register it in
`LIKELIHOODS`; the window, the command line and the parametrised test pick it up from there. The
window lists the titles before torch is loaded, so torch is imported where it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from torch import Generator, Tensor

_DARKEST = 0.005  # a pixel's mean of which the logit is taken for one of a smaller mean too


class Likelihood(Protocol):
    """p(x given z) for a batch of images, from the decoder's raw output.

    The output holds `heads` blocks of as many numbers as an image has, one block after the other:
    (..., heads * pixels).
    """

    @property
    def title(self) -> str:
        """Name for people."""
        ...

    @property
    def heads(self) -> int:
        """Numbers that the decoder gives for each pixel."""
        ...

    def parameters(self) -> Mapping[str, tuple[int, ...]]:
        """Return name and shape of what it learns beside the networks; it begins at 0.

        Trained and saved with the networks, as ``likelihood.NAME``.
        """
        ...

    def target(self, x: Tensor, generator: Generator) -> Tensor:
        """Return what is to be explained of images `x`, (B, pixels): `x` itself, or bits drawn."""
        ...

    def nll(self, output: Tensor, x: Tensor, own: Mapping[str, Tensor]) -> Tensor:
        """Return −log p(x given z) in nats per image, float32, shape (...).

        Parameters
        ----------
        output
            The decoder's raw output, (..., heads * pixels), unbounded.
        x
            Pixels in [0, 1], (B, pixels); it is compared with every one of several draws.
        own
            Its own parameters by name.
        """
        ...

    def mean(self, output: Tensor) -> Tensor:
        """Return the image to show for each row of `output`: its mean, in [0, 1], (B, pixels)."""
        ...

    def output_for(self, mean: Tensor) -> Tensor:
        """Return a raw output, (..., heads * pixels), whose mean is about `mean`, (..., pixels).

        The decoder begins with that of the mean image.
        """
        ...

    def sample(self, output: Tensor, generator: Generator, own: Mapping[str, Tensor]) -> Tensor:
        """Return images drawn from p(x given z), (B, pixels); not clipped."""
        ...


class GreyBernoulli:
    """Binary cross-entropy on grey pixels.

    −Σ_pixels [x ln p + (1 − x) ln(1 − p)], with p the logistic function of the decoder's output.
    For pixels strictly between 0 and 1 it is a surrogate rather than a likelihood: its floor, the
    entropy of the pixels themselves, is 45.5 nats per image on MNIST's test digits, not 0.
    """

    title = "Bernoulli (grey pixels)"
    heads = 1

    def parameters(self) -> Mapping[str, tuple[int, ...]]:
        """Return nothing: the logits say it all."""
        return {}

    def target(self, x: Tensor, generator: Generator) -> Tensor:  # noqa: ARG002
        """Return `x`."""
        return x

    def nll(self, output: Tensor, x: Tensor, own: Mapping[str, Tensor]) -> Tensor:  # noqa: ARG002
        """See `Likelihood`; computed in float32 whatever the networks ran in."""
        from vae_explorer.core.objective.cross_entropy import CrossEntropy

        total: Tensor = CrossEntropy.apply(output.float(), x)
        return total

    def mean(self, output: Tensor) -> Tensor:
        """See `Likelihood`."""
        return output.float().sigmoid()

    def output_for(self, mean: Tensor) -> Tensor:
        """See `Likelihood`: the logits, of which those of black and white pixels have an end."""
        return mean.logit(_DARKEST)

    def sample(self, output: Tensor, generator: Generator, own: Mapping[str, Tensor]) -> Tensor:  # noqa: ARG002
        """Return black and white pixels."""
        return self.mean(output).bernoulli(generator=generator)


LIKELIHOODS: dict[str, Likelihood] = {"bernoulli": GreyBernoulli()}
