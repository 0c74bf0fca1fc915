"""What going on with a run takes, as arrays and entries of a model file.

Arrays ``training.means.NAME``, ``training.squares.NAME``, ``training.sums`` (2,) and
``training.more_sums``; the numbers are the entry ``training`` of the description.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.storage.description import TrainingEntries
from vae_explorer.core.storage.tensor_file import Stored, TensorFile
from vae_explorer.core.storage.values import Wanted, read
from vae_explorer.core.training_state import TrainingState

_PARTS = ("means", "squares")
_SUMS = 2  # those that every version has, reconstruction and KL

Shapes = Mapping[str, tuple[int, ...]]


def training_entries(training: TrainingState) -> dict[str, Any]:
    """Return what the description of a file has of a training state."""
    return {
        "step": training.step,
        "cycle_ends": list(training.cycle_ends),
        "summed": training.summed,
        "images": training.images,
        "resting": dict(training.resting),
    }


def training_arrays(training: TrainingState) -> dict[str, NDArray[Any]]:
    """Return the arrays that a file has of a training state."""
    arrays: dict[str, NDArray[Any]] = {}
    for part in _PARTS:
        moments: Mapping[str, NDArray[np.float32]] = getattr(training, part)
        arrays |= {f"training.{part}.{name}": array for name, array in moments.items()}
    arrays["training.sums"] = training.sums[:_SUMS]
    if len(training.sums) > _SUMS:
        arrays["training.more_sums"] = training.sums[_SUMS:]
    return arrays


def wanted_training(stored: Mapping[str, Stored], shapes: Shapes) -> dict[str, Wanted]:
    """Return what a file must have whose description has a training state.

    Parameters
    ----------
    shapes
        Of the weights, by name.
    """
    wanted = {
        f"training.{part}.{name}": Wanted(shape)
        for part in _PARTS
        for name, shape in shapes.items()
    }
    wanted["training.sums"] = Wanted((_SUMS,))
    if "training.more_sums" in stored:
        wanted["training.more_sums"] = Wanted((None,))
    return wanted


def read_training(
    file: TensorFile, step: int, entries: TrainingEntries | None, shapes: Shapes
) -> TrainingState | None:
    """Return the training state of a file whose arrays were checked; None where it has none.

    Parameters
    ----------
    step
        Of the model.
    entries
        Of the description.

    Raises
    ------
    UserError
        When the two do not belong together, or a value cannot be.
    """
    if entries is None:
        return None
    if entries.step != step:
        text = tr(
            "Its training state is of step {state:,}, its model of {model:,}.",
            state=entries.step,
            model=step,
        )
        raise UserError(text)
    # Of a run that diverges they may be infinite: going on then says so.
    moments = {
        part: {
            name: read(file, f"training.{part}.{name}", any_number=True).astype(
                np.float32, copy=False
            )
            for name in shapes
        }
        for part in _PARTS
    }
    if any((array < 0).any() for array in moments["squares"].values()):
        raise UserError(tr("Its training state has squares below 0."))
    return TrainingState(
        step=step,
        means=moments["means"],
        squares=moments["squares"],
        cycle_ends=entries.cycle_ends,
        sums=_sums(file),
        summed=entries.summed,
        images=entries.images,
        resting=entries.resting,
    )


def _sums(file: TensorFile) -> NDArray[np.float32]:
    names = [name for name in ("training.sums", "training.more_sums") if name in file.stored]
    parts = [read(file, name, any_number=True).astype(np.float32, copy=False) for name in names]
    return np.concatenate(parts)
