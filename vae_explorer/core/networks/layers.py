"""The layers of the two networks as a table, from which modules and parameter shapes follow.

Nothing here imports torch: a model file is checked against these shapes before it is loaded. To add
a kind of network, write a pair of functions that list its layers and register it in `NETWORKS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

from vae_explorer.core.architecture import TABLE, Architecture
from vae_explorer.core.config import LATENT_DIM, RunConfig
from vae_explorer.core.errors import UserError
from vae_explorer.core.images import ImageShape
from vae_explorer.core.language import tr
from vae_explorer.core.objective.likelihoods import likelihood_of
from vae_explorer.core.objective.posteriors import posterior_of
from vae_explorer.core.objective.priors import prior_of

Size: TypeAlias = tuple[int, ...]
KEPT = "posterior.codes"  # name of what is kept for each training image
KERNEL = 4  # of convolutions, with stride 2 and a padding of 1: each halves an even side exactly


@dataclass(frozen=True)
class Layer:
    """One layer with parameters, and whether an activation follows it.

    Attributes
    ----------
    name
        In the network's state dictionary: ``"head"``, or ``"hidden.0"`` in a list of layers.
    kind
        ``"dense"``; ``"conv"`` halves height and width, ``"conv_transpose"`` doubles them.
    inputs, outputs
        Size of what goes in and comes out for one image: (features,) or (channels, height, width).
    activated
        Whether the network's activation is applied to the output.
    output_padding
        Rows and columns that a transposed convolution adds, so that an odd side comes back.
    """

    name: str
    kind: Literal["dense", "conv", "conv_transpose"]
    inputs: Size
    outputs: Size
    activated: bool = True
    output_padding: tuple[int, int] = (0, 0)

    @property
    def fan_in(self) -> int:
        """Features, or channels, that go in."""
        return self.inputs[0]

    @property
    def fan_out(self) -> int:
        """Features, or channels, that come out."""
        return self.outputs[0]

    def parameter_shapes(self) -> dict[str, Size]:
        """Return the shapes of weight and bias by their names in the state dictionary."""
        weight: Size = {
            "dense": (self.fan_out, self.fan_in),
            "conv": (self.fan_out, self.fan_in, KERNEL, KERNEL),
            "conv_transpose": (self.fan_in, self.fan_out, KERNEL, KERNEL),
        }[self.kind]
        return {f"{self.name}.weight": weight, f"{self.name}.bias": (self.fan_out,)}


Layers: TypeAlias = tuple[Layer, ...]


def _dense(name: str, inputs: int, outputs: int, activated: bool = True) -> Layer:
    return Layer(name, "dense", (inputs,), (outputs,), activated)


def _mlp_encoder(architecture: Architecture, shape: ImageShape, outputs: int) -> Layers:
    sizes = [shape.pixels, *architecture.widths]
    innermost = len(architecture.widths) - 1
    hidden = (
        _dense(f"hidden.{i}", a, b, not (architecture.linear_bottleneck and i == innermost))
        for i, (a, b) in enumerate(pairwise(sizes))
    )
    return (*hidden, _dense("head", sizes[-1], outputs, activated=False))


def _mlp_decoder(architecture: Architecture, shape: ImageShape, heads: int) -> Layers:
    sizes = [LATENT_DIM, *reversed(architecture.widths)]
    hidden = (
        _dense(f"hidden.{i}", a, b, not (architecture.linear_bottleneck and i == 0))
        for i, (a, b) in enumerate(pairwise(sizes))
    )
    return (*hidden, _dense("head", sizes[-1], heads * shape.pixels, activated=False))


def _stages(architecture: Architecture, shape: ImageShape) -> list[ImageShape]:
    """Return the sizes that an image goes through on its way inwards, itself first."""
    stages = [shape]
    for channels in architecture.widths[:-1]:
        _, height, width = stages[-1]
        if min(height, width) < 2:
            raise UserError(
                tr(
                    "Images of {height} x {width} pixels are too small for {number} convolutions, "
                    "each of which halves them.",
                    height=shape.height,
                    width=shape.width,
                    number=len(architecture.widths) - 1,
                ),
                tr("Give fewer channel counts, or take a dense network."),
            )
        stages.append(ImageShape(channels, height // 2, width // 2))
    return stages


def _conv_encoder(architecture: Architecture, shape: ImageShape, outputs: int) -> Layers:
    stages, dense = _stages(architecture, shape), architecture.widths[-1]
    convolutions = (
        Layer(f"convolutions.{i}", "conv", a, b) for i, (a, b) in enumerate(pairwise(stages))
    )
    return (
        *convolutions,
        _dense("dense", stages[-1].pixels, dense, not architecture.linear_bottleneck),
        _dense("head", dense, outputs, activated=False),
    )


def _conv_decoder(architecture: Architecture, shape: ImageShape, heads: int) -> Layers:
    inward, dense = _stages(architecture, shape), architecture.widths[-1]
    last = ImageShape(heads * shape.channels, shape.height, shape.width)
    outward = [*reversed(inward[1:]), last]
    convolutions = (
        Layer(
            f"convolutions.{i}",
            "conv_transpose",
            a,
            b,
            activated=b is not last,
            output_padding=(b.height - 2 * a.height, b.width - 2 * a.width),
        )
        for i, (a, b) in enumerate(pairwise(outward))
    )
    return (
        _dense("dense", LATENT_DIM, dense, not architecture.linear_bottleneck),
        _dense("expand", dense, outward[0].pixels),
        *convolutions,
    )


_Table: TypeAlias = Callable[[Architecture, ImageShape, int], Layers]
NETWORKS: dict[str, tuple[_Table, _Table]] = {
    "mlp": (_mlp_encoder, _mlp_decoder),
    "conv": (_conv_encoder, _conv_decoder),
}
"""For each kind of architecture the functions that list the layers of encoder and decoder."""


def encoder_layers(
    architecture: Architecture, shape: ImageShape, outputs: int = 2 * LATENT_DIM
) -> Layers:
    """List the layers from the pixels to `outputs` parameters of the posterior.

    Raises
    ------
    UserError
        When images of this shape are too small for the network.
    """
    return NETWORKS[architecture.kind][0](architecture, shape, outputs)


def decoder_layers(architecture: Architecture, shape: ImageShape, heads: int = 1) -> Layers:
    """List the layers from a point of the plane to `heads` outputs for each pixel.

    Raises
    ------
    UserError
        When images of this shape are too small for the network.
    """
    return NETWORKS[architecture.kind][1](architecture, shape, heads)


def parameter_shapes(
    architecture: Architecture,
    shape: ImageShape,
    heads: int = 1,
    own: Mapping[str, Size] | None = None,
    outputs: int = 2 * LATENT_DIM,
    kept: int | None = None,
    prior: Mapping[str, Size] | None = None,
) -> dict[str, Size]:
    """Return name and shape of every parameter, without building the networks.

    Parameters
    ----------
    heads
        Outputs for each pixel that the likelihood asks for.
    own
        The likelihood's own parameters, which go by ``likelihood.NAME``.
    outputs
        Of the encoder, that the posterior asks for.
    kept
        Of how many training images these are kept, as `KEPT`, without an encoder; None for those
        that an encoder gives.
    prior
        The prior's own parameters, which go by ``prior.NAME``.

    Raises
    ------
    UserError
        When images of this shape are too small for the network.
    """
    networks = {"decoder": decoder_layers(architecture, shape, heads)}
    if kept is None:
        networks = {"encoder": encoder_layers(architecture, shape, outputs), **networks}
    shapes = {
        f"{network}.{name}": size
        for network, layers in networks.items()
        for layer in layers
        for name, size in layer.parameter_shapes().items()
    }
    if kept is not None:
        shapes[KEPT] = (kept, outputs)
    for part, parameters in (("likelihood", own), ("prior", prior)):
        shapes |= {f"{part}.{name}": size for name, size in (parameters or {}).items()}
    return shapes


def weight_shapes(config: RunConfig, shape: ImageShape, images: int = 0) -> dict[str, Size]:
    """Return name and shape of everything that is trained: of what a `Snapshot` calls weights.

    Parameters
    ----------
    images
        How many it is trained on, for a posterior that keeps something for each.
    """
    if config.network.kind == TABLE:
        return table_shapes(config.network, shape)
    likelihood, posterior = likelihood_of(config), posterior_of(config)
    has_encoder = config.kind.has_encoder
    shapes = parameter_shapes(
        config.network,
        shape,
        likelihood.heads,
        likelihood.parameters(),
        posterior.outputs(LATENT_DIM) if has_encoder else 1,
        None if posterior.amortised else images,
        prior_of(config).parameters(config.components, shape.pixels),
    )
    if config.kind.alone:
        return {name: size for name, size in shapes.items() if not name.startswith("encoder.")}
    if has_encoder:
        return shapes
    return {name.replace("encoder.", "discriminator.", 1): size for name, size in shapes.items()}


def table_shapes(architecture: Architecture, shape: ImageShape) -> dict[str, Size]:
    """Return name and shape of what a decoder that was recorded as images on a grid has."""
    columns, rows = architecture.widths
    return {"decoder.region": (2, LATENT_DIM), "decoder.images": (rows, columns, shape.pixels)}


def described(config: RunConfig, shape: ImageShape) -> str:
    """Return the layer sizes of a run's network, of the decoder alone where there is no encoder."""
    whole = describe(config.network, shape)
    if config.network.kind == TABLE:
        return whole
    kind = config.kind
    has_encoder = kind.has_encoder and posterior_of(config).amortised and not kind.alone
    return whole if has_encoder else "-".join(reversed(whole.split("-")))


def describe(architecture: Architecture, shape: ImageShape) -> str:
    """Return the layer sizes in the field's shorthand, such as ``784-512-256-2``."""
    if architecture.kind == TABLE:
        return tr("{size} images", size=" × ".join(map(str, architecture.widths)))
    return "-".join(str(size) for size in (shape.pixels, *architecture.widths, LATENT_DIM))
