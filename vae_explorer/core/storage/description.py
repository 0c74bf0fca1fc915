"""The words of a model file: its description as JSON, checked, with defaults for what is absent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

from vae_explorer.core.config import RunConfig
from vae_explorer.core.errors import UserError
from vae_explorer.core.extras import unknown_entries
from vae_explorer.core.history import Change
from vae_explorer.core.images import ImageShape
from vae_explorer.core.language import tr
from vae_explorer.core.storage.tensor_file import parse_table

FORMAT = "vae-explorer"
VERSION = 2

MAX_STEP = 2**53  # whole numbers that a double holds
MAX_EPOCH = 1e9
_MAX_DEPTH = 32  # tables in tables
_MAX_CLASSES, _MAX_NAME, _MAX_SIDE = 256, 200, 4096

Entries: TypeAlias = Mapping[tuple[str, ...], Any]


@dataclass(frozen=True)
class TrainingEntries:
    """The numbers of a `TrainingState` that are no arrays."""

    step: int
    cycle_ends: tuple[int, ...]
    summed: int
    images: int
    resting: Mapping[str, int]


@dataclass(frozen=True)
class Description:
    """What a file says of its arrays.

    Attributes
    ----------
    version
        Of the format.
    stale_steps
        Of version 1, which had one age for all codes.
    unknown
        Entries for which this version has no name, by the way to them.
    others
        Texts of the metadata beside the description.
    interpolated
        Of a frame, see `Frame`.
    """

    version: int
    config: RunConfig
    step: int
    epoch: float
    split: str
    stale_steps: int
    shape: ImageShape
    class_names: tuple[str, ...]
    changes: tuple[Change, ...]
    training: TrainingEntries | None
    unknown: Entries
    others: Mapping[str, str]
    interpolated: bool = False


def read_description(metadata: Mapping[str, str]) -> Description:
    """Read the description in a file's metadata, of any version there has been.

    Raises
    ------
    UserError
        When there is none, it is of a newer version or damaged, or a value is out of range.
    """
    if metadata.get("format") == FORMAT and "snapshot" in metadata:
        about, names = _parsed(metadata["snapshot"]), {"format", "version", "snapshot"}
        version: object = int(metadata["version"]) if metadata.get("version") == "1" else None
        about.pop("version", None)
    elif metadata.get("format") == FORMAT:
        raise UserError(tr("Its description is missing."))
    elif FORMAT in metadata:
        about, names = _parsed(metadata[FORMAT]), {FORMAT}
        version = about.pop("version", None)
    else:
        raise UserError(tr("This safetensors file was not saved by VAE Explorer."))
    if not (type(version) is int and 1 <= version <= VERSION):
        raise UserError(
            tr(
                "It has format version {version}; this program reads versions 1 to {newest}.",
                version=f"{metadata.get('version', version)!r:.20}",
                newest=VERSION,
            ),
            tr("Update VAE Explorer."),
        )
    config = RunConfig.from_json(about.get("config", {}))
    known = dict.fromkeys(_NAMES) | {
        "config": RunConfig().to_json(),
        "training": dict.fromkeys(("step", "cycle_ends", "summed", "images", "resting")),
    }
    return Description(
        version=version,
        config=config,
        step=_whole(about.get("step", 0), "step"),
        epoch=_epoch(about.get("epoch", 0.0)),
        split="train" if about.get("split") == "train" else "test",
        stale_steps=_whole(about.get("stale_steps", 0), "stale_steps"),
        shape=_shape(about.get("shape", [1, 28, 28])),
        class_names=_class_names(about.get("class_names", list("0123456789"))),
        changes=_changes(about.get("changes", [])),
        training=_training(about.get("training")),
        unknown=unknown_entries(about, known),
        others={name: text for name, text in metadata.items() if name not in names},
        interpolated=about.get("interpolated") is True,
    )


_NAMES = (
    *("step", "epoch", "split", "stale_steps", "shape", "class_names", "changes"),
    "interpolated",
)


def write_description(about: Mapping[str, Any]) -> dict[str, str]:
    """Return the metadata of a file; equal descriptions give equal texts."""
    text = json.dumps(dict(about), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return {FORMAT: text}


def _damaged(name: str, value: object) -> UserError:
    found = f"{value!r:.60}"
    return UserError(tr("Its description is damaged: {name!r} is {value}.", name=name, value=found))


def _parsed(text: str) -> dict[str, Any]:
    try:
        about = parse_table(text)
    except (ValueError, RecursionError) as error:
        raise UserError(tr("Its description is damaged."), details=str(error)) from error
    if not depth_is_fine(about):
        raise UserError(tr("Its description is damaged: it is nested too deeply."))
    return about


def depth_is_fine(value: object) -> bool:
    """Whether tables are nested so little that everything that looks at them can."""
    level: list[object] = [value]
    for _ in range(_MAX_DEPTH):
        inner: list[object] = []
        for item in level:
            if isinstance(item, dict):
                inner.extend(item.values())
            elif isinstance(item, list):
                inner.extend(item)
        if not inner:
            return True
        level = inner
    return False


def _whole(value: object, name: str, least: int = 0) -> int:
    if type(value) is not int or not least <= value <= MAX_STEP:
        raise _damaged(name, value)
    return value


def _number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e300:
        raise _damaged(name, value)
    return float(value)


def _epoch(value: object) -> float:
    epoch = _number(value, "epoch")
    if not 0 <= epoch <= MAX_EPOCH:
        raise _damaged("epoch", value)
    return epoch


def _shape(value: object) -> ImageShape:
    if not (
        isinstance(value, list)
        and len(value) == 3
        and all(type(n) is int and 1 <= n <= _MAX_SIDE for n in value)
    ):
        raise _damaged("shape", value)
    return ImageShape(*value)


def _class_names(value: object) -> tuple[str, ...]:
    if not (
        isinstance(value, list)
        and 1 <= len(value) <= _MAX_CLASSES
        and all(isinstance(name, str) and len(name) <= _MAX_NAME for name in value)
    ):
        raise _damaged("class_names", value)
    return tuple(value)


def _changes(value: object) -> tuple[Change, ...]:
    if not isinstance(value, list):
        raise _damaged("changes", value)
    return tuple(map(_change, value))


def _change(value: object) -> Change:
    if not (isinstance(value, list) and len(value) == 5 and isinstance(value[2], str)):
        raise _damaged("changes", value)
    step, epoch, setting, before, after = value
    return Change(
        _whole(step, "changes"),
        _epoch(epoch),
        setting[:_MAX_NAME],
        _number(before, "changes"),
        _number(after, "changes"),
    )


def _training(value: object) -> TrainingEntries | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise _damaged("training", value)
    ends = value.get("cycle_ends")
    if not isinstance(ends, list) or not ends:
        raise _damaged("training.cycle_ends", ends)
    resting = value.get("resting", {})
    if not isinstance(resting, dict):
        raise _damaged("training.resting", resting)
    cycle_ends = tuple(_whole(end, "training.cycle_ends", least=1) for end in ends)
    if any(a >= b for a, b in pairwise(cycle_ends)):
        raise _damaged("training.cycle_ends", ends)
    return TrainingEntries(
        step=_whole(value.get("step"), "training.step"),
        cycle_ends=cycle_ends,
        summed=_whole(value.get("summed"), "training.summed"),
        images=_whole(value.get("images", 0), "training.images"),
        resting={str(name): _whole(count, "training.resting") for name, count in resting.items()},
    )
