"""The drawings of the articles' experiments: one small function each."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QPainterPath, QRadialGradient

from vae_explorer.views.experiments.ink import Ink


def autoencoder(ink: Ink) -> None:
    """Codes far apart with holes between them, and codes close together."""
    for x, y, hue in ((14, 22, 9), (38, 12, 1), (12, 74, 6), (40, 88, 3), (37, 48, 5)):
        ink.blob(x, y, 2.6, hue, 12)
    ink.curve(((50, 12), (50, 88)), ink.faint, 1.5)
    ink.ring(74, 50, 20)
    for x, y, hue in ((67, 42, 9), (80, 41, 1), (67, 58, 6), (81, 59, 3), (74, 50, 5)):
        ink.blob(x, y, 3.4, hue, 14)


def generated_digits(ink: Ink) -> None:
    """Draws that rain down and become digits."""
    for x, length in ((20, 18), (50, 26), (80, 15)):
        ink.curve(((x, 10), (x, 10 + length)), ink.faint, 2, dashed=True)
        ink.dots(((x, 14 + length),), ink.accent, 3.6)
    for place, digit in enumerate("380"):
        ink.text(digit, 20 + 30 * place, 70, 34, ink.hues[int(digit)])


def seven_to_two(ink: Ink) -> None:
    """A way with steps from one digit to another."""
    ink.text("7", 18, 44, 44, ink.hues[7])
    ink.text("2", 82, 44, 44, ink.accent)
    for step in range(7):
        x = 16 + 68 * step / 6
        ink.dots(((x, 82),), ink.hues[7] if step < 3 else ink.accent, 2.2 + 0.5 * (step % 3 == 0))
    ink.arrow((36, 46), (62, 46), ink.faint)


def vae_vs_gan(ink: Ink) -> None:
    """An hourglass, and a generator with its judge."""
    ink.shape(((12, 12), (12, 44), (44, 34), (44, 22)), ink.hues[9])
    ink.shape(((56, 22), (56, 34), (88, 44), (88, 12)), ink.hues[9])
    ink.dots(((50, 28),), ink.accent, 3)
    ink.dots(((14, 74),), ink.accent, 3)
    ink.shape(((22, 68), (22, 80), (50, 90), (50, 58)), ink.hues[3])
    ink.text("?", 74, 74, 34, ink.hues[3])


def squared_error(ink: Ink) -> None:
    """A digit that becomes clear from row to row."""
    for row, alpha in enumerate((0.16, 0.45, 1.0)):
        for column, digit in enumerate("495"):
            ink.text(digit, 24 + 26 * column, 21 + 29 * row, 26, ink.faded(ink.line, alpha))


def uniform_noise(ink: Ink) -> None:
    """A box where a bell should be."""
    ink.curve(ink.bell(50, 15, 62), ink.hues[9])
    ink.shape(((50, 84), (50, 40), (76, 40), (76, 84)), ink.hues[1])
    ink.curve(((8, 84), (92, 84)), ink.faint, 1.8)


def elbo(ink: Ink) -> None:
    """A tall price and a small one."""
    ink.bar(24, 16, 24, 70, ink.hues[9])
    ink.bar(56, 72, 24, 14, ink.hues[3])
    ink.curve(((12, 87), (92, 87)), ink.faint, 1.8)


def mean_field(ink: Ink) -> None:
    """A cloud for each digit by itself, and one network that gives them all."""
    for row in range(4):
        ink.ellipse(
            22, 17 + 22 * row, 10 - row, 6 + row, ink.hues[(0, 3, 6, 9)[row]], turn=25 * row
        )
    ink.shape(((50, 36), (50, 64), (70, 56), (70, 44)), ink.accent)
    for row in range(4):
        ink.arrow((72, 50), (90, 17 + 22 * row), ink.faint, 1.8)


def learned_sigma(ink: Ink) -> None:
    """Three bells of unlike width."""
    ink.curve(ink.bell(50, 24, 24), ink.hues[2])
    ink.curve(ink.bell(50, 12, 46), ink.hues[6])
    ink.curve(ink.bell(50, 5.5, 72), ink.hues[3])
    ink.curve(((8, 84), (92, 84)), ink.faint, 1.8)


def reparameterise(ink: Ink) -> None:
    """A tight bundle of arrows, and a wild cloud of them."""
    rng = np.random.default_rng(3)
    for angle in rng.normal(-0.6, 0.12, 6):
        end = (28 + 32 * math.cos(angle), 50 + 32 * math.sin(angle))
        ink.arrow((18, 56), end, ink.faded(ink.hues[6], 0.9), 1.8)
    for angle in np.linspace(0, 2 * math.pi, 8)[:-1] + rng.normal(0, 0.3, 7):
        reach = rng.uniform(10, 24)
        end = (72 + reach * math.cos(angle), 62 + reach * math.sin(angle))
        ink.arrow((72, 62), end, ink.faded(ink.hues[1], 0.9), 1.8)


def pca(ink: Ink) -> None:
    """Two axes of a cloud, which is bent."""
    rng = np.random.default_rng(1)
    t = rng.uniform(-1, 1, 46)
    bend = 26 * t**2 - 10
    points = np.stack(
        (50 + 34 * t + rng.normal(0, 3, 46), 46 + bend + rng.normal(0, 3, 46)), axis=1
    )
    ink.dots(points[t < 0], ink.hues[9], 2)
    ink.dots(points[t >= 0], ink.hues[4], 2)
    ink.arrow((12, 50), (90, 50), ink.line, 2.2)
    ink.arrow((50, 74), (50, 22), ink.line, 2.2)


def evidence(ink: Ink) -> None:
    """One length that is made of two."""
    ink.bar(10, 26, 80, 16, ink.hues[9])
    ink.bar(10, 56, 62, 16, ink.hues[6])
    ink.bar(75, 56, 15, 16, ink.hues[3])
    ink.curve(((90, 18), (90, 82)), ink.faint, 1.6, dashed=True)


def monte_carlo(ink: Ink) -> None:
    """One draw, five, and twenty-five."""
    ink.dots(((18, 50),), ink.accent, 4)
    ink.dots(((44, 50), (38, 44), (50, 44), (38, 56), (50, 56)), ink.hues[6], 2.8)
    grid = [(68 + 6 * i, 38 + 6 * j) for i in range(5) for j in range(5)]
    ink.dots(grid, ink.hues[3], 2.2)


def weight_of_kl(ink: Ink) -> None:
    """Clouds, points, and clouds again, over a weight that goes down and up."""
    for x, size in ((20, 11.0), (50, 2.2), (80, 11.0)):
        for dx, dy, hue in ((-5, -6, 9), (6, 0, 3), (-3, 8, 6)):
            spread = 1 if size > 5 else 1.5
            ink.ellipse(x + dx * spread, 34 + dy * spread, size * 0.8, size * 0.6, ink.hues[hue])
    steps = ((8, 70), (36, 70), (36, 88), (64, 88), (64, 70), (92, 70))
    ink.curve(steps, ink.accent, 2.6)


def moons(ink: Ink) -> None:
    """A full, a gibbous and a half moon."""
    for x, lit in ((20, 1.0), (50, 0.72), (80, 0.5)):
        ink.fill(ink.faded(ink.faint, 0.35))
        ink.painter.drawEllipse(QPointF(x, 50), 13, 13)
        path = QPainterPath(QPointF(x, 37))
        path.arcTo(QRectF(x - 13, 37, 26, 26), 90, -180)
        bulge = 13 * (2 * lit - 1)
        path.arcTo(QRectF(x - bulge, 37, 2 * bulge, 26), 270, -180)
        ink.fill(ink.hues[7])
        ink.painter.drawPath(path)


def regimes(ink: Ink) -> None:
    """Four curves of which one does not go to nothing."""
    t = np.linspace(0, 1, 30)
    x = 10 + 80 * t
    ink.curve(zip(x, 62 - 36 * (1 - np.exp(-4 * t)), strict=True), ink.accent)
    for hue, rate in ((1, 3.0), (6, 5.5), (3, 9.0)):
        ink.curve(zip(x, 80 - 52 * np.exp(-rate * t), strict=True), ink.hues[hue], 2.4)
    ink.curve(((10, 84), (90, 84)), ink.line, 2.4)


def kl_surface(ink: Ink) -> None:
    """Contours of a valley, and ways down."""
    for a in (38, 27, 17, 8):
        ink.pen(ink.faded(ink.hues[9], 1.05 - a / 45), 2)
        ink.painter.drawEllipse(QPointF(50, 50), a, 0.72 * a)
    ink.arrow((14, 20), (44, 45), ink.hues[3])
    ink.arrow((88, 26), (57, 46), ink.hues[3])
    ink.dots(((50, 50),), ink.line, 3)


def decoder_score(ink: Ink) -> None:
    """Two curves that part."""
    t = np.linspace(0, 1, 30)
    x = 10 + 80 * t
    ink.curve(zip(x, 20 + 12 * (1 - np.exp(-9 * t)), strict=True), ink.hues[1])
    ink.curve(zip(x, 20 + 58 * (1 - np.exp(-4 * t)), strict=True), ink.accent)
    ink.curve(((10, 12), (10, 88), (90, 88)), ink.faint, 1.6)


def samplers(ink: Ink) -> None:
    """Four ways to draw a point."""
    ink.curve(((50, 10), (50, 90)), ink.faint, 1.3)
    ink.curve(((10, 50), (90, 50)), ink.faint, 1.3)
    ink.ring(28, 28, 14)
    ink.ellipse(72, 28, 17, 9, ink.hues[6], turn=-30)
    for dx, dy, a in ((-6, -5, 7), (7, -2, 6), (0, 8, 6)):
        ink.ellipse(28 + dx, 72 + dy, a, 0.7 * a, ink.hues[3], turn=40 * dx)
    rng = np.random.default_rng(2)
    for dx, dy in ((-7, -6), (8, -3), (0, 8)):
        ink.dots(rng.normal((72 + dx, 72 + dy), 2.4, (9, 2)), ink.hues[9], 1.7)


def mean_image(ink: Ink) -> None:
    """A blur on a floor."""
    gradient = QRadialGradient(50, 44, 30)
    for place, alpha in ((0.0, 0.75), (0.45, 0.45), (1.0, 0.0)):
        gradient.setColorAt(place, ink.faded(ink.line, alpha))
    ink.fill(QBrush(gradient))
    ink.painter.drawEllipse(QPointF(50, 44), 27, 32)
    ink.curve(((10, 86), (90, 86)), ink.accent)
