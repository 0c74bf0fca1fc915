"""What a likelihood is: what a decoder's output says about an image.

The window lists the titles before torch is loaded, so torch is imported where it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from torch import Generator, Tensor


class Affine(NamedTuple):
    """ln p(x given z) = Σ_pixels (a x + b x²) + c, so that many images are one matrix product.

    Attributes
    ----------
    on_x
        a, (P, pixels).
    on_squares
        b: None for 0, a scalar that is the same for all, or (P, pixels).
    constant
        c, (P,).
    """

    on_x: Tensor
    on_squares: Tensor | None
    constant: Tensor


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

    @property
    def scale(self) -> str:
        """What its nats can be compared with: those of likelihoods of the same scale."""
        ...

    def configured(self, variance: float) -> Likelihood:
        """Return it with the settings that it has of its own.

        Parameters
        ----------
        variance
            σ² of a pixel, where that is chosen and not learned.
        """
        ...

    def parameters(self) -> Mapping[str, tuple[int, ...]]:
        """Return name and shape of what it learns beside the networks; it begins at 0.

        Trained and saved with the networks, as ``likelihood.NAME``.
        """
        ...

    def learned_sigma(self, output: Tensor, own: Mapping[str, Tensor]) -> Tensor | None:
        """Return the standard deviation of a pixel that it has learned; None where it learns none.

        A number: where each pixel has its own, the mean over pixels and images.
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

    def affine(self, output: Tensor, own: Mapping[str, Tensor]) -> Affine:
        """Return ln p(x given z) as a function of x, for each of P points: see `Affine`."""
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
