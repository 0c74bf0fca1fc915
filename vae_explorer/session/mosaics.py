"""The mosaic: a region of the plane decoded cell by cell, beside whatever else is going on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal, Slot

from vae_explorer.core.drawing.geometry import Rect, cell_centres, tile
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.background import Background


@dataclass(frozen=True, eq=False)
class MosaicRequest:
    """Decode the centres of `columns` x `rows` equal cells that tile `rect`."""

    snapshot: Snapshot
    rect: Rect
    columns: int
    rows: int


@dataclass(frozen=True, eq=False)
class Mosaic:
    """Decoded cells laid out as they lie in the plane.

    Attributes
    ----------
    rect
        The region that the image covers.
    image
        (rows * 28, columns * 28), uint8, z₂ upwards; 255 is full ink.
    """

    rect: Rect
    image: NDArray[np.uint8]


class _Painter(QObject):
    """The part on the thread."""

    painted = Signal(object)  # a Mosaic, or None when it could not be made

    @Slot(object)
    def paint(self, request: MosaicRequest) -> None:
        import torch

        torch.set_num_threads(1)  # of this thread: the others have the cores
        try:
            centres = cell_centres(request.rect, request.columns, request.rows)
            images = request.snapshot.decode(centres, draft=True)
        except Exception:
            self.painted.emit(None)
            raise
        grey = (tile(images, request.columns) * 255 + 0.5).astype(np.uint8)
        self.painted.emit(Mosaic(request.rect, grey))


class Mosaics(Background):
    """Makes mosaics on a thread of its own, one at a time; of the wishes, the newest is kept.

    Attributes
    ----------
    painted
        A `Mosaic`.
    """

    painted = Signal(object)
    _paint = Signal(object)

    def __init__(self, parent: QObject) -> None:
        self._painter = _Painter()
        super().__init__(self._painter, "mosaic", parent)
        self._ready = False  # torch is there
        self._busy = False
        self._next: MosaicRequest | None = None
        self._paint.connect(self._painter.paint, Qt.ConnectionType.QueuedConnection)
        self._painter.painted.connect(self._on_painted)

    def begin(self) -> None:
        """Make what was wished for so far, and from now on; called when torch is there."""
        self._ready = True
        self._send()

    def request(self, request: MosaicRequest) -> None:
        """Wish for a mosaic, instead of one that was wished for and not begun."""
        self._next = request
        self._send()

    def _send(self) -> None:
        if self._ready and not self._busy and self._next is not None:
            self._busy = True
            request, self._next = self._next, None
            self._paint.emit(request)

    @Slot(object)
    def _on_painted(self, mosaic: Mosaic | None) -> None:
        self._busy = False
        if mosaic is not None:
            self.painted.emit(mosaic)
        self._send()
