"""What every likelihood keeps to, and the numbers of each."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.distributions import Bernoulli

from vae_explorer.core.data import LabelledImages
from vae_explorer.core.objective.likelihoods import LIKELIHOODS, GreyBernoulli

PIXELS = 784


@pytest.fixture
def logits() -> torch.Tensor:
    return 3 * torch.randn(5, PIXELS, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def grey() -> torch.Tensor:
    return torch.rand(5, PIXELS, generator=torch.Generator().manual_seed(1))


# Every entry of the registry


@pytest.mark.parametrize("key", LIKELIHOODS)
def test_it_gives_one_finite_number_an_image(
    key: str, logits: torch.Tensor, grey: torch.Tensor
) -> None:
    loss = LIKELIHOODS[key].nll(logits, grey, {})
    assert loss.shape == (5,)
    assert loss.dtype == torch.float32
    assert loss.isfinite().all()


@pytest.mark.parametrize("key", LIKELIHOODS)
def test_it_is_a_sum_over_pixels(key: str, logits: torch.Tensor, grey: torch.Tensor) -> None:
    likelihood = LIKELIHOODS[key]
    halves = [
        likelihood.nll(logits[:, part], grey[:, part], {})
        for part in (slice(0, 300), slice(300, PIXELS))
    ]
    whole = likelihood.nll(logits, grey, {})
    torch.testing.assert_close(halves[0] + halves[1], whole)


@pytest.mark.parametrize("key", LIKELIHOODS)
def test_its_mean_is_an_image(key: str, logits: torch.Tensor) -> None:
    mean = LIKELIHOODS[key].mean(logits)
    assert mean.shape == (5, PIXELS)
    assert mean.dtype == torch.float32
    assert mean.min() >= 0
    assert mean.max() <= 1


@pytest.mark.parametrize("key", LIKELIHOODS)
def test_it_finds_an_output_for_a_mean(key: str) -> None:
    mean = torch.linspace(0.01, 0.99, PIXELS)
    output = LIKELIHOODS[key].output_for(mean)
    assert output.shape == (LIKELIHOODS[key].heads * PIXELS,)
    torch.testing.assert_close(LIKELIHOODS[key].mean(output[None])[0], mean, rtol=0, atol=1e-3)
    assert LIKELIHOODS[key].output_for(torch.zeros(PIXELS)).isfinite().all()


@pytest.mark.parametrize("key", LIKELIHOODS)
@pytest.mark.parametrize("size", [0.0, 1e-4, 30.0, 1e4])
@pytest.mark.parametrize("pixel", [0.0, 0.5, 1.0])
def test_extreme_outputs_give_finite_losses_and_gradients(
    key: str, size: float, pixel: float
) -> None:
    output = torch.tensor([[size, -size]], requires_grad=True)
    loss = LIKELIHOODS[key].nll(output, torch.full((1, 2), pixel), {}).sum()
    loss.backward()
    assert loss.isfinite()
    assert output.grad is not None
    assert output.grad.isfinite().all()
    assert LIKELIHOODS[key].mean(output.detach()).isfinite().all()


@pytest.mark.parametrize("key", LIKELIHOODS)
def test_networks_in_half_precision_still_give_sums_in_single(
    key: str, logits: torch.Tensor, grey: torch.Tensor
) -> None:
    rounded = logits.bfloat16()
    likelihood = LIKELIHOODS[key]
    expected = likelihood.nll(rounded.float(), grey, {})
    assert torch.equal(likelihood.nll(rounded, grey, {}), expected)
    assert torch.equal(likelihood.mean(rounded), likelihood.mean(rounded.float()))


@pytest.mark.parametrize("key", LIKELIHOODS)
def test_descent_moves_the_mean_to_the_image(key: str) -> None:
    image = torch.tensor([[0.1, 0.4, 0.7, 0.95]])
    output = torch.zeros(1, 4, requires_grad=True)
    optimizer = torch.optim.LBFGS([output], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        value = LIKELIHOODS[key].nll(output, image, {}).sum()
        value.backward()
        return value

    optimizer.step(loss)
    torch.testing.assert_close(LIKELIHOODS[key].mean(output.detach()), image, atol=0.01, rtol=0)


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
