"""The image that is looked at, as the shown model sees it: what it is, and where its code lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.data.base import LabelledImages
from vae_explorer.core.drawing.wording import class_name
from vae_explorer.core.language import tr
from vae_explorer.core.selection import OwnImage, Selection
from vae_explorer.core.snapshot import FloatArray, Snapshot
from vae_explorer.session.latest import Answering, Latest
from vae_explorer.session.products import Products
from vae_explorer.session.workspace import Workspace


@dataclass(frozen=True, eq=False)
class Subject:
    """An image, and what the encoder of the shown moment says of it.

    Attributes
    ----------
    name
        ``4 · #115``, or what its user calls it.
    mean, log_variance
        Of q(z given x), (2,) each. Of a digit they are the snapshot's, whose code may lag behind
        the weights while a model trains.
    image
        (C, H, W), uint8; None where the images behind the codes are not at hand.
    row, label
        Of a digit: its place among the held-out images, and its class. None for one's own image.
    note
        What was done to one's own image; empty for nothing.
    unlike
        Why one's own image can be like none that the model has learned from; empty where it can.
    """

    name: str
    mean: FloatArray
    log_variance: FloatArray
    image: NDArray[np.uint8] | None
    row: int | None = None
    label: int | None = None
    note: str = ""
    unlike: str = ""


@dataclass(frozen=True, eq=False)
class _Request:
    snapshot: Snapshot
    own: OwnImage
    images: LabelledImages | None  # behind the snapshot's codes


def _encode(request: _Request) -> tuple[OwnImage, Subject]:
    own = request.own
    mean, log_variance = request.snapshot.encode(own.pixels[None])
    unlike = _unlike(own.pixels, request.images)
    name, note = tr(own.name), tr(own.note)
    return own, Subject(name, mean[0], log_variance[0], own.pixels, note=note, unlike=unlike)


def _unlike(pixels: NDArray[np.uint8], images: LabelledImages | None) -> str:
    """Return whether an image has more or less ink than any of some, in a sentence."""
    if images is None or images.shape != pixels.shape or images.shape.channels != 1:
        return ""
    (least, most), ink = images.ink, pixels.mean() / 255
    if ink > most:
        return tr("More ink than in any held-out image.")
    return tr("Less ink than in any held-out image.") if ink < least else ""


class Subjects(Answering):
    """Follows the selection, the shown run and its moments.

    Attributes
    ----------
    changed
        It is another `Subject`, or the model has another view of it; `now` has it.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, products: Products, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._products = workspace, products
        self._now: Subject | None = None
        self._latest: Latest[_Request] = Latest("subject", _encode, self)
        self._latest.answered.connect(self._on_encoded)
        workspace.selected.changed.connect(self._follow)
        workspace.snapshot_changed.connect(self._follow)
        workspace.shown_changed.connect(self._follow)
        products.images_changed.connect(self._follow)

    @property
    def now(self) -> Subject | None:
        """The image that is looked at; None without one that the shown model can see."""
        return self._now

    @Slot()
    def _follow(self) -> None:
        snapshot, selection = self._workspace.snapshot, self._workspace.selected.now
        if snapshot is not None and selection.own is not None:
            if selection.own.pixels.shape == tuple(snapshot.shape):
                self._latest.ask(_Request(snapshot, selection.own, self._products.images))
            else:
                self._put(None)
        else:
            self._put(self._digit(snapshot, selection) if snapshot is not None else None)

    def _digit(self, snapshot: Snapshot, selection: Selection) -> Subject | None:
        row, count = selection.current, len(snapshot.labels)
        if row is None or not selection.is_of(snapshot.config.dataset, count):
            return None
        label, images = int(snapshot.labels[row]), self._products.images
        return Subject(
            f"{class_name(snapshot.class_names, label)} · #{row}",
            snapshot.embedding[row],
            snapshot.log_variance[row],
            images.images[row] if images is not None else None,
            row,
            label,
        )

    @Slot(object)
    def _on_encoded(self, answer: tuple[OwnImage, Subject]) -> None:
        own, subject = answer
        if own is self._workspace.selected.now.own:
            self._put(subject)

    def _put(self, subject: Subject | None) -> None:
        if subject is not None or self._now is not None:
            self._now = subject
            self.changed.emit()
