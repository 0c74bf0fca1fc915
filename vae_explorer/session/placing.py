"""Where the dots are: where the encoder puts them, or where their true posteriors are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.drawing.codes import Codes
from vae_explorer.core.language import marked, tr
from vae_explorer.core.measures.refined import Refined
from vae_explorer.core.snapshot import FloatArray
from vae_explorer.session.refined import RefinedDigits
from vae_explorer.session.workspace import Workspace

ENCODER = "encoder"


@dataclass(frozen=True)
class Placement:
    """A place that each digit has.

    Attributes
    ----------
    key, title, tip
        Its name, what it is called, and what it is; `marked`.
    places
        (N, 2); None where the encoder puts them.
    """

    key: str
    title: str
    tip: str
    places: Callable[[Refined], FloatArray] | None = None


PLACEMENTS: dict[str, Placement] = {
    placement.key: placement
    for placement in (
        Placement(
            ENCODER,
            marked("The encoder’s means"),
            marked("Each digit at the mean of q(z|x)."),
        ),
        Placement(
            "mode",
            marked("True posterior modes"),
            marked("Each digit where p(z|x) is highest."),
            lambda refined: refined.mode,
        ),
        Placement(
            "mean",
            marked("True posterior means"),
            marked("Each digit at the mean of p(z|x), which may lie between two modes."),
            lambda refined: refined.posterior_mean,
        ),
    )
}


class Placing(QObject):
    """The choice, and the codes that are shown.

    Attributes
    ----------
    changed
        Another choice, or other codes; `key` and `codes` have them.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, refined: RefinedDigits, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._refined = workspace, refined
        self._key = ENCODER
        refined.changed.connect(self._follow)
        refined.under_way_changed.connect(self._follow)

    @property
    def key(self) -> str:
        """Of one of `PLACEMENTS`."""
        return self._key

    def choose(self, key: str) -> None:
        """Show the digits elsewhere; what that needs is computed, unless that is refused."""
        before = self._key
        self._key = key if key in PLACEMENTS else ENCODER
        if self._key != ENCODER and self._refined.now is None and not self._refined.start():
            self._key = before
        self.changed.emit()

    @property
    def codes(self) -> Codes | None:
        """Where the dots of the moment on the screen are; None without one.

        Where the encoder puts them, as long as nothing else is known.
        """
        snapshot, refined = self._workspace.snapshot, self._refined.now
        if snapshot is None:
            return None
        places = PLACEMENTS[self._key].places
        if places is None or refined is None:
            return snapshot.codes
        note = tr("{places}, not codes", places=tr(PLACEMENTS[self._key].title).lower())
        codes = replace(snapshot.codes, places=places(refined).astype(np.float32), note=note)
        if codes.log_variance is None:
            return codes
        return replace(codes, log_variance=refined.best_log_variance)

    def place_of(self, row: int) -> tuple[float, float] | None:
        """Return where a digit is shown; None where it has no place."""
        codes = self.codes
        if codes is None or not 0 <= row < len(codes.places):
            return None
        z1, z2 = (float(z) for z in codes.places[row])
        return (z1, z2) if np.isfinite((z1, z2)).all() else None

    @Slot()
    def _follow(self) -> None:
        if self._key != ENCODER:
            if self._refined.now is None and not self._refined.under_way:
                self._key = ENCODER  # there is nothing else to be shown any more
            self.changed.emit()
