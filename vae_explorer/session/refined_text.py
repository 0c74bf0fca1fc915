"""What refining gains, in words."""

from __future__ import annotations

import math

import numpy as np

from vae_explorer.core.language import tr
from vae_explorer.core.measures.refined import Refined


def in_short(refined: Refined, key: str) -> str:
    """Return what refining gains, in a line; `key` is where the digits are put, see `placing`."""
    elbo, best, log_px = _means(refined)
    text = tr(
        "−ELBO {elbo:.2f} nats by the encoder, {best:.2f} refined, −log p(x) {log_px:.2f}",
        elbo=elbo,
        best=best,
        log_px=log_px,
    )
    encoder, *others = (100 * share for share in refined.agreement)
    there = dict(zip(("mode", "mean"), others, strict=True)).get(key, math.nan)
    return text if math.isnan(there) else f"{text} · 10-NN {encoder:.1f} % → {there:.1f} %"


def _means(refined: Refined) -> tuple[float, float, float]:
    """Return −ELBO, that of the best Gaussians, and −log p(x), means over all digits."""
    parts = (refined.elbo, refined.best_elbo, refined.log_px)
    elbo, best, log_px = (-float(part.mean(dtype=np.float64)) for part in parts)
    return elbo, best, log_px


def summary(refined: Refined) -> str:
    """Return what refining gains on average, in two or three sentences."""
    elbo, best, log_px = _means(refined)
    wrong = float(refined.wrong.mean())
    parts = [
        tr(
            "−ELBO {elbo:.2f} nats by the encoder, {best:.2f} by the best Gaussian of each digit; "
            "−log p(x) {log_px:.2f}.",
            elbo=elbo,
            best=best,
            log_px=log_px,
        ),
        tr("{share:.1f} % of the codes are at a wrong mode.", share=100 * wrong),
    ]
    encoder, mode, mean = (100 * share for share in refined.agreement)
    if not math.isnan(encoder):
        parts.append(
            tr(
                "10-NN agreement {encoder:.1f} % at the codes, {mode:.1f} % at the true modes, "
                "{mean:.1f} % at the true means.",
                encoder=encoder,
                mode=mode,
                mean=mean,
            )
        )
    rough = int((~refined.converged).sum())
    if rough:
        parts.append(
            tr(
                "Of {digits:,} digits log p(x) may be off by a nat: their peaks are too narrow.",
                digits=rough,
            )
        )
    return " ".join(parts)
