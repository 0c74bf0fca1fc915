"""The track of the timeline: kept moments, epochs, what was changed, and where one is."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from vae_explorer.core.language import tr
from vae_explorer.core.timeline.timeline import place, places, step_at
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme, numeric_font
from vae_explorer.views.timeline.course import Course

_NEAR = 6  # pixels from a mark within which it is told
_PAGE = 10  # frames


class Track(QWidget):
    """A scrubber whose places are those of frames.

    Attributes
    ----------
    sought
        The step of the frame that the user wants to see.
    """

    sought = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Timeline"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMouseTracking(True)
        self._course = Course()
        self._moment: int | None = None
        self._held = False
        self._end = 1.0  # the place of the last step
        self._xs: NDArray[np.float64] = np.empty(0)  # of the frames, in pixels
        self._ticks: list[
            tuple[float, str]
        ] = []  # of epochs: where, and the number if there is room
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        font = numeric_font(QFont())
        font.setPixelSize(theme.type.caption - 1)
        self.setFont(font)
        self._metrics = QFontMetrics(font)
        self.updateGeometry()
        self._lay_out()

    def sizeHint(self) -> QSize:
        scale = self._theme.scale
        return QSize(round(200 * scale), round(20 * scale) + self._metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(round(80 * self._theme.scale), self.sizeHint().height())

    def set_course(self, course: Course) -> None:
        """Show the frames of a run."""
        if course == self._course:
            return
        before, self._course = self._course, course
        if course.lies_as(before):
            self.update()
        else:
            self._end = place(course.end)
            self._lay_out()

    def set_moment(self, step: int | None) -> None:
        """Show which frame is looked at; None for the newest moment."""
        if step != self._moment:
            self._moment = step
            self.update()

    @property
    def moment(self) -> int | None:
        """The step of the frame that is looked at; None for the newest moment."""
        return self._moment

    @property
    def is_held(self) -> bool:
        """Whether a hand has hold of the handle."""
        return self._held

    @property
    def course(self) -> Course:
        """What is shown."""
        return self._course

    # Where things are

    def x_of(self, step: float) -> float:
        """Return where a step is, in pixels."""
        left, right = self._ends()
        return left + (right - left) * min(1.0, place(max(0.0, step)) / self._end)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        """Find out where frames and epochs are: once, and not at each painting."""
        left, right = self._ends()
        along = np.minimum(places(self._course.steps) / self._end, 1.0)
        self._xs = left + (right - left) * along
        self._ticks = []
        per_epoch, free, epoch = self._course.steps_per_epoch, -1e9, 1
        while per_epoch > 0 and epoch * per_epoch <= self._course.end * (1 + 1e-6):
            x = self.x_of(epoch * per_epoch)
            text = f"{epoch:,}"
            width = self._metrics.horizontalAdvance(text)
            start = min(x - width / 2, self.width() - width)
            if start < free:
                text = ""
            else:
                free = start + width + 8 * self._theme.scale
            self._ticks.append((x, text))
            next_place = (x + 4 * self._theme.scale - left) / (right - left) * self._end
            epoch = max(epoch + 1, math.ceil(step_at(next_place) / per_epoch - 1e-6))
        self.update()

    def _ends(self) -> tuple[float, float]:
        room = 9 * self._theme.scale
        return room, max(room + 1, self.width() - room)

    @property
    def _line(self) -> float:
        """The height of the groove."""
        return 11 * self._theme.scale

    def _frame_at(self, x: float) -> int:
        """Return the step of the frame that is nearest to a place."""
        return self._course.steps[int(np.abs(self._xs - x).argmin())]

    # What the user does

    def _seek(self, step: int) -> None:
        self.sought.emit(step)

    def step_by(self, frames: int) -> None:
        """Want the frame that is so many behind the one that is shown."""
        steps = self._course.steps
        if not steps:
            return
        at = len(steps) - 1 if self._moment is None else self._course.index(self._moment)
        if self._moment is None and frames < 0 and self._course.newest > steps[-1]:
            frames += 1  # the newest moment is behind the last frame
        self._seek(steps[min(max(at + frames, 0), len(steps) - 1)])

    def go_to_first(self) -> None:
        """Want the first frame."""
        if self._course.steps:
            self._seek(self._course.steps[0])

    def go_to_last(self) -> None:
        """Want the last frame."""
        if self._course.steps:
            self._seek(self._course.steps[-1])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._course.steps:
            self._held = True
            self._seek(self._frame_at(event.position().x()))
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held and self._course.steps:
            self._seek(self._frame_at(event.position().x()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._held = False
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned:
            self.step_by(-1 if turned > 0 else 1)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        moves = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_PageUp: -_PAGE,
            Qt.Key.Key_PageDown: _PAGE,
        }
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in moves:
            self.step_by(moves[Qt.Key(key)])
        elif key == Qt.Key.Key_Home:
            self.go_to_first()
        elif key == Qt.Key.Key_End:
            self.go_to_last()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos().x()), self)
            return True
        return super().event(event)

    def tip_at(self, x: float) -> str:
        """Return what there is to know of a place."""
        near = _NEAR * self._theme.scale
        found = [text for step, text in self._course.changes if abs(self.x_of(step) - x) <= near]
        if found:
            return "\n".join(found)
        return tr(
            "Drag to look at an earlier moment; arrow keys step, Home and End go to the ends. "
            "Its scale is fine where training begins."
        )

    # What it looks like

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self, smooth=True) as painter:
            self._paint_groove(painter)
            self._paint_epochs(painter)
            self._paint_changes(painter)
            if self._course.steps:
                self._paint_handle(painter)

    def _paint_groove(self, painter: QPainter) -> None:
        theme, course = self._theme, self._course
        scale, y = theme.scale, self._line
        left, right = self._ends()
        half = 2.5 * scale

        def bar(start: float, stop: float, colour: str) -> None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            rect = QRectF(start, y - half, stop - start, 2 * half)
            painter.drawRoundedRect(rect, half, half)

        bar(left - half, right + half, theme.pressed)
        if not course.steps:
            return
        newest = self.x_of(course.newest)
        bar(left - half, newest + half, theme.outline)
        shown = newest if self._moment is None else self.x_of(self._moment)
        bar(left - half, shown + half, theme.accent)
        # The frames, as gaps in the bar, where they can be told apart.
        xs = self._xs
        if len(xs) > 1 and (xs[-1] - xs[0]) / (len(xs) - 1) >= 5 * scale:
            pen = QPen(QColor(theme.panel), 1.8 * scale)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPoints([QPointF(x, y) for x in xs])

    def _paint_epochs(self, painter: QPainter) -> None:
        theme, scale = self._theme, self._theme.scale
        top = self._line + 5 * scale
        baseline = top + 3 * scale + self._metrics.ascent()
        painter.setPen(QColor(theme.plot_axis))
        for x, text in self._ticks:
            painter.drawLine(QPointF(x, top), QPointF(x, top + 3 * scale))
            if text:
                width = self._metrics.horizontalAdvance(text)
                start = min(x - width / 2, self.width() - width)
                painter.drawText(QPointF(start, baseline), text)

    def _paint_changes(self, painter: QPainter) -> None:
        theme, side = self._theme, 4 * self._theme.scale
        painter.setPen(QColor(theme.panel))
        painter.setBrush(QColor(theme.warning))
        for step, _ in self._course.changes:
            x, y = self.x_of(step), self._line - 6 * theme.scale
            points = ((x, y - side), (x + side, y), (x, y + side), (x - side, y))
            painter.drawPolygon(QPolygonF([QPointF(*point) for point in points]))

    def _paint_handle(self, painter: QPainter) -> None:
        theme, scale, y = self._theme, self._theme.scale, self._line
        live = self._moment is None
        x = self.x_of(self._course.newest if self._moment is None else self._moment)
        radius = (8 if self._held else 7) * scale
        if self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent_soft))
            painter.drawEllipse(QPointF(x, y), radius + 2.5 * scale, radius + 2.5 * scale)
        pen = painter.pen()
        pen.setStyle(Qt.PenStyle.SolidLine)
        pen.setColor(QColor(theme.accent))
        pen.setWidthF(2.5 * scale)
        painter.setPen(pen)
        painter.setBrush(QColor(theme.accent if live else theme.raised))
        painter.drawEllipse(QPointF(x, y), radius - 1.5 * scale, radius - 1.5 * scale)

    def focusInEvent(self, _event: QEvent) -> None:
        self.update()

    def focusOutEvent(self, _event: QEvent) -> None:
        self.update()
