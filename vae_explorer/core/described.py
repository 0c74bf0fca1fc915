"""Configurations whose fields carry their descriptions, and what follows from those.

A configuration is a frozen dataclass that derives from `Described`; each of its fields is described
where it stands, ``beta: float = setting(Real(1.0, 0, 1e4, title="β", …))``. The check, JSON, the
form of the window and the options of the command line all follow from it. To add a setting, add
such a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, Self

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.settings import Setting
from vae_explorer.core.text import shown

# What is not known is written back by json.dumps, which gives up at some depth.
MAX_UNKNOWN_DEPTH = 50


def setting(description: Setting) -> Any:
    """Return a dataclass field with this description, and its default."""
    return field(default=description.default, metadata={"setting": description})


def part(cls: type[Described]) -> Any:
    """Return a dataclass field that holds a configuration of its own, such as the network's."""
    return field(default_factory=cls, metadata={"part": cls})


@dataclass(frozen=True)
class Described:
    """A configuration whose fields carry their descriptions.

    The names of settings are unique, those of its parts included: ``config.values()["widths"]``.

    Attributes
    ----------
    unknown
        What a file says beyond the settings that there are, by name. It changes nothing, and is
        written back, so that a later version finds its own.
    """

    unknown: Mapping[str, Any] = field(default_factory=dict, hash=False, repr=False, kw_only=True)

    @classmethod
    def settings(cls) -> dict[str, Setting]:
        """Return the description of each setting by its name, those of the parts in their place."""
        found: dict[str, Setting] = {}
        for name, description in _items(cls):
            if isinstance(description, Setting):
                found[name] = description
            else:
                found |= description.settings()
        return found

    def values(self) -> dict[str, Any]:
        """Return the value of each setting by its name, in the order of `settings`."""
        found: dict[str, Any] = {}
        for name, description in _items(type(self)):
            value = getattr(self, name)
            found |= {name: value} if isinstance(description, Setting) else value.values()
        return found

    def changed(self, **values: Any) -> Self:
        """Return a copy with other values; a setting of a part is found by its own name.

        Raises
        ------
        TypeError
            When there is no setting of such a name.
        """
        changes: dict[str, Any] = {}
        for name, description in _items(type(self)):
            if isinstance(description, Setting):
                if name in values:
                    changes[name] = values.pop(name)
            else:
                inner = {key: values.pop(key) for key in description.settings() if key in values}
                if inner:
                    changes[name] = getattr(self, name).changed(**inner)
        if values:
            raise TypeError(f"{type(self).__name__} has no setting {min(values)!r}")
        return replace(self, **changes)

    def idle(self) -> set[str]:
        """Return the names of settings that do nothing beside the values of others."""
        return set(self._idle)

    @cached_property
    def _idle(self) -> frozenset[str]:
        values = self.values()
        wanted = {name: description.only_with for name, description in self.settings().items()}
        return frozenset(
            name for name, with_ in wanted.items() if with_ and values[with_[0]] not in with_[1]
        )

    def effective(self) -> Self:
        """Return a copy in which what does nothing beside the others has its default."""
        return self._effective

    @cached_property
    def _effective(self) -> Self:  # for every moment that a hand on the timeline passes
        settings = self.settings()
        return self.changed(**{name: settings[name].default for name in self.idle()})

    def problems(self) -> dict[str, str]:
        """Return one sentence for each setting that cannot be used; empty when all is well."""
        found: dict[str, str] = {}
        for name, description in _items(type(self)):
            value = getattr(self, name)
            if not isinstance(description, Setting):
                found |= value.problems()
            elif sentence := description.problem(value):
                found[name] = sentence
        return found

    def validated(self) -> Self:
        """Return self, or raise `UserError` with the first problem."""
        for sentence in self.problems().values():
            raise UserError(sentence)
        return self

    def unknown_settings(self) -> tuple[str, ...]:
        """Return the names of what is kept but not known, such as ``"architecture.dropout"``."""
        inner = [
            f"{name}.{key}"
            for name, description in _items(type(self))
            if not isinstance(description, Setting)
            for key in getattr(self, name).unknown_settings()
        ]
        return (*self.unknown, *inner)

    def to_json(self) -> dict[str, Any]:
        """Return a value that `json.dumps` takes."""
        known: dict[str, Any] = {}
        for name, description in _items(type(self)):
            value = getattr(self, name)
            known[name] = value if isinstance(description, Setting) else value.to_json()
        return {**known, **{k: v for k, v in self.unknown.items() if k not in known}}

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Rebuild a configuration from `to_json`'s value.

        A setting that is absent has its default; one that is not known is kept in `unknown`.

        Raises
        ------
        UserError
            When a value is of another type or out of range.
        """
        return cls._read(value).validated()

    @classmethod
    def _read(cls, value: object) -> Self:
        if not isinstance(value, Mapping):
            raise UserError(tr("The configuration is not a table but {value}.", value=shown(value)))
        known: dict[str, Any] = {}
        for name, description in _items(cls):
            if name not in value:
                continue
            found = value[name]
            if not isinstance(description, Setting):
                known[name] = description._read(found)
                continue
            try:
                known[name] = description.from_json(found)
            except TypeError:
                raise UserError(
                    tr(
                        "The configuration's {name!r} is {value}, which is of the wrong type.",
                        name=name,
                        value=shown(found),
                    )
                ) from None
        names = {name for name, _ in _items(cls)}
        unknown = {str(name): item for name, item in value.items() if name not in names}
        for name, item in unknown.items():
            if _is_deep(item):
                raise UserError(
                    tr("The configuration's {name} is nested too deeply.", name=shown(name))
                )
        return cls(**known, unknown=unknown)


def _items(cls: type[Described]) -> Iterator[tuple[str, Setting | type[Described]]]:
    """Yield each field with its description, or with the class of the part that it holds."""
    for item in fields(cls):
        description = item.metadata.get("setting") or item.metadata.get("part")
        if description is not None:
            yield item.name, description


def _is_deep(value: object) -> bool:
    """Whether brackets are nested in more than `MAX_UNKNOWN_DEPTH` brackets."""
    level = [value]
    for _ in range(MAX_UNKNOWN_DEPTH):
        level = [
            inner
            for item in level
            if isinstance(item, Mapping | list | tuple)
            for inner in (item.values() if isinstance(item, Mapping) else item)
        ]
        if not level:
            return False
    return True
