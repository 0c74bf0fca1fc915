"""``vae-explorer digit``."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from vae_explorer.commands.arguments import add_data, add_model, add_split
from vae_explorer.commands.data import load_split
from vae_explorer.commands.output import check_writable, say
from vae_explorer.core.errors import UserError
from vae_explorer.core.storage.bundled import load_model
from vae_explorer.core.text import signed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vae_explorer.core.measures.digit_truth import DigitTruth


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    add_model(parser)
    parser.add_argument(
        "--index",
        type=_index,
        required=True,
        metavar="N",
        help="which image of the split, from 0",
    )
    add_data(parser, "the one that the model was trained on")
    add_split(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="PNG",
        help="save the true posterior as a picture, with the encoder's q and a lens at the mode",
    )


def run(arguments: Namespace) -> int:
    """Tell the truth about one image, and draw it."""
    if arguments.out is not None:
        check_writable(arguments.out, (".png",))
    snapshot = load_model(arguments.model)
    dataset = arguments.dataset or snapshot.config.dataset

    from vae_explorer.core.measures.no_posterior import why_none

    if reason := why_none(snapshot.config):
        raise UserError(reason, "Take a variational autoencoder.")
    data = load_split(dataset, arguments.data_dir, arguments.split, snapshot.config.seed)
    if arguments.index >= len(data):
        raise UserError(
            f"There is no image {arguments.index:,}: the {arguments.split} split has "
            f"{len(data):,} images.",
            f"Give an index from 0 to {len(data) - 1:,}.",
        )

    from vae_explorer.core.measures.digit_truth import digit_truth
    from vae_explorer.core.measures.posterior_map import posterior_map, target_of

    image = data.images[arguments.index]
    plane = posterior_map(snapshot, draft=False)
    truth = digit_truth(plane, image)
    if arguments.out is not None:
        from vae_explorer.commands.digit_picture import digit_picture
        from vae_explorer.core.storage.atomic import write_atomically

        log_posterior = plane.log_posterior(target_of(snapshot, image))
        write_atomically(arguments.out, digit_picture(plane, log_posterior, truth))
    label = int(data.labels[arguments.index])
    if arguments.json:
        facts = {"dataset": dataset, "split": arguments.split, "index": arguments.index}
        say(json.dumps({**facts, "label": label, **_values(truth)}))
        return 0
    name = data.class_names[label]
    say(f"{dataset}, {arguments.split} image {arguments.index:,}: {name}\n\n{_table(truth)}")
    if arguments.out is not None:
        say(f"\nSaved {arguments.out}.")
    return 0


def _values(truth: DigitTruth) -> dict[str, object]:
    return {
        "log_px": truth.log_px,
        "elbo": truth.elbo,
        "kl": truth.kl,
        "approximation_gap": truth.approximation_gap,
        "amortisation_gap": truth.amortisation_gap,
        "mode": truth.mode.tolist(),
        "mean": truth.mean.tolist(),
        "q": {"mean": truth.q.mean.tolist(), "sigma": truth.q.sigma.tolist()},
        "best": {"mean": truth.best.mean.tolist(), "sigma": truth.best.sigma.tolist()},
        "peaks": [
            {"place": peak.place.tolist(), "share": peak.share, "covered": peak.covered}
            for peak in truth.peaks
        ],
        "note": truth.note,
    }


def _table(truth: DigitTruth) -> str:
    def place(z: NDArray[np.float64]) -> str:
        return ", ".join(signed(float(v), ".3f") for v in z)

    lines = [
        f"  log p(x)           {signed(truth.log_px, '9.3f')} nats, by quadrature",
        f"  ELBO               {signed(truth.elbo, '9.3f')} nats, of the encoder's q",
        f"  KL(q, p(z|x))      {signed(truth.kl, '9.3f')} nats: log p(x) = ELBO + KL",
        f"  approximation gap  {signed(truth.approximation_gap, '9.3f')} nats: "
        "what no diagonal Gaussian reaches",
        f"  amortisation gap   {signed(truth.amortisation_gap, '9.3f')} nats: "
        "what the encoder misses",
        f"  mode               {place(truth.mode)}",
        f"  encoder's mean     {place(truth.q.mean)}",
    ]
    notes = [note for note in (truth.sentence, truth.note) if note]
    return "\n".join(lines + [""] * bool(notes) + notes)


def _index(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = -1
    if value < 0:
        raise ArgumentTypeError(f"{text!r} is not the place of an image, counted from 0")
    return value
