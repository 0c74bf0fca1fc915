"""The networks: shapes, arithmetic, and initial weights from one generator alone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import nn

from vae_explorer.core.architecture import PRESETS, Architecture
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.networks.activations import ACTIVATIONS
from vae_explorer.core.networks.layers import parameter_shapes
from vae_explorer.core.networks.vae import VAE

SMALL = {
    "mlp": Architecture("mlp", (12, 6), "relu"),
    "mlp, linear bottleneck": Architecture("mlp", (12, 6), "relu", linear_bottleneck=True),
    "mlp, one layer": Architecture("mlp", (9,), "tanh"),
    "mlp, one linear layer": Architecture("mlp", (9,), "tanh", linear_bottleneck=True),
    "mlp, eight layers": Architecture("mlp", (9, 8, 7, 6, 5, 4, 3, 2), "elu"),
    "conv": Architecture("conv", (3, 4, 10), "silu"),
    "conv, linear bottleneck": Architecture("conv", (3, 4, 10), "silu", linear_bottleneck=True),
    "conv, one channel count": Architecture("conv", (4, 10), "gelu"),
}
ALL = {key: preset.architecture for key, preset in PRESETS.items()} | SMALL


def built(architecture: Architecture, seed: int = 0) -> VAE:
    return VAE(architecture, DIGIT_SHAPE).initialize(torch.Generator().manual_seed(seed)).eval()


def pixels(count: int) -> torch.Tensor:
    return torch.rand(count, 784, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("name", ALL)
def test_shapes_are_those_of_a_posterior_and_an_image(name: str) -> None:
    model = built(ALL[name])
    mean, log_variance = model.encode(pixels(3))
    assert mean.shape == log_variance.shape == (3, 2)
    assert model.decoder(mean).shape == (3, 784)


@pytest.mark.parametrize("name", ALL)
def test_parameter_shapes_are_known_without_the_network(name: str) -> None:
    state = built(ALL[name]).state_dict()
    shapes = parameter_shapes(ALL[name], DIGIT_SHAPE)
    assert {key: tuple(value.shape) for key, value in state.items()} == shapes


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("kind", ["mlp", "conv"])
def test_every_activation_can_be_built(kind: str, activation: str) -> None:
    model = built(Architecture(kind, (4, 6), activation))
    mean, _ = model.encode(pixels(2))
    assert model.decoder(mean).isfinite().all()


@pytest.mark.parametrize("linear_bottleneck", [False, True])
def test_the_dense_network_is_what_numpy_computes(linear_bottleneck: bool) -> None:
    model = built(Architecture("mlp", (12, 6), "relu", linear_bottleneck))
    w = {name: value.double().numpy() for name, value in model.state_dict().items()}

    def dense(name: str, h: NDArray[np.float64]) -> NDArray[np.float64]:
        return h @ w[f"{name}.weight"].T + w[f"{name}.bias"]

    def relu(h: NDArray[np.float64], innermost: bool = False) -> NDArray[np.float64]:
        return h if innermost and linear_bottleneck else np.maximum(h, 0)

    x = pixels(5)
    h = relu(dense("encoder.hidden.0", x.double().numpy()))
    h = dense("encoder.head", relu(dense("encoder.hidden.1", h), innermost=True))
    mean, log_variance = model.encode(x)
    np.testing.assert_allclose(mean.detach(), h[:, :2], atol=1e-5)
    np.testing.assert_allclose(log_variance.detach(), h[:, 2:], atol=1e-5)

    z = torch.randn(5, 2, generator=torch.Generator().manual_seed(2))
    h = relu(dense("decoder.hidden.0", z.double().numpy()), innermost=True)
    h = dense("decoder.head", relu(dense("decoder.hidden.1", h)))
    np.testing.assert_allclose(model.decoder(z).detach(), h, atol=1e-5)


@pytest.mark.parametrize("name", ["conv", "conv, one channel count", "conv, linear bottleneck"])
def test_the_convolutional_network_is_a_stack_of_torchs_layers(name: str) -> None:
    architecture = SMALL[name]
    *channels, dense = architecture.widths
    activation = {"silu": nn.SiLU, "gelu": nn.GELU}[architecture.activation]
    bottleneck = nn.Identity if architecture.linear_bottleneck else activation
    side = 28 // 2 ** len(channels)
    flat = channels[-1] * side * side

    layers: list[nn.Module] = [nn.Unflatten(1, (1, 28, 28))]
    for a, b in zip([1, *channels], channels, strict=False):
        layers += [nn.Conv2d(a, b, 4, 2, 1), activation()]
    encoder = nn.Sequential(
        *layers, nn.Flatten(), nn.Linear(flat, dense), bottleneck(), nn.Linear(dense, 4)
    )
    layers = [nn.Linear(2, dense), bottleneck(), nn.Linear(dense, flat)]
    layers += [nn.Unflatten(1, (channels[-1], side, side))]
    outward = [*reversed(channels), 1]
    for a, b in pairwise(outward):
        layers += [activation(), nn.ConvTranspose2d(a, b, 4, 2, 1)]
    decoder = nn.Sequential(*layers, nn.Flatten())

    model = built(architecture)
    for stack, network in ((encoder, model.encoder), (decoder, model.decoder)):
        weights = network.state_dict().values()
        stack.load_state_dict(dict(zip(stack.state_dict(), weights, strict=True)))
    x = pixels(4)
    torch.testing.assert_close(torch.cat(model.encode(x), dim=1), encoder(x))
    torch.testing.assert_close(model.decoder(x[:, :2]), decoder(x[:, :2]))


@pytest.mark.parametrize("name", SMALL)
def test_an_image_is_encoded_and_decoded_on_its_own(name: str) -> None:
    model = built(SMALL[name])
    x = pixels(6)
    together, _ = model.encode(x)
    alone, _ = model.encode(x[4:5])
    torch.testing.assert_close(alone, together[4:5])
    torch.testing.assert_close(model.decoder(alone), model.decoder(together)[4:5])


@pytest.mark.parametrize("name", SMALL)
def test_a_gradient_reaches_every_parameter(name: str) -> None:
    model = built(SMALL[name])
    mean, log_variance = model.encode(pixels(8))
    model.decoder(mean + log_variance).square().sum().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in model.parameters())


@pytest.mark.parametrize("name", SMALL)
def test_initial_weights_follow_from_the_generator_alone(name: str) -> None:
    torch.manual_seed(1)
    first = built(SMALL[name]).state_dict()
    torch.manual_seed(2)
    untouched = torch.get_rng_state()
    second, other = built(SMALL[name]).state_dict(), built(SMALL[name], seed=1).state_dict()
    assert torch.equal(torch.get_rng_state(), untouched)
    assert all(torch.equal(first[key], second[key]) for key in first)
    weights = [key for key in first if key.endswith("weight")]
    assert not any(torch.equal(first[key], other[key]) for key in weights)


def test_initial_weights_are_spread_as_he_and_others_have_it_and_the_last_ones_as_torch() -> None:
    model = built(Architecture("conv", (32, 64, 256)))
    for layer, reach, fan_in in (
        (model.encoder.convolutions[1], 6, 32 * 16),
        (model.encoder.dense, 6, 64 * 49),
        (model.decoder.convolutions[0], 6, 64 * 16 / 4),  # a kernel of 4 x 4 in steps of 2
        (model.decoder.convolutions[1], 1, 32 * 16 / 4),
    ):
        # Of n uniform draws the largest is within a few 1/n of the bound.
        largest = layer.weight.abs().max().item()
        assert largest == pytest.approx(
            (reach / fan_in) ** 0.5, rel=10 / layer.weight.numel() + 1e-3
        )
        assert not layer.bias.any()


@pytest.mark.parametrize("name", ["mlp, eight layers", "conv"])
def test_images_differ_from_the_first_step_on(name: str) -> None:
    mean, _ = built(ALL[name]).encode(pixels(100))
    assert mean.std(dim=0).min() > 0.005


@pytest.mark.parametrize("name", SMALL)
def test_the_decoder_begins_at_the_output_that_it_is_given(name: str) -> None:
    output = torch.linspace(-5, 1, 784)
    model = VAE(SMALL[name], DIGIT_SHAPE)
    model.initialize(torch.Generator().manual_seed(0), output)
    bias = model.decoder.weighted()[-1].bias
    assert torch.equal(bias, output) or torch.equal(bias, output.mean().view(1))


def test_loaded_weights_are_used_and_not_trained() -> None:
    source = built(SMALL["mlp"])
    model = VAE(SMALL["mlp"], DIGIT_SHAPE).load_weights(source.state_dict())
    x = pixels(3)
    assert torch.equal(model.encode(x)[0], source.encode(x)[0])
    assert not model.training
    assert not any(p.requires_grad for p in model.parameters())


def test_weights_of_another_network_are_refused() -> None:
    with pytest.raises(RuntimeError):
        VAE(SMALL["mlp"], DIGIT_SHAPE).load_weights(built(SMALL["mlp, one layer"]).state_dict())
