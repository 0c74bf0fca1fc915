"""A plot among others: a head that tells what it is of, and the decoded image in its corner."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.language import tr
from vae_explorer.views.latent.plot import LatentPlot
from vae_explorer.views.style.icons import set_icon
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.palette import run_colours
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import explain
from vae_explorer.views.widgets.image_view import ImageView, crisp_size

_INSET = (0.3, 56, 168)  # of the plot's smaller side; at least and at most, in units
_LEAST = (150, 110)  # width and height of a plot beside others


class Title(NamedTuple):
    """What stands above a plot."""

    name: str = ""
    colour: int = 0
    facts: str = ""


class CellHead(QWidget):
    """The name of a run, and what is to be known of the moment of it that is seen."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.title = Title()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.updateGeometry()
        self.update()

    def set_title(self, title: Title) -> None:
        """Say this."""
        if title != self.title:
            self.title = title
            self.setToolTip(tr("{name}: {what}", name=title.name, what=title.facts))
            self.setAccessibleName(tr("{name}, {what}", name=title.name, what=title.facts))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(80, round(self._theme.type.body * 1.9))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, title = self._theme, self.title
        with painting(self, smooth=True) as painter:
            side, middle = round(10 * theme.scale), self.height() / 2
            colours = run_colours(theme.is_dark)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours[title.colour % len(colours)]))
            painter.drawRoundedRect(4, round(middle - side / 2), side, side, 2, 2)
            bold = QFont(self.font())
            bold.setPixelSize(theme.type.body)
            bold.setBold(True)
            left = 4 + side + theme.space.s
            left += self._write(painter, bold, title.name, theme.text, left) + theme.space.s
            plain = QFont(bold)
            plain.setBold(False)
            plain.setPixelSize(theme.type.caption)
            self._write(painter, plain, title.facts, theme.muted, left)

    def _write(self, painter: QPainter, font: QFont, text: str, ink: str, left: int) -> int:
        """Write as much as there is room for; return how wide it is."""
        metrics, room = QFontMetrics(font), max(0, self.width() - left - 2)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        line = QRect(left, 0, room, self.height())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        return metrics.horizontalAdvance(shown)


class Cell(QWidget):
    """A plot under its head, with the decoded image in its corner.

    Attributes
    ----------
    closed
        The run should not be compared any more.
    """

    closed = Signal()

    def __init__(self, plot: LatentPlot, theme: Theme, parent: QWidget, closing: str) -> None:
        super().__init__(parent)
        self.plot = plot
        self._theme = theme
        self._shape: tuple[int, ...] = (28, 28)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.head = CellHead(theme, self)
        self.align = QToolButton(self)
        self.align.setText(tr("Align"))
        self.align.setCheckable(True)
        self.align.setChecked(True)
        self.align.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        explain(
            self.align,
            tr("Align"),
            tr(
                "Turn and mirror the planes of the others so that the codes of the same images lie "
                "as near to those of this run as they can: a latent space is only defined up to "
                "that."
            ),
        )
        self.align.setStyleSheet("QToolButton { padding: 0 6px; }")
        self.align.hide()
        self._close = QToolButton(self)
        self._close.setAutoRaise(True)
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        explain(self._close, closing, tr("{sentence}.", sentence=closing))
        self._close.clicked.connect(self.closed)
        self._bar = QWidget(self)
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(theme.space.xs, 0, theme.space.xs, 0)
        row.setSpacing(theme.space.xs)
        row.addWidget(self.head, 1)
        row.addWidget(self.align)
        row.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(plot, 1)
        self.image = ImageView(theme, plot)
        self.image.setMinimumSize(8, 8)
        self.image.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.image.setAccessibleName(tr("Decoded image of this run"))
        self.set_compared(False)
        plot.installEventFilter(self)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        set_icon(self._close, "close", theme, 14)
        self._bar.setFixedHeight(round(2.1 * theme.type.body))
        self.head.set_theme(theme)
        self.image.set_theme(theme)
        self._place_image()

    def set_compared(self, compared: bool) -> None:
        """Show, or hide, what is there for comparing alone."""
        self._bar.setVisible(compared)
        self.image.setVisible(compared)
        least = _LEAST if compared else (240, 150)
        self.plot.setMinimumSize(*least)

    def set_image(self, image: NDArray[np.floating]) -> None:
        """Show a decoded image, (C, H, W)."""
        before, self._shape = self._shape, image.shape[-2:]
        self.image.set_image(image)
        if self._shape != before:
            self._place_image()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place_image()
        return False

    def _place_image(self) -> None:
        """Put the image into the upper right corner of the plot."""
        part, least, most = _INSET
        scale, (width, height) = self._theme.scale, self.plot.room
        side = round(min(max(part * min(width, height), least * scale), most * scale))
        high, wide = self._shape
        room = QSizeF(side, side)
        size = crisp_size(room, QSize(wide, high), self.devicePixelRatioF())
        whole = QSize(round(size.width()) + 2, round(size.height()) + 2)  # with its hairline
        self.image.setGeometry(QRect(QPoint(self.plot.width() - whole.width() - 6, 6), whole))
