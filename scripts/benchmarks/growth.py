"""Does twice the data take no more than twice the time? `cost_of_growth`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from PySide6.QtWidgets import QApplication

from benchmarks.data import digits
from benchmarks.report import Goal, Row, Sample, row
from benchmarks.scatter import OurScatter, cloud, milliseconds
from benchmarks.sizes import Sizes
from benchmarks.training import epoch_seconds
from benchmarks.window import choose_platform
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import LabelledImages
from vae_explorer.core.training import Trainer

FACTORS = (1, 2, 4, 8)
NOISE = 1.1  # over linear, that measuring twice the same thing may give


def measure(sizes: Sizes) -> Iterator[Row]:
    choose_platform()
    application = QApplication.instance() or QApplication([])
    yield _row("scatter_update", _scatter, sizes.growth, sizes.repeats)
    yield _row("encode", _encode, sizes.growth, min(sizes.repeats, 5))
    yield _row("epoch", _epoch, sizes.growth, min(sizes.repeats, 3))
    del application


def _row(what: str, work_for: Callable[[int], Callable[[], float]], base: int, repeats: int) -> Row:
    """Measure all sizes in turn; the ratio is that of the dearest digit to the first ones."""
    work = {factor: work_for(base * factor) for factor in FACTORS}
    times: dict[int, list[float]] = {factor: [] for factor in FACTORS}
    for turn in range(repeats + 1):
        for factor in FACTORS:
            elapsed = work[factor]()
            if turn:
                times[factor].append(elapsed)
    samples = {factor: Sample.of(values) for factor, values in times.items()}
    linear = FACTORS[-1] * samples[1].median
    ratio = max(samples[factor].median / (factor * samples[1].median) for factor in FACTORS)
    steps = ", ".join(f"{samples[factor].median:.3g}" for factor in FACTORS)
    note = f"{base:,} digits x 1, 2, 4, 8: {steps} ms; the ratio is the worst over linear"
    last = samples[FACTORS[-1]]
    goal = Goal("ratio", False, NOISE)
    return row(f"cost_of_growth, {what}", "ms", last, linear, ratio, goal, note)


def _scatter(count: int) -> Callable[[], float]:
    states, labels = cloud(count)
    widget = OurScatter(labels)
    widget.show()
    QApplication.processEvents()
    widget.update_to(states[0])
    states.reverse()

    def once() -> float:
        states.reverse()
        return milliseconds(lambda: widget.update_to(states[0]))

    return once


def _encode(count: int) -> Callable[[], float]:
    data = _digits(count)
    few = digits("test", 10)
    snapshot = Trainer(few, few, RunConfig()).snapshot(exact=False)
    return lambda: milliseconds(lambda: snapshot.encode(data.images))


def _epoch(count: int) -> Callable[[], float]:
    config = replace(RunConfig(), epochs=1000)
    session = Trainer(_digits(count), digits("test", 10), config)
    return lambda: 1000 * epoch_seconds(session)


def _digits(count: int) -> LabelledImages:
    """Return digits of the training split, again from the first where they do not suffice."""
    data = digits("train", count)
    rows = np.arange(count) % len(data)
    return LabelledImages(data.images[rows], data.labels[rows])
