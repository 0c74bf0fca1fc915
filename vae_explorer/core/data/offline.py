"""Endless labelled digits without a network: a small generator that learned its hand from MNIST.

The generator is the decoder of a class-conditional VAE (Kingma et al. 2014, "Semi-supervised
learning with deep generative models", their M2), sharpened against a discriminator, with one
Gaussian mixture a class in place of the prior, since the codes of real digits are not N(0, I).
``scripts/train_offline_digits.py`` trains it. It holds no digit and no code of one: only weights
and the mixtures' parameters. Sampling needs numpy alone, so that digits are there before torch is.
"""

from __future__ import annotations

import importlib.resources
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vae_explorer.core.data.base import (
    DIGITS,
    CancelCallback,
    LabelledImages,
    Split,
    never,
)
from vae_explorer.core.data.generated import Generated
from vae_explorer.core.errors import Interrupted, UserError
from vae_explorer.core.images import DIGIT_SHAPE, ImageShape
from vae_explorer.core.language import marked, tr

if TYPE_CHECKING:
    from numpy.typing import NDArray

CLASSES = 10
SHAPE = DIGIT_SHAPE
PIXELS = SHAPE.pixels

FILE_NAME = "offline_digits.safetensors"
FORMAT = "vae-explorer offline digits"
FORMAT_VERSION = "1"

SPLIT_SIZES: dict[Split, int] = {"train": 60_000, "test": 10_000}
# Each split draws from a random stream of its own, and within it each block from another: the
# first digits are the same however many are asked for, and the floats of a block stay in cache.
STREAMS: dict[Split, int] = {"train": 0, "test": 1}
BLOCK = 1000


@dataclass(frozen=True, eq=False)
class DigitGenerator:
    """A Gaussian mixture of codes for each class, and a decoder with two hidden ReLU layers.

    C = 10 classes, K components a class, d latent dimensions, H1 and H2 hidden units. All arrays
    are float32; layers are stored as (inputs, outputs).

    Parameters
    ----------
    mixture_weight
        Probabilities of the components, (C, K); each row sums to 1.
    mixture_mean
        Means of the components, (C, K, d).
    mixture_factor
        Lower Cholesky factors of their covariances, (C, K, d, d).
    code_weight, class_bias
        First layer: (d, H1), and in place of a bias one row a class, (C, H1).
    hidden_weight, hidden_bias
        Second layer: (H1, H2) and (H2,).
    pixel_weight, pixel_bias
        Last layer, to the logits of the grey levels: (H2, 784) and (784,).

    Raises
    ------
    ValueError
        If shapes do not fit together or a number is not finite.
    """

    mixture_weight: NDArray[np.float32]
    mixture_mean: NDArray[np.float32]
    mixture_factor: NDArray[np.float32]
    code_weight: NDArray[np.float32]
    class_bias: NDArray[np.float32]
    hidden_weight: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    pixel_weight: NDArray[np.float32]
    pixel_bias: NDArray[np.float32]

    def __post_init__(self) -> None:
        if self.mixture_mean.ndim != 3 or self.hidden_weight.ndim != 2:
            raise ValueError("mixture_mean must be (classes, components, dimensions)")
        components, dimensions = self.mixture_mean.shape[1:]
        first, second = self.hidden_weight.shape
        expected: dict[str, tuple[int, ...]] = {
            "mixture_weight": (CLASSES, components),
            "mixture_mean": (CLASSES, components, dimensions),
            "mixture_factor": (CLASSES, components, dimensions, dimensions),
            "code_weight": (dimensions, first),
            "class_bias": (CLASSES, first),
            "hidden_weight": (first, second),
            "hidden_bias": (second,),
            "pixel_weight": (second, PIXELS),
            "pixel_bias": (PIXELS,),
        }
        for name, shape in expected.items():
            array = getattr(self, name)
            if array.shape != shape:
                raise ValueError(f"{name} must be {shape}, not {array.shape}")
            if not np.isfinite(array).all():
                raise ValueError(f"{name} holds numbers that are not finite")
        sums = self.mixture_weight.sum(axis=1)
        if (self.mixture_weight < 0).any() or not np.allclose(sums, 1, atol=1e-3):
            raise ValueError("mixture_weight must hold probabilities that sum to 1")

    def sample_codes(
        self, labels: NDArray[np.intp], rng: np.random.Generator
    ) -> NDArray[np.float32]:
        """Draw one code for each label from its class's mixture: (N,) -> (N, d)."""
        cumulative = np.cumsum(self.mixture_weight, axis=1)[:, :-1]
        draws = rng.random(len(labels), dtype=np.float32)
        component = (draws[:, None] >= cumulative[labels]).sum(axis=1)
        noise = rng.standard_normal((len(labels), self.mixture_mean.shape[2]), dtype=np.float32)
        factor = self.mixture_factor[labels, component]  # (N, d, d)
        codes: NDArray[np.float32] = (factor @ noise[:, :, None])[:, :, 0]
        codes += self.mixture_mean[labels, component]
        return codes

    def decode(self, codes: NDArray[np.float32], labels: NDArray[np.intp]) -> NDArray[np.uint8]:
        """Draw the digits of codes (N, d) and labels (N,): grey levels (N, 1, 28, 28)."""
        hidden = np.maximum(codes @ self.code_weight + self.class_bias[labels], 0)  # (N, H1)
        hidden = np.maximum(hidden @ self.hidden_weight + self.hidden_bias, 0)  # (N, H2)
        grey = hidden @ self.pixel_weight  # (N, 784) logits, from here on in place
        grey += self.pixel_bias
        # The logistic function by way of tanh, which cannot overflow.
        grey *= 0.5
        np.tanh(grey, out=grey)
        grey += 1
        grey *= 127.5
        images: NDArray[np.uint8] = np.rint(grey, out=grey).astype(np.uint8)
        return images.reshape(-1, *SHAPE)


def load_generator(path: Path | None = None) -> DigitGenerator:
    """Read a generator.

    Parameters
    ----------
    path
        A file by ``scripts/train_offline_digits.py``. The bundled one if it is left out.

    Raises
    ------
    UserError
        If the file is missing, damaged, or in another format or version.
    """
    if path is None:
        bundled = importlib.resources.files("vae_explorer.resources") / FILE_NAME
        with importlib.resources.as_file(bundled) as extracted:
            return load_generator(extracted)

    from safetensors import SafetensorError, safe_open

    names = DigitGenerator.__dataclass_fields__
    try:
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            found = (metadata.get("format"), metadata.get("version"))
            if found != (FORMAT, FORMAT_VERSION):
                raise ValueError(f"format and version are {found}")
            arrays = {name: file.get_tensor(name).astype(np.float32) for name in names}
        return DigitGenerator(**arrays)
    except (OSError, SafetensorError, ValueError) as error:
        raise UserError(
            tr("The generator of the offline digits, {path}, cannot be used.", path=path),
            tr("Install the program again."),
            str(error),
        ) from error


def generate(
    count: int,
    seed: int = 0,
    split: Split = "train",
    generator: DigitGenerator | None = None,
    cancelled: CancelCallback = never,
) -> LabelledImages:
    """Generate labelled digits.

    Each run of ten digits has every label once, in random order, so the classes are balanced.
    With the same seed and split, a smaller `count` gives the beginning of a larger one, the same
    on every run of one machine. (Other machines and other thread counts of numpy round matrix
    products differently, and a few pixels may then differ by one grey level.)

    Parameters
    ----------
    count
        Number of digits, at least 0.
    seed
        Seed of the digits, at least 0.
    split
        Which of two independent streams of digits to draw from.
    generator
        What to draw from. The bundled generator if it is left out.
    cancelled
        Polled every thousand digits; True ends it.

    Raises
    ------
    UserError
        If the bundled generator is missing or damaged.
    Interrupted
        If `cancelled` returned True.
    ValueError
        If `count` or `seed` is negative.
    """
    if count < 0 or seed < 0:
        raise ValueError(f"count and seed must not be negative, not {count} and {seed}")
    if generator is None:
        generator = load_generator()
    images = np.empty((count, *SHAPE), np.uint8)
    labels = np.empty(count, np.uint8)
    for start in range(0, count, BLOCK):
        if cancelled():
            raise Interrupted
        stop = min(start + BLOCK, count)
        source = np.random.SeedSequence(seed, spawn_key=(STREAMS[split], start // BLOCK))
        rng = np.random.Generator(np.random.PCG64(source))
        tens = np.tile(np.arange(CLASSES), (BLOCK // CLASSES, 1))
        block_labels = rng.permuted(tens, axis=1).ravel()
        # A whole block is drawn even if less is needed: see "the beginning of a larger one".
        digits = generator.decode(generator.sample_codes(block_labels, rng), block_labels)
        images[start:stop] = digits[: stop - start]
        labels[start:stop] = block_labels[: stop - start]
    return LabelledImages(images, labels)


@dataclass(frozen=True)
class OfflineDigits(Generated):
    """The generated digits as an entry of the registry."""

    key: str = "offline"
    title: str = marked("Offline digits (generated)")
    shape: ImageShape = SHAPE
    class_names: tuple[str, ...] = DIGITS

    def load(
        self,
        root: Path,  # noqa: ARG002
        split: Split,
        seed: int = 0,
        cancelled: CancelCallback = never,
    ) -> LabelledImages:
        """Generate a split: 60,000 digits for training, or 10,000 others for testing.

        Parameters
        ----------
        root
            Not used.
        split
            ``"train"`` or ``"test"``.
        seed
            Another seed gives other digits.
        cancelled
            Polled every thousand digits; True ends it.

        Raises
        ------
        UserError
            If the bundled generator is missing or damaged.
        Interrupted
            If `cancelled` returned True.
        """
        return generate(SPLIT_SIZES[split], seed, split, cancelled=cancelled)


OFFLINE_DIGITS = OfflineDigits()
