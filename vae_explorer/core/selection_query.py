"""Digits that are looked for in words: by their index, or by their class."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.language import tr
from vae_explorer.core.text import typed

_CLASS = re.compile(r"(?:class|类别|类)(?:\s*[:=]\s*|\s+)(.+)", re.IGNORECASE | re.DOTALL)
_INDEX = re.compile(r"#?\s*([0-9]{1,15})")
_RANGE = re.compile(r"#?\s*([0-9]{1,15})\s*(?:-|–|−|\.\.\.?|…)\s*#?\s*([0-9]{1,15})")
_MOST_TOLD = 3  # things that were not found
_LONGEST = 40  # characters of one of them
_MOST_WORDS = 8  # of one thing


@dataclass(frozen=True)
class Found:
    """What a search has found.

    Attributes
    ----------
    rows
        Of the digits, in order, each once.
    missing
        What was not found, and why, in sentences; empty where all was.
    """

    rows: tuple[int, ...]
    missing: str = ""


def look_for(text: str, labels: NDArray[np.integer], class_names: Sequence[str]) -> Found:
    """Find the digits that somebody describes.

    Parts are separated by commas, or by spaces. ``#115`` is an index, ``#10-20`` are several, both
    ends included. ``7`` and ``Coat`` are classes, where there is one of that name, in letters of
    either case; so are ``class:7`` and ``class 7``. A number that is the name of no class is an
    index.

    Parameters
    ----------
    labels
        The class of each held-out image, (N,).
    class_names
        In the order of the labels.
    """
    rows: set[int] = set()
    missing: list[str] = []
    for part in filter(None, (part.strip() for part in _parts(text, class_names))):
        for found in _all_of(part, labels, class_names):
            if isinstance(found, str):
                missing.append(found)
            else:
                rows.update(found)
    told = missing[:_MOST_TOLD]
    if len(missing) > _MOST_TOLD:
        told.append(tr("Nor were {more} more found.", more=len(missing) - _MOST_TOLD))
    return Found(tuple(sorted(rows)), " ".join(told))


def _parts(text: str, class_names: Sequence[str]) -> list[str]:
    """Split at commas, but for a text that is the name of a class."""
    known = text.strip().lower() in map(str.lower, class_names)
    return [text] if known else typed(text).split(",")


def _all_of(part: str, labels: NDArray[np.integer], names: Sequence[str]) -> list[list[int] | str]:
    """Return what a part means as a whole; or else its words, where at least one means something.

    A thing may have several words, as ``#10 - 20`` and ``Ankle boot`` do.
    """
    whole = _part(part, labels, names)
    words, found = part.split(), list[list[int] | str]()
    while isinstance(whole, str) and words:
        for count in range(min(len(words), _MOST_WORDS), 0, -1):
            one = _part(" ".join(words[:count]), labels, names)
            if not isinstance(one, str):
                break
        found.append(one)
        words = words[count:]
    return found if any(not isinstance(one, str) for one in found) else [whole]


def _part(part: str, labels: NDArray[np.integer], names: Sequence[str]) -> list[int] | str:
    """Return rows, or why there are none."""
    by_class = _CLASS.fullmatch(part)
    name = by_class[1].strip() if by_class else part
    label = next((i for i, known in enumerate(names) if known.lower() == name.lower()), None)
    if label is None and by_class and name.isdecimal() and int(name) < len(names):
        label = int(name)  # of classes that have names, by number
    if label is not None:
        rows: list[int] = np.flatnonzero(labels == label).tolist()
        return rows or tr("None of these images is of class {name}.", name=names[label])
    if by_class:
        return tr("There is no class {name}.", name=_quoted(name))
    if several := _RANGE.fullmatch(part):
        return _indices(int(several[1]), int(several[2]), len(labels))
    if one := _INDEX.fullmatch(part):
        return _indices(int(one[1]), int(one[1]), len(labels))
    return tr("{text} is neither an index such as #115 nor a class.", text=_quoted(part))


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line[:_LONGEST]}…”" if len(line) > _LONGEST else f"“{line}”"


def _indices(first: int, last: int, count: int) -> list[int] | str:
    first, last = sorted((first, last))
    if first >= count:
        if not count:
            return tr("There is no #{row}: there are none.", row=first)
        return tr("There is no #{row}: the last is #{last}.", row=first, last=count - 1)
    return list(range(first, min(last, count - 1) + 1))
