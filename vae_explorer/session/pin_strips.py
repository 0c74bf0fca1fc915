"""What a pinned place decodes to, and what is made of a pinned digit, at moments of a run."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.data.base import LabelledImages
from vae_explorer.core.pins import Pin
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.timeline.frame import Frame
from vae_explorer.core.timeline.spread import spread
from vae_explorer.session.latest import Answering, Latest
from vae_explorer.session.products import Products
from vae_explorer.session.throttle import Throttle
from vae_explorer.session.workspace import Workspace

_FOLLOW_MS = 700  # between two looks at the moments of a run that trains

Image = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class MomentRequest:
    """Decode some points with the decoder of a frame; `seed` is that of draws, None for means."""

    frame: Frame
    points: dict[Hashable, tuple[float, float]]
    seed: int | None = None


@dataclass(frozen=True, eq=False)
class MomentImages:
    """The images of a request by the keys of its points, (C, H, W), uint8."""

    frame: Frame
    images: dict[Hashable, Image]
    seed: int | None


def make_images(request: MomentRequest) -> MomentImages:
    """Decode the points of a request; the networks of the moment are let go after that."""
    snapshot = request.frame.snapshot()
    points = np.array(list(request.points.values()), np.float32).reshape(-1, 2)
    if snapshot.decodes_points_alone:  # without the networks that torch would want
        images = [snapshot.show(point[None], request.seed, places=[0])[0] for point in points]
    else:
        images = list(snapshot.show(points, request.seed, places=[0] * len(points)))
    levels = [(image.clip(0, 1) * 255 + 0.5).astype(np.uint8) for image in images]
    return MomentImages(request.frame, dict(zip(request.points, levels, strict=True)), request.seed)


class PinStrips(Answering):
    """Pictures of all pins at some moments of the shown run, made while somebody looks.

    They are kept as long as the frames that they are of, which runs that branch off share.

    Attributes
    ----------
    moments_changed
        There are other moments; `moments` has them.
    images_changed
        There are more images.
    digits_changed
        The held-out images are others, or at hand now.
    """

    moments_changed = Signal()
    images_changed = Signal()
    digits_changed = Signal()

    def __init__(self, workspace: Workspace, products: Products, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._active = False
        self._moments: tuple[Frame, ...] = ()
        self._alone: tuple[Snapshot, Frame] | None = None  # of a run without any frame
        self._made: WeakKeyDictionary[Frame, dict[Hashable, Image]] = WeakKeyDictionary()
        self._digits: LabelledImages | None = None
        self._latest: Latest[MomentRequest] = Latest("pins", make_images, self)
        self._latest.answered.connect(self._on_images)
        self._throttle = Throttle(_FOLLOW_MS, self._follow, self)
        workspace.timeline_changed.connect(self._on_timeline)
        workspace.snapshot_changed.connect(self._on_snapshot)
        workspace.shown_changed.connect(self._follow)
        workspace.pins.changed.connect(self._ask)
        workspace.draws.changed.connect(self._forget)
        products.images_changed.connect(self._on_digits)

    @property
    def moments(self) -> tuple[Frame, ...]:
        """Some frames of the shown run, spread evenly over its training."""
        return self._moments

    def image(self, pin: Pin, frame: Frame) -> Image | None:
        """Return what a pin decodes to at a moment, (C, H, W); None as long as that is not made."""
        return self._made.get(frame, {}).get(_key(pin))

    def digit(self, pin: Pin) -> Image | None:
        """Return a pinned digit itself, where it is at hand."""
        snapshot = self._workspace.snapshot
        if self._digits is None or pin.row is None or snapshot is None:
            return None
        known = pin.is_of(snapshot.config.dataset, len(self._digits))
        return self._digits.images[pin.row] if known else None

    def set_active(self, active: bool) -> None:
        """Say whether somebody looks."""
        if active != self._active:
            self._active = active
            self._follow()

    @Slot(int)
    def _on_timeline(self, run_id: int) -> None:
        shown = self._workspace.shown
        if self._active and shown is not None and shown.id == run_id:
            self._throttle.request()

    @Slot(Snapshot)
    def _on_snapshot(self, _snapshot: Snapshot) -> None:
        shown = self._workspace.shown
        if self._active and shown is not None and not len(shown.timeline):
            self._throttle.request()

    @Slot(object)
    def _on_digits(self, digits: LabelledImages | None) -> None:
        self._digits = digits
        self.digits_changed.emit()

    @Slot()
    def _forget(self) -> None:
        self._made.clear()
        self._follow()

    @Slot()
    def _follow(self) -> None:
        if not self._active:
            return
        moments = self._choose()
        if moments != self._moments:
            self._moments = moments
            self.moments_changed.emit()
        self._ask()

    def _choose(self) -> tuple[Frame, ...]:
        shown, snapshot = self._workspace.shown, self._workspace.snapshot
        if shown is None or snapshot is None:
            return ()
        if len(shown.timeline):
            return spread(shown.timeline.frames)
        if self._alone is None or self._alone[0] is not snapshot:
            self._alone = (snapshot, Frame.of(snapshot))
        return (self._alone[1],)

    @Slot()
    def _ask(self) -> None:
        """Ask for the first moment of which something is not made yet."""
        if not self._active:
            return
        for frame in self._moments:
            made = self._made.get(frame, {})
            points = {
                _key(pin): place
                for pin in self._workspace.pins.all
                if _key(pin) not in made and (place := _place(pin, frame)) is not None
            }
            if points:
                self._latest.ask(MomentRequest(frame, points, self._workspace.draws.seed))
                return

    @Slot(object)
    def _on_images(self, made: MomentImages) -> None:
        if made.seed == self._workspace.draws.seed:
            self._made.setdefault(made.frame, {}).update(made.images)
            self.images_changed.emit()
        self._ask()


def _key(pin: Pin) -> Hashable:
    return pin.z if pin.z is not None else pin.row


def _place(pin: Pin, frame: Frame) -> tuple[float, float] | None:
    """Return what a pin is decoded from at a moment: a place, or the code that a digit had."""
    if pin.row is None or not pin.is_of(frame.config.dataset, len(frame.embedding)):
        return pin.z
    z1, z2 = (float(v) for v in frame.embedding[pin.row])
    return (z1, z2) if np.isfinite((z1, z2)).all() else None
