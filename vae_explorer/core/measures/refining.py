"""What the encoder leaves on the table, digit by digit.

ln p(x) = ELBO + KL(q ‖ p(z given x)). With the best Gaussian of independent axes in between, the
gap has two parts (Cremer, Li and Duvenaud, 2018): the approximation gap, which no such Gaussian
closes, and the amortisation gap, which another encoder could. In two dimensions all three can be
had: ln p(x) by quadrature over the plane, each ELBO by quadrature under q, and the best Gaussian by
Newton's method from the mode of the true posterior.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.measures.cancelling import go_on_unless, never
from vae_explorer.core.measures.density import density_of
from vae_explorer.core.measures.evaluation import knn_accuracy
from vae_explorer.core.measures.evidence import SPACING, Evidence, evidence
from vae_explorer.core.measures.refined import Refined
from vae_explorer.core.measures.targets import targets
from vae_explorer.core.networks.fitting import Fitter
from vae_explorer.core.objective.likelihoods import likelihood_of
from vae_explorer.core.objective.posteriors import NARROWEST, WIDEST, Gaussian
from vae_explorer.core.snapshot import FloatArray, Snapshot
from vae_explorer.core.text import with_article

if TYPE_CHECKING:
    from vae_explorer.core.objective.likelihood import Likelihood

NODES = (3, 5, 9, 17)
"""Of Gauss-Hermite rules along each axis. Each digit has the first that agrees with the one before:
where q is as narrow as the true posterior that is the second, exact for polynomials of degree 9."""
ROUNDS = 3  # of Newton's method, from the mode
_AGREE = 0.02  # nats; rules that agree so far are off by much less
_POINTS = 2500  # that go through the decoder at a time
_FITTED = 250  # likewise: a thousand
_EVIDENCE, _BOUND = 0.45, 0.2  # of the progress


def refine(
    snapshot: Snapshot,
    images: NDArray[np.uint8],
    labels: NDArray[np.uint8] | None = None,
    *,
    seed: int = 0,
    cancelled: Callable[[], bool] = never,
    progress: Callable[[float], object] = float,
) -> Refined:
    """Measure what the encoder leaves on the table, in float32 on the CPU.

    Takes about a minute for 10,000 images of 784 pixels on two quiet cores.

    Parameters
    ----------
    images
        (N, channels, height, width), uint8.
    labels
        Their classes, (N,), for `Refined.agreement`.
    seed
        Of the bits, where the likelihood draws them.
    cancelled, progress
        Asked, and told how much is done from 0 to 1, now and then.

    Raises
    ------
    UserError
        When the model has no posterior, the images are not of its shape, or its codes are spread
        too widely for quadrature.
    Interrupted
        When it was cancelled.
    """
    check(snapshot)
    with torch.no_grad():
        bounds = _Bounds(snapshot, images, seed, cancelled)
        found = evidence(
            snapshot,
            images,
            seed=seed,
            cancelled=cancelled,
            progress=lambda part: progress(_EVIDENCE * part),
        )
        elbo, reconstruction = _encoded(
            bounds, found, lambda part: progress(_EVIDENCE + _BOUND * part)
        )
        rest = _EVIDENCE + _BOUND
        best, best_elbo = _best(
            bounds, found, elbo, lambda part: progress(rest + (1 - rest) * 0.95 * part)
        )
    mean, log_variance = (part.numpy() for part in bounds.encoded)
    places = (mean, found.mode, found.mean)
    agreement = [
        math.nan if labels is None else knn_accuracy(at, labels, cancelled=cancelled)
        for at in places
    ]
    progress(1.0)
    return Refined(
        mean=mean,
        log_variance=log_variance,
        elbo=elbo.numpy(),
        reconstruction=reconstruction.numpy(),
        log_px=found.log_px,
        converged=found.converged,
        mode=found.mode,
        posterior_mean=found.mean,
        outside=found.outside,
        best_mean=best.mean.numpy(),
        best_log_variance=best.log_variance.numpy(),
        best_elbo=best_elbo.numpy(),
        density=density_of(mean, log_variance).at(mean),
        agreement=(agreement[0], agreement[1], agreement[2]),
    )


def check(snapshot: Snapshot) -> None:
    """Raise `UserError` where there is no true posterior to hold the encoder's against."""
    if not snapshot.config.has_bound:
        word = with_article(snapshot.config.word)
        raise UserError(
            tr("There is no p(x), and no posterior: it is {word}.", word=word),
            tr("Show a variational autoencoder."),
        )


def true_places(
    snapshot: Snapshot,
    images: NDArray[np.uint8],
    *,
    spacing: float = 2 * SPACING,
    seed: int = 0,
    cancelled: Callable[[], bool] = never,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return codes, and modes and means of the true posteriors, (N, 2) each: the quick part.

    Takes two seconds for 500 images. On so coarse a lattice the mode of one in thirty is missed.
    """
    check(snapshot)
    mean, _ = _Bounds(snapshot, images, seed, cancelled).encoded
    found = evidence(snapshot, images, spacing=spacing, seed=seed, fine=False, cancelled=cancelled)
    return mean.numpy(), found.mode, found.mean


def _encoded(
    bounds: _Bounds, found: Evidence, progress: Callable[[float], object]
) -> tuple[Tensor, Tensor]:
    """Return ELBO and E_q[ln p(x given z)] of the encoder's Gaussians, (N,) each.

    Those that are wider than the true posterior see a landscape that no polynomial follows; but of
    those the lattice has the sums.
    """
    reconstruction, prior = torch.from_numpy(found.expected.copy()).unbind(dim=1)
    elbo = reconstruction + prior + _entropy(bounds.encoded)
    narrow = elbo.isnan().nonzero()[:, 0]
    if len(narrow):
        some = bounds.having(narrow)
        elbo[narrow], reconstruction[narrow] = some.of(some.encoded, progress)
    progress(1.0)
    return elbo, reconstruction


def _entropy(q: Gaussian) -> Tensor:
    return math.log(2 * math.pi * math.e) + 0.5 * q.log_variance.sum(dim=1)


def _best(
    bounds: _Bounds, found: Evidence, elbo: Tensor, progress: Callable[[float], object]
) -> tuple[Gaussian, Tensor]:
    """Return the best Gaussians that were found, and their ELBOs, (N,).

    Begun at the mode of the true posterior and as narrow as it is there; where the encoder does
    better, begun at what it says.
    """
    narrow = torch.from_numpy(found.curvature).log().neg().clamp(NARROWEST, WIDEST)
    best = bounds.fitted(
        Gaussian(torch.from_numpy(found.mode), narrow), lambda part: progress(0.65 * part)
    )
    best_elbo, _ = bounds.of(best, lambda part: progress(0.65 + 0.35 * part))
    behind = (elbo > best_elbo).nonzero()[:, 0]
    if len(behind):
        rows = bounds.having(behind)
        again = rows.fitted(rows.encoded)
        reached, _ = rows.of(again)
        for start, value in ((rows.encoded, elbo[behind]), (again, reached)):
            better = behind[value > best_elbo[behind]]
            taken = value > best_elbo[behind]
            best.mean[better] = start.mean[taken]
            best.log_variance[better] = start.log_variance[taken]
            best_elbo[better] = value[taken]
    return best, best_elbo


class _Bounds:
    """ELBOs of some images under any Gaussians with independent axes.

    Attributes
    ----------
    encoded
        The Gaussians that the encoder gives.
    """

    encoded: Gaussian

    def __init__(
        self,
        snapshot: Snapshot,
        images: NDArray[np.uint8],
        seed: int,
        cancelled: Callable[[], bool],
    ) -> None:
        self._likelihood, self._model = likelihood_of(snapshot.config), snapshot.model
        self._cancelled = cancelled
        pixels = snapshot.rows(images)
        blocks = list(targets(self._likelihood, pixels, seed))
        with torch.no_grad():
            self._prior = self._model.learned_prior()
            codes = []
            for block in blocks:
                go_on_unless(cancelled)
                codes.append(self._model.encode(block))
        self._x = torch.cat(blocks) if blocks else torch.zeros(pixels.shape)
        nothing = torch.zeros(0, 2)
        self.encoded = Gaussian(
            torch.cat([q.mean for q in codes] or [nothing]),
            torch.cat([q.log_variance for q in codes] or [nothing]),
        )

    def having(self, rows: Tensor) -> _Bounds:
        """Return those of some of the images."""
        some = object.__new__(_Bounds)
        some.__dict__.update(self.__dict__)
        some._x = self._x[rows]
        some.encoded = Gaussian(*(part[rows] for part in self.encoded))
        return some

    def of(self, q: Gaussian, progress: Callable[[float], object] = float) -> tuple[Tensor, Tensor]:
        """Return ELBO and E_q[ln p(x given z)] by Gauss-Hermite rules, (N,) each."""
        found = torch.full((2, len(self._x)), math.inf)
        rows = torch.arange(len(self._x))
        for i, nodes in enumerate(NODES):
            done, share = i / len(NODES), 1 / len(NODES)
            before = found[:, rows]
            found[:, rows] = self._by_rule(
                rows,
                q,
                nodes,
                lambda part: progress(done + share * part),  # noqa: B023 - at once
            )
            rows = rows[~((found[:, rows] - before).abs().amax(dim=0) < _AGREE)]
        progress(1.0)
        return found[0], found[1]

    def _by_rule(
        self, which: Tensor, q: Gaussian, nodes: int, progress: Callable[[float], object]
    ) -> Tensor:
        """Return both by a rule with so many nodes along each axis, (2, N)."""
        offsets, weights = _rule(nodes)
        found = torch.empty(2, len(which))
        for part in self._blocks(len(which), max(1, _POINTS // len(weights)), progress):
            rows = which[part]
            mean, log_variance = q.mean[rows], q.log_variance[rows]
            z = mean + (0.5 * log_variance).exp() * offsets[:, None]  # (nodes, B, 2)
            output = self._model.decoder(z.flatten(0, 1)).unflatten(0, z.shape[:2])
            nll = self._likelihood.nll(output, self._x[rows], self._model.own)
            found[1, part] = -(weights @ nll)
            found[0, part] = found[1, part] + weights @ self._log_prior(z)
            found[0, part] += _entropy(Gaussian(mean, log_variance))
        return found

    def fitted(self, start: Gaussian, progress: Callable[[float], object] = float) -> Gaussian:
        """Return the Gaussians of the best ELBO near those given."""
        fitter = Fitter(self._decode, cast("Likelihood", self), self._model.own)
        found = Gaussian(start.mean.clone(), start.log_variance.clone())
        for rows in self._blocks(len(self._x), _FITTED, progress):
            begin = Gaussian(start.mean[rows], start.log_variance[rows])
            found.mean[rows], found.log_variance[rows] = fitter.improve(
                self._x[rows], begin, ROUNDS
            )
        return found

    def _blocks(
        self, images: int, count: int, progress: Callable[[float], object]
    ) -> Iterator[slice]:
        for start in range(0, images, count):
            go_on_unless(self._cancelled)
            yield slice(start, start + count)
            progress(min(1.0, (start + count) / images))

    def _log_prior(self, z: Tensor) -> Tensor:
        if self._prior is None:
            return -0.5 * z.square().sum(dim=-1) - math.log(2 * math.pi)
        return self._prior.log_prob(z.flatten(0, -2)).view(z.shape[:-1])

    # What the fitter takes for decoder and likelihood. It weighs q against N(0, I): what a learned
    # prior has beyond that goes with the likelihood, as one number more for each point.

    def _decode(self, z: Tensor) -> Tensor:
        output: Tensor = self._model.decoder(z)
        if self._prior is None:
            return output
        beyond = self._log_prior(z) + 0.5 * z.square().sum(dim=1) + math.log(2 * math.pi)
        return torch.cat((output, beyond[:, None]), dim=1)

    def nll(self, output: Tensor, x: Tensor, own: Mapping[str, Tensor]) -> Tensor:
        """Return −ln p(x given z), less ln p(z) / N(z; 0, I) where p(z) is learned."""
        if self._prior is None:
            return self._likelihood.nll(output, x, own)
        return self._likelihood.nll(output[:, :-1].contiguous(), x, own) - output[:, -1]


def _rule(count: int) -> tuple[Tensor, Tensor]:
    """Return points, (count², 2), and weights, (count²,), of means under N(0, I)."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(count)
    weights = weights / weights.sum()
    points = np.stack(np.meshgrid(nodes, nodes, indexing="ij"), axis=-1).reshape(-1, 2)
    return (
        torch.from_numpy(points.astype(np.float32)),
        torch.from_numpy(np.outer(weights, weights).ravel().astype(np.float32)),
    )
