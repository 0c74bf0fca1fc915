"""A table of a TOML file, read key by key: what is wrong is told in a sentence with its line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

from vae_explorer.core.errors import UserError
from vae_explorer.core.text import either, shown
from vae_explorer.core.toml.lines import Lines

MOST_TEXT = 2000


class Table:
    """The keys of a table, each to be asked for once; `done` complains of the others.

    Parameters
    ----------
    values
        As tomllib gives them.
    source
        Name of the file.
    lines
        Of the file.
    path
        Where in it the table is.
    name
        What to call the outermost one.
    """

    def __init__(
        self,
        values: Mapping[str, Any],
        source: str,
        lines: Lines,
        path: tuple[str | int, ...] = (),
        name: str = "The file",
    ) -> None:
        self.values = values
        self._source, self._lines, self._path = source, lines, path
        self._whole = name
        self._known: list[str] = []

    def fail(self, sentence: str, *keys: str | int) -> NoReturn:
        """Raise `UserError` with a sentence about the table, or about a key in it."""
        line = self._lines.of(*self._path, *keys)
        raise UserError(f"{self._source}, line {line}: {sentence}")

    def get(self, key: str) -> Any:
        """Return what stands there; None for nothing."""
        self._known.append(key)
        return self.values.get(key)

    def text(self, key: str, default: str | None = None, most: int = MOST_TEXT) -> str:
        """Return a text without spaces around it; without a default there must be one."""
        found = self.get(key)
        if found is None and default is not None:
            return default
        if found is None:
            self.fail(f"{self._name} has no {key!r}, which is a text.")
        if not isinstance(found, str) or not found.strip():
            self.fail(f"{key!r} is {shown(found)} and should be a text.", key)
        if len(found) > most:
            self.fail(f"{key!r} has {len(found):,} characters; {most:,} are the most.", key)
        return found.strip()

    def number(self, key: str, low: float = -1e9, high: float = 1e9) -> float | None:
        """Return a number, or None for none."""
        found = self.get(key)
        if found is None:
            return None
        is_number = isinstance(found, int | float) and not isinstance(found, bool)
        if not is_number or not math.isfinite(found) or not low <= found <= high:
            self.fail(
                f"{key!r} is {shown(found)} and should be a number from {low:,g} to {high:,g}.", key
            )
        return float(found)

    def texts(self, key: str, most: int, *, each: int = 200) -> tuple[str, ...]:
        """Return a list of texts, empty for none."""
        found = self.get(key)
        if found is None:
            return ()
        if not isinstance(found, list) or not all(isinstance(t, str) and t.strip() for t in found):
            self.fail(f"{key!r} should be a list of texts.", key)
        if len(found) > most:
            self.fail(f"{key!r} has {len(found)} entries; {most} are the most.", key)
        if (longest := max(map(len, found), default=0)) > each:
            self.fail(f"A text of {key!r} has {longest:,} characters; {each} are the most.", key)
        return tuple(text.strip() for text in found)

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """Return one of some texts; a whole number is taken for its digits."""
        found = self.get(key)
        if found is None and default is not None:
            return default
        if type(found) is int:
            found = str(found)
        if found not in choices:
            is_there = f"{key!r} is {shown(found)}" if key in self.values else f"{key!r} is missing"
            self.fail(f"{is_there}; choose {either(choices)}.", key)
        return str(found)

    def table(self, key: str) -> Table | None:
        """Return a table within this one; None for none."""
        found = self.get(key)
        if found is None:
            return None
        if not isinstance(found, Mapping):
            self.fail(f"{key!r} should be a table.", key)
        return Table(found, self._source, self._lines, (*self._path, key), self._whole)

    def tables(self, key: str, most: int) -> list[Table]:
        """Return a list of tables, as ``[[key]]`` makes it."""
        found = self.get(key)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(item, Mapping) for item in found):
            self.fail(f"{key!r} should be tables, each headed [[{key}]].", key)
        if len(found) > most:
            self.fail(f"There are {len(found)} of {key!r}; {most} are the most.", key)
        return [
            Table(item, self._source, self._lines, (*self._path, key, number), self._whole)
            for number, item in enumerate(found)
        ]

    def done(self, known: Sequence[str] = ()) -> None:
        """Complain of a key that nothing has asked for and that is not in `known` either."""
        for key in self.values:
            if key not in self._known and key not in known:
                near = get_close_matches(key, (*self._known, *known), 1)
                hint = f"; did you mean {near[0]!r}?" if near else "."
                self.fail(f"{self._name} has no key {key!r:.60}{hint}", key)

    @property
    def _name(self) -> str:
        names = [part for part in self._path if isinstance(part, str)]
        if not names:
            return self._whole
        return f"[[{'.'.join(names)}]]" if isinstance(self._path[-1], int) else f"[{names[-1]}]"
