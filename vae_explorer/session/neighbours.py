"""The nearest digits of the image that is looked at, in the plane and in pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.drawing.wording import class_name
from vae_explorer.core.language import tr
from vae_explorer.core.measures.neighbours import Neighbours, nearest_codes, nearest_images
from vae_explorer.core.snapshot import FloatArray
from vae_explorer.session.latest import Answering, Latest
from vae_explorer.session.products import Products
from vae_explorer.session.subjects import Subject, Subjects
from vae_explorer.session.throttle import Throttle
from vae_explorer.session.workspace import Workspace

_FOLLOW_MS = 250  # between two looks at the plane of a model that trains


@dataclass(frozen=True, eq=False)
class Near:
    """An image and its neighbours.

    Attributes
    ----------
    subject
        The image.
    plane, pixels
        Its neighbours; none in pixels where the images are not at hand.
    labels
        The class of every image, (N,).
    class_names
        In the order of the labels.
    """

    subject: Subject
    plane: Neighbours
    pixels: Neighbours | None
    labels: NDArray[np.uint8]
    class_names: tuple[str, ...]

    @property
    def in_both(self) -> frozenset[int]:
        """Rows of the images that are near in both ways."""
        pixels = self.pixels.rows.tolist() if self.pixels is not None else []
        return frozenset(self.plane.rows.tolist()) & frozenset(pixels)

    def agreement(self, near: Neighbours) -> str:
        """Return how many neighbours are of its class; of one's own image, of which most are.

        Such as ``"8 of 10 are 4"``.
        """
        labels = self.labels[near.rows]
        if not len(labels):
            return tr("none")
        counts = np.bincount(labels)
        label = self.subject.label if self.subject.label is not None else int(counts.argmax())
        alike = int(counts[label]) if label < len(counts) else 0
        name = class_name(self.class_names, label)
        return tr("{alike} of {all} are {name}", alike=alike, all=len(labels), name=name)


@dataclass(frozen=True, eq=False)
class _Request:
    subject: Subject
    codes: FloatArray
    labels: NDArray[np.uint8]
    class_names: tuple[str, ...]
    images: NDArray[np.uint8] | None
    known: Neighbours | None  # in pixels: they are the same as long as the image is


def _find(request: _Request) -> tuple[_Request, Near]:
    """Called on the thread."""
    subject, images, count = request.subject, request.images, len(request.labels)
    plane = nearest_codes(subject.mean, request.codes, subject.row)
    pixels = request.known
    image = subject.image
    if pixels is None and image is not None and images is not None:
        alike = images.shape[1:] == image.shape and len(images) >= count
        pixels = nearest_images(image, images[:count], subject.row) if alike else None
    return request, Near(subject, plane, pixels, request.labels, request.class_names)


class NearestDigits(Answering):
    """Follows the image that is looked at, and its model, while somebody looks.

    Attributes
    ----------
    changed
        There are others; `now` has them.
    """

    changed = Signal()

    def __init__(
        self, workspace: Workspace, products: Products, subjects: Subjects, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace, self._products, self._subjects = workspace, products, subjects
        self._active = False
        self._now: Near | None = None
        self._asked: _Request | None = None  # the last that was answered
        self._latest: Latest[_Request] = Latest("neighbours", _find, self)
        self._latest.answered.connect(self._on_found)
        self._throttle = Throttle(_FOLLOW_MS, self._ask, self)
        subjects.changed.connect(self._follow)
        workspace.snapshot_changed.connect(self._follow)
        products.images_changed.connect(self._follow)

    @property
    def now(self) -> Near | None:
        """The neighbours; None without an image that is looked at."""
        return self._now

    def set_active(self, active: bool) -> None:
        """Say whether somebody looks."""
        if active != self._active:
            self._active = active
            self._follow()

    @Slot()
    def _follow(self) -> None:
        if not self._active:
            return
        if self._subjects.now is None:
            self._put(None)
        elif self._now is not None and self._is_same(self._now.subject):
            self._throttle.request()  # only the plane moves
        else:
            self._ask()

    def _is_same(self, before: Subject) -> bool:
        now = self._subjects.now
        if now is None or now.row != before.row:
            return False
        return now.row is not None or now.image is before.image

    @Slot()
    def _ask(self) -> None:
        subject, snapshot = self._subjects.now, self._workspace.snapshot
        if subject is None or snapshot is None or not self._active:
            return
        images = self._products.images.images if self._products.images is not None else None
        before, known = self._asked, None
        if before is not None and before.images is images and self._now is not None:
            same = self._is_same(before.subject) and len(before.labels) == len(snapshot.labels)
            known = self._now.pixels if same and before.subject is self._now.subject else None
        self._latest.ask(
            _Request(
                subject, snapshot.embedding, snapshot.labels, snapshot.class_names, images, known
            )
        )

    @Slot(object)
    def _on_found(self, answer: tuple[_Request, Near]) -> None:
        request, near = answer
        if self._active and self._is_same(request.subject):
            self._asked = request
            self._put(near)

    def _put(self, near: Near | None) -> None:
        if near is not None or self._now is not None:
            self._now = near
            self.changed.emit()
