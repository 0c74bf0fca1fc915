"""The numbers that an experiment may ask for in the end: one row each, in `MEASURES`."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from vae_explorer.core.language import marked
from vae_explorer.core.measures.cancelling import never

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vae_explorer.core.data.base import LabelledImages
    from vae_explorer.core.measures.aggregate import Aggregate
    from vae_explorer.core.measures.result import Evaluation
    from vae_explorer.core.snapshot import Snapshot

EVIDENCE_IMAGES = 1000  # of which p(x) is added up in the short form
_SCATTERED = 20  # images of which gradients are estimated
_SEED = 0


class Measured:
    """A run that has ended, with what is measured of it; each part once, when it is asked for.

    Parameters
    ----------
    snapshot
        The run.
    data
        Held-out images of its data set.
    quick
        Whether fewer draws and images are enough.
    cancelled
        Asked now and then.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        data: LabelledImages,
        *,
        quick: bool = False,
        cancelled: Callable[[], bool] = never,
    ) -> None:
        self.snapshot = snapshot
        self._data = data
        self._quick = quick
        self._cancelled = cancelled

    @cached_property
    def evaluation(self) -> Evaluation:
        """The two terms of the bound, and how well neighbours tell the class."""
        from vae_explorer.core.measures.evaluation import evaluate

        draws = 3 if self._quick else 10
        images, labels = self._data.images, self._data.labels
        return evaluate(self.snapshot, images, labels, draws, _SEED, self._cancelled)

    @cached_property
    def log_evidence(self) -> NDArray[np.float32]:
        """ln p(x) of each image, or of the first ones, nats."""
        from vae_explorer.core.measures.evidence import log_evidence

        most = EVIDENCE_IMAGES if self._quick else len(self._data)
        images = self._data.images[:most]
        return log_evidence(self.snapshot, images, seed=_SEED, cancelled=self._cancelled)

    @cached_property
    def gap(self) -> float:
        """log p(x) − ELBO of the same images, nats."""
        from vae_explorer.core.measures.evaluation import evaluate

        most = len(self.log_evidence)
        images, labels = self._data.images[:most], self._data.labels[:most]
        found = evaluate(self.snapshot, images, labels, 10, _SEED, self._cancelled)
        return float(self.log_evidence.mean(dtype=np.float64)) + found.negative_elbo

    @cached_property
    def codes(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Means and log-variances of the posteriors, each (N, 2)."""
        return self.snapshot.encode(self._data.images)

    @cached_property
    def aggregate(self) -> Aggregate:
        """What the mean of all posteriors is like."""
        from vae_explorer.core.measures.aggregate import aggregate

        prior = self.snapshot.learned_prior
        return aggregate(*self.codes, seed=_SEED, prior=prior, cancelled=self._cancelled)

    @property
    def has_density(self) -> bool:
        """Whether the posteriors are distributions, so that there is an ELBO."""
        return self.snapshot.config.has_bound

    @property
    def mean_sigma(self) -> float:
        """The standard deviation of a posterior along an axis, on average."""
        return float(np.exp(0.5 * self.codes[1], dtype=np.float64).mean())

    @property
    def squared_error(self) -> float:
        """Of the image that is decoded at the posterior's mean, summed over the pixels."""
        total = 0.0
        for start in range(0, len(self._data), 1000):
            images = self._data.images[start : start + 1000]
            error = self.snapshot.reconstruct(images) - images.astype(np.float32) / 255
            total += float(np.square(error, dtype=np.float64).sum())
        return total / max(1, len(self._data))

    @property
    def holes(self) -> float:
        """Which part of the prior is where the encoder hardly ever is, per cent."""
        from vae_explorer.core.measures.density import density_of

        return 100 * density_of(*self.codes).prior_in_holes()

    @property
    def spread(self) -> float:
        """How far codes are from their centre, the root of the mean square along an axis."""
        return float(np.sqrt(self.codes[0].var(axis=0, dtype=np.float64).mean()))

    @property
    def gradient_scatter(self) -> float:
        """The standard deviation of a single draw's gradient for μ, as the run estimates it."""
        from vae_explorer.core.measures.gradient_noise import gradient_noise, variance

        score = self.snapshot.config.gradient == "score"
        found = [
            variance(noise.score if score else noise.reparameterised)
            for noise in (
                gradient_noise(self.snapshot, image) for image in self._data.images[:_SCATTERED]
            )
        ]
        return math.sqrt(sum(found) / len(found))

    @property
    def noise_sigma(self) -> float:
        """σ of a pixel as the likelihood has learned it; NaN where it has none."""
        own = self.snapshot.model.own
        if not own:
            return math.nan
        from vae_explorer.core.objective.gaussian import LearnedGaussian
        from vae_explorer.core.objective.likelihoods import likelihood_of

        likelihood = likelihood_of(self.snapshot.config)
        if not isinstance(likelihood, LearnedGaussian):
            return math.nan
        output = next(iter(own.values()))
        return float(likelihood.variance(output, own).sqrt())


def axis_correlation(one: Measured, other: Measured) -> float:
    """Return |r| of the first axes of two runs, over the same images."""
    a, b = one.codes[0][:, 0], other.codes[0][:, 0]
    return abs(float(np.corrcoef(a.astype(np.float64), b.astype(np.float64))[0, 1]))


def plane_correlation(one: Measured, other: Measured) -> float:
    """Return r of two planes when one is turned, mirrored and scaled to fit the other as it can."""
    a, b = (run.codes[0].astype(np.float64) for run in (one, other))
    a, b = a - a.mean(axis=0), b - b.mean(axis=0)
    size = float(np.linalg.norm(a) * np.linalg.norm(b))
    fit = float(np.linalg.svd(a.T @ b, compute_uv=False).sum())
    return fit / size if size else math.nan


@dataclass(frozen=True)
class Measure:
    """A number that can be had of a run.

    Attributes
    ----------
    title
        For people; `marked`.
    unit
        Behind the number; `marked`, may be empty.
    tip
        What it says, in a sentence; `marked`.
    of
        Returns it.
    decimals
        To be shown.
    """

    title: str
    unit: str
    tip: str
    of: Callable[[Measured], float]
    decimals: int = 1


@dataclass(frozen=True)
class PairMeasure:
    """A number that can be had of two runs; see `Measure`."""

    title: str
    unit: str
    tip: str
    of: Callable[[Measured, Measured], float]
    decimals: int = 2


MEASURES: dict[str, Measure | PairMeasure] = {
    "negative_elbo": Measure(
        "−ELBO",
        marked("nats"),
        marked("Reconstruction plus KL divergence at β = 1, of held-out images: less is better."),
        lambda run: run.evaluation.negative_elbo if run.has_density else math.nan,
    ),
    "reconstruction": Measure(
        marked("Reconstruction"),
        marked("nats"),
        marked("What the decoder pays for each image, given its code."),
        lambda run: run.evaluation.reconstruction,
    ),
    "kl": Measure(
        marked("KL divergence"),
        marked("nats"),
        marked("What the code of an image costs: how far its posterior is from the prior."),
        lambda run: run.evaluation.kl if run.has_density else math.nan,
        2,
    ),
    "log_px": Measure(
        "log p(x)",
        marked("nats"),
        marked("What the ELBO bounds from below, added up over the plane."),
        lambda run: float(run.log_evidence.mean(dtype=np.float64)),
    ),
    "gap": Measure(
        "log p(x) − ELBO",
        marked("nats"),
        marked("How far the encoder's posteriors are from the true ones, on average."),
        lambda run: run.gap if run.has_density else math.nan,
        2,
    ),
    "knn_accuracy": Measure(
        marked("Neighbours agree"),
        "%",
        marked("How often the ten nearest codes vote for an image's class."),
        lambda run: 100 * run.evaluation.knn_accuracy,
    ),
    "active_dimensions": Measure(
        marked("Active dimensions"),
        "",
        marked("Axes of the plane along which the codes differ at all."),
        lambda run: run.aggregate.active_dimensions,
        0,
    ),
    "kl_aggregate": Measure(
        marked("KL of the aggregate"),
        marked("nats"),
        marked("How far the codes of all images together are from the prior."),
        lambda run: run.aggregate.kl,
        2,
    ),
    "mutual_information": Measure(
        "I(x; z)",
        marked("nats"),
        marked("How much a code says of its image."),
        lambda run: run.aggregate.mutual_information,
        2,
    ),
    "mean_sigma": Measure(
        marked("Mean σ"),
        "",
        marked(
            "The standard deviation of a posterior along an axis, on average; the prior's is 1."
        ),
        lambda run: run.mean_sigma,
        3,
    ),
    "squared_error": Measure(
        marked("Squared error"),
        "",
        marked("Of the image that is decoded at the code, summed over the pixels."),
        lambda run: run.squared_error,
    ),
    "holes": Measure(
        marked("Prior in holes"),
        "%",
        marked("How much of the prior lies where the encoder hardly ever puts an image."),
        lambda run: run.holes,
    ),
    "spread": Measure(
        marked("Spread of the codes"),
        "",
        marked("Their standard deviation along an axis; the prior's is 1."),
        lambda run: run.spread,
        2,
    ),
    "gradient_scatter": Measure(
        marked("Scatter of the gradient"),
        marked("nats"),
        marked(
            "How far the gradients of single draws for μ are from their mean, by the estimator "
            "that the run was trained with."
        ),
        lambda run: run.gradient_scatter if run.has_density else math.nan,
    ),
    "noise_sigma": Measure(
        marked("Learned σ"),
        "",
        marked("The standard deviation of a pixel that the likelihood has learned."),
        lambda run: run.noise_sigma,
        3,
    ),
    "axis_correlation": PairMeasure(
        marked("|r| of the first axes"),
        "",
        marked("How well one run's z₁ says the other's: 1 where the axes mean the same."),
        axis_correlation,
    ),
    "plane_correlation": PairMeasure(
        marked("r of the planes, turned to fit"),
        "",
        marked("How well the planes agree when one may be turned, mirrored and scaled."),
        plane_correlation,
    ),
}
