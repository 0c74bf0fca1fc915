"""Ways through the plane, from one place to another."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.drawing.codes import REACH
from vae_explorer.core.errors import UserError
from vae_explorer.core.language import marked, tr
from vae_explorer.core.text import count, typed

if TYPE_CHECKING:
    from vae_explorer.core.snapshot import Snapshot

FEWEST_STEPS, DEFAULT_STEPS = 2, 100
FEWEST_WAYPOINTS, MOST_WAYPOINTS = 2, 24
_FIRST = (7, 2)  # the classes between which the first route goes: of digits, a seven and a two

Pair = tuple[float, float]

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?"
_POINT = re.compile(rf"\(?\s*({_NUMBER})\s*[,;]\s*({_NUMBER})\s*\)?", re.IGNORECASE)
_ROW = re.compile(r"#\s*(\d{1,9})$")


@dataclass(frozen=True)
class Point:
    """A point of the plane."""

    z1: float
    z2: float


@dataclass(frozen=True)
class Digit:
    """The code of one of a snapshot's digits, by its row: it moves as the model learns."""

    row: int


@dataclass(frozen=True)
class Typical:
    """The code that is nearest to the median of the codes of a class, by the class's name."""

    name: str


Place = Point | Digit | Typical


@dataclass(frozen=True)
class Route:
    """Where a way goes.

    Attributes
    ----------
    places
        Its waypoints, in their order; fewer than two while it is being laid out.
    shortest
        Whether it takes the shortest way from one to the next under the decoder's metric, and not
        the straight one.
    """

    places: tuple[Place, ...] = ()
    shortest: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it leads from somewhere to somewhere."""
        return len(self.places) >= FEWEST_WAYPOINTS

    @property
    def full(self) -> bool:
        """Whether there is room for no other waypoint."""
        return len(self.places) >= MOST_WAYPOINTS

    def having(self, which: int, place: Place) -> Route:
        """Return it with one of its waypoints elsewhere."""
        places = list(self.places)
        places[which] = place
        return replace(self, places=tuple(places))

    def with_one_more(self, which: int, place: Place) -> Route:
        """Return it with another waypoint, which has this number then."""
        places = (*self.places[:which], place, *self.places[which:])
        return replace(self, places=places)

    def without(self, which: int) -> Route:
        """Return it with one waypoint less."""
        return replace(self, places=(*self.places[:which], *self.places[which + 1 :]))

    def to_json(self) -> dict[str, Any]:
        """Return it as values that JSON knows; a class is left out, which a digit stands for."""
        places = [
            {"row": place.row} if isinstance(place, Digit) else [place.z1, place.z2]
            for place in self.places
            if not isinstance(place, Typical)
        ]
        return {"places": places, "shortest": self.shortest}

    @classmethod
    def from_json(cls, value: object) -> Route | None:
        """Return the route that `to_json` has written; None for what makes no whole one."""
        given = value.get("places") if isinstance(value, dict) else None
        if not isinstance(given, list) or len(given) > MOST_WAYPOINTS:
            return None
        places = [_read(place) for place in given]
        found = tuple(place for place in places if place is not None)
        route = cls(found, isinstance(value, dict) and value.get("shortest") is True)
        return route if route.is_whole and len(found) == len(given) else None

    def backwards(self) -> Route:
        """Return the way back."""
        return replace(self, places=self.places[::-1])


def _read(value: object) -> Point | Digit | None:
    """Return the waypoint that a value of JSON stands for."""
    if isinstance(value, dict):
        row = value.get("row")
        return Digit(row) if type(row) is int and row >= 0 else None
    if isinstance(value, list) and len(value) == 2 and all(type(z) in (int, float) for z in value):
        z1, z2 = map(float, value)
        return Point(z1, z2) if abs(z1) <= REACH and abs(z2) <= REACH else None
    return None


def read_place(text: str) -> Place:
    """Read ``-1.5,0.3`` (a point), ``#4021`` (a digit by its row, from 0) or ``7`` (a class).

    Raises
    ------
    UserError
        When it is neither; whether there is such a class or digit is for `code_of` to say.
    """
    words = " ".join(typed(text).split())
    if found := _POINT.fullmatch(words):
        z1, z2 = (float(part) for part in found.groups())
        if not max(abs(z1), abs(z2)) <= REACH:
            raise UserError(
                tr("{text!r:.60} is not within {reach:,.0f} of the origin.", text=text, reach=REACH)
            )
        return Point(z1, z2)
    if found := _ROW.search(words):
        return Digit(int(found[1]))
    if not words or "," in words or "#" in words:
        raise UserError(
            tr("{text!r:.60} is no place in the plane.", text=text),
            tr("Write a point such as −1.5, 0.3, a class such as 7, or a digit such as #4021."),
        )
    return Typical(words)


def settled(snapshot: Snapshot, place: Place) -> Place:
    """Return the digit that is typical of a class, and any other place as it is.

    Raises
    ------
    UserError
        When the model has no such class, or no code of it.
    """
    if not isinstance(place, Typical):
        return place
    names = snapshot.class_names
    if place.name not in names:
        raise UserError(
            tr(
                "This model has no class {name!r:.60}; it has {names}.",
                name=place.name,
                names=_some(names),
            )
        )
    row = typical_row(snapshot, names.index(place.name))
    if row is None:
        raise UserError(
            tr(
                "This model has no codes of the class {name!r:.60}; give a point.",
                name=place.name,
            )
        )
    return Digit(row)


def code_of(snapshot: Snapshot, place: Place) -> tuple[float, float]:
    """Return where a place lies in the plane.

    Raises
    ------
    UserError
        When there is no such class or digit, or the digit's code is not a number.
    """
    place = settled(snapshot, place)
    if isinstance(place, Point):
        return place.z1, place.z2
    assert isinstance(place, Digit)
    codes = snapshot.embedding
    if place.row >= len(codes):
        raise UserError(
            tr(
                "This model has no digit #{row}; it has {digits}, from #0 on.",
                row=place.row,
                digits=count(len(codes), marked("digit")),
            )
        )
    z1, z2 = map(float, codes[place.row])
    if not (math.isfinite(z1) and math.isfinite(z2)):
        raise UserError(
            tr("The code of digit #{row} is not a number.", row=place.row),
            tr("Choose another."),
        )
    return z1, z2


def typical_row(snapshot: Snapshot, label: int) -> int | None:
    """Return the row whose code is nearest to the median of its class; None if there is none."""
    rows = np.flatnonzero(snapshot.labels == label)
    rows = rows[np.isfinite(snapshot.embedding[rows]).all(axis=1)]
    if not len(rows):
        return None
    codes = snapshot.embedding[rows].astype(np.float64)
    off = codes - np.median(codes, axis=0)
    return int(rows[np.argmin((off**2).sum(axis=1))])


def first_route(snapshot: Snapshot, *, shortest: bool = False) -> Route:
    """Return the route that there is before anyone chose one: from a typical 7 to a typical 2.

    Of other classes, from the first to the last.
    """
    names = snapshot.class_names
    labels = _FIRST if max(_FIRST) < len(names) else (0, len(names) - 1)
    places: list[Place] = []
    for which, label in enumerate(labels):
        try:
            places.append(settled(snapshot, Typical(names[label])))
        except (UserError, IndexError):  # no code of that class
            places.append(Point(2.0 * which - 1, 0.0))
    return Route(tuple(places), shortest)


def route_in(snapshot: Snapshot, route: Route, where: Sequence[Pair]) -> Route:
    """Return a route of another data set as this model can have it.

    Digits are points where they were, `where`; of nothing but digits, it is the first route.
    """
    places = route.places
    if not any(isinstance(place, Point) for place in places):
        return first_route(snapshot, shortest=route.shortest)
    kept = tuple(
        place if isinstance(place, Point) or which >= len(where) else Point(*where[which])
        for which, place in enumerate(places)
    )
    return replace(route, places=kept)


def straight(
    start: tuple[float, float], end: tuple[float, float], steps: int
) -> NDArray[np.float32]:
    """Return points at equal distances from start to end, both included, (steps, 2)."""
    part = np.linspace(0, 1, steps)[:, None]
    first, last = np.array(start, np.float64), np.array(end, np.float64)
    line: NDArray[np.float32] = (first + part * (last - first)).astype(np.float32)
    return line


def evenly(
    points: NDArray[np.floating], steps: int, along: NDArray[np.floating] | None = None
) -> NDArray[np.float32]:
    """Return points at equal distances along a line of many, both ends included, (steps, 2).

    Parameters
    ----------
    points
        Of the line, (N, 2), at least one.
    along
        How far along it each of them is, (N,), never falling; in latent units if left out.
    """
    line = np.asarray(points, np.float64)
    far = lengths_along(line) if along is None else np.asarray(along, np.float64)
    if not far[-1] > 0:  # nowhere to go, or a decoder that draws one image: take points in turn
        far = np.linspace(0, 1, len(line))
    at = np.linspace(0, far[-1], steps)
    spread = np.stack([np.interp(at, far, axis) for axis in line.T], axis=1)
    found: NDArray[np.float32] = spread.astype(np.float32)
    return found


def lengths_along(points: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return how far along a line each of its points, (N, 2), is in latent units, (N,)."""
    line = np.asarray(points, np.float64)
    return np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))))


def there_and_back(steps: int) -> NDArray[np.intp]:
    """Return the order of frames that runs to the end and back, and can be repeated: 0 1 2 1."""
    return np.concatenate((np.arange(steps), np.arange(steps - 2, 0, -1)))


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:20])
