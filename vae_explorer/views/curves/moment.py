"""Where in a run one is, on its curves."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from vae_explorer.views.curves.sheets import Sheet
from vae_explorer.views.style.theme import Theme

_REACH = 7.0  # pixels to either side that its head does not reach


class MomentLine(Sheet):
    """A line through the epoch that is looked at, while that is not the newest."""

    def __init__(self, view: pg.ViewBox, theme: Theme) -> None:
        super().__init__(view, theme, 7)
        self._epoch: float | None = None

    @property
    def epoch(self) -> float | None:
        return self._epoch

    def show_at(self, epoch: float | None) -> None:
        """Stand at `epoch`; None to be gone. Only where it was and is has to be painted anew."""
        if epoch == self._epoch:
            return
        reach = _REACH * self._theme.scale
        for place in (self._epoch, epoch):
            if place is not None:
                x = self._at(place).x()
                self.update(QRectF(x - reach, 0, 2 * reach, self._rect.height()))
        self._epoch = epoch

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
