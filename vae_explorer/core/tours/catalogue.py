"""The tours that the program brings."""

from __future__ import annotations

import importlib.resources
from functools import lru_cache

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.tours.reading import SUFFIX, Known, parse
from vae_explorer.core.tours.tour import Tour

AUTOPILOT = "autopilot"
"""The one that goes on by itself, and is not in the menu."""


@lru_cache(maxsize=1)
def ids() -> tuple[str, ...]:
    """Return the ids of all that the program brings, in no order."""
    place = importlib.resources.files("vae_explorer.resources") / "tours"
    if not place.is_dir():
        return ()
    names = (entry.name for entry in place.iterdir())
    return tuple(sorted(n.removesuffix(SUFFIX) for n in names if n.endswith(SUFFIX)))


def find(name: str, known: Known | None = None) -> Tour:
    """Return one by its id.

    Raises
    ------
    UserError
        When there is none, or its file has a mistake, as after an edit in the program's folder.
    """
    if name not in ids():
        raise UserError(tr("There is no tour {name!r:.60}.", name=name))
    place = importlib.resources.files("vae_explorer.resources") / "tours"
    return parse((place / f"{name}{SUFFIX}").read_bytes(), f"{name}{SUFFIX}", name, known)


def in_menu(known: Known | None = None) -> tuple[Tour, ...]:
    """Return those of the menu, in their order."""
    found = (find(name, known) for name in ids() if name != AUTOPILOT)
    return tuple(sorted(found, key=lambda tour: (tour.order, tour.id)))
