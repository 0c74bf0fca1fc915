"""From the bytes of a file to its outermost table."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from vae_explorer.core.errors import UserError
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
        raise UserError(f"{path} cannot be read: {error.strerror or error}.") from error


def table_of(data: bytes, source: str, noun: str) -> Table:
    """Return the outermost table of a file's bytes.

    Parameters
    ----------
    source
        What to call the file in complaints.
    noun
        What it describes, such as ``"experiment"``.

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
        raise UserError(f"{source} has more than {MOST_BYTES // 1024} kB, which no {noun} needs.")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UserError(f"{source}, line {line}: this is not text in UTF-8.") from None


def _loaded(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise UserError(f"{source} is nested too deeply.") from None
    except ValueError as error:  # tomllib's own, and a number of thousands of digits
        what, _, where = str(error).partition(" (at ")
        place = where.rstrip(")").removeprefix("line ").replace(", column ", ":")
        line, _, column = place.partition(":")
        if not line.isdecimal():
            line, column = str(text.count("\n") + 1), ""
        at = f" at column {column}" if column else ""
        sentence = f"{what[:1].lower()}{what[1:].rstrip('.')}{at}"
        raise UserError(f"{source}, line {line}: this is not TOML: {sentence:.200}.") from None
