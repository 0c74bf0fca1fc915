"""The selection: rings around the dots that are selected, and a larger one around the current."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from vae_explorer.core.drawing.codes import Codes
from vae_explorer.views.latent.followed import Followed
from vae_explorer.views.latent.layers.layer import Layer, View

_RING, _CURRENT = 5.5, 8.0  # radii
_LINE, _HALO = 1.6, 2.6


class SelectionLayer(Layer):
    """Which digits are selected, and which image is looked at."""

    name = "selection"
    title = "Selection"
    switchable = False

    def __init__(self) -> None:
        self._digits = Followed()
        self._rows: tuple[int, ...] = ()
        self._current: int | None = None
        self._own: tuple[float, float] | None = None

    def set_codes(self, codes: Codes, *, glide: bool) -> None:
        self._digits.set_codes(codes, glide=glide)

    def set_selection(self, rows: Sequence[int], current: int | None) -> None:
        self._rows, self._current = tuple(rows), current
        self._digits.set_rows(self._rows)

    def set_own(self, place: tuple[float, float] | None) -> None:
        self._own = place

    @property
    def rows(self) -> tuple[int, ...]:
        """Of the digits that are marked."""
        return self._rows

    @property
    def moving(self) -> bool:
        return self._digits.moving

    def advance(self, seconds: float, scale: float) -> None:
        self._digits.advance(seconds, scale)

    @property
    def current_place(self) -> tuple[float, float] | None:
        """Where the image that is looked at has its code, as it is drawn."""
        if self._current is not None:
            return self._digits.place_of(self._current)
        return self._own

    def paint(self, painter: QPainter, view: View) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        halo, ink = QColor(view.theme.plot_background), QColor(view.theme.text)
        for colour, width in ((halo, _LINE + _HALO), (ink, _LINE)):
            painter.setPen(QPen(colour, width * view.scale))
            for row in self._rows:
                if row != self._current:
                    self._ring(painter, view, self._digits.place_of(row), _RING)
            self._ring(painter, view, self.current_place, _CURRENT)

    def _ring(
        self, painter: QPainter, view: View, place: tuple[float, float] | None, radius: float
    ) -> None:
        if place is not None:
            at = QPointF(*view.plane.to_pixels(*place))
            if view.rect.adjusted(-20, -20, 20, 20).contains(at):
                painter.drawEllipse(at, radius * view.scale, radius * view.scale)
