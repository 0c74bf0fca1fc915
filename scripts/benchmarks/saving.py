"""What do window and training lose while a session is saved, and by the autosave?

Rows `save_session` and `autosave_kept`. Stretches with and without it are taken in turn, within one
run of the default network.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.data import dataset_key
from benchmarks.drag import Drag
from benchmarks.dragging import ENDLESS, Progress, goes_on
from benchmarks.report import Goal, Row, Sample, paired_ratio, row
from benchmarks.sizes import Sizes
from benchmarks.window import drive, wait_for
from vae_explorer.core.config import RunConfig
from vae_explorer.core.timeline.frame import Frame
from vae_explorer.core.timeline.timeline import Timeline
from vae_explorer.session import autosave
from vae_explorer.session.autosave import Autosave
from vae_explorer.session.desk import Desk
from vae_explorer.views.window.main_window import MainWindow

FRAMES = 200
OFTEN_SECONDS = 5.0  # nine times as often as usual
MOST_MB = 4096


def measure(sizes: Sizes) -> Iterator[Row]:
    driver = _Driver(sizes)
    drive(driver)
    with_save, without = (Sample.of([max(part) for part in parts]) for parts in driver.drags)
    yield row(
        "save_session, longest gap of a drag",
        "ms",
        with_save,
        without,
        with_save.median / without.median,
        Goal("ratio", False, 1.5),
        f"{driver.megabytes:,.0f} MB in {driver.seconds:.1f} s; "
        f"p99 {np.percentile(np.concatenate(driver.drags[0]), 99):.1f} ms, "
        f"without {np.percentile(np.concatenate(driver.drags[1]), 99):.1f} ms",
    )
    often = f"a state every {OFTEN_SECONDS:g} s, usually 45"
    for name, (ours, reference), bound, note in (
        ("save_session, training kept", driver.rates, 0.75, f"{FRAMES} frames, drag going on"),
        ("autosave_kept", driver.autosave, 0.95, often),
    ):
        yield row(
            name,
            "images/s",
            Sample.of(ours),
            Sample.of(reference),
            paired_ratio(ours, reference),
            Goal("ratio", True, bound),
            note,
        )


class _Driver:
    """What is done to the window, and what was seen; with the saving first, without it second."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self.drags: tuple[list[list[float]], list[list[float]]] = ([], [])
        self.rates: tuple[list[float], list[float]] = ([], [])
        self.autosave: tuple[list[float], list[float]] = ([], [])
        self.megabytes = self.seconds = 0.0

    def __call__(self, window: MainWindow, desk: Desk) -> None:
        sizes = self._sizes
        window.resize(1400, 900)
        keeper = next(iter(desk.findChildren(Autosave)))
        keeper._timer.stop()
        config = replace(RunConfig(), dataset=dataset_key(), epochs=ENDLESS)
        desk.training.train(config)
        activity = desk.workspace.activity_changed
        wait_for(activity, lambda now: goes_on(now) and now.progress.epoch >= sizes.settled)
        progress = Progress(desk, config.batch_size)
        first = autosave.FIRST_SECONDS, autosave.MODEL_SECONDS
        autosave.FIRST_SECONDS, autosave.MODEL_SECONDS = 0.0, OFTEN_SECONDS
        for _ in range(max(2, 2 * sizes.rounds)):
            for on, rates in zip((True, False), self.autosave, strict=True):
                if on:
                    keeper._timer.start()
                progress.clear()
                Drag(window, sizes.moves).run()
                rates.append(progress.rate())
                keeper._timer.stop()
        autosave.FIRST_SECONDS, autosave.MODEL_SECONDS = first
        self._fill(desk)
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(max(2, sizes.rounds)):
                for on in (True, False):
                    self._stretch(window, desk, progress, Path(folder) / "all.vaesession", on)

    def _fill(self, desk: Desk) -> None:
        """Let a run that is saved have many frames."""
        shown = desk.workspace.shown
        assert shown is not None
        assert shown.snapshot is not None
        frame = Frame.of(shown.snapshot)
        count = FRAMES if self._sizes.train > 1000 else 5
        frames = tuple(replace(frame, step=step, epoch=step / 100) for step in range(count))
        desk.timelines.set_budget(MOST_MB)
        desk.workspace.add(
            "Filled",
            show=False,
            snapshot=shown.snapshot,
            saved_step=shown.snapshot.step,
            timeline=Timeline(frames),
        )

    def _stretch(
        self, window: MainWindow, desk: Desk, progress: Progress, path: Path, on: bool
    ) -> None:
        ended: list[float] = []
        note = lambda *_: ended.append(time.perf_counter())  # noqa: E731
        desk.sessions.saved.connect(note)
        started = time.perf_counter()
        if on:
            desk.sessions.save(path)
        progress.clear()
        self.drags[not on].append(Drag(window, self._sizes.moves).run())
        self.rates[not on].append(progress.rate())
        if on:
            while not ended:
                wait_for(desk.sessions.saved)
            self.seconds = ended[0] - started
            self.megabytes = path.stat().st_size / 1e6
        desk.sessions.saved.disconnect(note)
