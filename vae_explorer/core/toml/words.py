"""A text of a file that is there in one language or in several."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from vae_explorer.core.language import language

_MARKS = "\u3000-\u303f\uff00-\uffef"
_WIDE = f"{_MARKS}\u4e00-\u9fff"
# Chinese has no spaces between its words, nor beside its punctuation.
_NO_SPACE = re.compile(rf"(?<=[{_WIDE}])\n(?=[{_WIDE}])|(?<=[{_MARKS}])\n|\n(?=[{_MARKS}])")


class Words(NamedTuple):
    """A text in the languages that it is there in.

    Attributes
    ----------
    by_language
        Text by the code of its language; at least one.
    """

    by_language: Mapping[str, str]

    @property
    def first(self) -> str:
        """The one that others in the file call it by: the English one, if there is one."""
        return next(iter(self.by_language.values()))

    @property
    def spoken(self) -> str:
        """The one in the language that the program speaks now, or else the first."""
        return self.within(language())

    def within(self, language: str) -> str:
        """Return it in a language, or else in the first that there is."""
        return self.by_language.get(language) or self.first

    def in_paragraphs(self) -> Words:
        """Return it with lines that are broken at empty lines alone."""
        return Words({code: _paragraphs(text) for code, text in self.by_language.items()})


def _paragraphs(text: str) -> str:
    parts = (_NO_SPACE.sub("", part.strip()) for part in text.split("\n\n"))
    return "\n\n".join(" ".join(part.split()) for part in parts if part)
