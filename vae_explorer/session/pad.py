"""The pad that one draws on: its ink, step by step, as the image that is looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.drawing.own_images import Drawing, centred, placed
from vae_explorer.core.drawing.pad import blank, brush, from_image, refitted
from vae_explorer.core.images import DIGIT_SHAPE, ImageShape
from vae_explorer.core.language import marked, tr
from vae_explorer.core.selection import OwnImage, Selection
from vae_explorer.session.throttle import Throttle
from vae_explorer.session.workspace import Workspace

NAME = marked("Drawing")
_TOLD_MS = 25  # between two images of a stroke that is being drawn
_MOST_STEPS = 200

Point = tuple[float, float]
Levels = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class _Step:
    """Ink, and the image that it was made of where that was not drawn here."""

    ink: Levels
    own: OwnImage | None = None

    def shows(self, own: OwnImage | None) -> bool:
        """Return whether that is looked at when the pad is so."""
        if own is None:
            return not self.ink.any()
        return own is self.own or (isinstance(own, Drawing) and own.ink is self.ink)


class Pad(QObject):
    """Ink, and what was done to it.

    Each stroke, and each picture that is opened, is a step of the pad, which has an undo of its
    own, and one of the session: a step of the one that is taken back in the other is a place in the
    row of the pad's steps.

    Attributes
    ----------
    changed
        There is other ink on it, or another step has become possible.
    centring_changed
        Whether what is drawn is laid as MNIST's digits are.
    """

    changed = Signal()
    centring_changed = Signal(bool)

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._selected = workspace.selected
        self._shape = DIGIT_SHAPE
        self._ink = blank(self._shape)
        self._steps = [_Step(self._ink.copy())]
        self._at = 0
        self._centring = True
        self._last: Point | None = None  # of the stroke that is being drawn
        self._width, self._erases = 0.0, False
        self._telling = Throttle(_TOLD_MS, self._tell, self)
        self._acts = False  # what is looked at changes because of something that is done here
        self._selected.changed.connect(self._follow)
        self._selected.edited.connect(self._note_edit)
        workspace.snapshot_changed.connect(self._follow_shape)
        self._follow_shape()
        self._follow()

    @property
    def ink(self) -> Levels:
        """What is on it, (h, w), uint8; not to be changed."""
        return self._ink

    @property
    def shape(self) -> ImageShape:
        """Of the images that the shown model takes."""
        return self._shape

    @property
    def empty(self) -> bool:
        """Whether there is no ink on it."""
        return not self._ink.any()

    @property
    def centring(self) -> bool:
        """Whether what is drawn or opened is laid as MNIST's digits are."""
        return self._centring

    def set_centring(self, centring: bool) -> None:
        """Lay what is drawn as MNIST's digits are, or leave it where it is."""
        if centring != self._centring:
            self._centring = centring
            self.centring_changed.emit(centring)
            if isinstance(self._selected.now.own, Drawing):
                self._tell()

    # Drawing; places are parts of the width and of the height

    def begin(self, at: Point, width: float, *, erase: bool = False) -> None:
        """Put the pen down: `width` is a part of the pad's side."""
        self._width, self._erases = width, erase
        self._last = at
        self._mark(at, at)

    def extend(self, to: Point, width: float | None = None) -> None:
        """Draw on to a place, as wide as before if `width` is left out."""
        if self._last is not None:
            self._width = self._width if width is None else width
            start, self._last = self._last, to
            self._mark(start, to)

    def finish(self) -> None:
        """Take the pen up: the stroke is a step."""
        if self._last is not None:
            self._last = None
            self._telling.cancel()
            self._step(_Step(self._ink.copy()), tr("erasing") if self._erases else tr("a stroke"))

    def clear(self) -> None:
        """Take all ink away."""
        if not self.empty:
            self._step(_Step(np.zeros_like(self._ink)), tr("clearing the pad"))

    def take(self, pixels: Levels) -> None:
        """Put an image of the model's shape on it, (C, H, W), to be drawn on."""
        self._step(_Step(from_image(pixels, self._shape)), tr("taking it to the pad"))

    def open(self, image: OwnImage) -> None:
        """Look at a picture that somebody has opened, and have it on the pad, to be drawn on."""
        self.finish()
        step = _Step(self._ink_of(image), image)
        self._step(step, tr("opening {name}", name=tr(image.name)))

    def replace(self, image: OwnImage) -> None:
        """Look at the picture that was opened as it is turned now; no step to be undone."""
        self._ink = self._ink_of(image)
        self._steps[self._at] = _Step(self._ink.copy(), image)
        self._selected.redraw(image)
        self.changed.emit()

    # Steps

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        """Whether one that was taken back can be done again."""
        return self._at < len(self._steps) - 1

    def undo(self) -> None:
        """Take the last step back."""
        if self.can_undo:
            picture = self._steps[self._at].own is not None
            text = tr("taking back a picture") if picture else tr("taking back a stroke")
            self._go(self._at - 1, text)

    def redo(self) -> None:
        """Do the step again that was taken back."""
        if self.can_redo:
            own = self._steps[self._at + 1].own
            text = tr("a stroke") if own is None else tr("opening {name}", name=tr(own.name))
            self._go(self._at + 1, text)

    def _go(self, place: int, text: str) -> None:
        self._at = place
        self._ink = self._steps[place].ink.copy()
        self._acts = True
        try:
            self._selected.look_at_own(self._image_of(self._steps[place]), text)
        finally:
            self._acts = False
        self.changed.emit()

    def _mark(self, start: Point, end: Point) -> None:
        brush(self._ink, start, end, self._width, erase=self._erases)
        self._telling.request()
        self.changed.emit()

    def _step(self, step: _Step, text: str) -> None:
        self._append(step)
        self._go(self._at, text)

    def _append(self, step: _Step) -> None:
        self._steps = [*self._steps[: self._at + 1], step][-_MOST_STEPS:]
        self._at = len(self._steps) - 1

    def _tell(self) -> None:
        ink = self._ink.copy() if self._last is not None else self._steps[self._at].ink
        self._selected.redraw(self._drawing(ink))

    def _image_of(self, step: _Step) -> OwnImage | None:
        opened = step.own is not None and not isinstance(step.own, Drawing)
        return step.own if opened else self._drawing(step.ink)

    def _ink_of(self, image: OwnImage) -> Levels:
        fits = image.pixels.shape == tuple(self._shape)
        return from_image(image.pixels, self._shape) if fits else blank(self._shape)

    def _drawing(self, ink: Levels) -> Drawing | None:
        if not ink.any():
            return None
        lay = centred if self._centring else placed
        return Drawing(lay(ink, self._shape), NAME, ink=ink)

    # What is looked at

    @Slot()
    def _follow(self) -> None:
        """Have on the pad what is looked at, unless that came from here."""
        own = self._selected.now.own
        if self._last is not None:
            return
        # Of nothing at all, that after clearing, or that at the beginning.
        places = (self._at, *range(len(self._steps)))
        place = next((i for i in places if self._steps[i].shows(own)), None)
        if place is None:
            self._load(own)
        elif place != self._at or not np.array_equal(self._steps[place].ink, self._ink):
            self._at = place
            self._ink = self._steps[place].ink.copy()
            self.changed.emit()

    @Slot(str, Selection, Selection)
    def _note_edit(self, _text: str, before: Selection, after: Selection) -> None:
        """Let a drawing that was let go of elsewhere, as by Escape, come back by undo here too."""
        if self._acts or after.own is not None or before.own is None:
            return
        place = next((i for i, step in enumerate(self._steps) if step.shows(before.own)), None)
        if place is not None and place > self._at:
            self._at = place
            self._append(_Step(blank(self._shape)))
            self.changed.emit()

    def _load(self, own: OwnImage | None) -> None:
        """Begin anew with something that was not drawn here."""
        ink = blank(self._shape)
        if isinstance(own, Drawing):
            ink = own.ink if own.ink.shape == ink.shape else refitted(own.ink, self._shape)
        elif own is not None:
            ink = self._ink_of(own)
        self._steps = [_Step(ink, own)]
        self._at = 0
        self._ink = ink.copy()
        self.changed.emit()

    @Slot()
    def _follow_shape(self) -> None:
        """Be a pad for the images that the shown model takes."""
        snapshot = self._workspace.snapshot
        if snapshot is not None and snapshot.shape != self._shape:
            self._shape = ImageShape(*snapshot.shape)
            self._last = None
            own = self._selected.now.own
            self._load(own)
            if isinstance(own, Drawing):
                self._tell()  # it is looked at as the model takes it
