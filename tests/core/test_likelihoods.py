"""What every likelihood keeps to, and the numbers of each."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.distributions import Bernoulli, Normal
from torch.distributions import ContinuousBernoulli as TorchsContinuousBernoulli

from vae_explorer.core.data import LabelledImages
from vae_explorer.core.objective.bernoulli import ContinuousBernoulli, GreyBernoulli
from vae_explorer.core.objective.gaussian import Gaussian
from vae_explorer.core.objective.likelihoods import LIKELIHOODS

PIXELS = 784


@pytest.fixture
def logits() -> torch.Tensor:
    return 3 * torch.randn(5, PIXELS, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def grey() -> torch.Tensor:
    return torch.rand(5, PIXELS, generator=torch.Generator().manual_seed(1))


# Every entry of the registry


def own(key: str) -> dict[str, torch.Tensor]:
    """Return the parameters of its own as they begin."""
    return {name: torch.zeros(size) for name, size in LIKELIHOODS[key].parameters().items()}


def output(key: str, numbers: torch.Tensor) -> torch.Tensor:
    """Return a raw output, with one number in all heads of a pixel."""
    return numbers.repeat(1, LIKELIHOODS[key].heads)


@pytest.mark.parametrize("key", LIKELIHOODS)
def test_it_gives_one_finite_number_an_image(
    key: str, logits: torch.Tensor, grey: torch.Tensor
) -> None:
    loss = LIKELIHOODS[key].nll(output(key, logits), grey, own(key))
    assert loss.shape == (5,)
    assert loss.dtype == torch.float32
    assert loss.isfinite().all()


@pytest.mark.parametrize("key", LIKELIHOODS)
def test_several_draws_are_compared_with_one_image_each(
    key: str, logits: torch.Tensor, grey: torch.Tensor
) -> None:
    likelihood, raw = LIKELIHOODS[key], output(key, logits)
    several = likelihood.nll(torch.stack((raw, raw + 1)), grey, own(key))
    for found, alone in zip(several, (raw, raw + 1), strict=True):
        torch.testing.assert_close(found, likelihood.nll(alone, grey, own(key)))


@pytest.mark.parametrize("key", LIKELIHOODS)
def test_it_is_a_sum_over_pixels(key: str, logits: torch.Tensor, grey: torch.Tensor) -> None:
    likelihood = LIKELIHOODS[key]
    halves = [
        likelihood.nll(output(key, logits[:, part]), grey[:, part], own(key))
        for part in (slice(0, 300), slice(300, PIXELS))
    ]
    whole = likelihood.nll(output(key, logits), grey, own(key))
    torch.testing.assert_close(halves[0] + halves[1], whole)


@pytest.mark.parametrize("key", LIKELIHOODS)
def test_its_mean_is_an_image(key: str, logits: torch.Tensor) -> None:
    mean = LIKELIHOODS[key].mean(output(key, logits))
    assert mean.shape == (5, PIXELS)
    assert mean.dtype == torch.float32
    assert mean.min() >= 0
    assert mean.max() <= 1


@pytest.mark.parametrize("key", LIKELIHOODS)
def test_it_finds_an_output_for_a_mean(key: str) -> None:
    mean = torch.linspace(0.01, 0.99, PIXELS)
    found = LIKELIHOODS[key].output_for(mean)
    assert found.shape == (LIKELIHOODS[key].heads * PIXELS,)
    torch.testing.assert_close(LIKELIHOODS[key].mean(found[None])[0], mean, rtol=0, atol=1e-3)
    assert LIKELIHOODS[key].output_for(torch.zeros(PIXELS)).isfinite().all()


@pytest.mark.parametrize("key", LIKELIHOODS)
@pytest.mark.parametrize("size", [0.0, 1e-4, 30.0, 1e4])
@pytest.mark.parametrize("pixel", [0.0, 0.5, 1.0])
def test_extreme_outputs_give_finite_losses_and_gradients(
    key: str, size: float, pixel: float
) -> None:
    raw = output(key, torch.tensor([[size, -size]])).requires_grad_()
    loss = LIKELIHOODS[key].nll(raw, torch.full((1, 2), pixel), own(key)).sum()
    loss.backward()
    assert loss.isfinite()
    assert raw.grad is not None
    assert raw.grad.isfinite().all()
    assert LIKELIHOODS[key].mean(raw.detach()).isfinite().all()


@pytest.mark.parametrize("key", LIKELIHOODS)
def test_networks_in_half_precision_still_give_sums_in_single(
    key: str, logits: torch.Tensor, grey: torch.Tensor
) -> None:
    rounded = output(key, logits).bfloat16()
    likelihood = LIKELIHOODS[key]
    expected = likelihood.nll(rounded.float(), grey, own(key))
    assert torch.equal(likelihood.nll(rounded, grey, own(key)), expected)
    assert torch.equal(likelihood.mean(rounded), likelihood.mean(rounded.float()))


@pytest.mark.parametrize("key", LIKELIHOODS)
def test_descent_moves_the_mean_to_the_target(key: str) -> None:
    likelihood = LIKELIHOODS[key]
    generator = torch.Generator().manual_seed(0)
    image = likelihood.target(torch.tensor([[0.1, 0.4, 0.7, 0.95]]), generator)
    raw = output(key, torch.zeros(1, 4)).requires_grad_()
    optimizer = torch.optim.LBFGS([raw], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        value = likelihood.nll(raw, image, own(key)).sum()
        value.backward()
        return value

    optimizer.step(loss)
    torch.testing.assert_close(likelihood.mean(raw.detach()), image, atol=0.01, rtol=0)


@pytest.mark.parametrize("key", LIKELIHOODS)
def test_samples_have_the_mean_that_is_shown(key: str) -> None:
    numbers = torch.tensor([[-6.0, -2.0, -0.01, 0.0, 0.03, 1.0, 5.0]])
    raw = output(key, numbers).expand(20_000, -1)
    drawn = LIKELIHOODS[key].sample(raw, torch.Generator().manual_seed(0), own(key))
    assert drawn.shape == (20_000, 7)
    error = drawn.std(dim=0) / len(drawn) ** 0.5
    assert ((drawn.mean(dim=0) - LIKELIHOODS[key].mean(raw)[0]).abs() < 5 * error + 1e-4).all()


@pytest.mark.parametrize("key", LIKELIHOODS)
def test_it_has_a_name_for_people(key: str) -> None:
    assert LIKELIHOODS[key].title
    assert [entry.title for entry in LIKELIHOODS.values()].count(LIKELIHOODS[key].title) == 1


# Bernoulli on grey pixels


def test_on_black_and_white_pixels_it_is_the_bernoulli_distribution(
    logits: torch.Tensor, grey: torch.Tensor
) -> None:
    binary = grey.round()
    expected = -Bernoulli(logits=logits).log_prob(binary).sum(dim=1)
    torch.testing.assert_close(GreyBernoulli().nll(logits, binary, {}), expected)
    torch.testing.assert_close(GreyBernoulli().mean(logits), Bernoulli(logits=logits).mean)


def test_on_grey_pixels_it_is_the_cross_entropy(logits: torch.Tensor, grey: torch.Tensor) -> None:
    x, p = grey.double().numpy(), 1 / (1 + np.exp(-logits.double().numpy()))
    expected = -(x * np.log(p) + (1 - x) * np.log(1 - p)).sum(axis=1)
    loss = GreyBernoulli().nll(logits, grey, {})
    np.testing.assert_allclose(loss, expected, rtol=1e-5)


def test_a_grey_pixel_costs_its_entropy_even_when_met() -> None:
    loss = GreyBernoulli().nll(torch.zeros(1, PIXELS), torch.full((1, 784), 0.5), {})
    assert loss.item() == pytest.approx(784 * np.log(2), rel=1e-6)


def test_the_floor_and_the_mean_image_on_mnist(mnist_test: LabelledImages) -> None:
    x = torch.from_numpy(mnist_test.images.reshape(-1, PIXELS)).float() / 255
    likelihood = GreyBernoulli()
    perfect = torch.logit(x, eps=1e-12).clamp(-100, 100)
    assert likelihood.nll(perfect, x, {}).mean().item() == pytest.approx(45.5, abs=0.1)
    mean_image = torch.logit(x.mean(dim=0, keepdim=True), eps=1e-9).expand_as(x)
    assert likelihood.nll(mean_image, x, {}).mean().item() == pytest.approx(205.7, abs=0.1)


# Bernoulli on black and white pixels


def test_bits_are_drawn_anew_with_the_grey_as_their_probability() -> None:
    generator = torch.Generator().manual_seed(0)
    x = torch.tensor([[0.0, 0.2, 0.9, 1.0]]).expand(5000, -1)
    first, second = (LIKELIHOODS["binary"].target(x, generator) for _ in range(2))
    assert set(first.unique().tolist()) == {0.0, 1.0}
    assert not torch.equal(first, second)
    torch.testing.assert_close(first.mean(dim=0), x[0], atol=0.03, rtol=0)


def test_bits_by_a_threshold_are_the_same_each_time() -> None:
    x = torch.tensor([[0.0, 0.49, 0.5, 1.0]])
    target = LIKELIHOODS["threshold"].target(x, torch.Generator())
    assert target.tolist() == [[0.0, 0.0, 1.0, 1.0]]


# Continuous Bernoulli


def test_the_continuous_bernoulli_is_torchs(logits: torch.Tensor, grey: torch.Tensor) -> None:
    theirs = TorchsContinuousBernoulli(logits=logits.double())
    ours = ContinuousBernoulli()
    expected = -theirs.log_prob(grey.double()).sum(dim=1)
    torch.testing.assert_close(ours.nll(logits, grey, {}).double(), expected, rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(ours.mean(logits).double(), theirs.mean, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("logit", [-40.0, -3.0, -0.11, -0.09, -1e-3, 0.0, 0.05, 0.2, 9.0])
def test_the_continuous_bernoulli_is_a_density_with_its_mean(logit: float) -> None:
    nodes, weights = np.polynomial.legendre.leggauss(200)
    x = torch.from_numpy((nodes + 1) / 2).float()[:, None]
    density = (-ContinuousBernoulli().nll(torch.full((200, 1), logit), x, {})).exp().numpy()
    assert (density * weights / 2).sum() == pytest.approx(1, abs=1e-4)
    mean = (x[:, 0].numpy() * density * weights / 2).sum()
    shown = ContinuousBernoulli().mean(torch.tensor([[logit]])).item()
    assert shown == pytest.approx(mean, abs=1e-4)


# Gaussians


@pytest.mark.parametrize("variance", [0.01, 0.5, 2.0])
def test_the_gaussian_is_torchs(variance: float, logits: torch.Tensor, grey: torch.Tensor) -> None:
    expected = -Normal(logits.sigmoid(), variance**0.5).log_prob(grey).sum(dim=1)
    found = LIKELIHOODS["gaussian"].configured(variance).nll(logits, grey, {})
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-4)


def test_half_a_unit_of_variance_is_plain_squared_error(
    logits: torch.Tensor, grey: torch.Tensor
) -> None:
    squares = (grey - logits.sigmoid()).square().sum(dim=1)
    constant = PIXELS / 2 * np.log(np.pi)
    torch.testing.assert_close(Gaussian(0.5).nll(logits, grey, {}), squares + constant)


def test_the_learned_variance_is_at_its_best_where_it_is_the_mean_square(
    logits: torch.Tensor, grey: torch.Tensor
) -> None:
    likelihood = LIKELIHOODS["gaussian-learned"]
    parameter = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.LBFGS([parameter], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        value = likelihood.nll(logits, grey, {"log_variance": parameter}).sum()
        value.backward()
        return value

    optimizer.step(loss)
    squares = (grey - logits.sigmoid()).square().mean().item()
    found = likelihood.variance(logits, {"log_variance": parameter.detach()}).item()
    assert found == pytest.approx(squares, rel=1e-3)


@pytest.mark.parametrize("key", ["gaussian-learned", "gaussian-pixel"])
def test_a_learned_variance_has_a_floor(key: str) -> None:
    raw = torch.full((1, 2), -1e4)
    least = {name: torch.full(size, -1e4) for name, size in LIKELIHOODS[key].parameters().items()}
    assert LIKELIHOODS[key].variance(raw, least).min().item() == pytest.approx(1e-3)


def test_the_variance_of_each_pixel_is_torchs(logits: torch.Tensor, grey: torch.Tensor) -> None:
    raw = torch.cat((logits, logits.flip(0)), dim=1)
    scale = (1e-3 + torch.nn.functional.softplus(logits.flip(0))).sqrt()
    expected = -Normal(logits.sigmoid(), scale).log_prob(grey).sum(dim=1)
    found = LIKELIHOODS["gaussian-pixel"].nll(raw, grey, {})
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-3)
