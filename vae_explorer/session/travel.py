"""The probe in motion by itself: to a place, or round through the classes."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from vae_explorer.core.tours.route import Route, through
from vae_explorer.session.workspace import Place, Workspace

_FRAME_MS = 16
_GLIDE_SECONDS = 0.7
_PACE = 0.45  # latent units a second, on a round


class Travel(QObject):
    """Moves the probe of a workspace, until it is there or somebody else moves it."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._timer = QTimer(self, interval=_FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._move)
        self._where: Callable[[float], Place | None] | None = None  # after so many seconds
        self._began = 0.0
        self._put: Place | None = None
        self._end: Place | None = None

    @property
    def travelling(self) -> bool:
        """Whether the probe is on its way."""
        return self._timer.isActive()

    def go_to(self, place: Place) -> None:
        """Glide to a place."""
        (a1, a2), (b1, b2) = self._workspace.probe, place

        def where(seconds: float) -> Place | None:
            if seconds >= _GLIDE_SECONDS:
                return None
            part = seconds / _GLIDE_SECONDS
            eased = part * part * (3 - 2 * part)
            return a1 + eased * (b1 - a1), a2 + eased * (b2 - a2)

        self._start(where, place)

    def go_round(self) -> None:
        """Travel through the classes, on and on; where there are too few, stay."""
        snapshot = self._workspace.snapshot
        route = through(snapshot.codes.medians()) if snapshot is not None else None
        if route is not None:
            start = _nearest(route, self._workspace.probe)
            self._start(lambda seconds: route.at(start + _PACE * seconds), None)

    def halt(self) -> None:
        """Stay here."""
        if self._timer.isActive():
            self._timer.stop()
            self._workspace.settle("travel")

    def _start(self, where: Callable[[float], Place | None], end: Place | None) -> None:
        self._where, self._end = where, end
        self._began = time.monotonic()
        self._put = self._workspace.probe
        self._timer.start()

    @Slot()
    def _move(self) -> None:
        if self._where is None or self._workspace.probe != self._put:  # a hand has taken it
            self._timer.stop()
            return
        place = self._where(time.monotonic() - self._began)
        arrived = place is None
        if place is None:
            place = self._end
        if place is not None:
            self._workspace.move(*place, 2)
            self._put = self._workspace.probe
        if arrived:
            self.halt()


def _nearest(route: Route, place: Place) -> float:
    """Return how far along a route the point nearest to a place is."""
    steps = [route.length * i / 200 for i in range(200)]

    def distance(along: float) -> float:
        (x, y), (z1, z2) = route.at(along), place
        return (x - z1) ** 2 + (y - z2) ** 2

    return min(steps, key=distance)
