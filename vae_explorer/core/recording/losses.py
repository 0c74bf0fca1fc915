"""Losses that another program gives, gathered without waiting for its device."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from vae_explorer.core.errors import UserError
from vae_explorer.core.text import either

TERMS = ("reconstruction", "kl")


class LossMeans:
    """Means over what was given since they were taken last."""

    def __init__(self) -> None:
        self._sums: dict[str, float | Tensor] = {}
        self._count = 0

    def add(self, losses: Mapping[str, float | Tensor]) -> None:
        """Count a minibatch; a tensor stays on its device.

        Raises
        ------
        UserError
            For a loss of another name.
        """
        for term, value in _known(losses).items():
            self._sums[term] = self._sums.get(term, 0.0) + value
        self._count += 1

    def take(self) -> list[float] | None:
        """Return reconstruction and KL divergence, and begin anew; None if nothing was given."""
        if not self._count:
            return None
        means = [float(self._sums.get(term, 0.0)) / self._count for term in TERMS]
        self._sums, self._count = {}, 0
        return means


def measured(losses: Mapping[str, float | Tensor]) -> list[float]:
    """Return reconstruction and KL divergence, 0 for what is missing.

    Raises
    ------
    UserError
        For a loss of another name.
    """
    known = _known(losses)
    return [float(known.get(term, 0.0)) for term in TERMS]


def _known(losses: Mapping[str, float | Tensor]) -> dict[str, float | Tensor]:
    if unknown := set(losses) - set(TERMS):
        raise UserError(f"There is no loss {min(unknown)!r:.40}.", f"Give {either(TERMS)}.")
    return {
        term: value.detach() if isinstance(value, torch.Tensor) else float(value)
        for term, value in losses.items()
    }
