"""The gradients at the mean of one digit's posterior, estimated in two ways, for the plot to draw.

The digit is the one whose code is nearest to the probe. They are computed beside whatever else goes
on, while somebody looks at them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.data.base import LabelledImages
from vae_explorer.core.snapshot import FloatArray, Snapshot
from vae_explorer.session.latest import Latest
from vae_explorer.session.products import Products
from vae_explorer.session.throttle import Throttle
from vae_explorer.session.workspace import Workspace

DRAWS = 100
_MS = 150  # between two looks at where the probe is


@dataclass(frozen=True, eq=False)
class ArrowRequest:
    """Estimate the gradients of one held-out digit: its row, its class, and the image."""

    run_id: int
    snapshot: Snapshot
    row: int
    name: str
    image: np.ndarray


@dataclass(frozen=True, eq=False)
class Arrows:
    """Gradients of −ELBO for μ of one digit, one for each draw of z, nats per latent unit.

    Attributes
    ----------
    run_id, row, name
        Of the run, and which digit of which class.
    mean
        μ, (2,).
    reparameterised, score
        (S, 2); the latter less a baseline, as it is trained by with several draws of z.
    variances
        Of the two, and of the score function without a baseline.
    """

    run_id: int
    row: int
    name: str
    mean: FloatArray
    reparameterised: FloatArray
    score: FloatArray
    variances: tuple[float, float, float]


def estimate(request: ArrowRequest) -> Arrows:
    """Draw, and differentiate; called on a thread of its own."""
    from vae_explorer.core.measures.gradient_noise import gradient_noise, variance

    found = gradient_noise(request.snapshot, request.image, DRAWS)
    kinds = (found.reparameterised, found.score, found.plain_score)
    first, second, third = map(variance, kinds)
    return Arrows(
        request.run_id,
        request.row,
        request.name,
        found.mean,
        found.reparameterised,
        found.score,
        (first, second, third),
    )


class GradientArrows(QObject):
    """Follows the probe and the snapshot on the screen.

    Attributes
    ----------
    changed
        The `Arrows` of the run on the screen; None where there are none: an autoencoder has no
        draws, and without its data set a run has no images.
    """

    changed = Signal(object)  # Arrows or None

    def __init__(self, workspace: Workspace, products: Products, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._watched = False
        self._images: LabelledImages | None = None
        self._asked: tuple[Snapshot, int] | None = None
        self._solver: Latest[ArrowRequest] = Latest("gradients", estimate, self)
        self._solver.answered.connect(self._on_answer)
        self._throttle = Throttle(_MS, self._ask, self)
        products.images_changed.connect(self._on_images)
        workspace.snapshot_changed.connect(self._look_again)
        workspace.shown_changed.connect(self._look_again)
        workspace.probe_changed.connect(self._look_again)

    def begin(self) -> None:
        """Answer from now on; called when torch is there."""
        self._solver.begin()

    def end(self) -> None:
        """Ask the thread to end."""
        self._solver.end()

    def wait(self) -> None:
        """Return when it has ended."""
        self._solver.wait()

    def watch(self, watched: bool) -> None:
        """Say whether somebody looks."""
        self._watched = watched
        self._asked = None
        self._ask()

    @Slot(object)
    def _on_images(self, images: LabelledImages | None) -> None:
        if images is not self._images:
            self._images, self._asked = images, None
            self._throttle.request()

    @Slot()
    def _look_again(self) -> None:
        self._throttle.request()

    @Slot()
    def _ask(self) -> None:
        if not self._watched:
            return
        request = self._request()
        if request is None:
            self._asked = None
            self.changed.emit(None)
        elif self._asked != (request.snapshot, request.row):
            self._asked = request.snapshot, request.row
            self._solver.ask(request)

    def _request(self) -> ArrowRequest | None:
        run, images = self._workspace.shown, self._images
        snapshot = self._workspace.snapshot
        if run is None or snapshot is None or images is None or not snapshot.config.has_bound:
            return None
        if snapshot.config.kind.alone:
            return None
        with np.errstate(over="ignore", invalid="ignore"):
            probe = np.array(self._workspace.probe, np.float32)
            away = np.square(snapshot.codes.places - probe).sum(axis=1)
        away = np.nan_to_num(away, nan=np.inf)
        row = int(away.argmin()) if len(away) else 0
        if not (row < len(away) and np.isfinite(away[row]) and row < len(images)):
            return None
        name = snapshot.class_names[int(snapshot.labels[row])]
        return ArrowRequest(run.id, snapshot, row, name, images.images[row])

    @Slot(object)
    def _on_answer(self, arrows: Arrows) -> None:
        shown = self._workspace.shown
        if self._watched and shown is not None and shown.id == arrows.run_id:
            self.changed.emit(arrows)
