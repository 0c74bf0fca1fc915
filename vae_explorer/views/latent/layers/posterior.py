"""What lies over the dots while the true posterior is shown: q's ellipse, the scale, and a lens."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QLinearGradient, QPainter, QPen

from vae_explorer.core.drawing.heat_colours import DEPTH, heat_table
from vae_explorer.core.language import marked, tr
from vae_explorer.core.measures.diagonal import Diagonal
from vae_explorer.views.digit.ellipse import paint_ellipse, paint_handles
from vae_explorer.views.digit.lens import LensPicture
from vae_explorer.views.latent.layers.heat import HeatLayer
from vae_explorer.views.latent.layers.layer import Layer, View

_LENS, _LEAST_VIEW = 148.0, 320.0  # pixels: its side, and of a view in which there is room for it
_AWAY = 10.0  # pixels from the edges of the view
_BAR, _BAR_WIDE = 9.0, 120.0
_MARK = 7.0  # pixels: half of the least square that marks where the lens is


class PosteriorLayer(Layer):
    """Painted with `HeatLayer` alone, or while somebody is the encoder."""

    name = "posterior"
    title = marked("What belongs to the true posterior")
    switchable = False

    def __init__(self) -> None:
        self._q: Diagonal | None = None
        self._attempt: Diagonal | None = None
        self._lens: LensPicture | None = None
        self._behind = 0

    def set_q(self, q: Diagonal | None) -> None:
        """Take the encoder's Gaussian."""
        self._q = q

    def set_attempt(self, q: Diagonal | None) -> None:
        """Take the Gaussian of one who is the encoder."""
        self._attempt = q

    @property
    def attempt(self) -> Diagonal | None:
        """The Gaussian of one who is the encoder."""
        return self._attempt

    def set_lens(self, lens: LensPicture | None) -> None:
        """Take what the lens shows."""
        self._lens = lens

    def set_behind(self, steps: int) -> None:
        """Take how many steps what is shown lags behind the dots."""
        self._behind = steps

    def paint(self, painter: QPainter, view: View) -> None:
        heat = HeatLayer.name in view.shown
        plane, theme = view.plane, view.theme
        if self._q is not None and (heat or self._attempt is not None):
            paint_ellipse(painter, plane, self._q, theme, theme.text)
        if self._attempt is not None:
            paint_ellipse(painter, plane, self._attempt, theme, theme.accent_ink)
            paint_handles(painter, plane, self._attempt, theme, theme.accent_ink)
        if heat and self._q is not None:
            self._paint_scale(painter, view)
            if (
                self._lens is not None
                and min(plane.width, plane.height) >= _LEAST_VIEW * view.scale
            ):
                self._paint_lens(painter, view, self._lens)

    def _paint_scale(self, painter: QPainter, view: View) -> None:
        """Paint the colours with their nats in the lower left corner."""
        theme, scale = view.theme, view.scale
        font = _small(view)
        metrics = QFontMetricsF(font)
        high = metrics.height()
        large = min(view.plane.width, view.plane.height) >= _LEAST_VIEW * scale
        wide, bar = (_BAR_WIDE if large else 0.7 * _BAR_WIDE) * scale, _BAR * scale
        title = tr("ln p(z|x) below the mode, nats") if large else "ln p(z|x)"
        if self._behind:
            title = tr("{what} · {steps:,} steps ago", what=title, steps=self._behind)
        whole = max(wide, metrics.horizontalAdvance(title))
        box = QRectF(0, 0, whole + 16 * scale, 2 * high + bar + 12 * scale)
        box.moveBottomLeft(QPointF(_AWAY * scale, view.plane.height - _AWAY * scale))
        _paint_ground(painter, view, box)
        left, top = box.left() + 8 * scale, box.top() + 5 * scale
        painter.setFont(font)
        painter.setPen(QColor(theme.muted))
        painter.drawText(QPointF(left, top + metrics.ascent()), title)
        strip = QRectF(left, top + high + 1, wide, bar)
        ramp = QLinearGradient(strip.topLeft(), strip.topRight())
        table = heat_table(dark=theme.is_dark)
        for i in range(0, 256, 15):
            ramp.setColorAt(i / 255, QColor(*(int(c) for c in table[i])))
        painter.setPen(QPen(QColor(theme.outline), 1))
        painter.setBrush(ramp)
        painter.drawRect(strip)
        painter.setPen(QColor(theme.muted))
        base = strip.bottom() + metrics.ascent() + 1
        for part in (0.0, 0.5, 1.0):
            nats = round(DEPTH * (1 - part))
            text = f"−{nats}" if nats else "0"
            width = metrics.horizontalAdvance(text)
            painter.drawText(QPointF(left + part * (wide - width), base), text)

    def _paint_lens(self, painter: QPainter, view: View, lens: LensPicture) -> None:
        plane, theme, scale = view.plane, view.theme, view.scale
        side = _LENS * scale
        rect = lens.rect
        x, y = plane.to_pixels((rect.left + rect.right) / 2, (rect.bottom + rect.top) / 2)
        half = max(rect.width * plane.scale / 2, _MARK * scale)
        mark = QRectF(x - half, y - half, 2 * half, 2 * half)
        if 2 * half > side or q_is_large(plane.scale, self._q, side):
            return  # the plot shows it as large
        box = QRectF(0, 0, side, side)
        right = plane.width - side - _AWAY * scale
        low = y < plane.height / 2 and x > plane.width / 2
        top = plane.height - side - _AWAY * scale if low else _AWAY * scale
        box.moveTopLeft(QPointF(right, top))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QColor(theme.outline)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(line, scale))
        painter.drawRect(mark)
        ends = ((mark.topLeft(), box.topLeft()), (mark.bottomLeft(), box.bottomLeft()))
        line.setAlphaF(0.6)
        painter.setPen(QPen(line, scale, Qt.PenStyle.DotLine))
        for a, b in ends:
            painter.drawLine(a, b)
        lens.paint(painter, box, theme)
        if self._q is not None:
            lens.paint_q(painter, box, self._q, theme, theme.text)
        if self._attempt is not None:
            lens.paint_q(painter, box, self._attempt, theme, theme.accent_ink)
        painter.setPen(QPen(QColor(theme.outline), 1.5 * scale))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)


def q_is_large(scale: float, q: Diagonal | None, side: float) -> bool:
    """Whether an ellipse is seen well enough without a lens."""
    return q is not None and float(q.sigma.min()) * scale > side / 4


def _small(view: View) -> QFont:
    font = QFont(view.font)
    font.setPixelSize(view.theme.type.caption)
    return font


def _paint_ground(painter: QPainter, view: View, box: QRectF) -> None:
    ground = QColor(view.theme.raised)
    ground.setAlphaF(0.92)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(view.theme.border), 1))
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 5 * view.scale, 5 * view.scale)
