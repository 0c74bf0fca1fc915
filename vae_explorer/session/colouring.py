"""What the dots are coloured by: their class, or a number that each digit has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from vae_explorer.core.drawing.colour_scale import ColourScale
from vae_explorer.core.language import marked
from vae_explorer.core.measures.refined import Refined
from vae_explorer.core.snapshot import FloatArray, Snapshot
from vae_explorer.session.latest import Answering, Latest
from vae_explorer.session.refined import RefinedDigits
from vae_explorer.session.workspace import Workspace

CLASS = "class"


@dataclass(frozen=True)
class Measure:
    """A number that each digit has.

    Attributes
    ----------
    key, title, tip
        Its name, what it is called, and what it is; `marked`.
    unit
        Of the values, as it is written after them; `marked`.
    refined
        It, (N,), where all digits have to be refined for it; None for another.
    log
        Whether its colours are even in ratios.
    """

    key: str
    title: str
    tip: str
    unit: str
    refined: Callable[[Refined], FloatArray] | None = None
    log: bool = False


MEASURES: dict[str, Measure] = {
    measure.key: measure
    for measure in (
        Measure(
            "sigma",
            marked("σ of q(z|x)"),
            marked("Geometric mean of both standard deviations of the encoder’s posterior."),
            marked("units"),
            log=True,
        ),
        Measure(
            "density",
            marked("Density q(z)"),
            marked("Density of the aggregate posterior at the code."),
            marked("per unit²"),
            log=True,
        ),
        Measure(
            "gap",
            marked("Gap"),
            marked("log p(x) − ELBO: what the encoder’s posterior leaves of the evidence."),
            marked("nats"),
            lambda refined: refined.gap,
            log=True,
        ),
        Measure(
            "amortisation",
            marked("Amortisation gap"),
            marked("What of the gap another encoder could close."),
            marked("nats"),
            lambda refined: refined.amortisation,
            log=True,
        ),
        Measure(
            "approximation",
            marked("Approximation gap"),
            marked("What of the gap no Gaussian with independent axes closes."),
            marked("nats"),
            lambda refined: refined.approximation,
            log=True,
        ),
        Measure(
            "reconstruction",
            marked("Reconstruction"),
            marked("−E_q[log p(x|z)]: what of the image is not explained at the code."),
            marked("nats"),
            lambda refined: -refined.reconstruction,
        ),
        Measure(
            "log-px",
            "log p(x)",
            marked("How probable the image is under the model, by quadrature."),
            marked("nats"),
            lambda refined: refined.log_px,
        ),
    )
}


@dataclass(frozen=True, eq=False)
class Coloured:
    """Values of all digits of the moment on the screen, and their colours."""

    measure: Measure
    scale: ColourScale
    levels: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class _Densities:
    snapshot: Snapshot
    values: FloatArray


def _density(snapshot: Snapshot) -> _Densities:
    """Called on a thread."""
    from vae_explorer.core.measures.density import density_of

    means, log_variances = snapshot.embedding, snapshot.log_variance
    finite = np.isfinite(means).all(axis=1) & np.isfinite(log_variances).all(axis=1)
    values = np.full(len(means), np.nan, np.float32)
    if finite.any():
        density = density_of(means[finite], log_variances[finite])
        values[finite] = density.at(means[finite])
    return _Densities(snapshot, values)


class Colouring(Answering):
    """The choice, and the values where they are known.

    Attributes
    ----------
    changed
        Another choice, or other values; `key` and `now` have them.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, refined: RefinedDigits, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace, self._refined = workspace, refined
        self._key = CLASS
        self._now: Coloured | None = None
        self._latest: Latest[Snapshot] = Latest("density", _density, self)
        self._latest.answered.connect(self._on_density)
        workspace.snapshot_changed.connect(self._follow)
        refined.changed.connect(self._follow)
        refined.under_way_changed.connect(self._follow)

    @property
    def key(self) -> str:
        """`CLASS`, or of one of `MEASURES`."""
        return self._key

    @property
    def measure(self) -> Measure | None:
        """What is chosen; None for the class."""
        return MEASURES.get(self._key)

    @property
    def now(self) -> Coloured | None:
        """Values of the moment on the screen; None for the class, and before they are there."""
        return self._now

    def choose(self, key: str) -> None:
        """Colour by something else; what it needs is computed, unless that is refused."""
        before = self._key
        self._key = key if key in MEASURES else CLASS
        measure = self.measure
        missing = measure is not None and measure.refined and self._refined.now is None
        if missing and not self._refined.start():
            self._key = before
        self._follow(again=True)

    @property
    def _can_be_had(self) -> bool:
        """Whether all digits are refined, or about to be."""
        return self._refined.now is not None or self._refined.under_way

    @Slot()
    def _follow(self, _snapshot: object = None, *, again: bool = False) -> None:
        measure, snapshot = self.measure, self._workspace.snapshot
        if measure is not None and measure.refined is not None and not self._can_be_had:
            self._key, measure, again = CLASS, None, True
        if measure is None or snapshot is None:
            self._put(None, again=again)
        elif measure.refined is not None:
            refined = self._refined.now
            values = measure.refined(refined) if refined is not None else None
            self._put(values, again=again)
        elif not snapshot.config.has_bound:
            self._put(None, again=again)
        elif measure.key == "sigma":
            self._put(np.exp(0.25 * snapshot.log_variance.sum(axis=1)), again=again)
        else:
            if self._now is not None and len(self._now.levels) != len(snapshot.labels):
                self._put(None)
            self._latest.ask(snapshot)
            if again:
                self.changed.emit()

    @Slot(object)
    def _on_density(self, found: _Densities) -> None:
        snapshot = self._workspace.snapshot
        here = snapshot is not None and len(found.values) == len(snapshot.labels)
        if here and self._key == "density":
            self._put(found.values)

    def _put(self, values: FloatArray | None, *, again: bool = False) -> None:
        before, measure = self._now, self.measure
        if values is None or measure is None:
            self._now = None
        else:
            scale = ColourScale.of(values, log=measure.log)
            self._now = Coloured(measure, scale, scale.levels(values))
        if again or before is not None or self._now is not None:
            self.changed.emit()
