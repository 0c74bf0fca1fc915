"""Does the window follow the hand, and what does training lose by it?

Rows `drag_idle`, `drag_training`, `training_kept` and `mosaic`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Slot

from benchmarks.children import Headless, child
from benchmarks.data import dataset_key
from benchmarks.drag import Drag
from benchmarks.report import FRAME_MS, Goal, Row, Sample, paired_ratio, row
from benchmarks.sizes import Sizes
from benchmarks.window import drive, pause, wait_for
from vae_explorer.core.config import RunConfig
from vae_explorer.session.desk import Desk
from vae_explorer.session.state import RunState
from vae_explorer.session.workspace import Activity
from vae_explorer.views.window.main_window import MainWindow

CELLS = 24
ENDLESS = 10_000  # epochs: the default run, but one that outlasts the measurement


def measure(sizes: Sizes) -> Iterator[Row]:
    driver = _Driver(sizes)
    drive(driver)
    yield _drag_row("drag_idle", driver.idle, 8)
    yield _drag_row("drag_training", driver.training, 16)
    for name, bound in (("idle window", 0.85), ("dragging", 0.75)):
        pairs = driver.kept[name]
        ours, headless = zip(*pairs, strict=True)
        goal, note = Goal("ratio", True, bound), f"from epoch {sizes.settled:g} on"
        yield row(
            f"training_kept, {name}",
            "images/s",
            Sample.of(ours),
            Sample.of(headless),
            paired_ratio(ours, headless),
            goal,
            note,
        )
    ours = Sample.of(driver.mosaics)
    ratio = ours.median / FRAME_MS
    note = f"{CELLS} x {CELLS} cells, wish to painted, on a thread beside the window"
    yield row("mosaic", "ms", ours, FRAME_MS, ratio, Goal("ours", False, 16.7), note)
    yield _drag_row("mosaic, drag beside it", driver.beside_mosaic, 16.7)


def _drag_row(name: str, rounds: list[list[float]], bound: float) -> Row:
    latencies = np.concatenate(rounds)
    p50, p99 = np.percentile(latencies, (50, 99))
    each = [float(np.percentile(part, 99)) for part in rounds]
    note = f"p99; p50 {p50:.1f}, max {latencies.max():.1f} ms; {len(latencies)} frames painted"
    sample = Sample(float(p99), min(each), max(each))
    return row(name, "ms", sample, FRAME_MS, p99 / FRAME_MS, Goal("ours", False, bound), note)


def goes_on(activity: Activity) -> bool:
    """Whether this is news of a run that trains, rather than of its state alone."""
    progress = activity.progress
    return activity.state is RunState.RUNNING and progress is not None and progress.step > 0


class Progress(QObject):
    """Counts the digits that the worker says it has trained on."""

    def __init__(self, desk: Desk, batch_size: int) -> None:
        super().__init__(desk)
        self._desk = desk
        self._batch_size = batch_size
        self._marks: list[tuple[float, int]] = []
        desk.workspace.activity_changed.connect(self._note)

    @Slot(Activity)
    def _note(self, activity: Activity) -> None:
        if goes_on(activity):
            assert activity.progress is not None
            self._marks.append((time.perf_counter(), activity.progress.step))

    def clear(self) -> None:
        self._marks.clear()

    def rate(self) -> float:
        """Return digits a second since `clear`."""
        while len(self._marks) < 2:
            wait_for(self._desk.workspace.activity_changed, goes_on)
        (start, first), (end, last) = self._marks[0], self._marks[-1]
        return (last - first) * self._batch_size / (end - start)


class _Driver:
    """What is done to the window, and what was seen."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self.idle: list[list[float]] = []
        self.training: list[list[float]] = []
        self.beside_mosaic: list[list[float]] = []
        self.mosaics: list[float] = []
        # Digits a second in the window, and without one before and after it.
        self.kept: dict[str, list[tuple[float, float]]] = {"idle window": [], "dragging": []}

    def __call__(self, window: MainWindow, desk: Desk) -> None:
        sizes = self._sizes
        window.resize(1400, 900)
        pause(0.3)
        for _ in range(sizes.rounds):
            self.idle.append(Drag(window, sizes.moves).run())
        self._mosaic(window, desk)
        config = replace(RunConfig(), dataset=dataset_key(), epochs=ENDLESS)
        with Headless(child("train", json.dumps(config.to_json()))) as headless:
            desk.training.train(config)
            wait_for(desk.workspace.activity_changed, lambda now: now.state is RunState.RUNNING)
            # In the first epoch publishing may take more, see the budgets in `worker`.
            wait_for(
                desk.workspace.activity_changed,
                lambda now: goes_on(now) and now.progress.epoch >= self._sizes.settled,
            )
            progress = Progress(desk, config.batch_size)
            work = {
                "idle window": lambda: pause(sizes.seconds),
                "dragging": lambda: self._drag_training(window),
            }
            before = self._rate_headless(headless, desk)
            for _ in range(sizes.rounds):
                for name, action in work.items():
                    ours = self._rate(desk, progress, action)
                    after = self._rate_headless(headless, desk)
                    self.kept[name].append((ours, (before + after) / 2))
                    before = after

    def _rate_headless(self, headless: Headless, desk: Desk) -> float:
        desk.training.pause()
        wait_for(desk.workspace.activity_changed, lambda now: now.state is RunState.PAUSED)
        pause(0.3)
        return headless.rate(self._sizes.seconds)

    def _rate(self, desk: Desk, progress: Progress, work: Callable[[], None]) -> float:
        desk.training.play()
        wait_for(desk.workspace.activity_changed, goes_on)
        progress.clear()
        work()
        return progress.rate()

    def _drag_training(self, window: MainWindow) -> None:
        self.training.append(Drag(window, self._sizes.moves).run())

    def _mosaic(self, window: MainWindow, desk: Desk) -> None:
        plot = window.latent.plot
        plot.set_layer("mosaic", True)
        wait_for(desk.products.mosaic_changed)
        pause(0.2)
        for _ in range(self._sizes.repeats + 1):
            self.mosaics.append(_painted_mosaic(window, desk))
        del self.mosaics[0]
        again = _Renew(desk, window)
        self.beside_mosaic.append(Drag(window, self._sizes.moves // 2).run())
        again.stop()
        plot.set_layer("mosaic", False)
        pause(0.2)


def _painted_mosaic(window: MainWindow, desk: Desk) -> float:
    """Return the milliseconds from the wish for the visible region to its painting."""
    started = time.perf_counter()
    desk.products.request_mosaic(window.latent.plot.plane.rect, CELLS, CELLS)
    wait_for(desk.products.mosaic_changed)
    window.latent.plot.repaint()
    return 1000 * (time.perf_counter() - started)


class _Renew(QObject):
    """Asks for the next mosaic as soon as one has come."""

    def __init__(self, desk: Desk, window: MainWindow) -> None:
        super().__init__(window)
        self._desk, self._plot = desk, window.latent.plot
        desk.products.mosaic_changed.connect(self._ask)
        self._ask()

    @Slot()
    def _ask(self) -> None:
        self._desk.products.request_mosaic(self._plot.plane.rect, CELLS, CELLS)

    def stop(self) -> None:
        self._desk.products.mosaic_changed.disconnect(self._ask)
