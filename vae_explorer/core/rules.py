"""What is to be said of settings together: one small function a sentence.

`RULES` lists what makes no sense, and cannot be started; `NOTES` what does make sense, but may be
taken for something else.

A setting that does nothing beside another one is no such case, and can be left as it is: see
`Setting.only_with`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from vae_explorer.core.language import tr
from vae_explorer.core.objective.estimators import GRADIENTS
from vae_explorer.core.objective.posteriors import POSTERIORS
from vae_explorer.core.objective.priors import PRIORS

if TYPE_CHECKING:
    from vae_explorer.core.config import RunConfig

Problem = tuple[str, str]  # the setting to change, and a sentence


def _iwae_weighs_draws(config: RunConfig) -> Problem | None:
    if config.bound == "iwae" and config.kl == "closed":
        return (
            "kl",
            tr("The importance-weighted bound weighs each draw: choose the Monte Carlo KL for it."),
        )
    return None


def _iwae_is_joint(config: RunConfig) -> Problem | None:
    if config.bound == "iwae" and config.regime != "joint":
        return "regime", tr("The importance-weighted bound is of the joint training alone.")
    return None


def _warm_up_ends(config: RunConfig) -> Problem | None:
    if config.warm_up > config.epochs:
        return (
            "warm_up",
            tr(
                "A warm-up of {warm_up:g} epochs is longer than the run of {epochs}.",
                warm_up=config.warm_up,
                epochs=config.epochs,
            ),
        )
    return None


def _points_have_no_bound(config: RunConfig) -> Problem | None:
    if config.bound != "elbo" and not POSTERIORS[config.posterior].has_density:
        return (
            "bound",
            tr(
                "An autoencoder draws nothing that a bound could weigh: leave the bound at ELBO, "
                "or choose a posterior with a density."
            ),
        )
    return None


def _kept_is_joint(config: RunConfig) -> Problem | None:
    if config.regime != "joint" and not POSTERIORS[config.posterior].amortised:
        return (
            "regime",
            tr(
                "Without an encoder there is none to train apart: choose the joint regime, or "
                "another posterior."
            ),
        )
    return None


def _kept_is_of_the_elbo(config: RunConfig) -> Problem | None:
    if config.bound != "elbo" and not POSTERIORS[config.posterior].amortised:
        return (
            "bound",
            tr(
                "Held-out images are fitted by the ELBO where there is no encoder: leave the bound "
                "at ELBO, or choose another posterior."
            ),
        )
    return None


def _points_have_no_score(config: RunConfig) -> Problem | None:
    if config.gradient == "score" and not POSTERIORS[config.posterior].has_density:
        return (
            "gradient",
            tr(
                "An autoencoder has no density whose score could be taken: choose the "
                "reparameterised gradient, or a posterior with a density."
            ),
        )
    return None


def _score_is_of_the_elbo(config: RunConfig) -> Problem | None:
    if config.gradient == "score" and config.bound != "elbo":
        return (
            "gradient",
            tr(
                "The score function here is of the ELBO: choose the reparameterised gradient for "
                "another bound."
            ),
        )
    return None


def _score_is_joint(config: RunConfig) -> Problem | None:
    if config.gradient == "score" and config.regime != "joint":
        return (
            "gradient",
            tr(
                "Only in the joint regime does the encoder follow the reconstruction, which is "
                "what the score function is for."
            ),
        )
    return None


def _points_are_joint(config: RunConfig) -> Problem | None:
    if config.regime != "joint" and not POSTERIORS[config.posterior].has_density:
        return (
            "regime",
            tr(
                "An autoencoder has no KL divergence to train its encoder on alone: "
                "choose the joint regime, or a posterior with a density."
            ),
        )
    return None


def _learned_priors_have_no_closed_kl(config: RunConfig) -> Problem | None:
    if PRIORS[config.prior].learned and config.kl == "closed":
        return (
            "kl",
            tr(
                "From a mixture there is no KL divergence in closed form: choose the Monte Carlo "
                "KL for a learned prior."
            ),
        )
    return None


def _learned_priors_are_joint(config: RunConfig) -> Problem | None:
    if PRIORS[config.prior].learned and config.regime != "joint":
        return (
            "prior",
            tr(
                "An encoder that is trained on the KL divergence alone and a prior that is learned "
                "only chase each other: choose the joint regime, or N(0, I)."
            ),
        )
    return None


def _learned_priors_have_an_encoder(config: RunConfig) -> Problem | None:
    if PRIORS[config.prior].learned and not POSTERIORS[config.posterior].amortised:
        return (
            "prior",
            tr(
                "Mean-field posteriors are fitted to held-out images by their divergence from "
                "N(0, I), and there is no encoder for a VampPrior: choose N(0, I), or an amortised "
                "posterior."
            ),
        )
    return None


RULES: tuple[Callable[[RunConfig], Problem | None], ...] = (
    _points_have_no_bound,
    _points_are_joint,
    _kept_is_joint,
    _kept_is_of_the_elbo,
    _points_have_no_score,
    _score_is_of_the_elbo,
    _score_is_joint,
    _iwae_weighs_draws,
    _iwae_is_joint,
    _learned_priors_have_no_closed_kl,
    _learned_priors_are_joint,
    _learned_priors_have_an_encoder,
    _warm_up_ends,
)


def _of_beta(config: RunConfig) -> str:
    if config.beta == 0 and POSTERIORS[config.posterior].has_density:
        return tr(
            "With β = 0, z is still drawn from q(z | x): this is no autoencoder. "
            "The posterior “{title}” makes one.",
            title=tr(POSTERIORS["delta"].title),
        )
    return ""


def _of_posterior(config: RunConfig) -> str:
    return tr(POSTERIORS[config.posterior].note)


def _of_prior(config: RunConfig) -> str:
    return tr(PRIORS[config.prior].note)


def _of_gradient(config: RunConfig) -> str:
    return tr(GRADIENTS[config.gradient].note)


def _of_regime(config: RunConfig) -> str:
    return tr(config.kind.about)


NOTES: dict[str, Callable[[RunConfig], str]] = {
    "regime": _of_regime,
    "beta": _of_beta,
    "posterior": _of_posterior,
    "prior": _of_prior,
    "gradient": _of_gradient,
}
"""For each setting that may need it what gives a sentence to stand below it, or nothing."""
