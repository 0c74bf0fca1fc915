"""Undo and redo of what a person places, pins, selects, renames or removes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, cast

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QUndoCommand, QUndoStack

from vae_explorer.core.language import marked, tr
from vae_explorer.core.measures.diagonal import Diagonal
from vae_explorer.core.paths import Route
from vae_explorer.core.selection import Selection
from vae_explorer.session.desk import Desk
from vae_explorer.session.pins import PinTuple
from vae_explorer.session.runs import Run
from vae_explorer.session.workspace import Place

RUN_SECONDS = 1.0  # nudges with shorter pauses between them are one step
_CLICK_SECONDS = 0.1  # from the one thing that it does to the other
_MOST_STEPS = 200
_MOVE, _CHOICE, _SHAPE = 1, 2, 3
_SAME_PLACE = 1e-9  # latent units: less than rounding on the way to pixels and back may add


class Undo(QObject):
    """The steps that can be taken back, and the two actions that do it.

    It hears of a gesture when that is over: during a drag there is nothing to do here.
    """

    def __init__(self, desk: Desk, undo: QAction, redo: QAction, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace = desk.workspace
        self._own = own = desk.own_encoder
        self._stack = QUndoStack(self)
        self._stack.setUndoLimit(_MOST_STEPS)
        self._acting = False  # what it hears of is its own doing
        workspace.probe_settled.connect(self._on_settled)
        workspace.classes_chosen.connect(self._on_chosen)
        workspace.removed.connect(self._on_removed)
        workspace.renamed.connect(self._on_renamed)
        workspace.pins.edited.connect(self._on_pins)
        workspace.selected.edited.connect(self._on_selected)
        workspace.route.edited.connect(self._on_route)
        own.edited.connect(self._on_ellipse)
        own.changed.connect(self._follow_own)
        self._stack.indexChanged.connect(self._show_next)
        self.serve(undo, redo, parent)

    def serve(self, undo: QAction, redo: QAction, parent: QObject) -> None:
        """Be taken back by these actions from now on, those of another window."""
        self.setParent(parent)
        self._undo, self._redo = undo, redo
        undo.triggered.connect(self._take_back)
        redo.triggered.connect(self._do_again)
        self._show_next()

    @Slot()
    def _take_back(self) -> None:
        self._own.refine(False)  # or its steps would go on from there
        self._act(self._stack.undo)

    @Slot()
    def _do_again(self) -> None:
        self._act(self._stack.redo)

    def _push(self, command: QUndoCommand) -> None:
        self._act(lambda: self._stack.push(command))

    def _act(self, action: Callable[[], None]) -> None:
        self._acting = True
        try:
            action()
        finally:
            self._acting = False
            self._drop_obsolete()

    def _drop_obsolete(self) -> None:
        """Let the next step either way be one that does something."""
        stack = self._stack
        while (last := stack.command(stack.index() - 1)) is not None and last.isObsolete():
            stack.undo()  # which does nothing but remove it
        while (first := stack.command(stack.index())) is not None and first.isObsolete():
            stack.redo()
        self._show_next()

    @Slot(str, tuple)
    def _on_settled(self, kind: str, before: Place) -> None:
        place = self._workspace.probe
        if (
            not self._acting
            and max(abs(place[0] - before[0]), abs(place[1] - before[1])) > _SAME_PLACE
        ):
            self._push(_Move(self._go, before, place, kind))

    def _go(self, place: Place) -> None:
        if place != self._workspace.probe:
            self._workspace.place(*place)
            self._workspace.settle()

    @Slot(frozenset, frozenset)
    def _on_chosen(self, before: frozenset[int], after: frozenset[int]) -> None:
        self._push(_Choice(self._workspace.show_classes, before, after))

    @Slot(Run, int)
    def _on_removed(self, run: Run, place: int) -> None:
        def apply(is_there: bool) -> None:
            if is_there:
                self._workspace.restore(run, place)
            elif self._workspace.run(run.id) is not None:
                self._workspace.discard([run.id])

        self._push(_Change(tr("removing {name}", name=run.name), apply, True, False))

    @Slot(int, str, str)
    def _on_renamed(self, run_id: int, before: str, after: str) -> None:
        if not self._acting:
            rename = self._workspace.rename
            text = tr("renaming {name}", name=before)
            self._push(_Change(text, lambda n: rename(run_id, n), before, after))

    @Slot(str, tuple, tuple)
    def _on_pins(self, text: str, before: PinTuple, after: PinTuple) -> None:
        self._push(_Change(text, self._workspace.pins.replace_all, before, after))

    @Slot(str, Selection, Selection)
    def _on_selected(self, text: str, before: Selection, after: Selection) -> None:
        self._push(_Selecting(text, self._workspace.selected.replace, before, after))

    @Slot(str, Route, Route)
    def _on_route(self, text: str, before: Route, after: Route) -> None:
        self._push(_Change(text, self._workspace.route.replace, before, after))

    @Slot(str, str, Diagonal, Diagonal)
    def _on_ellipse(self, text: str, kind: str, before: Diagonal, after: Diagonal) -> None:
        if not self._acting:
            self._push(_Shape(text, self._shape, before, after, kind))

    def _shape(self, q: Diagonal) -> None:
        own = self._own
        if own.now is not None and own.now.q is not q:
            own.move(q)
            own.settle()

    @Slot()
    def _follow_own(self) -> None:
        """Forget what was done as the encoder as soon as one is not."""
        if self._own.now is not None:
            return
        for command in map(self._stack.command, range(self._stack.count())):
            if isinstance(command, _Shape):
                command.setObsolete(True)
        if not self._acting:
            self._drop_obsolete()

    @Slot()
    def _show_next(self) -> None:
        """Let the actions say what they would do."""
        stack = self._stack
        self._undo.setEnabled(stack.canUndo())
        self._redo.setEnabled(stack.canRedo())
        undo, redo = (_plain(tr(text)) for text in (stack.undoText(), stack.redoText()))
        self._undo.setText(tr("&Undo {what}", what=undo) if undo else tr("&Undo"))
        self._redo.setText(tr("&Redo {what}", what=redo) if redo else tr("&Redo"))


def _plain(text: str) -> str:
    """Keep an ampersand in a name from being taken for a mnemonic."""
    return text.replace("&", "&&")


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
    """The probe from one place to another. Moves of one kind in quick succession are one."""

    def __init__(self, go: Callable[[Any], None], before: Any, after: Any, kind: str = "") -> None:
        super().__init__(marked("moving the cursor"), go, before, after)
        self._kind = kind
        self._when = time.monotonic()

    def id(self) -> int:
        return _MOVE

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Move) or not self._kind or other._kind != self._kind:
            return False
        if other._when - self._when > RUN_SECONDS:
            return False
        self._after, self._when = other._after, other._when
        self.setObsolete(self._after == self._before)
        return True


class _Shape(_Move):
    """The ellipse of one who is the encoder, from one shape and place to another."""

    def __init__(
        self,
        text: str,
        put: Callable[[Diagonal], None],
        before: Diagonal,
        after: Diagonal,
        kind: str,
    ) -> None:
        super().__init__(put, before, after, kind)
        self.setText(text)

    def id(self) -> int:
        return _SHAPE


class _Selecting(_Change):
    """Something else to be selected. A click moves the handle too: both are one step."""

    def __init__(
        self, text: str, select: Callable[[Selection], None], before: Selection, after: Selection
    ) -> None:
        super().__init__(text, select, before, after)
        self._when = time.monotonic()
        self._move: _Move | None = None

    def id(self) -> int:
        return _MOVE

    def mergeWith(self, other: QUndoCommand) -> bool:
        at_once = isinstance(other, _Move) and other._when - self._when < _CLICK_SECONDS
        if not at_once or self._move is not None:
            return False
        self._move = cast(_Move, other)
        return True

    def redo(self) -> None:
        super().redo()
        if self._move is not None:
            self._move.redo()

    def undo(self) -> None:
        super().undo()
        if self._move is not None:
            self._move.undo()


class _Choice(_Change):
    """Other classes to be seen."""

    def __init__(
        self,
        show: Callable[[frozenset[int]], None],
        before: frozenset[int],
        after: frozenset[int],
    ) -> None:
        super().__init__(marked("choosing classes"), show, before, after)

    def id(self) -> int:
        return _CHOICE

    def mergeWith(self, other: QUndoCommand) -> bool:
        # A double click starts from what its first click has found, and takes its place.
        if not isinstance(other, _Choice) or other._before != self._before:
            return False
        self._after = other._after
        return True
