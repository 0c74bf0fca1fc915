"""The selection of a session: digits of the plane, and the one image that is looked at."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from vae_explorer.core.language import tr
from vae_explorer.core.selection import REPLACE, OwnImage, Selection

LASSO, BOX = "lasso", "box"


class Selected(QObject):
    """What is selected, beside the probe; it stays through training and time.

    Attributes
    ----------
    changed
        Something else is; `now` has it.
    edited
        The same, by the user's hand: in words, the `Selection` before, and after.
    tool_changed
        What a hand in the plane selects with: `LASSO`, `BOX`, or empty for a hand that moves.
    pointed_changed
        The row of the held-out digit that the pointer is over, in whatever view, or None.
    sight_wanted
        What is selected was looked for, and should be seen in the plane.
    left
        Nothing more is looked for: the keys should be the plane's.
    """

    changed = Signal()
    edited = Signal(str, Selection, Selection)
    tool_changed = Signal(str)
    pointed_changed = Signal(object)  # a row or None
    sight_wanted = Signal()
    left = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._now = Selection()
        self._tool = ""
        self._pointed: int | None = None
        self._before: Selection | None = None  # what there was before something was drawn

    @property
    def now(self) -> Selection:
        """What is selected."""
        return self._now

    def replace(self, selection: Selection) -> None:
        """Have this selected, as undo or a file brings it."""
        self._before = None
        self._put(selection)

    def _put(self, selection: Selection) -> None:
        if selection != self._now:
            self._now = selection
            self.changed.emit()

    # By hand

    def look_at(self, row: int, dataset: str, name: str = "") -> None:
        """Look at one digit, which stays selected with the others if it is one of them."""
        text = tr("selecting {name}", name=name or f"#{row}")
        self._edit(text, self._now.looking_at(row, dataset))

    def choose(self, rows: Iterable[int], dataset: str, how: str = REPLACE) -> None:
        """Select digits; see `Selection.having`."""
        self._edit(tr("selecting digits"), self._now.having(rows, how, dataset))

    def find(self, rows: Iterable[int], dataset: str) -> None:
        """Select digits that were looked for, and ask for them to be seen."""
        self.choose(rows, dataset)
        self.sight_wanted.emit()
        self.leave()

    def leave(self) -> None:
        """Say that nothing more is looked for."""
        self.left.emit()

    def look_at_own(self, image: OwnImage | None, text: str = "") -> None:
        """Look at an image of one's own, or no more; several digits that are selected stay so.

        Parameters
        ----------
        text
            What was done, for undo, such as ``a stroke``; that it is looked at, if left out.
        """
        if not text and image is not None:
            text = tr("looking at {name}", name=tr(image.name))
        self._edit(text or tr("looking at nothing"), self._with(image))

    def redraw(self, image: OwnImage | None) -> None:
        """Let one's own image be another, in the middle of drawing it: no step to be undone.

        The next thing that is done is a step from where the drawing began.
        """
        before = self._before or self._now
        self._put(self._with(image))
        self._before = before

    def clear(self) -> None:
        """Select nothing."""
        self._edit(tr("selecting nothing"), Selection())

    def take(self, tool: str) -> None:
        """Let the hand select with a tool, or move again."""
        if tool != self._tool:
            self._tool = tool
            self.tool_changed.emit(tool)

    @property
    def tool(self) -> str:
        """What the hand selects with; see `tool_changed`."""
        return self._tool

    # The pointer

    @property
    def pointed(self) -> int | None:
        """The row of the digit that the pointer is over."""
        return self._pointed

    def point(self, row: int | None) -> None:
        """Say which digit the pointer is over."""
        if row != self._pointed:
            self._pointed = row
            self.pointed_changed.emit(row)

    def _with(self, image: OwnImage | None) -> Selection:
        rows = self._now.rows if len(self._now.rows) > 1 else ()  # a single one was looked at
        return Selection(rows, None, self._now.dataset, image)

    def _edit(self, text: str, after: Selection) -> None:
        before, self._before = self._before or self._now, None
        if after != before:
            self._now = after
            self.changed.emit()
            self.edited.emit(text, before, after)
