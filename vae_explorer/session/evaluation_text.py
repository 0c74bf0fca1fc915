"""What an evaluation says: a line, and a table behind it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.data.base import Split
from vae_explorer.core.language import marked
from vae_explorer.core.measures.result import NEIGHBOURS, Evaluation, Truth
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.text import count, signed, with_article
from vae_explorer.session.state import Message

TOPIC = "evaluation"


@dataclass(frozen=True, eq=False)
class EvaluationRequest:
    """Measure a model: `name` is the run's, and `samples` and `seed` are of the draws of z."""

    run_id: int
    name: str
    snapshot: Snapshot
    split: Split
    samples: int
    seed: int


def tell(request: EvaluationRequest, found: Evaluation, more: Truth | None, why: str) -> Message:
    """Return the message of an evaluation.

    Parameters
    ----------
    more
        What follows after some seconds; None until then.
    why
        In place of log p(x), where there is none.
    """
    snapshot = request.snapshot
    title = DATA_SETS[snapshot.config.dataset].title
    error = f" ± {found.standard_error:.2g}" if math.isfinite(found.standard_error) else ""
    spread = f"{error[3:]} nats, between draws of z" if error else "unknown, for a single draw"
    draws = f"{count(found.samples, marked('draw'))} of z"
    if not snapshot.config.has_bound:
        return _tell_of_autoencoder(request, found)
    text = (
        f"{request.name}, {title}, {request.split}: "
        f"−ELBO {signed(found.negative_elbo, '.2f')}{error} nats "
        f"(reconstruction {signed(found.reconstruction, '.2f')}, KL {signed(found.kl, '.2f')}), "
        f"{_in_short(more, why)}, "
        f"{NEIGHBOURS}-NN {100 * found.knn_accuracy:.1f} %, {draws}."
    )
    details = "\n".join(
        (
            f"run               {request.name}, epoch {snapshot.epoch:.4g}, step {snapshot.step:,}",
            f"images            {found.images:,} of {title}, {request.split} split",
            f"draws             {draws} for each image, seed {request.seed}",
            f"−ELBO             {signed(found.negative_elbo, '.4f')} nats per image, at β = 1",
            f"standard error    {spread}",
            f"reconstruction    {signed(found.reconstruction, '.4f')} nats per image",
            f"KL divergence     {signed(found.kl, '.4f')} nats per image",
            *_details(more, why),
            f"{NEIGHBOURS}-NN accuracy    {100 * found.knn_accuracy:.2f} %, in the plane",
        )
    )
    return Message("info", text, details=details, topic=TOPIC, stays=True)


def _in_short(more: Truth | None, why: str) -> str:
    """Return what the line says of log p(x)."""
    if more is None or not math.isfinite(more.log_px):
        return f"log p(x) {why}"
    surrogate = " (of a surrogate)" if more.log_px_note else ""
    return f"log p(x) {signed(more.log_px, '.2f')}{surrogate}"


def _details(more: Truth | None, why: str) -> tuple[str, ...]:
    if more is None:
        return (f"log p(x)          {why}",)
    evidence: tuple[str, ...] = (
        f"log p(x)          {signed(more.log_px, '.4f')} nats per image, by quadrature",
        f"inference gap     {signed(more.encoder_gap, '.4f')} nats per image: log p(x) − ELBO",
    )
    if not math.isfinite(more.log_px):
        evidence = (f"log p(x)          {why}",)
    note = (f"                  {more.log_px_note}",) if more.log_px_note else ()
    return (
        *evidence,
        *note,
        f"KL of aggregate   {signed(more.kl_aggregate, '.4f')} nats: q(z) from the prior",
        f"I(x; z)           {signed(more.mutual_information, '.4f')} nats",
        f"active            {count(more.active_dimensions, marked('dimension'))} of the plane",
    )


def _tell_of_autoencoder(request: EvaluationRequest, found: Evaluation) -> Message:
    snapshot = request.snapshot
    config = snapshot.config
    title = DATA_SETS[config.dataset].title
    text = (
        f"{request.name}, {title}, {request.split}: "
        f"{config.loss_title} {config.loss_text(found.reconstruction, 2)}, "
        f"{NEIGHBOURS}-NN {100 * found.knn_accuracy:.1f} %. "
        f"There is no ELBO and no p(x): it is {with_article(config.word)}."
    )
    details = "\n".join(
        (
            f"run               {request.name}, epoch {snapshot.epoch:.4g}, step {snapshot.step:,}",
            f"images            {found.images:,} of {title}, {request.split} split",
            f"{config.loss_title.removesuffix(' loss'):<18}"
            f"{config.loss_text(found.reconstruction, 4)} per image, decoded at the codes",
            "−ELBO             none: its codes are points, without a density and a KL divergence",
            "log p(x)          none: what is decoded is an image, and no density",
            f"{NEIGHBOURS}-NN accuracy    {100 * found.knn_accuracy:.2f} %, in the plane",
        )
    )
    return Message("info", text, details=details, topic=TOPIC, stays=True)
