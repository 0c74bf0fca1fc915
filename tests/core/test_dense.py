"""The dense layer against PyTorch's own."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from vae_explorer.core.networks import dense
from vae_explorer.core.networks.dense import Dense

SHAPES = [(128, 784, 512), (16, 16, 16), (40, 17, 33), (200, 256, 784)]
TOO_SMALL = [(1, 64, 64), (128, 256, 4), (128, 2, 256), (0, 64, 64)]


@pytest.fixture(params=[True, False], ids=["oneDNN", "without"])
def kernel(request, monkeypatch) -> bool:
    if request.param and not dense._has_onednn():
        pytest.skip("this build of PyTorch, or this processor, has no use for oneDNN")
    monkeypatch.setattr(dense, "_has_onednn", lambda: request.param)
    return request.param


def layer_and_input(rows: int, inputs: int, outputs: int) -> tuple[Dense, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    layer = Dense(inputs, outputs)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.normal_(generator=generator)
    return layer, torch.randn(rows, inputs, generator=generator)


@pytest.mark.parametrize("shape", SHAPES + TOO_SMALL)
def test_values_are_those_of_pytorchs_layer(kernel: bool, shape: tuple[int, int, int]) -> None:
    layer, x = layer_and_input(*shape)
    expected = F.linear(x, layer.weight, layer.bias)
    torch.testing.assert_close(layer(x), expected, rtol=1e-4, atol=1e-3)
    with torch.inference_mode():
        torch.testing.assert_close(layer(x), expected, rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("shape", SHAPES + TOO_SMALL)
@pytest.mark.parametrize("needs_input", [True, False])
def test_gradients_are_those_of_pytorchs_layer(
    kernel: bool, shape: tuple[int, int, int], needs_input: bool
) -> None:
    layer, x = layer_and_input(*shape)
    leaves = [layer.weight, layer.bias]
    if needs_input:
        leaves.insert(0, x.requires_grad_())
    ours = torch.autograd.grad(layer(x).square().sum(), leaves)
    theirs = torch.autograd.grad(F.linear(x, layer.weight, layer.bias).square().sum(), leaves)
    for a, b in zip(ours, theirs, strict=True):
        torch.testing.assert_close(a, b, rtol=1e-3, atol=1e-4 * max(1.0, float(b.norm())))


def test_gradients_that_are_not_contiguous_are_taken(kernel: bool) -> None:
    layer, x = layer_and_input(64, 32, 48)
    ours = torch.autograd.grad(layer(x).sum(), layer.weight)  # one number, seen as a matrix
    theirs = torch.autograd.grad(F.linear(x, layer.weight, layer.bias).sum(), layer.weight)
    torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-3)


def test_an_operator_that_is_missing_or_wrong_is_not_used(monkeypatch) -> None:
    def missing(*_: object) -> torch.Tensor:
        raise AttributeError("no such operator")

    def wrong(x: torch.Tensor, weight: torch.Tensor, _bias: object = None) -> torch.Tensor:
        return torch.zeros(len(x), len(weight))

    for product in (missing, wrong):
        monkeypatch.setattr(dense, "_product", product)
        assert dense._has_onednn.__wrapped__() is False


def test_two_equal_products_are_equal_bit_for_bit(kernel: bool) -> None:
    layer, x = layer_and_input(128, 784, 512)
    with torch.no_grad():
        assert torch.equal(layer(x), layer(x.clone()))
