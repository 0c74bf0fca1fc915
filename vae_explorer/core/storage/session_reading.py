"""A stored session is read: what is whole of it, and a note of what is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import marked, tr
from vae_explorer.core.storage.entries import Entries, open_entries
from vae_explorer.core.storage.run_reading import RunEntries, RunReader
from vae_explorer.core.storage.selection_json import read_selection, selection_json
from vae_explorer.core.storage.session_description import (
    RunEntry,
    SessionEntry,
    read_session_json,
)
from vae_explorer.core.storage.session_layout import (
    DESCRIPTION,
    FRAMES,
    MODEL,
    STATES,
    is_plain,
    parsed,
)
from vae_explorer.core.storage.session_plan import Moment, free_memory, plan
from vae_explorer.core.storage.session_values import Session, StoredRun, Table
from vae_explorer.core.text import count
from vae_explorer.core.timeline.timeline import BUDGET

Line: TypeAlias = tuple[Moment, ...]
Tell: TypeAlias = Callable[[int, int], object]

_CHOOSE = marked("Choose a session that VAE Explorer saved.")
_MOST_KEPT = 2**24  # bytes of entries that this version does not know
_NAMES_TOLD = 4
_NO_DESCRIPTION = marked(
    "What it says of its runs is damaged or missing; names, colours and the view are lost."
)
_PARTS = re.compile(r"[0-9]+|[^0-9]+")


def read_session(path: Path, budget: int = BUDGET, tell: Tell | None = None) -> Session:
    """Read a session from a file or a folder.

    What is damaged is left out, and `Session.notes` says so.

    Parameters
    ----------
    budget
        Bytes that all frames and full states may take; beyond it, and where memory is short, they
        are thinned evenly.
    tell
        Is told the bytes that have been read, and all; raise `Interrupted` there to end it.

    Raises
    ------
    UserError
        When it cannot be read, is no session, is of a newer version, or nothing of it is whole.
    """
    with open_entries(path) as entries:
        try:
            return _Reading(entries, path.name, tell).session(budget)
        except MemoryError as error:
            raise UserError(
                tr("There is not enough memory to open {file}.", file=path.name),
                tr("Close other programs."),
            ) from error


class _Reading:
    """The reading of one session."""

    def __init__(self, entries: Entries, name: str, tell: Tell | None) -> None:
        self._entries = entries
        self._name = name
        self._tell = tell or (lambda *_: None)
        self._done = self._all = 0
        self._notes: list[str] = []
        self._found: dict[str, RunEntries] = {}
        self._unknown: dict[str, int] = {}
        self._sizes = entries.sizes()
        self._sort()

    def _sort(self) -> None:
        for name, size in self._sizes.items():
            entry = parsed(name)
            if entry is None:
                if name != DESCRIPTION:
                    self._unknown[name] = size
                continue
            found = self._found.setdefault(entry.key, RunEntries())
            moment = Moment(entry.step, size, name)
            if entry.kind == MODEL:
                found.model = moment
            else:
                found.moments[entry.kind][entry.step] = moment
        for name in self._entries.damaged:
            if (entry := parsed(name)) is not None and name not in self._sizes:
                self._found.setdefault(entry.key, RunEntries()).lost[entry.kind] += 1

    def _note_read(self, size: int) -> None:
        self._done += size
        self._tell(self._done, self._all)

    def session(self, budget: int) -> Session:
        about = self._about()
        if not self._found and about is None:
            text = tr("{file} is no session, or nothing of it is whole.", file=self._name)
            raise UserError(text, tr(_CHOOSE))
        if self._entries.salvaged:
            self._notes.append(tr("It is damaged or was cut off; what is whole of it was opened."))
        listed = about or SessionEntry()
        known = {run.key: run for run in listed.runs}
        keys = [*known, *sorted(self._found.keys() - known.keys(), key=_in_order)]
        runs = [known.get(key) or RunEntry(key, tr("Run {number}", number=key)) for key in keys]
        frames, states = self._planned(runs, budget)
        stored = self._read(runs, frames, states)
        if not stored and (runs or about is None):
            text = tr("Nothing of {file} is whole enough to be opened.", file=self._name)
            raise UserError(text, tr(_CHOOSE))
        shown = next((run for run in stored if run.key == listed.shown), None)
        selection = self._selection(listed.selection)
        kept = self._kept()
        return Session(
            runs=tuple(stored),
            shown=shown.key if shown is not None else None,
            moment=listed.moment if shown is not None else None,
            view=listed.view,
            pins=listed.pins,
            selection=selection,
            notes=tuple(self._notes),
            more=listed.more,
            entries=kept,
        )

    def _about(self) -> SessionEntry | None:
        """Return what the session says of itself; None where it does not."""
        if DESCRIPTION not in self._sizes:
            if self._found:
                self._notes.append(tr(_NO_DESCRIPTION))
            return None
        try:
            return read_session_json(self._entries.read(DESCRIPTION))
        except (ValueError, OSError):
            self._notes.append(tr(_NO_DESCRIPTION))
            return None
        except UserError as error:
            text = tr("{file}: {text}", file=self._name, text=error.what)
            raise UserError(text, error.way_out or tr(_CHOOSE)) from error

    def _selection(self, value: object) -> Table:
        """Return what is selected; a note says if that cannot be known."""
        try:
            return selection_json(read_selection({} if value is None else value))
        except ValueError:
            self._notes.append(tr("What was selected is damaged and left out."))
            return {}

    def _planned(
        self, runs: list[RunEntry], budget: int
    ) -> tuple[dict[str, Line], dict[str, Line]]:
        """Return what is to be read of each run; a note says what is not."""
        models = sum(found.model.nbytes for found in self._found.values() if found.model)
        free = free_memory()
        if free is not None and models > free:
            raise UserError(
                tr(
                    "The models of {file} take {size:,.0f} MB of memory, and {free:,.0f} MB are "
                    "free.",
                    file=self._name,
                    size=models / 1e6,
                    free=free / 1e6,
                ),
                tr("Close other programs."),
            )
        there = {
            kind: {run.key: sorted(self._of(run).moments[kind].values()) for run in runs}
            for kind in (FRAMES, STATES)
        }
        room = free - models if free is not None else None
        frames, states = plan(there[FRAMES], there[STATES], budget, room)
        all_frames = sum(map(len, there[FRAMES].values()))
        taken = sum(map(len, frames.values()))
        if taken < all_frames:
            self._notes.append(
                tr(
                    "Of {moments}, {taken} were read: more would take more memory than the "
                    "history may have.",
                    moments=count(all_frames, marked("moment")),
                    taken=taken,
                )
            )
        lines = (*frames.values(), *states.values())
        self._all = models + sum(moment.nbytes for line in lines for moment in line)
        return frames, states

    def _of(self, run: RunEntry) -> RunEntries:
        return self._found.setdefault(run.key, RunEntries())

    def _read(
        self, runs: list[RunEntry], frames: Mapping[str, Line], states: Mapping[str, Line]
    ) -> list[StoredRun]:
        reader = RunReader(self._entries, self._note_read)
        colours = {run.colour for run in runs}
        stored = []
        for run in runs:
            found = reader.read(run, self._of(run), frames[run.key], states[run.key])
            self._notes += found.notes
            if found.model is None:
                continue
            colour = run.colour
            if colour is None:
                colour = next(c for c in range(len(colours) + 1) if c not in colours)
                colours.add(colour)
            stored.append(
                StoredRun(
                    key=run.key,
                    name=run.name,
                    colour=colour,
                    snapshot=found.model.snapshot,
                    training=found.model.training,
                    timeline=found.timeline,
                    origin=run.origin,
                    pinned=run.pinned,
                    seconds=run.seconds,
                    experiment=run.experiment,
                    saved_step=run.saved_step,
                    plan=run.plan,
                    more=run.more,
                )
            )
        return stored

    def _kept(self) -> dict[str, bytes]:
        """Return the entries that this version does not know; a note names them."""
        kept: dict[str, bytes] = {}
        left = _MOST_KEPT
        for name, size in sorted(self._unknown.items()):
            if is_plain(name) and size <= left:
                try:
                    kept[name] = bytes(self._entries.read(name))
                    left -= size
                except (ValueError, OSError):
                    continue
        if kept:
            told = tr(", ").join(list(kept)[:_NAMES_TOLD])
            if len(kept) > _NAMES_TOLD:
                told = tr("{names} and {more} more", names=told, more=len(kept) - _NAMES_TOLD)
            text = tr(
                "It holds what this version does not know ({names}); it is kept when the session "
                "is saved.",
                names=told,
            )
            self._notes.append(text)
        return kept


def _in_order(key: str) -> list[tuple[int, str]]:
    """Return what sorts "2" before "10"."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in _PARTS.findall(key)]
