"""The way along the route of a session, and what is decoded on it."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.errors import UserError
from vae_explorer.core.geodesics import Length
from vae_explorer.core.paths import (
    DEFAULT_STEPS,
    FEWEST_STEPS,
    Digit,
    Pair,
    Place,
    Point,
    code_of,
    evenly,
    route_in,
    settled,
)
from vae_explorer.core.snapshot import FloatArray, Snapshot
from vae_explorer.session.classifying import Classifiers
from vae_explorer.session.latest import Answering, Latest
from vae_explorer.session.path_film import Film, FilmRequest, make_film
from vae_explorer.session.shortest_ways import ShortestWays
from vae_explorer.session.state import Message
from vae_explorer.session.throttle import Throttle
from vae_explorer.session.workspace import Activity, Workspace

MOST_STEPS = 200
TOPIC = "path"
_FOLLOW_MS = 400  # between two films of a model that trains


class Paths(Answering):
    """Where the waypoints lie, the way along them, and the frame that is looked at.

    A waypoint is a point of the plane, or a digit, whose code it follows as a model learns. Nothing
    is decoded, and nothing shown in the plane, unless somebody looks at it.

    Attributes
    ----------
    changed
        The route, or where it lies, is another; or there are more or fewer steps.
    frame_changed
        The number of the frame that is looked at, from 0.
    film_changed
        A `Film`.
    lengths_changed
        `lengths` has other numbers.
    message_posted
        A `Message`.
    """

    changed = Signal()
    frame_changed = Signal(int)
    film_changed = Signal(Film)
    lengths_changed = Signal()
    message_posted = Signal(Message)

    def __init__(self, workspace: Workspace, classifiers: Classifiers, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._route = workspace, workspace.route
        self._classifiers = classifiers
        self._active = False
        self._labels: NDArray[np.uint8] | None = None  # of the digits that a waypoint can be
        self._where: tuple[Pair, ...] = ()
        self._steps = DEFAULT_STEPS
        self._frame = 0
        self._line = np.empty((0, 2))
        self._middles: tuple[Pair, ...] = ()
        self._points: FloatArray | None = None
        self._latest: Latest[FilmRequest] = Latest("path", make_film, self)
        self._latest.answered.connect(self._on_film)
        self._ways = ShortestWays(workspace, self)
        self._ways.changed.connect(self._on_way)
        self._throttle = Throttle(_FOLLOW_MS, self._ask, self)
        self._route.changed.connect(self._on_route)
        workspace.snapshot_changed.connect(self._on_snapshot)
        workspace.shown_changed.connect(self._on_shown)
        workspace.activity_changed.connect(self._on_activity)
        workspace.draws.changed.connect(self._ask)
        classifiers.changed.connect(self._ask)

    def begin(self) -> None:
        """Answer from now on; called when torch is there."""
        super().begin()
        self._ways.begin()

    def end(self) -> None:
        """Ask the threads to end."""
        super().end()
        self._ways.end()

    def wait(self) -> None:
        """Return when they have ended."""
        super().wait()
        self._ways.wait()

    # What is looked at

    @property
    def active(self) -> bool:
        """Whether somebody looks."""
        return self._active

    @property
    def where(self) -> tuple[Pair, ...]:
        """Where the waypoints lie; empty while nobody looks."""
        return self._where if self._active else ()

    @property
    def line(self) -> NDArray[np.float64]:
        """The way, as points of a line, (N, 2)."""
        return self._line

    @property
    def middles(self) -> tuple[Pair, ...]:
        """The middle of the way of each leg."""
        return self._middles if self._active else ()

    @property
    def lengths(self) -> tuple[Length, Length] | None:
        """How long the straight way is, and the shortest; None as long as that is not known."""
        return self._ways.lengths(self._where) if self._active else None

    @property
    def lengths_step(self) -> int | None:
        """The step that `lengths` are of, where that is not the one that is shown."""
        return self._ways.step()

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
        if not self._active or self._points is None:
            return None
        z1, z2 = self._points[self._frame].tolist()
        return z1, z2

    def name_of(self, which: int) -> str:
        """Return a waypoint as one would write it: ``7 · #4021`` or ``−1.50, 0.30``."""
        snapshot, places = self._workspace.snapshot, self._route.now.places
        if snapshot is None or not -len(places) <= which < len(places):
            return ""
        place = places[which]
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
            self._route.pick(None)
            self._route.choose(None)
            if active:
                self._follow()
            self.changed.emit()

    def put(self, which: int, place: Place) -> None:
        """Let a waypoint be elsewhere; of a class, its typical digit. A message tells what is not.

        One beyond the last is added.
        """
        found = self._found(place)
        if found is None:
            self.changed.emit()  # what was typed is not what is in force
        elif which >= len(self._route.now.places):
            self._route.append(found)
        else:
            self._route.move(which, found)

    def put_at_probe(self, which: int) -> None:
        """Let a waypoint be where the probe is."""
        self.put(which, Point(*self._workspace.probe))

    def insert_after(self, which: int) -> None:
        """Add a waypoint in the middle of the way to the next, or beyond the last."""
        where = self._where
        if not 0 <= which < len(where):
            return
        last = which + 1 == len(where)
        place = self._workspace.probe if last else self.middles[which]
        self._route.insert(which + 1, Point(*place))

    def take(self, z1: float, z2: float, row: int | None) -> None:
        """Take what was clicked: a dot by its row, or a point of the plane."""
        if self._route.picking is not None:
            place = self._found(Point(z1, z2) if row is None else Digit(row))
            if place is not None:
                self._route.picked(place)

    def set_steps(self, steps: int) -> None:
        """Take more or fewer frames; the one that is looked at stays at its part of the way."""
        steps = min(max(steps, FEWEST_STEPS), MOST_STEPS)
        if steps != self._steps:
            part = self._frame / (self._steps - 1)
            self._steps = steps
            self._frame = min(self._frame, steps - 1)
            self._spread()
            self._ask()
            self.changed.emit()
            self.show_frame(round(part * (steps - 1)))

    def show_frame(self, frame: int) -> None:
        """Look at a frame."""
        frame = min(max(frame, 0), self._steps - 1)
        if frame != self._frame:
            self._frame = frame
            self.frame_changed.emit(frame)

    def _found(self, place: Place) -> Place | None:
        """Return a place as the model has it; None, and a message, where it has not."""
        snapshot = self._workspace.snapshot
        if snapshot is None:
            return None
        try:
            place = settled(snapshot, place)
            code_of(snapshot, place)
        except UserError as error:
            self.message_posted.emit(Message.about(error, topic=TOPIC))
            return None
        self._labels = snapshot.labels
        return place

    # What the session tells

    @Slot(Snapshot)
    def _on_snapshot(self, _snapshot: Snapshot) -> None:
        if self._active:
            self._follow(at_once=False)

    @Slot()
    def _on_shown(self) -> None:
        if self._active and self._workspace.snapshot is None:
            self._follow()

    @Slot(Activity)
    def _on_activity(self, _activity: Activity) -> None:
        if self._active:
            self._ways.ask(self._where, wanted=self._route.now.shortest)

    @Slot()
    def _on_route(self) -> None:
        if self._active:
            self._follow()

    @Slot()
    def _on_way(self) -> None:
        self.lengths_changed.emit()
        if self._active and self._route.now.shortest:
            self._spread()
            self._ask()
            self.changed.emit()

    def _follow(self, *, at_once: bool = True) -> None:
        """Find out where the waypoints lie now, and decode the way."""
        snapshot = self._workspace.snapshot
        if snapshot is None:
            return
        if self._lacks(snapshot):
            self._labels = snapshot.labels
            self._route.adjust(route_in(snapshot, self._route.now, self._where))
        before = self._where
        self._where = tuple(
            _place_of(snapshot, place, before[which] if which < len(before) else (0.0, 0.0))
            for which, place in enumerate(self._route.now.places)
        )
        self._spread()
        if at_once:
            self._ask()
        else:
            self._throttle.request()
        self._ways.ask(self._where, wanted=self._route.now.shortest)
        self.changed.emit()

    def _lacks(self, snapshot: Snapshot) -> bool:
        """Whether the waypoints are none, or digits of another data set."""
        known = self._labels is not None and np.array_equal(self._labels, snapshot.labels)
        return not known or (not self._route.now.places and self._route.picking is None)

    def _spread(self) -> None:
        """Find the way, and the points of the frames: evenly along it, however it is measured."""
        where = self._where
        bent = self._ways.along(where) if self._route.now.shortest else None
        if bent is not None:
            self._line, self._middles = bent.line, bent.middles
            self._points = evenly(bent.points, self._steps, bent.along)
        else:
            self._line = np.array(where, np.float64).reshape(-1, 2)
            self._middles = tuple(
                ((a1 + b1) / 2, (a2 + b2) / 2) for (a1, a2), (b1, b2) in itertools.pairwise(where)
            )
            self._points = evenly(self._line, self._steps) if len(where) > 1 else None

    @Slot()
    def _ask(self) -> None:
        shown, snapshot = self._workspace.shown, self._workspace.snapshot
        if not self._active or shown is None or snapshot is None or self._points is None:
            return
        seed = self._workspace.draws.seed
        classifier = self._classifiers.now if not self._classifiers.problem() else None
        self._latest.ask(FilmRequest(shown.id, snapshot, self._points, seed, classifier))

    @Slot(object)
    def _on_film(self, film: Film) -> None:
        shown = self._workspace.shown
        if not self._active or shown is None or film.run_id != shown.id:
            return
        if len(film.images) == self._steps:
            self.film_changed.emit(film)


def _place_of(snapshot: Snapshot, place: Place, before: Pair) -> Pair:
    try:
        return code_of(snapshot, place)
    except UserError:  # a code that is no number
        return before
