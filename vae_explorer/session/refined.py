"""What the encoder leaves on the table: every held-out digit of the shown moment, refined.

They take a minute or so, are asked for by hand, and belong to one moment of a run.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.data.base import LabelledImages
from vae_explorer.core.errors import Interrupted, UserError
from vae_explorer.core.language import tr
from vae_explorer.core.measures.refined import Refined
from vae_explorer.core.pace import Pace
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.text import duration
from vae_explorer.session.latest import Latest
from vae_explorer.session.products import Products
from vae_explorer.session.state import Message
from vae_explorer.session.workspace import Activity, Workspace

TOPIC = "refined"
_GUESS_SECONDS = 4.0  # after which another number of threads may be faster
_KEPT = 6  # answers: a moment of a run each, of some 700 kB
_SECONDS_OF_A_DIGIT = 0.012  # at first: the bundled model on two cores


@dataclass(frozen=True)
class Refining:
    """How far it is.

    Attributes
    ----------
    done
        From 0 to 1.
    digits
        In all.
    rate
        Digits a second; 0 while it cannot be told.
    seconds_left
        None while it cannot be told.
    """

    done: float
    digits: int
    rate: float = 0.0
    seconds_left: float | None = None

    @property
    def text(self) -> str:
        """How far it is, in words."""
        share = 100 * self.done
        parts = [tr("Refining {digits:,} digits: {share:.0f} %", digits=self.digits, share=share)]
        if self.rate:
            parts.append(tr("{rate:,.0f} digits/s", rate=self.rate))
        if self.seconds_left is not None:
            parts.append(tr("{time} left", time=duration(self.seconds_left)))
        return " · ".join(parts)


@dataclass(frozen=True, eq=False)
class _Request:
    run_id: int
    snapshot: Snapshot
    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class _Answer:
    request: _Request
    found: Refined | None = None
    failure: Exception | None = None
    seconds: float = 0.0


class RefinedDigits(QObject):
    """Refines the digits of the shown moment on demand, and keeps the figures of the last moments.

    Attributes
    ----------
    changed
        Other figures are there, or none any more; `now` has them.
    progressed
        A `Refining`, a few times a second.
    under_way_changed
        Whether all digits are being refined.
    message_posted
        A `Message`.
    """

    changed = Signal()
    progressed = Signal(Refining)
    under_way_changed = Signal(bool)
    message_posted = Signal(Message)
    _done = Signal(float)

    def __init__(self, workspace: Workspace, products: Products, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._products = workspace, products
        self._ready = False
        self._kept: dict[tuple[int, int], Refined] = {}  # by run and step
        self._told: Refined | None = None  # what `changed` was emitted of last
        self._told_of: int | None = None  # the run that was shown then
        self._under_way: _Request | None = None
        self._began = 0.0
        self._threads, self._guess_again = 1, 0.0  # the thread's own
        self._pace = Pace()
        self._seconds_of_a_digit = _SECONDS_OF_A_DIGIT
        self._cancel, self._training, self._ended = (threading.Event() for _ in range(3))
        self._latest: Latest[_Request] = Latest("refining", self._solve, self)
        self._latest.answered.connect(self._on_answer)
        self._done.connect(self._on_done)
        workspace.snapshot_changed.connect(self._follow)
        workspace.shown_changed.connect(self._follow)
        workspace.activity_changed.connect(self._follow_activity)
        products.images_changed.connect(self._follow)

    # What is known

    @property
    def now(self) -> Refined | None:
        """The figures of the moment on the screen; None before they are there."""
        run, snapshot = self._workspace.shown, self._workspace.snapshot
        if run is None or snapshot is None:
            return None
        found = self._kept.get((run.id, snapshot.step))
        return found if found is not None and len(found) == len(snapshot.labels) else None

    @property
    def under_way(self) -> bool:
        """Whether all digits are being refined."""
        return self._under_way is not None

    @property
    def cost(self) -> str:
        """How long it takes, in words."""
        snapshot = self._workspace.snapshot
        digits = len(snapshot.labels) if snapshot is not None else 0
        minutes = max(1, round(digits * self._seconds_of_a_digit / 60))
        return tr("{digits:,} take about {time} min", digits=digits, time=minutes)

    # All digits

    def begin(self) -> None:
        """Answer from now on; called when torch is there."""
        self._ready = True
        self._latest.begin()

    def start(self) -> bool:
        """Refine all digits of the moment on the screen, and return whether that is under way.

        Does nothing where they are refined; says so where they cannot be.
        """
        if self.now is not None or self.under_way:
            return self.under_way
        try:
            request = self._request()
        except UserError as error:
            self.message_posted.emit(Message.about(error, topic=TOPIC))
            return False
        self._under_way = request
        self._cancel.clear()
        self._pace.clear()
        self._began = time.monotonic()
        self.under_way_changed.emit(True)
        self.progressed.emit(Refining(0.0, len(request.labels)))
        self._latest.ask(request)
        return True

    def cancel(self) -> None:
        """Give it up."""
        if self._under_way is not None:
            self._cancel.set()

    def _request(self) -> _Request:
        run, snapshot = self._workspace.shown, self._workspace.snapshot
        if run is None or snapshot is None or not self._ready:
            raise UserError(tr("There are no digits to refine yet."), tr("Open or train a model."))
        if not snapshot.config.has_bound:
            raise UserError(
                tr(
                    "{run} has no posterior to be refined: it is no variational autoencoder.",
                    run=run.name,
                ),
                tr("Show another run."),
            )
        if self.trains:
            raise UserError(
                tr("All digits can be refined while the model rests, and it is being trained."),
                tr("Pause the training."),
            )
        images = self.images(snapshot)
        if images is None:
            raise UserError(
                tr(
                    "The images behind the codes are not on this computer, so that no posterior "
                    "can be computed."
                ),
                tr("Download the data set in the Training panel."),
            )
        return _Request(run.id, snapshot, images.images, images.labels)

    def images(self, snapshot: Snapshot) -> LabelledImages | None:
        """Return the images behind the codes, as many; None where they are not at hand."""
        images, count = self._products.images, len(snapshot.labels)
        if images is None or not 0 < count <= len(images):
            return None
        names = images.class_names
        return LabelledImages(images.images[:count], images.labels[:count], names)

    @property
    def trains(self) -> bool:
        """Whether the moment on the screen is about to be another one."""
        activity, run = self._workspace.activity, self._workspace.shown
        moves = run is not None and activity.run_id == run.id and activity.state.at_work
        return moves and self._workspace.moment is None

    def _solve(self, request: _Request) -> _Answer:
        """Called on the thread."""
        from vae_explorer.core.measures.refining import refine

        started = time.monotonic()
        try:
            found = refine(
                request.snapshot,
                request.images,
                request.labels,
                cancelled=self._is_cancelled,
                progress=self._teller(),
            )
        except Exception as error:
            return _Answer(request, failure=error)
        return _Answer(request, found, seconds=time.monotonic() - started)

    def _teller(self) -> Callable[[float], None]:
        """Return what tells of the progress, not too often."""
        told = 0.0

        def tell(part: float) -> None:
            nonlocal told
            if time.monotonic() - told > 0.1:
                told = time.monotonic()
                self._done.emit(part)

        return tell

    def _is_cancelled(self) -> bool:
        """Called on the thread, often; beside a training it has one core."""
        from vae_explorer.core.engine.threads import guess, use_threads

        if self._training.is_set():
            self._threads = 1
        elif time.monotonic() >= self._guess_again:
            # Two threads beside another busy program take several times as long as one.
            self._threads = guess()
            self._guess_again = time.monotonic() + _GUESS_SECONDS
        use_threads(self._threads)
        return self._cancel.is_set() or self._ended.is_set()

    @Slot(float)
    def _on_done(self, part: float) -> None:
        request = self._under_way
        if request is None or self._cancel.is_set():
            return
        digits = len(request.labels)
        seconds = time.monotonic() - self._began
        self._pace.tell(part * digits, seconds)
        left = (1 - part) * seconds / part if self._pace.steady and part > 0 else None
        self.progressed.emit(Refining(part, digits, self._pace.rate or 0.0, left))

    @Slot(object)
    def _on_answer(self, answer: _Answer) -> None:
        request, self._under_way = answer.request, None
        if answer.found is not None:
            self._kept[request.run_id, request.snapshot.step] = answer.found
            for key in list(self._kept)[:-_KEPT]:
                del self._kept[key]
            self._seconds_of_a_digit = answer.seconds / max(1, len(request.labels))
        self.under_way_changed.emit(False)
        if answer.failure is not None and not isinstance(answer.failure, Interrupted):
            self.message_posted.emit(Message.about(answer.failure, topic=TOPIC))
        self._tell()

    # The moment on the screen

    @Slot()
    def _follow(self) -> None:
        run, request = self._workspace.shown, self._under_way
        if request is not None and run is not None and run.id == request.run_id:
            newest = run.snapshot
            if self.trains and newest is not None and newest.step != request.snapshot.step:
                self.cancel()
                text = tr("Refining was given up: the model is being trained on.")
                self.message_posted.emit(Message("info", text, topic=TOPIC))
        self._tell()

    def _tell(self) -> None:
        now, before = self.now, self._told
        if now is before:
            return
        run, of_run = self._workspace.shown, self._told_of
        self._told, self._told_of = now, run.id if run is not None else None
        self.changed.emit()
        if now is None and self.trains and of_run == self._told_of:
            text = tr("The refined figures were of a moment that is over: the model is trained on.")
            self.message_posted.emit(Message("info", text, topic=TOPIC))

    @Slot(Activity)
    def _follow_activity(self, activity: Activity) -> None:
        if activity.state.at_work:
            self._training.set()
        else:
            self._training.clear()

    # The end

    def end(self) -> None:
        """Ask the thread to end, in the middle of what it does if need be."""
        self._ended.set()
        self._latest.end()

    def wait(self) -> None:
        """Return when it has ended."""
        self._latest.wait()
