"""Undo and redo of what a person places or selects: the cursor, and the classes that are shown."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QUndoCommand, QUndoStack

from vae_explorer.views.latent.legend import Legend
from vae_explorer.views.latent.plot import LatentPlot
from vae_explorer.views.panels.decoded_panel import DecodedPanel

RUN_SECONDS = 1.0  # nudges with shorter pauses between them are one step
_MOST_STEPS = 200
_MOVE, _CHOICE = 1, 2
_SAME_PLACE = 1e-9  # latent units: less than rounding on the way to pixels and back may add

Place = tuple[float, float]


class Undo(QObject):
    """The steps that can be taken back, and the two actions that do it.

    It hears of a gesture when that is over: during a drag there is nothing to do here.
    """

    def __init__(
        self,
        plot: LatentPlot,
        legend: Legend,
        decoded: DecodedPanel,
        undo: QAction,
        redo: QAction,
    ) -> None:
        super().__init__(plot)
        self._plot = plot
        self._legend = legend
        self._place = plot.cursor_place
        self._undo, self._redo = undo, redo
        self._stack = QUndoStack(self)
        self._stack.setUndoLimit(_MOST_STEPS)
        plot.cursor_dropped.connect(self._on_dropped)
        plot.cursor_nudged.connect(self._on_nudged)
        decoded.point_edited.connect(self._on_edited)
        legend.chosen.connect(self._on_chosen)
        undo.triggered.connect(self._stack.undo)
        redo.triggered.connect(self._stack.redo)
        self._stack.indexChanged.connect(self._show_next)
        self._show_next()

    @Slot()
    def clear(self) -> None:
        """Forget all steps, as when another model is opened."""
        self._stack.clear()

    @Slot()
    def _on_dropped(self) -> None:
        self._record(self._plot.cursor_place)

    @Slot()
    def _on_nudged(self) -> None:
        self._record(self._plot.cursor_place, run="nudges")

    @Slot(float, float)
    def _on_edited(self, z1: float, z2: float) -> None:
        # The arrows of a field step through one coordinate; typing both is two steps.
        axis = "z₁" if z2 == self._place[1] else "z₂"
        self._record((z1, z2), run=axis)

    def _record(self, place: Place, run: str = "") -> None:
        before = self._place
        if max(abs(place[0] - before[0]), abs(place[1] - before[1])) > _SAME_PLACE:
            self._stack.push(_Move(self._go, before, place, run))

    def _go(self, place: Place) -> None:
        self._place = place
        self._plot.place(*place)

    @Slot(object, object)
    def _on_chosen(self, before: set[int], after: set[int]) -> None:
        self._stack.push(_Choice(self._legend.set_visible, before, after))

    @Slot()
    def _show_next(self) -> None:
        """Let the actions say what they would do."""
        stack = self._stack
        self._undo.setEnabled(stack.canUndo())
        self._redo.setEnabled(stack.canRedo())
        self._undo.setText(f"&Undo {stack.undoText()}".strip())
        self._redo.setText(f"&Redo {stack.redoText()}".strip())


class _Change(QUndoCommand):
    """Something that was set from one value to another."""

    def __init__(self, text: str, apply: Callable[[Any], None], before: Any, after: Any) -> None:
        super().__init__(text)
        self._apply = apply
        self._before, self._after = before, after

    def redo(self) -> None:
        self._apply(self._after)

    def undo(self) -> None:
        self._apply(self._before)


class _Move(_Change):
    """The cursor from one place to another. Moves of one `run` in quick succession are one."""

    def __init__(
        self, go: Callable[[Place], None], before: Place, after: Place, run: str = ""
    ) -> None:
        super().__init__("moving the cursor", go, before, after)
        self._run = run
        self._when = time.monotonic()

    def id(self) -> int:
        return _MOVE

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Move) or not self._run or other._run != self._run:
            return False
        if other._when - self._when > RUN_SECONDS:
            return False
        self._after, self._when = other._after, other._when
        self.setObsolete(self._after == self._before)
        return True


class _Choice(_Change):
    """Other classes to be seen."""

    def __init__(self, show: Callable[[set[int]], None], before: set[int], after: set[int]) -> None:
        super().__init__("choosing classes", show, before, after)

    def id(self) -> int:
        return _CHOICE

    def mergeWith(self, other: QUndoCommand) -> bool:
        # A double click starts from what its first click has found, and takes its place.
        if not isinstance(other, _Choice) or other._before != self._before:
            return False
        self._after = other._after
        return True
