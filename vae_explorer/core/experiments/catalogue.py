"""The experiments that the program brings, and any file by its name."""

from __future__ import annotations

import importlib.resources
from functools import lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path

from vae_explorer.core.errors import UserError
from vae_explorer.core.experiments.experiment import Experiment
from vae_explorer.core.experiments.reading import SUFFIX, Known, parse, read
from vae_explorer.core.language import tr


def folder() -> Traversable:
    """Return the folder of the files that the program brings."""
    return importlib.resources.files("vae_explorer.resources") / "experiments"


@lru_cache(maxsize=1)
def ids() -> tuple[str, ...]:
    """Return the ids of the experiments that the program brings, in no order."""
    place = folder()
    if not place.is_dir():
        return ()
    names = (entry.name for entry in place.iterdir())
    return tuple(sorted(n.removesuffix(SUFFIX) for n in names if n.endswith(SUFFIX)))


def source_of(name: str) -> bytes:
    """Return the file of an experiment that the program brings."""
    return (folder() / f"{name}{SUFFIX}").read_bytes()


def built_in(known: Known | None = None) -> tuple[Experiment, ...]:
    """Return the experiments that the program brings, in the order of teaching.

    They are read each time, in the language that is spoken then.

    Raises
    ------
    UserError
        When one of the files has a mistake, as after an edit in the program's own folder.
    """
    found = (parse(source_of(name), f"{name}{SUFFIX}", name, known) for name in ids())
    return tuple(sorted(found, key=lambda experiment: (experiment.order, experiment.id)))


def find(name: str, known: Known | None = None) -> Experiment:
    """Return the experiment of an id that the program knows, or else of a file.

    Raises
    ------
    UserError
        When there is neither, or the file has a mistake.
    """
    if name in ids():
        return parse(source_of(name), f"{name}{SUFFIX}", name, known)
    path = Path(name)
    if path.suffix.lower() == SUFFIX or path.exists():
        return read(path, known)
    from difflib import get_close_matches

    near = get_close_matches(name, ids(), 1)
    hint = tr("Did you mean {name}?", name=near[0]) if near else tr("See vae-explorer experiments.")
    raise UserError(tr("There is no experiment {name!r:.60}.", name=name), hint)
