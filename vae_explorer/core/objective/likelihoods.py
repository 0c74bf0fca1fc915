"""The likelihoods that there are.

To add one, write a class with the members of `Likelihood` and register it in `LIKELIHOODS`; the
window, the command line and the parametrised tests pick it up from there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vae_explorer.core.objective.bernoulli import (
    ContinuousBernoulli,
    DrawnBernoulli,
    GreyBernoulli,
    ThresholdBernoulli,
)
from vae_explorer.core.objective.gaussian import Gaussian, LearnedGaussian, PixelGaussian
from vae_explorer.core.objective.likelihood import Likelihood
from vae_explorer.core.objective.linear import LinearGaussian
from vae_explorer.core.objective.squared_error import SquaredError

if TYPE_CHECKING:
    from vae_explorer.core.config import RunConfig

LIKELIHOODS: dict[str, Likelihood] = {
    "bernoulli": GreyBernoulli(),
    "binary": DrawnBernoulli(),
    "threshold": ThresholdBernoulli(),
    "continuous-bernoulli": ContinuousBernoulli(),
    "gaussian": Gaussian(),
    "gaussian-learned": LearnedGaussian(),
    "gaussian-pixel": PixelGaussian(),
}
OF_KINDS: dict[str, Likelihood] = {
    "gaussian-linear": LinearGaussian(),
    "squared-error": SquaredError(),
}
"""Those that cannot be chosen: a kind of model brings them, see `kinds`."""


def likelihood_of(config: RunConfig) -> Likelihood:
    """Return the likelihood of a configuration, with its settings; KeyError for an unknown.

    A kind of model that has one of its own has that, whatever is chosen.
    """
    key = config.likelihood_key
    return (LIKELIHOODS | OF_KINDS)[key].configured(config.variance)
