"""An image of one's own: its posterior as an ellipse, and its name."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from vae_explorer.core.language import marked
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.marks import OwnMark
from vae_explorer.views.latent.tag import paint_tag

_SIGMAS = 2.0
_LINE, _HALO = 1.6, 2.6
_LEAST, _LARGEST = 2.0, 1e5  # pixels of a half axis that can be seen, and that Qt can draw
_TAG, _TAG_WIDTH = 20.0, 160.0  # from the place to the middle of its name, and its width at most


class OwnLayer(Layer):
    """Two standard deviations of q(z given x), and what the image is called."""

    name = "own"
    title = marked("Own image")
    switchable = False

    def __init__(self) -> None:
        self._mark: OwnMark | None = None

    def set_own(self, mark: OwnMark | None) -> None:
        self._mark = mark

    def paint(self, painter: QPainter, view: View) -> None:
        if self._mark is None:
            return
        at = QPointF(*view.plane.to_pixels(*self._mark.place))
        self._paint_ellipse(painter, view, self._mark, at)
        if view.rect.contains(at):
            painter.setFont(view.font)
            text = QFontMetricsF(view.font).elidedText(
                self._mark.name, Qt.TextElideMode.ElideMiddle, _TAG_WIDTH * view.scale
            )
            above = at.y() > 2 * _TAG * view.scale
            paint_tag(
                painter,
                at + QPointF(0, (-_TAG if above else _TAG) * view.scale),
                text,
                view,
                view.theme.text,
            )

    def _paint_ellipse(self, painter: QPainter, view: View, mark: OwnMark, at: QPointF) -> None:
        if mark.sigmas is None:
            return
        across, down = (min(_LARGEST, _SIGMAS * s * view.plane.scale) for s in mark.sigmas)
        if max(across, down) < _LEAST * view.scale:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        theme = view.theme
        for colour, width in ((theme.plot_background, _LINE + _HALO), (theme.text, _LINE)):
            painter.setPen(QPen(QColor(colour), width * view.scale))
            painter.drawEllipse(at, across, down)
