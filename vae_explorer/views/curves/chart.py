"""A plot with named axes, dressed in the theme, that tells where the mouse is."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vae_explorer.views.curves.axis import Axis
from vae_explorer.views.style.theme import Theme, numeric_font


class Chart(QWidget):
    """Axes alone; what is drawn in it is added to `view_box` or `plot`.

    Parameters
    ----------
    name
        For screen readers.
    left, bottom
        What the axes are called, with units.
    """

    pointed = Signal(QPointF, QPointF)  # in the units of the axes, and in pixels of this widget
    left_alone = Signal()
    zoomed = Signal()
    reset_requested = Signal()

    def __init__(self, name: str, left: str, bottom: str, theme: Theme) -> None:
        super().__init__()
        self._names = {"left": left, "bottom": bottom}
        self.left_axis, self.bottom_axis = Axis("left"), Axis("bottom")
        axes = {"left": self.left_axis, "bottom": self.bottom_axis}
        self.plot = pg.PlotWidget(axisItems=axes)
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setAccessibleName(name)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.viewport().setMouseTracking(True)
        self.view_box: pg.ViewBox = self.plot.getViewBox()
        self.view_box.disableAutoRange()
        self.view_box.setDefaultPadding(0)
        self.view_box.sigRangeChangedManually.connect(lambda _axes: self.zoomed.emit())
        self.view_box.sigRangeChanged.connect(self._fit_axes)
        self.plot.viewport().installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)
        self.set_theme(theme)

    def name_axis(self, side: str, text: str) -> None:
        """Call the axis at a side, "left" or "bottom", by another name."""
        self._names[side] = text
        self._label(side)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.font_small = numeric_font(QFont())
        self.font_small.setPixelSize(theme.type.caption - 1)
        self._metrics = QFontMetrics(self.font_small)
        line = self._metrics.height()
        # For what the outermost numbers of the axes stand out by.
        self.plot.getPlotItem().setContentsMargins(0, line // 2 - 1, line, 0)
        self.plot.setBackground(theme.panel)
        for axis in (self.left_axis, self.bottom_axis):
            axis.setPen(theme.plot_axis)
            axis.setTextPen(theme.plot_axis)
            axis.set_font(self.font_small)
        self._label("left")
        self._label("bottom")
        self._fit: tuple[float, ...] = ()
        self._fit_axes()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_axes()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonDblClick:
            self.reset_requested.emit()
            return True
        if kind == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._hover(event)
        elif kind == QEvent.Type.Leave:
            self.left_alone.emit()
        return super().eventFilter(watched, event)

    def _hover(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        scene = self.plot.mapToScene(at)
        inside = self.view_box.sceneBoundingRect().contains(scene)
        if event.buttons() != Qt.MouseButton.NoButton or not inside:
            self.left_alone.emit()
            return
        place = self.view_box.mapSceneToView(scene)
        self.pointed.emit(QPointF(place), QPointF(self.plot.mapTo(self, at)))

    def _label(self, side: str) -> None:
        theme = self._theme
        style = {"color": theme.plot_axis, "font-size": f"{theme.type.caption - 1}px"}
        self.plot.setLabel(side, self._names[side], **style)

    def _fit_axes(self) -> None:
        """Name what the axes are of only where that is not cut off."""
        line, height = self._metrics.height(), self.plot.height()
        name_bottom = height >= 7 * line + 8
        below = (2 * line + 6) if name_bottom else line + 6
        name_left = height - below >= self._metrics.horizontalAdvance(self._names["left"]) + 8
        numbers = max(self._metrics.horizontalAdvance("0.001"), self.left_axis.widest())
        fit = (numbers + 8 + (line if name_left else 0), below, name_left, name_bottom)
        if self._fit == fit:
            return  # each of the following has the plot laid out again
        self._fit = fit
        self.left_axis.setWidth(fit[0])
        self.bottom_axis.setHeight(below)
        self.left_axis.showLabel(name_left)
        self.bottom_axis.showLabel(name_bottom)
