"""An axis whose numbers have room beside each other, however large they are written."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QFont, QFontMetrics

from vae_explorer.views.curves.quantities import short_exponent

Ticks: TypeAlias = tuple[float, list[float]]  # how far they are apart, and where

_STEPS = (1.0, 2.0, 5.0, 10.0)
_DECADE = 1.0  # from here on, an axis of logarithms names powers of ten


class Axis(pg.AxisItem):  # type: ignore[misc]
    """Round numbers, as many as fit; of logarithms it writes what they are the logarithms of."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.is_log = False
        self._metrics = QFontMetrics(QFont())
        self.enableAutoSIPrefix(False)
        # One level of ticks, and none left out: `tickValues` sees to it that they do not touch.
        self.setStyle(tickLength=-4, tickTextOffset=4, maxTickLevel=0)

    def set_font(self, font: QFont) -> None:
        self._metrics = QFontMetrics(font)
        self.setTickFont(font)
        # How far a number may stand out over the end of the axis; `LossPlot` leaves room for it.
        self.setStyle(hideOverlappingLabels=self._metrics.height() + 3)
        self.picture = None
        self.update()

    def set_log(self, log: bool) -> None:
        self.is_log = log
        self.picture = None
        self.update()

    def tickValues(self, start: float, stop: float, size: float) -> list[Ticks]:
        low, high = sorted((start, stop))
        if not (math.isfinite(low) and math.isfinite(high) and high > low and size > 0):
            return []
        most = max(1.0, size / self._room(high))
        if not self.is_log:
            return [_round_numbers(low, high, most)]
        if high - low >= _DECADE:
            return [(_DECADE, _powers(low, high, most))]
        step, values = _round_numbers(10**low, 10**high, most)
        return [(step, [math.log10(value) for value in values if value > 0])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if not self.is_log:
            return [_number(value * scale, spacing) for value in values]
        return [short_exponent(f"{10**value:.4g}").replace("-", "−") for value in values]

    def numbers(self) -> list[tuple[float, str]]:
        """Places and texts of the numbers that are written now."""
        low, high = self.range
        length = self.size().height() if self.orientation == "left" else self.size().width()
        return [
            pair
            for spacing, values in self.tickValues(low, high, length)
            for pair in zip(values, self.tickStrings(values, 1.0, spacing), strict=True)
            if low <= pair[0] <= high
        ]

    def widest(self) -> int:
        """The width of the widest number that is written now."""
        return max((self._metrics.horizontalAdvance(text) for _, text in self.numbers()), default=0)

    def _room(self, high: float) -> float:
        """How far apart two ticks have to be at least."""
        if self.orientation == "left":
            return 2.1 * self._metrics.height()
        return self._metrics.horizontalAdvance(f"{high:.3g}") + 0.8 * self._metrics.height()


def _round_numbers(low: float, high: float, most: float) -> Ticks:
    """Multiples of 1, 2 or 5 times a power of ten, at most so many to the length; at least one."""
    wanted = (high - low) / most
    decade = 10.0 ** math.floor(math.log10(wanted))
    step = next(decade * step for step in _STEPS if decade * step >= wanted * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    if last - first > 1000:  # of a range so far from zero that its width is lost in rounding
        return step, []
    if first > last and most < 4:  # one number is better than none: the roundest inside
        step, values = _round_numbers(low, high, 4)
        return step, [min(values, key=lambda v: abs(v - (low + high) / 2))] if values else []
    return step, [index * step for index in range(first, last + 1)]


def _powers(low: float, high: float, most: float) -> list[float]:
    """Logarithms of powers of ten in the range and, where there is room, of 2 and 5 times them."""
    decades = np.arange(math.floor(low), math.ceil(high) + 1)
    every = max(1, math.ceil((high - low) / most))
    for digits in ((1, 2, 5), (1, 3), (1,)):
        found = sorted(float(decade + math.log10(d)) for decade in decades for d in digits)
        found = [value for value in found if low <= value <= high]
        if len(found) <= most:
            return found
    return [value for value in found if round(value) % every == 0]


def _number(value: float, spacing: float) -> str:
    if abs(value) < 1e-9 * spacing:
        return "0"
    if abs(value) >= 1e5:
        return short_exponent(f"{value:.2g}").replace("-", "−")
    decimals = max(0, -math.floor(math.log10(spacing) + 1e-9))
    return f"{value:.{decimals}f}".replace("-", "−")
