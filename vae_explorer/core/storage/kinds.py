"""Kinds of files, told by the suffix of a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, TypeVar

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.text import either

FOLDER = ""
"""The suffix of a folder of pictures: none."""


class _Checked(Protocol):
    @property
    def check(self) -> Callable[[Path], None]: ...


KindT = TypeVar("KindT", bound=_Checked)


def by_suffix(kinds: Mapping[str, KindT], path: Path, what: str) -> KindT:
    """Return the kind of file that a path names.

    Parameters
    ----------
    kinds
        By their suffixes; that of a folder is `FOLDER`.
    what
        Whose name it is, to begin a sentence with, such as ``"A film's name"``.

    Raises
    ------
    UserError
        For another one, or one that cannot be written here.
    """
    found = kinds.get(path.suffix.lower())
    if found is None:
        names = either([*(suffix for suffix in kinds if suffix), tr("no suffix, for a folder")])
        text = tr(
            "{what} ends in {suffixes}, and {file} in {suffix}.",
            what=what,
            suffixes=names,
            file=path.name,
            suffix=path.suffix,
        )
        raise UserError(text)
    found.check(path)
    return found
