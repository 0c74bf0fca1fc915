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
)
from vae_explorer.core.storage.values import (
    CODE_LIMIT,
    MAX_CODE,
    Wanted,
    check,
    drawable_values,
    fits_half,
    read,
)
from vae_explorer.core.training_state import TrainingState

__all__ = ["FORMAT", "SUFFIX", "VERSION", "ModelFile", "load", "load_snapshot", "save_snapshot"]

SUFFIX = ".safetensors"

_NAMES_TOLD = 6
_SUMS = 2  # those that every version has, reconstruction and KL

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
    """

    snapshot: Snapshot
    training: TrainingState | None = None
    notes: tuple[str, ...] = ()


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
    header, arrays = _parts(snapshot, training, half_precision)
    write_atomically(Path(path), (header, *arrays))


def sizes(snapshot: Snapshot, training: TrainingState) -> tuple[int, int]:
    """Return the bytes of a file without and with the training state."""
    header, arrays = _parts(snapshot, None)
    full_header, full_arrays = _parts(snapshot, training)
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
        try:
            return _model_file(file, path.name)
        except UserError as error:
            raise UserError(f"{path.name}: {error.what}", error.way_out or CHOOSE) from error


def _parts(
    snapshot: Snapshot, training: TrainingState | None, half_precision: bool = False
) -> tuple[bytes, list[bytes | memoryview]]:
    """Return the header of a file and the bytes of its arrays."""
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
        about["training"] = {
            "step": training.step,
            "cycle_ends": list(training.cycle_ends),
            "summed": training.summed,
            "images": training.images,
            "resting": dict(training.resting),
        }
        arrays |= {f"training.means.{name}": array for name, array in training.means.items()}
        arrays |= {f"training.squares.{name}": array for name, array in training.squares.items()}
        arrays["training.sums"] = training.sums[:_SUMS]
        if len(training.sums) > _SUMS:
            arrays["training.more_sums"] = training.sums[_SUMS:]
    add_entries(about, extras.entries)
    raw = {name: array for name, array in extras.arrays.items() if name not in arrays}
    return header_and_arrays({**extras.texts, **write_description(about)}, arrays, raw)


def _model_file(file: TensorFile, name: str) -> ModelFile:
    about = read_description(file.metadata)
    wanted = _wanted(about, file.stored)
    for array_name, want in wanted.items():  # all of them, before anything is read
        check(array_name, file.stored.get(array_name), want)
    weights = {
        key.removeprefix("weights."): read(file, key).astype(np.float32, copy=False)
        for key in wanted
        if key.startswith("weights.")
    }
    labels = read(file, "labels")
    highest = len(about.class_names) - 1
    if labels.size and labels.max() > highest:
        raise UserError(f"It has a label {labels.max()}, where 0 to {highest} are possible.")
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
    return ModelFile(snapshot, _training(file, about), tuple(dict.fromkeys(notes)))


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
        for part in ("means", "squares"):
            wanted |= {f"training.{part}.{name}": Wanted(shape) for name, shape in shapes.items()}
        wanted["training.sums"] = Wanted((_SUMS,))
        if "training.more_sums" in stored:
            wanted["training.more_sums"] = Wanted((None,))
    return wanted


def _codes(file: TensorFile, name: str, notes: list[str]) -> NDArray[np.float32]:
    codes = read(file, name, CODE_LIMIT).astype(np.float32, copy=False)
    drawable: NDArray[np.float32] = drawable_values(codes, MAX_CODE)
    if drawable is not codes:
        notes.append(f"Codes beyond ±{MAX_CODE:,.0f} are shown at that edge: the run diverged.")
    return drawable


def _ages(file: TensorFile, about: Description, count: int) -> NDArray[np.int32]:
    if "age" not in file.stored:
        return np.full(count, min(about.stale_steps, 2**31 - 1), np.int32)
    age = read(file, "age")
    if age.size and not 0 <= age.min() <= age.max() < 2**31:
        raise UserError("Its array 'age' holds ages that are none.")
    return age.astype(np.int32, copy=False)


def _training(file: TensorFile, about: Description) -> TrainingState | None:
    if about.training is None:
        return None
    if about.training.step != about.step:
        raise UserError(
            f"Its training state is of step {about.training.step:,}, its model of {about.step:,}."
        )
    moments: dict[str, dict[str, NDArray[np.float32]]] = {"means": {}, "squares": {}}
    for part, arrays in moments.items():
        prefix = f"training.{part}."
        for key in _wanted(about, file.stored):
            if key.startswith(prefix):
                # Of a run that diverges they may be infinite: going on then says so.
                array = read(file, key, any_number=True).astype(np.float32, copy=False)
                arrays[key.removeprefix(prefix)] = array
    if any((array < 0).any() for array in moments["squares"].values()):
        raise UserError("Its training state has squares below 0.")
    return TrainingState(
        step=about.step,
        means=moments["means"],
        squares=moments["squares"],
        cycle_ends=about.training.cycle_ends,
        sums=_sums(file),
        summed=about.training.summed,
        images=about.training.images,
        resting=about.training.resting,
    )


def _sums(file: TensorFile) -> NDArray[np.float32]:
    names = [name for name in ("training.sums", "training.more_sums") if name in file.stored]
    parts = [read(file, name, any_number=True).astype(np.float32, copy=False) for name in names]
    return np.concatenate(parts)


def _note_of_unknown(file_name: str, names: list[str]) -> str:
    told = ", ".join(f"{name:.40}" for name in names[:_NAMES_TOLD])
    if len(names) > _NAMES_TOLD:
        told += f" and {len(names) - _NAMES_TOLD} more"
    return (
        f"{file_name} holds what this version does not know ({told}); it is kept when the model "
        "is saved."
    )
