"""What is there to see in the first seconds: `first_plane`, `anytime`, `first_motion`.

The window trains with its defaults while its snapshots are kept; they are measured afterwards. The
plain loop then does the same alone.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QObject, Slot

from benchmarks.children import child, report
from benchmarks.data import dataset_key
from benchmarks.report import FRAME_MS, Goal, Row, Sample, row
from benchmarks.sizes import Sizes
from benchmarks.training import negative_elbo
from benchmarks.window import drive, pause
from vae_explorer.core.config import RunConfig
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.desk import Desk
from vae_explorer.session.state import RunState
from vae_explorer.views.window.main_window import MainWindow

QUALITY = 162.4  # nats: where the plain loop is after an epoch
EVERY = 0.2  # seconds between two snapshots that are kept for `first_plane`
WELL_AHEAD = {5: 10.0, 10: 10.0}  # nats that are wanted at these seconds


def measure(sizes: Sizes) -> Iterator[Row]:
    driver = _Driver(sizes)
    drive(driver)
    marks = list(sizes.marks)
    theirs = report(child("plain_anytime", json.dumps([marks, QUALITY, sizes.first])))
    first = next(
        (
            seconds
            for seconds, snapshot in driver.early
            if negative_elbo(snapshot, sizes) <= QUALITY
        ),
        None,
    )
    plain_first = theirs["reached"]
    note = f"Train to the painted snapshot whose test −ELBO is at most {QUALITY:g}"
    if first is None or plain_first is None:
        side = "ours" if first is None else "the plain loop"
        note += f"; {side} did not get there in {sizes.first:g} s"
    ours = first if first is not None else sizes.first
    ratio = ours / (plain_first if plain_first is not None else sizes.first)
    goal = Goal("ratio", False, 0.35)
    yield row(
        "first_plane", "s", Sample.of([ours]), plain_first, ratio, goal, note,
        provided=first is not None,
    )  # fmt: skip
    for seconds in marks:
        ours, plain = negative_elbo(driver.at[seconds], sizes), theirs["at"][str(seconds)]
        ahead = WELL_AHEAD.get(seconds, 0.0)
        note = f"test −ELBO {seconds} s after Train; {plain - ours:+.1f} nats ahead"
        name = f"anytime {seconds} s"
        goal = Goal("ours", False, round(plain - ahead, 1))
        yield row(name, "nats", Sample.of([ours]), plain, ours / plain, goal, note)
    motions = Sample.of(driver.motions)
    note = "Train to the first changed dot on the screen, data in memory"
    yield row(
        "first_motion", "ms", motions, FRAME_MS, motions.median / FRAME_MS,
        Goal("ours", False, 150), note,
    )  # fmt: skip


class _Painted(QObject):
    """Tells when the plot has painted a snapshot, to the end."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._workspace = window, desk.workspace
        self._stale = False
        self.last: Snapshot | None = desk.workspace.snapshot
        self.dots, self.before = self._dots(), desk.workspace.shown
        self.started = 0.0
        self.seen: list[tuple[float, Snapshot]] = []  # seconds after `started`
        self.moved_at: float | None = None
        desk.workspace.snapshot_changed.connect(self._note)
        for watched in (window, window.latent.plot):
            watched.installEventFilter(self)

    def _dots(self) -> np.ndarray:
        return self._window.latent.plot.dots._shown

    def begin(self) -> None:
        self.started = time.perf_counter()
        self.moved_at = None
        self.seen.clear()
        self.dots = self._dots()
        self.before = self._workspace.shown

    @Slot(Snapshot)
    def _note(self, snapshot: Snapshot) -> None:
        self.last, self._stale = snapshot, True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        # Qt paints every widget that asked for it in here, and puts the result on the screen.
        if event.type() == QEvent.Type.UpdateRequest and watched is self._window:
            self._window.event(event)
            seconds = time.perf_counter() - self.started
            dots = self._dots()
            mine = self._workspace.shown is not self.before
            moved = dots.shape != self.dots.shape or not np.array_equal(dots, self.dots)
            if self.moved_at is None and mine and moved:
                self.moved_at = seconds
            if self._stale and self.last is not None:
                self._stale = False
                self.seen.append((seconds, self.last))
            return True
        return False


class _Driver:
    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self.motions: list[float] = []  # ms
        self.early: list[tuple[float, Snapshot]] = []
        self.at: dict[int, Snapshot] = {}

    def __call__(self, window: MainWindow, desk: Desk) -> None:
        window.resize(1400, 900)
        window.latent.legend.show_every_class()
        pause(0.3)
        painted = _Painted(window, desk)
        config = replace(RunConfig(), dataset=dataset_key())
        for _ in range(self._sizes.motions + 1):
            self._train(desk, config, painted)
            while painted.moved_at is None:
                pause(0.01)
            self.motions.append(1000 * painted.moved_at)
            self._stop(desk)
            desk.workspace.remove(desk.workspace.runs[-1].id)
            pause(1.0)  # for the dots of the run before to come to rest
        del self.motions[0]  # which read the digits
        self._train(desk, config, painted)
        last = max(self._sizes.marks)
        while (now := time.perf_counter() - painted.started) < last:
            pause(min(EVERY, last - now))
            if not painted.seen:
                continue
            seconds, snapshot = painted.seen[-1]
            painted.seen.clear()
            if seconds < self._sizes.first:
                self.early.append((seconds, snapshot))
            for mark in self._sizes.marks:
                if seconds <= mark:
                    self.at[mark] = snapshot
        self._stop(desk)

    def _stop(self, desk: Desk) -> None:
        ended = (RunState.STOPPED, RunState.FINISHED)
        while desk.workspace.runs[-1].state not in ended or desk.workspace.activity.run_id:
            desk.training.stop()  # which a run that is being prepared does not hear
            pause(0.02)

    def _train(self, desk: Desk, config: RunConfig, painted: _Painted) -> None:
        painted.begin()
        desk.training.train(config)
