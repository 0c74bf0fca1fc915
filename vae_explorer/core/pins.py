"""Pins: places of the plane, and digits, that somebody keeps an eye on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

PLACE, DIGIT = "place", "digit"
KINDS = (PLACE, DIGIT)
LONGEST_NAME = 60
"""Characters of a name."""


@dataclass(frozen=True)
class Pin:
    """A place of the plane, or a held-out digit.

    Attributes
    ----------
    id
        Never used again within a session.
    kind
        `PLACE` or `DIGIT`.
    z
        z₁ and z₂ of a place; None for a digit.
    row
        Of a digit among the held-out images of its data set; None for a place.
    name
        What its user calls it.
    colour
        Which of the colours for pins it has, from 0.
    dataset
        Key of the data set that a digit is of; empty for a place.
    """

    id: int
    kind: str
    z: tuple[float, float] | None = None
    row: int | None = None
    name: str = ""
    colour: int = 0
    dataset: str = ""

    def is_of(self, dataset: str, rows: int) -> bool:
        """Whether it can be found in a model of a data set with so many codes."""
        return self.z is not None or (
            self.row is not None and self.row < rows and self.dataset in ("", dataset)
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as values that JSON knows."""
        where: dict[str, Any] = {"z": list(self.z)} if self.z is not None else {"row": self.row}
        if self.dataset:
            where["dataset"] = self.dataset
        return {"id": self.id, "kind": self.kind, **where, "name": self.name, "colour": self.colour}

    @classmethod
    def from_json(cls, value: object) -> Pin:
        """Return the pin that `to_json` has written.

        Raises
        ------
        ValueError
            When it makes no sense.
        """
        if not isinstance(value, Mapping):
            raise ValueError(f"not a pin: {value!r:.80}")
        kind, name, dataset = value.get("kind"), value.get("name", ""), value.get("dataset", "")
        number, colour = value.get("id"), value.get("colour", 0)
        if not (_is_whole(number) and _is_whole(colour)):
            raise ValueError("the number and the colour of a pin are whole")
        if not (isinstance(name, str) and isinstance(dataset, str)):
            raise ValueError("the name of a pin is text")
        name = name[:LONGEST_NAME]
        if kind == PLACE:
            return cls(number, kind, _place(value.get("z")), None, name, colour)
        row = value.get("row")
        if kind != DIGIT or not _is_whole(row):
            raise ValueError("a pin has a place, or the row of a digit")
        return cls(number, kind, None, row, name, colour, dataset)


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _place(value: object) -> tuple[float, float]:
    if isinstance(value, list | tuple) and len(value) == 2:
        numbers = [v for v in value if isinstance(v, int | float) and not isinstance(v, bool)]
        if len(numbers) == 2 and all(map(math.isfinite, numbers)):
            return float(numbers[0]), float(numbers[1])
    raise ValueError(f"not a place: {value!r:.80}")
