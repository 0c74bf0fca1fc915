"""The variational autoencoder (Kingma and Welling, 2014): two networks and nothing else.

The encoder turns an image x into the parameters of q(z given x), the decoder turns a point z of the
plane into those of p(x given z), one or more numbers for each pixel. What they mean is the business
of the posterior and of the likelihood, how all is trained that of the objective (`objective`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeAlias, cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.func import functional_call

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import LATENT_DIM, RunConfig
from vae_explorer.core.images import ImageShape
from vae_explorer.core.networks.activations import ACTIVATIONS, FloatArray
from vae_explorer.core.networks.dense import Dense
from vae_explorer.core.networks.fitting import Fitter
from vae_explorer.core.networks.layers import (
    KERNEL,
    Layer,
    Layers,
    Size,
    decoder_layers,
    encoder_layers,
)
from vae_explorer.core.objective.likelihood import Likelihood
from vae_explorer.core.objective.likelihoods import LIKELIHOODS, likelihood_of
from vae_explorer.core.objective.posteriors import POSTERIORS, Posterior, Q, posterior_of
from vae_explorer.core.objective.priors import PRIORS, Mixture, Prior, prior_of

# Of the posteriors of training images without an encoder: narrow enough for their means to tell
# them apart from the first step on.
_FIRST_LOG_VARIANCE = -3.0

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
    """An encoder and a decoder of one `Architecture`, and what likelihood and prior learn.

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
        What the encoder's output stands for; or what is kept for each training image, without one.
    images
        How many training images something is kept for.
    prior, components
        Of z, and of how many Gaussians: its parameters are ``prior.NAME`` in the state.

    Attributes
    ----------
    fit_weight
        Of the KL divergence, where posteriors are fitted.

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
        images: int = 0,
        prior: Prior = PRIORS["normal"],
        components: int = 1,
    ) -> None:
        super().__init__()
        self._posterior, self._prior = posterior, prior
        self.fit_weight = 1.0
        self._measure: Likelihood = LIKELIHOODS["bernoulli"]
        self._fitter: Fitter | None = None  # of weights that stay as they are
        self._frozen = self._rests = False
        outputs = posterior.outputs(LATENT_DIM)
        # The meta device skips PyTorch's own initialisation, which would draw from the
        # process-wide generator that other threads share.
        with torch.device("meta"):
            if posterior.amortised:
                self.encoder = Network(
                    encoder_layers(architecture, shape, outputs), architecture.activation
                )
            else:
                self.posterior = nn.ParameterDict({"codes": torch.empty(images, outputs)})
            self.decoder = Network(
                decoder_layers(architecture, shape, heads), architecture.activation
            )
            self.likelihood = nn.ParameterDict(
                {name: torch.empty(size) for name, size in (own or {}).items()}
            )
            learned = prior.parameters(components, shape.pixels)
            self.prior = nn.ParameterDict({n: torch.empty(size) for n, size in learned.items()})

    @classmethod
    def of(cls, config: RunConfig, shape: ImageShape, images: int = 0) -> VAE:
        """Build what a configuration asks for, trained on so many `images`."""
        likelihood = likelihood_of(config)
        model = cls(
            config.network,
            shape,
            likelihood.heads,
            likelihood.parameters(),
            posterior_of(config),
            images,
            prior_of(config),
            config.components,
        )
        model._measure = likelihood
        model.fit_weight = fit_weight(config, shape)
        return model

    @property
    def networks(self) -> tuple[Network, ...]:
        """The networks, the decoder last."""
        return (self.encoder, self.decoder) if self._posterior.amortised else (self.decoder,)

    @property
    def own(self) -> dict[str, Tensor]:
        """The likelihood's own parameters by name."""
        return dict(self.likelihood.items())

    @property
    def codes(self) -> Tensor | None:
        """What is kept for each training image, (N, outputs); None where an encoder gives it."""
        return None if self._posterior.amortised else self.posterior["codes"]

    def learned_prior(self) -> Mixture | None:
        """Return p(z) as it now is, with its gradient; None for N(0, I)."""
        return (
            self._prior.at(dict(self.prior.items()), self.encode) if self._prior.learned else None
        )

    def initialize(
        self,
        generator: torch.Generator,
        output: Tensor | None = None,
        means: Tensor | None = None,
        images: Tensor | None = None,
    ) -> VAE:
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
        means
            Where the posteriors of the training images begin, (N, d), where they are kept.
        images
            That it will learn from, (N, pixels) uint8, for a prior that begins with some of them.
        """
        # As `to_empty` does, which imports half a second of PyTorch's symbolic shapes.
        empty = {name: torch.empty(t.shape, dtype=t.dtype) for name, t in self.state_dict().items()}
        self.load_state_dict(empty, assign=True)
        with torch.no_grad():
            for network in self.networks:
                *hidden, last = network.weighted()
                for module in hidden:
                    _draw(module, math.sqrt(6), generator)
                _draw(last, 1.0, generator)
            if output is not None:
                _begin_at(last, output)  # the decoder's
            for parameter in self.likelihood.values():
                parameter.zero_()
            if self.codes is not None:
                self.codes.fill_(_FIRST_LOG_VARIANCE)
                self.codes[:, :LATENT_DIM] = 0 if means is None else means
            self._prior.begin(dict(self.prior.items()), images, generator)
        return self

    def load_weights(self, weights: Mapping[str, Tensor]) -> VAE:
        """Adopt `weights` without a copy, and return self in evaluation mode."""
        self.load_state_dict(dict(weights), strict=True, assign=True)
        self._frozen = self._rests = True
        return self.requires_grad_(False).eval()

    def encode(self, x: Tensor, rows: Tensor | None = None) -> Q:
        """Return the posteriors of images.

        Parameters
        ----------
        x
            (B, pixels) in [0, 1].
        rows
            Which training images these are, (B,), or None for images that are not trained on:
            without an encoder the posteriors of those are fitted, some milliseconds each.
        """
        if self._posterior.amortised:
            return self._posterior.at(self.encoder(x).float())
        if rows is None:
            return self.fitter().fit(x)
        return self._posterior.at(self.posterior["codes"][rows])

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Keep what is known of the weights from one call to the next: they stay as they are."""
        before, self._rests = self._rests, True
        try:
            yield
        finally:
            self._rests = before
            if not before:
                self._fitter = None

    def fitter(self) -> Fitter:
        """Return what fits posteriors to the decoder as it is now."""
        if self._fitter is not None:
            return self._fitter
        decode: Callable[[Tensor], Tensor] = self.decoder
        if not self._frozen:  # weights that are trained have no part in the slopes for z
            weights = {name: p.detach() for name, p in self.decoder.named_parameters()}
            decode = partial(functional_call, self.decoder, weights)
        own = {name: p.detach() for name, p in self.own.items()}
        means = self.posterior["codes"].detach()[:, :LATENT_DIM]
        fitter = Fitter(
            decode,
            self._measure,
            own,
            self.fit_weight,
            float(means.abs().max()) if len(means) else 0.0,
            means.device,
        )
        if self._rests:
            self._fitter = fitter
        return fitter


def fit_weight(config: RunConfig, shape: ImageShape) -> float:
    """Return what the KL divergence weighs beside the sum over pixels, as it is in the loss."""
    return config.beta * (shape.pixels if config.reduction == "mean" else 1)
