"""What the hand selects with: a lasso, or a box, that it draws around dots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, Qt, Signal

from vae_explorer.core.selection import ADD, REMOVE, REPLACE
from vae_explorer.session.selected import BOX
from vae_explorer.session.throttle import Throttle
from vae_explorer.views.latent.layers.lasso import LassoLayer

if TYPE_CHECKING:
    from vae_explorer.views.latent.plot import LatentPlot

_STEP_PIXELS = 3  # between two corners of a lasso
_COUNT_MS = 60  # between two counts of what a line goes around
_CLICK_PIXELS = 4  # that a hand trembles while it clicks

_Modifier = Qt.KeyboardModifier


class Tools(QObject):
    """The tool that is in the hand, and what is drawn with it.

    Attributes
    ----------
    wanted
        The tool that a key asks for.
    chosen
        Rows of dots that were selected, an array or a tuple, and how: `REPLACE`, `ADD`, `REMOVE`.
    counted
        How many dots the line goes around so far; None when there is no line any more.
    how_changed
        What becomes of dots that are selected with the tool from now on.
    """

    wanted = Signal(str)
    chosen = Signal(object, str)  # an array or a tuple of rows, and how
    counted = Signal(object)  # a count or None
    how_changed = Signal(str)

    def __init__(self, plot: LatentPlot) -> None:
        super().__init__(plot)
        self._plot = plot
        self._line: list[tuple[float, float]] = []  # corners in the plane, while it is drawn
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._moves = False
        self._counting = Throttle(_COUNT_MS, self._count, self)
        self._how, self._held = REPLACE, ""  # by its button, and by a key that is held
        self.tool = ""
        """`LASSO`, `BOX`, or empty for a hand that moves the view."""

    @property
    def drawing(self) -> bool:
        """Whether the tool is pressed down."""
        return self._pressed is not None

    @property
    def how(self) -> str:
        """What becomes of dots that are selected now: keys that are held go before buttons."""
        return self._held or self._how

    def set_tool(self, tool: str) -> None:
        """Take a tool into the hand, or none."""
        self.cancel()
        self.tool = tool
        if tool:
            self._plot.setCursor(Qt.CursorShape.CrossCursor)
        else:
            self._hold("")
            self._plot.unsetCursor()

    def set_how(self, how: str) -> None:
        """Say what becomes of dots that are selected, as long as no key says otherwise."""
        before, self._how = self.how, how
        if self.how != before:
            self.how_changed.emit(self.how)

    def follow_keys(self, modifiers: _Modifier) -> None:
        """Take the keys that are held: with Shift dots are added, with Alt they are removed.

        A line that is drawn goes on as it began.
        """
        if self.drawing:
            return
        adds = bool(modifiers & _Modifier.ShiftModifier)
        removes = bool(modifiers & _Modifier.AltModifier)
        self._hold((ADD if adds else REMOVE if removes else "") if self.tool else "")

    def _hold(self, how: str) -> None:
        before, self._held = self.how, how
        if self.how != before:
            self.how_changed.emit(self.how)

    def press(self, at: QPointF) -> None:
        """Begin a line at a pixel of the view."""
        self._pressed = self._last = at
        self._moves = False
        self._line = [self._place(at)]

    def move(self, at: QPointF) -> None:
        """Go on with it."""
        if self._pressed is None:
            return
        if not self._moves and (at - self._pressed).manhattanLength() <= _CLICK_PIXELS:
            return
        self._moves = True
        if self.tool == BOX:
            (left, top), (right, bottom) = self._place(self._pressed), self._place(at)
            self._line = [(left, top), (right, top), (right, bottom), (left, bottom)]
        elif (at - self._last).manhattanLength() >= _STEP_PIXELS * self._plot.scale:
            self._line.append(self._place(at))
            self._last = at
        self._show()

    def release(self, at: QPointF) -> None:
        """Select what the line goes around; or the dot that was clicked, if there is no line."""
        if self._pressed is None:
            return
        rows = self._rows()
        moved, how = self._moves, self.how
        self.cancel()
        if moved:
            self.chosen.emit(rows, how)
        elif (row := self._plot.dot_at(at)) is not None:
            if how == REPLACE:
                self._plot.dot_chosen.emit(row)
            else:
                self.chosen.emit((row,), how)

    def choose_all(self) -> None:
        """Select every dot that can be seen."""
        self.chosen.emit(self._plot.dots.rows, REPLACE)

    def cancel(self) -> bool:
        """Drop the line that is being drawn; return whether there was any."""
        drawn = self._pressed is not None
        self._pressed, self._line, self._moves = None, [], False
        if drawn:
            self._show()
        return drawn

    def _show(self) -> None:
        line = np.array(self._line if self._moves else [], np.float32).reshape(-1, 2)
        self._plot.stack.layer(LassoLayer).set_line(line)
        self._plot.update()
        if self._moves:
            self._counting.request()
        else:
            self._counting.cancel()
            self.counted.emit(None)

    def _count(self) -> None:
        self.counted.emit(len(self._rows()))

    def _rows(self) -> NDArray[np.intp]:
        return self._plot.dots.inside(np.array(self._line, np.float32).reshape(-1, 2))

    def _place(self, at: QPointF) -> tuple[float, float]:
        return self._plot.plane.to_plane(at.x(), at.y())
