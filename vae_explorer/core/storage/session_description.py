"""``session.json``: what a session says of its runs, written, and read with care.

What is absent has its default, what cannot be is left out, what is unknown is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vae_explorer.core.changes import Planned
from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.storage.description import MAX_EPOCH, MAX_STEP, depth_is_fine
from vae_explorer.core.storage.session_layout import is_key
from vae_explorer.core.storage.session_values import Session, StoredRun, Table
from vae_explorer.core.storage.tensor_file import MAX_HEADER_BYTES, parse_table

FORMAT = "vae-explorer-session"
VERSION = 1

_MOST_TEXT = 200
_MOST_SHARED = 2**17
_RUN_NAMES = frozenset(
    (
        *("key", "name", "colour", "pinned", "origin", "seconds", "experiment", "saved_step"),
        *("plan", "shared_frames", "shared_states"),
    )
)
_NAMES = frozenset(("format", "version", "runs", "shown", "moment", "view", "pins", "selection"))

Shared = Mapping[str, Sequence[int]]
"""Steps of moments that are stored with other runs, by the keys of those."""


@dataclass(frozen=True)
class RunEntry:
    """What a description says of one run; see `StoredRun`."""

    key: str
    name: str
    colour: int | None = None
    pinned: bool = False
    origin: tuple[str, int] | None = None
    seconds: float = 0.0
    experiment: str = ""
    saved_step: int = 0
    plan: tuple[Planned, ...] = ()
    shared_frames: Shared = field(default_factory=dict)
    shared_states: Shared = field(default_factory=dict)
    more: Table = field(default_factory=dict)


@dataclass(frozen=True)
class SessionEntry:
    """What a description says of a session; see `Session`."""

    runs: tuple[RunEntry, ...] = ()
    shown: str | None = None
    moment: int | None = None
    view: Table = field(default_factory=dict)
    pins: tuple[Table, ...] = ()
    selection: object = None
    """As it is in the file, whatever that is."""
    more: Table = field(default_factory=dict)


def described(
    session: Session,
    shared: Mapping[str, tuple[Shared, Shared]] | None = None,
) -> dict[str, Any]:
    """Return the description of a session as a table.

    Parameters
    ----------
    shared
        For some runs by key, the frames and states of theirs that are stored with others.
    """
    runs = []
    for run in session.runs:
        frames, states = (shared or {}).get(run.key, ({}, {}))
        table = {**run.more, **described_run(run)}
        table |= {"shared_frames": _lists(frames)} if frames else {}
        table |= {"shared_states": _lists(states)} if states else {}
        runs.append(table)
    return {
        **session.more,
        "runs": runs,
        "shown": session.shown,
        "moment": session.moment,
        "view": dict(session.view),
        "pins": [dict(pin) for pin in session.pins],
        **({"selection": dict(session.selection)} if session.selection else {}),
    }


def described_run(run: StoredRun) -> dict[str, Any]:
    """Return what the description of a session has of a run."""
    return {
        "key": run.key,
        "name": run.name,
        "colour": run.colour,
        "pinned": run.pinned,
        "origin": list(run.origin) if run.origin is not None else None,
        "seconds": round(run.seconds, 3),
        "experiment": run.experiment,
        "saved_step": run.saved_step,
        "plan": [list(change) for change in run.plan],
    }


def session_json(table: Table) -> bytes:
    """Return a description as text; equal ones give equal bytes.

    Raises
    ------
    ValueError
        When it holds what JSON cannot.
    """
    whole = {**table, "format": FORMAT, "version": VERSION}
    text = json.dumps(whole, indent=1, sort_keys=True, allow_nan=False, ensure_ascii=False)
    return text.encode() + b"\n"


def read_session_json(content: bytes | bytearray) -> SessionEntry:
    """Read a description.

    Raises
    ------
    ValueError
        When it is damaged, or that of something else.
    UserError
        When it is of a newer version.
    """
    if len(content) > MAX_HEADER_BYTES:
        raise ValueError("it is too long")
    try:
        table = parse_table(bytes(content).decode())
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not depth_is_fine(table) or table.get("format") != FORMAT:
        raise ValueError("it is no description of a session")
    version = table.get("version")
    if type(version) is int and version > VERSION:
        raise UserError(
            tr(
                "It has format version {version}; this program reads version {newest}.",
                version=version,
                newest=VERSION,
            ),
            tr("Update VAE Explorer."),
        )
    runs: dict[str, RunEntry] = {}
    for item in _list(table.get("runs")):
        if isinstance(item, dict) and is_key(item.get("key")) and item["key"] not in runs:
            runs[item["key"]] = _run(item)
    shown, view = table.get("shown"), table.get("view")
    return SessionEntry(
        runs=tuple(runs.values()),
        shown=shown if shown in runs else None,
        moment=_step(table.get("moment")),
        view=view if isinstance(view, dict) else {},
        pins=tuple(pin for pin in _list(table.get("pins")) if isinstance(pin, dict)),
        selection=table.get("selection"),
        more={name: value for name, value in table.items() if name not in _NAMES},
    )


def _run(table: dict[str, Any]) -> RunEntry:
    key = table["key"]
    colour = table.get("colour")
    return RunEntry(
        key=key,
        name=_line(table.get("name")) or tr("Run {number}", number=key),
        colour=colour if type(colour) is int and 0 <= colour < 2**16 else None,
        pinned=table.get("pinned") is True,
        origin=_origin(table.get("origin"), key),
        seconds=_number(table.get("seconds")),
        experiment=_line(table.get("experiment")),
        saved_step=_step(table.get("saved_step")) or 0,
        plan=tuple(_planned(table.get("plan"))),
        shared_frames=_shared(table.get("shared_frames")),
        shared_states=_shared(table.get("shared_states")),
        more={name: value for name, value in table.items() if name not in _RUN_NAMES},
    )


def _origin(value: object, key: str) -> tuple[str, int] | None:
    if not (isinstance(value, list) and len(value) == 2):
        return None
    other, step = value[0], _step(value[1])
    return (other, step) if is_key(other) and other != key and step is not None else None


def _planned(value: object) -> list[Planned]:
    return [
        Planned(_number(item[0]), item[1][:_MOST_TEXT], _number(item[2]))
        for item in _list(value)
        if isinstance(item, list) and len(item) == 3 and isinstance(item[1], str)
    ]


def _shared(value: object) -> dict[str, list[int]]:
    if not isinstance(value, dict):
        return {}
    return {
        key: [step for step in _list(steps)[:_MOST_SHARED] if _step(step) is not None]
        for key, steps in value.items()
        if is_key(key)
    }


def _lists(shared: Shared) -> dict[str, list[int]]:
    return {key: list(steps) for key, steps in shared.items()}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _line(value: object) -> str:
    return " ".join(value.split())[:_MOST_TEXT] if isinstance(value, str) else ""


def _step(value: object) -> int | None:
    return value if type(value) is int and 0 <= value <= MAX_STEP else None


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(value) if -MAX_EPOCH <= value <= MAX_EPOCH else 0.0
