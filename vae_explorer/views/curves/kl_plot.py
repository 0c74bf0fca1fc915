"""KL divergence against iteration, on a logarithmic axis or a linear one."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QResizeEvent

from vae_explorer.core.language import tr
from vae_explorer.views.curves.card import ValueCard
from vae_explorer.views.curves.chart import Chart
from vae_explorer.views.curves.kl_lines import KINDS, RANDN, Line
from vae_explorer.views.curves.quantities import short_exponent
from vae_explorer.views.curves.sheets import Crosshair, Entry, Legend
from vae_explorer.views.style.theme import Theme

_LEAST_DECADES, _LEAST_NATS = 1.0, 0.1  # of the range of values
_MOST_FOR_NAMES = 0.35  # of the width, which the lines leave to the legend


class KLPlot(Chart):
    """The lines, a legend of runs and kinds, and a card of values at the mouse."""

    def __init__(self, theme: Theme) -> None:
        self._lines: Sequence[Line] = ()
        self._items: list[pg.PlotDataItem] = []
        self._log = True
        self._follows = True
        super().__init__(tr("KL divergence by iteration"), tr("KL, nats"), tr("iteration"), theme)
        self.legend = Legend(self.view_box, theme, most_height=1.0)
        self.crosshair = Crosshair(self.view_box, theme)
        self.card = ValueCard(self)
        self.left_axis.set_log(True)
        self.view_box.setLimits(xMin=-1e15, xMax=1e16, minXRange=1, yMin=-1e15, yMax=1e15)
        self.zoomed.connect(self._on_zoomed)
        self.reset_requested.connect(self.show_all)
        self.pointed.connect(self._point)
        self.left_alone.connect(self.unpoint)
        self.set_theme(theme)

    @property
    def follows(self) -> bool:
        """Whether all is shown, however long it gets."""
        return self._follows

    def set_lines(self, lines: Sequence[Line], log: bool) -> None:
        """Draw these, the lowest first."""
        if log != self._log:
            self._log, self._follows = log, True
            self.left_axis.set_log(log)
        self._lines = lines
        while len(self._items) > len(lines):
            self.plot.removeItem(self._items.pop())
        while len(self._items) < len(lines):
            item = self.plot.plot([], [], antialias=True, connect="finite")
            item.setDownsampling(auto=True, method="peak")
            item.setClipToView(True)
            self._items.append(item)
        for item, line in zip(self._items, lines, strict=True):
            width = 1.5 if line.shown and line.colour is not None else 1
            colour = QColor(line.colour or self._theme.text)
            item.setPen(pg.mkPen(colour, width=width, style=KINDS[line.kind].style))
            item.setData(line.steps, self._heights(line))
        self._name_lines()
        if self._follows:
            self._fit_range()

    def show_all(self) -> None:
        """Undo all zooming and follow the runs again."""
        self._follows = True
        self._fit_range()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._follows:
            self._fit_range()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        if not hasattr(self, "card"):
            return  # still being built
        self.legend.set_font(self.font_small)
        for part in (self.legend, self.crosshair, self.card):
            part.set_theme(theme)
        self.set_lines(self._lines, self._log)

    def unpoint(self) -> None:
        """Take the crosshair and the card away."""
        self.card.hide()
        self.crosshair.show_at(None)

    def _heights(self, line: Line) -> np.ndarray:
        if not self._log:
            return line.values
        positive = np.where(line.values > 0, line.values, np.nan)  # an estimate may be below 0
        return np.log10(positive)

    def _fit_range(self) -> None:
        heights = [self._heights(line) for line in self._lines]
        heights = [height[np.isfinite(height)] for height in heights]
        heights = [height for height in heights if len(height)]
        if not heights:
            return
        # The first steps of a run may be far off in both directions.
        low = min(float(np.percentile(height, 0.5)) for height in heights)
        high = max(float(np.percentile(height, 99.5)) for height in heights)
        if self._log:
            low, high = max(low, -6.0), max(high, -5.0)
        least = _LEAST_DECADES if self._log else _LEAST_NATS
        margin = max(0.06 * (high - low), (least - (high - low)) / 2)
        last = max(float(line.steps[-1]) for line in self._lines)
        self.view_box.setYRange(low - margin, high + margin, padding=0)
        width = max(1.0, float(self.view_box.width()))
        names = min(self.legend.wanted_width / width, _MOST_FOR_NAMES)
        first, last = -0.02 * last, max(last, 1.0)
        self.view_box.setXRange(first, first + (last - first) / (1 - names), padding=0)

    def _name_lines(self) -> None:
        """Name the runs by their colours, and the kinds by their strokes."""
        named = {line.name: line.colour for line in reversed(self._lines) if line.colour}
        entries = [
            Entry(name, str(colour), thin=False, dots=False) for name, colour in named.items()
        ]
        for key, kind in KINDS.items():
            if any(line.kind == key for line in self._lines):
                colour = self._theme.text if key == RANDN else self._theme.muted
                entries.append(
                    Entry(tr(kind.title), colour, thin=True, dots=False, style=kind.style)
                )
        self.legend.set_entries(tuple(entries))

    def _on_zoomed(self) -> None:
        self._follows = False

    def _point(self, place: QPointF, at: QPointF) -> None:
        """Tell the values at the measurement nearest to the mouse."""
        if not self._lines:
            return
        longest = max(self._lines, key=lambda line: len(line.steps))
        step, _ = longest.at(place.x())
        rings, rows = [], []
        for line in reversed(self._lines):
            found, value = line.at(step)
            if not np.isfinite(value) or step > line.steps[-1] + _reach(line):
                continue
            colour = line.colour or self._theme.text
            number = short_exponent(f"{value:.3g}").replace("-", "−")
            rows.append(
                f"<tr><td><span style='color:{colour}'>■</span> {escape(line.title)}</td>"
                f"<td align='right'>&nbsp;&nbsp;{number}</td></tr>"
            )
            if found == step and (value > 0 or not self._log):
                rings.append((float(np.log10(value)) if self._log else value, colour))
        self.crosshair.show_at(step, rings)
        heading = tr("<b>Iteration {step:,.0f}</b>, nats", step=step)
        head = f"<div>{heading}</div>"
        self.card.tell(f"{head}<table cellspacing='0'>{''.join(rows)}</table>", self, at.toPoint())

    def plot_pen(self, number: int) -> tuple[str, Qt.PenStyle]:
        """Colour and stroke of a line as it is drawn."""
        pen = self._items[number].opts["pen"]
        return pen.color().name(), pen.style()


def _reach(line: Line) -> float:
    """How far behind its last measurement a line still has a value."""
    return float(line.steps[-1] - line.steps[-2]) if len(line.steps) > 1 else 0.0
