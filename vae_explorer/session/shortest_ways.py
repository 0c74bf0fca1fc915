"""The shortest way along a route under the decoder's metric, found on a thread of its own."""

from __future__ import annotations

import itertools
import threading
import time
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from vae_explorer.core.decoder_metric import Metric, metric_of, region_for
from vae_explorer.core.errors import Interrupted
from vae_explorer.core.geodesics import (
    Leg,
    Length,
    Shortest,
    joined,
    pieces_for,
    shortest_leg,
)
from vae_explorer.core.paths import Pair
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.latest import Answering, Latest
from vae_explorer.session.state import RunState
from vae_explorer.session.workspace import Workspace

Floats = NDArray[np.float64]

_REST_MS, _LONG_REST_MS = (
    120,
    700,
)  # that a hand has to rest; the latter where only lengths are told
_SHARE = 0.1  # of the time, at most, while a model trains beside it
_MOST_LEGS = 200  # that are kept


class Bent(NamedTuple):
    """A way that leaves the straight lines.

    Attributes
    ----------
    line
        As many of its points as the eye needs, (N, 2).
    middles
        The middle of each leg.
    points, along
        All points, (M, 2), and how far along each of them is, (M,).
    """

    line: Floats
    middles: tuple[Pair, ...]
    points: Floats
    along: Floats


@dataclass(frozen=True, eq=False)
class _Request:
    run_id: int
    snapshot: Snapshot
    where: tuple[Pair, ...]
    given_up: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, eq=False)
class _Answer:
    request: _Request
    way: Shortest
    seconds: float


class ShortestWays(Answering):
    """Looks for the shortest way of the shown run.

    Attributes
    ----------
    changed
        There is another one.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._answer: _Answer | None = None
        self._request: _Request | None = None
        self._next_at = 0.0  # while a model trains
        self._metric: tuple[Snapshot, Metric] | None = None  # both are the thread's
        self._legs: dict[tuple[object, ...], Leg] = {}
        self._latest: Latest[_Request] = Latest("shortest way", self._find, self)
        self._latest.answered.connect(self._on_answer)
        self._next: _Request | None = None
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._send)
        workspace.shown_changed.connect(self._give_up)

    def end(self) -> None:
        """Ask the thread to end, in the middle of a search if need be."""
        self._rest.stop()
        self._give_up()
        super().end()

    def ask(self, where: tuple[Pair, ...], *, wanted: bool) -> None:
        """Look for the way along these waypoints.

        Parameters
        ----------
        wanted
            Whether it is to be gone; else only its length is of interest, which can wait.
        """
        shown, snapshot = self._workspace.shown, self._workspace.snapshot
        if shown is None or snapshot is None or len(where) < 2:
            return
        running = self._workspace.activity.state is RunState.RUNNING
        if running and (self._request is not None or time.monotonic() < self._next_at):
            return  # a search that each snapshot began anew would never end
        self._next = _Request(shown.id, snapshot, where)
        if not (running and self._rest.isActive()):
            self._rest.start(_REST_MS if wanted else _LONG_REST_MS)

    @Slot()
    def _send(self) -> None:
        known = self._request or (self._answer.request if self._answer is not None else None)
        if self._next is not None and not (known is not None and _same(known, self._next)):
            self._give_up()
            self._request = self._next
            self._latest.ask(self._request)

    @Slot()
    def _give_up(self) -> None:
        """Let a search that is under way be in vain."""
        if self._request is not None:
            self._request.given_up.set()
            self._request = None

    def _find(self, request: _Request) -> _Answer | None:
        """Called on the thread."""
        began = time.thread_time()
        snapshot, where = request.snapshot, request.where
        cancelled = request.given_up.is_set
        try:
            metric = self._metric_for(request)
            pieces = pieces_for(len(where) - 1)
            legs = []
            for start, end in itertools.pairwise(where):
                key = (start, end, pieces)
                if key not in self._legs:
                    self._legs[key] = shortest_leg(
                        snapshot.decode, start, end, metric, pieces, cancelled
                    )
                legs.append(self._legs[key])
        except Interrupted:
            return None
        return _Answer(request, joined(legs), time.thread_time() - began)

    def _metric_for(self, request: _Request) -> Metric:
        """Return the metric of a snapshot, where it is known; called on the thread."""
        snapshot, points = request.snapshot, np.array(request.where)
        if self._metric is not None:
            known, metric = self._metric
            if known is snapshot and metric.holds(points):
                if len(self._legs) > _MOST_LEGS:
                    self._legs.clear()
                return metric
        self._metric = None
        self._legs.clear()
        rect = region_for(points, snapshot.embedding)
        metric = metric_of(snapshot.decode, rect, cancelled=request.given_up.is_set)
        self._metric = (snapshot, metric)
        return metric

    @Slot(object)
    def _on_answer(self, answer: _Answer) -> None:
        shown = self._workspace.shown
        if answer.request is self._request:
            self._request = None
        self._next_at = time.monotonic() + answer.seconds / _SHARE
        if shown is not None and shown.id == answer.request.run_id:
            self._answer = answer
            self.changed.emit()

    # What is known

    def along(self, where: tuple[Pair, ...]) -> Bent | None:
        """Return the way along waypoints; of others, or of another moment, the last one, bent.

        None where there is none of as many legs.
        """
        answer = self._known(where)
        if answer is None:
            return None
        way = answer.way
        middles, lines, coarse, start = [], [], [], 0
        for leg, here, there in zip(way.legs, where[:-1], where[1:], strict=True):
            count = len(leg.along)
            line = way.points[start : start + count]
            start += count
            part = np.linspace(0, 1, count)[:, None]
            moved = line + (1 - part) * (here - line[0]) + part * (there - line[-1])
            lines.append(moved)
            coarse.append(moved[:: (count - 1) // (len(leg.line) - 1)])
            middle = int(np.searchsorted(leg.along, leg.along[-1] / 2))
            middles.append((float(moved[middle, 0]), float(moved[middle, 1])))
        return Bent(np.concatenate(coarse), tuple(middles), np.concatenate(lines), way.along)

    def step(self) -> int | None:
        """Return the step at which the lengths were found, if that is not the one that is shown."""
        answer, snapshot = self._answer, self._workspace.snapshot
        if answer is None or snapshot is None or answer.request.snapshot is snapshot:
            return None
        return answer.request.snapshot.step

    def lengths(self, where: tuple[Pair, ...]) -> tuple[Length, Length] | None:
        """Return the lengths of the straight and of the shortest way, where they are known."""
        answer = self._known(where)
        running = self._workspace.activity.state is RunState.RUNNING
        if answer is None or (answer.request.where != where and not running):
            return None
        return answer.way.straight, answer.way.shortest

    def _known(self, where: tuple[Pair, ...]) -> _Answer | None:
        answer, shown = self._answer, self._workspace.shown
        if answer is None or shown is None or shown.id != answer.request.run_id:
            return None
        return answer if len(answer.request.where) == len(where) else None


def _same(first: _Request, second: _Request) -> bool:
    return first.snapshot is second.snapshot and first.where == second.where
