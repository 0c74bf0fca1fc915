"""What a run is: the network, the objective and the schedule, as plain immutable values.

Nothing here imports torch, so that the window can show and check a configuration, and read one
from a model file, before the numerics are loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from itertools import pairwise
from typing import Any

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.errors import UserError
from vae_explorer.core.objective.divergences import KL_ESTIMATORS
from vae_explorer.core.objective.likelihoods import LIKELIHOODS

IMAGE_SIZE = 28
PIXELS = IMAGE_SIZE * IMAGE_SIZE
LATENT_DIM = 2

ACTIVATIONS = ("relu", "gelu", "silu", "tanh", "elu", "softplus")
KINDS = ("mlp", "conv")
OPTIMIZERS = ("adamw", "adam")
SCHEDULES = ("one-cycle", "constant")
DEVICES = ("auto", "cpu", "cuda", "mps")
PRECISIONS = ("auto", "float32", "bfloat16")

MAX_WIDTH = 8192
MAX_DEPTH = 8


@dataclass(frozen=True)
class Architecture:
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

    kind: str = "mlp"
    widths: tuple[int, ...] = (1024, 512, 256)
    activation: str = "gelu"
    linear_bottleneck: bool = False

    def problems(self) -> dict[str, str]:
        """Return one sentence for each field that cannot be used; empty when all is well."""
        found: dict[str, str] = {}
        if self.kind not in KINDS:
            found["kind"] = f"The kind of network is {self.kind!r:.60}; choose {_either(KINDS)}."
        if self.activation not in ACTIVATIONS:
            found["activation"] = (
                f"The activation is {self.activation!r:.60}; choose {_either(ACTIVATIONS)}."
            )
        if not 1 <= len(self.widths) <= MAX_DEPTH:
            found["widths"] = f"Give 1 to {MAX_DEPTH} layer widths, such as 512, 256."
        elif not all(1 <= width <= MAX_WIDTH for width in self.widths):
            found["widths"] = f"Each layer width must be a whole number from 1 to {MAX_WIDTH:,}."
        elif self.kind == "conv" and len(self.widths) not in (2, 3):
            found["widths"] = (
                "A convolutional network takes one or two channel counts and one dense width, "
                "such as 32, 64, 256."
            )
        return found

    def describe(self) -> str:
        """Return the layer sizes in the field's shorthand, such as ``784-512-256-2``."""
        return "-".join(str(size) for size in (PIXELS, *self.widths, LATENT_DIM))

    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the name and shape of every parameter, without building the network."""
        if self.kind == "mlp":
            encoder = [PIXELS, *self.widths]
            decoder = [LATENT_DIM, *reversed(self.widths)]
            shapes = _dense_shapes("encoder.hidden", encoder)
            shapes |= _dense_shapes("encoder.head", [encoder[-1], 2 * LATENT_DIM], numbered=False)
            shapes |= _dense_shapes("decoder.hidden", decoder)
            shapes |= _dense_shapes("decoder.head", [decoder[-1], PIXELS], numbered=False)
            return shapes
        *channels, dense = self.widths
        side = IMAGE_SIZE >> len(channels)
        flat = channels[-1] * side * side
        shapes = {}
        for i, (fan_in, fan_out) in enumerate(zip([1, *channels], channels, strict=False)):
            shapes[f"encoder.convolutions.{i}.weight"] = (fan_out, fan_in, 4, 4)
            shapes[f"encoder.convolutions.{i}.bias"] = (fan_out,)
        shapes |= _dense_shapes("encoder.dense", [flat, dense], numbered=False)
        shapes |= _dense_shapes("encoder.head", [dense, 2 * LATENT_DIM], numbered=False)
        shapes |= _dense_shapes("decoder.dense", [LATENT_DIM, dense], numbered=False)
        shapes |= _dense_shapes("decoder.expand", [dense, flat], numbered=False)
        outward = [*reversed(channels), 1]
        for i, (fan_in, fan_out) in enumerate(pairwise(outward)):
            shapes[f"decoder.convolutions.{i}.weight"] = (fan_in, fan_out, 4, 4)
            shapes[f"decoder.convolutions.{i}.bias"] = (fan_out,)
        return shapes


@dataclass(frozen=True)
class Preset:
    """A named architecture, with the sentence that the window shows beside it."""

    title: str
    architecture: Architecture


PRESETS: dict[str, Preset] = {
    "mlp-256-128": Preset(
        "784-256-128, linear bottleneck",
        Architecture("mlp", (256, 128), "relu", linear_bottleneck=True),
    ),
    "mlp-512-256": Preset("784-512-256, ReLU", Architecture("mlp", (512, 256), "relu")),
    "deep": Preset("784-1024-512-256, GELU", Architecture("mlp", (1024, 512, 256), "gelu")),
    "conv": Preset("Convolutional, 32-64-256", Architecture("conv", (32, 64, 256), "silu")),
}
DEFAULT_PRESET = "deep"


@dataclass(frozen=True)
class RunConfig:
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
        The optimiser; `learning_rate` is the peak of a ``"one-cycle"`` schedule. The weight decay
        is decoupled for AdamW and does nothing for Adam.
    augmentation
        Strength of the random distortions of training digits, see
        `vae_explorer.core.augmentation.distort`; 0 for none.
    batch_size, epochs, seed
        `seed` fixes initial weights, order of the digits and noise.
    device, precision
        ``"auto"`` takes the fastest that the machine has.
    """

    dataset: str = "mnist"
    architecture: Architecture = field(default_factory=Architecture)
    likelihood: str = "bernoulli"
    kl: str = "closed"
    beta: float = 1.0
    optimizer: str = "adamw"
    learning_rate: float = 1e-3
    weight_decay: float = 0.01
    schedule: str = "one-cycle"
    batch_size: int = 256
    epochs: int = 30
    augmentation: float = 0.0
    seed: int = 0
    device: str = "auto"
    precision: str = "auto"

    def problems(self) -> dict[str, str]:
        """Return one sentence for each field that cannot be trained with, keyed by its name."""
        found = self.architecture.problems()
        for name, allowed in {"dataset": tuple(DATA_SETS), **_CHOICES}.items():
            value = getattr(self, name)
            if value not in allowed:
                label = _LABELS.get(name, name)
                found[name] = f"The {label} is {value!r:.60}; choose {_either(allowed)}."
        for name, (low, high, sentence) in _RANGES.items():
            value = getattr(self, name)
            whole = isinstance(getattr(RunConfig, name), int)
            # NaN is in no range.
            if not low <= value <= high or (whole and value != int(value)):
                found[name] = sentence
        return found

    def validated(self) -> RunConfig:
        """Return self, or raise `UserError` with the first problem."""
        for sentence in self.problems().values():
            raise UserError(sentence)
        return self

    @property
    def preset(self) -> str | None:
        """Key of the preset with this architecture, or None for one of the user's own."""
        return next((k for k, p in PRESETS.items() if p.architecture == self.architecture), None)

    def to_json(self) -> dict[str, Any]:
        """Return a value that `json.dumps` takes."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: object) -> RunConfig:
        """Rebuild a configuration from `to_json`'s value.

        Raises
        ------
        UserError
            When a field is missing, unknown, of another type or out of range.
        """
        config: RunConfig = _checked(cls, value)
        return config.validated()


_CHOICES: dict[str, tuple[str, ...]] = {
    "likelihood": tuple(LIKELIHOODS),
    "kl": tuple(KL_ESTIMATORS),
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
    "device": DEVICES,
    "precision": PRECISIONS,
}
_LABELS = {"dataset": "data set", "kl": "KL estimator"}
_RANGES: dict[str, tuple[float, float, str]] = {
    "beta": (0.0, 1e4, "β must be a number from 0 to 10,000."),
    "learning_rate": (1e-8, 10.0, "The learning rate must be above 0 and at most 10."),
    "weight_decay": (0.0, 10.0, "The weight decay must be from 0 to 10."),
    "augmentation": (0.0, 1.0, "The augmentation must be from 0 to 1."),
    "batch_size": (1, 60_000, "The batch size must be a whole number from 1 to 60,000."),
    "epochs": (1, 100_000, "Train for 1 to 100,000 epochs."),
    "seed": (0, 2**63 - 1, "The seed must be a whole number from 0 to 2⁶³ − 1."),
}


def _checked(cls: type[Any], value: object) -> Any:
    if not isinstance(value, Mapping):
        raise UserError(f"The configuration is not a table but {value!r:.60}.")
    defaults = cls()
    arguments: dict[str, Any] = {}
    for item in fields(cls):
        if item.name not in value:
            raise UserError(f"The configuration lacks {item.name!r}.")
        arguments[item.name] = _coerce(item.name, value[item.name], getattr(defaults, item.name))
    unknown = set(value) - {item.name for item in fields(cls)}
    if unknown:
        raise UserError(f"The configuration has an unknown entry {min(map(str, unknown))!r:.60}.")
    return cls(**arguments)


def _coerce(name: str, value: object, like: object) -> object:
    """Return `value` in the type of the default `like`, or raise `UserError`."""
    if isinstance(like, Architecture):
        return _checked(Architecture, value)
    if isinstance(like, tuple):
        if isinstance(value, list | tuple) and all(type(item) is int for item in value):
            return tuple(value)
    elif isinstance(like, float):
        if isinstance(value, float) or (type(value) is int and abs(value) < 2**1023):
            return float(value)
    elif type(value) is type(like):
        return value
    raise UserError(f"The configuration's {name!r} is {value!r:.60}, which is of the wrong type.")


def _dense_shapes(
    name: str, sizes: list[int], *, numbered: bool = True
) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {}
    for i, (fan_in, fan_out) in enumerate(pairwise(sizes)):
        prefix = f"{name}.{i}" if numbered else name
        shapes[f"{prefix}.weight"] = (fan_out, fan_in)
        shapes[f"{prefix}.bias"] = (fan_out,)
    return shapes


def _either(options: tuple[str, ...]) -> str:
    return " or ".join(filter(None, (", ".join(options[:-1]), options[-1])))
