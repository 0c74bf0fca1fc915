"""Pictures that somebody opens, drops or pastes: read and turned into what the model takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.drawing.own_images import from_picture
from vae_explorer.core.errors import UserError
from vae_explorer.core.images import ImageShape
from vae_explorer.core.language import marked
from vae_explorer.core.selection import OwnImage
from vae_explorer.core.storage.own_pictures import read_picture
from vae_explorer.session.latest import Answering, Latest
from vae_explorer.session.pad import Pad
from vae_explorer.session.state import Message
from vae_explorer.session.workspace import Workspace

TOPIC = "picture"
"""Of the messages about pictures that cannot be opened."""

_PASTED = marked("Pasted picture")


@dataclass(frozen=True, eq=False)
class _Picture:
    name: str
    shape: ImageShape
    centre: bool
    path: Path | None = None
    levels: NDArray[np.uint8] | None = None
    size: tuple[int, int] | None = None
    anew: bool = True  # somebody has just opened it


@dataclass(frozen=True, eq=False)
class _Turned:
    picture: _Picture
    image: OwnImage | None = None
    error: UserError | None = None


def _turn(picture: _Picture) -> _Turned:
    try:
        if picture.levels is None:
            assert picture.path is not None
            levels, size = read_picture(picture.path)
            picture = replace(picture, levels=levels, size=size)
        assert picture.levels is not None
        pixels, note = from_picture(
            picture.levels, picture.shape, centre=picture.centre, size=picture.size
        )
    except UserError as error:
        return _Turned(picture, error=error)
    return _Turned(picture, OwnImage(pixels, picture.name, note))


class OwnImages(Answering):
    """Reads pictures on a thread of its own; the newest becomes the image that is looked at.

    It is turned anew where the pad's switch says so, or a model takes images of another shape.

    Attributes
    ----------
    opened
        A picture is now looked at, which somebody has opened.
    message_posted
        A `Message` about one that cannot be.
    """

    opened = Signal()
    message_posted = Signal(Message)

    def __init__(self, workspace: Workspace, pad: Pad, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._pad = workspace, pad
        self._shown: _Turned | None = None
        self._latest: Latest[_Picture] = Latest("pictures", _turn, self)
        self._latest.answered.connect(self._on_turned)
        pad.centring_changed.connect(self._turn_again)
        workspace.snapshot_changed.connect(self._turn_again)

    def open(self, path: Path) -> None:
        """Read a PNG or a JPEG file and look at it."""
        self._latest.ask(_Picture(path.name, self._pad.shape, self._pad.centring, path.absolute()))

    def paste(self, levels: NDArray[np.uint8], name: str = _PASTED) -> None:
        """Look at a picture, (h, w) of greys or (h, w, 3)."""
        self._latest.ask(_Picture(name, self._pad.shape, self._pad.centring, levels=levels))

    @Slot()
    def _turn_again(self) -> None:
        shown = self._shown
        if shown is None or shown.image is not self._workspace.selected.now.own:
            return
        shape, centre = self._pad.shape, self._pad.centring
        picture = shown.picture
        if (picture.shape, picture.centre) != (shape, centre):
            self._latest.ask(replace(picture, shape=shape, centre=centre, anew=False))

    @Slot(object)
    def _on_turned(self, turned: _Turned) -> None:
        if turned.error is not None:
            self.message_posted.emit(Message.about(turned.error, topic=TOPIC))
            return
        assert turned.image is not None
        own = self._workspace.selected.now.own
        if turned.picture.anew:
            self._shown = turned
            self._pad.open(turned.image)
            self.opened.emit()
        elif self._shown is not None and own is self._shown.image:
            self._shown = turned
            self._pad.replace(turned.image)
