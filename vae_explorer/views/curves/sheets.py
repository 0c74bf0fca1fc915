"""What lies over a plot of losses: the names of the lines, marks of changes, the crosshair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from vae_explorer.core.language import tr
from vae_explorer.views.style.theme import Theme


class Sheet(QGraphicsItem):
    """Covers a view and paints in its pixels."""

    def __init__(self, view: pg.ViewBox, theme: Theme, z: float) -> None:
        super().__init__(view)
        self._view = view
        self._theme = theme
        self._rect = QRectF(view.rect())
        self.setZValue(z)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        view.sigResized.connect(self._resized)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def boundingRect(self) -> QRectF:
        return self._rect

    def _at(self, epoch: float, value: float = 0.0) -> QPointF:
        place: QPointF = self._view.mapFromView(QPointF(epoch, value))
        return place

    def _resized(self) -> None:
        self.prepareGeometryChange()
        self._rect = QRectF(self._view.rect())


class Mark(NamedTuple):
    """A change of a setting, where it is marked, and in what colour if not the axis's."""

    epoch: float
    text: str
    colour: str | None


MARK_SIZE = 4.0  # half the width of a mark's head


class Marks(Sheet):
    """A thin line with a head for each change; of a run that is not shown, the head alone."""

    def __init__(self, view: pg.ViewBox, theme: Theme) -> None:
        super().__init__(view, theme, 5)
        self._marks: tuple[Mark, ...] = ()

    @property
    def marks(self) -> tuple[Mark, ...]:
        return self._marks

    def set_marks(self, marks: tuple[Mark, ...]) -> None:
        if marks != self._marks:
            self._marks = marks
            self.update()

    def near(self, epoch: float, pixels: float) -> list[Mark]:
        """The marks within so many pixels of `epoch`."""
        x = self._at(epoch).x()
        return [mark for mark in self._marks if abs(self._at(mark.epoch).x() - x) <= pixels]

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark in self._marks:
            x = self._at(mark.epoch).x()
            if not 0 <= x <= self._rect.width():
                continue
            colour = QColor(mark.colour or self._theme.plot_axis)
            if mark.colour is None:
                x = round(x) + 0.5  # a hairline on one column of pixels
                painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine))
                painter.drawLine(QPointF(x, MARK_SIZE), QPointF(x, self._rect.height()))
            head = ((-MARK_SIZE, 0.0), (MARK_SIZE, 0.0), (0.0, 1.5 * MARK_SIZE))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawPolygon(QPolygonF([QPointF(x + dx, dy) for dx, dy in head]))


class Crosshair(Sheet):
    """The epoch that the mouse asks for: a line, and a ring on each curve."""

    def __init__(self, view: pg.ViewBox, theme: Theme) -> None:
        super().__init__(view, theme, 8)
        self._epoch: float | None = None
        self._rings: list[tuple[float, str]] = []

    @property
    def epoch(self) -> float | None:
        return self._epoch

    def show_at(self, epoch: float | None, rings: Sequence[tuple[float, str]] = ()) -> None:
        """Stand at `epoch` with rings at heights of the plot in colours; None to be gone."""
        self._epoch, self._rings = epoch, list(rings)
        self.update()

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        if self._epoch is None:
            return
        x = self._at(self._epoch).x()
        if not -1 <= x <= self._rect.width() + 1:
            return
        column = round(x) + 0.5
        painter.setPen(QPen(QColor(self._theme.outline), 1))
        painter.drawLine(QPointF(column, 0), QPointF(column, self._rect.height()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(self._theme.panel))
        for height, colour in self._rings:
            y = self._at(self._epoch, height).y()
            if 0 <= y <= self._rect.height():
                painter.setPen(QPen(QColor(colour), 1.5))
                painter.drawEllipse(QPointF(x, y), 3.0, 3.0)


class Entry(NamedTuple):
    """A line of the legend: its name, colour and stroke, and whether it is thin or has dots."""

    name: str
    colour: str
    thin: bool
    dots: bool
    style: Qt.PenStyle = Qt.PenStyle.SolidLine


_MOST_WIDTH = 0.8  # of the plot, for the legend
_MOST_HEIGHT = 0.6
_LEGEND_TOP = 1.5 * MARK_SIZE + 2  # below the heads of the marks


class Legend(Sheet):
    """The names of the lines at the top right, as many as there is room for."""

    def __init__(self, view: pg.ViewBox, theme: Theme, most_height: float = _MOST_HEIGHT) -> None:
        super().__init__(view, theme, 4)
        self._most_height = most_height
        self._entries: tuple[Entry, ...] = ()
        self._font = QFont()

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self._entries

    @property
    def font(self) -> QFont:
        return self._font

    @property
    def wanted_width(self) -> float:
        """What the longest name takes, with its line."""
        metrics = QFontMetricsF(self._font)
        widest = max((metrics.horizontalAdvance(e.name) for e in self._entries), default=0.0)
        return widest + 1.4 * metrics.height() + 16 if self._entries else 0.0

    def set_entries(self, entries: tuple[Entry, ...]) -> None:
        if entries != self._entries:
            self._entries = entries
            self.update()

    def set_font(self, font: QFont) -> None:
        self._font = font
        self.update()

    def box(self) -> QRectF:
        """Where it is; empty where nothing is named."""
        return self._arrange()[0]

    def _arrange(self) -> tuple[QRectF, tuple[Entry, ...], list[str]]:
        """Return the box, the entries that have room in it, and what it says line by line."""
        metrics = QFontMetricsF(self._font)
        line = metrics.height() + 1
        fit = int((self._most_height * self._rect.height() - 4) / line)
        entries, rest = self._entries, 0
        if len(entries) > fit:
            entries, rest = entries[: max(0, fit - 1)], len(entries) - max(0, fit - 1)
        sample = 1.4 * metrics.height()
        if not entries or self._rect.width() < 4 * sample:
            return QRectF(), (), []  # in so small a plot it would hide the lines that it names
        room = _MOST_WIDTH * self._rect.width() - sample - 14
        texts = [metrics.elidedText(e.name, Qt.TextElideMode.ElideRight, room) for e in entries]
        texts += [tr("+ {rest} more", rest=rest)] if rest else []
        width = max(map(metrics.horizontalAdvance, texts)) + sample + 14
        left = self._rect.width() - width - 2
        return QRectF(left, _LEGEND_TOP, width, line * len(texts) + 4), entries, texts

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        box, entries, texts = self._arrange()
        if box.isEmpty():
            return
        metrics = QFontMetricsF(self._font)
        line, sample = metrics.height() + 1, 1.4 * metrics.height()
        ground = QColor(self._theme.panel)
        ground.setAlpha(215)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 3, 3)
        painter.setFont(self._font)
        left = box.left() + 4
        for row, text in enumerate(texts):
            middle = box.top() + 2 + line * (row + 0.5)
            if row < len(entries):
                entry = entries[row]
                ends = QPointF(left, middle), QPointF(left + sample, middle)
                painter.setPen(QPen(QColor(entry.colour), 1.25 if entry.thin else 2, entry.style))
                painter.drawLine(*ends)
                if entry.dots:
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(QColor(entry.colour))
                    painter.drawEllipse(QPointF(left + sample / 2, middle), 2.5, 2.5)
            painter.setPen(QColor(self._theme.text))
            baseline = middle + (metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(left + sample + 6, baseline), text)


class Level(NamedTuple):
    """A line across a plot: at which height of it, what it is called, and how in little room."""

    height: float
    text: str
    short: str


class Levels(Sheet):
    """Dashed lines with their names; of one that is outside, the name at the edge.

    A name that the legend would cover is left out.
    """

    def __init__(self, view: pg.ViewBox, theme: Theme, legend: Legend) -> None:
        super().__init__(view, theme, 3)
        self._legend = legend
        self._levels: tuple[Level, ...] = ()
        self._font = QFont()

    @property
    def levels(self) -> tuple[Level, ...]:
        return self._levels

    @property
    def font(self) -> QFont:
        return self._font

    def set_levels(self, levels: tuple[Level, ...]) -> None:
        if levels != self._levels:
            self._levels = levels
            self.update()

    def set_font(self, font: QFont) -> None:
        self._font = font
        self.update()

    def labels(self) -> list[tuple[float, str]]:
        """Where a text stands, by its middle from above, and what it says; lines have it above."""
        metrics = QFontMetricsF(self._font)
        line, room = metrics.height(), self._rect.width() - 24
        widest = max((metrics.horizontalAdvance(one.text) for one in self._levels), default=0)
        top, bottom = _LEGEND_TOP + line / 2, self._rect.height() - line / 2 - 2
        inside, above, below = list[tuple[float, str]](), list[str](), list[str]()
        for level in sorted(self._levels, key=lambda level: -level.height):
            y = self._at(0.0, level.height).y()
            name = level.text if widest <= room else level.short
            if y < 0:
                above.append(name)
            elif y > self._rect.height():
                below.append(name)
            elif inside and y - inside[-1][0] < 0.4 * line:
                inside[-1] = (inside[-1][0], f"{inside[-1][1]} · {name}")
            else:
                inside.append((y, name))
        edges = [(top, f"↑ {' · '.join(above)}")] if above else []
        edges += [(bottom, f"↓ {' · '.join(below)}")] if below else []
        # Each above its line, or below it at the top; none over another.
        highest = top + line if above else top
        lowest, placed = bottom - line if below else bottom, list[tuple[float, str]]()
        for y, text in reversed(inside):
            above_it = y - line / 2 - 1
            wanted = above_it if above_it >= highest else y + line / 2 + 1
            if placed and lowest < min(wanted, highest - 1):
                placed[-1] = (placed[-1][0], f"{text} · {placed[-1][1]}")
                continue
            placed.append((min(wanted, lowest), text))
            lowest = placed[-1][0] - line
        return edges + placed[::-1]

    def written(self) -> list[tuple[QRectF, str]]:
        """Return what of the labels is to be read, and where."""
        metrics = QFontMetricsF(self._font)
        found = []
        for middle, text in self.labels():
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, self._rect.width() - 8)
            width = metrics.horizontalAdvance(text) + 6
            box = QRectF(2, middle - metrics.height() / 2, width, metrics.height())
            if not box.intersects(self._legend.box()):
                found.append((box, text))
        return found

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        colour = QColor(self._theme.muted)
        painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
        for level in self._levels:
            y = round(self._at(0.0, level.height).y()) + 0.5
            if 0 <= y <= self._rect.height():
                painter.drawLine(QPointF(0, y), QPointF(self._rect.width(), y))
        painter.setFont(self._font)
        ground = QColor(self._theme.panel)
        ground.setAlpha(200)
        for box, text in self.written():
            painter.fillRect(box, ground)
            painter.setPen(colour)
            painter.drawText(box.adjusted(3, 0, 3, 0), Qt.AlignmentFlag.AlignVCenter, text)
