"""The lines of a run in a plot, and their colours."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from vae_explorer.views.curves.quantities import Quantity
from vae_explorer.views.curves.series import RunSeries, Splits
from vae_explorer.views.style.theme import Theme

_MOST_DOTS = 60  # of test, which is measured once in an epoch


def colours(theme: Theme) -> dict[str, str]:
    """The colours of train and of test: readable as text, apart for colour-blind viewers."""
    return {"train": theme.warning, "test": theme.accent_ink}


def curve_colour(series: RunSeries, split: str, theme: Theme) -> str:
    """The colour of one curve of a run."""
    return colours(theme)[split] if series.run.shown else series.run.colour or theme.muted


class Stroke(NamedTuple):
    """How one curve is drawn."""

    epochs: NDArray[np.float64]
    values: NDArray[np.float64]  # NaN is a gap
    colour: str
    width: float
    opacity: float
    dots: float  # radius; 0 for none


def stroke(series: RunSeries, quantity: Quantity, split: str, log: bool, theme: Theme) -> Stroke:
    """What the curve of one split looks like: that of the shown run in front of the others."""
    shown = series.run.shown
    curve = series.curve(quantity, split)
    values = curve.drawn(log)
    # A line needs two points: what is logged first is a dot. Very many would hide their line.
    count = np.count_nonzero(np.isfinite(values))
    dotted = count == 1 or (split == "test" and count <= _MOST_DOTS)
    return Stroke(
        epochs=curve.epochs,
        values=values,
        colour=curve_colour(series, split, theme),
        width=1.5 if shown and split == "test" else 1,
        opacity=1 if shown or split == "test" else 0.45,
        dots=(2.5 if shown else 2) if dotted else 0,
    )


class RunLines:
    """The train and the test curve of one run in one plot."""

    def __init__(self, plot: pg.PlotWidget) -> None:
        self.items = {
            split: plot.plot([], [], antialias=True, connect="finite")
            for split in ("train", "test")
        }
        # Not of test, which has few points: it would be worked out anew at each change of range.
        self.items["train"].setDownsampling(auto=True, method="mean")
        self.items["train"].setClipToView(True)
        self._drawn: tuple[object, ...] = ()
        self._looks: dict[str, tuple[object, ...]] = {}

    def draw(
        self, series: RunSeries, quantity: Quantity, splits: Splits, log: bool, theme: Theme
    ) -> None:
        """Draw what has changed since the last time."""
        drawn = (series, splits, log, theme)
        if self._drawn == drawn:
            return
        self._drawn = drawn
        for split, item in self.items.items():
            line = stroke(series, quantity, split, log, theme)
            # In one call, for each would draw the curve anew.
            item.setData(line.epochs, line.values, **self._look(split, line, series.run.shown))
            item.setVisible(split in splits.names)

    def _look(self, split: str, line: Stroke, in_front: bool) -> dict[str, object]:
        """Return what of the look has changed, as the curve takes it."""
        looks = (*line[2:], in_front)
        if self._looks.get(split) == looks:
            return {}
        self._looks[split] = looks
        self.items[split].setZValue(2 if in_front else 1)
        colour, pale = QColor(line.colour), QColor(line.colour)
        pale.setAlphaF(line.opacity)
        return {
            "symbol": "o" if line.dots else None,
            "symbolSize": 2 * line.dots or 1,
            "symbolBrush": pg.mkBrush(colour),
            "symbolPen": pg.mkPen(None),
            "pen": pg.mkPen(pale, width=line.width),
        }

    def remove(self, plot: pg.PlotWidget) -> None:
        for item in self.items.values():
            plot.removeItem(item)
