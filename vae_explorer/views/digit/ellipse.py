"""Ellipses of diagonal Gaussians, and the handles by which one of them is moved and stretched."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen

from vae_explorer.core.measures.diagonal import Diagonal
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.style.theme import Theme

MIDDLE = "middle"
GRIPS = {"right": (1, 0), "left": (-1, 0), "top": (0, 1), "bottom": (0, -1)}
"""Handles on the ellipse at 2 σ, and where they are in σ / 2."""
NUDGES = "nudges"
"""The kind of gesture that a key makes: several in quick succession are one."""
REACH = 12.0  # pixels around a handle
_LARGEST = 1e5  # pixels: a wider ellipse cannot be told from none
_SIDE = 4.5  # half of a handle
_NARROWEST, _WIDEST = 1e-3, 10.0  # σ that a hand can make
_OUTSIDE = 12.0  # pixels at least from the middle to a handle, however small the ellipse
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_OWN_KEYS = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


def paint_ellipse(
    painter: QPainter, plane: Plane, q: Diagonal, theme: Theme, ink: str, *, dashed: bool = False
) -> None:
    """Paint a Gaussian at 1 and 2 σ, on a halo that lets it be seen on any ground."""
    centre = QPointF(*plane.to_pixels(*map(float, q.mean)))
    across, up = (float(s) * plane.scale for s in q.sigma)
    if not 0 < max(across, up) <= _LARGEST:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, extra in ((theme.plot_background, 2.4), (ink, 0.0)):
        for sigma, line in ((1, 1.8), (2, 1.2)):
            pen = QPen(QColor(colour), (line + extra) * theme.scale)
            if dashed and not extra:
                pen.setDashPattern([3, 2.5])
            painter.setPen(pen)
            painter.drawEllipse(centre, sigma * across, sigma * up)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ink))
    painter.drawEllipse(centre, 1.8 * theme.scale, 1.8 * theme.scale)


def places(plane: Plane, q: Diagonal, scale: float) -> dict[str, QPointF]:
    """Return where the handles are in a view, in pixels."""
    x, y = plane.to_pixels(*map(float, q.mean))
    away = [max(2 * float(s) * plane.scale, _OUTSIDE * scale) for s in q.sigma]
    found = {name: QPointF(x + i * away[0], y - j * away[1]) for name, (i, j) in GRIPS.items()}
    return {MIDDLE: QPointF(x, y), **found}


def paint_handles(painter: QPainter, plane: Plane, q: Diagonal, theme: Theme, ink: str) -> None:
    """Paint what a hand can take: four squares, and a disc in the middle."""
    side = _SIDE * theme.scale
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.plot_background), 1.5 * theme.scale))
    painter.setBrush(QColor(ink))
    for name, at in places(plane, q, theme.scale).items():
        if name == MIDDLE:
            painter.drawEllipse(at, side, side)
        else:
            painter.drawRect(
                round(at.x() - side), round(at.y() - side), round(2 * side), round(2 * side)
            )


def grip_at(plane: Plane, q: Diagonal, at: QPointF, scale: float) -> str | None:
    """Return which handle a hand at a pixel takes; inside the ellipse it is the middle."""
    near = {name: (place - at).manhattanLength() for name, place in places(plane, q, scale).items()}
    name = min(near, key=lambda name: near[name])
    if near[name] <= REACH * scale:
        return name
    z = np.array(plane.to_plane(at.x(), at.y()))
    inside = float(np.square((z - q.mean) / q.sigma).sum()) <= 4
    return MIDDLE if inside else None


def moved(q: Diagonal, grip: str, to: tuple[float, float], plane: Plane, scale: float) -> Diagonal:
    """Return the Gaussian after a handle was dragged to a point of the plane."""
    if grip == MIDDLE:
        return replace(q, mean=np.array(to, np.float64))
    axis = 0 if GRIPS[grip][0] else 1
    away = abs(to[axis] - float(q.mean[axis]))
    least = _OUTSIDE * scale / plane.scale
    if 2 * float(q.sigma[axis]) < least:  # the handle stands farther out than the ellipse
        away = max(away - least, 0.0) + 2 * float(q.sigma[axis]) * min(away / least, 1.0)
    sigma = q.sigma.copy()
    sigma[axis] = min(max(away / 2, _NARROWEST), _WIDEST)
    return replace(q, sigma=sigma)


def nudged(q: Diagonal, event: QKeyEvent) -> Diagonal | None:
    """Return it after an arrow key: moved by a tenth of σ, or with Shift a twentieth larger.

    None for any other key.
    """
    key = Qt.Key(event.key())
    if key not in _ARROWS or event.modifiers() & ~_OWN_KEYS:
        return None
    steps = np.array(_ARROWS[key], np.float64)
    if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
        sigma = np.clip(q.sigma * 1.05**steps, _NARROWEST, _WIDEST)
        return replace(q, sigma=sigma)
    return replace(q, mean=q.mean + 0.1 * steps * q.sigma)
