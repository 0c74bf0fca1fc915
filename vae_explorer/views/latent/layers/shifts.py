"""The arrows from where the encoder puts digits to where their true posteriors are."""

from __future__ import annotations

import math
from collections.abc import Set

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from vae_explorer.core.drawing.codes import Codes
from vae_explorer.core.language import marked, tr
from vae_explorer.session.shifts import Shifts
from vae_explorer.views.latent.layers.layer import Layer, View

MOST = 160  # arrows: more would hide the dots
_ROOMY = 700.0 * 450.0  # pixels of a view, in normal type, that has room for so many
_SHORTEST = 6.0  # pixels in normal type
_LINE, _HALO = 1.2, 3.2
_HEAD, _SPREAD = 5.0, 0.45  # pixels of an arrow's head, and half its angle
_LABELS = 256

Pixels = NDArray[np.float64]


class ShiftLayer(Layer):
    """Those that are long enough to be seen, and of very many an even choice."""

    name = "shifts"
    title = marked("Shifts")
    tip = marked("Shifts: from where the encoder puts a digit to the mode of its true posterior")
    icon = "shifts"
    shortcut = "Ctrl+Alt+9"
    shown_at_first = False

    def __init__(self) -> None:
        self._shifts: Shifts | None = None
        self._codes: Codes | None = None
        self._classes: Set[int] | None = None
        self._has_images = False

    def set_codes(self, codes: Codes, *, glide: bool) -> None:  # noqa: ARG002
        self._codes = codes

    def set_visible_classes(self, classes: Set[int]) -> None:
        self._classes = set(classes)

    def set_images(self, images: NDArray[np.uint8] | None) -> None:
        self._has_images = images is not None

    def set_shifts(self, shifts: Shifts | None) -> None:
        """Take what is to be drawn; None for nothing."""
        self._shifts = shifts

    @property
    def text(self) -> str:
        """What the card says."""
        shifts = self._shifts
        if shifts is None:
            if not self._has_images:
                return tr("No shifts: the images behind the codes are not here")
            return tr("The true modes of some digits are being found…")
        if not len(shifts.rows):
            return tr("No shifts: there is no true posterior to be found")
        return tr(
            "True modes: {median:.3f} away in the median, {far:.1f} % over half a unit, of "
            "{digits:,} digits",
            median=shifts.median,
            far=100 * shifts.far,
            digits=len(shifts.rows),
        )

    def arrows(self, view: View) -> tuple[Pixels, Pixels]:
        """Return both ends of what is drawn, in pixels of the view, (K, 2) each."""
        shifts = self._shifts
        if shifts is None:
            return np.empty((0, 2)), np.empty((0, 2))
        seen = self._seen(shifts)
        start, end = (_in_pixels(places[seen], view) for places in (shifts.code, shifts.mode))
        with np.errstate(invalid="ignore", over="ignore"):
            long = np.hypot(*(end - start).T) >= _SHORTEST * view.scale
            size = np.array((view.plane.width, view.plane.height))
            inside = ((start >= 0) & (start <= size)).all(axis=1)
            inside |= ((end >= 0) & (end <= size)).all(axis=1)
        rows = np.flatnonzero(long & inside)
        area = size.prod() / view.scale**2
        most = max(1, round(MOST * min(1.0, area / _ROOMY)))
        rows = rows[:: max(1, math.ceil(len(rows) / most))]
        return start[rows], end[rows]

    def _seen(self, shifts: Shifts) -> NDArray[np.bool_]:
        labels = shifts.snapshot.labels[shifts.rows]
        if self._classes is None:
            return np.ones(len(labels), np.bool_)
        visible = np.ones(_LABELS, bool)
        visible[: len(shifts.snapshot.class_names)] = False
        visible[[label for label in self._classes if 0 <= label < _LABELS]] = True
        seen: NDArray[np.bool_] = visible[labels]
        return seen

    def paint(self, painter: QPainter, view: View) -> None:
        theme = view.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        start, end = self.arrows(view)
        lines = _lines(start, end, _HEAD * theme.scale)
        ground = QColor(theme.plot_background)
        ground.setAlphaF(0.7)
        ink = QColor(theme.text)
        ink.setAlphaF(0.85)
        for colour, extra in ((ground, _HALO), (ink, 0.0)):
            painter.setPen(QPen(colour, (_LINE + extra) * theme.scale))
            painter.drawLines(lines)
        self._paint_card(painter, view)

    def _paint_card(self, painter: QPainter, view: View) -> None:
        theme, metrics = view.theme, QFontMetricsF(view.font)
        pad = 8 * theme.scale
        room = view.plane.width - 4 * pad
        text = metrics.elidedText(self.text, Qt.TextElideMode.ElideRight, room)
        wide, high = metrics.horizontalAdvance(text) + 2 * pad, metrics.height() + pad
        box = QRectF(pad, view.plane.height - pad - high, wide, high)
        ground = QColor(theme.raised)
        ground.setAlphaF(0.94)
        painter.setFont(view.font)
        painter.setPen(QPen(QColor(theme.border), theme.scale))
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 6 * theme.scale, 6 * theme.scale)
        painter.setPen(QColor(theme.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _in_pixels(places: NDArray[np.float32], view: View) -> Pixels:
    plane = view.plane
    x = (places[:, 0].astype(np.float64) - plane.centre[0]) * plane.scale + plane.width / 2
    y = (plane.centre[1] - places[:, 1].astype(np.float64)) * plane.scale + plane.height / 2
    return np.stack((x, y), axis=1)


def _lines(start: Pixels, end: Pixels, head: float) -> list[QLineF]:
    """Return shafts and heads."""
    lines = []
    angles = np.arctan2(*(start - end).T[::-1])  # back from the tip
    for (x, y), (to_x, to_y), angle in zip(start.tolist(), end.tolist(), angles, strict=True):
        tip = QPointF(to_x, to_y)
        lines.append(QLineF(QPointF(x, y), tip))
        for side in (-_SPREAD, _SPREAD):
            wing = QPointF(head * math.cos(angle + side), head * math.sin(angle + side))
            lines.append(QLineF(tip, tip + wing))
    return lines
