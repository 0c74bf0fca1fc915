"""A canvas that knows which dot the pointer is over."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Signal
from PySide6.QtWidgets import QWidget

from vae_explorer.core.drawing.codes import Codes
from vae_explorer.core.drawing.wording import class_name
from vae_explorer.views.latent.layers.dots import DotLayer
from vae_explorer.views.latent.layers.layer import Layer
from vae_explorer.views.latent.told import ToldCanvas
from vae_explorer.views.style.theme import Theme

_HOVER_PIXELS = 10


class PointedCanvas(ToldCanvas):
    """Tells its layers, and whoever listens, of the dot under the pointer.

    Attributes
    ----------
    hovered
        The row of the dot under the pointer, or None.
    """

    hovered = Signal(object)  # a row or None

    def __init__(self, theme: Theme, parent: QWidget | None, stack: Sequence[type[Layer]]) -> None:
        super().__init__(theme, parent, stack)
        self._codes: Codes | None = None
        self._dots = self.stack.layer(DotLayer)
        self._hovered: int | None = None

    @property
    def dots(self) -> DotLayer:
        """The layer of dots."""
        return self._dots

    def dot_at(self, at: QPointF) -> int | None:
        """Return the row of the visible dot near a pixel of the view, if there is one."""
        if DotLayer.name not in self.stack.shown:
            return None
        reach = _HOVER_PIXELS * self.scale / self.plane.scale
        return self._dots.nearest(*self.plane.to_plane(at.x(), at.y()), reach)

    def name_of(self, row: int) -> str:
        """Return the class of a dot."""
        label = self._codes.labels[row] if self._codes is not None else 0
        return class_name(self.class_names, int(label))

    def hover(self, at: QPointF | None) -> None:
        """Tell of the dot near a pixel of the view, if there is one."""
        row = self.dot_at(at) if at is not None else None
        if row != self._hovered:
            self.point_at(row)
            self.hovered.emit(row)

    def point_at(self, row: int | None) -> None:
        """Show a dot as if the pointer were over it, without telling anyone; None for no dot."""
        if row != self._hovered:
            self._hovered = row
            for layer in self.stack:
                layer.set_hovered(row)
            self.update()
