"""The truth about one image: its true posterior, log p(x), and where the ELBO loses what it loses.

In two dimensions all of it can be added up. log p(x) = ELBO + KL(q ‖ p(z|x)), and the gap between
the first two has two parts (Cremer, Li and Duvenaud, 2018): what no diagonal Gaussian could close
(approximation), and what the encoder's own leaves open beside that (amortisation).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.measures import diagonal
from vae_explorer.core.measures.diagonal import Diagonal
from vae_explorer.core.measures.lens import Lens, lens_of
from vae_explorer.core.measures.posterior_map import Joint, PosteriorMap, target_of
from vae_explorer.core.measures.posterior_peaks import (
    LEAST_SHARE,
    Array,
    Lattice,
    Top,
    basins,
    climb,
    spread,
    starts,
)
from vae_explorer.core.objective.likelihoods import likelihood_of
from vae_explorer.core.snapshot import Snapshot

_PEAKS = 3  # from which a best Gaussian is looked for
# Of quadrature over q: nodes along an axis; how far other points go, and how close, in its σ.
_USUAL, _FINE = (diagonal.NODES, 5.0, 0.5), (24, 6.5, 0.2)
_AGREED = 2e-3  # nats that two ways of adding up may differ by before finer ones are taken
_COVERED = 0.05  # of q's mass that lies on a peak that it covers


@dataclass(frozen=True, eq=False)
class Peak:
    """A peak of the true posterior.

    Attributes
    ----------
    place
        Its top, (2,).
    share
        How much of the posterior it holds, 0 to 1.
    covered
        How much of q lies on it, 0 to 1.
    """

    place: Array
    share: float
    covered: float


@dataclass(frozen=True, eq=False)
class DigitTruth:
    """What is true of one image, in nats and places of the plane.

    Attributes
    ----------
    log_px
        ln p(x), by quadrature.
    elbo
        The bound of the encoder's q, by quadrature, without the noise of draws.
    kl
        KL(q ‖ p(z given x)), added up by itself on other points than the two above.
    best_elbo
        The bound of the best diagonal Gaussian.
    q, best
        The encoder's Gaussian, and the best one.
    mode
        The highest point of the true posterior, (2,).
    mean
        Its mean, (2,).
    peaks
        Its peaks that hold a hundredth or more, the highest first.
    lens
        Its neighbourhood.
    height
        ln p(z given x) at the mode.
    note
        What is to be known of the figures, in a sentence or two; empty for nothing.
    """

    log_px: float
    elbo: float
    kl: float
    best_elbo: float
    q: Diagonal
    best: Diagonal
    mode: Array
    mean: Array
    peaks: tuple[Peak, ...]
    lens: Lens
    height: float
    note: str = ""

    @property
    def gap(self) -> float:
        """What the bound is short of log p(x), nats."""
        return self.log_px - self.elbo

    @property
    def approximation_gap(self) -> float:
        """What of it no diagonal Gaussian could close."""
        return self.log_px - self.best_elbo

    @property
    def amortisation_gap(self) -> float:
        """What of it the encoder leaves open beside the best one."""
        return self.best_elbo - self.elbo

    @property
    def residual(self) -> float:
        """log p(x) − (ELBO + KL): nought but for what the quadrature errs."""
        return self.log_px - self.elbo - self.kl

    @property
    def several_peaks(self) -> bool:
        """Whether the true posterior has more than one peak."""
        return len(self.peaks) > 1

    @property
    def wrong_mode(self) -> bool:
        """Whether q is elsewhere than on the highest peak."""
        return self.peaks[0].covered < _COVERED

    @property
    def sentence(self) -> str:
        """What is to be said of its peaks; empty where q covers the only one."""
        covered = sum(peak.covered >= _COVERED for peak in self.peaks)
        if not self.several_peaks:
            missed = tr("q is not where the posterior is: it misses the peak.")
            return missed if not covered else ""
        count, some = _in_words(len(self.peaks)).capitalize(), _in_words(covered)
        if covered == len(self.peaks):
            if covered == 2:
                return tr("{count} peaks: q covers both.", count=count)
            return tr("{count} peaks: q covers all.", count=count)
        if covered == 0:
            return tr("{count} peaks: q covers none of them.", count=count)
        if self.wrong_mode:
            return tr(
                "{count} peaks: q covers {some}, and not the highest.", count=count, some=some
            )
        return tr("{count} peaks: q covers {some}.", count=count, some=some)


def _in_words(peaks: int) -> str:
    """Return a number of peaks as a word, if it is a small one."""
    words = (
        "no",
        tr("one", "of peaks"),
        tr("two", "of peaks"),
        tr("three", "of peaks"),
        tr("four", "of peaks"),
        tr("five", "of peaks"),
    )
    return words[peaks] if peaks < len(words) else str(peaks)


def digit_truth(
    plane: PosteriorMap, image: NDArray[np.uint8], *, seed: int = 0, lens: bool = True
) -> DigitTruth:
    """Return the truth about one image; takes some hundred milliseconds on one thread.

    Parameters
    ----------
    plane
        Of the model.
    image
        (channels, height, width), uint8.
    seed
        Of the bits, where the likelihood draws them.
    lens
        Whether the neighbourhood of the mode is to be complete: some tens of milliseconds.

    Raises
    ------
    UserError
        When the image is not of the model's shape, or the decoder gives no finite number for it.
    """
    snapshot = plane.snapshot
    x = target_of(snapshot, image, seed)
    q = posterior_of_target(snapshot, x)
    joint = Joint(snapshot, x)
    coarse = plane.log_joint(x).astype(np.float64)
    if not (np.isfinite(coarse).all() and np.isfinite((q.mean, q.sigma)).all()):
        raise UserError(tr("The networks give no finite number for this image."))
    begin = starts(coarse, plane.places, q.mean)
    tops = climb(joint, begin, plane.spacing_of_area / 2)
    if not any(math.isfinite(top.height) for top in tops):
        raise UserError(tr("The networks give no finite number for this image."))
    lattice = spread(joint, tops)
    log_px = lattice.log_integral()
    belongs = basins(lattice)
    peaks = _peaks(lattice, belongs, q)
    highest = max(tops, key=lambda top: top.height)
    weights = np.exp(lattice.values - lattice.values.max())
    weights /= weights.sum()
    elbo, kl = _figures(joint, lattice, log_px, q)
    best, best_elbo = _best(joint, q, elbo, peaks, tops)
    return DigitTruth(
        log_px=log_px,
        elbo=elbo,
        kl=kl,
        best_elbo=best_elbo,
        q=q,
        best=best,
        mode=highest.place,
        mean=weights @ lattice.points,
        peaks=peaks,
        lens=lens_of(joint, lattice, belongs == 0, q, log_px, complete=lens),
        height=highest.height - log_px,
        note=_note(snapshot, lattice.whole),
    )


def posterior_of_target(snapshot: Snapshot, x: torch.Tensor) -> Diagonal:
    """Return the encoder's q of an image as the likelihood sees it, see `target_of`."""
    with torch.inference_mode():
        q = snapshot.model.encode(x[None])
        mean = q.mean[0].double().numpy()
        sigma = (0.5 * q.log_variance[0].double()).exp().numpy()
    return Diagonal(mean, sigma)


def _best(
    joint: Joint, q: Diagonal, elbo: float, peaks: tuple[Peak, ...], tops: list[Top]
) -> tuple[Diagonal, float]:
    begin = [q]
    for peak in sorted(peaks, key=lambda peak: -peak.share)[:_PEAKS]:
        top = min(tops, key=lambda top: float(np.hypot(*(top.place - peak.place))))
        sigma = 1 / np.sqrt(np.diag(top.precision()))
        begin.append(Diagonal(peak.place, sigma))
    best, value = diagonal.best(joint, begin)
    return (best, value) if value > elbo else (q, elbo)


def _peaks(lattice: Lattice, belongs: NDArray[np.int64], q: Diagonal) -> tuple[Peak, ...]:
    weights = np.exp(lattice.values - lattice.values.max())
    weights /= weights.sum()
    # Where q's mass is: its nodes, each with the peak of the lattice point next to it.
    t, mass = diagonal.nodes(diagonal.NODES)
    near = np.rint((q.at(t) - lattice.origin) / lattice.spacing).astype(np.int64)
    known = {
        tuple(place): peak for place, peak in zip(lattice.places.tolist(), belongs, strict=True)
    }
    of = np.array([known.get(tuple(place), -1) for place in near.tolist()])
    points = lattice.points
    found = []
    for number in range(int(belongs.max()) + 1):
        here = belongs == number
        share = float(weights[here].sum())
        if share >= LEAST_SHARE or not number:
            at = np.flatnonzero(here)[lattice.values[here].argmax()]
            found.append(Peak(points[at], share, float(mass[of == number].sum())))
    return tuple(found)


def _figures(joint: Joint, lattice: Lattice, log_px: float, q: Diagonal) -> tuple[float, float]:
    """Return the bound of q, and KL(q ‖ p(z given x)) by itself, on points of its own."""
    for count, reach, step in (_USUAL, _FINE):
        elbo = diagonal.elbo(joint, q, count)
        kl = _divergence(joint, lattice, q, reach, step)
        if abs(log_px - elbo - kl) < _AGREED:
            break
    return elbo, kl


def _divergence(joint: Joint, lattice: Lattice, q: Diagonal, reach: float, step: float) -> float:
    """Return KL(q ‖ p(z given x)) by the rectangle rule.

    Of the lattice that log p(x) is added up on every other point gives the density its norm here,
    as on a chessboard: were that too coarse, the two would not agree.
    """
    white = lattice.places.sum(axis=1) % 2 == 0
    norm = lattice.log_integral(white, 2.0)
    axis = np.arange(-reach, reach + step / 2, step)
    t = np.stack(np.meshgrid(axis, axis, indexing="ij"), axis=-1).reshape(-1, 2)
    weight = np.exp(-0.5 * np.square(t).sum(axis=1))
    points = q.at(t)
    difference = q.log_prob(points) - (joint(points) - norm)
    return float(weight @ difference / weight.sum())


def _note(snapshot: Snapshot, whole: bool) -> str:
    """Return what is to be known of the figures."""
    notes = []
    scale = likelihood_of(snapshot.config).scale
    if scale == "grey":
        notes.append(
            tr(
                "Grey pixels are no draws of a Bernoulli distribution: this log p(x) is that of a "
                "surrogate."
            )
        )
    elif scale == "drawn":
        notes.append(
            tr("Each pixel was drawn black or white, once: the figures are of that image.")
        )
    elif scale == "threshold":
        notes.append(tr("The figures are of the image in black and white, cut at one half."))
    if not whole:
        notes.append(tr("The posterior is too long or too narrow for the lattice: it may be off."))
    return " ".join(notes)
