"""What an evaluation says: a line, and a table behind it."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.data.base import Split
from vae_explorer.core.language import marked, tr
from vae_explorer.core.measures.result import NEIGHBOURS, Evaluation, Truth
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.text import count, signed, with_article
from vae_explorer.session.state import Message

TOPIC = "evaluation"
_SPLITS: dict[Split, str] = {"train": marked("train"), "test": marked("test")}
_COLUMN = 18  # letters, of the titles in the table


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
    error = f" ± {found.standard_error:.2g}" if math.isfinite(found.standard_error) else ""
    spread = tr("unknown, for a single draw")
    if error:
        spread = tr("{error} nats, between draws of z", error=error[3:])
    draws = tr("{draws} of z", draws=count(found.samples, marked("draw")))
    if not snapshot.config.has_bound:
        return _tell_of_autoencoder(request, found)
    text = tr(
        "{run}, {data}, {split}: −ELBO {elbo}{error} nats (reconstruction {reconstruction}, "
        "KL {kl}), {evidence}, {neighbours}-NN {share:.1f} %, {draws}.",
        run=request.name,
        data=tr(DATA_SETS[snapshot.config.dataset].title),
        split=tr(_SPLITS[request.split]),
        elbo=signed(found.negative_elbo, ".2f"),
        error=error,
        reconstruction=signed(found.reconstruction, ".2f"),
        kl=signed(found.kl, ".2f"),
        evidence=_in_short(more, why),
        neighbours=NEIGHBOURS,
        share=100 * found.knn_accuracy,
        draws=draws,
    )
    details = "\n".join(
        (
            *_about(request, found),
            _row(
                tr("draws"),
                tr("{draws} for each image, seed {seed}", draws=draws, seed=request.seed),
            ),
            _row(
                "−ELBO",
                tr("{value} nats per image, at β = 1", value=signed(found.negative_elbo, ".4f")),
            ),
            _row(tr("standard error"), spread),
            _row(tr("reconstruction"), _nats(found.reconstruction)),
            _row(tr("KL divergence"), _nats(found.kl)),
            *_details(more, why),
            _accuracy(found),
        )
    )
    return Message("info", text, details=details, topic=TOPIC, stays=True)


def _row(title: str, text: str) -> str:
    """Return a row of the table, in letters that are all as wide, or twice as wide as others."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in title)
    return f"{title:<{_COLUMN - wide}}{text}"


def _nats(value: float) -> str:
    return tr("{value} nats per image", value=signed(value, ".4f"))


def _about(request: EvaluationRequest, found: Evaluation) -> tuple[str, str]:
    """Return the rows on what was measured."""
    snapshot = request.snapshot
    run = tr(
        "{run}, epoch {epoch:.4g}, step {step:,}",
        run=request.name,
        epoch=snapshot.epoch,
        step=snapshot.step,
    )
    images = tr(
        "{images:,} of {data}, {split} split",
        images=found.images,
        data=tr(DATA_SETS[snapshot.config.dataset].title),
        split=tr(_SPLITS[request.split]),
    )
    return _row(tr("run", "a title"), run), _row(tr("images"), images)


def _accuracy(found: Evaluation) -> str:
    share = tr("{share:.2f} %, in the plane", share=100 * found.knn_accuracy)
    return _row(tr("{neighbours}-NN accuracy", neighbours=NEIGHBOURS), share)


def _in_short(more: Truth | None, why: str) -> str:
    """Return what the line says of log p(x)."""
    if more is None or not math.isfinite(more.log_px):
        return f"log p(x) {why}"
    value = signed(more.log_px, ".2f")
    if more.log_px_note:
        return tr("log p(x) {value} (of a surrogate)", value=value)
    return f"log p(x) {value}"


def _details(more: Truth | None, why: str) -> tuple[str, ...]:
    if more is None:
        return (_row("log p(x)", why),)
    value, gap = signed(more.log_px, ".4f"), signed(more.encoder_gap, ".4f")
    evidence: tuple[str, ...] = (
        _row("log p(x)", tr("{value} nats per image, by quadrature", value=value)),
        _row(
            tr("inference gap"),
            tr("{value} nats per image: log p(x) − ELBO", value=gap),
        ),
    )
    if not math.isfinite(more.log_px):
        evidence = (_row("log p(x)", why),)
    note = (_row("", more.log_px_note),) if more.log_px_note else ()
    kl, information = signed(more.kl_aggregate, ".4f"), signed(more.mutual_information, ".4f")
    dimensions = count(more.active_dimensions, marked("dimension"))
    return (
        *evidence,
        *note,
        _row(tr("KL of aggregate"), tr("{value} nats: q(z) from the prior", value=kl)),
        _row("I(x; z)", tr("{value} nats", value=information)),
        _row(tr("active"), tr("{dimensions} of the plane", dimensions=dimensions)),
    )


def _tell_of_autoencoder(request: EvaluationRequest, found: Evaluation) -> Message:
    config = request.snapshot.config
    loss = config.loss_title
    text = tr(
        "{run}, {data}, {split}: {loss} {value}, {neighbours}-NN {share:.1f} %. "
        "There is no ELBO and no p(x): it is {model}.",
        run=request.name,
        data=tr(DATA_SETS[config.dataset].title),
        split=tr(_SPLITS[request.split]),
        loss=loss,
        value=config.loss_text(found.reconstruction, 2),
        neighbours=NEIGHBOURS,
        share=100 * found.knn_accuracy,
        model=with_article(config.word),
    )
    value = config.loss_text(found.reconstruction, 4)
    details = "\n".join(
        (
            *_about(request, found),
            _row(
                loss.removesuffix(" loss"),
                tr("{value} per image, decoded at the codes", value=value),
            ),
            _row(
                "−ELBO",
                tr("none: its codes are points, without a density and a KL divergence"),
            ),
            _row("log p(x)", tr("none: what is decoded is an image, and no density")),
            _accuracy(found),
        )
    )
    return Message("info", text, details=details, topic=TOPIC, stays=True)
