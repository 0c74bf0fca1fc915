"""Decision regions: which class the classifier sees in what is decoded where."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from vae_explorer.core.drawing.class_colours import class_colours
from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.language import marked
from vae_explorer.core.measures.decision_regions import DecisionRegions
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.tag import paint_tag
from vae_explorer.views.style.theme import Theme

_STRONGEST = {False: 110, True: 85}  # opacity of 255, where the class is certain; by darkness
_WEAKEST = 12  # where it is as likely as any other
_BORDER = 115  # of the line where one class gives way to another
_GREY = (128, 128, 128)  # of a class that the model does not know


class RegionLayer(Layer):
    """Soft colours of the classes, the stronger the more certain the class is."""

    name = "regions"
    title = marked("Decision regions")
    tip = marked(
        "Decision regions: the class that the classifier sees in what is decoded, the surer the "
        "stronger"
    )
    icon = "regions"
    shortcut = "Ctrl+Alt+8"
    shown_at_first = False

    def __init__(self) -> None:
        self._dark = False
        self._names: tuple[str, ...] = ()
        self._known: tuple[str, ...] = ()  # by the classifier
        self._regions: DecisionRegions | None = None
        self._picture: QImage | None = None
        self._problem = ""
        self.wanted: Callable[[Rect, float], None] | None = None

    def set_theme(self, theme: Theme) -> None:
        self._dark = theme.is_dark
        self._picture = None

    def set_class_names(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._picture = None

    def set_regions(self, regions: DecisionRegions | None, known: Sequence[str]) -> None:
        """Take regions, and the names of their classes."""
        self._regions, self._known = regions, tuple(known)
        self._picture = None

    def set_problem(self, text: str) -> None:
        """Take why there are none, in a sentence; empty if there are."""
        self._problem = text

    def paint(self, painter: QPainter, view: View) -> None:
        if self.wanted is not None:
            self.wanted(view.plane.rect, 1 / view.plane.scale)
        if self._problem:
            painter.setFont(view.font)
            at = QPointF(view.rect.center().x(), view.rect.height() - 24 * view.scale)
            paint_tag(painter, at, self._problem, view, view.theme.warning)
        elif self._regions is not None:
            if self._picture is None:
                self._picture = self._draw(self._regions)
            rect, plane = self._regions.rect, view.plane
            corner = QPointF(*plane.to_pixels(rect.left, rect.top))
            target = QRectF(corner.x(), corner.y(), rect.width, rect.height)
            target.setSize(target.size() * plane.scale)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(target, self._picture)

    def _draw(self, regions: DecisionRegions) -> QImage:
        """Return the picture: a colour for each class, and lines between them."""
        colours = self._colours()[regions.labels]  # (height, width, 3)
        strongest = _STRONGEST[self._dark]
        part = regions.confidence.astype(np.float32) / 255
        alpha = _WEAKEST + (strongest - _WEAKEST) * part
        labels = regions.labels
        border = np.zeros(labels.shape, np.bool_)
        border[:, 1:] |= labels[:, 1:] != labels[:, :-1]
        border[1:] |= labels[1:] != labels[:-1]
        alpha[border] = _BORDER
        pixels = np.empty((*labels.shape, 4), np.uint8)
        pixels[..., :3], pixels[..., 3] = colours, alpha
        if self._dark:
            pixels[border, :3] = 255 - (255 - pixels[border, :3]) // 2
        else:
            pixels[border, :3] //= 2
        height, width = labels.shape
        image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
        # Which owns its memory, and is drawn as fast as may be.
        return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)

    def _colours(self) -> NDArray[np.uint8]:
        """Return those of the classifier's classes, which the model may have in another order."""
        own = class_colours(self._dark, len(self._names))
        rows = [own[self._names.index(n)] if n in self._names else _GREY for n in self._known]
        return np.array(rows, np.uint8)
