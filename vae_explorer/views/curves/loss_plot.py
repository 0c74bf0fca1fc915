"""One loss along the epochs: its newest values above, the curves of all runs below."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vae_explorer.core.language import tr
from vae_explorer.core.measures.result import Reference
from vae_explorer.views.curves.axis import Axis
from vae_explorer.views.curves.changes import change_text
from vae_explorer.views.curves.headline import Headline, Value
from vae_explorer.views.curves.lines import RunLines, Stroke, colours, curve_colour, stroke
from vae_explorer.views.curves.moment import MomentLine
from vae_explorer.views.curves.quantities import Quantity
from vae_explorer.views.curves.series import (
    RunSeries,
    Splits,
    common_range,
    shown_first,
    split_word,
)
from vae_explorer.views.curves.sheets import Crosshair, Entry, Legend, Level, Levels, Mark, Marks
from vae_explorer.views.style.theme import Theme, numeric_font

_FARTHEST = 1e9  # epochs, to which one can zoom out


class LossPlot(QWidget):
    """One loss of all runs, with its axes, marks and crosshair."""

    zoomed = Signal(bool, bool)  # in x, in y
    reset_requested = Signal()
    pointed = Signal(float, QPointF)  # epoch, and where in this widget
    left = Signal()

    def __init__(self, quantity: Quantity, theme: Theme) -> None:
        super().__init__()
        self.quantity = quantity
        self.follows_y = True
        self._theme = theme
        self._series: tuple[RunSeries, ...] = ()
        self._names: tuple[str, ...] = ()  # of "splits" and "runs": what the legend tells
        self._references: tuple[Reference, ...] = ()
        self._splits = Splits.BOTH
        self._log = False
        self._reserved = 0
        self._fit: tuple[float, ...] = ()
        self._lines: dict[int, RunLines] = {}
        self._title = Headline()
        self._left, self._bottom = Axis("left"), Axis("bottom")
        self._plot = pg.PlotWidget(axisItems={"left": self._left, "bottom": self._bottom})
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.setAccessibleName(tr("{loss} by epoch", loss=tr(quantity.title)))
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.viewport().setMouseTracking(True)
        self.view_box: pg.ViewBox = self._plot.getViewBox()
        self.view_box.disableAutoRange()
        self.view_box.setDefaultPadding(0)
        self._limit_zoom()
        self.marks = Marks(self.view_box, theme)
        self.legend = Legend(self.view_box, theme)
        self.levels = Levels(self.view_box, theme, self.legend)
        self.crosshair = Crosshair(self.view_box, theme)
        self.moment = MomentLine(self.view_box, theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._title)
        column.addWidget(self._plot, 1)
        self.view_box.sigRangeChangedManually.connect(self._moved)
        self.view_box.sigRangeChanged.connect(self._range_changed)
        self._plot.viewport().installEventFilter(self)
        self.set_theme(theme)

    @property
    def title(self) -> Headline:
        return self._title

    @property
    def plot(self) -> pg.PlotWidget:
        return self._plot

    @property
    def axis_width(self) -> float:
        """Of the numbers at the left and, where it is named, the unit."""
        return float(self._left.width())

    @property
    def names_unit(self) -> bool:
        return bool(self._left.label.isVisible())

    @property
    def names_epochs(self) -> bool:
        return bool(self._bottom.label.isVisible())

    def ticks(self, side: str) -> list[tuple[float, str]]:
        """Places and texts of the numbers at the "left" or the "bottom"."""
        return (self._left if side == "left" else self._bottom).numbers()

    def strokes(self) -> list[Stroke]:
        """The lines that are drawn, the lowest first; values are logarithms on such an axis."""
        runs = sorted(self._series, key=lambda one: one.run.shown)
        return [
            stroke(one, self.quantity, split, self._log, self._theme)
            for one in runs
            for split in self._splits.names
        ]

    def set_series(self, series: Sequence[RunSeries], splits: Splits, log: bool) -> None:
        """Show these runs; a range that a person has chosen stays."""
        if log != self._log:
            self._log = log
            self.follows_y = True  # the other axis has other numbers
            self._left.set_log(log)
            self._limit_zoom()
        first = shown_first(series)
        series = [one for one in series if first and one.shares_axis(first, self.quantity)]
        self._series, self._splits = tuple(series), splits
        for run_id in self._lines.keys() - {one.run.run_id for one in series}:
            self._lines.pop(run_id).remove(self._plot)
        for one in series:
            if one.run.run_id not in self._lines:
                self._lines[one.run.run_id] = RunLines(self._plot)
            lines = self._lines[one.run.run_id]
            lines.draw(one, self.quantity, splits, log, self._theme)
        if self.follows_y:
            self._fit_values()
        self._mark_changes()
        self._name_lines()
        self._draw_levels()
        self._write_title()

    def name_lines(self, names: Sequence[str]) -> None:
        """Tell in the legend the names of the "splits", of the other "runs", of both or of none."""
        self._names = tuple(names)
        self._name_lines()

    def set_references(self, references: Sequence[Reference]) -> None:
        """Draw those of these levels that this loss can be compared with."""
        self._references = tuple(
            one
            for one in references
            if self.quantity.levels == "all" or (self.quantity.levels and one.bounds_elbo)
        )
        self._draw_levels()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._title.setFont(_sized(numeric_font(QFont()), theme.type.body))
        small = _sized(numeric_font(QFont()), theme.type.caption - 1)
        self._small = QFontMetrics(small)
        # For what the outermost numbers of the axes stand out by.
        line = self._small.height()
        self._plot.getPlotItem().setContentsMargins(0, line // 2 - 1, line, 0)
        self._plot.setBackground(theme.panel)
        for axis in (self._left, self._bottom):
            axis.setPen(theme.plot_axis)
            axis.setTextPen(theme.plot_axis)
            axis.set_font(small)
        style = {"color": theme.plot_axis, "font-size": f"{theme.type.caption - 1}px"}
        self._plot.setLabel("left", tr(self.quantity.unit), **style)
        self._plot.setLabel("bottom", tr("epoch"), **style)
        self._fit = ()
        self.legend.set_font(small)
        self.levels.set_font(small)
        for sheet in (self.marks, self.levels, self.legend, self.crosshair, self.moment):
            sheet.set_theme(theme)
        self._fit_axes()
        if self._series:
            self.set_series(self._series, self._splits, self._log)

    def reserve(self, pixels: int) -> None:
        """Leave so much room at the right of the title, for buttons."""
        if pixels != self._reserved:
            self._reserved = pixels
            self._write_title()

    def point_at(self, epoch: float | None) -> None:
        """Put the crosshair at `epoch`, or take it away."""
        if epoch is None:
            self.crosshair.show_at(None)
            return
        rings = []
        for one in reversed(self._series):
            for split in self._splits.names:
                value = one.curve(self.quantity, split).at(epoch)
                if value is not None and np.isfinite(value) and (value > 0 or not self._log):
                    height = float(np.log10(value)) if self._log else value
                    rings.append((height, curve_colour(one, split, self._theme)))
        self.crosshair.show_at(epoch, rings)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit_axes()
        super().resizeEvent(event)
        self._write_title()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonDblClick:
            self.reset_requested.emit()
            return True
        if kind == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._hover(event)
        elif kind == QEvent.Type.Leave:
            self.left.emit()
        return super().eventFilter(watched, event)

    def _hover(self, event: QMouseEvent) -> None:
        place = self._plot.mapToScene(event.position().toPoint())
        inside = self.view_box.sceneBoundingRect().contains(place)
        if event.buttons() != Qt.MouseButton.NoButton or not inside:
            self.left.emit()
            return
        epoch = self.view_box.mapSceneToView(place).x()
        self.pointed.emit(epoch, QPointF(self._plot.mapTo(self, event.position().toPoint())))

    def _moved(self, axes: list[bool]) -> None:
        self.zoomed.emit(bool(axes[0]), bool(axes[1]))

    def _range_changed(self) -> None:
        for sheet in (self.marks, self.levels, self.crosshair, self.moment):
            sheet.update()
        self._fit_axes()

    def _limit_zoom(self) -> None:
        """Keep within what the arithmetic of a plot can do."""
        values = (-20.0, 20.0, 1e-3, 40.0) if self._log else (-1e18, 1e18, 0.05, 2e18)
        low, high, least, most = values
        self.view_box.setLimits(
            xMin=-_FARTHEST,
            xMax=2 * _FARTHEST,
            minXRange=1e-3,
            yMin=low,
            yMax=high,
            minYRange=least,
            maxYRange=most,
        )

    def _fit_values(self) -> None:
        first = shown_first(self._series)
        if first is None:
            return
        others = (one for one in self._series if one is not first)
        limits = common_range(
            first.limits(self.quantity, self._splits, self._log),
            (one.limits(self.quantity, self._splits, self._log) for one in others),
            self._log,
        )
        if limits and list(limits) != self.view_box.viewRange()[1]:
            self.view_box.setYRange(*limits, padding=0)

    def _mark_changes(self) -> None:
        marks = []
        for one in sorted(self._series, key=lambda one: one.run.shown):
            whose = "" if one.run.shown else one.run.name
            colour = None if one.run.shown else one.run.colour or self._theme.muted
            for change in one.changes:
                what = change_text(change)
                text = tr("{name}: {what}", name=whose, what=what) if whose else what
                marks.append(Mark(change.epoch, text, colour))
        if tuple(marks) != self.marks.marks:
            self.marks.set_marks(tuple(marks))
            self._plot.setAccessibleDescription(tr("; ").join(mark.text for mark in marks))

    def _name_lines(self) -> None:
        """Name train and test in the plots that are to, and the other runs in their neighbours."""
        entries = []
        for one in self._series:
            drawn = [
                split
                for split in reversed(self._splits.names)
                if len(one.curve(self.quantity, split).epochs)
            ]
            if one.run.shown and "splits" in self._names:
                own = colours(self._theme)
                entries += [
                    Entry(split_word(s), own[s], thin=False, dots=s == "test") for s in drawn
                ]
            elif drawn and not one.run.shown and "runs" in self._names:
                colour = curve_colour(one, drawn[0], self._theme)
                name = one.run.name or one.run.number
                entries.append(Entry(name, colour, thin=True, dots="test" in drawn))
        self.legend.set_entries(tuple(entries))

    def _draw_levels(self) -> None:
        levels = []
        for one in self._references:
            if one.value > 0 or not self._log:
                height = float(np.log10(one.value)) if self._log else one.value
                number = self.quantity.written(one.value)
                levels.append(Level(height, f"{tr(one.name)} {number}", number))
        self.levels.set_levels(tuple(levels))

    def _fit_axes(self) -> None:
        """Name unit and epoch beside the axes only where that is not cut off or all there is."""
        line = self._small.height()
        height = self._plot.height()
        name_epochs = height - 2 * line - 8 >= 5 * line
        below = (2 * line + 6) if name_epochs else line + 6
        name_unit = height - below >= self._small.horizontalAdvance(tr(self.quantity.unit)) + 8
        name_unit = name_unit and self._plot.width() >= 9 * line
        numbers = max(self._small.horizontalAdvance("000.0"), self._left.widest())
        width = numbers + 8 + (line if name_unit else 0)
        fit = (width, below, name_unit, name_epochs)
        if self._fit == fit:
            return  # each of the following has the plot laid out again
        self._fit = fit
        self._left.setWidth(width)
        self._bottom.setHeight(below)
        self._left.showLabel(name_unit)
        self._bottom.showLabel(name_epochs)
        self._plot.viewport().update()  # what was outside of an axis is not taken back with it

    def _write_title(self) -> None:
        first = next((one for one in self._series if one.run.shown), None)
        values = []
        for split in reversed(self._splits.names):
            value = first.curve(self.quantity, split).latest if first else None
            if value is not None:
                measured = self.quantity.measured(value)
                words = tr("{value} {split}", value=measured, split=split_word(split))
                colour = colours(self._theme)[split]
                values.append(Value(words, self.quantity.written(value), colour))
        if first is not None and (missing := first.lacks(self.quantity)):
            values.append(Value(missing, missing, self._theme.muted))
        room = self.width() - 4 - self._reserved
        self._title.write(tr(self.quantity.title), values, room, self._theme)


def _sized(font: QFont, pixels: int) -> QFont:
    font.setPixelSize(pixels)
    return font
