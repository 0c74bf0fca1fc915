"""What the arrays of a model file may be: checked before they are read, and their values after."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.storage.tensor_file import Stored, TensorFile

# What can be drawn, and what a run can come to that was measured once and went on: the square of a
# code, and a loss, were numbers in float32 then. Between the two, values are brought to the edge.
MAX_CODE, CODE_LIMIT = 1e6, 2e19
MAX_LOSS, LOSS_LIMIT = 1e30, float(np.finfo(np.float32).max)
FLOAT32_MAX = float(np.finfo(np.float32).max)
_EXPONENT = np.uint16(0x7C00)  # of float16; all bits of it are set in infinity and NaN


class Wanted(NamedTuple):
    """What an array must be: None in its shape for any length, kind as in ``numpy.dtype.kind``."""

    shape: tuple[int | None, ...]
    kind: str = "f"


def check(name: str, found: Stored | None, wanted: Wanted) -> None:
    """Raise `UserError` unless an array is there as it must be."""
    if found is None:
        raise UserError(tr("It lacks the array {name!r}.", name=name))
    fits = len(found.shape) == len(wanted.shape) and all(
        want in (None, have) for want, have in zip(wanted.shape, found.shape, strict=True)
    )
    if not fits:
        text = tr(
            "Its array {name!r} is {shape:.60}, where {wanted} is needed.",
            name=name,
            shape=" x ".join(map(str, found.shape)) or tr("a single number"),
            wanted=" x ".join(tr("any") if n is None else str(n) for n in wanted.shape),
        )
        raise UserError(text)
    if found.dtype is None or found.dtype.kind != wanted.kind:
        text = tr(
            "Its array {name!r} holds numbers of the wrong type, {type:.20}.",
            name=name,
            type=found.kind,
        )
        raise UserError(text)


def read(
    file: TensorFile, name: str, limit: float = FLOAT32_MAX, *, any_number: bool = False
) -> NDArray[Any]:
    """Return an array of a file, float32 where it has float16.

    Raises
    ------
    UserError
        When it has values that are not finite or beyond the limit, unless any number will do.
    """
    array = file.read(name)
    if array.dtype == np.float16:
        array = array.astype(np.float32)  # four times as fast to look through
    if array.dtype.kind == "f" and not any_number and not within(array, limit):
        if limit == FLOAT32_MAX:
            raise _not_finite(name)
        text = tr("Its array {name!r} holds values beyond ±{most:g}.", name=name, most=limit)
        raise UserError(text)
    return array


def read_halves(file: TensorFile, name: str) -> NDArray[np.float16]:
    """Return an array of a file that is stored in half precision as it is.

    Raises
    ------
    UserError
        When it has values that are not finite.
    """
    array: NDArray[np.float16] = file.read(name)
    # By the bits of the exponent: comparing the numbers takes ten times as long.
    if array.size and (array.view(np.uint16) & _EXPONENT).max() == _EXPONENT:
        raise _not_finite(name)
    return array


def _not_finite(name: str) -> UserError:
    text = tr("Its array {name!r} holds values that are not finite numbers.", name=name)
    return UserError(text)


def within(array: NDArray[Any], limit: float) -> bool:
    """Whether all values are numbers from -limit to limit."""
    # Without a temporary array. Where there is a NaN, it is both largest and smallest.
    return not array.size or bool(array.max() <= limit and array.min() >= -limit)


def drawable_values(array: NDArray[Any], limit: float) -> NDArray[Any]:
    """Return the array itself, or where it has values beyond the limit, one with them there."""
    return array if within(array, limit) else np.clip(array, -limit, limit)


def drawable_rows(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return rows of losses as `drawable_values` does, step and epoch as they are."""
    if within(rows[:, 2:], MAX_LOSS):
        return rows
    return np.hstack([rows[:, :2], np.clip(rows[:, 2:], -MAX_LOSS, MAX_LOSS)])


def fits_half(array: NDArray[np.floating]) -> bool:
    """Whether float16 can hold the values; it would make infinity of larger ones."""
    return array.dtype == np.float16 or within(array, float(np.finfo(np.float16).max))
