"""Work beside training that must not hold the window up: the mosaic, and downloads."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from ..core.datasets import DATA_SETS
from ..core.datasets.base import DownloadCancelled
from ..core.geometry import Rect, cell_centres, tile
from ..core.snapshot import Snapshot


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


class MosaicPainter(QObject):
    """Decodes mosaics on a thread of its own.

    Attributes
    ----------
    painted
        A `Mosaic`, or None when it could not be made.
    """

    painted = Signal(object)

    @Slot(object)
    def paint(self, request: MosaicRequest) -> None:
        """Decode one mosaic."""
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


class Downloader(QObject):
    """Fetches data sets on a thread of its own.

    Attributes
    ----------
    progressed
        A `vae_explorer.core.datasets.base.Progress`.
    finished
        Key of a data set that is now on disk.
    cancelled
        Emitted when `cancel` took effect.
    failed
        The exception that ended the download.
    """

    progressed = Signal(object)
    finished = Signal(str)
    cancelled = Signal()
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._cancel = threading.Event()

    def allow(self) -> None:
        """Forget an earlier `cancel`; called by whoever asks for a download."""
        self._cancel.clear()

    def cancel(self) -> None:
        """Stop soon; called from any thread. What has arrived is kept for the next attempt."""
        self._cancel.set()

    @Slot(str, object)
    def download(self, key: str, root: Path) -> None:
        """Fetch what is missing of a data set."""
        try:
            DATA_SETS[key].download(root, self.progressed.emit, self._cancel.is_set)
        except DownloadCancelled:
            self.cancelled.emit()
        except Exception as error:
            self.failed.emit(error)
        else:
            self.finished.emit(key)
