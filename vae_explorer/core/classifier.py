"""A classifier of images, to be laid over what a decoder draws: a small convolutional network.

Two convolutions, each followed by a rectifier and by the largest of 2 x 2, and a linear layer
(LeCun et al. 1998, "Gradient-based learning applied to document recognition", in short). How wide
they are is read off the file, so that anybody may bring one of their own.
"""

from __future__ import annotations

import importlib.resources
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.errors import UserError
from vae_explorer.core.images import ImageShape
from vae_explorer.core.language import tr
from vae_explorer.core.storage.tensor_file import TensorFile, header_and_arrays, open_tensors
from vae_explorer.core.storage.values import Wanted, check, read

if TYPE_CHECKING:
    from torch import Tensor

FILE_NAME = "classifier.safetensors"
FORMAT, VERSION = "vae-explorer-classifier", 1

_ARRAYS = ("conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "dense.weight", "dense.bias")
_MOST_CHANNELS, _MOST_SIDE, _MOST_CLASSES, _MOST_NAME = 1024, 512, 1000, 60
_BLOCK = 512  # images at a time: what lies between the layers takes fifty times their room

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Classifier:
    """Says of images which class they are of.

    Attributes
    ----------
    name
        What to call it.
    weights
        float32, by name: ``conv1``, ``conv2`` and ``dense``, each with ``.weight`` and ``.bias`` as
        torch has them.
    shape
        Of the images that it takes.
    class_names
        In the order of its outputs.
    about
        Texts about it, such as its accuracy, for its users.
    """

    name: str
    weights: Mapping[str, Floats]
    shape: ImageShape
    class_names: tuple[str, ...]
    about: Mapping[str, str]

    @cached_property
    def _tensors(self) -> dict[str, Tensor]:
        import torch

        return {name: torch.from_numpy(array) for name, array in self.weights.items()}

    def probabilities(self, images: NDArray[np.uint8] | NDArray[np.floating]) -> Floats:
        """Return p(class given image), (N, classes), rows that add up to one.

        Parameters
        ----------
        images
            (N, C, H, W), uint8 or in [0, 1].

        Raises
        ------
        UserError
            When they are of another shape.
        """
        import torch

        if images.shape[1:] != tuple(self.shape):
            raise UserError(
                tr(
                    "{name} takes images of {shape}, and these are {found}.",
                    name=self.name,
                    shape=self.shape,
                    found=" x ".join(map(str, images.shape[1:])),
                )
            )
        found = np.empty((len(images), len(self.class_names)), np.float32)
        with torch.inference_mode():
            for start in range(0, len(images), _BLOCK):
                rows = slice(start, start + _BLOCK)
                block = np.array(images[rows], np.float32)
                if images.dtype == np.uint8:
                    block /= 255
                logits = forward(self._tensors, torch.from_numpy(block))
                found[rows] = logits.softmax(dim=1).numpy()
        return found

    def problem_with(self, shape: ImageShape, class_names: tuple[str, ...]) -> str:
        """Return why it says nothing of a model's images, in a sentence; empty if it does.

        Parameters
        ----------
        shape, class_names
            Of the model's images; classes that are called otherwise are no reason by themselves,
            as a data set's may be named, if there are as many.
        """
        if tuple(shape) != tuple(self.shape):
            return tr(
                "{name} takes images of {shape}, and this model draws {found}.",
                name=self.name,
                shape=self.shape,
                found=shape,
            )
        if set(class_names).isdisjoint(self.class_names):
            return tr("{name} knows other classes than this model was trained on.", name=self.name)
        return ""


def forward(weights: Mapping[str, Tensor], x: Tensor) -> Tensor:
    """Return the logits, (N, classes), of images, (N, C, H, W), in [0, 1]."""
    from torch.nn import functional as F

    for layer in ("conv1", "conv2"):
        kernel = weights[f"{layer}.weight"]
        x = F.conv2d(x, kernel, weights[f"{layer}.bias"], padding=kernel.shape[-1] // 2)
        x = F.max_pool2d(F.relu(x), 2)
    return F.linear(x.flatten(1), weights["dense.weight"], weights["dense.bias"])


def is_classifier(path: Path) -> bool:
    """Whether a file can be read, and says of itself that it holds a classifier."""
    try:
        with open_tensors(path) as file:
            return file.metadata.get("format") == FORMAT
    except UserError:
        return False


def load_classifier(path: Path) -> Classifier:
    """Read a classifier.

    Raises
    ------
    UserError
        When there is no such file, or it is damaged or holds something else.
    """
    with open_tensors(path) as file:
        try:
            return _read(file, path.stem)
        except UserError as error:
            raise UserError(
                tr(
                    "{file} holds no classifier that can be used. {why}",
                    file=path.name,
                    why=error.what,
                ),
                tr(
                    "Choose one that was written by scripts/train_classifier.py, or laid out like "
                    "it."
                ),
            ) from error


def bundled_classifier() -> Classifier:
    """Read the classifier that ships with the program.

    Raises
    ------
    UserError
        When this installation lacks it.
    """
    file = importlib.resources.files("vae_explorer.resources") / FILE_NAME
    if not file.is_file():
        raise UserError(
            tr("This installation lacks the classifier."),
            tr("Open one, or install the program again."),
        )
    with importlib.resources.as_file(file) as extracted:
        return load_classifier(extracted)


def classifier_bytes(classifier: Classifier) -> bytes:
    """Return the file of a classifier, its weights in half precision."""
    about = {
        **classifier.about,
        "format": FORMAT,
        "version": str(VERSION),
        "name": classifier.name,
        "shape": json.dumps(list(classifier.shape)),
        "class_names": json.dumps(list(classifier.class_names)),
    }
    halves = {name: array.astype(np.float16) for name, array in classifier.weights.items()}
    header, contents = header_and_arrays(about, halves)
    return b"".join((header, *contents))


def _read(file: TensorFile, stem: str) -> Classifier:
    metadata = file.metadata
    if metadata.get("format") != FORMAT:
        raise UserError(tr("It does not say that it is one."))
    if metadata.get("version") != str(VERSION):
        raise UserError(
            tr("It is of version {version:.20}.", version=metadata.get("version", tr("unknown")))
        )
    shape = _shape(metadata.get("shape", ""))
    names = _names(metadata.get("class_names", ""))
    for name, wanted in _wanted(file, shape, len(names)).items():
        check(name, file.stored.get(name), wanted)
    weights = {name: read(file, name).astype(np.float32, copy=False) for name in _ARRAYS}
    own = ("format", "version", "name", "shape", "class_names")
    about = {key: text for key, text in metadata.items() if key not in own}
    return Classifier(metadata.get("name", stem)[:_MOST_NAME], weights, shape, names, about)


def _wanted(file: TensorFile, shape: ImageShape, classes: int) -> dict[str, Wanted]:
    """Return what each array has to be, as wide as the file has it, within reason."""
    widths = []
    for layer in ("conv1", "conv2"):
        stored = file.stored.get(f"{layer}.weight")
        size = stored.shape if stored is not None else ()
        fits = len(size) == 4 and size[2] == size[3] and size[2] % 2 == 1
        if not fits or not (0 < size[0] <= _MOST_CHANNELS and size[2] <= min(shape[1:])):
            raise UserError(
                tr("Its array '{name}' is no odd square kernel.", name=f"{layer}.weight")
            )
        widths.append((size[0], size[2]))
    (first, side), (second, inner) = widths
    features = second * math.prod(length // 2 // 2 for length in shape[1:])
    return {
        "conv1.weight": Wanted((first, shape.channels, side, side)),
        "conv1.bias": Wanted((first,)),
        "conv2.weight": Wanted((second, first, inner, inner)),
        "conv2.bias": Wanted((second,)),
        "dense.weight": Wanted((classes, features)),
        "dense.bias": Wanted((classes,)),
    }


def _shape(text: str) -> ImageShape:
    sides = _parsed(text)
    if not (isinstance(sides, list) and len(sides) == 3 and all(type(n) is int for n in sides)):
        raise UserError(tr("It does not say which images it takes."))
    channels, height, width = sides
    if channels not in (1, 3) or not (4 <= height <= _MOST_SIDE and 4 <= width <= _MOST_SIDE):
        raise UserError(tr("It takes images of {shape:.60}.", shape=" x ".join(map(str, sides))))
    return ImageShape(channels, height, width)


def _names(text: str) -> tuple[str, ...]:
    names = _parsed(text)
    if not (isinstance(names, list) and all(isinstance(name, str) for name in names)):
        raise UserError(tr("It does not say which classes it knows."))
    if not 2 <= len(names) <= _MOST_CLASSES:
        raise UserError(tr("It knows {classes:,} classes.", classes=len(names)))
    return tuple(name[:_MOST_NAME] for name in names)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
