"""The ways to learn, by the regime that asks for them; all others follow the gradient of a loss."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from torch import Tensor

from vae_explorer.core.engine.device import Compute
from vae_explorer.core.gradients import Gradients
from vae_explorer.core.images import ImageShape
from vae_explorer.core.learners.adversary import Adversary
from vae_explorer.core.learners.components import Components
from vae_explorer.core.learners.learner import Learner
from vae_explorer.core.networks.vae import VAE
from vae_explorer.core.objective.bound import Objective

_Make: TypeAlias = Callable[[VAE, Objective, Tensor, ImageShape, Compute, int], Learner]

LEARNERS: dict[str, _Make] = {"adversarial": Adversary, "pca": Components}


def learner_for(regime: str) -> _Make:
    """Return what makes the `Learner` of a run in this regime."""
    return LEARNERS.get(regime, Gradients)
