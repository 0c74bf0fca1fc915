"""The evidence lower bound, against the evidence itself by integration over the plane."""

from __future__ import annotations

import math

import pytest
import torch
from numpy.polynomial.hermite_e import hermegauss
from torch.distributions import Bernoulli, Normal

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.networks.vae import VAE
from vae_explorer.core.objective.bernoulli import GreyBernoulli
from vae_explorer.core.objective.bound import Objective
from vae_explorer.core.objective.divergences import KL_ESTIMATORS, ClosedKL
from vae_explorer.core.objective.likelihoods import LIKELIHOODS

TINY = Architecture("mlp", (8, 5), "tanh")
PRIOR = Normal(0.0, 1.0)
SPACING = 0.2
AXIS = torch.arange(-8.0, 8.1, SPACING)  # where q is as wide as the prior, too


@pytest.fixture
def model() -> VAE:
    return VAE(TINY, DIGIT_SHAPE).initialize(torch.Generator().manual_seed(3)).requires_grad_(False)


@pytest.fixture
def binary() -> torch.Tensor:
    return torch.rand(4, 784, generator=torch.Generator().manual_seed(4)).round()


def log_evidence(model: VAE, x: torch.Tensor) -> torch.Tensor:
    """Return log p(x) by the rectangle rule, which converges exponentially for smooth bumps."""
    z = torch.cartesian_prod(AXIS, AXIS)
    log_prior = PRIOR.log_prob(z).sum(dim=1) + 2 * math.log(SPACING)
    decoded = Bernoulli(logits=model.decoder(z))
    log_likelihood = torch.stack([decoded.log_prob(image).sum(dim=1) for image in x])
    return (log_likelihood + log_prior).logsumexp(dim=1)


def expected_elbo(model: VAE, x: torch.Tensor) -> torch.Tensor:
    """Return the ELBO with its expectation over the noise by Gauss-Hermite quadrature."""
    nodes, weights = (torch.from_numpy(values) for values in hermegauss(80))
    noise = torch.cartesian_prod(nodes, nodes).float().repeat(len(x), 1)
    terms = Objective(GreyBernoulli(), ClosedKL())(
        model, x.repeat_interleave(len(nodes) ** 2, dim=0), noise
    )
    loss = (terms.reconstruction + terms.kl).double().reshape(len(x), -1)
    return -loss @ torch.cartesian_prod(weights, weights).prod(dim=1) / weights.sum() ** 2


def test_the_terms_are_those_of_torchs_distributions(model: VAE, binary: torch.Tensor) -> None:
    noise = torch.randn(4, 2, generator=torch.Generator().manual_seed(5))
    terms = Objective(GreyBernoulli(), ClosedKL())(model, binary, noise)
    mean, log_variance = model.encode(binary)
    posterior = Normal(mean, (log_variance / 2).exp())
    z = mean + posterior.stddev * noise
    expected = -Bernoulli(logits=model.decoder(z)).log_prob(binary).sum(dim=1)
    torch.testing.assert_close(terms.reconstruction, expected)
    kl = torch.distributions.kl_divergence(posterior, PRIOR).sum(dim=1)
    torch.testing.assert_close(terms.kl, kl)
    assert torch.equal(terms.q.mean, mean)
    assert torch.equal(terms.q.log_variance, log_variance)


@pytest.mark.parametrize("likelihood", LIKELIHOODS)
@pytest.mark.parametrize("kl", KL_ESTIMATORS)
def test_every_registered_pair_gives_terms_for_each_image(
    likelihood: str, kl: str, binary: torch.Tensor
) -> None:
    config = RunConfig(likelihood=likelihood, kl=kl, architecture=TINY)
    objective = Objective.of(config)
    model = VAE.of(config, DIGIT_SHAPE).initialize(torch.Generator().manual_seed(3))
    terms = objective(model, binary, torch.zeros(4, 2))
    assert terms.reconstruction.shape == terms.kl.shape == (4,)
    assert type(objective.likelihood) is type(LIKELIHOODS[likelihood])
    assert objective.kl is KL_ESTIMATORS[kl]


def test_the_noise_moves_the_sample_by_standard_deviations(
    model: VAE, binary: torch.Tensor
) -> None:
    model.encoder.head.weight.zero_()
    model.encoder.head.bias.copy_(torch.tensor([1.0, -2.0, math.log(0.25), math.log(9.0)]))
    noise = torch.tensor([[2.0, -1.0]]).expand(4, 2)
    terms = Objective(GreyBernoulli(), ClosedKL())(model, binary, noise)
    output = model.decoder(torch.tensor([[1 + 2 * 0.5, -2 - 1 * 3.0]]))
    expected = -Bernoulli(logits=output).log_prob(binary).sum(dim=1)
    torch.testing.assert_close(terms.reconstruction, expected)


@pytest.mark.slow
def test_the_bound_lies_below_the_evidence(model: VAE, binary: torch.Tensor) -> None:
    evidence, elbo = log_evidence(model, binary), expected_elbo(model, binary)
    assert (elbo < evidence).all()
    assert (evidence - elbo < 50).all()


@pytest.mark.slow
def test_the_gap_is_the_divergence_from_the_true_posterior(
    model: VAE, binary: torch.Tensor
) -> None:
    z = torch.cartesian_prod(AXIS, AXIS)
    decoded = Bernoulli(logits=model.decoder(z))
    evidence, elbo = log_evidence(model, binary), expected_elbo(model, binary)
    mean, log_variance = model.encode(binary)
    for i, image in enumerate(binary):
        log_q = Normal(mean[i], (log_variance[i] / 2).exp()).log_prob(z).sum(dim=1)
        log_joint = decoded.log_prob(image).sum(dim=1) + PRIOR.log_prob(z).sum(dim=1)
        gap = (log_q.exp() * (log_q - (log_joint - evidence[i]))).sum() * SPACING**2
        assert (evidence[i] - elbo[i]).item() == pytest.approx(gap.item(), abs=2e-3)


@pytest.mark.slow
def test_the_bound_is_tight_where_the_decoder_ignores_the_plane(binary: torch.Tensor) -> None:
    model = (
        VAE(TINY, DIGIT_SHAPE).initialize(torch.Generator().manual_seed(3)).requires_grad_(False)
    )
    model.decoder.head.weight.zero_()
    model.encoder.head.weight.zero_()
    model.encoder.head.bias.zero_()  # q(z given x) = p(z)
    evidence, elbo = log_evidence(model, binary), expected_elbo(model, binary)
    torch.testing.assert_close(elbo.float(), evidence, atol=2e-3, rtol=0)


def test_an_unknown_key_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Objective.of(RunConfig(likelihood="none"))
