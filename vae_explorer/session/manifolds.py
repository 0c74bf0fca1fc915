"""The whole plane as one picture, to be looked at and saved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.drawing.geometry import tile
from vae_explorer.core.drawing.manifold import manifold_grid
from vae_explorer.core.errors import UserError
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.latest import Answering, Latest
from vae_explorer.session.workspace import Workspace


@dataclass(frozen=True, eq=False)
class ManifoldRequest:
    """Decode an n x n grid at some axes; `seed` is that of draws, None for means."""

    snapshot: Snapshot
    axes: str
    n: int
    seed: int | None = None


@dataclass(frozen=True, eq=False)
class Manifold:
    """A picture of the plane.

    Attributes
    ----------
    axes, n
        What was asked for.
    picture
        (channels, n * height, n * width), uint8; None where there cannot be one.
    problem
        Why not.
    """

    axes: str
    n: int
    picture: NDArray[np.uint8] | None
    problem: str = ""


def make_manifold(request: ManifoldRequest) -> Manifold:
    """Decode the grid."""
    snapshot, n = request.snapshot, request.n
    try:
        points = manifold_grid(n, request.axes, snapshot.embedding)
    except UserError as error:
        return Manifold(request.axes, n, None, str(error))
    images = tile(snapshot.show(points, request.seed), n)
    return Manifold(request.axes, n, (images.clip(0, 1) * 255 + 0.5).astype(np.uint8))


class Manifolds(Answering):
    """Makes pictures of the run that is shown, on a thread of its own.

    Attributes
    ----------
    made
        A `Manifold`.
    """

    made = Signal(Manifold)

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._latest: Latest[ManifoldRequest] = Latest("manifold", make_manifold, self)
        self._latest.answered.connect(self._on_answer)

    def ask(self, axes: str, n: int) -> None:
        """Ask for a picture, instead of what was asked before and not begun."""
        snapshot = self._workspace.snapshot
        if snapshot is not None:
            self._latest.ask(ManifoldRequest(snapshot, axes, n, self._workspace.draws.seed))

    @Slot(object)
    def _on_answer(self, manifold: Manifold) -> None:
        self.made.emit(manifold)
