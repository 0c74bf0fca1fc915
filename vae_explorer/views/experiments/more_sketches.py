"""The drawings of what lies beyond the articles, that of any other file, and the list of all."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from vae_explorer.views.experiments import sketches
from vae_explorer.views.experiments.ink import Ink
from vae_explorer.views.style.theme import Theme


def collapse(ink: Ink) -> None:
    """Everything falls onto one ring."""
    for turn in range(0, 360, 60):
        angle = math.radians(turn + 15)
        x, y = math.cos(angle), math.sin(angle)
        hue = (9, 1, 6, 3, 5, 8)[turn // 60]
        ink.arrow((50 + 42 * x, 50 + 42 * y), (50 + 24 * x, 50 + 24 * y), ink.hues[hue])
    ink.ellipse(50, 50, 15, 15, ink.line)


def mean_pixels(ink: Ink) -> None:
    """A grid of pixels, and what is divided by."""
    ink.pen(ink.faded(ink.faint, 0.6), 1)
    for step in range(8):
        at = 15 + 10 * step
        ink.painter.drawLine(QPointF(15, at), QPointF(85, at))
        ink.painter.drawLine(QPointF(at, 15), QPointF(at, 85))
    ink.fill(ink.ground)
    ink.painter.drawRoundedRect(QRectF(20, 34, 60, 32), 6, 6)
    ink.text("÷ 784", 50, 50, 21, ink.hues[1])


def blur(ink: Ink) -> None:
    """A smooth half and a noisy half."""
    rng = np.random.default_rng(5)
    for row in range(9):
        for column in range(9):
            x, y = 14 + 8 * column, 14 + 8 * row
            distance = math.hypot(x + 4 - 50, 0.9 * (y + 4 - 50))
            grey = math.exp(-(((distance - 23) / 9) ** 2))
            alpha = grey if column < 4 else float(rng.random() < grey)
            ink.fill(ink.faded(ink.line, 0.85 * alpha))
            ink.painter.drawRect(QRectF(x, y, 8, 8))
    ink.curve(((46, 10), (46, 90)), ink.accent, 1.8)


def seeds(ink: Ink) -> None:
    """One plane, and the same turned."""
    for centre, turn in ((27, 0.0), (73, 2.2)):
        ink.ring(centre, 50, 20)
        for hue, angle in ((9, 0.3), (3, 2.3), (6, 4.3)):
            place = (
                centre + 11 * math.cos(angle + turn),
                50 + 11 * math.sin(angle + turn),
            )
            ink.blob(*place, 2.6, hue, 9, seed=int(turn))


def iwae(ink: Ink) -> None:
    """Bounds that come closer to what they bound."""
    ink.curve(((10, 18), (90, 18)), ink.line, 2.2, dashed=True)
    t = np.linspace(0, 1, 30)
    x = 10 + 80 * t
    for hue, gap in ((1, 40), (3, 22), (6, 8)):
        ink.curve(zip(x, 18 + gap + (74 - gap) * np.exp(-6 * t), strict=True), ink.hues[hue], 2.6)


def mixture_prior(ink: Ink) -> None:
    """One ring is replaced by several clouds."""
    ink.pen(ink.faint, 1.5, dashed=True)
    ink.painter.drawEllipse(QPointF(50, 50), 36, 36)
    for x, y, a, turn, hue in (
        (34, 36, 15, 30, 9),
        (66, 34, 13, -40, 3),
        (36, 68, 13, -20, 6),
        (66, 66, 15, 50, 5),
    ):
        ink.ellipse(x, y, a, 0.62 * a, ink.hues[hue], turn=turn)


def any_other(ink: Ink) -> None:
    """A flask with something in it."""
    glass = ((40, 14), (40, 40), (20, 80), (26, 88), (74, 88), (80, 80), (60, 40), (60, 14))
    ink.curve(glass, ink.line, 3)
    ink.curve(((34, 14), (66, 14)), ink.line, 3)
    ink.shape(((31, 60), (23, 79), (28, 85), (72, 85), (77, 79), (69, 60)), ink.accent)
    ink.dots(((44, 72), (57, 66), (52, 78)), ink.accent, 2.6)


SKETCHES: dict[str, Callable[[Ink], None]] = {
    "autoencoder": sketches.autoencoder,
    "generated-digits": sketches.generated_digits,
    "seven-to-two": sketches.seven_to_two,
    "vae-vs-gan": sketches.vae_vs_gan,
    "squared-error": sketches.squared_error,
    "uniform-noise": sketches.uniform_noise,
    "elbo": sketches.elbo,
    "mean-field": sketches.mean_field,
    "learned-sigma": sketches.learned_sigma,
    "reparameterise": sketches.reparameterise,
    "pca": sketches.pca,
    "evidence": sketches.evidence,
    "monte-carlo": sketches.monte_carlo,
    "lambda": sketches.weight_of_kl,
    "moons": sketches.moons,
    "regimes": sketches.regimes,
    "kl-surface": sketches.kl_surface,
    "decoder-score": sketches.decoder_score,
    "samplers": sketches.samplers,
    "mean-image": sketches.mean_image,
    "collapse": collapse,
    "mean-pixels": mean_pixels,
    "blur": blur,
    "seeds": seeds,
    "iwae": iwae,
    "mixture-prior": mixture_prior,
}
"""The drawing of each experiment by its `picture`; any other has that of `any_other`."""


def draw_sketch(painter: QPainter, box: QRectF, picture: str, theme: Theme) -> None:
    """Draw the square of an experiment into a box, on its ground."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / 100, box.height() / 100)
    ink = Ink(painter, theme)
    ink.fill(ink.ground)
    painter.drawRoundedRect(QRectF(0, 0, 100, 100), 9, 9)
    SKETCHES.get(picture, any_other)(ink)
    ink.pen(ink.faded(ink.faint, 0.4), 1.2)
    painter.drawRoundedRect(QRectF(0.6, 0.6, 98.8, 98.8), 9, 9)
    painter.restore()
