"""From codes to where the true posteriors are: arrows, of a few hundred digits or of all.

A few hundred are found in a second or two, and found anew while a run trains, as often as a tenth
of the time allows. While its encoder alone learns they stay where they are: the arrows then follow
every snapshot.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from vae_explorer.core.measures.refined import WRONG, Refined
from vae_explorer.core.snapshot import FloatArray, Snapshot
from vae_explorer.session.latest import Latest
from vae_explorer.session.refined import RefinedDigits
from vae_explorer.session.workspace import Workspace

SOME = 500  # digits whose true modes are found anew while a run trains
SHARE = 0.1  # of the time that this may take


@dataclass(frozen=True, eq=False)
class Shifts:
    """From codes to where the true posterior of each digit is.

    Attributes
    ----------
    snapshot
        Of which.
    rows
        Which digits, (K,).
    code, mode, mean
        (K, 2) each: by the encoder, and of the true posterior.
    """

    snapshot: Snapshot
    rows: NDArray[np.intp]
    code: FloatArray
    mode: FloatArray
    mean: FloatArray

    @classmethod
    def of(cls, snapshot: Snapshot, found: Refined) -> Shifts:
        """Return those of all digits."""
        rows = np.arange(len(found))
        return cls(snapshot, rows, found.mean, found.mode, found.posterior_mean)

    def at(self, snapshot: Snapshot) -> Shifts:
        """Return those of a snapshot with the same p(x, z), whose encoder is another."""
        code = snapshot.embedding[self.rows]
        return Shifts(snapshot, self.rows, code, self.mode, self.mean)

    @cached_property
    def median(self) -> float:
        """How far the mode is, in the median, in latent units."""
        away = np.linalg.norm(self.mode - self.code, axis=1)
        return float(np.median(away)) if len(away) else 0.0

    @cached_property
    def far(self) -> float:
        """Which part of the digits is over `WRONG` from the mode, from 0 to 1."""
        away = np.linalg.norm(self.mode - self.code, axis=1)
        return float((away > WRONG).mean()) if len(away) else 0.0


@dataclass(frozen=True, eq=False)
class _Request:
    run_id: int
    snapshot: Snapshot
    images: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class _Answer:
    request: _Request
    found: Shifts | None
    seconds: float


class Shifting(QObject):
    """Keeps shifts of the moment on the screen, while somebody looks at them.

    Attributes
    ----------
    changed
        `Shifts`, or None.
    """

    changed = Signal(object)  # Shifts or None

    def __init__(self, workspace: Workspace, refined: RefinedDigits, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._refined = workspace, refined
        self._watchers: set[str] = set()
        self._looking = False
        self._now: Shifts | None = None
        self._found: tuple[int, Shifts] | None = None  # what was found last, and of which run
        self._cancel = threading.Event()
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._look)
        self._latest: Latest[_Request] = Latest("shifts", self._solve, self)
        self._latest.answered.connect(self._on_answer)
        refined.changed.connect(self._look)
        workspace.snapshot_changed.connect(self._look)
        workspace.shown_changed.connect(self._look)
        workspace.activity_changed.connect(self._look)

    @property
    def now(self) -> Shifts | None:
        """What `changed` has told last."""
        return self._now

    def begin(self) -> None:
        """Answer from now on; called when torch is there."""
        self._latest.begin()

    def end(self) -> None:
        """Ask the thread to end, in the middle of what it does if need be."""
        self._cancel.set()
        self._latest.end()

    def wait(self) -> None:
        """Return when it has ended."""
        self._latest.wait()

    def watch(self, who: str, watched: bool) -> None:
        """Say whether somebody looks."""
        self._watchers = self._watchers | {who} if watched else self._watchers - {who}
        self._look()

    @Slot()
    def _look(self) -> None:
        """Find the true modes of some digits of the moment on the screen, if it is time to."""
        run, snapshot = self._workspace.shown, self._workspace.snapshot
        if not self._watchers or run is None or snapshot is None or not snapshot.config.has_bound:
            self._put(None)
            return
        if (all_of_them := self._refined.now) is not None:
            if self._now is None or self._now.mode is not all_of_them.mode:
                self._find(run.id, Shifts.of(snapshot, all_of_them))
            return
        if not (self._refined.trains and snapshot.config.decoder_rate):
            self._next.stop()  # what is found now stays true
        if self._now is not None and len(self._now.snapshot.labels) != len(snapshot.labels):
            self._put(None)
        if self._follows(run.id, snapshot):
            return
        images = self._refined.images(snapshot)
        known = self._now is not None and self._now.snapshot is snapshot
        if known or images is None or self._looking or self._next.isActive():
            return
        self._looking = True
        self._latest.ask(_Request(run.id, snapshot, images.images[:SOME]))

    def _follows(self, run_id: int, snapshot: Snapshot) -> bool:
        """Show what was found at another snapshot, if it is as true at this one."""
        of, found = self._found or (None, None)
        if found is None or of != run_id or len(found.snapshot.labels) != len(snapshot.labels):
            return False
        if found.snapshot is not snapshot:
            if not found.snapshot.generates_like(snapshot):
                return False
            found = found.at(snapshot)
        self._find(run_id, found)
        return True

    def _find(self, run_id: int, shifts: Shifts) -> None:
        self._found = run_id, shifts
        self._put(shifts)

    def _solve(self, request: _Request) -> _Answer:
        """Called on the thread; what cannot be found has no arrows."""
        from vae_explorer.core.errors import Interrupted, UserError
        from vae_explorer.core.measures.refining import true_places
        from vae_explorer.session.background import give_way

        give_way()
        started, snapshot = time.monotonic(), request.snapshot
        try:
            places = true_places(snapshot, request.images, cancelled=self._cancel.is_set)
            found = Shifts(snapshot, np.arange(len(request.images)), *places)
        except (Interrupted, UserError):
            found = Shifts(snapshot, np.arange(0), *(np.empty((0, 2), np.float32),) * 3)
        return _Answer(request, found, time.monotonic() - started)

    @Slot(object)
    def _on_answer(self, answer: _Answer) -> None:
        self._looking = False
        shown = self._workspace.shown
        here = shown is not None and shown.id == answer.request.run_id
        if self._watchers and here and self._refined.now is None and answer.found is not None:
            self._find(answer.request.run_id, answer.found)
        rest = answer.seconds * (1 / SHARE - 1) if here and self._refined.trains else 0.0
        self._next.start(round(1000 * rest))

    def _put(self, shifts: Shifts | None) -> None:
        if shifts is not self._now:
            self._now = shifts
            self.changed.emit(shifts)
