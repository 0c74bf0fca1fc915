"""How far to trust what is decoded at a point: how near it is to what the model has seen.

An image that looks plausible is no evidence. What can be measured of a point z, and of the mean
image g(z) there:

- the real images that are nearest, in pixels (Euclidean, pixels in [0, 1]) and in the plane;
- the density of the aggregate posterior at z, each posterior widened as in `measures.density`,
  against its median over the codes;
- the purity: which part of the 30 nearest codes has the class that most of them have;
- the round trip: how far from z the encoder puts g(z).

None of these has a natural scale. So each is held against what it is at the codes of real images, a
few hundred of them: z is *far from all data* where the density is lower than at all but 1 % of the
codes; the image is *like no real one* where the nearest in pixels is farther than for all but 5 %
of the images that are decoded at codes (their own image left out); the encoder *puts it elsewhere*
where the round trip is longer than for all but 5 % of them, and longer than the bandwidth, which
finer than that the density does not tell; and z is *between classes* where the purity is below one
half.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.language import tr
from vae_explorer.core.measures.cancelling import go_on_unless, never
from vae_explorer.core.snapshot import FloatArray, Snapshot

NEAREST, AROUND = 3, 30  # images, and codes whose labels count
RARE, UNLIKE = 1.0, 95.0  # percentiles of what is measured at codes
MIXED = 0.5  # purity below which a point is between classes
_SCALE = 300  # codes at which the same is measured
_BLOCK = 2000  # images at a time: 6 MB of digits

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Near:
    """A real image near a point.

    Attributes
    ----------
    row
        Its place among the snapshot's codes.
    label
        Its class.
    distance
        In the plane, in latent units; or in pixels, Euclidean.
    """

    row: int
    label: int
    distance: float


@dataclass(frozen=True, eq=False)
class Ground:
    """What a snapshot is measured by: its codes, and what is usual at them.

    Attributes
    ----------
    snapshot
        Of which model.
    images
        Those behind the codes, (N, C, H, W), uint8; None where they are not at hand.
    rows
        Of the codes that are numbers, (M,).
    bandwidth
        By which each posterior is widened, in latent units.
    median
        Of the density over codes.
    rare
        Density that all but 1 % of the codes have.
    unlike
        Distance in pixels to the nearest real image that all but 5 % of the images decoded at codes
        keep; infinite without images.
    astray
        Length of the round trip that all but 5 % of them keep; infinite without an encoder.
    """

    snapshot: Snapshot
    images: NDArray[np.uint8] | None
    rows: NDArray[np.intp]
    bandwidth: float
    median: float
    rare: float
    unlike: float
    astray: float


@dataclass(frozen=True, eq=False)
class Trust:
    """What was found at a point.

    Attributes
    ----------
    z
        The point.
    in_pixels, in_plane
        The nearest real images, the nearest first; of the former none where images are not at hand.
    density, median
        Of the aggregate posterior here, and its median over codes, per unit of area.
    purity, common
        Which part of the nearest codes has the class that most have, and which class that is.
    around
        How many codes these are.
    round_trip
        How far from z the encoder puts the image; NaN without an encoder.
    far, unlike, astray, mixed
        What is wrong with it: see the module.
    """

    z: tuple[float, float]
    in_pixels: tuple[Near, ...]
    in_plane: tuple[Near, ...]
    density: float
    median: float
    purity: float
    common: int
    around: int
    round_trip: float
    far: bool
    unlike: bool
    astray: bool
    mixed: bool

    @property
    def ratio(self) -> float:
        """The density here by the median."""
        return self.density / self.median if self.median > 0 else math.nan

    def sentence(self, class_names: tuple[str, ...]) -> str:
        """Say in a sentence how far the image is to be trusted: the gravest that is wrong."""
        return self.sentences(class_names)[0]

    def sentences(self, class_names: tuple[str, ...]) -> list[str]:
        """Say all that is wrong with the image, the gravest first; else that it is among data."""
        said = []
        if self.far:
            said.append(self._far_from_data())
        if self.unlike and self.in_pixels:
            said.append(
                tr(
                    "No real image is like it: the nearest differs by {distance:.1f} pixels.",
                    distance=self.in_pixels[0].distance,
                )
            )
        name = _name(class_names, self.common)
        if self.mixed:
            said.append(
                tr(
                    "Between classes: only {some} of the {all} nearest codes are of the class "
                    "{name}.",
                    some=round(self.purity * self.around),
                    all=self.around,
                    name=name,
                )
            )
        if self.astray:
            said.append(tr("The encoder puts it elsewhere, {away:.2f} away.", away=self.round_trip))
        if not said:
            said.append(
                tr(
                    "Among data: {part:.0%} of the {all} nearest codes are of the class {name}.",
                    part=self.purity,
                    all=self.around,
                    name=name,
                )
            )
        return said

    def _far_from_data(self) -> str:
        ratio = times(self.ratio)
        if not self.in_plane:
            return tr("Far from all data: the density here is {times} the median.", times=ratio)
        return tr(
            "Far from all data: the density here is {times} the median, and the nearest code is "
            "{away:.2f} away.",
            times=ratio,
            away=self.in_plane[0].distance,
        )


def _name(class_names: tuple[str, ...], label: int) -> str:
    return class_names[label] if label < len(class_names) else str(label)


def times(ratio: float) -> str:
    """Return a ratio as one says it: ``2.3 ×``, ``1/400 of``; of nothing, ``0 ×``."""
    if not math.isfinite(ratio):
        return "–"
    if ratio < 1e-6:
        return tr("under a millionth of") if ratio > 0 else tr("{factor} ×", factor=0)
    if ratio >= 0.1:
        return tr("{factor} ×", factor=f"{ratio:.2g}" if ratio < 100 else f"{ratio:.0f}")
    inverse = 1 / ratio
    digits = 10 ** max(0, math.floor(math.log10(inverse)) - 1)
    return tr("1/{divisor:,} of", divisor=round(inverse / digits) * digits)


def ground_of(
    snapshot: Snapshot,
    images: NDArray[np.uint8] | None,
    cancelled: Callable[[], bool] = never,
) -> Ground | None:
    """Return what points of a snapshot are held against; None where it has no codes.

    Parameters
    ----------
    images
        Those behind its codes, (N, C, H, W); None where they are not at hand.
    cancelled
        Asked now and then.

    Raises
    ------
    Interrupted
        When `cancelled` said so.
    """
    from vae_explorer.core.measures.density import bandwidth_of  # which imports torch

    means, log_variances = snapshot.embedding, snapshot.log_variance
    rows = np.flatnonzero((np.isfinite(means) & np.isfinite(log_variances)).all(axis=1))
    if not len(rows):
        return None
    bandwidth = bandwidth_of(means[rows], log_variances[rows])
    few = rows[np.unique(np.linspace(0, len(rows) - 1, min(len(rows), _SCALE)).round().astype(int))]
    go_on_unless(cancelled)
    densities = density_at(snapshot, rows, bandwidth, means[few])
    go_on_unless(cancelled)
    decoded = snapshot.decode(means[few])
    unlike = astray = math.inf
    if images is not None and len(images) > 1:
        far = np.sqrt(np.maximum(_squares(decoded, images, cancelled), 0))
        far[np.arange(len(few)), few] = np.inf  # its own image, which the model is made to repeat
        unlike = float(np.percentile(far.min(axis=1), UNLIKE))
    if _has_encoder(snapshot):
        back, _ = snapshot.encode(decoded)
        astray = float(np.percentile(np.hypot(*(back - means[few]).T), UNLIKE))
    return Ground(
        snapshot,
        images,
        rows,
        bandwidth,
        float(np.median(densities)),
        float(np.percentile(densities, RARE)),
        unlike,
        max(astray, bandwidth),
    )


def trust_at(ground: Ground, z: tuple[float, float]) -> Trust:
    """Measure a point."""
    snapshot, rows = ground.snapshot, ground.rows
    place = np.array([z], np.float32)
    off = np.hypot(*(snapshot.embedding[rows].astype(np.float64) - place[0]).T)
    order = np.argsort(off, kind="stable")[:AROUND]
    labels = snapshot.labels[rows[order]]
    counts = np.bincount(labels)
    purity = float(counts.max() / len(labels))
    density = float(density_at(snapshot, rows, ground.bandwidth, place)[0])
    image = snapshot.decode(place)
    in_pixels = _nearest_in_pixels(ground, image)
    round_trip = math.nan
    if _has_encoder(snapshot):
        back, _ = snapshot.encode(image)
        round_trip = float(np.hypot(*(back[0] - place[0])))
    return Trust(
        z,
        in_pixels,
        tuple(_near(snapshot, int(rows[i]), float(off[i])) for i in order[:NEAREST]),
        density,
        ground.median,
        purity,
        int(counts.argmax()),
        len(labels),
        round_trip,
        far=density < ground.rare,
        unlike=bool(in_pixels) and in_pixels[0].distance > ground.unlike,
        astray=round_trip > ground.astray,
        mixed=purity < MIXED,
    )


def density_at(
    snapshot: Snapshot, rows: NDArray[np.intp], bandwidth: float, z: NDArray[np.floating]
) -> Floats:
    """Return the density of the aggregate posterior of these codes at points, (N,) for (N, 2)."""
    means = snapshot.embedding[rows].astype(np.float64)
    variances = np.exp(snapshot.log_variance[rows].astype(np.float64)) + bandwidth**2
    scale = 1 / (2 * math.pi * np.sqrt(variances.prod(axis=1)) * len(rows))
    found = np.empty(len(z))
    for i, point in enumerate(np.asarray(z, np.float64)):
        squares = ((point - means) ** 2 / variances).sum(axis=1)
        found[i] = (scale * np.exp(-squares / 2)).sum()
    return found


def _has_encoder(snapshot: Snapshot) -> bool:
    kind = snapshot.config.kind
    return kind.has_encoder and not kind.alone


def _near(snapshot: Snapshot, row: int, distance: float) -> Near:
    return Near(row, int(snapshot.labels[row]), distance)


def _nearest_in_pixels(ground: Ground, image: FloatArray) -> tuple[Near, ...]:
    if ground.images is None:
        return ()
    squares = _squares(image, ground.images, never)[0]
    nearest = np.argsort(squares, kind="stable")[:NEAREST]
    return tuple(
        _near(ground.snapshot, int(row), math.sqrt(max(float(squares[row]), 0))) for row in nearest
    )


def _squares(
    decoded: FloatArray, images: NDArray[np.uint8], cancelled: Callable[[], bool]
) -> NDArray[np.float32]:
    """Return squared distances of decoded images from real ones, (B, N), pixels in [0, 1]."""
    ours = decoded.reshape(len(decoded), -1).astype(np.float32)
    found = np.empty((len(ours), len(images)), np.float32)
    for start in range(0, len(images), _BLOCK):
        go_on_unless(cancelled)
        block = images[start : start + _BLOCK].reshape(-1, ours.shape[1]).astype(np.float32)
        block *= np.float32(1 / 255)
        products = ours @ block.T
        own = np.einsum("np,np->n", block, block)
        found[:, start : start + _BLOCK] = own - 2 * products
    found += np.einsum("bp,bp->b", ours, ours)[:, None]
    return found
