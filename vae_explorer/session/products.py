"""What is computed for the screen from the snapshot that is shown: where, and how often.

The image at the probe is decoded at once, on the window's thread, since a hand waits for it. The
mosaic and the strip are made beside whatever else goes on.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from vae_explorer.core.config import OWN_IMAGES
from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.data.base import LabelledImages
from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.availability import OFFLINE
from vae_explorer.session.held_out import HeldOut
from vae_explorer.session.latest import Latest
from vae_explorer.session.pictures import (
    Mosaic,
    MosaicRequest,
    Strip,
    StripRequest,
    make_mosaic,
    make_strip,
)
from vae_explorer.session.state import RunState
from vae_explorer.session.throttle import Throttle
from vae_explorer.session.worker import TrainingWorker
from vae_explorer.session.workspace import Activity, Workspace

STRIP_MS = 750  # the strip may lag behind the image at the probe
NEXT_MOVE_MS = 17  # until when a hand that drags has moved again
SOON_MS = 300  # after which images are read that several moments may ask for


class Products(QObject):
    """Derived pictures.

    Attributes
    ----------
    image_changed
        The decoded image at the probe, (C, H, W) in [0, 1].
    mosaic_changed
        A `Mosaic`.
    strip_changed
        A `Strip`.
    strip_missing
        There is none of what is shown: it was trained on images that are elsewhere.
    images_changed
        The `LabelledImages` behind the snapshot's codes, or None.
    """

    image_changed = Signal(np.ndarray)
    mosaic_changed = Signal(Mosaic)
    strip_changed = Signal(Strip)
    strip_missing = Signal()
    images_changed = Signal(object)  # LabelledImages, or None
    _load_images = Signal(str, Path, object)  # the last is a seed, which may have 63 bits

    def __init__(
        self, workspace: Workspace, worker: TrainingWorker, data_root: Path, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._data_root = data_root
        self._ready = False
        self._held_outs: list[HeldOut] = []  # the newest first
        self._images: LabelledImages | None = None
        self._mosaics: Latest[MosaicRequest] = Latest("mosaic", make_mosaic, self)
        self._strips: Latest[StripRequest] = Latest("strip", make_strip, self)
        self._mosaics.answered.connect(self._on_mosaic)
        self._strips.answered.connect(self._on_strip)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._read_images)
        self._next_move = QTimer(self, singleShot=True, interval=NEXT_MOVE_MS)
        self._next_move.timeout.connect(self.decode)
        self._strip_throttle = Throttle(STRIP_MS, self._ask_for_strip, self)
        self._load_images.connect(worker.load_images, Qt.ConnectionType.QueuedConnection)
        worker.images_ready.connect(self._on_images)
        workspace.snapshot_changed.connect(self._on_snapshot)
        workspace.shown_changed.connect(self._request_images)
        workspace.probe_changed.connect(self._on_probe)
        workspace.activity_changed.connect(self._on_activity)
        workspace.draws.changed.connect(self._on_draws)

    @property
    def ready(self) -> bool:
        """Whether torch is there."""
        return self._ready

    @property
    def images(self) -> LabelledImages | None:
        """The images behind the shown codes, in the same order; None where they are not there."""
        return self._images

    def begin(self) -> None:
        """Make everything from now on; called when torch is there."""
        self._ready = True
        self._mosaics.begin()  # even if the image at the probe cannot be decoded
        self._strips.begin()
        self.decode()
        self._ask_for_strip()
        self._request_images()

    def end(self) -> None:
        """Ask the threads to end."""
        self._mosaics.end()
        self._strips.end()

    def wait(self) -> None:
        """Return when they have ended."""
        self._mosaics.wait()
        self._strips.wait()

    def request_mosaic(self, rect: Rect, columns: int, rows: int) -> None:
        """Ask for a mosaic of a region; while one is being made, only the newest wish is kept."""
        shown, snapshot = self._workspace.shown, self._workspace.snapshot
        if shown is not None and snapshot is not None and columns >= 1 and rows >= 1:
            seed = self._workspace.draws.seed
            self._mosaics.ask(MosaicRequest(shown.id, snapshot, rect, columns, rows, seed))

    def show_again(self) -> None:
        """Tell everything anew, for a window that has just come."""
        if self._ready:
            self.images_changed.emit(self._images)
            self.decode()
            self._ask_for_strip()

    def look_for_images(self) -> None:
        """Look again for the images behind the codes: another data set is on disk."""
        self._request_images()

    @Slot(object)
    def _on_mosaic(self, mosaic: Mosaic) -> None:
        if self._is_shown(mosaic.run_id):
            self.mosaic_changed.emit(mosaic)

    @Slot(object)
    def _on_strip(self, strip: Strip) -> None:
        if self._is_shown(strip.run_id):
            self.strip_changed.emit(strip)

    def _is_shown(self, run_id: int) -> bool:
        """Whether a run is on the screen; another may have been chosen while it was drawn."""
        shown = self._workspace.shown
        return shown is not None and shown.id == run_id

    # The image at the probe

    @Slot(Snapshot)
    def _on_snapshot(self, _snapshot: Snapshot) -> None:
        self._publish_images()
        rewound = self._workspace.moment is not None  # by a hand that waits for the image
        if self._workspace.activity.state is RunState.RUNNING and not rewound:
            self._next_move.start()  # which decodes anyway; without one, the image follows then
        else:
            self.decode()
        self._strip_throttle.request()

    @Slot(float, float)
    def _on_probe(self, _z1: float, _z2: float) -> None:
        self.decode()
        self._strip_throttle.postpone()

    @Slot(Activity)
    def _on_activity(self, activity: Activity) -> None:
        if activity.state is not RunState.RUNNING and self._next_move.isActive():
            self.decode()  # the last snapshot of the run

    @Slot()
    def _on_draws(self) -> None:
        self.decode()
        self._ask_for_strip()

    @Slot()
    def decode(self) -> None:
        """Decode at the probe, now."""
        self._next_move.stop()
        snapshot = self._workspace.snapshot
        if snapshot is not None and (self._ready or snapshot.decodes_points_alone):
            place = np.array([self._workspace.probe], np.float32)
            self.image_changed.emit(snapshot.show(place, self._workspace.draws.seed)[0])

    # The images behind the codes

    @Slot()
    def _request_images(self) -> None:
        snapshot = self._workspace.snapshot
        if snapshot is None or not self._ready:
            return
        if self._are_right():
            self._publish_images()
            self._ask_for_strip()
        elif not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _read_images(self) -> None:
        snapshot = self._workspace.snapshot
        if snapshot is None:
            return
        config = snapshot.config
        data = DATA_SETS.get(config.dataset)
        if data is not None and data.is_available(self._data_root):
            self._load_images.emit(config.dataset, self._data_root, config.seed)
        elif not self._held_outs:
            self._load_images.emit(OFFLINE, self._data_root, config.seed)

    @Slot(str, object, LabelledImages)
    def _on_images(self, key: str, seed: int, images: LabelledImages) -> None:
        others = [kept for kept in self._held_outs if (kept.dataset, kept.seed) != (key, seed)]
        # One pair for the run on the screen and the run that trains, which may be others.
        others.sort(key=self._is_of_shown, reverse=True)
        self._held_outs = [HeldOut(key, seed, images), *others[:1]]
        self._ask_for_strip()
        self._publish_images()

    def _is_of_shown(self, held_out: HeldOut) -> bool:
        snapshot = self._workspace.snapshot
        return snapshot is not None and held_out.are_of(snapshot.config)

    def _are_right(self) -> bool:
        """Whether the images of the snapshot's own data set are there."""
        return any(map(self._is_of_shown, self._held_outs))

    @property
    def _held_out(self) -> HeldOut | None:
        """The images of the snapshot's own data set, or else those that came last."""
        newest = self._held_outs[0] if self._held_outs else None
        return next(filter(self._is_of_shown, self._held_outs), newest)

    def _publish_images(self) -> None:
        held_out, snapshot = self._held_out, self._workspace.snapshot
        known = held_out is not None and snapshot is not None and held_out.belong_to(snapshot)
        self._images = held_out.images if known and held_out is not None else None
        self.images_changed.emit(self._images)

    def _ask_for_strip(self) -> None:
        held_out, shown = self._held_out, self._workspace.shown
        snapshot = self._workspace.snapshot
        if held_out is None or shown is None or snapshot is None:
            return
        config = snapshot.config
        own = config.kind.alone or config.dataset == OWN_IMAGES
        if own and not held_out.belong_to(snapshot):
            self.strip_missing.emit()
        elif held_out.fit(snapshot):
            seed = self._workspace.draws.seed
            self._strips.ask(StripRequest(shown.id, snapshot, held_out, seed))
