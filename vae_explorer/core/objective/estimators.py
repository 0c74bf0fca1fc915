"""How the gradient of an expectation over q(z given x) is estimated: registered in `GRADIENTS`.

The draws depend on the parameters of q, of which the loss is an expectation. Either the draw is
written as a function of them, and the loss is differentiated at the draw; or the logarithm of the
density is differentiated, and weighed by the loss.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from vae_explorer.core.language import marked

if TYPE_CHECKING:
    from torch import Tensor

    from vae_explorer.core.objective.bound import Terms
    from vae_explorer.core.objective.posteriors import Q


class Gradient(Protocol):
    """An estimator of the gradient for the parameters of q; the decoder's is the usual one."""

    @property
    def title(self) -> str:
        """Name for people."""
        ...

    @property
    def note(self) -> str:
        """What a user who chooses it should know, in a sentence or two; empty for nothing."""
        ...

    def draws(self, q: Q, noise: Tensor) -> Tensor:
        """Return draws from q, with or without a gradient, of the shape of `noise`."""
        ...

    def loss(self, loss: Tensor, terms: Terms, beta: float) -> Tensor:
        """Return what is differentiated; its value is that of `loss`, a mean over the images."""
        ...


class Reparameterised:
    """z = μ + σ ε, differentiated as any other function of μ and σ: Kingma and Welling (2014)."""

    title = marked("Reparameterised")
    note = ""

    def draws(self, q: Q, noise: Tensor) -> Tensor:
        """See `Gradient`."""
        return q.sample(noise)

    def loss(self, loss: Tensor, terms: Terms, beta: float) -> Tensor:  # noqa: ARG002
        """See `Gradient`."""
        return loss


class Score:
    """E[(f(z) − b) ∇ ln q(z)]: black-box variational inference, Ranganath et al. (2014).

    It needs no slope of f, and pays for that by a variance that grows with f itself. The baseline b
    takes away what the draws have in common: with several of an image, the mean of its others; with
    one, the mean of the other images of the minibatch. Neither knows of the draw that it is
    subtracted from, so that the estimator stays unbiased, and nothing has to be kept from one step
    to the next.
    """

    title = marked("Score function")
    note = marked(
        "The score function uses the loss at a draw, and not its slope: "
        "far noisier than reparameterisation, and slower to learn by."
    )

    def draws(self, q: Q, noise: Tensor) -> Tensor:
        """See `Gradient`."""
        return q.sample(noise).detach()

    def loss(self, loss: Tensor, terms: Terms, beta: float) -> Tensor:
        """See `Gradient`."""
        weight = terms.reconstruction.add(terms.kl, alpha=beta).detach()  # (B,) or (M, B)
        score = terms.q.log_prob(terms.draws)
        # Of value 0: only the slope is added.
        surrogate = advantages(weight) * (score - score.detach())
        return loss + surrogate.mean()


def advantages(weight: Tensor) -> Tensor:
    """Return each weight less the mean of the others along the first axis; itself if alone."""
    others = len(weight) - 1
    if not others:
        return weight
    return (weight - weight.mean(dim=0)) * (len(weight) / others)


GRADIENTS: dict[str, Gradient] = {"reparameterised": Reparameterised(), "score": Score()}
