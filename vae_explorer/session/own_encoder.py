"""Being the encoder: a Gaussian of one's own for the image that is looked at, and its bound."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from vae_explorer.core.language import marked
from vae_explorer.core.measures import diagonal
from vae_explorer.core.measures.diagonal import Diagonal, Slopes
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.latest import Answering, Latest
from vae_explorer.session.truth_requests import Target
from vae_explorer.session.truths import Truths

if TYPE_CHECKING:
    from vae_explorer.core.measures.digit_truth import DigitTruth

_STEP_MS = 33  # between two steps that are watched
_MOST_STEPS = 400
_THERE = 2e-4  # nats that a step must gain, or there is nothing more to gain
_PATIENCE = 12  # steps without that
_CHANGING = marked("changing the ellipse")
_REFINING = marked("refining the ellipse")
_RESETTING = marked("resetting the ellipse")


@dataclass(frozen=True, eq=False)
class Attempt:
    """A Gaussian that somebody has chosen.

    Attributes
    ----------
    q
        Where it is.
    elbo
        Its bound, nats; None as long as it is not known.
    truth
        Of the image.
    """

    q: Diagonal
    elbo: float | None
    truth: DigitTruth


@dataclass(frozen=True, eq=False)
class BoundRequest:
    """Compute the bound of a Gaussian; with `step`, of the one that is a step further up."""

    snapshot: Snapshot
    target: Target
    q: Diagonal
    step: bool


@dataclass(frozen=True, eq=False)
class BoundAnswer:
    """A Gaussian and its bound."""

    request: BoundRequest
    q: Diagonal
    slopes: Slopes


def make_bound(request: BoundRequest) -> BoundAnswer:
    """Decode the nodes of the Gaussian: some milliseconds."""
    from vae_explorer.core.measures.posterior_map import Joint, target_of

    joint = Joint(request.snapshot, target_of(request.snapshot, request.target.image))
    q = request.q
    (slopes,) = diagonal.slopes(joint, [q])
    if request.step:
        q = diagonal.step(q, slopes)
        (slopes,) = diagonal.slopes(joint, [q])
    return BoundAnswer(request, q, slopes)


class OwnEncoder(Answering):
    """A Gaussian in the hands of whoever looks; it begins where the encoder's is.

    Attributes
    ----------
    changed
        `now` is another.
    refining_changed
        Steps are taken, or no longer.
    edited
        A gesture is over: what it was called, its kind, and the Gaussian before and after.
    """

    changed = Signal()
    refining_changed = Signal(bool)
    edited = Signal(str, str, Diagonal, Diagonal)

    def __init__(self, truths: Truths, parent: QObject) -> None:
        super().__init__(parent)
        self._truths = truths
        self._now: Attempt | None = None
        self._settled: Diagonal | None = None  # what the last gesture has left
        self._target: Target | None = None
        self._snapshot: Snapshot | None = None
        self._steps, self._idle, self._waits = 0, 0, False
        self._latest: Latest[BoundRequest] = Latest("own-encoder", make_bound, self)
        self._latest.answered.connect(self._on_bound)
        self._timer = QTimer(self, interval=_STEP_MS)
        self._timer.timeout.connect(self._take_step)
        truths.changed.connect(self._follow)

    @property
    def now(self) -> Attempt | None:
        """What is tried; None while nobody is the encoder."""
        return self._now

    @property
    def refining(self) -> bool:
        """Whether steps up the bound are taken."""
        return self._timer.isActive()

    def start(self) -> None:
        """Be the encoder of the image that is looked at, if the truth about it is known."""
        told = self._truths.now
        if told is not None and told.truth is not None:
            self._target, self._snapshot = told.target, told.snapshot
            self._now = Attempt(told.truth.q, told.truth.elbo, told.truth)
            self._settled = told.truth.q
            self.changed.emit()

    def stop(self) -> None:
        """Leave it to the encoder again."""
        self.refine(False)
        if self._now is not None:
            self._now = self._settled = self._target = self._snapshot = None
            self.changed.emit()

    def move(self, q: Diagonal) -> None:
        """Put the Gaussian elsewhere, as a hand does."""
        self.refine(False)
        self._put(q)

    def settle(self, kind: str = "", text: str = _CHANGING) -> None:
        """Say that a gesture that moved or stretched it is over."""
        before, now = self._settled, self._now
        if before is None or now is None or _same(before, now.q):
            return
        self._settled = now.q
        self.edited.emit(text, kind, before, now.q)

    def reset(self) -> None:
        """Go back to the encoder's Gaussian."""
        if self._now is not None:
            self.move(self._now.truth.q)
            self.settle(text=_RESETTING)

    def refine(self, wanted: bool) -> None:
        """Take steps up the bound, some thirty a second, or stop."""
        if wanted == self.refining or (wanted and self._now is None):
            return
        self._steps = self._idle = 0
        self._waits = False
        if wanted:
            self._timer.start()
        else:
            self._timer.stop()
            self.settle(text=_REFINING)
        self.refining_changed.emit(wanted)

    def _put(self, q: Diagonal) -> None:
        if self._now is not None:
            self._now = replace(self._now, q=q)
            self.changed.emit()
            self._ask(step=False)

    def _ask(self, *, step: bool) -> None:
        if self._now is not None and self._snapshot is not None and self._target is not None:
            self._latest.ask(BoundRequest(self._snapshot, self._target, self._now.q, step))

    @Slot()
    def _take_step(self) -> None:
        if self._waits:
            return  # the last one is not there yet
        if self._steps >= _MOST_STEPS:
            self.refine(False)
            return
        self._steps += 1
        self._waits = True
        self._ask(step=True)

    @Slot(object)
    def _on_bound(self, answer: BoundAnswer) -> None:
        now, request = self._now, answer.request
        self._waits = False
        if now is None or request.snapshot is not self._snapshot:
            return
        if request.step:
            if not self.refining or request.q is not now.q:
                return
            gain = answer.slopes.elbo - (now.elbo if now.elbo is not None else -1e9)
            self._idle = self._idle + 1 if gain < _THERE else 0
            if self._idle >= _PATIENCE:
                self.refine(False)
        self._now = Attempt(answer.q if request.step else now.q, answer.slopes.elbo, now.truth)
        self.changed.emit()

    @Slot()
    def _follow(self) -> None:
        """Go on with a newer moment of the image; end with another image."""
        if self._now is None or self._target is None:
            return
        told = self._truths.now
        if told is None or told.target.key != self._target.key or told.truth is None:
            self.stop()
        elif told.snapshot is not self._snapshot:
            self._snapshot, self._target = told.snapshot, told.target
            self._now = replace(self._now, truth=told.truth)
            self._put(self._now.q)


def _same(a: Diagonal, b: Diagonal) -> bool:
    return np.array_equal(a.mean, b.mean) and np.array_equal(a.sigma, b.sigma)
