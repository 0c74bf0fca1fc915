"""What lies in the posterior plane: bands of equal KL, the flow to the prior, and the cloud."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from vae_explorer.core.language import tr
from vae_explorer.core.measures.posterior_plane import flow_lines, kl_of_axis
from vae_explorer.views.curves.sheets import Sheet
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme, numeric_font
from vae_explorer.views.widgets.image_view import colour_table

BOUNDS = (0.03, 0.1, 0.3, 1.0, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0)  # nats, between the bands
_STARTS = (
    *((mean, 0.004) for mean in (-3.6, -2.4, -1.2, 0.0, 1.2, 2.4, 3.6)),
    *((mean, 3.6) for mean in (-3.6, -1.8, 0.0, 1.8, 3.6)),
    *((mean, sigma) for mean in (-4.0, 4.0) for sigma in (0.03, 0.3)),
)
_COARSE = 300_000  # pixels, from which on a field is worked out for every second one
_FADED = {False: 0.62, True: 0.5}  # of the way to the ground, in the dark too; dots stand out
_DOT, _SQUARE = 2.9, 4.0  # pixels: a dot, and up to where it may be a square
_HEAD = 4.5  # half the length of an arrow's head


class Cloud(NamedTuple):
    """Posteriors as dots: μ and σ, (n,) each, and for each group of rows its colour."""

    mean: NDArray[np.float64]
    sigma: NDArray[np.float64]
    groups: tuple[tuple[str, NDArray[np.intp]], ...]


NOTHING = Cloud(np.empty(0), np.empty(0), ())


def band_colours(theme: Theme) -> list[QColor]:
    """From the colour of the least divergence to that of the greatest, one a band."""
    table = colour_table("viridis")
    found = []
    for place in np.linspace(1, 0, len(BOUNDS) + 1) ** 1.2:
        colour, ground = QColor(int(table[round(place * 255)])), QColor(theme.plot_background)
        red, green, blue = (
            round(from_table + _FADED[theme.is_dark] * (below - from_table))
            for from_table, below in (
                (colour.red(), ground.red()),
                (colour.green(), ground.green()),
                (colour.blue(), ground.blue()),
            )
        )
        found.append(QColor(red, green, blue))
    return found


class Field(Sheet):
    """Paints all of it in the pixels of the view; σ is upwards, as its logarithm."""

    def __init__(self, view: pg.ViewBox, theme: Theme) -> None:
        super().__init__(view, theme, 1)
        self._cloud = NOTHING
        self._with_flow = True
        self._bands: tuple[object, QImage] = (None, QImage())
        self._lines = [
            np.stack((line[:, 0], np.log10(line[:, 1])), 1) for line in flow_lines(_STARTS)
        ]

    @property
    def cloud(self) -> Cloud:
        return self._cloud

    def set_cloud(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self.update()

    def set_flow(self, shown: bool) -> None:
        """Draw the lines of gradient descent, or leave them out."""
        self._with_flow = shown
        self.update()

    def pixels(
        self, mean: NDArray[np.float64], height: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where in the view places are."""
        (left, right), (low, high) = self._view.viewRange()
        x = (mean - left) / (right - left) * self._rect.width()
        y = (high - height) / (high - low) * self._rect.height()
        return x, y

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        if self._rect.width() < 2 or self._rect.height() < 2:
            return
        painter.drawImage(self._rect, self._banded())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._with_flow:
            self._paint_flow(painter)
        self._paint_cloud(painter)
        self._paint_prior(painter)

    def _banded(self) -> QImage:
        """The bands, worked out when the view or the theme is another."""
        width, height = round(self._rect.width()), round(self._rect.height())
        ranges = self._view.viewRange()
        key = (width, height, tuple(map(tuple, ranges)), self._theme)
        if self._bands[0] != key:
            every = 2 if width * height > _COARSE else 1
            self._bands = key, self._band_image(width // every, height // every, ranges)
        return self._bands[1]

    def _band_image(self, width: int, height: int, ranges: list[list[float]]) -> QImage:
        (left, right), (low, high) = ranges
        across = np.linspace(left, right, 2 * width + 1)[1::2]  # centres of pixels
        up = np.linspace(high, low, 2 * height + 1)[1::2]
        kl = kl_of_axis(across[None], 10.0 ** up[:, None])
        table = np.array([c.rgba() for c in band_colours(self._theme)], np.uint32)
        rgb = table[np.searchsorted(BOUNDS, kl)]
        image = QImage(rgb.tobytes(), width, height, 4 * width, QImage.Format.Format_RGB32)
        return image.copy()  # which has memory of its own

    def _paint_flow(self, painter: QPainter) -> None:
        colour = QColor(self._theme.text)
        colour.setAlpha(130)
        painter.setBrush(colour)
        for line in self._lines:
            x, y = self.pixels(line[:, 0], line[:, 1])
            painter.setPen(QPen(colour, 1))
            painter.drawPolyline(_polygon(x, y))
            way = np.concatenate(([0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))))
            painter.setPen(Qt.PenStyle.NoPen)
            place = int(np.searchsorted(way, 0.45 * way[-1]))
            if 0 < place < len(x):
                self._paint_head(painter, x, y, place)

    def _paint_head(
        self, painter: QPainter, x: NDArray[np.float64], y: NDArray[np.float64], place: int
    ) -> None:
        angle = math.atan2(y[place] - y[place - 1], x[place] - x[place - 1])
        size = 2 * _HEAD * self._theme.scale
        ends = [
            QPointF(x[place] + size * math.cos(turn), y[place] + size * math.sin(turn))
            for turn in (angle + 2.7, angle - 2.7)
        ]
        painter.drawPolygon(QPolygonF([QPointF(x[place], y[place]), *ends]))

    def _paint_cloud(self, painter: QPainter) -> None:
        mean, sigma, groups = self._cloud
        x, y = self.pixels(mean, np.log10(np.maximum(sigma, 1e-300)))
        size = _DOT * self._theme.scale
        # So small a square looks like a dot, and takes a quarter of the time.
        round_or_square = Qt.PenCapStyle.SquareCap if size < _SQUARE else Qt.PenCapStyle.RoundCap
        inside = (x > -size) & (x < self._rect.width() + size) & (np.abs(y) < 1e6)
        for name, rows in groups:
            colour = QColor(name)
            colour.setAlpha(205)
            painter.setPen(QPen(colour, size, Qt.PenStyle.SolidLine, round_or_square))
            there = rows[inside[rows]]
            painter.drawPoints(_polygon(x[there], y[there]))

    def _paint_prior(self, painter: QPainter) -> None:
        """A ring at (0, 1), where all of it ends."""
        x, y = self.pixels(np.zeros(1), np.zeros(1))
        at, size = QPointF(x[0], y[0]), 5.0 * self._theme.scale
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((self._theme.plot_handle_halo, 4.0), (self._theme.plot_handle, 1.75)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(at, size, size)


def _polygon(x: NDArray[np.float64], y: NDArray[np.float64]) -> QPolygonF:
    """Points for Qt, written where it keeps them: one by one they would take longer to make."""
    polygon: QPolygonF = pg.functions.create_qpolygonf(len(x))
    if len(x):
        pg.functions.ndarray_from_qpolygonf(polygon)[:] = np.stack((x, y), axis=1)
    return polygon


class ColourBar(QWidget):
    """The bands with the nats between them, the least at the bottom, as high as a plot's view."""

    def __init__(self, view: pg.ViewBox, theme: Theme) -> None:
        super().__init__()
        self._view = view
        view.sigResized.connect(lambda *_: self.update())
        self.setAccessibleName(tr("Colours of the KL divergence, nats"))
        self.setToolTip(tr("KL divergence of one axis from N(0, 1), in nats."))
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._font = numeric_font(QFont())
        self._font.setPixelSize(theme.type.caption - 1)
        metrics = QFontMetrics(self._font)
        self._line = metrics.height()
        self.setFixedWidth(self._line + metrics.horizontalAdvance("0.03") + 10)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.width(), 100)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.setFont(self._font)
            painter.setPen(QColor(self._theme.plot_axis))
            width = self._line - 2
            beside = self._view.sceneBoundingRect()
            top, bottom = beside.top(), beside.bottom()
            painter.drawText(QRectF(0, bottom + 4, self.width(), self._line), 0, tr("nats"))
            colours = band_colours(self._theme)
            edges = np.linspace(bottom, top, len(colours) + 1)
            for colour, (low, high) in zip(colours, pairwise(edges.tolist()), strict=True):
                painter.fillRect(QRectF(0, high, width, low - high), colour)
            # As many of the numbers as there is room for.
            every = math.ceil((self._line + 1) / max(abs(edges[1] - edges[0]), 0.1))
            for place in range(len(BOUNDS) - 1, -1, -every):
                y = edges[place + 1]
                box = QRectF(width + 4, y - self._line / 2, self.width() - width - 4, self._line)
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, f"{BOUNDS[place]:g}")
