"""What the colours of the dots mean: a bar with its values and its unit."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vae_explorer.core.drawing.colour_scale import LEVELS, ColourScale, palette
from vae_explorer.core.language import tr
from vae_explorer.session.colouring import Coloured
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme

_HEIGHT, _BAR, _LONGEST, _SHORTEST = 22, 10, 220, 40  # pixels in normal type


class ColourBar(QWidget):
    """A line: what it is, the least, the colours, the most, and the unit."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: Coloured | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Colours of the dots"))

    def sizeHint(self) -> QSize:
        return QSize(200, round(_HEIGHT * self._theme.scale))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, round(_HEIGHT * self._theme.scale))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def set_coloured(self, coloured: Coloured | None) -> None:
        """Show a scale; None for nothing."""
        self._shown = coloured
        if coloured is not None:
            low, high = self.ends()
            title, unit = tr(coloured.measure.title), tr(coloured.measure.unit)
            told = tr(
                "{measure}: {low} to {high} {unit}", measure=title, low=low, high=high, unit=unit
            )
            self.setAccessibleDescription(told.strip())
            self.setToolTip(f"<qt>{_tip(coloured)}</qt>")
        self.update()

    def ends(self) -> tuple[str, str]:
        """Return how the values at both ends are written."""
        if self._shown is None:
            return "", ""
        return _written(self._shown.scale)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._shown is None:
            return
        with painting(self, smooth=True) as painter:
            self._paint(painter, self._shown)

    def _paint(self, painter: QPainter, shown: Coloured) -> None:
        theme, metrics = self._theme, QFontMetricsF(self.font())
        gap = 6 * theme.scale
        low, high = self.ends()
        title, unit = tr(shown.measure.title), tr(shown.measure.unit)
        if shown.measure.log:
            unit = tr("{unit}, log", unit=unit)
        most = f"{high} {unit}"
        widths = [metrics.horizontalAdvance(text) for text in (title, low, most)]
        room = self.width() - sum(widths) - 5 * gap
        length = min(max(room, _SHORTEST * theme.scale), _LONGEST * theme.scale)
        texts = ((title, theme.text), (low, theme.muted), (most, theme.muted))
        x = gap
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        for place, ((text, ink), width) in enumerate(zip(texts, widths, strict=True)):
            if place == 2:
                tall = _BAR * theme.scale
                box = QRectF(x, (self.height() - tall) / 2, length, tall)
                painter.drawImage(box, _ramp(dark=theme.is_dark))
                painter.setPen(QColor(theme.border))
                painter.drawRect(box)
                x += length + gap
            painter.setPen(QColor(ink))
            painter.drawText(QRectF(x, 0, width + 1, self.height()), middle, text)
            x += width + (2 * gap if place == 0 else gap)


def _tip(coloured: Coloured) -> str:
    """Return what the colours mean, in two sentences."""
    what = tr(coloured.measure.tip)
    if coloured.measure.log:
        return tr(
            "{what} Colours go from the 1st to the 99th percentile, evenly in ratios.", what=what
        )
    return tr("{what} Colours go from the 1st to the 99th percentile.", what=what)


def _ramp(*, dark: bool) -> QImage:
    image = QImage(LEVELS, 1, QImage.Format.Format_RGB32)
    for place, (red, green, blue) in enumerate(palette(dark=dark)[:LEVELS].tolist()):
        image.setPixelColor(place, 0, QColor(red, green, blue))
    return image


def _written(scale: ColourScale) -> tuple[str, str]:
    """Return both ends with as many digits as tell them apart."""
    span = abs(scale.high - scale.low)
    if scale.log or not span:
        low, high = (f"{value:.2g}" for value in (scale.low, scale.high))
    else:
        digits = max(0, 1 - math.floor(math.log10(span)))
        low, high = (f"{value:.{digits}f}" for value in (scale.low, scale.high))
    return low.replace("-", "−"), high.replace("-", "−")
