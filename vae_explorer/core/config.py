"""What a run is: the network, the objective and the schedule, as plain immutable values.

Nothing here imports torch, so that the window can show and check a configuration, and read one
from a model file, before the numerics are loaded.
"""

from __future__ import annotations

from dataclasses import dataclass

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.described import Described, part, setting
from vae_explorer.core.objective.divergences import KL_ESTIMATORS
from vae_explorer.core.objective.likelihoods import LIKELIHOODS
from vae_explorer.core.settings import Choice, Flag, Real, Whole, Widths

LATENT_DIM = 2

# Title by key.
ACTIVATIONS = {"relu": "ReLU", "gelu": "GELU", "silu": "SiLU", "tanh": "tanh"}
ACTIVATIONS |= {"elu": "ELU", "softplus": "Softplus"}
KINDS = {"mlp": "Dense", "conv": "Convolutional"}
OPTIMIZERS = {"adamw": "AdamW", "adam": "Adam"}
SCHEDULES = {"linear": "Linear", "one-cycle": "One cycle", "constant": "Constant"}
DEVICES = {"auto": "Automatic", "cpu": "CPU", "cuda": "CUDA", "mps": "Apple GPU"}
PRECISIONS = {"auto": "Automatic", "float32": "float32", "bfloat16": "bfloat16"}


@dataclass(frozen=True)
class Architecture(Described):
    """Shape of the encoder; the decoder is its mirror image.

    Attributes
    ----------
    kind
        ``"mlp"`` or ``"conv"``.
    widths
        Hidden layers from the pixels inwards. For ``"conv"``: one or two channel counts, each of
        a stride-2 convolution, then the width of one dense layer.
    activation
        One of `ACTIVATIONS`, after every hidden layer.
    linear_bottleneck
        Leave the innermost hidden layer of encoder and decoder without an activation.
    """

    kind: str = setting(
        Choice(
            "mlp",
            KINDS,
            title="Kind",
            tip="Dense layers see all pixels at once, convolutions small parts.",
            group="network",
            noun="kind of network",
        )
    )
    widths: tuple[int, ...] = setting(
        Widths(
            (1024, 512, 256),
            most=8,
            widest=8192,
            title="Layer widths",
            tip="Units of each hidden layer from the image inwards; for a convolutional network "
            "one or two channel counts, then one dense layer.",
            group="network",
        )
    )
    activation: str = setting(
        Choice(
            "gelu",
            ACTIVATIONS,
            title="Activation",
            tip="The curve that bends the output of each hidden unit.",
            group="network",
        )
    )
    linear_bottleneck: bool = setting(
        Flag(
            False,
            title="Linear bottleneck",
            tip="Leave the hidden layer next to the two latent numbers without an activation.",
            group="network",
        )
    )

    def problems(self) -> dict[str, str]:
        """See `Described`."""
        found = super().problems()
        if "widths" not in found and self.kind == "conv" and len(self.widths) not in (2, 3):
            found["widths"] = (
                "A convolutional network takes one or two channel counts and one dense width, "
                "such as 32, 64, 256."
            )
        return found


@dataclass(frozen=True)
class Preset:
    """A named architecture, with the sentence that the window shows beside it."""

    title: str
    architecture: Architecture


PRESETS: dict[str, Preset] = {
    "mlp-256-128": Preset(
        "256-128, linear bottleneck",
        Architecture("mlp", (256, 128), "relu", linear_bottleneck=True),
    ),
    "mlp-512-256": Preset("512-256, ReLU", Architecture("mlp", (512, 256), "relu")),
    "deep": Preset("1024-512-256, GELU", Architecture("mlp", (1024, 512, 256), "gelu")),
    "conv": Preset("Convolutional, 32-64-256", Architecture("conv", (32, 64, 256), "silu")),
}
DEFAULT_PRESET = "deep"
PRESET = Choice(
    DEFAULT_PRESET,
    PRESETS,
    title="Preset",
    tip="A ready-made encoder; the decoder is its mirror image.",
    group="basics",
)


def usual_widths(kind: str) -> tuple[int, ...]:
    """Return the widths of the last preset with a kind of network.

    Those of another kind would make an absurd network: 1,024 channels, say.
    """
    presets = reversed(PRESETS.values())
    return next(p.architecture.widths for p in presets if p.architecture.kind == kind)


@dataclass(frozen=True)
class RunConfig(Described):
    """Everything that determines a training run.

    Two runs with equal configurations on the same machine end in the same weights, bit for bit.

    Attributes
    ----------
    dataset
        Key in the registry of data sets.
    architecture
        The network.
    likelihood, kl
        Keys in the registries of likelihoods and KL estimators.
    beta
        Weight of the KL divergence in the objective, at least 0.
    optimizer, learning_rate, weight_decay, schedule
        The optimiser; what `schedule` makes of `learning_rate` it takes. The weight decay
        is decoupled for AdamW and does nothing for Adam.
    augmentation
        Strength of the random distortions of training digits, see
        `vae_explorer.core.augmentation.distort`; 0 for none.
    batch_size, epochs, seed
        `seed` fixes initial weights, order of the digits and noise.
    device, precision
        ``"auto"`` takes the fastest that the machine has.
    """

    dataset: str = setting(
        Choice(
            "mnist",
            DATA_SETS,
            title="Data set",
            tip="The images that the network learns from.",
            group="basics",
        )
    )
    architecture: Architecture = part(Architecture)  # noqa: RUF009 (it makes a field)
    likelihood: str = setting(
        Choice(
            "bernoulli",
            LIKELIHOODS,
            title="Likelihood",
            tip="How the reconstruction of an image is compared with it.",
            group="objective",
        )
    )
    kl: str = setting(
        Choice(
            "closed",
            KL_ESTIMATORS,
            title="KL divergence",
            tip="How the distance of the codes from the prior is computed.",
            group="objective",
            noun="KL estimator",
        )
    )
    beta: float = setting(
        Real(
            1.0,
            0,
            1e4,
            title="β",
            tip="How strongly the codes are pulled towards the prior: 1 is the plain VAE, more "
            "gives a tidier plane and blurrier digits.",
            group="basics",
            live=True,
            outside="β must be a number from 0 to 10,000.",
            unreadable="β is not a number: write it with a point, such as 0.5.",
        )
    )
    optimizer: str = setting(
        Choice(
            "adamw",
            OPTIMIZERS,
            title="Method",
            tip="The rule that turns slopes of the loss into steps.",
            group="optimiser",
            noun="optimizer",
        )
    )
    learning_rate: float = setting(
        Real(
            1.5e-3,
            1e-8,
            10,
            title="Learning rate",
            tip="How far each step moves the weights: too small is slow, too large diverges.",
            group="basics",
            live=True,
            outside="The learning rate must be above 0 and at most 10.",
            unreadable="The learning rate is not a number: write it as 0.001 or 1e-3.",
        )
    )
    weight_decay: float = setting(
        Real(
            0.01,
            0,
            10,
            title="Weight decay",
            tip="How fast AdamW lets weights fade that nothing keeps up; Adam has none.",
            group="optimiser",
        )
    )
    schedule: str = setting(
        Choice(
            "linear",
            SCHEDULES,
            title="Schedule",
            tip="Linear is at the learning rate after 30 steps and lets it fade to zero then: "
            "good to watch, and good at the end. One cycle takes a third of the run to get there.",
            group="optimiser",
        )
    )
    batch_size: int = setting(
        Whole(
            128,
            1,
            60_000,
            step=32,
            title="Batch size",
            tip="How many images share one step.",
            group="optimiser",
        )
    )
    epochs: int = setting(
        Whole(
            30,
            1,
            100_000,
            title="Epochs",
            tip="How many times to go through all training images.",
            group="basics",
            live=True,
            outside="Train for 1 to 100,000 epochs.",
        )
    )
    augmentation: float = setting(
        Real(
            0.0,
            0,
            1,
            title="Augmentation",
            tip="How strongly training images are distorted at random, such as 0.07.",
            group="optimiser",
        )
    )
    seed: int = setting(
        Whole(
            0,
            0,
            2**63 - 1,
            title="Seed",
            tip="Starts all random numbers: the same seed repeats the same run.",
            group="optimiser",
            outside="The seed must be a whole number from 0 to 2⁶³ − 1.",
        )
    )
    device: str = setting(
        Choice("auto", DEVICES, title="Device", tip="The processor to train on.", group="machine")
    )
    precision: str = setting(
        Choice(
            "auto",
            PRECISIONS,
            title="Precision",
            tip="bfloat16 is faster where the processor has it.",
            group="machine",
        )
    )

    @property
    def preset(self) -> str | None:
        """Key of the preset with this architecture, or None for one of the user's own."""
        return next((k for k, p in PRESETS.items() if p.architecture == self.architecture), None)
