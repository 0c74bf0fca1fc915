"""The pins: how what a place decodes to emerged, and how a digit is reconstructed, over time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vae_explorer.core.language import marked, tr
from vae_explorer.core.pins import Pin
from vae_explorer.session.desk import Desk
from vae_explorer.views.attach import attach
from vae_explorer.views.pins.row import PinRow
from vae_explorer.views.pins.strip import Moment, MomentRuler, cell_size, columns_for
from vae_explorer.views.style.icons import set_icon
from vae_explorer.views.style.painting import painting
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import explain
from vae_explorer.views.widgets.image_view import paint_sentence

EMPTY_TEXT = marked(
    "Pin a place with P, or a digit by a right click on its dot: "
    "here you see how it emerged as the model was trained"
)
_ROWS = (62, 34)  # units, that a row is high: where all of them fit, or else
_NARROW = 540  # units of width, below which names are short, and kinds left out
_STRIP, _RULER_ROW = 4, 0

Images = dict[int, NDArray[np.uint8]]


class PinsPanel(QWidget):
    """A row for each pin, under a ruler of the run's moments.

    Attributes
    ----------
    here_wanted
        The handle's place should be pinned.
    pick_wanted
        The next click in the plot should pin, or should not.
    name_wanted, colour_wanted
        Number of a pin, and its new name or colour.
    remove_wanted
        Number of a pin.
    step_wanted
        Step of a moment to look at.
    seen
        Whether the panel is on the screen.
    """

    here_wanted = Signal()
    pick_wanted = Signal(bool)
    name_wanted = Signal(int, str)
    colour_wanted = Signal(int, int)
    remove_wanted = Signal(int)
    step_wanted = Signal(int)
    seen = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rows: dict[int, PinRow] = {}
        self._moments: tuple[Moment, ...] = ()
        self._shown: int | None = None
        self._shape = (28, 28)
        self._cell_width = 28.0
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Pins"))
        self._here = self._button(
            tr("Pin here"), tr("Pin the place of the handle (P)."), tr("Pin the handle’s place")
        )
        self._here.clicked.connect(self.here_wanted)
        self._pick = self._button(
            tr("Click to pin"),
            tr("Click a dot in the plot to pin that digit, or a place."),
            tr("Pin by a click"),
        )
        self._pick.setCheckable(True)
        self._pick.clicked.connect(self.pick_wanted)
        self._ruler = MomentRuler(theme)
        self._ruler.resized.connect(self._share_columns)
        self._page = _Page(theme)
        self._grid = grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(_STRIP, 1)
        tools = QHBoxLayout()
        tools.setSpacing(theme.space.xs)
        tools.addWidget(self._here)
        tools.addWidget(self._pick)
        tools.addStretch(1)
        grid.addLayout(tools, _RULER_ROW, 0, 1, _STRIP)
        grid.addWidget(self._ruler, _RULER_ROW, _STRIP, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self._page)
        column.setContentsMargins(theme.space.m, theme.space.xs, theme.space.m, theme.space.xs)
        column.addLayout(grid)
        column.addStretch(1)
        self._scroll = scroll = QScrollArea()
        scroll.setWidget(self._page)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self.set_theme(theme)

    def _button(self, text: str, tip: str, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        explain(button, name, tip)
        return button

    def sizeHint(self) -> QSize:
        return QSize(640, 180)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for button, picture in ((self._here, "pin"), (self._pick, "centre")):
            set_icon(button, picture, theme)
        self._ruler.set_theme(theme)
        self._page.set_theme(theme)
        self._grid.setHorizontalSpacing(theme.space.s)
        self._grid.setVerticalSpacing(theme.space.xs)
        for row in self.rows.values():
            row.set_theme(theme)
        self._lay_out()

    # Values

    def set_pins(self, pins: Sequence[Pin]) -> None:
        """Show these pins, each in a row."""
        there = {pin.id for pin in pins}
        for number in [number for number in self.rows if number not in there]:
            self.rows.pop(number).discard()
        for place, pin in enumerate(pins, start=_RULER_ROW + 1):
            if pin.id in self.rows:
                self.rows[pin.id].set_pin(pin)
            else:
                self.rows[pin.id] = self._row(pin)
            for column, widget in enumerate(self.rows[pin.id].widgets):
                self._grid.addWidget(widget, place, column, _alignment(column))
        self._page.set_empty(not pins)
        self._ruler.setVisible(bool(pins))
        self._lay_out()

    def _row(self, pin: Pin) -> PinRow:
        row = PinRow(pin, self._theme, self._page)
        row.name_wanted.connect(partial(self.name_wanted.emit, pin.id))
        row.colour_wanted.connect(partial(self.colour_wanted.emit, pin.id))
        row.remove_wanted.connect(partial(self.remove_wanted.emit, pin.id))
        row.step_wanted.connect(self.step_wanted)
        return row

    def set_moments(self, moments: Sequence[Moment], shape: tuple[int, int]) -> None:
        """Take the moments, and height and width of the images."""
        self._moments, self._shape = tuple(moments), shape
        self._lay_out()

    def set_shown(self, step: int | None) -> None:
        """Mark the moment that is shown."""
        self._shown = step
        self._lay_out()

    def set_images(
        self,
        images: Callable[[Pin], Images],
        digit: Callable[[Pin], NDArray[np.uint8] | None],
    ) -> None:
        """Take the pictures of each pin by their steps, and a pinned digit itself."""
        for row in self.rows.values():
            row.strip.set_images(images(row.pin))
            row.digit.set_image(digit(row.pin))

    def set_picking(self, picking: bool) -> None:
        """Show whether the next click in the plot pins."""
        self._pick.setChecked(picking)

    # Layout

    def _lay_out(self) -> None:
        theme = self._theme
        high = self._row_height()
        cell = cell_size(high, self._shape, self.devicePixelRatioF(), theme.scale)
        style = Qt.ToolButtonStyle
        for button in (self._here, self._pick):
            icons = style.ToolButtonIconOnly if self._narrow else style.ToolButtonTextBesideIcon
            button.setToolButtonStyle(icons)
        for row in self.rows.values():
            row.set_narrow(self._narrow)
            row.digit.setFixedSize(round(cell.width()) + 2, round(high))
            row.strip.setFixedHeight(round(high))
        self._cell_width = cell.width()
        self._share_columns()

    def _share_columns(self) -> None:
        """Let all rows have the same columns, as many as there is room for."""
        columns = columns_for(self._moments, self._ruler.width(), self._cell_width)
        shown = self._shown
        self._ruler.set_columns(columns, shown)
        for row in self.rows.values():
            row.strip.set_columns(columns, shown)

    @property
    def _narrow(self) -> bool:
        return self.width() < _NARROW * self._theme.scale

    def _row_height(self) -> float:
        """Return how high a row is: pictures are large where there is room for all pins."""
        theme, count = self._theme, max(1, len(self.rows))
        room = self._scroll.height() - self._ruler.sizeHint().height() - 3 * theme.space.xs
        heights = [high * theme.scale for high in (_ROWS[1:] if self._narrow else _ROWS)]
        fitting = (h for h in heights if count * (h + theme.space.xs) <= room)
        return next(fitting, heights[-1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._lay_out()
        self.seen.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        self.seen.emit(False)
        super().hideEvent(event)


class _Page(QWidget):
    """The ground of the rows; says what they are for where there are none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._empty = True
        self.setAutoFillBackground(False)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_empty(self, empty: bool) -> None:
        self._empty = empty
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._empty:
            with painting(self) as painter:
                paint_sentence(painter, self.rect(), tr(EMPTY_TEXT), self._theme)


def _alignment(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag(0) if column == _STRIP else Qt.AlignmentFlag.AlignVCenter


def bind(panel: PinsPanel, desk: Desk) -> None:
    """Show the pins of the session with their pictures, and let them be changed."""
    workspace, pins, strips = desk.workspace, desk.workspace.pins, desk.pin_strips

    def show_images() -> None:
        def images(pin: Pin) -> Images:
            made = {frame.step: strips.image(pin, frame) for frame in strips.moments}
            return {step: image for step, image in made.items() if image is not None}

        panel.set_images(images, strips.digit)

    def show_moments() -> None:
        moments = [Moment(frame.step, frame.epoch) for frame in strips.moments]
        snapshot = workspace.snapshot
        shape = snapshot.shape if snapshot is not None else None
        panel.set_moments(moments, (shape.height, shape.width) if shape is not None else (28, 28))
        show_shown()
        show_images()

    def show_shown() -> None:
        snapshot = workspace.snapshot
        panel.set_shown(snapshot.step if snapshot is not None else None)

    def show_pins() -> None:
        panel.set_pins(pins.all)
        show_images()

    panel.here_wanted.connect(lambda: pins.add_place(*workspace.probe))
    panel.pick_wanted.connect(pins.pick)
    panel.name_wanted.connect(pins.rename)
    panel.colour_wanted.connect(pins.recolour)
    panel.remove_wanted.connect(pins.remove)
    panel.step_wanted.connect(workspace.seek)
    panel.seen.connect(strips.set_active)
    attach(panel, pins.changed, show_pins)
    pins.picking_changed.connect(panel.set_picking)
    attach(panel, strips.moments_changed, show_moments)
    attach(panel, strips.images_changed, show_images)
    attach(panel, strips.digits_changed, show_images)
    attach(panel, workspace.snapshot_changed, show_shown)
    strips.set_active(panel.isVisible())
    show_pins()
    show_moments()


build = PinsPanel
