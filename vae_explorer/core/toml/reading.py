"""From the bytes of a file to its outermost table."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.text import with_article
from vae_explorer.core.toml.lines import Lines
from vae_explorer.core.toml.table import Table

MOST_BYTES = 65_536


def bytes_of(path: Path) -> bytes:
    """Return what a file holds, of a large one so much that `table_of` complains of it.

    Raises
    ------
    UserError
        When it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        why = error.strerror or error
        raise UserError(tr("{path} cannot be read: {why}.", path=path, why=why)) from error


def table_of(data: bytes, source: str, noun: str) -> Table:
    """Return the outermost table of a file's bytes.

    Parameters
    ----------
    source
        What to call the file in complaints.
    noun
        What it describes, `marked`, such as ``marked("experiment")``.

    Raises
    ------
    UserError
        With one sentence that has the line of the first mistake.
    """
    text = _decoded(data, source, noun)
    name = with_article(noun)
    return Table(_loaded(text, source), source, Lines(text), name=name[0].upper() + name[1:])


def _decoded(data: bytes, source: str, noun: str) -> str:
    if len(data) > MOST_BYTES:
        sentence = tr(
            "{source} has more than {size} kB, which no {noun} needs.",
            source=source,
            size=MOST_BYTES // 1024,
            noun=tr(noun),
        )
        raise UserError(sentence)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        sentence = tr("{source}, line {line}: this is not text in UTF-8.", source=source, line=line)
        raise UserError(sentence) from None


def _loaded(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise UserError(tr("{source} is nested too deeply.", source=source)) from None
    except ValueError as error:  # tomllib's own, and a number of thousands of digits
        what, _, where = str(error).partition(" (at ")
        place = where.rstrip(")").removeprefix("line ").replace(", column ", ":")
        line, _, column = place.partition(":")
        if not line.isdecimal():
            line, column = str(text.count("\n") + 1), ""
        why = f"{what[:1].lower()}{what[1:].rstrip('.')}"
        if column:
            why = tr("{why} at column {column}", why=why, column=column)
        sentence = tr(
            "{source}, line {line}: this is not TOML: {why:.200}.",
            source=source,
            line=line,
            why=why,
        )
        raise UserError(sentence) from None
