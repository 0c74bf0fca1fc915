"""Sessions in one file, or in a folder: written whole or not at all, read with care.

The file is a ZIP with stored entries, in the order: what is said of the runs, their newest
moments, their frames, their full states, so that of one that was cut off most is left. Equal
sessions give equal bytes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from vae_explorer.core.storage.atomic import whole_file
from vae_explorer.core.storage.folder_writer import FolderWriter
from vae_explorer.core.storage.frame_file import (
    Parts,
    frame_bytes,
    frame_parts,
    read_frame,
    state_parts,
)
from vae_explorer.core.storage.model_file import file_parts
from vae_explorer.core.storage.session_description import Shared, described, session_json
from vae_explorer.core.storage.session_layout import (
    DESCRIPTION,
    FRAMES,
    MODEL,
    STATES,
    SUFFIX,
    EntryName,
    is_plain,
    looks_like_session,
)
from vae_explorer.core.storage.session_reading import read_session
from vae_explorer.core.storage.session_sharing import elsewhere, shared_moments
from vae_explorer.core.storage.session_values import Session, StoredRun
from vae_explorer.core.timeline.timeline import memory

__all__ = [
    "SUFFIX",
    "FolderWriter",
    "Session",
    "StoredRun",
    "frame_bytes",
    "looks_like_session",
    "read_frame",
    "read_session",
    "write_session",
]

Tell: TypeAlias = Callable[[int, int], object]
"""Is told the bytes that are done, and all; whatever it raises ends the work."""

_LARGE = 2**31 - 2**16  # bytes from which an entry needs 64-bit sizes
_MODE = 0o644


def write_session(session: Session, path: Path, tell: Tell | None = None) -> None:
    """Write a session: into a folder if there is one of that name, else into a file.

    Parameters
    ----------
    path
        Of the file, or of a folder that is there. In a folder what belongs to no run of the
        session is removed at the end; each entry of it is written whole or not at all.
    tell
        Is told of the progress; raise `Interrupted` there to end it: then nothing has changed.

    Raises
    ------
    UserError
        When it cannot be written; a file that was there before is left as it was.
    """
    shared = shared_moments(session)
    description = session_json(described(session, shared))
    progress = _Progress(session, tell)
    if path.is_dir():
        writer = FolderWriter(path)
        for entry, parts in _entries(session, shared):
            writer.put(str(entry), parts)
            progress.add(parts)
        for name, content in session.entries.items():
            if is_plain(name):
                writer.put(name, [content])
        writer.put(DESCRIPTION, [description])
        for run in session.runs:
            frames, states = (elsewhere(line) for line in shared[run.key])
            line = run.timeline
            writer.keep(
                run.key,
                {frame.step for frame in line.frames} - frames,
                {state.step for state in line.states} - states,
            )
        writer.keep_runs({run.key for run in session.runs})
        return
    with whole_file(path) as file, zipfile.ZipFile(file, "w") as archive:
        _store(archive, DESCRIPTION, [description])
        for entry, parts in _entries(session, shared):
            _store(archive, str(entry), parts)
            progress.add(parts)
        for name, content in sorted(session.entries.items()):
            if is_plain(name):
                _store(archive, name, [content])


def _store(archive: zipfile.ZipFile, name: str, parts: Parts) -> None:
    entry = zipfile.ZipInfo(name)  # of 1980: equal sessions give equal bytes
    entry.external_attr = _MODE << 16
    entry.create_system = 3
    large = sum(map(len, parts)) > _LARGE
    with archive.open(entry, "w", force_zip64=large) as file:
        for part in parts:
            file.write(part)


class _Progress:
    def __init__(self, session: Session, tell: Tell | None) -> None:
        self._tell = tell or (lambda *_: None)
        self._done = 0
        self._all = size_of(session)
        self._tell(0, self._all)

    def add(self, parts: Parts) -> None:
        self._done += sum(map(len, parts))
        self._tell(min(self._done, self._all), self._all)


def size_of(session: Session) -> int:
    """Return about how many bytes a session takes."""
    total = 0
    for run in session.runs:
        weights = sum(array.nbytes for array in run.snapshot.weights.values())
        total += (3 if run.training is not None else 1) * weights
        total += run.snapshot.embedding.nbytes + run.snapshot.log_variance.nbytes
    return total + memory(run.timeline for run in session.runs)


def _entries(
    session: Session, shared: dict[str, tuple[Shared, Shared]]
) -> Iterator[tuple[EntryName, Parts]]:
    """Yield what the runs of a session are stored as, made when it is wanted."""
    for run in session.runs:
        header, arrays = file_parts(run.snapshot, run.training)
        yield EntryName(run.key, MODEL), [header, *arrays]
    for run in session.runs:
        others = elsewhere(shared[run.key][0])
        for frame in run.timeline.frames:
            if frame.step not in others:
                yield EntryName(run.key, FRAMES, frame.step), frame_parts(frame)
    for run in session.runs:
        others = elsewhere(shared[run.key][1])
        for state in run.timeline.states:
            if state.step not in others:
                yield EntryName(run.key, STATES, state.step), state_parts(state)
