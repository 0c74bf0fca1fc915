"""The layers of one plot, painted in order; a layer that cannot be painted is switched off."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from vae_explorer.core.language import tr
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.style.painting import painting

AnyLayer = TypeVar("AnyLayer", bound=Layer)


@dataclass(frozen=True)
class Failure:
    """Why a layer is off.

    Attributes
    ----------
    title
        Of the layer, as its class has it.
    details
        The traceback.
    """

    title: str
    details: str

    @property
    def text(self) -> str:
        """What has happened, in a sentence."""
        return tr(
            "“{layer}” could not be drawn in the plot and is switched off.", layer=tr(self.title)
        )


class Stacked:
    """A layer of each kind, from the ground up, and whether it is shown."""

    def __init__(self, kinds: Sequence[type[Layer]]) -> None:
        self._layers = tuple(kind() for kind in kinds)
        self._shown = {layer.name for layer in self._layers if layer.shown_at_first}
        for layer in self._layers:
            layer.set_shown(layer.shown_at_first)

    def __iter__(self) -> Iterator[Layer]:
        return iter(self._layers)

    def layer(self, kind: type[AnyLayer]) -> AnyLayer:
        """Return the layer of a kind; there must be one."""
        return next(layer for layer in self._layers if isinstance(layer, kind))

    @property
    def shown(self) -> frozenset[str]:
        """Names of the layers that are painted."""
        return frozenset(self._shown)

    def switch(self, name: str, shown: bool) -> None:
        """Show a layer or not; one that has failed is tried again."""
        for layer in self._layers:
            if layer.name == name:
                (self._shown.add if shown else self._shown.discard)(name)
                layer.set_shown(shown)

    def paint(self, widget: QWidget, corner: QPointF, view: View) -> list[Failure]:
        """Paint the layers that are shown onto a widget, with the view's corner at a place of it.

        A layer that raises is switched off, and all is painted again without it: of what it has
        begun nothing stays.
        """
        failures: list[Failure] = []
        while failed := self._paint(widget, corner, view):
            layer, details = failed
            self.switch(layer.name, False)
            failures.append(Failure(layer.title, details))
        return failures

    def _paint(self, widget: QWidget, corner: QPointF, view: View) -> tuple[Layer, str] | None:
        with painting(widget) as painter:
            if self._layers[0].name not in self._shown:
                painter.fillRect(widget.rect(), QColor(view.theme.plot_background))
            painter.translate(corner)
            for layer in self._layers:
                if layer.name in self._shown:
                    details = _paint_layer(painter, layer, view)
                    if details is not None:
                        return layer, details
        return None


def _paint_layer(painter: QPainter, layer: Layer, view: View) -> str | None:
    """Paint a layer; return the traceback if that fails."""
    painter.save()
    try:
        if layer.clipped:
            painter.setClipRect(view.rect, Qt.ClipOperation.IntersectClip)
        layer.paint(painter, view)
    except Exception:
        return traceback.format_exc()
    finally:
        painter.restore()
    return None
