"""Held-out digits where there is no encoder: each is fitted to the decoder."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import torch

from vae_explorer.core.config import RunConfig
from vae_explorer.core.engine.device import Compute
from vae_explorer.core.networks.vae import VAE
from vae_explorer.core.objective.bound import Objective
from vae_explorer.core.objective.posteriors import Gaussian, posterior_of
from vae_explorer.core.shown import ShownDigits, sums_of

if TYPE_CHECKING:
    from vae_explorer.core.data.base import LabelledImages

FITTED_DIGITS = 500
_COST = 16  # how many digits an encoder has seen by the time that one is fitted anew
_ROUNDS = 2  # of a fit that begins where the last one ended
_SPREAD = 10**9  # what is fitted anew moves by little, and may be shown at once


class FittedDigits(ShownDigits):
    """The first 500 held-out digits; see `ShownDigits`.

    What a run is measured by, and what is shown of it at rest, is fitted from the beginning, and so
    follows from the weights alone. In between, codes are made better from where they are.
    """

    most = FITTED_DIGITS
    apart = 250  # where an epoch may have eight
    batch = 100

    def __init__(
        self,
        digits: LabelledImages,
        compute: Compute,
        seed: int,
        spread: int,
        interrupted: Callable[[], bool],
    ) -> None:
        super().__init__(digits, compute, seed, max(spread, _SPREAD), interrupted)

    @torch.no_grad()
    def measure_sample(self, model: VAE, objective: Objective) -> torch.Tensor:
        """Return the means of all of them, (7,), from their last codes on."""
        generator = torch.Generator(self._compute.device).manual_seed(self._seed)
        x = objective.likelihood.target(self._x(slice(None)), generator)
        q = self._improved(model, x, slice(None))
        noise = torch.randn(q.mean.shape, generator=generator, device=x.device)
        with self._compute.autocast():
            terms = objective.terms(model, q, x, noise)
        return sums_of(objective, model, terms) / len(x)

    @torch.no_grad()
    def encode_next(self, model: VAE, count: int, step: int) -> bool:
        """Make the codes of the next few better; returns whether they are finite."""
        if not self.codes.complete:
            return self.encode_all(model, step)
        count = max(1, count // _COST)
        rows = slice(self.codes.next_row, self.codes.next_row + count)
        finite = self._put(rows, self._improved(model, self._x(rows), rows), step)
        self.codes.advance(count, step)
        return finite

    def _improved(self, model: VAE, x: torch.Tensor, rows: slice) -> Gaussian:
        if not self.codes.complete:
            return model.fitter().fit(x)
        start = (torch.from_numpy(a).to(x.device) for a in self.codes.newest(rows))
        return model.fitter().improve(x, Gaussian(*start), _ROUNDS)


def shown_digits(config: RunConfig) -> type[ShownDigits]:
    """Return the kind of held-out digits that a run has."""
    return ShownDigits if posterior_of(config).amortised else FittedDigits
