"""The truth about the image that is looked at, and about the dot under the pointer.

The plane is decoded once for a snapshot; a digit's posterior over it is then there at once, and its
figures when the hand rests. Both are made on threads of their own while somebody looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from vae_explorer.core.measures.no_posterior import why_none
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.latest import Latest
from vae_explorer.session.products import Products
from vae_explorer.session.state import RunState
from vae_explorer.session.subjects import Subjects
from vae_explorer.session.truth_requests import (
    Heat,
    HeatAnswer,
    HeatRequest,
    Target,
    Told,
    TruthAnswer,
    TruthRequest,
    make_heat,
    make_truth,
)
from vae_explorer.session.workspace import Workspace

if TYPE_CHECKING:
    from vae_explorer.core.measures.posterior_map import PosteriorMap

PLOT = "plot"
"""Who looks at the plane, and so at what is hovered too."""

_REST_MS = 220  # without a move of the pointer, after which figures are made
_SETTLE_MS = 120  # for which a moment must stay on the screen before its plane is decoded
_IDLE = 9  # times what an answer took is waited for before the next while a model trains: 10 %
_MOST_KEPT = 200  # answers of one moment


class Truths(QObject):
    """Follows the image that is looked at, the pointer, and the moment on the screen.

    While a model trains, what there is may be of a moment some steps ago: it is renewed as often as
    a tenth of the time allows. Nothing of another run, or of a moment that one has left, is told.

    Attributes
    ----------
    heat_changed
        `heat` is another.
    changed
        `now` or `near` is another.
    map_wanted
        The map should be seen in the plot, or no longer.
    map_shown
        It is.
    """

    heat_changed = Signal()
    changed = Signal()
    map_wanted = Signal(bool)
    map_shown = Signal(bool)

    def __init__(
        self, workspace: Workspace, products: Products, subjects: Subjects, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace, self._products, self._subjects = workspace, products, subjects
        self._watchers: set[str] = set()
        self._hovered: int | None = None
        self._plane: PosteriorMap | None = None
        self._run: int | None = None  # whose moments are told
        self._heat: Heat | None = None
        self._told: dict[tuple[str, int], Told] = {}
        self._asked: tuple[Snapshot, tuple[str, int]] | None = None
        self._decoding: Snapshot | None = None  # the moment whose plane is on its way
        self._published: tuple[Heat | None, Told | None, Told | None] = (None, None, None)
        self._adds_up = False  # figures are on their way
        self._spent = 0.0  # seconds for the moment that was asked about last
        self._heats: Latest[HeatRequest] = Latest("posterior", make_heat, self)
        self._truths: Latest[TruthRequest] = Latest("truth", make_truth, self)
        self._heats.answered.connect(self._on_heat)
        self._truths.answered.connect(self._on_truth)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._ask_for_truth)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._ask)
        self._pause = QTimer(self, singleShot=True)  # while a model trains
        self._pause.timeout.connect(self._ask)
        subjects.changed.connect(self._ask)
        products.images_changed.connect(self._ask)
        workspace.snapshot_changed.connect(self._on_snapshot)
        workspace.shown_changed.connect(self._on_snapshot)
        workspace.activity_changed.connect(self._on_snapshot)

    def begin(self) -> None:
        """Answer from now on; called when torch is there."""
        self._heats.begin()
        self._truths.begin()

    def end(self) -> None:
        """Ask the threads to end."""
        self._heats.end()
        self._truths.end()

    def wait(self) -> None:
        """Return when they have ended."""
        self._heats.wait()
        self._truths.wait()

    # What is told

    @property
    def heat(self) -> Heat | None:
        """The posterior of the dot under the pointer, or else of the image that is looked at."""
        return self._heat

    @property
    def now(self) -> Told | None:
        """The truth about the image that is looked at; None as long as it is not known."""
        target = self._of_subject()
        return self._told.get(target.key) if target is not None else None

    @property
    def near(self) -> Told | None:
        """The truth about the image whose `heat` there is; None as long as it is not known."""
        heat = self._heat
        told = self._told.get(heat.target.key) if heat is not None else None
        return (
            told
            if told is not None and heat is not None and told.snapshot is heat.snapshot
            else None
        )

    @property
    def reason(self) -> str:
        """Why there is no truth about anything, in a sentence; empty where there may be one."""
        snapshot = self._workspace.snapshot
        return why_none(snapshot.config) if snapshot is not None else ""

    @property
    def steps_behind(self) -> int:
        """How many steps what is told lags behind the moment on the screen."""
        snapshot = self._workspace.snapshot
        if self._plane is None or snapshot is None:
            return 0
        return max(0, snapshot.step - self._plane.snapshot.step)

    # What is asked

    def watch(self, who: str, watching: bool) -> None:
        """Say that somebody looks, or does no longer; `PLOT` looks at what is hovered too."""
        (self._watchers.add if watching else self._watchers.discard)(who)
        if who == PLOT:
            self.map_shown.emit(watching)
        self._ask()

    @property
    def watched(self) -> bool:
        """Whether somebody looks."""
        return bool(self._watchers)

    @property
    def shows_map(self) -> bool:
        """Whether the map is seen in the plot."""
        return PLOT in self._watchers

    def hover(self, row: int | None) -> None:
        """Say which dot is under the pointer."""
        if row != self._hovered:
            self._hovered = row
            if PLOT in self._watchers:
                self._ask()

    def _of_subject(self) -> Target | None:
        subject = self._subjects.now
        if subject is None or subject.image is None:
            return None
        return Target(subject.row, subject.image)

    def _target(self) -> Target | None:
        images, row = self._products.images, self._hovered
        known = images is not None and row is not None and row < len(images)
        if PLOT in self._watchers and known and images is not None:
            return Target(row, images.images[row])
        return self._of_subject()

    @property
    def _lags(self) -> bool:
        """Whether what is told may be of a moment some steps ago: its run is being trained."""
        workspace, shown = self._workspace, self._workspace.shown
        activity = workspace.activity
        return (
            shown is not None
            and workspace.moment is None
            and activity.state is RunState.RUNNING
            and activity.run_id == shown.id == self._run
        )

    @property
    def _busy(self) -> bool:
        """Whether something is on its way that a newer moment would cut off."""
        return self._decoding is not None or self._rest.isActive() or self._adds_up

    @Slot()
    def _on_snapshot(self) -> None:
        snapshot = self._workspace.snapshot
        if self._plane is not None and self._plane.snapshot is snapshot:
            return
        if self._lags:
            if not self._pause.isActive() and not self._busy:
                self._ask()
            return
        self._pause.stop()
        shown = self._workspace.shown
        self._run = shown.id if shown is not None else None
        self._plane = self._decoding = self._asked = self._heat = None
        self._told, self._adds_up = {}, False
        self._settle.start()
        self._publish()

    @Slot()
    def _ask(self) -> None:
        """Ask for the posterior that should be seen, if that is another than before."""
        snapshot, target = self._workspace.snapshot, self._target()
        if not self._watchers or snapshot is None or target is None or self.reason:
            self._rest.stop()
            self._asked = self._heat = None
            self._publish()
            return
        plane = self._plane
        if (
            self._lags
            and self._decoding is not None
            and self._asked == (self._decoding, target.key)
        ):
            return  # it is on its way, and the next moment would cut it off
        if plane is not None and plane.snapshot is not snapshot:
            # A hand need not wait for the plane to be decoded anew.
            waits = self._pause.isActive() or self._busy
            plane = plane if self._lags and waits else None
        if plane is None and (self._settle.isActive() or self._decoding is snapshot):
            return  # it is asked for then
        moment = plane.snapshot if plane is not None else snapshot
        if self._asked != (moment, target.key):
            self._asked = (moment, target.key)
            self._decoding = snapshot if plane is None else None
            self._rest.stop()
            self._heats.ask(HeatRequest(moment, target, plane))
        self._publish()

    @Slot(object)
    def _on_heat(self, answer: HeatAnswer) -> None:
        request = answer.request
        snapshot, wanted = request.snapshot, self._decoding is request.snapshot
        if wanted:
            self._decoding = None
        if wanted and answer.plane is not None and answer.plane is not self._plane:
            self._plane, self._spent = answer.plane, answer.seconds
            now = self.now  # stays until there is a newer one
            self._told = {now.target.key: now} if now is not None else {}
            if self._lags:
                self._pause.start(round(1000 * _IDLE * self._spent))
        if self._plane is not None and self._plane.snapshot is not snapshot:
            return
        target = self._target()
        if answer.heat is None:
            self._keep(Told(snapshot, request.target, None, answer.reason))
        elif target is not None and target.key == request.target.key and self._plane is not None:
            self._heat = answer.heat
            if self.near is None:
                self._rest.start()
            self._publish()
        else:
            self._ask()

    @Slot()
    def _ask_for_truth(self) -> None:
        if self._plane is not None and self._heat is not None and self.near is None:
            self._adds_up = True
            self._truths.ask(TruthRequest(self._plane, self._heat.target))

    @Slot(object)
    def _on_truth(self, answer: TruthAnswer) -> None:
        told = answer.told
        self._adds_up = False
        if self._plane is None or told.snapshot is not self._plane.snapshot:
            return
        if self._lags:  # what the figures took counts too
            self._spent += answer.seconds
            self._pause.start(round(1000 * _IDLE * self._spent))
        self._keep(told)
        if self.near is None:
            self._rest.start()

    def _keep(self, told: Told) -> None:
        while len(self._told) >= _MOST_KEPT:
            self._told.pop(next(iter(self._told)))
        self._told[told.target.key] = told
        self._publish()

    def _publish(self) -> None:
        """Tell those who look, if there is something else to be seen."""
        heat, told = self._heat, (self.now, self.near)
        before, self._published = self._published, (heat, *told)
        if heat is not before[0]:
            self.heat_changed.emit()
        if told != before[1:]:
            self.changed.emit()
