"""What a setting is: its default, its range or choices, and its words, told once.

To add a kind of setting, add a class here, a field in `views.panels.setting_fields` and an option
in `commands.run_options`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

from vae_explorer.core.text import either, shown

GROUPS: dict[str, str] = {
    "basics": "Basics",
    "network": "Network",
    "objective": "Objective",
    "optimiser": "Optimiser",
    "machine": "Machine",
}


@dataclass(frozen=True, eq=False)
class Setting:
    """A value that the user can choose.

    Attributes
    ----------
    default
        Its value where nothing is said.
    title
        Its name in the form.
    tip
        One sentence on what it does.
    group
        Key in `GROUPS`.
    live
        Whether it may change while a run exists.
    noun
        Its name within a sentence; the title in lower case if left out.
    outside
        The sentence for a value that is out of range; made up if left out.
    unreadable
        The sentence for a text that is no value of this kind; made up if left out.
    only_with
        Another setting, and its values with which this one does something; None for always.
    """

    default: Any
    _: KW_ONLY
    title: str
    tip: str
    group: str
    live: bool = False
    noun: str = ""
    outside: str = ""
    unreadable: str = ""
    only_with: tuple[str, tuple[str, ...]] | None = None

    def __post_init__(self) -> None:
        if self.group not in GROUPS:
            raise ValueError(f"{self.title} is in the group {self.group!r}, which is none")
        for name in ("noun", "outside", "unreadable"):
            if not getattr(self, name):
                object.__setattr__(self, name, getattr(self, f"_usual_{name}")())

    def problem(self, value: Any) -> str | None:
        """Return a sentence on why a value of the right type cannot be used, or None."""
        raise NotImplementedError

    def from_json(self, value: object) -> Any:
        """Return a value read from JSON in the setting's type, whether or not in range.

        Raises
        ------
        TypeError
            When it is of another type.
        """
        raise NotImplementedError

    def _usual_noun(self) -> str:
        return self.title if len(self.title) == 1 else self.title[:1].lower() + self.title[1:]

    def _usual_outside(self) -> str:
        return f"The {self.noun} cannot have this value."

    def _usual_unreadable(self) -> str:
        return f"The {self.noun} cannot be read."


@dataclass(frozen=True, eq=False)
class Choice(Setting):
    """One of several keys.

    Attributes
    ----------
    choices
        What there is to choose from, by key: its title, or an entry that has one. It is looked
        at when needed, so that a registry may grow.
    brought
        Keys that files may bring, but that nobody can choose.
    """

    default: str
    choices: Mapping[str, Any]
    brought: tuple[str, ...] = ()

    @property
    def titles(self) -> dict[str, str]:
        """The title of each key."""
        return {k: v if isinstance(v, str) else v.title for k, v in self.choices.items()}

    def problem(self, value: Any) -> str | None:
        """See `Setting`."""
        if value in (*self.choices, *self.brought):
            return None
        return f"The {self.noun} is {shown(value)}; choose {either(self.choices)}."

    def from_json(self, value: object) -> str:
        """See `Setting`."""
        if not isinstance(value, str):
            raise TypeError
        return value


@dataclass(frozen=True, eq=False)
class Real(Setting):
    """A real number.

    Attributes
    ----------
    low, high
        The smallest and the largest that can be used.
    """

    default: float
    low: float
    high: float

    def problem(self, value: Any) -> str | None:
        """See `Setting`."""
        return None if self.low <= value <= self.high else self.outside  # NaN is in no range

    def from_json(self, value: object) -> float:
        """See `Setting`; a whole number does as well."""
        if isinstance(value, float) or (type(value) is int and abs(value) < 2**1023):
            return float(value)
        raise TypeError

    def _usual_outside(self) -> str:
        return f"The {self.noun} must be from {self.low:,g} to {self.high:,g}."

    def _usual_unreadable(self) -> str:
        return f"The {self.noun} is not a number: write it with a point, such as 0.5."


@dataclass(frozen=True, eq=False)
class Whole(Setting):
    """A whole number.

    Attributes
    ----------
    low, high
        The smallest and the largest that can be used.
    step
        By how much the arrows of a field change it.
    """

    default: int
    low: int
    high: int
    step: int = field(default=1, kw_only=True)

    def problem(self, value: Any) -> str | None:
        """See `Setting`."""
        if self.low <= value <= self.high and value == int(value):
            return None
        return self.outside

    def from_json(self, value: object) -> int:
        """See `Setting`."""
        if type(value) is not int:
            raise TypeError
        return value

    def _usual_outside(self) -> str:
        return f"The {self.noun} must be a whole number from {self.low:,} to {self.high:,}."

    def _usual_unreadable(self) -> str:
        return f"The {self.noun} is not a whole number: write digits only, such as 42."


@dataclass(frozen=True, eq=False)
class Flag(Setting):
    """Yes or no."""

    default: bool

    def problem(self, value: Any) -> str | None:
        """See `Setting`: either can be used."""
        del value
        return None

    def from_json(self, value: object) -> bool:
        """See `Setting`."""
        if not isinstance(value, bool):
            raise TypeError
        return value


@dataclass(frozen=True, eq=False)
class Widths(Setting):
    """The widths of a stack of layers.

    Attributes
    ----------
    most, widest
        The largest number of layers, and the largest width of one; the smallest of either is 1.
    """

    default: tuple[int, ...]
    most: int
    widest: int

    def problem(self, value: Any) -> str | None:
        """See `Setting`."""
        if not 1 <= len(value) <= self.most:
            return f"Give 1 to {self.most} {self.noun}, such as 512, 256."
        return None if all(1 <= width <= self.widest for width in value) else self.outside

    def from_json(self, value: object) -> tuple[int, ...]:
        """See `Setting`."""
        if isinstance(value, list | tuple) and all(type(item) is int for item in value):
            return tuple(value)
        raise TypeError

    def _usual_outside(self) -> str:
        return f"Each layer width must be a whole number from 1 to {self.widest:,}."

    def _usual_unreadable(self) -> str:
        return f"Write the {self.noun} as whole numbers with commas, such as 512, 256."
