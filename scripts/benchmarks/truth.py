"""Does the window follow a pointer over the dots while the true posterior of each is shown?

Row `hover_truth`.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from benchmarks.drag import Gesture
from benchmarks.report import FRAME_MS, Goal, Row, Sample, row
from benchmarks.sizes import Sizes
from benchmarks.window import drive, pause
from vae_explorer.session.desk import Desk
from vae_explorer.views.latent.layers.heat import HeatLayer
from vae_explorer.views.window.main_window import MainWindow


class Hover(Gesture):
    """Moves the pointer from dot to dot, another sixty times a second; no button is down."""

    def __init__(self, window: MainWindow, desk: Desk, moves: int) -> None:
        plot = window.latent.plot
        super().__init__(window, plot, moves)
        self._plot, self._widgets = plot, (plot, plot)
        snapshot = desk.workspace.snapshot
        if snapshot is None:
            raise LookupError("There is no model on the screen.")
        places = snapshot.codes.places
        rows = np.random.default_rng(0).permutation(len(places)).tolist()
        # Each on another dot than the one before, and seen: else there would be nothing to paint.
        chosen: list[int] = []
        before: int | None = None
        for place in rows:
            plane = plot.plane
            x, y = plane.to_pixels(*map(float, places[place]))
            at = QPointF(x, y)
            free = plot.handle.grip(plane, at, plot.scale) is None and not plot.path_hand.is_at(at)
            seen = free and 0 < x < plane.width and 0 < y < plane.height
            hit = plot.dot_at(at) if seen else None
            if hit is not None and hit != before:
                chosen.append(place)
                before = hit
        self._places = places[np.resize(chosen, moves + 1)]

    def begin(self) -> tuple[float, float]:
        return self.place(0)

    def place(self, move: int) -> tuple[float, float]:
        x, y = self._plot.plane.to_pixels(*(float(v) for v in self._places[move]))
        return x + self._plot.left_margin, y

    def _send(self, kind: QEvent.Type, x: float, y: float) -> None:
        if kind != QEvent.Type.MouseMove:
            return
        place, none = QPointF(x, y), Qt.MouseButton.NoButton
        event = QMouseEvent(
            kind,
            place,
            self._plot.mapToGlobal(place),
            none,
            none,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(self._plot, event)


def measure(sizes: Sizes) -> Iterator[Row]:
    driver = _Driver(sizes)
    drive(driver)
    ours, plain = (_p99(driver.taken[shown]) for shown in (True, False))
    heats = f"{driver.heats:,} posteriors for {len(driver.taken[True]):,} dots"
    note = f"p99 of a frame, median {statistics.median(driver.taken[True]):.1f} ms; {heats}"
    goal = Goal("ours", False, round(FRAME_MS, 1))
    sample, reference = Sample(ours, ours, ours), Sample(plain, plain, plain)
    yield row("hover_truth", "ms", sample, reference, ours / plain, goal, note)


class _Driver:
    """Hovers with the map and without it, in turn."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self.taken: dict[bool, list[float]] = {True: [], False: []}
        self.heats = 0

    def __call__(self, window: MainWindow, desk: Desk) -> None:
        desk.truths.heat_changed.connect(self._count)
        for _ in range(self._sizes.rounds):
            for shown in (False, True):
                window.latent.set_layers({HeatLayer.name: shown})
                pause(3.0 if shown and self._sizes.moves > 100 else 0.3)  # the plane is decoded
                self.taken[shown] += Hover(window, desk, self._sizes.moves).run()

    def _count(self) -> None:
        self.heats += 1


def _p99(values: list[float]) -> float:
    return float(np.percentile(values, 99))
