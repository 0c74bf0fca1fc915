"""What a hand does to the path in the plot: move a waypoint, bend a leg, take one away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtWidgets import QMenu

from vae_explorer.core.language import tr
from vae_explorer.views.latent.hand import CLICK_PIXELS

if TYPE_CHECKING:
    from vae_explorer.views.latent.plot import LatentPlot


class PathHand(QObject):
    """One drag at a time.

    Attributes
    ----------
    dragged, dropped
        A waypoint, and where the hand has it; when it lets go, the row of the dot there, or None.
    inserted
        Another waypoint has this number, at a place where the hand has it.
    cancelled
        What is dragged was not meant.
    chosen
        A waypoint was clicked.
    insert_wanted, remove_wanted
        Another waypoint after this one, or this one no longer.
    delete_wanted
        The key for it was pressed.
    """

    dragged = Signal(int, float, float)
    dropped = Signal(int, float, float, object)  # a row or None
    inserted = Signal(int, float, float)
    cancelled = Signal()
    chosen = Signal(int)
    insert_wanted = Signal(int)
    remove_wanted = Signal(int)
    delete_wanted = Signal()

    def __init__(self, plot: LatentPlot) -> None:
        super().__init__(plot)
        self._plot = plot
        self._which: int | None = None
        self._bends: int | None = None  # the leg in whose middle the press was
        self._pressed = QPointF()
        self._moves = False

    @property
    def holds(self) -> bool:
        """Whether there is something in the hand."""
        return self._which is not None or self._bends is not None

    def is_at(self, at: QPointF) -> bool:
        """Whether a hand at a pixel would take hold of something."""
        return self._find(at) != (None, None)

    def press(self, at: QPointF) -> bool:
        """Take hold of what is at a pixel; return whether there is anything."""
        self._which, self._bends = self._find(at)
        self._pressed, self._moves = at, False
        return self.holds

    def move(self, at: QPointF) -> None:
        """Follow the hand."""
        if not self._moves and (at - self._pressed).manhattanLength() <= CLICK_PIXELS:
            return
        self._moves = True
        place = self._plot.plane.to_plane(at.x(), at.y())
        if self._bends is not None:
            self._which, self._bends = self._bends + 1, None
            self.inserted.emit(self._which, *place)
        elif self._which is not None:
            self.dragged.emit(self._which, *place)
        self._plot.hover(at)  # the dot that it would be at

    def release(self, at: QPointF) -> None:
        """Let go."""
        which, moves = self._which, self._moves
        self.let_go()
        if which is None:
            return
        if moves:
            place = self._plot.plane.to_plane(at.x(), at.y())
            self.dropped.emit(which, *place, self._plot.dot_at(at))
        else:
            self.chosen.emit(which)

    def let_go(self) -> None:
        """Hold nothing."""
        self._which = self._bends = None

    def cancel(self) -> None:
        """Put back what is dragged."""
        self.let_go()
        self.cancelled.emit()

    def delete(self) -> bool:
        """Do what the key does that deletes; return whether there is a path."""
        if self._plot.path.way is None:
            return False
        self.delete_wanted.emit()
        return True

    def fill(self, menu: QMenu, at: QPointF) -> None:
        """Offer what can be done to the path at a pixel."""
        which, leg = self._find(at)
        way = self._plot.path.way
        if way is None or (which is None and leg is None):
            return
        if which is not None:
            remove = menu.addAction(
                tr("Remove this waypoint"), lambda: self.remove_wanted.emit(which)
            )
            remove.setEnabled(len(way.waypoints) > 2)
        after = which if which is not None else leg
        menu.addAction(
            tr("Add a waypoint after it") if which is not None else tr("Add a waypoint here"),
            lambda: self.insert_wanted.emit(after),
        )
        menu.addSeparator()

    def _find(self, at: QPointF) -> tuple[int | None, int | None]:
        plot = self._plot
        if plot.handle.grip(plot.plane, at, plot.scale) is not None:
            return None, None
        which = plot.path.waypoint_at(plot.plane, at, plot.scale)
        leg = plot.path.middle_at(plot.plane, at, plot.scale) if which is None else None
        return which, leg
