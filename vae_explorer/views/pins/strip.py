"""Pictures of one thing at several moments, side by side, and the ruler above them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from vae_explorer.core.language import tr
from vae_explorer.core.timeline.timeline import place
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.image_view import Look, crisp_size, to_qimage

_GAP = 3.0
_MARK = 4.5  # half the width of the head of the mark, and its height
_HIGHEST = 64  # units of an image

Image = NDArray[np.uint8]


class Moment(NamedTuple):
    """A moment of a run."""

    step: int
    epoch: float

    def words(self) -> str:
        """Return it as one would say it."""
        epoch = epoch_text(self.epoch)
        return tr("epoch {epoch}, step {step:,}", epoch=epoch, step=self.step)


def epoch_text(epoch: float) -> str:
    """Return an epoch with two digits that say something, and all before the point."""
    return f"{epoch:.0f}" if epoch >= 99.5 else f"{epoch:.2g}"


class Columns(NamedTuple):
    """Where the pictures are: which moments, and how wide one is, the same in every row."""

    moments: tuple[Moment, ...] = ()
    chosen: tuple[int, ...] = ()  # the moments that have a picture
    width: float = 1.0

    def left(self, column: int) -> float:
        """Return where a column begins."""
        return column * (self.width + _GAP) + 1

    def middle_of(self, step: float) -> float:
        """Return where a moment lies between the middles of the pictures."""
        places = [place(self.moments[i].step) for i in self.chosen]
        middles = [self.left(c) + self.width / 2 for c in range(len(places))]
        return float(np.interp(place(step), places, middles)) if places else 0.0


def columns_for(moments: Sequence[Moment], room: float, width: float) -> Columns:
    """Return as many columns as fit, evenly chosen, with both ends."""
    fit = min(len(moments), max(2, int((room - 2 + _GAP) // (width + _GAP))))
    chosen = dict.fromkeys(round(i) for i in np.linspace(0, len(moments) - 1, fit))
    return Columns(tuple(moments), tuple(chosen) if moments else (), width)


def cell_size(high: float, shape: tuple[int, int], ratio: float, scale: float) -> QSizeF:
    """Return the size of a picture in a row: as high as it allows, in whole pixels of the screen.

    Parameters
    ----------
    shape
        Height and width of the image.
    """
    height, width = shape
    room = min(max(high - 4, 8.0), _HIGHEST * scale)
    return crisp_size(QSizeF(room * width / height, room), QSize(width, height), ratio)


class MomentRuler(QWidget):
    """The epochs of the pictures below, and where among them the shown moment is.

    Attributes
    ----------
    resized
        There is other room for the columns.
    """

    resized = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._columns = Columns()
        self._shown: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(120, round(self._theme.type.caption * 1.5 + _MARK * self._theme.scale + 3))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def set_columns(self, columns: Columns, shown: int | None) -> None:
        """Take the columns, and the step of the moment that is shown."""
        self._columns, self._shown = columns, shown
        self.update()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self.resized.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, columns = self._theme, self._columns
        with painting(self, smooth=True) as painter:
            font = QFont(self.font())
            font.setPixelSize(theme.type.caption)
            painter.setFont(font)
            metrics = QFontMetricsF(font)
            free_from = -1.0
            mark = _MARK * theme.scale
            for column, i in enumerate(columns.chosen):
                text = epoch_text(columns.moments[i].epoch)
                if column == 0:
                    wide = columns.width > 5 * theme.type.body
                    text = tr("epoch {epoch}", epoch=text) if wide else text
                middle = columns.left(column) + columns.width / 2
                half = metrics.horizontalAdvance(text) / 2
                if middle - half < free_from:
                    continue
                free_from = middle + half + 4
                now = columns.moments[i].step == self._shown
                painter.setPen(QColor(theme.text if now else theme.muted))
                box = QRectF(middle - half - 1, 0, 2 * half + 2, self.height() - mark - 1)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            if self._shown is not None and columns.chosen:
                x, bottom = columns.middle_of(self._shown), self.height() - 0.5
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.accent))
                corners = [(x - mark, bottom - mark), (x + mark, bottom - mark), (x, bottom)]
                painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))


class MomentStrip(QWidget):
    """The pictures of one pin. A click, or an arrow key, looks at a moment.

    Attributes
    ----------
    step_wanted
        Step of a moment.
    """

    step_wanted = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._columns = Columns()
        self._images: dict[int, Image] = {}  # by the step
        self._pictures: dict[int, QImage] = {}
        self._shown: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_columns(self, columns: Columns, shown: int | None) -> None:
        """Take the columns, and the step of the moment that is shown."""
        if (columns, shown) != (self._columns, self._shown):
            self._columns, self._shown = columns, shown
            self.update()

    def set_images(self, images: dict[int, Image]) -> None:
        """Take the pictures that there are, (C, H, W) each, by the step of their moment."""
        kept = {s: p for s, p in self._pictures.items() if images.get(s) is self._images.get(s)}
        self._images, self._pictures = images, kept
        self.update()

    @property
    def filled(self) -> int:
        """How many of the pictures that have a place are there."""
        return sum(self._columns.moments[i].step in self._images for i in self._columns.chosen)

    def rect_of(self, column: int) -> QRectF:
        """Return where the picture of a column is."""
        step = self._columns.moments[self._columns.chosen[column]].step
        image = self._images.get(step)
        tall = image.shape[1] / image.shape[2] if image is not None else 1.0
        high = self._columns.width * tall
        top = round((self.height() - high) / 2)
        return QRectF(self._columns.left(column), top, self._columns.width, high)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        with painting(self) as painter:
            for column, i in enumerate(self._columns.chosen):
                step, rect = self._columns.moments[i].step, self.rect_of(column)
                if step in self._images:
                    painter.drawImage(rect, self._picture(step))
                else:
                    painter.fillRect(rect, QColor(theme.hover))
            if self._shown is not None and self._columns.chosen:
                self._paint_mark(painter)
            if self.hasFocus():
                painter.setPen(QPen(QColor(theme.focus), 1))
                painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_mark(self, painter: QPainter) -> None:
        """Frame the picture of the shown moment, or draw a line where it lies between two."""
        theme, columns = self._theme, self._columns
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        steps = [columns.moments[i].step for i in columns.chosen]
        if self._shown in steps:
            rect = self.rect_of(steps.index(self._shown))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 2 * theme.scale))
            painter.drawRect(rect.adjusted(0, 0, 0, 0))
            return
        assert self._shown is not None
        x = columns.middle_of(self._shown)
        for colour, width in ((theme.panel, 5.0), (theme.accent, 2.0)):
            painter.setPen(QPen(QColor(colour), width * theme.scale))
            painter.drawLine(QPointF(x, 1), QPointF(x, self.height() - 1))

    def _picture(self, step: int) -> QImage:
        if step not in self._pictures:
            self._pictures[step] = to_qimage(self._images[step], Look())
        return self._pictures[step]

    # Hand and keys

    def _moment_at(self, x: float) -> Moment | None:
        columns = self._columns
        column = int((x - 1) // (columns.width + _GAP))
        if 0 <= column < len(columns.chosen):
            return columns.moments[columns.chosen[column]]
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        moment = self._moment_at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and moment is not None:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.step_wanted.emit(moment.step)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            moment = self._moment_at(event.pos().x())
            words = moment.words().capitalize() if moment else ""
            text = tr("{moment}: click to look at it", moment=words) if words else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = [self._columns.moments[i].step for i in self._columns.chosen]
        way = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if way is None or not steps:
            super().keyPressEvent(event)
            return
        now = steps[-1] if self._shown is None else self._shown
        onward = [s for s in steps if (s - now) * way > 0]
        if onward:
            self.step_wanted.emit(onward[0] if way > 0 else onward[-1])

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()
        super().focusOutEvent(event)
