"""The losses of a run as arrays of a model file.

For each split ``history.SPLIT``, (n, 4), as every version has had it, and for each later column of
`Losses` an array of its own, ``history.SPLIT.COLUMN``, (n,), where anything was measured: so a file
has no more than its run, a column that is absent was not measured, and a version that does not know
one keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.errors import UserError
from vae_explorer.core.history import LATER, OLDEST, Change, History, Losses
from vae_explorer.core.language import tr
from vae_explorer.core.storage.description import MAX_EPOCH, MAX_STEP
from vae_explorer.core.storage.tensor_file import Stored, TensorFile
from vae_explorer.core.storage.values import (
    LOSS_LIMIT,
    MAX_LOSS,
    Wanted,
    drawable_rows,
    drawable_values,
    read,
    within,
)

_SPLITS = ("train", "test")
_COLUMNS = {name: place for place, name in enumerate(LATER, start=OLDEST)}


def history_arrays(history: History) -> dict[str, NDArray[Any]]:
    """Return what a file has of a history."""
    arrays: dict[str, NDArray[Any]] = {}
    for split in _SPLITS:
        rows: NDArray[np.float64] = getattr(history, split)
        arrays[f"history.{split}"] = drawable_rows(np.ascontiguousarray(rows[:, :OLDEST]))
        for name, place in _COLUMNS.items():
            column = np.clip(rows[:, place], -MAX_LOSS, MAX_LOSS)
            if not np.isnan(column).all():
                arrays[f"history.{split}.{name}"] = column
    return arrays


def wanted_history(stored: Mapping[str, Stored]) -> dict[str, Wanted]:
    """Return what of a history a file may have, if it has it."""
    wanted = {f"history.{split}": Wanted((None, OLDEST)) for split in _SPLITS}
    wanted |= {f"history.{split}.{name}": Wanted((None,)) for split in _SPLITS for name in _COLUMNS}
    return {name: want for name, want in wanted.items() if name in stored}


def read_history(file: TensorFile, changes: tuple[Change, ...], notes: list[str]) -> History:
    """Return the history of a file whose arrays were checked against `wanted_history`.

    Parameters
    ----------
    changes
        As the description has them.
    notes
        Gets a sentence for what the user should know.

    Raises
    ------
    UserError
        When a value cannot be.
    """
    train, test = (_rows(file, split, notes) for split in _SPLITS)
    return History(train, test, changes)


def _rows(file: TensorFile, split: str, notes: list[str]) -> NDArray[np.float64]:
    name = f"history.{split}"
    if name not in file.stored:
        return np.empty((0, OLDEST))
    rows = read(file, name, LOSS_LIMIT).astype(np.float64)
    for column, highest in ((0, MAX_STEP), (1, MAX_EPOCH)):
        values = rows[:, column]
        if not ((values >= 0) & (values <= highest)).all():
            wrong = values[~((values >= 0) & (values <= highest))][0]
            field = Losses._fields[column]
            text = tr(
                "Its losses in {name!r} are of {field} {value:g}, which cannot be.",
                name=name,
                field=field,
                value=wrong,
            )
            raise UserError(text)
    drawable = drawable_rows(rows)
    if drawable is not rows:
        text = tr(
            "Losses beyond {most:g} nats are shown at that edge: the run diverged.", most=MAX_LOSS
        )
        notes.append(text)
    whole = np.full((len(rows), len(Losses._fields)), np.nan)
    whole[:, :OLDEST] = drawable
    for column_name, place in _COLUMNS.items():
        if f"{name}.{column_name}" in file.stored:
            # A version that does not know a column may have added rows without it.
            found = _column(file, f"{name}.{column_name}")[: len(whole)]
            whole[: len(found), place] = found
    return whole


def _column(file: TensorFile, name: str) -> NDArray[np.float64]:
    """Return numbers, or NaN for what was not measured."""
    column = read(file, name, any_number=True).astype(np.float64)
    measured = column[~np.isnan(column)]
    if not within(measured, LOSS_LIMIT):
        text = tr("Its array {name!r} holds values beyond ±{most:g}.", name=name, most=LOSS_LIMIT)
        raise UserError(text)
    clipped: NDArray[np.float64] = drawable_values(column, MAX_LOSS)
    return clipped
