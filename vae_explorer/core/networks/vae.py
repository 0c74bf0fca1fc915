"""The variational autoencoder (Kingma and Welling, 2014): two networks and nothing else.

The encoder turns an image x into the mean and log-variance of a diagonal Gaussian q(z given x)
in the plane; the decoder turns a point z of the plane into the parameters of p(x given z), one
logit a pixel. What those logits mean is the likelihood's business (`likelihoods`), how the two
are trained is the objective's (`objective`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vae_explorer.core.config import IMAGE_SIZE, LATENT_DIM, PIXELS, Architecture
from vae_explorer.core.networks.dense import Dense

_ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": F.relu,
    "gelu": F.gelu,
    "silu": F.silu,
    "tanh": torch.tanh,
    "elu": F.elu,
    "softplus": F.softplus,
}


def _dense(sizes: list[int]) -> nn.ModuleList:
    return nn.ModuleList(Dense(a, b) for a, b in pairwise(sizes))


class MLPEncoder(nn.Module):
    """Dense encoder: (B, 784) pixels in [0, 1] to mean and log-variance, each (B, 2)."""

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        widths = list(architecture.widths)
        self.hidden = _dense([PIXELS, *widths])
        self.head = Dense(widths[-1], 2 * LATENT_DIM)
        self._activation = _ACTIVATIONS[architecture.activation]
        self._linear_layer = len(widths) - 1 if architecture.linear_bottleneck else None

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return mean and log-variance, each (B, 2), float32."""
        h = x  # (B, 784)
        for i, layer in enumerate(self.hidden):
            h = layer(h)  # (B, widths[i])
            if i != self._linear_layer:
                h = self._activation(h)
        mean, log_variance = self.head(h).float().chunk(2, dim=-1)
        return mean, log_variance


class MLPDecoder(nn.Module):
    """Dense decoder: (B, 2) points of the plane to (B, 784) logits."""

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        widths = list(reversed(architecture.widths))
        self.hidden = _dense([LATENT_DIM, *widths])
        self.head = Dense(widths[-1], PIXELS)
        self._activation = _ACTIVATIONS[architecture.activation]
        self._linear_layer = 0 if architecture.linear_bottleneck else None

    def forward(self, z: Tensor) -> Tensor:
        """Return the logits, (B, 784)."""
        h = z  # (B, 2)
        for i, layer in enumerate(self.hidden):
            h = layer(h)  # (B, widths[-1 - i])
            if i != self._linear_layer:
                h = self._activation(h)
        logits: Tensor = self.head(h)
        return logits


class ConvEncoder(nn.Module):
    """Stride-2 convolutions, then one dense layer; the same signature as `MLPEncoder`."""

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        *channels, dense = architecture.widths
        side = IMAGE_SIZE >> len(channels)
        self.convolutions = nn.ModuleList(
            nn.Conv2d(a, b, 4, stride=2, padding=1)
            for a, b in zip([1, *channels], channels, strict=False)
        )
        self.dense = Dense(channels[-1] * side * side, dense)
        self.head = Dense(dense, 2 * LATENT_DIM)
        self._activation = _ACTIVATIONS[architecture.activation]
        self._linear_bottleneck = architecture.linear_bottleneck

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return mean and log-variance, each (B, 2), float32."""
        h = x.reshape(-1, 1, IMAGE_SIZE, IMAGE_SIZE)
        for layer in self.convolutions:
            h = self._activation(layer(h))  # (B, channels, side / 2, side / 2)
        h = self.dense(h.flatten(1))  # (B, dense)
        if not self._linear_bottleneck:
            h = self._activation(h)
        mean, log_variance = self.head(h).float().chunk(2, dim=-1)
        return mean, log_variance


class ConvDecoder(nn.Module):
    """Mirror image of `ConvEncoder`; the same signature as `MLPDecoder`."""

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        *channels, dense = architecture.widths
        side = IMAGE_SIZE >> len(channels)
        self._inner_shape = (channels[-1], side, side)
        self.dense = Dense(LATENT_DIM, dense)
        self.expand = Dense(dense, channels[-1] * side * side)
        outward = [*reversed(channels), 1]
        self.convolutions = nn.ModuleList(
            nn.ConvTranspose2d(a, b, 4, stride=2, padding=1) for a, b in pairwise(outward)
        )
        self._activation = _ACTIVATIONS[architecture.activation]
        self._linear_bottleneck = architecture.linear_bottleneck

    def forward(self, z: Tensor) -> Tensor:
        """Return the logits, (B, 784)."""
        h = self.dense(z)
        if not self._linear_bottleneck:
            h = self._activation(h)
        h = self.expand(h).unflatten(1, self._inner_shape)  # (B, channels, side, side)
        for layer in self.convolutions:
            h = layer(self._activation(h))  # (B, channels, 2 side, 2 side)
        logits: Tensor = h.flatten(1)
        return logits


_ENCODERS: dict[str, type[nn.Module]] = {"mlp": MLPEncoder, "conv": ConvEncoder}
_DECODERS: dict[str, type[nn.Module]] = {"mlp": MLPDecoder, "conv": ConvDecoder}


class VAE(nn.Module):
    """An encoder and a decoder of one `Architecture`.

    Parameters
    ----------
    architecture
        What to build. The parameters are left uninitialised: call `initialize` or
        `load_weights`.
    """

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        # The meta device skips PyTorch's own initialisation, which would draw from the
        # process-wide generator that other threads share.
        with torch.device("meta"):
            self.encoder = _ENCODERS[architecture.kind](architecture)
            self.decoder = _DECODERS[architecture.kind](architecture)

    def initialize(self, generator: torch.Generator) -> VAE:
        """Draw all parameters uniformly from ±1/√fan-in, PyTorch's default, and return self."""
        self.to_empty(device="cpu")
        with torch.no_grad():
            for module in self.modules():
                if isinstance(module, nn.Linear | nn.Conv2d | nn.ConvTranspose2d):
                    fan_in = module.weight[0].numel()
                    bound = 1 / math.sqrt(fan_in)
                    for parameter in module.parameters(recurse=False):
                        parameter.uniform_(-bound, bound, generator=generator)
        return self

    def load_weights(self, weights: Mapping[str, Tensor]) -> VAE:
        """Adopt `weights` without a copy, and return self in evaluation mode."""
        self.load_state_dict(dict(weights), strict=True, assign=True)
        return self.requires_grad_(False).eval()
