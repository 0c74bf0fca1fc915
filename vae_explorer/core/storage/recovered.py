"""What programs that ended without asking have left in the recovery folder."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.storage.folder_lock import is_dead
from vae_explorer.core.storage.model_file import SUFFIX as MODEL_SUFFIX
from vae_explorer.core.storage.model_file import load
from vae_explorer.core.storage.session_description import read_session_json
from vae_explorer.core.storage.session_layout import DESCRIPTION, RUNS
from vae_explorer.core.storage.session_reading import Tell, read_session
from vae_explorer.core.storage.session_values import Session, StoredRun
from vae_explorer.core.timeline.timeline import BUDGET

FOLDER_SUFFIX = ".session"
"""Of a folder that a living program keeps, and of one that a dead one has left."""


@dataclass(frozen=True)
class Kept:
    """What is there of one program.

    Attributes
    ----------
    path
        A session folder, or a model file.
    names
        What its runs were called.
    age
        Seconds since it was last written to.
    nbytes
        What it takes.
    """

    path: Path
    names: tuple[str, ...]
    age: float
    nbytes: int

    @property
    def name(self) -> str:
        """All names, for people."""
        return ", ".join(self.names)


def recovery_folder() -> Path:
    """Return where unsaved runs are kept."""
    from platformdirs import user_data_path

    return user_data_path("vae-explorer", appauthor=False) / "recovery"


def kept_in(folder: Path) -> list[Kept]:
    """Return what dead programs have left in a recovery folder, the newest first."""
    found = []
    with suppress(OSError):
        for path in sorted(folder.iterdir()):
            with suppress(OSError):
                if path.suffix == MODEL_SUFFIX and path.is_file():
                    found.append(_file(path))
                elif path.suffix == FOLDER_SUFFIX and path.is_dir() and is_dead(path):
                    found += _session(path)
    return sorted(found, key=lambda kept: kept.age)


def read_kept(path: Path, budget: int = BUDGET, tell: Tell | None = None) -> Session:
    """Read what was kept; see `read_session`.

    Raises
    ------
    UserError
        When it cannot be read.
    """
    if path.is_dir():
        return read_session(path, budget, tell)
    file = load(path)
    run = StoredRun("1", name_of(path), 0, file.snapshot, file.training)
    return Session(runs=(run,), shown="1", notes=file.notes)


def delete(path: Path) -> None:
    """Delete what was kept, if that can be done: otherwise it is offered again."""
    if path.is_dir():
        # What tells that it is something goes first: half of it is nothing to be offered.
        with suppress(OSError):
            (path / DESCRIPTION).unlink(missing_ok=True)
        shutil.rmtree(path / RUNS, ignore_errors=True)
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def name_of(path: Path) -> str:
    """Return what a run was called that was kept as this file."""
    return path.stem.rpartition("--")[0] or path.stem


def _file(path: Path) -> Kept:
    status = path.stat()
    age = max(0.0, time.time() - status.st_mtime)
    return Kept(path, (name_of(path),), age, status.st_size)


def _session(folder: Path) -> list[Kept]:
    """Return what a folder is; nothing if no run in it has been written."""
    models, newest, size = [], 0.0, 0
    for root, _folders, files in os.walk(folder / RUNS):
        for name in files:
            with suppress(OSError):
                status = os.stat(os.path.join(root, name))
                newest, size = max(newest, status.st_mtime), size + status.st_size
                if name.endswith(MODEL_SUFFIX):
                    models.append(Path(root).relative_to(folder / RUNS).parts[0])
    if not models:
        return []
    keys = sorted(set(models))
    names = {}
    with suppress(OSError, ValueError, UserError):
        about = read_session_json((folder / DESCRIPTION).read_bytes())
        names = {run.key: run.name for run in about.runs}
    told = tuple(names.get(key, tr("Run {number}", number=key)) for key in keys)
    return [Kept(folder, told, max(0.0, time.time() - newest), size)]
