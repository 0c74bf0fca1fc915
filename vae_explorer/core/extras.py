"""What a model file of a newer version holds that this version has no name for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class RawArray(NamedTuple):
    """An array as it is stored: its type in the words of safetensors, shape and bytes."""

    kind: str
    shape: tuple[int, ...]
    content: bytes


@dataclass(frozen=True, eq=False)
class Extras:
    """Carried from the file to the next one that is saved, and otherwise left alone.

    Attributes
    ----------
    entries
        Entries of the description by the way to them, such as ``("config", "depth")``.
    texts
        Entries of the file's metadata beside the description.
    arrays
        Arrays by name.
    """

    entries: Mapping[tuple[str, ...], Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    arrays: Mapping[str, RawArray] = field(default_factory=dict)

    def names(self) -> list[str]:
        """Return what is carried, for people: ``config.depth``."""
        entries = sorted(".".join(path) for path in self.entries)
        return [*entries, *sorted(self.texts), *sorted(self.arrays)]


def unknown_entries(
    found: Mapping[str, Any], known: Mapping[str, Any], path: tuple[str, ...] = ()
) -> dict[tuple[str, ...], Any]:
    """Return the entries of a nested table for which another one has no name."""
    unknown: dict[tuple[str, ...], Any] = {}
    for name, value in found.items():
        if name not in known:
            unknown[(*path, name)] = value
        elif isinstance(value, Mapping) and isinstance(known[name], Mapping):
            unknown |= unknown_entries(value, known[name], (*path, name))
    return unknown


def add_entries(table: dict[str, Any], entries: Mapping[tuple[str, ...], Any]) -> None:
    """Put entries into a nested table where there is none of the name, and a table to hold it."""
    for (*path, name), value in entries.items():
        inner: Any = table
        for step in path:
            inner = inner.get(step) if isinstance(inner, dict) else None
        if isinstance(inner, dict):
            inner.setdefault(name, value)
