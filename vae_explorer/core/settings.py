"""What a setting is: its default, its range or choices, and its words, told once.

To add a kind of setting, add a class here, a field in `views.panels.setting_fields` and an option
in `commands.run_options`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

from vae_explorer.core.language import marked, tr
from vae_explorer.core.text import either, shown

GROUPS: dict[str, str] = {
    "basics": marked("Basics"),
    "network": marked("Network"),
    "objective": marked("Objective"),
    "optimiser": marked("Optimiser"),
    "machine": marked("Machine"),
}


class _Words:
    """What a setting says in the language that is spoken: what it was given, or what is usual."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, described: Setting | None, owner: type) -> str:
        if described is None:  # the default of the field
            return ""
        given: str = vars(described)[self._name]
        usual: Callable[[], str] = getattr(described, f"_usual_{self._name}")
        return tr(given) if given else usual()

    def __set__(self, described: Setting, text: str) -> None:
        vars(described)[self._name] = text


@dataclass(frozen=True, eq=False)
class Setting:
    """A value that the user can choose.

    Attributes
    ----------
    default
        Its value where nothing is said.
    title
        Its name in the form, `marked`.
    tip
        One sentence on what it does, `marked`.
    group
        Key in `GROUPS`.
    live
        Whether it may change while a run exists.
    noun
        Its name within a sentence; the title in lower case if left out. It is given `marked`, and
        read in the language that is spoken, as are the other two.
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
    noun: _Words = _Words()
    outside: _Words = _Words()
    unreadable: _Words = _Words()
    only_with: tuple[str, tuple[str, ...]] | None = None

    def __post_init__(self) -> None:
        if self.group not in GROUPS:
            raise ValueError(f"{self.title} is in the group {self.group!r}, which is none")

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
        title = tr(self.title)
        return title if len(title) == 1 else title[:1].lower() + title[1:]

    def _usual_outside(self) -> str:
        return tr("The {noun} cannot have this value.", noun=self.noun)

    def _usual_unreadable(self) -> str:
        return tr("The {noun} cannot be read.", noun=self.noun)


@dataclass(frozen=True, eq=False)
class Choice(Setting):
    """One of several keys.

    Attributes
    ----------
    choices
        What there is to choose from, by key: its title, `marked`, or an entry that has one. It is
        looked at when needed, so that a registry may grow.
    brought
        Keys that files may bring, but that nobody can choose.
    """

    default: str
    choices: Mapping[str, Any]
    brought: tuple[str, ...] = ()

    @property
    def titles(self) -> dict[str, str]:
        """The title of each key, in the language that is spoken."""
        return {k: tr(v if isinstance(v, str) else v.title) for k, v in self.choices.items()}

    def problem(self, value: Any) -> str | None:
        """See `Setting`."""
        if value in (*self.choices, *self.brought):
            return None
        return tr(
            "The {noun} is {value}; choose {keys}.",
            noun=self.noun,
            value=shown(value),
            keys=either(self.choices),
        )

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
        return tr(
            "The {noun} must be from {low:,g} to {high:,g}.",
            noun=self.noun,
            low=self.low,
            high=self.high,
        )

    def _usual_unreadable(self) -> str:
        return tr("The {noun} is not a number: write it with a point, such as 0.5.", noun=self.noun)


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
        return tr(
            "The {noun} must be a whole number from {low:,} to {high:,}.",
            noun=self.noun,
            low=self.low,
            high=self.high,
        )

    def _usual_unreadable(self) -> str:
        return tr(
            "The {noun} is not a whole number: write digits only, such as 42.", noun=self.noun
        )


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
            return tr("Give 1 to {most} {noun}, such as 512, 256.", most=self.most, noun=self.noun)
        return None if all(1 <= width <= self.widest for width in value) else self.outside

    def from_json(self, value: object) -> tuple[int, ...]:
        """See `Setting`."""
        if isinstance(value, list | tuple) and all(type(item) is int for item in value):
            return tuple(value)
        raise TypeError

    def _usual_outside(self) -> str:
        return tr(
            "Each layer width must be a whole number from 1 to {widest:,}.", widest=self.widest
        )

    def _usual_unreadable(self) -> str:
        return tr(
            "Write the {noun} as whole numbers with commas, such as 512, 256.", noun=self.noun
        )
