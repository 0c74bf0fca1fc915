"""The way between two places of the plane, and what is decoded along it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.errors import UserError
from vae_explorer.core.paths import (
    DEFAULT_STEPS,
    FEWEST_STEPS,
    Digit,
    Place,
    Point,
    Typical,
    code_of,
    settled,
    straight,
)
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.latest import Answering, Latest
from vae_explorer.session.state import Message
from vae_explorer.session.throttle import Throttle
from vae_explorer.session.workspace import Workspace

MOST_STEPS = 200
FROM, TO = 0, 1
_FOLLOW_MS = 400  # between two films of a model that trains
_TYPICAL = (7, 2)  # the classes between which the first way goes: of digits, a seven and a two

Pair = tuple[float, float]
Ends = tuple[Pair, Pair]


@dataclass(frozen=True, eq=False)
class FilmRequest:
    """Decode a straight way; `seed` is that of draws from p(x given z), None for means."""

    run_id: int
    snapshot: Snapshot
    ends: Ends
    steps: int
    seed: int | None = None


@dataclass(frozen=True, eq=False)
class Film:
    """What is decoded along the way.

    Attributes
    ----------
    run_id
        Of the run whose decoder it is.
    ends
        Where it begins and ends.
    images
        (steps, C, H, W), uint8.
    """

    run_id: int
    ends: Ends
    images: NDArray[np.uint8]


def make_film(request: FilmRequest) -> Film:
    """Decode the points of a way; draws have one noise, so that it does not flicker."""
    points = straight(*request.ends, request.steps)
    places = [0] * request.steps
    images = request.snapshot.show(points, request.seed, places=places)
    levels = (images.clip(0, 1) * 255 + 0.5).astype(np.uint8)
    return Film(request.run_id, request.ends, levels)


class Interpolation(Answering):
    """Two ends, the steps between them, and the frame that is looked at.

    An end is a point of the plane, or a digit, whose code it follows as a model learns. Nothing is
    decoded, and nothing shown in the plane, unless somebody looks at it.

    Attributes
    ----------
    ends_changed
        They are, or lie, elsewhere; or there are more or fewer steps.
    frame_changed
        The number of the frame that is looked at, from 0.
    film_changed
        A `Film`.
    picking_changed
        An end is to be chosen in the plane, or no longer.
    message_posted
        A `Message`.
    """

    ends_changed = Signal()
    frame_changed = Signal(int)
    film_changed = Signal(Film)
    picking_changed = Signal()
    message_posted = Signal(Message)

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._active = False
        self._places: tuple[Place, Place] | None = None
        self._labels: NDArray[np.uint8] | None = None  # of the digits that an end can be
        self._ends: Ends | None = None
        self._steps = DEFAULT_STEPS
        self._frame = 0
        self._picking: int | None = None
        self._latest: Latest[FilmRequest] = Latest("interpolation", make_film, self)
        self._latest.answered.connect(self._on_film)
        self._throttle = Throttle(_FOLLOW_MS, self._ask, self)
        workspace.snapshot_changed.connect(self._on_snapshot)
        workspace.shown_changed.connect(self._on_shown)
        workspace.draws.changed.connect(self._ask)

    # What is looked at

    @property
    def active(self) -> bool:
        """Whether somebody looks."""
        return self._active

    @property
    def places(self) -> tuple[Place, Place] | None:
        """What the ends are; None before there is a model."""
        return self._places

    @property
    def ends(self) -> Ends | None:
        """Where the ends lie; None while nobody looks."""
        return self._ends if self._active else None

    @property
    def steps(self) -> int:
        """Frames, both ends included."""
        return self._steps

    @property
    def frame(self) -> int:
        """The number of the one that is looked at."""
        return self._frame

    @property
    def at(self) -> Pair | None:
        """The point of the plane that the frame is decoded from."""
        if (ends := self.ends) is None:
            return None
        (a1, a2), (b1, b2) = ends
        part = self._frame / (self._steps - 1)
        return a1 + part * (b1 - a1), a2 + part * (b2 - a2)

    @property
    def picking(self) -> int | None:
        """The end that the next click in the plane chooses, `FROM` or `TO`."""
        return self._picking

    def name_of(self, which: int) -> str:
        """Return an end as one would write it: ``7 · #4021`` or ``−1.50, 0.30``."""
        snapshot = self._workspace.snapshot
        if self._places is None or snapshot is None:
            return ""
        place = self._places[which]
        if isinstance(place, Digit) and place.row < len(snapshot.labels):
            return f"{snapshot.class_names[snapshot.labels[place.row]]} · #{place.row}"
        if isinstance(place, Point):
            return f"{place.z1:.2f}, {place.z2:.2f}".replace("-", "−")
        return ""

    # What the user wants

    def set_active(self, active: bool) -> None:
        """Say whether somebody looks."""
        if active != self._active:
            self._active = active
            self.pick(None)
            if active:
                self._follow()
            self.ends_changed.emit()

    def put(self, which: int, place: Place) -> None:
        """Let an end be elsewhere; of a class, its typical digit. A message tells what is not."""
        snapshot = self._workspace.snapshot
        if snapshot is None or self._places is None:
            return
        try:
            place = settled(snapshot, place)
            code_of(snapshot, place)
        except UserError as error:
            self.message_posted.emit(Message.about(error, topic="interpolation"))
            self.ends_changed.emit()  # what was typed is not what is in force
            return
        first, last = self._places
        self._places = (place, last) if which == FROM else (first, place)
        self._labels = snapshot.labels
        self._follow()

    def put_at_probe(self, which: int) -> None:
        """Let an end be where the probe is."""
        self.put(which, Point(*self._workspace.probe))

    def swap(self) -> None:
        """Go the other way."""
        if self._places is not None:
            self._places = (self._places[1], self._places[0])
            self._follow()

    def set_steps(self, steps: int) -> None:
        """Take more or fewer frames; the one that is looked at stays at its part of the way."""
        steps = min(max(steps, FEWEST_STEPS), MOST_STEPS)
        if steps != self._steps:
            part = self._frame / (self._steps - 1)
            self._steps = steps
            self._ask()
            self.ends_changed.emit()
            self.show_frame(round(part * (steps - 1)))

    def show_frame(self, frame: int) -> None:
        """Look at a frame."""
        frame = min(max(frame, 0), self._steps - 1)
        if frame != self._frame:
            self._frame = frame
            self.frame_changed.emit(frame)

    def pick(self, which: int | None) -> None:
        """Let the next click in the plane choose an end; None for neither."""
        if which != self._picking:
            self._picking = which
            self.picking_changed.emit()

    def take(self, z1: float, z2: float, row: int | None) -> None:
        """Take what was clicked: a dot by its row, or a point of the plane."""
        which = self._picking
        self.pick(None)
        if which is not None:
            self.put(which, Point(z1, z2) if row is None else Digit(row))

    # What the session tells

    @Slot(Snapshot)
    def _on_snapshot(self, _snapshot: Snapshot) -> None:
        if self._active:
            self._follow(at_once=False)

    @Slot()
    def _on_shown(self) -> None:
        if self._active and self._workspace.snapshot is None:
            self._follow()

    def _follow(self, *, at_once: bool = True) -> None:
        """Find out where the ends lie now, and decode the way."""
        snapshot = self._workspace.snapshot
        if snapshot is None:
            return
        if self._places is None or not self._has_digits_of(snapshot):
            self._places = _first_places(snapshot, self._places)
            self._labels = snapshot.labels
        ends = self._ends
        self._ends = tuple(
            _where(snapshot, place, ends[which] if ends is not None else (0.0, 0.0))
            for which, place in enumerate(self._places)
        )  # type: ignore[assignment]
        if at_once:
            self._ask()
        else:
            self._throttle.request()
        self.ends_changed.emit()

    def _has_digits_of(self, snapshot: Snapshot) -> bool:
        return self._labels is not None and np.array_equal(self._labels, snapshot.labels)

    @Slot()
    def _ask(self) -> None:
        shown, snapshot = self._workspace.shown, self._workspace.snapshot
        if self._active and shown is not None and snapshot is not None and self._ends is not None:
            seed = self._workspace.draws.seed
            self._latest.ask(FilmRequest(shown.id, snapshot, self._ends, self._steps, seed))

    @Slot(object)
    def _on_film(self, film: Film) -> None:
        shown = self._workspace.shown
        if not self._active or shown is None or film.run_id != shown.id:
            return
        if len(film.images) == self._steps:
            self.film_changed.emit(film)


def _first_places(snapshot: Snapshot, before: tuple[Place, Place] | None) -> tuple[Place, Place]:
    """Return the ends of a first way; of one before, the points stay, and digits are others."""
    names = snapshot.class_names
    labels = _TYPICAL if max(_TYPICAL) < len(names) else (0, len(names) - 1)
    found: list[Place] = []
    for which, label in enumerate(labels):
        kept = before[which] if before is not None else None
        if isinstance(kept, Point):
            found.append(kept)
            continue
        try:
            found.append(settled(snapshot, Typical(names[label])))
        except (UserError, IndexError):  # no code of that class
            found.append(Point(2.0 * which - 1, 0.0))
    return found[0], found[1]


def _where(snapshot: Snapshot, place: Place, before: Pair) -> Pair:
    try:
        return code_of(snapshot, place)
    except UserError:  # a code that is no number
        return before
