"""Moving and panning many dots: `scatter_update` and `scatter_pan`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.report import FRAME_MS, Goal, Row, Sample, paired_ratio, row
from benchmarks.sizes import Sizes
from benchmarks.window import choose_platform
from vae_explorer.core.drawing.codes import Codes
from vae_explorer.core.engine.memory import keep_freed_memory
from vae_explorer.core.storage.bundled import load_model
from vae_explorer.views.latent.layers.dots import DotLayer
from vae_explorer.views.latent.layers.layer import View
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.latent.plot import LatentPlot
from vae_explorer.views.style.palette import class_colours
from vae_explorer.views.style.theme import theme_for

SIDE = 800
UPDATE_RATIO_AT = 70_000
MOST_SLOW = 9  # repetitions of what takes seconds
PAN_STEP = 15.0  # pixels a frame: a quick hand, for which a frame in three or four is drawn anew
FEWEST_PANS = 9
COLOURS = class_colours(False)

Points = NDArray[np.float32]


def cloud(count: int) -> tuple[list[Points], NDArray[np.uint8]]:
    """Return two states of ten overlapping classes, each (count, 2), and their labels."""
    rng = np.random.default_rng(0)
    labels = (np.arange(count) % 10).astype(np.uint8)
    angle = labels * (2 * np.pi / 10)
    centres = 1.5 * np.stack((np.cos(angle), np.sin(angle)), axis=1)
    states = [(centres + rng.normal(0, 0.6, (count, 2))).astype(np.float32) for _ in range(2)]
    return states, labels


class OurScatter(QWidget):
    """The layer of dots in a widget of its own."""

    def __init__(self, labels: NDArray[np.uint8]) -> None:
        super().__init__()
        self._labels = labels
        self._layer = DotLayer()
        self._plane = Plane(scale=SIDE / 7, width=SIDE, height=SIDE)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.resize(SIDE, SIDE)

    def update_to(self, points: Points) -> None:
        self._layer.set_codes(Codes(points, self._labels), glide=False)
        self.repaint()

    def pan(self, pixels: float) -> None:
        self._plane = self._plane.panned(pixels, 0)
        self.repaint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor("white"))
        view = View(self._plane, theme_for("light"), ratio=self.devicePixelRatioF())
        self._layer.paint(painter, view)


class PyqtgraphScatter(pg.PlotWidget):
    """One `ScatterPlotItem` a class with one brush and no pen, its fastest form; no axes."""

    def __init__(self, labels: NDArray[np.uint8]) -> None:
        super().__init__(background="w")
        self.hideAxis("left")
        self.hideAxis("bottom")
        self.hideButtons()
        self._rows = [np.flatnonzero(labels == label) for label in range(10)]
        self._items = []
        for colour in COLOURS:
            brush = pg.mkBrush(*(int(part) for part in colour))
            item = pg.ScatterPlotItem(
                size=3, pen=None, brush=brush, symbol="s", pxMode=True, antialias=False
            )
            self.addItem(item, ignoreBounds=True)
            self._items.append(item)
        self.setRange(xRange=(-3.5, 3.5), yRange=(-3.5, 3.5), padding=0)
        self.resize(SIDE, SIDE)

    def update_to(self, points: Points) -> None:
        for item, rows in zip(self._items, self._rows, strict=True):
            item.setData(points[rows, 0], points[rows, 1], skipFiniteCheck=True)
        self.viewport().repaint()

    def pan(self, pixels: float) -> None:
        self.getViewBox().translateBy(x=-pixels * 7 / SIDE)
        self.viewport().repaint()


class OurPlot(LatentPlot):
    """The whole plot of the window: medians, names, rings, axes and a step of the dots' motion."""

    def __init__(self, labels: NDArray[np.uint8]) -> None:
        super().__init__(theme_for("light"))
        self._base = replace(load_model(), labels=labels)
        self.resize(SIDE, SIDE)

    def update_to(self, points: Points) -> None:
        self.set_snapshot(replace(self._base, embedding=points, log_variance=points))
        self.dots.advance(FRAME_MS / 1000, self.plane.scale)
        self.repaint()


def milliseconds(work: Callable[[], None]) -> float:
    """Time one call."""
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def _shown(widget: QWidget) -> QWidget:
    widget.show()
    QApplication.processEvents()
    return widget


def measure(sizes: Sizes) -> Iterator[Row]:
    keep_freed_memory()  # as the program does; it serves both sides
    choose_platform()
    application = QApplication.instance() or QApplication([])
    for count in sizes.dots:
        yield from _rows(count, sizes)
    del application


def _rows(count: int, sizes: Sizes) -> Iterator[Row]:
    states, labels = cloud(count)
    repeats = sizes.repeats if count < 500_000 else min(sizes.repeats, MOST_SLOW)
    sides = {"ours": OurScatter(labels), "reference": PyqtgraphScatter(labels)}
    sides["plot"] = OurPlot(labels)  # type: ignore[assignment]
    update: dict[str, list[float]] = {name: [] for name in sides}
    pan: dict[str, list[float]] = {"ours": [], "reference": []}
    for side in sides.values():
        _shown(side)
        side.update_to(states[1])
    for turn in range(repeats):
        for name, side in sides.items():
            points = states[turn % 2].copy()
            update[name].append(milliseconds(lambda s=side, p=points: s.update_to(p)))  # type: ignore[misc]
    turns = max(repeats, FEWEST_PANS)
    for turn in range(turns):
        for name in pan:
            by = PAN_STEP if turn < turns / 2 else -PAN_STEP
            pan[name].append(milliseconds(lambda s=sides[name], b=by: s.pan(b)))  # type: ignore[misc]
    for side in sides.values():
        side.close()
        side.deleteLater()
    ours, reference = Sample.of(update["ours"]), Sample.of(update["reference"])
    ratio = paired_ratio(update["reference"], update["ours"])
    whole = Sample.of(update["plot"]).median
    note = f"set + painted; the whole plot with names, axes and motion takes {whole:.1f} ms"
    goal = _goal(count) if count != UPDATE_RATIO_AT else Goal("ratio", True, 40)
    yield row(f"scatter_update {count:,}", "ms", ours, reference, ratio, goal, note)
    ours, reference = Sample.of(pan["ours"]), Sample.of(pan["reference"])
    ratio = paired_ratio(pan["reference"], pan["ours"])
    slowest = max(pan["ours"])
    note = f"{PAN_STEP:g} pixels a frame; the slowest frame takes {slowest:.1f} ms"
    met = slowest <= FRAME_MS
    name = f"scatter_pan {count:,}"
    yield row(name, "ms", ours, reference, ratio, _goal(count), note, provided=met)


def _goal(count: int) -> Goal | None:
    return Goal("ours", False, 16.7) if count >= 1_000_000 else None
