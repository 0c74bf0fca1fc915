"""The route of a session: its waypoints, as they are moved, added and taken away by hand."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from vae_explorer.core.language import tr
from vae_explorer.core.paths import Place, Route

ADD = -1
"""What is picked: waypoint after waypoint is added, until `Waypoints.pick` is told otherwise."""


class Waypoints(QObject):
    """A `Route`, and what hands do to it.

    A route is whole from two waypoints on. What is done between two whole ones, such as a drag, or
    the laying out of a new one, is one step to be undone.

    Attributes
    ----------
    changed
        It is another route; `now` has it.
    edited
        The same, by the user's hand: in words, the whole `Route` before, and after.
    picking_changed
        A waypoint is to be chosen in the plane, or no longer.
    current_changed
        Another waypoint is the one that keys act on.
    """

    changed = Signal()
    edited = Signal(str, Route, Route)
    picking_changed = Signal()
    current_changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._now = self._settled = Route()
        self._picking: int | None = None
        self._current: int | None = None

    @property
    def now(self) -> Route:
        """The route."""
        return self._now

    @property
    def current(self) -> int | None:
        """The number of the waypoint that keys act on; None for none."""
        return self._current

    @property
    def picking(self) -> int | None:
        """The waypoint that the next click in the plane chooses, or `ADD`; None for neither."""
        return self._picking

    def replace(self, route: Route) -> None:
        """Have this route, as undo or another model brings it."""
        self._settled = route
        self._put(route)

    def adjust(self, route: Route) -> None:
        """Have this one in place of `now`, which a model that is shown does not have all of."""
        if route.is_whole:
            self._settled = route
        self._put(route)

    # By hand

    def move(self, which: int, place: Place, *, settled: bool = True) -> None:
        """Let a waypoint be elsewhere; a hand that still has it has not `settled` it."""
        if 0 <= which < len(self._now.places):
            self._edit(tr("moving a waypoint"), self._now.having(which, place), settled=settled)

    def insert(self, which: int, place: Place, *, settled: bool = True) -> None:
        """Add a waypoint that has this number then; nothing where there is no room."""
        if not self._now.full and 0 <= which <= len(self._now.places):
            route = self._now.with_one_more(which, place)
            self._current = which
            self._edit(tr("adding a waypoint"), route, settled=settled)
            self.current_changed.emit()

    def append(self, place: Place) -> None:
        """Add a waypoint at the end."""
        self.insert(len(self._now.places), place)

    def remove(self, which: int) -> None:
        """Take a waypoint away; two stay, unless a new route is being laid out."""
        count = len(self._now.places)
        if 0 <= which < count and (count > 2 or self._picking == ADD):
            self.choose(None)
            self._edit(tr("removing a waypoint"), self._now.without(which))

    def remove_current(self) -> bool:
        """Take away the current waypoint; while one adds, the last. Return whether it could be."""
        count = len(self._now.places)
        which = count - 1 if self._picking == ADD else self._current
        if which is None or not count:
            return False
        self.remove(which)
        return len(self._now.places) < count

    def reverse(self) -> None:
        """Go the other way."""
        self.choose(None)
        self._edit(tr("reversing the path"), self._now.backwards())

    def take(self, *, shortest: bool) -> None:
        """Take the shortest way between waypoints, or the straight one."""
        words = tr("taking the shortest way") if shortest else tr("taking the straight way")
        self._edit(words, replace(self._now, shortest=shortest))

    def settle(self) -> None:
        """Say that a drag is over."""
        self._edit(tr("moving a waypoint"), self._now)

    def put_back(self) -> None:
        """Have the last whole route again, as a drag or a new route was not meant."""
        self._put(self._settled)

    def choose(self, which: int | None) -> None:
        """Let keys act on this waypoint."""
        if which != self._current:
            self._current = which
            self.current_changed.emit()

    # Picking

    def pick(self, which: int | None) -> None:
        """Let clicks in the plane choose a waypoint, or add some; None for neither."""
        if which == self._picking:
            return
        self._picking = which
        if not self._now.is_whole and which != ADD:
            self.put_back()
        self.picking_changed.emit()

    def begin_anew(self) -> None:
        """Lay out a new route by clicks; should it not become whole, there will be the old one."""
        self.choose(None)
        self.pick(ADD)
        self._put(replace(self._now, places=()))

    def picked(self, place: Place) -> None:
        """Take what was clicked: one waypoint's place, or a further waypoint."""
        which = self._picking
        if which == ADD:
            self.append(place)
            if self._now.full:
                self.pick(None)
        elif which is not None:
            self.pick(None)
            self.move(which, place)

    def _edit(self, text: str, route: Route, *, settled: bool = True) -> None:
        before = self._settled
        self._put(route)
        if settled and route.is_whole and route != before:
            self._settled = route
            laid_out = not before.is_whole or not set(before.places) & set(route.places)
            self.edited.emit(tr("laying out a path") if laid_out else text, before, route)

    def _put(self, route: Route) -> None:
        if self._current is not None and self._current >= len(route.places):
            self.choose(None)
        if route != self._now:
            self._now = route
            self.changed.emit()
