"""The curves as an SVG drawing: lines as lines, text as text.

Qt's own SVG writer draws dots as pictures, and what leaves a plot across the others. Here lines end
at the frame: not all programs know the clip paths of SVG.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget

from vae_explorer.core.language import tr
from vae_explorer.views.curves.loss_plot import LossPlot
from vae_explorer.views.curves.sheets import MARK_SIZE
from vae_explorer.views.style.theme import Theme

Limits: TypeAlias = Sequence[Sequence[float]]  # of x and of y

Point: TypeAlias = tuple[float, float]

_FONTS = "Inter, 'Noto Sans', Cantarell, Ubuntu, sans-serif"


def svg(area: QWidget, plots: Sequence[LossPlot], theme: Theme) -> bytes:
    """What `area` shows of the plots."""
    width, height = area.width(), area.height()
    title = tr("Losses by epoch")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" font-family="{_FONTS}"'
        f' font-size="{theme.type.caption - 1}">',
        f"<title>{_text(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="{theme.panel}"/>',
    ]
    for plot in plots:
        parts += _plot(plot, area, theme)
    return "\n".join([*parts, "</svg>\n"]).encode()


def _plot(plot: LossPlot, area: QWidget, theme: Theme) -> list[str]:
    corner = plot.plot.viewport().mapTo(area, QPoint(0, 0))
    box = plot.view_box.sceneBoundingRect().translated(corner.x(), corner.y())
    limits = plot.view_box.viewRange()
    return [
        _headline(plot, area, theme),
        *_curves(plot, box, limits),
        *_marks(plot, box, limits, theme),
        *_levels(plot, box, limits, theme),
        *_axes(plot, box, limits, theme),
        *_legend(plot, box, theme),
    ]


def _headline(plot: LossPlot, area: QWidget, theme: Theme) -> str:
    corner = plot.title.mapTo(area, QPoint(0, 0))
    baseline = corner.y() + (plot.title.height() + 0.7 * theme.type.body) / 2
    name, *values = plot.title.parts
    spans = [f'<tspan font-weight="bold" fill="{theme.text}">{escape(name[0])}</tspan>']
    spans += [
        f'<tspan fill="{colour}">&#160;&#160;{escape(text)}</tspan>' for text, colour in values
    ]
    place = f'x="{corner.x()}" y="{baseline:.1f}" font-size="{theme.type.body}"'
    return f"<text {place}>{''.join(spans)}</text>"


def _curves(plot: LossPlot, box: QRectF, limits: Limits) -> list[str]:
    parts = []
    for stroke in plot.strokes():
        x = _x(stroke.epochs, box, limits)
        y = _y(stroke.values, box, limits)
        if path := _path(x, y, box):
            parts.append(
                f'<path d="{path}" fill="none" stroke="{stroke.colour}"'
                f' stroke-width="{stroke.width}" stroke-opacity="{stroke.opacity:.2f}"'
                ' stroke-linejoin="round"/>'
            )
        if stroke.dots:
            parts += [
                f'<circle cx="{cx:.2f}" cy="{cy:.2f}" r="{stroke.dots}" fill="{stroke.colour}"/>'
                for cx, cy in zip(x, y, strict=True)
                if box.contains(cx, cy)
            ]
    return parts


def _marks(plot: LossPlot, box: QRectF, limits: Limits, theme: Theme) -> list[str]:
    parts = []
    for mark in plot.marks.marks:
        x = float(_x(np.array([mark.epoch]), box, limits)[0])
        if not box.left() <= x <= box.right():
            continue
        colour = mark.colour or theme.plot_axis
        head = f"{-MARK_SIZE},0 {MARK_SIZE},0 0,{1.5 * MARK_SIZE}"
        line = f'<line y1="{MARK_SIZE}" y2="{box.height():.2f}" stroke-dasharray="1 2"/>'
        parts.append(
            f'<g transform="translate({x:.2f} {box.y():.2f})" fill="{colour}" stroke="{colour}">'
            f"<title>{_text(mark.text)}</title>{'' if mark.colour else line}"
            f'<polygon points="{head}" stroke="none"/></g>'
        )
    return parts


def _levels(plot: LossPlot, box: QRectF, limits: Limits, theme: Theme) -> list[str]:
    parts = []
    for level in plot.levels.levels:
        y = float(_y(np.array([level.height]), box, limits)[0])
        if box.top() <= y <= box.bottom():
            ends = f'x1="{box.left():.2f}" x2="{box.right():.2f}" y1="{y:.2f}" y2="{y:.2f}"'
            parts.append(f'<line {ends} stroke="{theme.muted}" stroke-dasharray="4 2"/>')
    for middle, text in plot.levels.labels():
        place = f'x="{box.left() + 5:.2f}" y="{box.top() + middle + 0.35 * theme.type.caption:.2f}"'
        parts.append(f'<text {place} fill="{theme.muted}">{_text(text)}</text>')
    return parts


def _axes(plot: LossPlot, box: QRectF, limits: Limits, theme: Theme) -> list[str]:
    left, top, bottom = box.left(), box.top(), box.bottom()
    small = theme.type.caption - 1
    frame = f"M{left:.2f} {top:.2f}V{bottom:.2f}H{box.right():.2f}"
    texts = []
    for value, text in plot.ticks("bottom"):
        x = float(_x(np.array([value]), box, limits)[0])
        frame += f"M{x:.2f} {bottom:.2f}v-4"
        texts.append(
            f'<text x="{x:.2f}" y="{bottom + 4 + small:.2f}" text-anchor="middle">{text}</text>'
        )
    for value, text in plot.ticks("left"):
        y = float(_y(np.array([value]), box, limits)[0])
        frame += f"M{left:.2f} {y:.2f}h4"
        texts.append(
            f'<text x="{left - 5:.2f}" y="{y + 0.35 * small:.2f}" text-anchor="end">{text}</text>'
        )
    middle = f"{left - plot.axis_width + small:.2f} {box.center().y():.2f}"
    if plot.names_unit:
        place = f'transform="translate({middle}) rotate(-90)" text-anchor="middle"'
        texts.append(f"<text {place}>{_text(tr(plot.quantity.unit))}</text>")
    if plot.names_epochs:
        place = f'x="{box.center().x():.2f}" y="{bottom + 6 + 2.3 * small:.2f}"'
        epoch = _text(tr("epoch"))
        texts.append(f'<text {place} text-anchor="middle">{epoch}</text>')
    colour = theme.plot_axis
    lines = f'<path d="{frame}" fill="none" stroke="{colour}"/>'
    return [lines, f'<g fill="{colour}">', *texts, "</g>"]


def _legend(plot: LossPlot, box: QRectF, theme: Theme) -> list[str]:
    entries = plot.legend.entries
    if not entries:
        return []
    metrics = QFontMetricsF(plot.legend.font)
    widest = max(metrics.horizontalAdvance(entry.name) for entry in entries)
    line = theme.type.caption + 3
    sample = 1.4 * theme.type.caption
    left = max(box.left(), box.right() - widest - sample - 12)
    parts = []
    for row, entry in enumerate(entries):
        y = box.top() + 14 + line * row
        ends = f'x1="{left:.2f}" x2="{left + sample:.2f}" y1="{y:.2f}" y2="{y:.2f}"'
        parts.append(f'<line {ends} stroke="{entry.colour}" stroke-width="1.5"/>')
        if entry.dots:
            place = f'cx="{left + sample / 2:.2f}" cy="{y:.2f}"'
            parts.append(f'<circle {place} r="2.5" fill="{entry.colour}"/>')
        place = f'x="{left + sample + 6:.2f}" y="{y + 0.35 * theme.type.caption:.2f}"'
        parts.append(f'<text {place} fill="{theme.text}">{_text(entry.name)}</text>')
    return parts


def _x(epochs: NDArray[np.float64], box: QRectF, limits: Limits) -> NDArray[np.float64]:
    (low, high), _ = limits
    x: NDArray[np.float64] = box.left() + (epochs - low) / (high - low) * box.width()
    return x


def _y(values: NDArray[np.float64], box: QRectF, limits: Limits) -> NDArray[np.float64]:
    _, (low, high) = limits
    y: NDArray[np.float64] = box.bottom() - (values - low) / (high - low) * box.height()
    return y


def _path(x: NDArray[np.float64], y: NDArray[np.float64], box: QRectF) -> str:
    """A line through the points, as far as it is in the box; it is broken where one is NaN."""
    points = list(zip(x.tolist(), y.tolist(), strict=True))
    steps, pen = [], None
    for start, end in pairwise(points):
        inside = _within(start, end, box)
        if inside is None:
            continue
        first, last = inside
        if first != pen:
            steps.append(f"M{first[0]:.2f} {first[1]:.2f}")
        steps.append(f"L{last[0]:.2f} {last[1]:.2f}")
        pen = last
    return "".join(steps)


def _within(start: Point, end: Point, box: QRectF) -> tuple[Point, Point] | None:
    """The part of a segment that is in the box (Liang & Barsky 1984); None where it has none."""
    (x0, y0), (x1, y1) = start, end
    dx, dy = x1 - x0, y1 - y0
    begin, stop = 0.0, 1.0
    for step, room in (
        (-dx, x0 - box.left()),
        (dx, box.right() - x0),
        (-dy, y0 - box.top()),
        (dy, box.bottom() - y0),
    ):
        if math.isnan(step) or math.isnan(room) or (step == 0 and room < 0):
            return None
        if step < 0:
            begin = max(begin, room / step)
        elif step > 0:
            stop = min(stop, room / step)
    if begin > stop:
        return None
    first = start if begin == 0 else (x0 + begin * dx, y0 + begin * dy)
    return first, end if stop == 1 else (x0 + stop * dx, y0 + stop * dy)


def _text(text: str) -> str:
    """As text of XML, which control characters cannot be part of."""
    return escape("".join(c for c in text if c.isprintable()))
