"""How far to trust what is decoded at the probe, found out while somebody wants to know."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from vae_explorer.core.errors import Interrupted
from vae_explorer.core.measures.trust import Ground, Trust, ground_of, trust_at
from vae_explorer.core.paths import Pair
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.latest import Answering, Latest
from vae_explorer.session.products import Products
from vae_explorer.session.state import RunState
from vae_explorer.session.throttle import Throttle
from vae_explorer.session.workspace import Activity, Workspace

_FOLLOW_MS = 120  # between two places of a probe that moves
_TRAINING_MS = 3000  # between two snapshots of a model that trains


@dataclass(frozen=True, eq=False)
class _Request:
    run_id: int
    snapshot: Snapshot
    images: NDArray[np.uint8] | None
    z: Pair
    given_up: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, eq=False)
class _Answer:
    request: _Request
    trust: Trust | None


class TrustMeter(Answering):
    """Follows the probe and the shown moment.

    While a model trains, what is usual at codes is measured anew only now and then, and the newest
    snapshot for which it was is the one that points are held against.

    Attributes
    ----------
    changed
        `now` is another one.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, products: Products, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._products = workspace, products
        self._wanted = False
        self._now: Trust | None = None
        self._snapshot: Snapshot | None = None
        self._request: _Request | None = None
        self._ground: tuple[Snapshot, NDArray[np.uint8] | None, Ground | None] | None = None
        self._latest: Latest[_Request] = Latest("trust", self._find, self)
        self._latest.answered.connect(self._on_answer)
        self._throttle = Throttle(_FOLLOW_MS, self._ask, self)
        self._pause = QTimer(self, singleShot=True, interval=_TRAINING_MS)
        workspace.probe_changed.connect(self._follow)
        workspace.snapshot_changed.connect(self._on_snapshot)
        workspace.shown_changed.connect(self._on_shown)
        workspace.activity_changed.connect(self._on_activity)
        products.images_changed.connect(self._follow)

    def end(self) -> None:
        """Ask the thread to end, in the middle of its work if need be."""
        self._give_up()
        super().end()

    @property
    def now(self) -> Trust | None:
        """What was found last; None where nobody wants to know, or there is nothing to hold on."""
        return self._now

    @property
    def snapshot(self) -> Snapshot | None:
        """What `now` was measured by."""
        return self._snapshot

    def want(self, wanted: bool) -> None:
        """Say whether somebody wants to know."""
        if wanted != self._wanted:
            self._wanted = wanted
            if wanted:
                self._follow()
            else:
                self._give_up()

    @Slot()
    def _follow(self) -> None:
        if self._wanted:
            self._throttle.request()

    @Slot(Snapshot)
    def _on_snapshot(self, _snapshot: Snapshot) -> None:
        live = self._workspace.moment is None  # else a hand on the timeline waits
        if self._workspace.activity.state is RunState.RUNNING and live:
            if self._pause.isActive():
                return
            self._pause.start()
        else:
            self._pause.stop()
        self._follow()

    @Slot()
    def _on_shown(self) -> None:
        if self._now is not None:
            self._now = self._snapshot = None
            self.changed.emit()
        self._pause.stop()
        self._follow()

    @Slot(Activity)
    def _on_activity(self, activity: Activity) -> None:
        if activity.state is not RunState.RUNNING:
            self._pause.stop()  # it is the last snapshot of the run
            self._follow()

    def _ask(self) -> None:
        shown, snapshot = self._workspace.shown, self._workspace.snapshot
        if not self._wanted or shown is None or snapshot is None:
            return
        before = self._request
        if self._pause.isActive() and before is not None and before.run_id == shown.id:
            snapshot = before.snapshot  # whose ground is known
        found = self._products.images
        images = found.images if found is not None else None
        if self._request is not None and self._request.snapshot is not snapshot:
            self._give_up()
        self._request = _Request(shown.id, snapshot, images, self._workspace.probe)
        self._latest.ask(self._request)

    def _give_up(self) -> None:
        if self._request is not None:
            self._request.given_up.set()

    def _find(self, request: _Request) -> _Answer | None:
        """Called on the thread."""
        snapshot, images = request.snapshot, request.images
        known = self._ground
        if known is None or known[0] is not snapshot or known[1] is not images:
            self._ground = None
            try:
                ground = ground_of(snapshot, images, request.given_up.is_set)
            except Interrupted:
                return None
            self._ground = (snapshot, images, ground)
        else:
            ground = known[2]
        return _Answer(request, trust_at(ground, request.z) if ground is not None else None)

    @Slot(object)
    def _on_answer(self, answer: _Answer) -> None:
        shown = self._workspace.shown
        if shown is not None and shown.id == answer.request.run_id and self._wanted:
            self._now, self._snapshot = answer.trust, answer.request.snapshot
            self.changed.emit()
