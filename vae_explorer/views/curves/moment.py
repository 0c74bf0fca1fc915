"""Where in a run one is, on its curves."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from vae_explorer.views.curves.sheets import Sheet
from vae_explorer.views.style.theme import Theme


class MomentLine(Sheet):
    """A line through the epoch that is looked at, while that is not the newest."""

    def __init__(self, view: pg.ViewBox, theme: Theme) -> None:
        super().__init__(view, theme, 7)
        self._epoch: float | None = None

    @property
    def epoch(self) -> float | None:
        return self._epoch

    def show_at(self, epoch: float | None) -> None:
        """Stand at `epoch`; None to be gone."""
        if epoch != self._epoch:
            self._epoch = epoch
            self.update()

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        if self._epoch is None:
            return
        x = self._at(self._epoch).x()
        if not -1 <= x <= self._rect.width() + 1:
            return
        accent, side = QColor(self._theme.accent), 4.0 * self._theme.scale
        column = round(x) + 0.5
        painter.setPen(QPen(accent, 1.5))
        painter.drawLine(QPointF(column, 0), QPointF(column, self._rect.height()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(accent)
        top = (QPointF(column - side, 0), QPointF(column + side, 0), QPointF(column, 1.4 * side))
        painter.drawPolygon(QPolygonF(top))
