"""Notes: what is to be known of the picture before one believes it, in a line."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from vae_explorer.core.drawing.codes import STALE_STEPS, Codes
from vae_explorer.core.language import marked, tr
from vae_explorer.views.latent.layers.layer import Layer, View


class NoteLayer(Layer):
    """That there is nothing to see yet, or that dots are not all of one age."""

    name = "notes"
    title = marked("Notes")
    switchable = False

    def __init__(self) -> None:
        self._codes: Codes | None = None

    def set_codes(self, codes: Codes, *, glide: bool) -> None:  # noqa: ARG002
        self._codes = codes

    @property
    def text(self) -> str:
        """Lines about what the dots are and about their age; mostly empty."""
        if self._codes is None:
            return ""
        lines = [tr(self._codes.note)] if self._codes.note else []
        if self._codes.stale is not None and self._codes.oldest >= STALE_STEPS:
            # In the first seconds of a run it fades by itself.
            lines.append(
                tr("some dots are from up to {steps:,} steps ago", steps=self._codes.oldest)
            )
        return "\n".join(lines)

    def paint(self, painter: QPainter, view: View) -> None:
        painter.setFont(view.font)
        if self._codes is None:
            painter.setPen(QColor(view.theme.muted))
            text = tr("Open a model, or press Train")
            painter.drawText(view.rect, Qt.AlignmentFlag.AlignCenter, text)
        elif self.text:
            for number, line in enumerate(self.text.splitlines()):
                self._paint_line(painter, view, line, number)

    def _paint_line(self, painter: QPainter, view: View, text: str, number: int) -> None:
        theme, metrics = view.theme, QFontMetricsF(view.font)
        pad = 6 * theme.scale
        height = metrics.height() + pad
        top = pad + number * (height + 0.5 * pad)
        box = QRectF(pad, top, metrics.horizontalAdvance(text) + 2 * pad, height)
        ground = QColor(theme.warning_soft)
        ground.setAlphaF(0.9)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, pad, pad)
        painter.setPen(QColor(theme.warning))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
