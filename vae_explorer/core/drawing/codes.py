"""The codes of a snapshot as the plane can show them: where, of which class, and how old."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.drawing.geometry import Rect, bounds, class_medians, quantiles
from vae_explorer.core.measures.alignment import Alignment

if TYPE_CHECKING:
    from vae_explorer.core.snapshot import Snapshot

# Latent units. The view can be made a hundred thousand wide; what lies beyond a million is a code
# that has overflowed, or soon will.
REACH = 1e6
# A code is stale when it lags behind the freshest one by more than two hundred steps and by more
# than a twentieth of all steps so far. With the default network a round through all digits takes
# about a hundred; a slower one takes several hundred, in which early on the plane is another.
STALE_STEPS, STALE_SHARE = 200, 1 / 20
STALE_AT_FIRST = 1 / 2  # of all steps, while that is less: then the plane changes most
_PRIOR_REACH = np.array([[-3, -3], [3, 3]], np.float32)  # three standard deviations
PRIOR = bounds(_PRIOR_REACH, margin=0.04)
_MOST_OF_THE_VIEW = 4.0  # by how much the handle may enlarge what is shown


@dataclass(frozen=True, eq=False)
class Codes:
    """What the layers draw of a snapshot.

    Attributes
    ----------
    places
        Posterior means, (N, 2), float32; not a number where a code is beyond the plane.
    labels
        (N,), uint8.
    log_variance
        (N, 2), or None where the posteriors are points.
    split
        ``"train"`` or ``"test"``.
    stale
        Which codes lag much behind the others, (N,); None if none does.
    oldest
        How many steps the oldest lags behind the weights, where any is stale.
    aspect
        Width of an image by its height.
    note
        What is to be known of where the codes are, in a few words, `marked`; empty for nothing.
    turn
        How the plane was turned to lie on another; `log_variance` is along its own axes.
    """

    places: NDArray[np.float32]
    labels: NDArray[np.uint8]
    log_variance: NDArray[np.float32] | None = None
    split: str = "test"
    stale: NDArray[np.bool_] | None = None
    oldest: int = 0
    aspect: float = 1.0
    note: str = ""
    turn: Alignment | None = None

    @classmethod
    def of(cls, snapshot: Snapshot) -> Codes:
        """Return what can be drawn of a snapshot."""
        stale, oldest = _stale(snapshot.age, snapshot.step)
        return cls(
            places=_on_the_plane(snapshot.embedding),
            labels=snapshot.labels,
            log_variance=snapshot.log_variance if snapshot.config.has_bound else None,
            split=snapshot.split,
            stale=stale,
            oldest=oldest,
            aspect=snapshot.shape.width / snapshot.shape.height,
            note=snapshot.config.kind.note,
        )

    def turned(self, turn: Alignment) -> Codes:
        """Return these codes carried into another plane."""
        return self if turn.is_none else replace(self, places=turn.to_first(self.places), turn=turn)

    def medians(self) -> dict[int, tuple[float, float]]:
        """Return the median code of each class, of those that are fresh.

        Classes without a fresh code on the plane have none.
        """
        used = _placed(self.places)
        if self.stale is not None:
            used = ~self.stale if used is None else np.logical_and(used, ~self.stale)
        if used is None:
            return class_medians(self.places, self.labels)
        return class_medians(self.places[used], self.labels[used])

    def region(self, probe: tuple[float, float] | None = None) -> Rect:
        """Return what "all" is: the codes, the prior, and the handle.

        A handle that is so far off that the codes would be a speck beside it is left out.
        """
        points = self.places
        if len(points) > 100:
            # A few far outliers should not shrink the rest to a speck.
            placed = _placed(points)
            points = points if placed is None else points[placed]
            if len(points):
                points = quantiles(points, (0.001, 0.999))
        # The prior stays in view: it is what the codes are to be compared with.
        rect = bounds(np.concatenate((points, _PRIOR_REACH)), margin=0.04)
        if probe is None:
            return rect
        wider = _with(rect, probe)
        most = _MOST_OF_THE_VIEW * max(rect.width, rect.height)
        return wider if max(wider.width, wider.height) <= most else rect


def _with(rect: Rect, point: tuple[float, float]) -> Rect:
    """Return the region with a point, and some room around that, if it does not have it yet."""
    x, y = point
    room = 0.04 * max(rect.width, rect.height)
    inside = rect.left <= x <= rect.right and rect.bottom <= y <= rect.top
    if inside:
        return rect
    return Rect(
        min(rect.left, x - room),
        min(rect.bottom, y - room),
        max(rect.right, x + room),
        max(rect.top, y + room),
    )


def _placed(places: NDArray[np.float32]) -> NDArray[np.bool_] | None:
    """Return which codes have a place on the plane, (N,); None if all have."""
    if not math.isnan(places.min(initial=0)):  # one that is no number makes the least none
        return None
    x, y = np.isfinite(places).T
    placed: NDArray[np.bool_] = x & y
    return placed


def _on_the_plane(codes: NDArray[np.float32]) -> NDArray[np.float32]:
    if not codes.size or -REACH <= codes.min() <= codes.max() <= REACH:  # false for not a number
        return codes
    places = codes.copy()
    places[~(np.abs(codes) <= REACH).all(axis=1)] = np.nan
    return places


def _stale(age: NDArray[np.integer] | None, step: int) -> tuple[NDArray[np.bool_] | None, int]:
    if age is None or not len(age):
        return None, 0
    oldest = int(age.max())
    lag = max(min(STALE_STEPS, STALE_AT_FIRST * step), STALE_SHARE * step)
    freshest = int(age.min())
    if oldest - freshest <= lag:
        return None, 0
    return age > freshest + lag, oldest
