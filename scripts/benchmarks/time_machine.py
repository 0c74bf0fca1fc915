"""Does the window follow a hand on the timeline, and what do the kept moments cost?

Rows `scrub`, `seek`, `frames_kept` and `frames_memory`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from benchmarks.data import dataset_key
from benchmarks.drag import Scrub
from benchmarks.dragging import ENDLESS, goes_on
from benchmarks.report import FRAME_MS, Goal, Row, Sample, paired_ratio, row
from benchmarks.sizes import Sizes
from benchmarks.window import drive, pause, wait_for
from vae_explorer.core.config import RunConfig
from vae_explorer.core.timeline.frame import Frame
from vae_explorer.core.timeline.timeline import Timeline, memory
from vae_explorer.session.desk import Desk
from vae_explorer.session.state import RunState
from vae_explorer.session.timelines import MB
from vae_explorer.views.window.main_window import MainWindow

FRAMES = 200
SIMULATED = 10_000
SEEK_MS = 30
_APART = 25  # steps


def measure(sizes: Sizes) -> Iterator[Row]:
    driver = _Driver(sizes)
    drive(driver)
    for name, rounds in driver.scrubs.items():
        latencies = np.concatenate(rounds)
        p50, p99 = np.percentile(latencies, (50, 99))
        each = [float(np.percentile(part, 99)) for part in rounds]
        note = f"p99; p50 {p50:.1f}, max {latencies.max():.1f} ms; {FRAMES} frames, 10,000 dots"
        sample = Sample(float(p99), min(each), max(each))
        goal = Goal("ours", False, 16.7)
        yield row(f"scrub, {name}", "ms", sample, FRAME_MS, p99 / FRAME_MS, goal, note)
    seeks = Sample.of(driver.seeks)
    note = f"to any of {FRAMES} frames, decoded and painted; longest {max(driver.seeks):.1f} ms"
    yield row("seek", "ms", seeks, SEEK_MS, seeks.median / SEEK_MS, Goal("ours", False, 30), note)
    ours, others = zip(*driver.kept, strict=True)
    note = "training in the window with and without frames, in turn, from its beginning"
    yield row(
        "frames_kept",
        "images/s",
        Sample.of(ours),
        Sample.of(others),
        paired_ratio(ours, others),
        Goal("ratio", True, 0.95),
        note,
    )
    budget, used = driver.budget / MB, driver.used / MB
    note = f"{driver.taken:,} frames of the default network taken one after another"
    sample = Sample(used, used, used)
    goal = Goal("ratio", False, 1)
    yield row("frames_memory", "MB", sample, budget, used / budget, goal, note)


class _Driver:
    """What is done to the window, and what was seen."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self.scrubs: dict[str, list[list[float]]] = {"paused": [], "training": []}
        self.seeks: list[float] = []
        self.kept: list[tuple[float, float]] = []
        self.budget = self.used = self.taken = 0

    def __call__(self, window: MainWindow, desk: Desk) -> None:
        window.resize(1400, 900)
        pause(0.3)
        config = replace(RunConfig(), dataset=dataset_key(), epochs=ENDLESS)
        for _ in range(self._sizes.rounds):
            self.kept.append((self._rate(desk, config, True), self._rate(desk, config, False)))
        self._begin(desk, config)
        pause(self._sizes.seconds)
        desk.training.pause()
        wait_for(desk.workspace.activity_changed, lambda now: now.state is RunState.PAUSED)
        shown = desk.workspace.shown
        assert shown is not None
        frames = _frames(shown.timeline.frames)
        desk.timelines.set_budget(2048)  # so many of the default network take more than is usual
        for name in self.scrubs:
            if name == "training":
                desk.training.play()
                wait_for(desk.workspace.activity_changed, goes_on)
            for _ in range(self._sizes.rounds):
                desk.workspace.update(shown.id, timeline=Timeline(frames))
                pause(0.2)
                moves = max(self._sizes.moves, 2 * FRAMES if self._sizes.moves > 100 else 0)
                self.scrubs[name].append(Scrub(window, moves).run())
        self._seek(window, desk, frames)
        desk.training.pause()
        wait_for(desk.workspace.activity_changed, lambda now: now.state is RunState.PAUSED)
        desk.timelines.set_budget(512)
        self._fill(desk, shown.id, frames[-1])

    def _begin(self, desk: Desk, config: RunConfig) -> None:
        desk.training.train(config)
        wait_for(desk.workspace.activity_changed, goes_on)

    def _rate(self, desk: Desk, config: RunConfig, with_frames: bool) -> float:
        """Return digits a second of a run from its first step on."""
        framer = desk.worker.framer
        framer.__dict__.pop("look", None)
        framer.__dict__.pop("note", None)
        if not with_frames:
            framer.look = framer.note = lambda *_, **__: None  # type: ignore[method-assign]
        self._begin(desk, config)
        started, first = time.perf_counter(), _steps(desk)
        pause(self._sizes.seconds)
        steps = max(1, _steps(desk) - first)
        rate = steps * config.batch_size / (time.perf_counter() - started)
        desk.training.stop()
        wait_for(desk.workspace.activity_changed, lambda now: now.state is RunState.STOPPED)
        framer.__dict__.pop("look", None)
        framer.__dict__.pop("note", None)
        return rate

    def _seek(self, window: MainWindow, desk: Desk, frames: tuple[Frame, ...]) -> None:
        """Jump about among the frames, each time to one that is far away."""
        order = np.random.default_rng(0).permutation(len(frames))[: 20 * self._sizes.rounds]
        for i in order.tolist():
            started = time.perf_counter()
            desk.workspace.seek(frames[i].step)
            window.latent.plot.repaint()
            window.layout_of_panels.panels["decoded"].repaint()
            self.seeks.append(1000 * (time.perf_counter() - started))
            pause(0.05)

    def _fill(self, desk: Desk, run_id: int, frame: Frame) -> None:
        """Take many frames whose memory is all their own, and see what is kept at most."""
        desk.workspace.update(run_id, timeline=Timeline())
        count = SIMULATED if self._sizes.rounds > 1 else SIMULATED // 50
        for step in range(1, count + 1):
            own = {name: array.copy() for name, array in frame.weights.items()}
            desk.timelines.take(run_id, replace(frame, step=step, weights=own))
            if step % 20 == 0:
                run = desk.workspace.run(run_id)
                assert run is not None
                self.used = max(self.used, memory([run.timeline]))
        self.budget, self.taken = desk.timelines.budget, count


def _steps(desk: Desk) -> int:
    progress = desk.workspace.activity.progress
    return progress.step if progress is not None else 0


def _frames(known: tuple[Frame, ...]) -> tuple[Frame, ...]:
    """Return so many frames with memory of their own, of as many moments as there are."""
    chosen = []
    for i in range(FRAMES):
        of = known[i * len(known) // FRAMES]
        weights = {name: array.copy() for name, array in of.weights.items()}
        chosen.append(replace(of, step=_APART * i, epoch=_APART * i / 469, weights=weights))
    return tuple(chosen)
