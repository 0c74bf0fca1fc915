"""A table of a TOML file, read key by key: what is wrong is told in a sentence with its line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import LANGUAGES, tr
from vae_explorer.core.text import either, shown
from vae_explorer.core.toml.lines import Lines
from vae_explorer.core.toml.words import Words

MOST_TEXT = 2000
_FIRST = next(iter(LANGUAGES))  # what a text in one language is taken for


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
        What to call the outermost one; "The file" if left out.
    """

    def __init__(
        self,
        values: Mapping[str, Any],
        source: str,
        lines: Lines,
        path: tuple[str | int, ...] = (),
        name: str = "",
    ) -> None:
        self.values = values
        self._source, self._lines, self._path = source, lines, path
        self._whole = name or tr("The file")
        self._known: list[str] = []

    def fail(self, sentence: str, *keys: str | int) -> NoReturn:
        """Raise `UserError` with a sentence about the table, or about a key in it."""
        line = self._lines.of(*self._path, *keys)
        told = tr(
            "{source}, line {line}: {sentence}", source=self._source, line=line, sentence=sentence
        )
        raise UserError(told)

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
            self.fail(tr("{table} has no {key!r}, which is a text.", table=self._name, key=key))
        if not isinstance(found, str) or not found.strip():
            sentence = tr("{key!r} is {value} and should be a text.", key=key, value=shown(found))
            self.fail(sentence, key)
        if len(found) > most:
            sentence = tr(
                "{key!r} has {count:,} characters; {most:,} are the most.",
                key=key,
                count=len(found),
                most=most,
            )
            self.fail(sentence, key)
        return found.strip()

    def words(self, key: str, default: str | None = None, most: int = MOST_TEXT) -> Words:
        """Return a `text` in one language, or in several: ``{ en = "One", zh = "一" }``."""
        if not isinstance(self.get(key), Mapping):
            return Words({_FIRST: self.text(key, default, most)})
        inner = self.table(key)
        assert inner is not None
        return inner._languages(key, most)

    def number(self, key: str, low: float = -1e9, high: float = 1e9) -> float | None:
        """Return a number, or None for none."""
        found = self.get(key)
        if found is None:
            return None
        is_number = isinstance(found, int | float) and not isinstance(found, bool)
        if not is_number or not math.isfinite(found) or not low <= found <= high:
            sentence = tr(
                "{key!r} is {value} and should be a number from {low:,g} to {high:,g}.",
                key=key,
                value=shown(found),
                low=low,
                high=high,
            )
            self.fail(sentence, key)
        return float(found)

    def texts(self, key: str, most: int, *, each: int = 200) -> tuple[str, ...]:
        """Return a list of texts in no language, such as names; empty for none."""
        found = self.get(key)
        if isinstance(found, list) and any(isinstance(item, Mapping) for item in found):
            self.fail(tr("{key!r} should be a list of texts.", key=key), key)
        return tuple(words.first for words in self.list_of_words(key, most, each=each))

    def list_of_words(self, key: str, most: int, *, each: int = 200) -> tuple[Words, ...]:
        """Return a list of texts, each in one language or in several; empty for none."""
        found = self.get(key)
        if found is None:
            return ()
        if not isinstance(found, list) or not all(
            isinstance(item, Mapping) or (isinstance(item, str) and item.strip()) for item in found
        ):
            self.fail(tr("{key!r} should be a list of texts.", key=key), key)
        if len(found) > most:
            sentence = tr(
                "{key!r} has {count} entries; {most} are the most.",
                key=key,
                count=len(found),
                most=most,
            )
            self.fail(sentence, key)
        if (longest := max((len(t) for t in found if isinstance(t, str)), default=0)) > each:
            sentence = tr(
                "A text of {key!r} has {count:,} characters; {most} are the most.",
                key=key,
                count=longest,
                most=each,
            )
            self.fail(sentence, key)
        return tuple(
            Words({_FIRST: item.strip()})
            if isinstance(item, str)
            else self._inside(item, key, number)._languages(key, each)
            for number, item in enumerate(found)
        )

    def _languages(self, key: str, most: int) -> Words:
        """Return the text of a key of which this table has the languages."""
        texts = {code: self.text(code, most=most) for code in LANGUAGES if code in self.values}
        self.done(tuple(LANGUAGES))
        if not texts:
            choices = either(tuple(LANGUAGES))
            self.fail(
                tr("{key!r} is there in no language; choose {choices}.", key=key, choices=choices)
            )
        return Words(texts)

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """Return one of some texts; a whole number is taken for its digits."""
        found = self.get(key)
        if found is None and default is not None:
            return default
        if type(found) is int:
            found = str(found)
        if found not in choices:
            facts = {"key": key, "choices": either(choices)}
            if key in self.values:
                sentence = tr("{key!r} is {value}; choose {choices}.", value=shown(found), **facts)
            else:
                sentence = tr("{key!r} is missing; choose {choices}.", **facts)
            self.fail(sentence, key)
        return str(found)

    def table(self, key: str) -> Table | None:
        """Return a table within this one; None for none."""
        found = self.get(key)
        if found is None:
            return None
        if not isinstance(found, Mapping):
            self.fail(tr("{key!r} should be a table.", key=key), key)
        return self._inside(found, key)

    def tables(self, key: str, most: int) -> list[Table]:
        """Return a list of tables, as ``[[key]]`` makes it."""
        found = self.get(key)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(item, Mapping) for item in found):
            self.fail(tr("{key!r} should be tables, each headed [[{key}]].", key=key), key)
        if len(found) > most:
            sentence = tr(
                "There are {count} of {key!r}; {most} are the most.",
                count=len(found),
                key=key,
                most=most,
            )
            self.fail(sentence, key)
        return [self._inside(item, key, number) for number, item in enumerate(found)]

    def _inside(self, values: Mapping[str, Any], *keys: str | int) -> Table:
        return Table(values, self._source, self._lines, (*self._path, *keys), self._whole)

    def done(self, known: Sequence[str] = ()) -> None:
        """Complain of a key that nothing has asked for and that is not in `known` either."""
        for key in self.values:
            if key not in self._known and key not in known:
                near = get_close_matches(key, (*self._known, *known), 1)
                facts = {"table": self._name, "key": key}
                if near:
                    sentence = tr(
                        "{table} has no key {key!r:.60}; did you mean {near!r}?",
                        near=near[0],
                        **facts,
                    )
                else:
                    sentence = tr("{table} has no key {key!r:.60}.", **facts)
                self.fail(sentence, key)

    @property
    def _name(self) -> str:
        names = [part for part in self._path if isinstance(part, str)]
        if not names:
            return self._whole
        return f"[[{'.'.join(names)}]]" if isinstance(self._path[-1], int) else f"[{names[-1]}]"
