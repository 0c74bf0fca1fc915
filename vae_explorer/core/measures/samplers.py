"""Where z is drawn from before it is decoded: from the prior, or from what the encoder has made.

A decoder has only seen z where the encoder puts images. Where q(z), the mean of q(z given x) over
images, differs from the prior, draws from the prior end in places that it never saw.

To add one, write a class with the members of `Sampler` and register it in `SAMPLERS`; the panel and
the command line pick it up from there.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.config import LATENT_DIM
from vae_explorer.core.errors import UserError
from vae_explorer.core.language import marked, tr
from vae_explorer.core.measures.gaussian_mixture import fit_mixture
from vae_explorer.core.snapshot import FloatArray, Snapshot

DEFAULT_COMPONENTS, MOST_COMPONENTS = 10, 50
_FITTED = 4000  # of the codes that a mixture is fitted to, evenly spread


class Sampler(Protocol):
    """Draws points of the plane that belong to a model."""

    @property
    def title(self) -> str:
        """Name for people."""
        ...

    @property
    def word(self) -> str:
        """The same in a word, for where there is little room."""
        ...

    @property
    def tip(self) -> str:
        """What it does, in a sentence."""
        ...

    @property
    def has_components(self) -> bool:
        """Whether the number of components makes a difference."""
        ...

    def draw(
        self, snapshot: Snapshot, n: int, seed: int, components: int = DEFAULT_COMPONENTS
    ) -> FloatArray:
        """Return `n` points, (n, 2) float32; equal arguments give equal points.

        Parameters
        ----------
        snapshot
            The model, with its codes.
        seed
            Of the draws.
        components
            Gaussians in a mixture, where there is one.

        Raises
        ------
        UserError
            When it has no code to go by.
        """
        ...


class PriorSampler:
    """z ~ p(z): what the model assumes, N(0, I) unless it was learned."""

    title = marked("Prior p(z)")
    word = marked("Prior")
    tip = marked(
        "Draw z from the prior, as the model assumes; the encoder may never have been there."
    )
    has_components = False

    def draw(
        self,
        snapshot: Snapshot,
        n: int,
        seed: int,
        components: int = DEFAULT_COMPONENTS,  # noqa: ARG002
    ) -> FloatArray:
        """See `Sampler`."""
        if (learned := snapshot.learned_prior) is not None:
            return learned.sample(n, seed)
        return np.random.default_rng(seed).standard_normal((n, LATENT_DIM), np.float32)


class GaussianSampler:
    """z from the Gaussian with mean and covariance of q(z)."""

    title = marked("Gaussian fitted to q(z)")
    word = marked("Gaussian")
    tip = marked(
        "Draw z from one Gaussian with the mean and the covariance of the aggregate posterior."
    )
    has_components = False

    def draw(
        self,
        snapshot: Snapshot,
        n: int,
        seed: int,
        components: int = DEFAULT_COMPONENTS,  # noqa: ARG002
    ) -> FloatArray:
        """See `Sampler`."""
        mean, covariance = moments(*_codes(snapshot))
        noise = np.random.default_rng(seed).standard_normal((n, LATENT_DIM))
        return (mean + noise @ _root(covariance).T).astype(np.float32)


class MixtureSampler:
    """z from a mixture of Gaussians that is fitted to draws of q(z)."""

    title = marked("Mixture fitted to q(z)")
    word = marked("Mixture")
    tip = marked("Draw z from a mixture of Gaussians that expectation maximisation fits to q(z).")
    has_components = True

    def draw(
        self, snapshot: Snapshot, n: int, seed: int, components: int = DEFAULT_COMPONENTS
    ) -> FloatArray:
        """See `Sampler`."""
        means, log_variances = _codes(snapshot)
        every = max(1, -(-len(means) // _FITTED))
        means, log_variances = means[::every], log_variances[::every]
        generator = np.random.default_rng(seed)
        points = means + _deviations(log_variances) * generator.standard_normal(means.shape)
        mixture = fit_mixture(points, min(components, len(points)), generator)
        return mixture.draw(n, generator).astype(np.float32)


class EncodeSampler:
    """z from q(z given x) of an image that is drawn first: exactly from q(z)."""

    title = marked("Encode, then sample")
    word = marked("Encoded")
    tip = marked(
        "Draw a digit, then z from its own posterior q(z given x): a draw from q(z) itself."
    )
    has_components = False

    def draw(
        self,
        snapshot: Snapshot,
        n: int,
        seed: int,
        components: int = DEFAULT_COMPONENTS,  # noqa: ARG002
    ) -> FloatArray:
        """See `Sampler`."""
        means, log_variances = _codes(snapshot)
        generator = np.random.default_rng(seed)
        rows = generator.integers(len(means), size=n)
        noise = generator.standard_normal((n, LATENT_DIM))
        return (means[rows] + _deviations(log_variances[rows]) * noise).astype(np.float32)


SAMPLERS: dict[str, Sampler] = {
    "prior": PriorSampler(),
    "gaussian": GaussianSampler(),
    "mixture": MixtureSampler(),
    "encode": EncodeSampler(),
}


def finite_codes(snapshot: Snapshot) -> tuple[FloatArray, FloatArray]:
    """Return means and log-variances of the codes that are numbers, each (N, 2)."""
    means, log_variances = snapshot.embedding, snapshot.log_variance
    known = (np.isfinite(means) & np.isfinite(log_variances)).all(axis=1)
    return (means, log_variances) if known.all() else (means[known], log_variances[known])


def _codes(snapshot: Snapshot) -> tuple[FloatArray, FloatArray]:
    means, log_variances = finite_codes(snapshot)
    if not len(means):
        raise UserError(tr("This model has no codes to go by."), tr("Draw from the prior."))
    return means, log_variances


def moments(
    means: FloatArray, log_variances: FloatArray
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean, (2,), and covariance, (2, 2), of the mixture of posteriors."""
    mean = means.mean(axis=0, dtype=np.float64)
    off = means - mean
    within = np.exp(log_variances.astype(np.float64)).mean(axis=0)
    return mean, off.T @ off / len(off) + np.diag(within)


def _deviations(log_variances: FloatArray) -> NDArray[np.float64]:
    return np.exp(0.5 * log_variances.astype(np.float64))


def _root(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a square root; it may be singular, as that of a collapsed axis nearly is."""
    values, vectors = np.linalg.eigh(covariance)
    root: NDArray[np.float64] = vectors * np.sqrt(values.clip(0))
    return root
