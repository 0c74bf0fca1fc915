"""A session as a value: runs with their histories, and what was looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from vae_explorer.core.changes import Planned
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.timeline.timeline import Timeline
from vae_explorer.core.training_state import TrainingState

Table: TypeAlias = Mapping[str, Any]
"""What JSON can hold."""


@dataclass(frozen=True, eq=False)
class StoredRun:
    """A run as a session keeps it.

    Attributes
    ----------
    key
        Its own in this session: letters, digits, ``-`` and ``_``.
    name, colour, pinned, experiment, seconds, saved_step, plan
        See `vae_explorer.session.runs.Run`.
    snapshot
        Its newest moment.
    training
        Of the same step, or None where going on is not known.
    timeline
        The moments that are kept. What runs share is stored once where it is the same object.
    origin
        Key of the run that it branched off, and at which step.
    more
        Entries for which this version has no name, to be stored again.
    """

    key: str
    name: str
    colour: int
    snapshot: Snapshot
    training: TrainingState | None = None
    timeline: Timeline = field(default_factory=Timeline)
    origin: tuple[str, int] | None = None
    pinned: bool = False
    seconds: float = 0.0
    experiment: str = ""
    saved_step: int = 0
    plan: tuple[Planned, ...] = ()
    more: Table = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Session:
    """Everything of a session.

    Attributes
    ----------
    runs
        In the order of the list.
    shown
        Key of the run that is looked at; None for none.
    moment
        Step of the frame of it that is looked at; None for the newest moment.
    view
        How it is looked at: what the window makes of it.
    pins
        One table for each.
    selection
        What is selected, see `selection_json`; empty for nothing.
    notes
        One sentence for each thing that its user should know of the file that it was read from.
    more
        Entries of the description for which this version has no name, to be stored again.
    entries
        Entries of the file likewise.
    """

    runs: tuple[StoredRun, ...] = ()
    shown: str | None = None
    moment: int | None = None
    view: Table = field(default_factory=dict)
    pins: tuple[Table, ...] = ()
    selection: Table = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    more: Table = field(default_factory=dict)
    entries: Mapping[str, bytes] = field(default_factory=dict)
