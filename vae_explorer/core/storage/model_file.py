"""Model files: a snapshot as one ``.safetensors`` file, which executes nothing when it is read.

Layout, format version 2. Metadata: one entry, ``vae-explorer``, a JSON object with sorted names
(see `description`). Arrays: ``weights.NAME`` (float16 or float32), ``embedding`` and
``log_variance`` (N, 2), ``labels`` (N,), ``age`` (N,) unless all are 0, and the losses (see
`history_arrays`). To go on training bit for bit also ``training.means.NAME``,
``training.squares.NAME``, ``training.sums`` (2,) and ``training.more_sums``. Equal models give
equal bytes.

What is absent means the default, arrays of the model itself excepted; what is unknown is kept in
`Snapshot.extras`. Version 1 had the metadata ``format``, ``version`` and ``snapshot`` instead, and
is read for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.config import LATENT_DIM
from vae_explorer.core.errors import UserError
from vae_explorer.core.extras import Extras, add_entries
from vae_explorer.core.language import tr
from vae_explorer.core.networks.layers import KEPT, weight_shapes
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.atomic import write_atomically
from vae_explorer.core.storage.description import (
    FORMAT,
    VERSION,
    Description,
    read_description,
    write_description,
)
from vae_explorer.core.storage.history_arrays import (
    history_arrays,
    read_history,
    wanted_history,
)
from vae_explorer.core.storage.tensor_file import (
    CHOOSE,
    Stored,
    TensorFile,
    header_and_arrays,
    open_tensors,
    tensors_in,
)
from vae_explorer.core.storage.training_arrays import (
    read_training,
    training_arrays,
    training_entries,
    wanted_training,
)
from vae_explorer.core.storage.values import (
    CODE_LIMIT,
    MAX_CODE,
    Wanted,
    check,
    drawable_values,
    fits_half,
    read,
    read_halves,
)
from vae_explorer.core.training_state import TrainingState

__all__ = [
    "FORMAT",
    "SUFFIX",
    "VERSION",
    "ModelFile",
    "file_parts",
    "load",
    "load_bytes",
    "load_snapshot",
    "save_snapshot",
]

SUFFIX = ".safetensors"

_NAMES_TOLD = 6

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class ModelFile:
    """What a model file holds.

    Attributes
    ----------
    snapshot
        The model.
    training
        What it takes to go on training it, or None for a file that was saved without.
    notes
        One sentence for each thing that the user should know of the file; mostly none.
    interpolated
        Of a frame, see `Frame`.
    """

    snapshot: Snapshot
    training: TrainingState | None = None
    notes: tuple[str, ...] = ()
    interpolated: bool = False


def save_snapshot(
    snapshot: Snapshot,
    path: Path | str,
    *,
    training: TrainingState | None = None,
    half_precision: bool = False,
) -> None:
    """Write a model file, either whole or not at all.

    Parameters
    ----------
    training
        Of the same step as `snapshot`: the file can be trained on from there, bit for bit.
    half_precision
        Store the weights as float16: half the size, and an ELBO within 0.01 nats. Not beside
        `training`, which goes on from the weights as they are.

    Raises
    ------
    UserError
        When the file cannot be written; a file that was there before is left as it was.
    ValueError
        When `training` is of another step.
    """
    header, arrays = file_parts(snapshot, training, half_precision)
    write_atomically(Path(path), (header, *arrays))


def sizes(snapshot: Snapshot, training: TrainingState) -> tuple[int, int]:
    """Return the bytes of a file without and with the training state."""
    header, arrays = file_parts(snapshot, None)
    full_header, full_arrays = file_parts(snapshot, training)
    return (
        len(header) + sum(map(len, arrays)),
        len(full_header) + sum(map(len, full_arrays)),
    )


def load_snapshot(path: Path | str) -> Snapshot:
    """Read the model of a model file; see `load`."""
    return load(path).snapshot


def load(path: Path | str) -> ModelFile:
    """Read a model file.

    Raises
    ------
    UserError
        When there is no such file, it is not a model file, or what it holds is damaged.
    """
    path = Path(path)
    with open_tensors(path) as file:
        return _read(file, path.name)


def load_bytes(content: bytes | bytearray, name: str, *, halves: bool = False) -> ModelFile:
    """Read the bytes of a model file; see `load`.

    Parameters
    ----------
    name
        What messages call it.
    halves
        Leave weights that are stored as float16 as they are: for a `Frame`.
    """
    with tensors_in(content, name) as file:
        return _read(file, name, halves=halves)


def _read(file: TensorFile, name: str, *, halves: bool = False) -> ModelFile:
    try:
        return _model_file(file, name, halves)
    except UserError as error:
        raise UserError(f"{name}: {error.what}", error.way_out or CHOOSE) from error


def file_parts(
    snapshot: Snapshot, training: TrainingState | None = None, half_precision: bool = False
) -> tuple[bytes, list[bytes | memoryview]]:
    """Return the header of a file and the bytes of its arrays; see `save_snapshot`."""
    if training is not None and training.step != snapshot.step:
        raise ValueError(f"a state of step {training.step} for a model of step {snapshot.step}")
    history, extras = snapshot.history, snapshot.extras
    about: dict[str, Any] = {
        "version": VERSION,
        "config": snapshot.config.to_json(),
        "step": snapshot.step,
        "epoch": snapshot.epoch,
        "split": snapshot.split,
        "shape": list(snapshot.shape),
        "class_names": list(snapshot.class_names),
        "changes": [list(change) for change in history.changes],
    }
    halve = half_precision and training is None
    arrays: Arrays = {
        f"weights.{name}": array.astype(
            np.float16 if halve and fits_half(array) else np.float32, copy=False
        )
        for name, array in snapshot.weights.items()
    }
    arrays |= {
        "embedding": drawable_values(snapshot.embedding, MAX_CODE),
        "log_variance": drawable_values(snapshot.log_variance, MAX_CODE),
        "labels": snapshot.labels,
    }
    arrays |= history_arrays(history)
    if snapshot.age.any():
        arrays["age"] = snapshot.age
    if training is not None:
        about["training"] = training_entries(training)
        arrays |= training_arrays(training)
    add_entries(about, extras.entries)
    raw = {name: array for name, array in extras.arrays.items() if name not in arrays}
    return header_and_arrays({**extras.texts, **write_description(about)}, arrays, raw)


def _model_file(file: TensorFile, name: str, halves: bool) -> ModelFile:
    about = read_description(file.metadata)
    wanted = _wanted(about, file.stored)
    for array_name, want in wanted.items():  # all of them, before anything is read
        check(array_name, file.stored.get(array_name), want)
    weights = {
        key.removeprefix("weights."): _weights(file, key, halves)
        for key in wanted
        if key.startswith("weights.")
    }
    labels = read(file, "labels")
    highest = len(about.class_names) - 1
    if labels.size and labels.max() > highest:
        text = tr(
            "It has a label {label}, where 0 to {highest} are possible.",
            label=labels.max(),
            highest=highest,
        )
        raise UserError(text)
    notes: list[str] = []
    history = read_history(file, about.changes, notes)
    extras = Extras(
        about.unknown,
        about.others,
        {key: file.read_raw(key) for key in file.stored if key not in wanted},
    )
    if names := extras.names():
        notes.insert(0, _note_of_unknown(name, names))
    snapshot = Snapshot(
        config=about.config,
        step=about.step,
        epoch=about.epoch,
        weights=weights,
        embedding=_codes(file, "embedding", notes),
        log_variance=_codes(file, "log_variance", notes),
        labels=labels.astype(np.uint8),
        split=about.split,
        history=history,
        extras=extras,
        age=_ages(file, about, len(labels)),
        shape=about.shape,
        class_names=about.class_names,
    )
    shapes = {name: array.shape for name, array in weights.items()}
    training = read_training(file, about.step, about.training, shapes)
    return ModelFile(snapshot, training, tuple(dict.fromkeys(notes)), about.interpolated)


def _wanted(about: Description, stored: Mapping[str, Stored]) -> dict[str, Wanted]:
    """Return every array that the file must have, and those that it may have if it has them."""
    kept = stored.get(f"weights.{KEPT}")
    shapes = weight_shapes(about.config, about.shape, kept.shape[0] if kept and kept.shape else 0)
    wanted = {f"weights.{name}": Wanted(shape) for name, shape in shapes.items()}
    count = stored["labels"].shape[:1] if "labels" in stored else (None,)
    wanted["labels"] = Wanted((None,), "u")
    wanted["embedding"] = wanted["log_variance"] = Wanted((*count, LATENT_DIM))
    if "age" in stored:
        wanted["age"] = Wanted(count, "i")
    wanted |= wanted_history(stored)
    if about.training is not None:
        wanted |= wanted_training(stored, shapes)
    return wanted


def _weights(file: TensorFile, name: str, halves: bool) -> NDArray[Any]:
    if halves and file.stored[name].dtype == np.float16:
        return read_halves(file, name)
    return read(file, name).astype(np.float32, copy=False)


def _codes(file: TensorFile, name: str, notes: list[str]) -> NDArray[np.float32]:
    codes = read(file, name, CODE_LIMIT).astype(np.float32, copy=False)
    drawable: NDArray[np.float32] = drawable_values(codes, MAX_CODE)
    if drawable is not codes:
        text = tr(
            "Codes beyond ±{most:,.0f} are shown at that edge: the run diverged.", most=MAX_CODE
        )
        notes.append(text)
    return drawable


def _ages(file: TensorFile, about: Description, count: int) -> NDArray[np.int32]:
    if "age" not in file.stored:
        return np.full(count, min(about.stale_steps, 2**31 - 1), np.int32)
    age = read(file, "age")
    if age.size and not 0 <= age.min() <= age.max() < 2**31:
        raise UserError(tr("Its array 'age' holds ages that are none."))
    return age.astype(np.int32, copy=False)


def _note_of_unknown(file_name: str, names: list[str]) -> str:
    told = tr(", ").join(f"{name:.40}" for name in names[:_NAMES_TOLD])
    if len(names) > _NAMES_TOLD:
        told = tr("{names} and {more} more", names=told, more=len(names) - _NAMES_TOLD)
    return tr(
        "{file} holds what this version does not know ({names}); it is kept when the model is "
        "saved.",
        file=file_name,
        names=told,
    )
