"""The aggregate posterior of the shown run, and what samplers draw from it or from the prior.

Computed beside whatever else goes on, for as long as somebody looks. While a model trains, it
follows for a few per cent of one core's time.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.latest import Answering, Latest
from vae_explorer.session.sampled import Batch, Look, LookRequest, Wish, make_look
from vae_explorer.session.state import RunState
from vae_explorer.session.workspace import Activity, Workspace

_BUDGET = 0.04  # of the time of a core while a model trains
_SOONEST_MS = 400  # between two looks of a model that trains
_RUNNING_DRAWS, _RESTING_DRAWS = 300, 2000  # by which divergences are estimated


class Sampling(Answering):
    """What q(z) is like, and draws.

    Attributes
    ----------
    look_changed
        A `Look`, or None where there is nothing to be told any more.
    batch_changed
        The `Batch` to be seen in the plane, or None; and whether it was asked for just now.
    wish_changed
        The `Wish` that is met from now on, or None.
    """

    look_changed = Signal(object)  # Look or None
    batch_changed = Signal(object, bool)  # Batch or None
    wish_changed = Signal(object)  # Wish or None

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._watchers: set[str] = set()
        self._wish: Wish | None = None
        self._look: Look | None = None
        self._rained: Wish | None = None  # the wish whose draws have been seen to fall
        self._latest: Latest[LookRequest] = Latest("sampling", make_look, self)
        self._latest.answered.connect(self._on_look)
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._ask)
        self._due = False
        workspace.snapshot_changed.connect(self._on_snapshot)
        workspace.shown_changed.connect(self._on_shown)
        workspace.activity_changed.connect(self._on_activity)
        workspace.draws.changed.connect(self._ask_for_images)

    @property
    def look(self) -> Look | None:
        """What was found last."""
        return self._look

    @property
    def wish(self) -> Wish | None:
        """What is drawn."""
        return self._wish

    @property
    def batch(self) -> Batch | None:
        """The draws that are to be seen in the plane."""
        if self._look is None or self._wish is None:
            return None
        return self._look.batch(self._wish.shown)

    def watch(self, who: str, watching: bool) -> None:
        """Say that somebody looks at q(z), or does no longer.

        Parameters
        ----------
        who
            ``"figures"`` for one who wants these too; else any name.
        """
        before = set(self._watchers)
        (self._watchers.add if watching else self._watchers.discard)(who)
        if self._watchers - before:
            self._ask()

    def draw(self, wish: Wish) -> None:
        """Draw; the draws are then seen to fall, and are made anew for each newer snapshot."""
        self._wish, self._rained = wish, None
        self.wish_changed.emit(wish)
        self._ask()

    def show_in_plane(self, sampler: str) -> None:
        """Let the draws of another sampler be seen in the plane, of those that were drawn."""
        if self._wish is None or sampler == self._wish.shown:
            return
        self._wish = replace(self._wish, shown=sampler)
        self.wish_changed.emit(self._wish)
        self._rained = None
        self._publish_batch()

    def clear(self) -> None:
        """Forget the draws."""
        if self._wish is not None:
            self._wish = None
            self.wish_changed.emit(None)
            self._publish_batch()

    @Slot(Snapshot)
    def _on_snapshot(self, _snapshot: Snapshot) -> None:
        if self._pause.isActive():
            self._due = True
        else:
            self._ask()

    @Slot()
    def _on_shown(self) -> None:
        if self._look is not None:
            self._look = None
            self.look_changed.emit(None)
            self._publish_batch()
        self._pause.stop()

    @Slot(Activity)
    def _on_activity(self, activity: Activity) -> None:
        if activity.state is not RunState.RUNNING and self._pause.isActive() and self._due:
            self._ask()  # the last snapshot of the run

    @Slot()
    def _ask_for_images(self) -> None:
        if self._wish is not None:
            self._ask()

    @Slot()
    def _ask(self) -> None:
        self._due = False
        shown, snapshot = self._workspace.shown, self._workspace.snapshot
        if shown is None or snapshot is None or not (self._watchers or self._wish):
            return
        running = self._is_running
        draws = _RUNNING_DRAWS if running else _RESTING_DRAWS
        if "figures" not in self._watchers:
            draws = 0
        seed = self._workspace.draws.seed
        self._latest.ask(LookRequest(shown.id, snapshot, self._wish, seed, draws, self._look))

    @property
    def _is_running(self) -> bool:
        return self._workspace.activity.state is RunState.RUNNING

    @Slot(object)
    def _on_look(self, look: Look) -> None:
        shown = self._workspace.shown
        if shown is None or shown.id != look.run_id:
            return
        self._look = look
        self.look_changed.emit(look)
        self._publish_batch()
        if self._is_running:
            self._pause.start(max(_SOONEST_MS, round(1000 * look.seconds / _BUDGET)))
            # What has come while this was made is shown then, if nothing newer has.
            self._due = look.snapshot is not self._workspace.snapshot

    def _publish_batch(self) -> None:
        batch = self.batch
        new = batch is not None and self._rained != self._wish
        if new:
            self._rained = self._wish
        self.batch_changed.emit(batch, new)
