"""The loss of a minibatch, and its gradient."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import torch

from vae_explorer.core.augmentation import distort
from vae_explorer.core.engine.optimizer import BETAS
from vae_explorer.core.engine.threads import Threads, threads_for, use_threads
from vae_explorer.core.measures.randn_baseline import moment_fit_kl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vae_explorer.core.config import RunConfig
    from vae_explorer.core.engine.device import Compute
    from vae_explorer.core.engine.optimizer import AdamW
    from vae_explorer.core.images import ImageShape
    from vae_explorer.core.networks.vae import VAE
    from vae_explorer.core.objective.bound import Objective, Terms


class Minibatch(NamedTuple):
    """What was measured of a minibatch.

    Attributes
    ----------
    sums
        See `Terms.sums`.
    sigma, fit_kl
        As in `Losses`, where they were asked for.
    reconstruction
        As in `Losses`, where it was asked for and is not among the sums.
    """

    sums: torch.Tensor
    sigma: float = math.nan
    fit_kl: float = math.nan
    reconstruction: float | None = None


class Gradients:
    """The `Learner` that follows the gradient of a loss.

    The noise of step s follows from (seed, s).

    Parameters
    ----------
    model, objective
        What is trained, and by which loss.
    images
        The training images as rows of pixels, (N, pixels) uint8, on the device of `compute`.
    shape
        Of an image.
    compute
        Where and in which arithmetic the networks run.
    seed
        Of the noise.
    """

    betas = BETAS

    def __init__(
        self,
        model: VAE,
        objective: Objective,
        images: torch.Tensor,
        shape: ImageShape,
        compute: Compute,
        seed: int,
    ) -> None:
        self._model, self._objective = model, objective
        self._images, self._shape = images, shape
        self._compute = compute
        self._seed = seed
        self._noise = torch.Generator(compute.device)
        self._threads: Threads | None = None
        if compute.device.type == "cuda":
            # Convolutions would otherwise add up in another order each time.
            torch.backends.cudnn.deterministic = True
            torch.backends.cudnn.benchmark = False

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
        """Compute the gradients of a step, in place of those that are there.

        Parameters
        ----------
        indices
            Which images, (B,).
        step
            Steps before this one.
        config
            Of which the augmentation is used.
        beta
            Weight of the KL divergence in this step.
        progress
            Of the run, from 0 to 1.
        row
            Measure also what a row of the history has of its last minibatch alone.
        """
        self._noise.manual_seed(self._seed + step)
        x = self._images.index_select(0, indices).float().div_(255)  # (B, pixels)
        if config.augmentation:
            x = distort(x, self._shape, config.augmentation, self._noise)
        x = self._objective.likelihood.target(x, self._noise)
        size = self._objective.noise_size(len(indices))
        draw = torch.rand if config.noise == "uniform" else torch.randn
        noise = draw(size, generator=self._noise, device=self._compute.device)
        for parameter in self._model.parameters():
            parameter.grad = None  # of a step that was broken off
        with self._compute.autocast():
            terms = self._objective(self._model, x, noise, indices)
        loss = self._objective.loss(terms, beta, progress)
        loss.backward()  # type: ignore[no-untyped-call]
        if not row:
            return Minibatch(terms.sums(loss))
        whole = len(indices) == min(config.batch_size, len(self._images))
        return Minibatch(
            terms.sums(loss),
            float(self._objective.learned_sigma(self._model, terms)),
            _fit_kl(terms) if whole else math.nan,
        )

    def move(self, optimizer: AdamW, learning_rate: float, decoder_rate: float) -> None:
        """Let the optimiser follow the gradients, and forget them."""
        optimizer.step(learning_rate, decoder_rate)

    def threads(self, config: RunConfig) -> Threads:
        """Return the choice of how many threads a step takes; made before the first."""
        if self._threads is None:
            agree = partial(self.agree, config=config)
            first = torch.get_num_threads()
            self._threads = threads_for(self._compute.device.type, first, agree)
        return self._threads

    def agree(self, counts: Sequence[int], config: RunConfig) -> bool:
        """Whether whole minibatches have the same gradients with so many threads each.

        Dense layers are tried, bit for bit, on the first images. Convolutions are not: theirs may
        agree nine times and differ the tenth.
        """
        if config.network.kind != "mlp":
            return False
        device, step = self._compute.device, 0
        indices = torch.arange(min(config.batch_size, len(self._images)), device=device)
        found = []
        for count in counts:
            use_threads(count)
            self.backward(indices, step, config, config.beta, 0.0)
            found.append([p.grad for p in self._model.parameters() if p.grad is not None])
        first, *others = found
        return all(
            len(first) == len(other) and all(map(torch.equal, first, other)) for other in others
        )


@torch.no_grad()
def _fit_kl(terms: Terms) -> float:
    draws = terms.draws if terms.draws.ndim == 2 else terms.draws[0]
    kl = float(moment_fit_kl(draws.float()))
    return kl if math.isfinite(kl) else math.nan
