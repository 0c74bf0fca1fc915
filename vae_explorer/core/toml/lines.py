"""In which line of a TOML file a key stands; tomllib tells that of syntax errors alone."""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_QUOTES = ('"""', "'''")


class Lines:
    """The lines of the keys of a file that tomllib has read without complaint.

    Parameters
    ----------
    text
        Of the file.
    """

    def __init__(self, text: str) -> None:
        self._found: dict[Path, int] = {(): 1}
        self._counts: dict[Path, int] = {}
        self._table: Path = ()
        self._read(text)

    def of(self, *path: str | int) -> int:
        """Return the line of a key, counted from 1.

        Parameters
        ----------
        path
            Keys from the outermost table inwards, with the number of a table among several of a
            name: ``("runs", 0, "beta")``. What stands within a line, as in an inline table, has
            the line of the innermost key around it.
        """
        while path not in self._found:
            path = path[:-1]
        return self._found[path]

    def _read(self, text: str) -> None:
        open_quote, depth = "", 0
        for number, line in enumerate(text.splitlines(), 1):
            if not open_quote and not depth:
                self._note(line, number)
            open_quote, depth = _follow(line, open_quote, depth)

    def _note(self, line: str, number: int) -> None:
        if header := _HEADER.match(line):
            names = _names(header[2])
            path = self._inside(names[:-1])
            path = (*path, names[-1])
            if header[1] == "[[":
                self._found.setdefault(path, number)
                count = self._counts.get(path, 0)
                self._counts[path] = count + 1
                path = (*path, count)
            self._found.setdefault(path, number)
            self._table = path
        elif key := _KEY.match(line):
            path = self._table
            for name in _names(key[1]):
                path = (*path, name)
                self._found.setdefault(path, number)

    def _inside(self, names: list[str]) -> Path:
        """Return a path with the number of the newest table wherever there are several."""
        path: Path = ()
        for name in names:
            path = (*path, name)
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        return path


def _names(dotted: str) -> list[str]:
    parts = re.findall(r"""[\w-]+|"[^"]*"|'[^']*'""", dotted)
    return [part[1:-1] if part[0] in "\"'" else part for part in parts]


def _follow(line: str, quote: str, depth: int) -> tuple[str, int]:
    """Return which quotes, and how many brackets, are open behind a line."""
    at = 0
    while at < len(line):
        if quote:
            if quote[0] == '"' and line[at] == "\\":
                at += 2
            elif line.startswith(quote, at):
                at += len(quote)
                quote = ""
            else:
                at += 1
            continue
        if line[at] == "#":
            break
        three = line[at : at + 3]
        if three in _QUOTES or line[at] in "\"'":
            quote = three if three in _QUOTES else line[at]
            at += len(quote)
            continue
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(line[at], 0)
        at += 1
    return (quote if quote in _QUOTES else ""), max(0, depth)
