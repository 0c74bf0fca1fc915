"""What is known of each digit once it is refined, and the lists of those that stand out."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.language import marked, tr

FloatArray = NDArray[np.float32]

WRONG = 0.5  # latent units from the mode of the true posterior: from there on a code is elsewhere
AMBIGUOUS = 0.05  # of the posterior outside its main peak: from there on a digit is


@dataclass(frozen=True, eq=False)
class Refined:
    """Of N digits, what `refining.refine` finds; nats, and latent units.

    Attributes
    ----------
    mean, log_variance
        Of q(z given x) by the encoder, (N, 2).
    elbo, reconstruction
        ELBO of that, and its E_q[ln p(x given z)], (N,).
    log_px, converged
        ln p(x), and whether it is good to some hundredths, (N,); see `Evidence`.
    mode, posterior_mean
        Of the true posterior p(z given x), (N, 2).
    outside
        Which part of the true posterior is outside its main peak, (N,).
    best_mean, best_log_variance, best_elbo
        The best Gaussian with independent axes, (N, 2), and its ELBO, (N,).
    density
        Of the aggregate posterior at the code, per squared latent unit, (N,).
    agreement
        How often the ten nearest neighbours in the plane vote for a digit's class, from 0 to 1: of
        the encoder's codes, of the true modes, and of the true means. Not a number without labels.
    """

    mean: FloatArray
    log_variance: FloatArray
    elbo: FloatArray
    reconstruction: FloatArray
    log_px: FloatArray
    converged: NDArray[np.bool_]
    mode: FloatArray
    posterior_mean: FloatArray
    outside: FloatArray
    best_mean: FloatArray
    best_log_variance: FloatArray
    best_elbo: FloatArray
    density: FloatArray
    agreement: tuple[float, float, float] = (math.nan, math.nan, math.nan)

    def __len__(self) -> int:
        return len(self.elbo)

    @property
    def gap(self) -> FloatArray:
        """KL(q ‖ p(z given x)) of the encoder's q, (N,)."""
        return self.log_px - self.elbo

    @property
    def approximation(self) -> FloatArray:
        """What of the gap no Gaussian with independent axes closes, (N,)."""
        return self.log_px - self.best_elbo

    @property
    def amortisation(self) -> FloatArray:
        """What of the gap another encoder could close, (N,)."""
        return self.best_elbo - self.elbo

    @property
    def shift(self) -> FloatArray:
        """How far the code is from the mode of the true posterior, (N,)."""
        away: FloatArray = np.linalg.norm(self.mode - self.mean, axis=1)
        return away

    @property
    def wrong(self) -> NDArray[np.bool_]:
        """Which codes are at a wrong mode: more than `WRONG` from the true one, (N,)."""
        return self.shift > WRONG


@dataclass(frozen=True)
class Ranking:
    """A list of digits, the most striking first.

    Attributes
    ----------
    key, title, tip
        Its name, what it is called, and what it lists, in a sentence; the latter two `marked`.
    measure
        What the values are, `marked`.
    value
        What digits are ranked by, (N,); the highest first.
    among
        Which digits can be on it, (N,).
    unit
        Of the values as they are written, with `factor`: such as nats.
    """

    key: str
    title: str
    tip: str
    measure: str
    value: Callable[[Refined], FloatArray]
    among: Callable[[Refined], NDArray[np.bool_]]
    unit: str
    factor: float = 1.0
    digits: int = 1

    def first(self, refined: Refined, count: int) -> NDArray[np.intp]:
        """Return the rows of the first digits of the list, at most `count`."""
        value = self.value(refined)
        rows = np.flatnonzero(self.among(refined) & np.isfinite(value))
        order = np.argsort(-value[rows], kind="stable")[:count]
        return rows[order]

    def text(self, value: float) -> str:
        """Return how a value is written, with its unit."""
        return f"{value * self.factor:.{self.digits}f} {tr(self.unit)}"


def _any(refined: Refined) -> NDArray[np.bool_]:
    return np.ones(len(refined), np.bool_)


RANKINGS: dict[str, Ranking] = {
    ranking.key: ranking
    for ranking in (
        Ranking(
            "ambiguous",
            marked("Most ambiguous"),
            marked(
                "Digits whose true posterior has the most outside its main peak: over a twentieth."
            ),
            marked("part of p(z|x) outside its main peak"),
            lambda refined: refined.outside,
            lambda refined: refined.outside > AMBIGUOUS,
            "%",
            100.0,
        ),
        Ranking(
            "gap",
            marked("Worst gap"),
            marked("Digits whose ELBO is farthest below log p(x)."),
            marked("log p(x) − ELBO"),
            lambda refined: refined.gap,
            _any,
            marked("nats"),
        ),
        Ranking(
            "wrong",
            marked("Wrong mode"),
            marked(
                "Digits whose code is far from the mode of the true posterior: over half a unit."
            ),
            marked("distance of the code from the mode"),
            lambda refined: refined.shift,
            lambda refined: refined.wrong,
            marked("units"),
            digits=2,
        ),
        Ranking(
            "reconstruction",
            marked("Worst reconstructed"),
            marked(
                "Digits that are explained worst where the encoder puts them: −E[log p(x given z)]."
            ),
            marked("−E[log p(x given z)]"),
            lambda refined: -refined.reconstruction,
            _any,
            marked("nats"),
        ),
    )
}
