"""How many of the selected digits are of which class, as bars."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vae_explorer.core.drawing.wording import class_name
from vae_explorer.core.language import tr
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.palette import class_colours
from vae_explorer.views.style.theme import Theme

_LINE, _LEAST = 17, 11  # units: of a line, where there is room, and at least
_NAME_PART = 0.45  # of the width, that names may take
_GAP, _SHORTEST = 6, 6  # units: beside a bar, and of the longest one, at least


class ClassCounts(QWidget):
    """A bar for each class that occurs, with its name and its count."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: tuple[str, ...] = ()
        self.counts: dict[int, int] = {}
        """By label, of the classes that occur."""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(20)

    def sizeHint(self) -> QSize:
        return QSize(150, 100)

    def set_labels(self, labels: NDArray[np.uint8], names: tuple[str, ...]) -> None:
        """Count classes, (n,)."""
        found, counts = np.unique(labels, return_counts=True)
        self.counts = dict(zip(found.tolist(), counts.tolist(), strict=True))
        self._names = names
        told = tr(", ").join(f"{class_name(names, k)}: {n:,}" for k, n in self.counts.items())
        self.setAccessibleName(tr("Classes: {counts}", counts=told) if told else tr("Classes"))
        self.setToolTip(f"<qt>{told}</qt>" if told else "")
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.counts:
            return
        theme, items = self._theme, list(self.counts.items())
        least = _LEAST * theme.scale
        lines = max(1, int(self.height() // least))
        columns = min(2, math.ceil(len(items) / lines))
        lines = min(lines, math.ceil(len(items) / columns))
        left_out = max(0, len(items) - lines * columns)
        shown = items[: len(items) - left_out - bool(left_out)]
        high = max(least, min(_LINE * theme.scale, self.height() / lines))
        gap = _GAP * theme.scale
        wide = (self.width() - (columns - 1) * gap) / columns
        with painting(self, smooth=True) as painter:
            font = painter.font()
            font.setPixelSize(max(8, min(theme.type.caption, round(high - 1))))
            painter.setFont(font)
            for place, (label, number) in enumerate(shown):
                column, line = divmod(place, lines)
                row = QRectF(column * (wide + gap), line * high, wide, high)
                self._paint_bar(painter, row, label, number)
            if left_out:
                painter.setPen(QColor(theme.muted))
                rest = QRectF((columns - 1) * (wide + gap), (lines - 1) * high, wide, high)
                middle = int(Qt.AlignmentFlag.AlignVCenter)
                painter.drawText(rest, middle, tr("and {number} more", number=left_out + 1))

    def _paint_bar(self, painter: QPainter, row: QRectF, label: int, number: int) -> None:
        theme, metrics = self._theme, painter.fontMetrics()
        names = (class_name(self._names, known) for known in self.counts)
        widest = max(metrics.horizontalAdvance(name) for name in names)
        named = min(widest, round(_NAME_PART * row.width()))
        most = max(self.counts.values())
        figures = metrics.horizontalAdvance(f"{most:,}") + 2
        rest = row.width() - named - figures
        gap = min(_GAP * theme.scale, max(2.0, (rest - _SHORTEST) / 2))  # less, where need be
        room = max(2.0, rest - 2 * gap)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setPen(QColor(theme.text))
        name = class_name(self._names, label)
        text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, named)
        painter.drawText(QRectF(row.left(), row.top(), named, row.height()), middle, text)
        bar = QRectF(row.left() + named + gap, row.top(), room * number / most, row.height())
        bar.setWidth(max(2.0, bar.width()))
        colour = class_colours(theme.is_dark, label + 1)[label]
        thin = 0.22 * row.height()
        painter.fillRect(bar.adjusted(0, thin, 0, -thin), QColor(*(int(c) for c in colour)))
        painter.setPen(QColor(theme.muted))
        place = QRectF(bar.right() + gap, row.top(), figures, row.height())
        painter.drawText(place, middle, f"{number:,}")
