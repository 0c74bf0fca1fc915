"""Runs that are looked at side by side: at one epoch, and with planes turned onto each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.measures.alignment import Alignment, align
from vae_explorer.core.snapshot import FloatArray, Snapshot
from vae_explorer.core.timeline.frame import Frame
from vae_explorer.session.latest import Answering, Latest
from vae_explorer.session.pictures import Mosaic, MosaicRequest, make_mosaic
from vae_explorer.session.runs import Run
from vae_explorer.session.workspace import Workspace

MOST = 4
"""Runs side by side, the shown one among them."""


@dataclass(frozen=True, eq=False)
class Member:
    """A run beside the shown one.

    Attributes
    ----------
    run
        As it is now.
    snapshot
        Of the moment that is nearest to the epoch that is shown.
    turn
        How its plane is turned to lie on that of the shown run.
    alike
        Whether both have codes of the same images, without which nothing can be turned.
    """

    run: Run
    snapshot: Snapshot
    turn: Alignment
    alike: bool

    def decode(self, z: tuple[float, float], seed: int | None) -> FloatArray:
        """Return what its decoder makes of a point of the shown run's plane, (C, H, W)."""
        point = self.turn.to_other(np.array([z], np.float32))
        image: FloatArray = self.snapshot.show(point, seed)[0]
        return image


class Comparison(Answering):
    """Which runs are compared with the one that is shown, and what each is like.

    Attributes
    ----------
    runs_changed
        Others are compared, or none.
    members_changed
        They are at another moment, or turned otherwise.
    mosaic_changed
        A `Mosaic` of one of them.
    """

    runs_changed = Signal()
    members_changed = Signal()
    mosaic_changed = Signal(Mosaic)

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._first: int | None = None  # the run that was shown last
        self._others: tuple[int, ...] = ()
        self._aligned = True
        self._members: tuple[Member, ...] = ()
        self._rewound: dict[int, tuple[Frame, Snapshot]] = {}
        self._wishes: dict[int, MosaicRequest] = {}
        self._asked: MosaicRequest | None = None
        self._latest: Latest[MosaicRequest] = Latest("compare", make_mosaic, self)
        self._latest.answered.connect(self._on_mosaic)
        workspace.shown_changed.connect(self._on_shown)
        workspace.snapshot_changed.connect(self._follow)
        workspace.run_changed.connect(self._on_run)
        workspace.runs_changed.connect(self._on_runs)

    @property
    def active(self) -> bool:
        """Whether runs are compared."""
        return bool(self._others)

    @property
    def others(self) -> tuple[int, ...]:
        """Ids of the runs beside the shown one."""
        return self._others

    @property
    def members(self) -> tuple[Member, ...]:
        """The runs beside the shown one, as they are at its epoch."""
        return self._members

    @property
    def aligned(self) -> bool:
        """Whether planes are turned onto that of the shown run."""
        return self._aligned

    def set_aligned(self, aligned: bool) -> None:
        """Turn planes onto that of the shown run, or leave them as they are."""
        if aligned is not self._aligned:
            self._aligned = aligned
            self._follow()

    def compare(self, run_ids: Iterable[int]) -> None:
        """Look at some runs side by side; the shown one is first if it is among them."""
        known = [i for i in dict.fromkeys(run_ids) if self._can_be_seen(i)][:MOST]
        if len(known) < 2:
            return
        shown = self._workspace.shown
        first = shown.id if shown is not None and shown.id in known else known[0]
        self._others = ()
        self._workspace.look_at(first)
        self._set(tuple(i for i in known if i != first))

    def toggle(self, run_id: int) -> None:
        """Compare a run with those that are on the screen, or no longer."""
        if run_id in self._others:
            self._set(tuple(i for i in self._others if i != run_id))
        elif self._can_be_seen(run_id) and run_id != self._first:
            self._set((*self._others, run_id)[-(MOST - 1) :])

    def stop(self) -> None:
        """Look at the shown run alone."""
        self._set(())

    # In a session file a run is told by its name, and its place from the last one on: runs that are
    # opened come after all others.

    def to_json(self) -> list[list[Any]]:
        """Return which runs are compared, the shown one first, as values that JSON knows."""
        seen = [run for run in self._workspace.runs if run.snapshot is not None]
        places = {run.id: i - len(seen) for i, run in enumerate(seen)}
        ids = [self._first, *self._others] if self._others else []
        return [[places[run.id], run.name] for run in map(self._workspace.run, ids) if run]

    def bring_back(self, value: object) -> None:
        """Compare the runs that `to_json` has told of, as far as they are there."""
        seen = [run for run in self._workspace.runs if run.snapshot is not None]
        found = []
        for entry in value if isinstance(value, list) else []:
            if isinstance(entry, list) and len(entry) == 2 and type(entry[0]) is int:
                place, name = entry
                if -len(seen) <= place < 0 and seen[place].name == name:
                    found.append(seen[place].id)
        self.compare(found)

    def request_mosaic(self, run_id: int, rect: Rect, columns: int, rows: int) -> None:
        """Ask for a mosaic of a region of a member's plane, as it is turned."""
        member = next((m for m in self._members if m.run.id == run_id), None)
        if member is not None and columns >= 1 and rows >= 1:
            seed = self._workspace.draws.seed
            self._wishes[run_id] = MosaicRequest(
                run_id, member.snapshot, rect, columns, rows, seed, member.turn
            )
            self._ask()

    def _can_be_seen(self, run_id: int) -> bool:
        run = self._workspace.run(run_id)
        return run is not None and run.snapshot is not None

    def _set(self, others: tuple[int, ...]) -> None:
        if others != self._others:
            self._others = others
            self._asked = None
            self._find_members()
            self.runs_changed.emit()
            self.members_changed.emit()

    @Slot()
    def _on_shown(self) -> None:
        shown, before = self._workspace.shown, self._first
        self._first = shown.id if shown is not None else None
        if not self._others or shown is None:
            return
        if shown.id in self._others:  # they change places
            there = before is not None and self._can_be_seen(before)
            swapped = [before if i == shown.id and there else i for i in self._others]
            self._set(tuple(i for i in swapped if i is not None and i != shown.id))

    @Slot()
    def _on_runs(self) -> None:
        self._set(tuple(i for i in self._others if self._can_be_seen(i)))

    @Slot(int)
    def _on_run(self, run_id: int) -> None:
        if run_id in self._others:
            self._follow()

    @Slot()
    def _follow(self) -> None:
        if self._others:
            self._find_members()
            self.members_changed.emit()

    def _find_members(self) -> None:
        first = self._workspace.snapshot
        runs = [self._workspace.run(i) for i in self._others]
        self._rewound = {i: kept for i, kept in self._rewound.items() if i in self._others}
        self._members = tuple(
            self._member(run, snapshot, first)
            for run in runs
            if first is not None and run is not None and (snapshot := self._moment_of(run))
        )

    def _moment_of(self, run: Run) -> Snapshot | None:
        """Return a run at the epoch that is shown; at its newest where the shown one is."""
        shown = self._workspace.snapshot
        if self._workspace.moment is None or shown is None:
            return run.snapshot
        frame = run.timeline.at_epoch(shown.epoch)
        if frame is None:
            return run.snapshot
        kept = self._rewound.get(run.id)
        if kept is None or kept[0] is not frame:
            self._rewound[run.id] = kept = (frame, frame.snapshot(run.history))
        return kept[1]

    def _member(self, run: Run, snapshot: Snapshot, first: Snapshot) -> Member:
        before = next((m for m in self._members if m.run.id == run.id), None)
        alike = snapshot.config.dataset == first.config.dataset and np.array_equal(
            snapshot.labels, first.labels
        )
        turn = Alignment()
        if self._aligned and alike:
            turn = align(first.codes.places, snapshot.codes.places)
        known = (before.run, before.snapshot, before.turn) if before is not None else None
        if before is not None and known == (run, snapshot, turn):
            return before
        return Member(run, snapshot, turn, alike)

    def _ask(self) -> None:
        if self._asked is None and self._wishes:
            self._asked = self._wishes.pop(next(iter(self._wishes)))
            self._latest.ask(self._asked)

    @Slot(object)
    def _on_mosaic(self, mosaic: Mosaic) -> None:
        asked, self._asked = self._asked, None
        now = next((m for m in self._members if m.run.id == mosaic.run_id), None)
        if now is not None and asked is not None and now.turn == asked.turn:
            self.mosaic_changed.emit(mosaic)
        self._ask()
