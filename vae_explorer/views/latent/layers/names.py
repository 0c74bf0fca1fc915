"""The names: what each class is called, in a pill at the median of its codes."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from vae_explorer.core.drawing.codes import Codes
from vae_explorer.core.drawing.wording import class_name
from vae_explorer.core.language import marked
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.picture import on_whole_pixels, transparent
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.palette import class_colours, text_on


@dataclass(frozen=True, eq=False)
class Pill:
    """The name of a class on its colour, drawn once.

    Attributes
    ----------
    picture
        With the screen's pixel ratio.
    size
        In logical pixels.
    """

    picture: QPixmap
    size: QSizeF

    def paint(self, painter: QPainter, at: QPointF, within: QRectF) -> None:
        """Draw the pill around a point, if any of it lies within what is painted."""
        place = QRectF(at, self.size).translated(-self.size.width() / 2, -self.size.height() / 2)
        if place.intersects(within):
            painter.drawPixmap(on_whole_pixels(painter, place.topLeft()), self.picture)


class NameLayer(Layer):
    """The classes that are to be seen and have a code that is up to date."""

    name = "names"
    title = marked("Names")
    tip = marked("Names of the classes, at the median of their codes")
    icon = "labels"
    shortcut = "Ctrl+4"

    def __init__(self) -> None:
        self._names: tuple[str, ...] = ()
        self._visible: Set[int] | None = None
        self._medians: dict[int, tuple[float, float]] = {}
        self._pills: dict[int, Pill] = {}
        self._look: object = None

    @property
    def places(self) -> dict[int, tuple[float, float]]:
        """Where each class has its name."""
        return dict(self._medians)

    def set_codes(self, codes: Codes, *, glide: bool) -> None:  # noqa: ARG002
        self._medians = codes.medians()

    def set_class_names(self, names: tuple[str, ...]) -> None:
        self._names = names

    def set_visible_classes(self, classes: Set[int]) -> None:
        self._visible = classes

    def paint(self, painter: QPainter, view: View) -> None:
        look = (self._names, view.theme, view.font, view.ratio)
        if look != self._look:
            self._look = look
            self._pills.clear()
        for label, place in self._medians.items():
            # A class without a name has no chip that could hide it.
            if self._visible is None or label in self._visible or label >= len(self._names):
                at = QPointF(*view.plane.to_pixels(*place))
                self._pill(label, view).paint(painter, at, view.region)

    def _pill(self, label: int, view: View) -> Pill:
        if label not in self._pills:
            colour = class_colours(view.theme.is_dark, label + 1)[label]
            self._pills[label] = make_pill(class_name(self._names, label), colour, view)
        return self._pills[label]


def make_pill(text: str, colour: NDArray[np.uint8], view: View) -> Pill:
    """Draw the name of a class in a pill of its colour."""
    scale = view.scale
    bold = QFont(view.font)
    bold.setBold(True)
    metrics = QFontMetricsF(bold)
    height = metrics.height() + 4 * scale
    width = max(height, metrics.horizontalAdvance(text) + 12 * scale)
    edge = 2 * scale
    size = QSizeF(width + 2 * edge, height + 2 * edge)
    picture = transparent(size, view.ratio)
    ink = QColor(text_on(colour))
    halo = QColor("#ffffff" if ink.lightness() > 128 else "#000000")
    halo.setAlphaF(0.75)
    box = QRectF(edge, edge, width, height)
    with painting(picture, smooth=True) as painter:
        painter.setFont(bold)
        painter.setPen(QPen(halo, 1.5 * scale))
        painter.setBrush(QColor(*(int(c) for c in colour)))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setPen(ink)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return Pill(picture, size)
