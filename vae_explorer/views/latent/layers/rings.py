"""The prior: circles of 1, 2 and 3 standard deviations of N(0, I), or ellipses of a learned one."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from vae_explorer.core.language import marked
from vae_explorer.core.measures.gaussian_mixture import GaussianMixture
from vae_explorer.views.latent.layers.layer import Layer, View
from vae_explorer.views.latent.picture import KeptPicture, transparent
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.latent.tag import paint_tag
from vae_explorer.views.style.painting import painting

_LINE, _OUTER_LINE = 1.6, 1.0  # pixels; the outer one of a component's two
_FEWEST, _MOST = 1.0, 1e5  # pixels: radii of rings that can be seen as such
_FAINTEST = 0.35  # opacity of a component without weight
_NAMED, _ROOM = 12, 28.0  # components and pixels of σ up to and from which weights are told


class RingLayer(Layer):
    """Drawn once and laid elsewhere while a hand pans."""

    name = "rings"
    title = marked("Rings")
    tip = marked(
        "Rings of the prior N(0, I) at 1, 2 and 3 σ; of a learned prior its Gaussians at 1 and "
        "2 σ, with their weights"
    )
    icon = "rings"
    shortcut = "Ctrl+3"

    def __init__(self) -> None:
        self._picture = KeptPicture()
        self._learned: GaussianMixture | None = None
        self._version = 0

    def set_learned_prior(self, prior: GaussianMixture | None) -> None:
        if prior is not self._learned:
            self._learned = prior
            self._version += 1

    def paint(self, painter: QPainter, view: View) -> None:
        def draw(plane: Plane, margin: int) -> QPixmap:
            wide = replace(view, plane=plane.widened(margin / view.ratio))
            picture = transparent(QSizeF(wide.plane.width, wide.plane.height), view.ratio)
            with painting(picture, smooth=True) as pen:
                if self._learned is None:
                    _paint_rings(pen, wide)
                else:
                    _paint_components(pen, wide, self._learned)
            return picture

        look = (view.theme, view.font, self._version)
        self._picture.paint(painter, view.plane, view.ratio, look, draw)


def _paint_rings(painter: QPainter, view: View) -> None:
    plane, theme = view.plane, view.theme
    x, y = plane.to_pixels(0, 0)
    painter.setFont(view.font)
    for sigma in (1, 2, 3):
        radius = sigma * plane.scale
        if not _FEWEST <= radius <= _MOST:
            continue
        painter.setPen(_pen(view, 1.0, _LINE))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(x, y), radius, radius)
        # The names stand on the diagonal, where no axis runs.
        corner = QPointF(x + radius * math.sqrt(0.5), y - radius * math.sqrt(0.5))
        paint_tag(painter, corner, f"{sigma}σ", view, theme.accent_ink)


def _paint_components(painter: QPainter, view: View, prior: GaussianMixture) -> None:
    """Paint ellipses at 1 and 2 σ, fainter for less weight, and the weight beside the inner one."""
    plane, theme = view.plane, view.theme
    painter.setFont(view.font)
    deviations = np.sqrt(np.einsum("kii->ki", prior.covariances))
    most = float(prior.weights.max())
    # The heaviest last, so that its name is in front.
    for k in np.argsort(prior.weights):
        weight = float(prior.weights[k])
        centre = QPointF(*plane.to_pixels(*map(float, prior.means[k])))
        across, up = (float(deviation) * plane.scale for deviation in deviations[k])
        opacity = _FAINTEST + (1 - _FAINTEST) * weight / most
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for sigma in (1, 2):
            painter.setPen(_pen(view, opacity, _LINE if sigma == 1 else _OUTER_LINE))
            if _FEWEST <= sigma * max(across, up) <= _MOST:
                painter.drawEllipse(centre, sigma * across, sigma * up)
        if len(prior.weights) <= _NAMED and min(across, up) >= _ROOM * view.scale:
            corner = centre + QPointF(across, -up) * math.sqrt(0.5)
            paint_tag(painter, corner, f"{100 * weight:.0f} %", view, theme.accent_ink)


def _pen(view: View, opacity: float, width: float) -> QPen:
    colour = QColor(view.theme.accent_ink)
    colour.setAlphaF(opacity)
    pen = QPen(colour, width * view.theme.scale, Qt.PenStyle.DashLine)
    pen.setDashPattern([5, 4])
    return pen
