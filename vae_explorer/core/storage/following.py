"""Follows a folder that somebody else writes runs into: each look reads what is new.

Whatever is read was given its name when it was whole, so that nothing half-written is seen. A
folder that is not there, holds nothing yet or cannot be reached is no error: it is said in a
sentence, and the next look tries again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.storage.entries import open_entries
from vae_explorer.core.storage.frame_file import read_frame, read_state
from vae_explorer.core.storage.model_file import load_bytes
from vae_explorer.core.storage.session_description import RunEntry, read_session_json
from vae_explorer.core.storage.session_file import read_session
from vae_explorer.core.storage.session_layout import (
    DESCRIPTION,
    FRAMES,
    MODEL,
    RUNS,
    STATES,
    EntryName,
    parsed,
)
from vae_explorer.core.timeline.frame import Frame, KeyState
from vae_explorer.core.timeline.timeline import BUDGET, Timeline

Signature: TypeAlias = tuple[int, int, int]  # time of change, bytes, number of the file


@dataclass(frozen=True, eq=False)
class Followed:
    """What has come of a run in the folder.

    Attributes
    ----------
    key, name
        Of the run there.
    snapshot
        Its newest moment.
    frames, states
        Moments that have come.
    gone
        Steps of frames that are there no more.
    gone_states
        Likewise of full states.
    """

    key: str
    name: str
    snapshot: Snapshot
    frames: tuple[Frame, ...] = ()
    states: tuple[KeyState, ...] = ()
    gone: frozenset[int] = frozenset()
    gone_states: frozenset[int] = frozenset()

    def added_to(self, timeline: Timeline) -> Timeline:
        """Return the moments that were known and these, without those that are gone."""
        kept = Timeline(
            tuple(frame for frame in timeline.frames if frame.step not in self.gone),
            tuple(state for state in timeline.states if state.step not in self.gone_states),
        )
        for frame in self.frames:
            kept = kept.with_frame(frame)
        for state in self.states:
            kept = kept.with_state(state)
        return kept


@dataclass
class _Known:
    """What is kept of a run from one look to the next."""

    name: str
    model: Snapshot | None = None
    newest: Frame | None = None

    def snapshot(self) -> Snapshot | None:
        """Return the newest moment there is, of the model file or of the frames."""
        frame, model = self.newest, self.model
        if frame is None or (model is not None and model.step >= frame.step):
            return model
        return frame.snapshot(model.history if model is not None else None)


@dataclass(frozen=True, eq=False)
class News:
    """What one look has found.

    Attributes
    ----------
    runs
        Those that have changed.
    waiting
        A sentence on why there is nothing to be seen, or nothing new; empty where all is well.
    changed_at
        When something in the folder was written last, by the clock of its disk; None if unknown.
    """

    runs: tuple[Followed, ...] = ()
    waiting: str = ""
    changed_at: float | None = None


class Follower:
    """Looks at one folder again and again; on one thread.

    Parameters
    ----------
    folder
        Of a session, whether or not it is there yet.
    budget
        Bytes that the moments may take.
    """

    def __init__(self, folder: Path, budget: int = BUDGET) -> None:
        self._folder = folder
        self._budget = budget
        self._seen: dict[str, Signature] = {}
        self._runs: dict[str, _Known] = {}

    def look(self) -> News:
        """Read what is new since the last look."""
        try:
            found = self._scan()
        except OSError as error:
            return News(waiting=self._absent(error))
        if not any(parsed(name) for name in found):
            text = tr("In {folder} there is no run yet; it is waited for.", folder=self._folder)
            return News(waiting=text)
        new = {name for name, signature in found.items() if self._seen.get(name) != signature}
        gone = self._seen.keys() - found.keys()
        if not (new or gone):
            return News()
        try:
            runs = self._read(found, new, gone) if self._runs else self._first(found)
        except UserError as error:
            problem = error.what.rstrip(".。")
            return News(waiting=tr("{problem}; it is tried again.", problem=problem))
        changed = max(signature[0] for signature in found.values()) / 1e9
        return News(tuple(runs), changed_at=changed)

    def _absent(self, error: OSError) -> str:
        folder = self._folder
        if isinstance(error, FileNotFoundError) and not self._runs:
            return tr("There is no folder {folder} yet; it is waited for.", folder=folder)
        if isinstance(error, FileNotFoundError):
            return tr(
                "The folder {folder} is gone; what was read stays, and it is looked for.",
                folder=folder,
            )
        if isinstance(error, NotADirectoryError):
            return tr("{path} is a file and no folder; it is looked at again.", path=folder)
        reason = error.strerror or type(error).__name__
        return tr(
            "The folder {folder} cannot be read ({reason}); it is tried again.",
            folder=folder,
            reason=reason,
        )

    def _scan(self) -> dict[str, Signature]:
        found = dict(_files(self._folder, ""))
        with suppress(FileNotFoundError):
            for run in os.listdir(self._folder / RUNS):
                for inner in ("", FRAMES, STATES):
                    with suppress(FileNotFoundError, NotADirectoryError):
                        name = "/".join(filter(None, (RUNS, run, inner)))
                        found |= dict(_files(self._folder, name))
        return found

    def _first(self, found: dict[str, Signature]) -> list[Followed]:
        """Read all that there is, as a session is opened."""
        runs = read_session(self._folder, self._budget).runs
        self._runs = {
            run.key: _Known(run.name, run.snapshot, next(iter(run.timeline.frames[-1:]), None))
            for run in runs
        }
        self._seen = found
        return [
            Followed(run.key, run.name, snapshot, run.timeline.frames, run.timeline.states)
            for run in runs
            if (snapshot := self._runs[run.key].snapshot()) is not None
        ]

    def _read(self, found: dict[str, Signature], new: set[str], gone: set[str]) -> list[Followed]:
        """Read what has come; what is damaged is looked at again."""
        names = self._names() if DESCRIPTION in new else {}
        keys = {entry.key for name in new | gone if (entry := parsed(name)) is not None}
        followed = []
        for key in sorted(keys | names.keys()):
            known = self._runs.setdefault(key, _Known(tr("Run {number}", number=key)))
            known.name = names.get(key, known.name)
            lost = _of_run(gone | new, key)
            if known.newest is not None and known.newest.step in lost[FRAMES]:
                known.newest = None
            frames: list[Frame] = []
            states: list[KeyState] = []
            for kind in (FRAMES, STATES, MODEL):
                for entry in _entries(new, key, kind):
                    try:
                        content = self._content(str(entry))
                        if kind == FRAMES:
                            frames.append(read_frame(content, str(entry)))
                        elif kind == STATES:
                            states.append(read_state(content, str(entry)))
                        else:
                            known.model = load_bytes(content, str(entry)).snapshot
                    except (UserError, OSError, ValueError):
                        found.pop(str(entry), None)
            known.newest = max(
                (frame for frame in (known.newest, *frames) if frame is not None),
                key=lambda frame: frame.step,
                default=None,
            )
            snapshot = known.snapshot()
            if snapshot is not None:
                gone_steps = (frozenset(lost[kind]) for kind in (FRAMES, STATES))
                followed.append(
                    Followed(key, known.name, snapshot, tuple(frames), tuple(states), *gone_steps)
                )
        self._seen = found
        return followed

    def _content(self, name: str) -> bytes | bytearray:
        with open_entries(self._folder) as entries:
            return entries.read(name)

    def _names(self) -> dict[str, str]:
        try:
            about = read_session_json(self._content(DESCRIPTION))
        except (UserError, OSError, ValueError):
            return {}
        runs: tuple[RunEntry, ...] = about.runs
        return {run.key: run.name for run in runs}


def _files(folder: Path, inner: str) -> Iterator[tuple[str, Signature]]:
    """Yield the files of a folder that are of the layout."""
    with os.scandir(folder / inner) as entries:
        for entry in entries:
            name = f"{inner}/{entry.name}".lstrip("/")
            if name != DESCRIPTION and parsed(name) is None:
                continue
            with suppress(FileNotFoundError):  # replaced just now
                status = entry.stat()
                yield name, (status.st_mtime_ns, status.st_size, status.st_ino)


def _entries(names: set[str], key: str, kind: str) -> list[EntryName]:
    """Return what of some files is of one kind and of one run, by their steps."""
    found = (entry for name in names if (entry := parsed(name)) is not None)
    return sorted(entry for entry in found if (entry.key, entry.kind) == (key, kind))


def _of_run(names: set[str], key: str) -> dict[str, set[int]]:
    """Return the steps of the frames and full states of a run among some files."""
    return {kind: {entry.step for entry in _entries(names, key, kind)} for kind in (FRAMES, STATES)}
