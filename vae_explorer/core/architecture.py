"""The shape of a network, as a plain immutable value, and the ready-made ones.

Nothing here imports torch; see `config`.
"""

from __future__ import annotations

from dataclasses import dataclass

from vae_explorer.core.described import Described, setting
from vae_explorer.core.language import marked, tr
from vae_explorer.core.networks.activations import ACTIVATIONS
from vae_explorer.core.settings import Choice, Flag, Widths

KINDS = {"mlp": marked("Dense"), "conv": marked("Convolutional")}  # title by key
GENERATIVE = ("decoder.", "likelihood.", "prior.")
"""What the names of all weights begin with that are no encoder's."""
TABLE = "table"
"""What a decoder of another program may be recorded as: images on a grid over the plane."""


@dataclass(frozen=True)
class Architecture(Described):
    """Shape of the encoder; the decoder is its mirror image.

    Attributes
    ----------
    kind
        ``"mlp"`` or ``"conv"``; `TABLE` in files alone.
    widths
        Hidden layers from the pixels inwards. For ``"conv"``: one or two channel counts, each of
        a stride-2 convolution, then the width of one dense layer. For `TABLE`: columns and rows.
    activation
        One of `ACTIVATIONS`, after every hidden layer.
    linear_bottleneck
        Leave the innermost hidden layer of encoder and decoder without an activation.
    """

    kind: str = setting(
        Choice(
            "mlp",
            KINDS,
            (TABLE,),
            title=marked("Kind"),
            tip=marked("Dense layers see all pixels at once, convolutions small parts."),
            group="network",
            noun=marked("kind of network"),
        )
    )
    widths: tuple[int, ...] = setting(
        Widths(
            (1024, 512, 256),
            most=8,
            widest=8192,
            title=marked("Layer widths"),
            tip=marked(
                "Units of each hidden layer from the image inwards; for a convolutional network "
                "one or two channel counts, then one dense layer."
            ),
            group="network",
        )
    )
    activation: str = setting(
        Choice(
            "gelu",
            ACTIVATIONS,
            title=marked("Activation"),
            tip=marked("The curve that bends the output of each hidden unit."),
            group="network",
        )
    )
    linear_bottleneck: bool = setting(
        Flag(
            False,
            title=marked("Linear bottleneck"),
            tip=marked(
                "Leave the hidden layer next to the two latent numbers without an activation."
            ),
            group="network",
        )
    )

    def problems(self) -> dict[str, str]:
        """See `Described`."""
        found = super().problems()
        if "widths" not in found and self.kind == "conv" and len(self.widths) not in (2, 3):
            found["widths"] = tr(
                "A convolutional network takes one or two channel counts and one dense width, "
                "such as 32, 64, 256."
            )
        if self.kind == TABLE and not (len(self.widths) == 2 and min(self.widths) >= 2):
            found["widths"] = tr("A table of images has columns and rows, two of each at least.")
        return found


LINEAR = Architecture("mlp", ())
"""No hidden layer at all, for linear models; it cannot be chosen for others."""


@dataclass(frozen=True)
class Preset:
    """A named architecture, with the sentence that the window shows beside it."""

    title: str
    architecture: Architecture


PRESETS: dict[str, Preset] = {
    "mlp-256-128": Preset(
        marked("256-128, linear bottleneck"),
        Architecture("mlp", (256, 128), "relu", linear_bottleneck=True),
    ),
    "mlp-512-256": Preset("512-256, ReLU", Architecture("mlp", (512, 256), "relu")),
    "deep": Preset("1024-512-256, GELU", Architecture("mlp", (1024, 512, 256), "gelu")),
    "conv": Preset(marked("Convolutional, 32-64-256"), Architecture("conv", (32, 64, 256), "silu")),
}
DEFAULT_PRESET = "deep"
PRESET = Choice(
    DEFAULT_PRESET,
    PRESETS,
    title=marked("Preset"),
    tip=marked("A ready-made encoder; the decoder is its mirror image."),
    group="basics",
)


def usual_widths(kind: str) -> tuple[int, ...]:
    """Return the widths of the last preset with a kind of network.

    Those of another kind would make an absurd network: 1,024 channels, say.
    """
    presets = reversed(PRESETS.values())
    return next(p.architecture.widths for p in presets if p.architecture.kind == kind)
