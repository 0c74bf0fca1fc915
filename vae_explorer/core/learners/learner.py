"""What a `Trainer` asks of the way in which a run learns.

The trainer keeps the order of the images, the history, the codes and the state; a learner knows
what one step is. To add one, write a class with these members, made like
`vae_explorer.core.gradients.Gradients`, and register it in `registry`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import torch

    from vae_explorer.core.config import RunConfig
    from vae_explorer.core.engine.optimizer import AdamW
    from vae_explorer.core.engine.threads import Threads
    from vae_explorer.core.gradients import Minibatch


class Learner(Protocol):
    """Takes steps in two halves: what is found out, and what is changed by it."""

    @property
    def betas(self) -> tuple[float, float]:
        """How much the optimiser keeps of the moments in each step."""
        ...

    def backward(
        self,
        indices: torch.Tensor,
        step: int,
        config: RunConfig,
        beta: float,
        progress: float,
        *,
        row: bool = False,
    ) -> Minibatch:
        """Find out where to go, and change nothing that is looked at.

        Parameters
        ----------
        indices
            The images of the step, (B,).
        step
            Steps before this one.
        config, beta, progress, row
            See `vae_explorer.core.gradients.Gradients.backward`.
        """
        ...

    def move(self, optimizer: AdamW, learning_rate: float, decoder_rate: float) -> None:
        """Go there: change the weights."""
        ...

    def threads(self, config: RunConfig) -> Threads:
        """Return the choice of how many threads a step takes; made before the first."""
        ...
