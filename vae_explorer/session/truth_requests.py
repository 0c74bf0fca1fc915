"""What is asked and answered about the true posterior of an image; made on threads of their own."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.errors import UserError
from vae_explorer.core.measures.diagonal import Diagonal
from vae_explorer.core.snapshot import FloatArray, Snapshot

if TYPE_CHECKING:
    from vae_explorer.core.measures.digit_truth import DigitTruth
    from vae_explorer.core.measures.posterior_map import PosteriorMap


@dataclass(frozen=True, eq=False)
class Target:
    """An image whose truth is wanted.

    Attributes
    ----------
    row
        Its place among the held-out images; None for one's own.
    image
        (C, H, W), uint8.
    """

    row: int | None
    image: NDArray[np.uint8]

    @property
    def key(self) -> tuple[str, int]:
        """By which its answers are known, within one moment."""
        return ("row", self.row) if self.row is not None else ("own", id(self.image))


@dataclass(frozen=True, eq=False)
class Heat:
    """The true posterior of an image over the plane, and the encoder's.

    Attributes
    ----------
    snapshot, target
        Of which moment, and which image.
    rect
        The region that the cells tile.
    log_posterior
        ln p(z given x), (rows, columns), the first row the lowest z₂.
    log_px
        ln p(x) as the cells have it, by which `log_posterior` is normalised.
    q
        What the encoder of that moment says.
    """

    snapshot: Snapshot
    target: Target
    rect: Rect
    log_posterior: FloatArray
    log_px: float
    q: Diagonal


@dataclass(frozen=True, eq=False)
class Told:
    """The truth about an image, or why there is none.

    Attributes
    ----------
    snapshot, target
        Of which moment, and which image.
    truth
        None where there is none.
    reason
        Why, in a sentence.
    """

    snapshot: Snapshot
    target: Target
    truth: DigitTruth | None
    reason: str = ""


@dataclass(frozen=True, eq=False)
class HeatRequest:
    """Hold an image against the plane, which is decoded first where it is None."""

    snapshot: Snapshot
    target: Target
    plane: PosteriorMap | None


@dataclass(frozen=True, eq=False)
class HeatAnswer:
    """What came out; no heat where there is a `reason`. It took so many seconds."""

    request: HeatRequest
    plane: PosteriorMap | None
    heat: Heat | None
    reason: str
    seconds: float


@dataclass(frozen=True, eq=False)
class TruthRequest:
    """Add up the figures of an image."""

    plane: PosteriorMap
    target: Target


@dataclass(frozen=True, eq=False)
class TruthAnswer:
    """What came out, and how many seconds it took."""

    told: Told
    seconds: float


def make_heat(request: HeatRequest) -> HeatAnswer:
    """Decode the plane if that is not done yet, and hold the image against it."""
    from vae_explorer.core.measures.digit_truth import posterior_of_target
    from vae_explorer.core.measures.posterior_map import posterior_map, target_of

    begun, snapshot, target = time.perf_counter(), request.snapshot, request.target
    plane, heat, reason = request.plane, None, ""
    try:
        plane = plane or posterior_map(snapshot)
        x = target_of(snapshot, target.image)
        across, up = (s / 2 for s in plane.spacing)
        left, bottom, right, top = plane.rect
        cells = Rect(left - across, bottom - up, right + across, top + up)
        q = posterior_of_target(snapshot, x)
        joint = plane.log_joint(x)
        log_px = plane.log_integral(joint)
        heat = Heat(snapshot, target, cells, joint - np.float32(log_px), log_px, q)
    except UserError as error:
        reason = str(error)
    return HeatAnswer(request, plane, heat, reason, time.perf_counter() - begun)


def make_truth(request: TruthRequest) -> TruthAnswer:
    """Add up the figures of an image."""
    from vae_explorer.core.measures.digit_truth import digit_truth

    begun, snapshot = time.perf_counter(), request.plane.snapshot
    try:
        told = Told(snapshot, request.target, digit_truth(request.plane, request.target.image))
    except UserError as error:
        told = Told(snapshot, request.target, None, str(error))
    return TruthAnswer(told, time.perf_counter() - begun)
