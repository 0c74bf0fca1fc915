"""The variational autoencoder (Kingma and Welling, 2014): two networks and nothing else.

The encoder turns an image x into the parameters of q(z given x), the decoder turns a point z of the
plane into those of p(x given z), one or more numbers for each pixel. What they mean is the business
of the posterior and of the likelihood, how all is trained that of the objective (`objective`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, TypeAlias, cast

import numpy as np
import torch
from torch import Tensor, nn

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import LATENT_DIM, RunConfig
from vae_explorer.core.images import ImageShape
from vae_explorer.core.networks.activations import ACTIVATIONS, FloatArray
from vae_explorer.core.networks.dense import Dense
from vae_explorer.core.networks.layers import (
    KERNEL,
    Layer,
    Layers,
    Size,
    decoder_layers,
    encoder_layers,
)
from vae_explorer.core.objective.likelihoods import likelihood_of
from vae_explorer.core.objective.posteriors import POSTERIORS, Posterior, Q, posterior_of

Weighted: TypeAlias = nn.Linear | nn.Conv2d | nn.ConvTranspose2d


def _module(layer: Layer) -> Weighted:
    if layer.kind == "dense":
        return Dense(layer.fan_in, layer.fan_out)
    options: dict[str, Any] = {"stride": 2, "padding": 1}
    if layer.kind == "conv":
        return nn.Conv2d(layer.fan_in, layer.fan_out, KERNEL, **options)
    options["output_padding"] = layer.output_padding
    return nn.ConvTranspose2d(layer.fan_in, layer.fan_out, KERNEL, **options)


def as_array(tensor: Tensor) -> FloatArray:
    """Return a copy of a tensor, float32."""
    array: FloatArray = tensor.detach().to("cpu", torch.float32, copy=True).numpy()
    return array


def as_arrays(tensors: Mapping[str, Tensor]) -> dict[str, FloatArray]:
    """Return copies of tensors by name, float32."""
    return {name: as_array(tensor) for name, tensor in tensors.items()}


def as_tensor(array: FloatArray) -> Tensor:
    """Return a copy of an array, float32 on the CPU; torch warns of arrays that are read-only."""
    return torch.from_numpy(np.array(array, np.float32))


def _draw(module: Weighted, reach: float, generator: torch.Generator) -> None:
    """Draw weights uniformly from ±reach/√fan-in, biases 0."""
    bound = reach / math.sqrt(_fan_in(module))
    module.weight.uniform_(-bound, bound, generator=generator)
    cast(Tensor, module.bias).zero_()


def _begin_at(module: Weighted, output: Tensor) -> None:
    bias = cast(Tensor, module.bias)
    bias.copy_(output.view(len(bias), -1).mean(1))


def _fan_in(module: Weighted) -> float:
    """Return how many numbers each number of the output is a sum of."""
    if isinstance(module, nn.ConvTranspose2d):
        return module.weight[:, 0].numel() / math.prod(module.stride)
    return module.weight[0].numel()


class Network(nn.Module):
    """Layers one after the other: (B, features) to (B, features of the last).

    Parameters
    ----------
    layers
        The table. A name such as ``hidden.0`` puts a layer into the list `hidden`.
    activation
        Key of `ACTIVATIONS`.
    """

    def __init__(self, layers: Layers, activation: str) -> None:
        super().__init__()
        self._activation = ACTIVATIONS[activation].on_tensors
        # A plain list, and so not registered: each module with the size that it takes, where that
        # differs from the one before, and whether an activation follows.
        self._plan: list[tuple[Weighted, Size | None, bool]] = []
        size: Size = (math.prod(layers[0].inputs),)
        for layer in layers:
            module = _module(layer)
            group, _, number = layer.name.partition(".")
            if not number:
                self.add_module(group, module)
            else:
                if group not in self._modules:
                    self.add_module(group, nn.ModuleList())
                getattr(self, group).append(module)
            changed = tuple(layer.inputs) if tuple(layer.inputs) != size else None
            self._plan.append((module, changed, layer.activated))
            size = tuple(layer.outputs)

    def weighted(self) -> list[Weighted]:
        """Return the layers in order: all of them have a weight and a bias."""
        return [module for module, _, _ in self._plan]

    def forward(self, x: Tensor) -> Tensor:
        """Return the last layer's output, (B, features)."""
        h = x
        for module, size, activated in self._plan:
            if size is not None:
                h = h.reshape(-1, *size)  # between flat features and (channels, height, width)
            h = module(h)
            if activated:
                h = self._activation(h)
        return h.flatten(1)


class VAE(nn.Module):
    """An encoder and a decoder of one `Architecture`, and what the likelihood learns of its own.

    Parameters
    ----------
    architecture
        What to build. The parameters are left uninitialised: call `initialize` or
        `load_weights`.
    shape
        Of the images.
    heads
        Outputs of the decoder for each pixel.
    own
        Names and shapes of the likelihood's own parameters: ``likelihood.NAME`` in the state.
    posterior
        What the encoder's output stands for.

    Raises
    ------
    UserError
        When images of this shape are too small for the network.
    """

    def __init__(
        self,
        architecture: Architecture,
        shape: ImageShape,
        heads: int = 1,
        own: Mapping[str, Size] | None = None,
        posterior: Posterior = POSTERIORS["diagonal"],
    ) -> None:
        super().__init__()
        self._posterior = posterior
        outputs = posterior.outputs(LATENT_DIM)
        # The meta device skips PyTorch's own initialisation, which would draw from the
        # process-wide generator that other threads share.
        with torch.device("meta"):
            self.encoder = Network(
                encoder_layers(architecture, shape, outputs), architecture.activation
            )
            self.decoder = Network(
                decoder_layers(architecture, shape, heads), architecture.activation
            )
            self.likelihood = nn.ParameterDict(
                {name: torch.empty(size) for name, size in (own or {}).items()}
            )

    @classmethod
    def of(cls, config: RunConfig, shape: ImageShape) -> VAE:
        """Build what a configuration asks for."""
        likelihood = likelihood_of(config)
        return cls(
            config.network,
            shape,
            likelihood.heads,
            likelihood.parameters(),
            posterior_of(config),
        )

    @property
    def own(self) -> dict[str, Tensor]:
        """The likelihood's own parameters by name."""
        return dict(self.likelihood.items())

    def initialize(self, generator: torch.Generator, output: Tensor | None = None) -> VAE:
        """Draw all parameters, and return self.

        Hidden layers uniformly with variance 2 / fan-in (He et al., 2015), so that what tells
        images apart is not lost on the way through several of them, and the plane is in use from
        the first steps on. The last layer of each network from ±1/√fan-in. Biases and the
        likelihood's own parameters begin at 0.

        Parameters
        ----------
        output
            What the decoder is to give at first wherever it is asked, but for what its weights
            add: (heads * pixels,). A convolution takes the mean of each channel.
        """
        self.to_empty(device="cpu")
        with torch.no_grad():
            for network in (self.encoder, self.decoder):
                *hidden, last = network.weighted()
                for module in hidden:
                    _draw(module, math.sqrt(6), generator)
                _draw(last, 1.0, generator)
            if output is not None:
                _begin_at(last, output)  # the decoder's
            for parameter in self.likelihood.values():
                parameter.zero_()
        return self

    def load_weights(self, weights: Mapping[str, Tensor]) -> VAE:
        """Adopt `weights` without a copy, and return self in evaluation mode."""
        self.load_state_dict(dict(weights), strict=True, assign=True)
        return self.requires_grad_(False).eval()

    def encode(self, x: Tensor, rows: Tensor | None = None) -> Q:
        """Return the posteriors of images, (B, pixels) in [0, 1]; `rows` as in `Posterior.at`."""
        return self._posterior.at(self.encoder(x).float(), rows)
