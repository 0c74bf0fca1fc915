"""The losses of a run along its epochs."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from vae_explorer.core.history import History, Losses
from vae_explorer.views.style.icons import icon
from vae_explorer.views.style.theme import Theme, numeric_font
from vae_explorer.views.widgets.form import explain

EMPTY_TEXT = "Losses appear here while a model trains"


Curve: TypeAlias = tuple[NDArray[np.float64], NDArray[np.float64]]


class _Quantity(NamedTuple):
    title: str
    attribute: str  # of Losses


QUANTITIES = (
    _Quantity("−ELBO", "negative_elbo"),
    _Quantity("Reconstruction", "reconstruction"),
    _Quantity("KL", "kl"),
)


def series(rows: NDArray[np.float64], attribute: str) -> Curve:
    """Epochs and values of one loss, from the rows of a `History`."""
    losses = Losses(*rows.T)
    return np.asarray(losses.epoch), np.asarray(getattr(losses, attribute))


def _last(curve: Curve) -> float | None:
    return float(curve[1][-1]) if len(curve[1]) else None


_LEAST_RANGE = 2.0  # nats; finer ticks have more digits than there is room for beside the axis


def robust_range(*curves: Curve) -> tuple[float, float] | None:
    """Lowest and highest finite value after the run has settled, with a margin.

    The losses of the first steps are many times the rest, and would flatten it: the first 2 % of
    the epochs do not count, nor, in a run of a few epochs, half an epoch.
    """
    epochs = np.concatenate([epoch for epoch, _ in curves])
    values = np.concatenate([value for _, value in curves])
    finite = np.isfinite(values)
    epochs, values = epochs[finite], values[finite]
    if not len(values):
        return None
    last = epochs.max()
    settled = values[epochs > max(0.02 * last, min(0.5, 0.2 * last))]
    if len(settled) > 1:
        values = settled
    low, usual = (float(v) for v in np.percentile(values, (0, 98)))
    high = float(values.max())
    if high > usual + 5 * (usual - low):
        # A single minibatch is off by millions: the curve leaves the plot there and comes back.
        high = usual + 0.5 * (usual - low)
    margin = max(0.06 * (high - low), (_LEAST_RANGE - (high - low)) / 2)
    return low - margin, high + margin


_LABEL_FITS = 135  # height of a plot beside whose axis the unit's name fits


class _LossPlot(QWidget):
    """One loss: its newest values above, train and test below."""

    zoomed = Signal(bool, bool)  # in x, in y
    reset_requested = Signal()

    def __init__(self, quantity: _Quantity, theme: Theme) -> None:
        super().__init__()
        self._quantity = quantity
        self._theme = theme
        self._latest: tuple[float | None, float | None] = (None, None)
        self._legend: pg.LegendItem | None = None
        self._named = (False, False)
        self.follows_y = True
        self._title = QLabel()
        self._title.setMinimumWidth(1)
        self._title.setTextFormat(Qt.TextFormat.RichText)
        self._title.setFont(numeric_font(QFont()))
        self._plot = pg.PlotWidget()
        self._plot.setMenuEnabled(False)
        self._plot.getPlotItem().setContentsMargins(0, 5, 4, 0)  # for the topmost number
        self._plot.hideButtons()
        self._plot.setAccessibleName(f"{quantity.title} by epoch")
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view_box: pg.ViewBox = self._plot.getViewBox()
        self.view_box.disableAutoRange()
        self.view_box.setDefaultPadding(0)
        self._train = self._plot.plot([], [], antialias=True, connect="finite")
        self._test = self._plot.plot([], [], antialias=True, connect="finite")
        self._train.setDownsampling(auto=True, method="mean")
        self._train.setClipToView(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._title)
        column.addWidget(self._plot, 1)
        self.view_box.sigRangeChangedManually.connect(self._moved)
        self._plot.viewport().installEventFilter(self)
        self.set_theme(theme)

    @property
    def title(self) -> QLabel:
        return self._title

    @property
    def plot(self) -> pg.PlotWidget:
        return self._plot

    def set_curves(self, history: History) -> None:
        train = series(history.train, self._quantity.attribute)
        test = series(history.test, self._quantity.attribute)
        self._train.setData(*train)
        self._test.setData(*test)
        self._latest = (_last(train), _last(test))
        if self.follows_y and (limits := robust_range(train, test)):
            self.view_box.setYRange(*limits, padding=0)
        self._name_lines()
        self._write_title()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        small = QFont(self.font())
        small.setPixelSize(theme.type.caption - 1)
        self._plot.setBackground(theme.panel)
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setPen(theme.plot_axis)
            axis.setTextPen(theme.plot_axis)
            axis.setTickFont(small)
            axis.setStyle(tickLength=-4, tickTextOffset=4, maxTickLevel=0)
            axis.enableAutoSIPrefix(False)
        width = QFontMetrics(small).horizontalAdvance("000.0")
        self._plot.getAxis("left").setWidth(width + 20)
        style = {"color": theme.plot_axis, "font-size": f"{theme.type.caption - 1}px"}
        self._plot.setLabel("left", "nats per image", **style)
        self._plot.setLabel("bottom", "epoch", **style)
        self._plot.getAxis("bottom").setHeight(QFontMetrics(small).height() * 2 + 8)
        self._fit_label()
        train, test = colours(theme)
        self._train.setPen(pg.mkPen(train, width=1))
        self._test.setPen(pg.mkPen(test, width=1.5))
        self._test.setSymbol("o")
        self._test.setSymbolSize(5)
        self._test.setSymbolBrush(QColor(test))
        self._test.setSymbolPen(None)
        self._write_title()

    def show_legend(self) -> None:
        """Name the two lines inside the plot, for the other plots too."""
        self._legend = self._plot.addLegend(offset=(-6, 4), verSpacing=-7, horSpacing=12)
        self._legend.clear()
        self._legend.setLabelTextColor(self._theme.text)
        self._legend.setLabelTextSize(f"{self._theme.type.caption - 1}px")
        self._named = (False, False)
        self._name_lines()

    def _name_lines(self) -> None:
        drawn = (self._latest[0] is not None, self._latest[1] is not None)
        if self._legend is None or drawn == self._named:
            return
        self._named = drawn
        self._legend.clear()
        for line, name, is_drawn in zip(
            (self._train, self._test), ("train", "test"), drawn, strict=True
        ):
            if is_drawn:
                self._legend.addItem(line, name)

    def _fit_label(self) -> None:
        """Name the unit beside the axis only where the name is not cut off."""
        axis = self._plot.getAxis("left")
        axis.showLabel(self._plot.height() >= _LABEL_FITS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit_label()
        super().resizeEvent(event)
        self._write_title()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self.reset_requested.emit()
            return True
        return super().eventFilter(watched, event)

    def _moved(self, axes: list[bool]) -> None:
        self.zoomed.emit(bool(axes[0]), bool(axes[1]))

    def _write_title(self) -> None:
        train, test = self._latest
        named = [
            (f"{value:.1f}" if value >= 10 else f"{value:.2f}", word, colour)
            for value, word, colour in zip(
                (test, train), ("test", "train"), reversed(colours(self._theme)), strict=True
            )
            if value is not None
        ]
        name = self._quantity.title
        plain = [name, *(f"{value} nats {word}" for value, word, _ in named)]
        self._title.setAccessibleName(", ".join(plain))
        self._title.setToolTip(", ".join(plain))
        words = [f"{value} nats {word}" for value, word, _ in named]
        numbers = [value for value, _, _ in named]
        shown = next(filter(self._fits, (words, numbers, numbers[:1])), [])
        rich = [
            f"<span style='color:{colour}'>{text}</span>"
            for text, (_, _, colour) in zip(shown, named, strict=False)
        ]
        self._title.setText("&nbsp;&nbsp;".join([f"<b>{name}</b>", *rich]))

    def _fits(self, texts: list[str]) -> bool:
        bold = QFont(self._title.font())
        bold.setBold(True)
        width = QFontMetrics(bold).horizontalAdvance(self._quantity.title)
        return (
            width
            + self._title.fontMetrics().horizontalAdvance("".join(f"  {text}" for text in texts))
            < self.width() - 4
        )


def colours(theme: Theme) -> tuple[str, str]:
    """The colours of train and of test: readable as text, apart for colour-blind viewers."""
    return theme.warning, theme.accent_ink


class CurvesPanel(QWidget):
    """−ELBO, reconstruction and KL in nats per image, on training and on held-out digits."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._follows_x = True
        self._history = History()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(300, 120)
        self._empty = QLabel(EMPTY_TEXT)
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._plots = tuple(_LossPlot(quantity, theme) for quantity in QUANTITIES)
        row = QWidget()
        row.setProperty("role", "body")
        line = QHBoxLayout(row)
        line.setContentsMargins(theme.space.m, theme.space.xs, theme.space.m, theme.space.s)
        line.setSpacing(theme.space.m)
        for plot in self._plots:
            line.addWidget(plot, 1)
            plot.view_box.sigXRangeChanged.connect(self._share_epochs)
            plot.zoomed.connect(lambda x, y, plot=plot: self._zoomed(plot, x, y))
            plot.reset_requested.connect(self.show_all)
        self._reset = QToolButton(self)
        explain(self._reset, "Show all", "Show the whole run again (or double-click a plot).")
        self._reset.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._reset.hide()
        self._reset.clicked.connect(self.show_all)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.set_theme(theme)

    def sizeHint(self) -> QSize:
        return QSize(640, 180)

    def set_history(self, history: History) -> None:
        """Show `history`; views that a person has zoomed stay where they are."""
        self._history = history
        ends = [rows[-1, 1] for rows in (history.train, history.test) if len(rows)]
        self._stack.setCurrentIndex(1 if ends else 0)
        if not ends:
            self.show_all()
            return
        if self._follows_x:
            self._plots[0].view_box.setXRange(0, max(*ends, 1e-3), padding=0.02)
        for plot in self._plots:
            plot.set_curves(history)

    def show_all(self) -> None:
        """Undo all zooming and follow the run again."""
        self._follows_x = True
        for plot in self._plots:
            plot.follows_y = True
        self._reset.hide()
        if len(self._history.train) or len(self._history.test):
            self.set_history(self._history)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._reset.setIcon(icon("show-all", theme))
        for plot in self._plots:
            plot.set_theme(theme)
        self._plots[0].show_legend()
        self._place_reset()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_reset()

    def _zoomed(self, plot: _LossPlot, in_x: bool, in_y: bool) -> None:
        self._follows_x = self._follows_x and not in_x
        plot.follows_y = plot.follows_y and not in_y
        self._reset.show()
        self._reset.raise_()

    def _share_epochs(self, source: pg.ViewBox, epochs: tuple[float, float]) -> None:
        # setXLink would line the plots up by their places on the screen, where they do overlap
        # until the layout has had its turn.
        for plot in self._plots:
            if plot.view_box is not source and plot.view_box.viewRange()[0] != list(epochs):
                plot.view_box.setXRange(*epochs, padding=0)

    def _place_reset(self) -> None:
        self._reset.adjustSize()
        self._reset.move(self.width() - self._reset.width() - self._theme.space.xs, 0)
