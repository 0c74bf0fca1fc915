"""The hover: the posterior of the digit under the pointer, and a card that says which it is."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from vae_explorer.core.drawing.codes import Codes
from vae_explorer.core.drawing.wording import class_name, number
from vae_explorer.core.language import marked, tr
from vae_explorer.core.measures.alignment import Alignment
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.picture import as_image
from vae_explorer.views.style.palette import class_colours

_CARD_IMAGE = 84
_LARGEST = 1e5  # pixels: a wider ellipse cannot be told from none


@dataclass(frozen=True, eq=False)
class HoveredDot:
    """What is known of the dot under the pointer.

    Attributes
    ----------
    place
        Its code.
    sigma
        Standard deviations of its posterior.
    lines
        Text of the card.
    label
        Its class.
    image
        (C, H, W), uint8, or None where the data set is not at hand.
    degrees
        By how much the axes of the posterior are turned.
    """

    place: tuple[float, float]
    sigma: tuple[float, float]
    lines: tuple[str, ...]
    label: int
    image: NDArray[np.uint8] | None
    degrees: float = 0.0


class HoverLayer(Layer):
    """Card and ellipse of one dot."""

    name = "hover"
    title = marked("Card of the dot under the pointer")
    switchable = False

    def __init__(self) -> None:
        self._codes: Codes | None = None
        self._names: tuple[str, ...] = ()
        self._images: NDArray[np.uint8] | None = None
        self._row: int | None = None
        self._taken = QRectF()

    def set_codes(self, codes: Codes, *, glide: bool) -> None:  # noqa: ARG002
        self._codes = codes

    def set_class_names(self, names: tuple[str, ...]) -> None:
        self._names = names

    def set_visible_classes(self, classes: Set[int]) -> None:  # noqa: ARG002
        self._row = None

    def set_images(self, images: NDArray[np.uint8] | None) -> None:
        if images is not None and images.ndim == 3:
            images = images[:, None]
        self._images = images

    def set_hovered(self, row: int | None) -> None:
        self._row = row

    def set_taken(self, room: QRectF) -> None:
        """Say which room at the top of the view something else has, which would hide a card."""
        self._taken = room

    def dot(self) -> HoveredDot | None:
        """Return what is told of the dot under the pointer, if there is one."""
        row, codes = self._row, self._codes
        if row is None or codes is None or row >= len(codes.labels):
            return None
        z1, z2 = (float(v) for v in codes.places[row])
        turn = codes.turn or Alignment()
        m1, m2 = (float(v) for v in turn.to_other(codes.places[row]))  # in its own plane
        label = int(codes.labels[row])
        lines = [
            class_name(self._names, label),
            _image(codes.split, row),
            f"μ  {number(m1, 2)}, {number(m2, 2)}",
        ]
        s1 = s2 = 0.0
        if codes.log_variance is not None:
            with np.errstate(over="ignore"):
                s1, s2 = (float(v) for v in np.exp(0.5 * codes.log_variance[row]))
            lines.append(f"σ  {number(s1, 3)}, {number(s2, 3)}")
        else:
            lines.append(tr("a point: no σ"))
        known = self._images is not None and row < len(self._images)
        image = self._images[row] if known and self._images is not None else None
        return HoveredDot((z1, z2), (s1, s2), tuple(lines), label, image, turn.degrees)

    def paint(self, painter: QPainter, view: View) -> None:
        dot = self.dot()
        if dot is None:
            return
        plane, theme = view.plane, view.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        at = QPointF(*plane.to_pixels(*dot.place))
        width, height = (s * plane.scale for s in dot.sigma)
        if 0 < max(width, height) <= _LARGEST:
            painter.save()
            painter.translate(at)
            painter.rotate(-dot.degrees)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for ink, extra in ((QColor(theme.plot_background), 3.0), (QColor(theme.text), 0.0)):
                for sigma, line in ((1, 1.8), (2, 1.0)):
                    painter.setPen(QPen(ink, (line + extra) * theme.scale))
                    painter.drawEllipse(QPointF(0, 0), sigma * width, sigma * height)
            painter.restore()
        colour = class_colours(theme.is_dark, dot.label + 1)[dot.label]
        painter.setPen(QPen(QColor(theme.text), 1.5 * theme.scale))
        painter.setBrush(QColor(*(int(c) for c in colour)))
        painter.drawEllipse(at, 4 * theme.scale, 4 * theme.scale)
        _paint_card(painter, view, at, dot, self._taken)


def _image(split: str, row: int) -> str:
    if split == "train":
        return tr("train image {row:,}", row=row)
    return tr("test image {row:,}", row=row)


def _paint_card(painter: QPainter, view: View, at: QPointF, dot: HoveredDot, taken: QRectF) -> None:
    theme, plane, scale = view.theme, view.plane, view.scale
    metrics = QFontMetricsF(view.font)
    line, pad, away = metrics.height(), 8 * scale, 18 * scale
    side = _CARD_IMAGE * scale if dot.image is not None else 0.0
    gap = pad if side else 0.0
    text_width = max(metrics.horizontalAdvance(text) for text in dot.lines) + 6 * scale
    height = max(line * len(dot.lines), side)
    box = QRectF(at.x() + away, at.y() + away, side + gap + text_width + 2 * pad, height + 2 * pad)
    if box.right() > plane.width:
        box.moveRight(at.x() - away)
    if box.bottom() > plane.height:
        box.moveBottom(at.y() - away)
    box.moveLeft(max(box.left(), 2))
    box.moveTop(max(box.top(), 2))
    if box.intersects(taken):
        box.moveTop(taken.bottom() + 4 * scale)
    painter.setPen(QPen(QColor(theme.outline), scale))
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(box, 6 * scale, 6 * scale)
    if dot.image is not None:
        square = QRectF(box.left() + pad, box.top() + pad, side, side)
        _paint_image(painter, square, dot.image, dark=theme.is_dark)
    painter.setFont(view.font)
    left, top = box.left() + pad + side + gap, box.top() + pad
    for i, text in enumerate(dot.lines):
        painter.setPen(QColor(theme.text if i == 0 else theme.muted))
        row = QRectF(left, top + i * line, text_width, line)
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, text)


def _paint_image(
    painter: QPainter, square: QRectF, image: NDArray[np.uint8], *, dark: bool
) -> None:
    """Draw an image as large as fits into a square, pixel by pixel."""
    channels, rows, columns = image.shape
    pixels = image.transpose(1, 2, 0) if channels == 3 else image[0]
    fit = square.width() / max(rows, columns)
    place = QRectF(0, 0, columns * fit, rows * fit)
    place.moveCenter(square.center())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(place, as_image(pixels, dark=dark))
