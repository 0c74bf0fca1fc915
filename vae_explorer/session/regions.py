"""The decision regions of the classifier over what is seen of the plane, coarse and then finer."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from vae_explorer.core.classifier import Classifier
from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.measures.decision_regions import (
    Cells,
    DecisionRegions,
    cells_of,
    decide,
    regions_of,
)
from vae_explorer.core.snapshot import FloatArray, Snapshot
from vae_explorer.session.classifying import Classifiers
from vae_explorer.session.latest import Answering, Latest
from vae_explorer.session.state import RunState
from vae_explorer.session.workspace import Workspace

LEVELS = ((24.0, 8), (8.0, 3))  # pixels of a cell, and how many times as fine its picture is
_PART = 768  # cells that are decoded at once: a wish that has changed does not wait for more
_SHARE = 9  # times as long as it took, for which a model that trains is left alone
_LEAST_WAIT = 0.2  # seconds of that


class _Job:
    """The cells of one level, which are decoded part by part."""

    def __init__(self, snapshot: Snapshot, classifier: Classifier, cells: Cells, zoom: int) -> None:
        self.snapshot, self.classifier = snapshot, classifier
        self.cells, self.zoom = cells, zoom
        self.z = cells.centres
        self.asked = 0  # of the points
        self.found: list[FloatArray] = []  # probabilities at those that were answered


@dataclass(frozen=True, eq=False)
class _Part:
    job: _Job
    z: FloatArray
    before: tuple[FloatArray, ...] | None  # all others, where this is the last part


@dataclass(frozen=True, eq=False)
class _Decided:
    job: _Job
    probabilities: FloatArray
    regions: DecisionRegions | None


def _decide(part: _Part) -> _Decided:
    job, regions = part.job, None
    found = decide(job.snapshot, job.classifier, part.z)
    if part.before is not None:
        regions = regions_of(job.cells, np.concatenate([*part.before, found]), job.zoom)
    return _Decided(job, found, regions)


class Regions(Answering):
    """Follows the view of the plane, the shown model and the classifier, while it is watched.

    Attributes
    ----------
    changed
        `DecisionRegions`, or None where there are none.
    problem_changed
        Why there are none, in a sentence; empty if there are.
    """

    changed = Signal(object)  # DecisionRegions, or None
    problem_changed = Signal(str)

    def __init__(self, workspace: Workspace, classifiers: Classifiers, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._classifiers = workspace, classifiers
        self._watched = False
        self._live = False  # a model trains
        self._view: tuple[Rect, float] | None = None
        self._level = 0
        self._job: _Job | None = None
        self._begun = 0.0
        self._stale = False  # another model is shown than what is being decoded
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._restart)
        self._latest: Latest[_Part] = Latest("regions", _decide, self)
        self._latest.answered.connect(self._on_decided)
        workspace.snapshot_changed.connect(self._on_snapshot)
        workspace.shown_changed.connect(self._restart)
        workspace.activity_changed.connect(self._on_activity)
        classifiers.changed.connect(self._restart)

    def watch(self, watched: bool) -> None:
        """Say whether they are on the screen."""
        self._watched = watched
        if watched:
            self._restart()
        else:
            self._job = None
            self.changed.emit(None)

    def end(self) -> None:
        """Decode no more, and ask the thread to end."""
        self._watched, self._job = False, None
        self._pause.stop()
        super().end()

    def look_at(self, view: Rect, pixel: float) -> None:
        """Say what is seen of the plane, and how large a pixel is there, in latent units."""
        wanted = view, pixel
        before, self._view = self._view, wanted
        if self._watched and (before is None or _cells(before, 0) != _cells(wanted, 0)):
            self._restart()

    @Slot()
    def _restart(self) -> None:
        if not self._watched:
            return
        problem = self._classifiers.problem()
        self.problem_changed.emit(problem)
        if problem:
            self._job = None
            self.changed.emit(None)
        else:
            self._stale = False
            self._begin(0)

    @Slot()
    def _on_snapshot(self) -> None:
        if self._job is not None and self._level == 0:
            self._stale = True  # what is coarse is soon there, and then decoded anew
        elif not self._pause.isActive():
            self._restart()

    @Slot()
    def _on_activity(self) -> None:
        live, self._live = self._live, self._workspace.activity.state is RunState.RUNNING
        if live and not self._live:
            self._restart()  # once more, and finer

    def _begin(self, level: int) -> None:
        snapshot, classifier = self._workspace.snapshot, self._classifiers.now
        if snapshot is None or classifier is None or self._view is None:
            return
        self._pause.stop()
        self._level, self._begun = level, time.perf_counter()
        cells = _cells(self._view, level)
        self._job = _Job(snapshot, classifier, cells, LEVELS[level][1])
        self._ask(self._job)

    def _ask(self, job: _Job) -> None:
        z = job.z[job.asked : job.asked + _PART]
        job.asked += len(z)
        self._latest.ask(_Part(job, z, tuple(job.found) if job.asked >= len(job.z) else None))

    @Slot(object)
    def _on_decided(self, decided: _Decided) -> None:
        job = decided.job
        if job is not self._job:
            return  # the wish has changed, and the next is on its way
        job.found.append(decided.probabilities)
        if decided.regions is None:
            self._ask(job)
            return
        self._job = None
        self.changed.emit(decided.regions)
        if self._stale or self._live:
            took = time.perf_counter() - self._begun
            if self._stale:
                wait = max(_LEAST_WAIT, _SHARE * took if self._live else 0.0)
                self._pause.start(round(1000 * wait))
        elif self._level + 1 < len(LEVELS):
            self._begin(self._level + 1)


def _cells(view: tuple[Rect, float], level: int) -> Cells:
    rect, pixel = view
    return cells_of(rect, LEVELS[level][0] * pixel)
