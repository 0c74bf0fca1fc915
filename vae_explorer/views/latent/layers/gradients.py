"""Gradient arrows: a tight bundle by reparameterisation, a wild cloud by the score function."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from vae_explorer.core.language import marked, tr
from vae_explorer.session.gradient_arrows import Arrows
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.style.theme import Theme

_LONG = 150.0  # pixels: nine tenths of the longer kind of arrows are shorter
_PART = 90  # per cent
_LINE, _HALO = 1.3, 3.0
_HEAD, _SPREAD = 5.0, 0.45  # pixels of an arrow's head, and half its angle
_CHIP = 10.0
_HIGHEST = 0.28  # of the view: a card that would be higher has but the two variances
_ROOM = 0.4  # of the view for the arrows

_Row = tuple[str, str, str]  # ink, colour of the chip or nothing, and text


class GradientLayer(Layer):
    """Where single draws would move μ of the digit nearest to the handle: downhill by each."""

    name = "gradients"
    title = marked("Gradient arrows")
    tip = marked(
        "Why reparameterise: where single draws of z would move μ of the digit nearest to the "
        "handle, by both estimators of the gradient"
    )
    icon = "gradients"
    shortcut = "Ctrl+6"
    shown_at_first = False

    def __init__(self) -> None:
        self._arrows: Arrows | None = None

    @property
    def arrows(self) -> Arrows | None:
        """What is drawn."""
        return self._arrows

    def set_arrows(self, arrows: Arrows | None) -> None:
        """Take what is to be drawn; None for nothing."""
        self._arrows = arrows

    def lines(self) -> list[str]:
        """Return what the card says, a line each."""
        if self._arrows is None:
            return tr(
                "No gradient arrows: they need a posterior to draw from,\nand its images."
            ).splitlines()
        arrows = self._arrows
        tight, wild, plain = arrows.variances
        return [
            tr(
                "Gradient for μ of digit {row:,}, “{name}”: variance of one draw",
                row=arrows.row,
                name=arrows.name,
            ),
            tr("Reparameterised") + f"  {_number(tight)}",
            tr("Score function") + f"  {_number(wild)}{_times(wild, tight)}",
            tr("without a baseline") + f"  {_number(plain)}{_times(plain, tight)}",
        ]

    def paint(self, painter: QPainter, view: View) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._arrows is not None:
            self._paint_arrows(painter, view, self._arrows)
        self._paint_card(painter, view)

    def _paint_arrows(self, painter: QPainter, view: View, arrows: Arrows) -> None:
        theme = view.theme
        at = QPointF(*view.plane.to_pixels(*(float(v) for v in arrows.mean)))
        lengths = np.hypot(*arrows.score.astype(np.float64).T)
        longest = float(np.percentile(lengths, _PART)) if len(lengths) else 0.0
        if not (math.isfinite(longest) and longest > 0):
            return
        room = min(_LONG * theme.scale, _ROOM * view.plane.height)
        stretch = room / longest
        ground = QColor(theme.plot_background)
        ground.setAlphaF(0.75)
        for gradients, ink in (
            (arrows.score, _wild(theme)),
            (arrows.reparameterised, _tight(theme)),
        ):
            pieces = _pieces(at, gradients.astype(np.float64) * stretch, _HEAD * theme.scale)
            for colour, extra in ((ground, _HALO), (ink, 0.0)):
                painter.setPen(QPen(colour, (_LINE + extra) * theme.scale))
                painter.drawLines(pieces)
        painter.setPen(QPen(ground, 2 * theme.scale))
        painter.setBrush(QColor(theme.text))
        painter.drawEllipse(at, 4 * theme.scale, 4 * theme.scale)

    def _paint_card(self, painter: QPainter, view: View) -> None:
        theme, metrics = view.theme, QFontMetricsF(view.font)
        painter.setFont(view.font)
        rows = self._rows(theme)
        line, pad = metrics.height() * 1.15, 8 * theme.scale
        if line * len(rows) > _HIGHEST * view.plane.height:
            rows = rows[1:3] if len(rows) > 2 else rows
        chip = _CHIP * theme.scale

        def width(row: _Row) -> float:
            _, colour, text = row
            return metrics.horizontalAdvance(text) + (chip + pad if colour else 0)

        box = QRectF(0, 0, max(map(width, rows)) + 2 * pad, line * len(rows) + 2 * pad)
        box.moveBottomLeft(QPointF(pad, view.plane.height - pad))
        ground = QColor(theme.raised)
        ground.setAlphaF(0.94)
        painter.setPen(QPen(QColor(theme.border), theme.scale))
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 6 * theme.scale, 6 * theme.scale)
        for i, (ink, colour, text) in enumerate(rows):
            left, top = box.left() + pad, box.top() + pad + i * line
            if colour:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colour))
                square = QRectF(left, top + (line - chip) / 2, chip, chip)
                painter.drawRoundedRect(square, 2 * theme.scale, 2 * theme.scale)
                left += chip + pad
            painter.setPen(QColor(ink))
            place = QRectF(left, top, box.right() - left, line)
            start = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, start, text)

    def _rows(self, theme: Theme) -> list[_Row]:
        """Return the rows of the card."""
        lines = self.lines()
        if self._arrows is None:
            return [(theme.muted, "", line) for line in lines]
        head, tight, wild, plain = lines
        return [
            (theme.muted, "", head),
            (theme.text, _tight(theme).name(), tight),
            (theme.text, _wild(theme).name(), wild),
            (theme.muted, "#00000000", plain),
        ]


def _tight(theme: Theme) -> QColor:
    return QColor(theme.accent_ink)


def _wild(theme: Theme) -> QColor:
    return QColor(theme.warning)


def _pieces(at: QPointF, gradients: NDArray[np.float64], head: float) -> list[QLineF]:
    """Return arrows against the gradients, in pixels, as lines: a shaft and two barbs each."""
    pieces = []
    for slope_1, slope_2 in gradients.tolist():
        x, y = -slope_1, slope_2  # downhill, on a screen whose y points down
        tip = QPointF(at.x() + x, at.y() + y)
        pieces.append(QLineF(at, tip))
        length, angle = min(head, math.hypot(x, y) / 2), math.atan2(-y, -x)
        for turn in (-_SPREAD, _SPREAD):
            way = QPointF(math.cos(angle + turn), math.sin(angle + turn)) * length
            pieces.append(QLineF(tip, tip + way))
    return pieces


def _number(value: float) -> str:
    """Return a variance with two digits that say something: ``0.54``, ``87``, ``5,400``."""
    if not math.isfinite(value):
        return tr("not a number")
    if value >= 1e7:
        return f"{value:.1e}".replace("e+0", "e").replace("e+", "e")
    digits = max(0, 1 - math.floor(math.log10(value))) if value > 0 else 0
    if digits > 4:
        return f"{value:.1e}".replace("e-0", "e-").replace("-", "−")
    return f"{value:,.{digits}f}" if digits else f"{float(f'{value:.2g}'):,.0f}"


def _times(value: float, least: float) -> str:
    if not (math.isfinite(value) and least > 0):
        return ""
    return tr(", {number} times as much", number=_number(value / least))
