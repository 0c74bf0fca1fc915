"""What a decoder's output says about an image: one small class for each likelihood.

To add one, write a class with the three members of `Likelihood` and register it in
`LIKELIHOODS`; the window, the command line and the parametrised test pick it up from there. The
window lists the titles before torch is loaded, so torch is imported where it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from torch import Tensor


class Likelihood(Protocol):
    """p(x given z) for a batch of images, from the decoder's raw output."""

    @property
    def title(self) -> str:
        """Name for people."""
        ...

    def negative_log_likelihood(self, output: Tensor, x: Tensor) -> Tensor:
        """Return −log p(x given z) in nats per image, shape (B,).

        Parameters
        ----------
        output
            The decoder's raw output, (B, 784), unbounded.
        x
            Pixels in [0, 1], (B, 784).
        """
        ...

    def mean(self, output: Tensor) -> Tensor:
        """Return the image to show for each row of `output`: its mean, in [0, 1], (B, 784)."""
        ...


class GreyBernoulli:
    """Binary cross-entropy on grey pixels.

    −Σ_pixels [x ln p + (1 − x) ln(1 − p)], with p the logistic function of the decoder's output.
    For pixels strictly between 0 and 1 it is a surrogate rather than a likelihood: its floor, the
    entropy of the pixels themselves, is 45.5 nats per image on MNIST's test digits, not 0.
    """

    title = "Bernoulli (grey pixels)"

    def negative_log_likelihood(self, output: Tensor, x: Tensor) -> Tensor:
        """See `Likelihood`; computed in float32 whatever the networks ran in."""
        from vae_explorer.core.objective.cross_entropy import CrossEntropy

        total: Tensor = CrossEntropy.apply(output.float(), x)
        return total

    def mean(self, output: Tensor) -> Tensor:
        """See `Likelihood`."""
        return output.float().sigmoid()


LIKELIHOODS: dict[str, Likelihood] = {"bernoulli": GreyBernoulli()}
