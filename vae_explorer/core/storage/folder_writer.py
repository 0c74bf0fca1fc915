"""A session as a folder that grows while a run is trained, and may be read at any time."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.atomic import write_atomically
from vae_explorer.core.storage.frame_file import Parts, frame_parts, state_parts
from vae_explorer.core.storage.model_file import file_parts
from vae_explorer.core.storage.session_description import session_json
from vae_explorer.core.storage.session_layout import (
    DESCRIPTION,
    FRAMES,
    MODEL,
    RUNS,
    STATES,
    EntryName,
    parsed,
)
from vae_explorer.core.storage.session_values import Table
from vae_explorer.core.timeline.frame import Frame, KeyState
from vae_explorer.core.training_state import TrainingState


class FolderWriter:
    """Writes the entries of a session into a folder, each whole before it has its name.

    What takes away, `keep` and `forget`, never raises: what cannot be removed stays.

    Parameters
    ----------
    folder
        Made with what is above it, when something is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def frame(self, key: str, frame: Frame) -> int:
        """Write a frame of a run; return its bytes."""
        return self._write(EntryName(key, FRAMES, frame.step), frame_parts(frame))

    def state(self, key: str, state: KeyState) -> int:
        """Write a full state of a run; return its bytes."""
        return self._write(EntryName(key, STATES, state.step), state_parts(state))

    def model(self, key: str, snapshot: Snapshot, training: TrainingState | None = None) -> int:
        """Write the newest moment of a run, in place of the one before; return its bytes."""
        header, arrays = file_parts(snapshot, training)
        return self._write(EntryName(key, MODEL), [header, *arrays])

    def describe(self, table: Table) -> None:
        """Write ``session.json``: `session_description.described` says what it has."""
        self.put(DESCRIPTION, [session_json(table)])

    def keep(self, key: str, frames: Collection[int], states: Collection[int]) -> None:
        """Remove all frames and full states of a run but those of these steps."""
        for kind, steps in ((FRAMES, frames), (STATES, states)):
            for path in _files(self.folder / RUNS / key / kind):
                entry = parsed(path.relative_to(self.folder).as_posix())
                if entry is not None and entry.step not in steps:
                    with suppress(OSError):
                        path.unlink()

    def keep_runs(self, keys: Collection[str]) -> None:
        """Remove all runs but these."""
        for folder in _files(self.folder / RUNS):
            if folder.name not in keys:
                shutil.rmtree(folder, ignore_errors=True)

    def put(self, name: str, parts: Parts) -> None:
        """Write an entry of that name, which must be a plain one."""
        path = self.folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(
                tr(
                    "The folder {folder} could not be made: {reason}.",
                    folder=path.parent,
                    reason=error.strerror,
                ),
                tr("Choose another folder."),
            ) from error
        write_atomically(path, parts)

    def _write(self, name: EntryName, parts: Parts) -> int:
        self.put(str(name), parts)
        return sum(map(len, parts))


def _files(folder: Path) -> Iterable[Path]:
    with suppress(OSError):
        return sorted(folder.iterdir())
    return ()
