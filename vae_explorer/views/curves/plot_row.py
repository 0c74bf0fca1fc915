"""The plots of the chosen quantities, side by side or in two rows, over the same epochs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from functools import partial

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from vae_explorer.views.curves.loss_plot import LossPlot
from vae_explorer.views.curves.quantities import Quantity
from vae_explorer.views.curves.series import RunSeries, Splits
from vae_explorer.views.in_turns import InTurns
from vae_explorer.views.style.theme import Theme

_NARROWEST, _LOWEST = 190, 130  # pixels of a plot at normal type, where there are two rows


class PlotRow(QWidget):
    """Plots are made when they are first chosen; those that are not are hidden."""

    zoomed = Signal(LossPlot, bool, bool)  # in x, in y
    reset_requested = Signal()
    pointed = Signal(LossPlot, float, QPointF)  # epoch, and where in the plot
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._plots: dict[Quantity, LossPlot] = {}
        self._chosen: tuple[LossPlot, ...] = ()
        self._columns = 0
        self._reserved = 0
        self._moment: float | None = None
        self._turns = InTurns(self)
        self._shares = True  # one plot's epochs with the others
        self.setProperty("role", "body")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(theme.space.m, theme.space.xs, theme.space.m, theme.space.s)
        # A plot ends in room for its last number.
        self._grid.setHorizontalSpacing(theme.space.xs)
        self._grid.setVerticalSpacing(theme.space.xs)

    def __iter__(self) -> Iterator[LossPlot]:
        return iter(self._chosen)

    @property
    def chosen(self) -> tuple[LossPlot, ...]:
        """The plots that are there, in their order."""
        return self._chosen

    def choose(self, quantities: Sequence[Quantity]) -> None:
        """Show these, at least one."""
        for plot in self._chosen:
            self._grid.removeWidget(plot)
            plot.hide()
        self._chosen = tuple(map(self._plot, quantities))
        names = ("splits", "runs")
        for place, plot in enumerate(self._chosen):
            # A legend in each plot would hide as much as it tells.
            plot.name_lines(names[place : place + 1] if len(self._chosen) > 1 else names)
            plot.show()
        self._columns = 0
        self._arrange()

    def draw(
        self,
        series: Sequence[RunSeries],
        splits: Splits,
        logs: Set[Quantity],
        last_epoch: Callable[[], float | None],
        *,
        in_turns: bool,
    ) -> None:
        """Draw the losses of these runs.

        Parameters
        ----------
        logs
            Quantities on a logarithmic axis.
        last_epoch
            Asked as each plot is drawn: up to where it shall reach; None to leave its epochs.
        in_turns
            Draw one plot in each turn of the event loop.
        """

        def draw(plot: LossPlot) -> None:
            last = last_epoch()
            if last is not None:
                self._show_epochs(plot, last)
            plot.set_series(series, splits, plot.quantity in logs)

        self._turns.do([partial(draw, plot) for plot in self._chosen], at_once=not in_turns)

    def _show_epochs(self, plot: LossPlot, last: float) -> None:
        self._shares = plot is self._chosen[-1]  # and with those that are not on the screen
        plot.view_box.setXRange(0, last, padding=0.02)
        self._shares = True

    def set_moment(self, epoch: float | None) -> None:
        """Mark the epoch that is looked at; None for the newest."""
        self._moment = epoch
        for plot in self._plots.values():
            plot.moment.show_at(epoch)

    def reserve(self, pixels: int) -> None:
        """Leave so much room at the top right, for buttons."""
        self._reserved = pixels
        self._make_room()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for plot in self._plots.values():
            plot.set_theme(theme)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _plot(self, quantity: Quantity) -> LossPlot:
        if quantity not in self._plots:
            plot = LossPlot(quantity, self._theme)
            plot.setParent(self)  # before it is shown
            plot.moment.show_at(self._moment)
            if self._chosen:
                plot.view_box.setXRange(*self._chosen[0].view_box.viewRange()[0], padding=0)
            plot.view_box.sigXRangeChanged.connect(self._share_epochs)
            plot.zoomed.connect(lambda x, y: self.zoomed.emit(plot, x, y))
            plot.reset_requested.connect(self.reset_requested)
            plot.pointed.connect(lambda epoch, at: self.pointed.emit(plot, epoch, at))
            plot.left.connect(self.left)
            self._plots[quantity] = plot
        return self._plots[quantity]

    def _arrange(self) -> None:
        count, scale = len(self._chosen), self._theme.type.caption / 12
        crowded = count > 1 and self.width() < count * _NARROWEST * scale
        rows = 2 if crowded and self.height() >= 2 * _LOWEST * scale else 1
        columns = -(-count // rows)
        if columns == self._columns:
            return
        self._columns = columns
        for plot in self._chosen:
            self._grid.removeWidget(plot)
        for column in range(max(columns, self._grid.columnCount())):
            self._grid.setColumnStretch(column, int(column < columns))
        for place, plot in enumerate(self._chosen):
            self._grid.addWidget(plot, *divmod(place, columns))
        self._make_room()

    def _make_room(self) -> None:
        for place, plot in enumerate(self._chosen):
            plot.reserve(self._reserved if place == self._columns - 1 else 0)

    def _share_epochs(self, source: pg.ViewBox, epochs: tuple[float, float]) -> None:
        if not self._shares:
            return
        # setXLink would line the plots up by their places on the screen, where they do overlap
        # until the layout has had its turn.
        for plot in self._plots.values():
            if plot.view_box is not source and plot.view_box.viewRange()[0] != list(epochs):
                plot.view_box.setXRange(*epochs, padding=0)
