"""What is left of the training beside other busy programs: `beside_load`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from benchmarks.children import Headless, child
from benchmarks.data import dataset_key
from benchmarks.drag import Drag
from benchmarks.dragging import ENDLESS, Progress, goes_on
from benchmarks.report import FRAME_MS, Goal, Row, Sample, row
from benchmarks.sizes import Sizes
from benchmarks.window import drive, pause, wait_for
from vae_explorer.core.config import RunConfig
from vae_explorer.session.desk import Desk
from vae_explorer.session.state import RunState
from vae_explorer.views.window.main_window import MainWindow

GOALS = {1: 0.45, 2: 0.3}  # of the rate alone, beside so many
SETTLE_S = 3.0


def measure(sizes: Sizes) -> Iterator[Row]:
    driver = _Driver(sizes)
    drive(driver)
    for count, bound in GOALS.items():
        ours, alone = driver.rates[count], driver.rates[0]
        kept, plain = ours / alone, driver.plain[count] / driver.plain[0]
        note = f"of {alone:,.0f} alone; the plain loop keeps {plain:.2f}"
        yield row(
            f"beside_load, {count} busy", "images/s", Sample.of([ours]), alone, kept,
            Goal("ratio", True, bound), note, provided=kept > plain,
        )  # fmt: skip
        p50, p99 = np.percentile(driver.drags[count], (50, 99))
        note = f"p99; p50 {p50:.1f}, max {max(driver.drags[count]):.1f} ms; training beside it"
        yield row(
            f"beside_load, drag beside {count} busy", "ms", Sample.of([float(p99)]), FRAME_MS,
            p99 / FRAME_MS, Goal("ours", False, 16.7), note,
        )  # fmt: skip


@contextmanager
def busy(count: int) -> Iterator[None]:
    """Let so many other programs compute, each as much as it can, at ordinary priority."""
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


class _Driver:
    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self.rates: dict[int, float] = {}  # of the window, by how many others are busy
        self.plain: dict[int, float] = {}
        self.drags: dict[int, list[float]] = {}

    def __call__(self, window: MainWindow, desk: Desk) -> None:
        window.resize(1400, 900)
        config = replace(RunConfig(), dataset=dataset_key(), epochs=ENDLESS)
        seconds = self._sizes.seconds
        with Headless(child("plain")) as plain:
            desk.training.train(config)
            wait_for(
                desk.workspace.activity_changed,
                lambda now: goes_on(now) and now.progress.epoch >= self._sizes.settled,
            )
            progress = Progress(desk, config.batch_size)
            for count in (0, *GOALS):
                with busy(count):
                    pause(min(SETTLE_S, seconds))
                    progress.clear()
                    pause(seconds)
                    self.rates[count] = progress.rate()
                    if count:
                        self.drags[count] = Drag(window, self._sizes.moves).run()
                    desk.training.pause()
                    wait_for(
                        desk.workspace.activity_changed,
                        lambda now: now.state is RunState.PAUSED,
                    )
                    self.plain[count] = plain.rate(seconds)
                desk.training.play()
                wait_for(desk.workspace.activity_changed, goes_on)
