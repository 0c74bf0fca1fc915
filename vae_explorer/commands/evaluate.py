"""``vae-explorer evaluate``."""

from __future__ import annotations

import json
import math
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from vae_explorer.commands.arguments import add_data, add_model, add_split, sample_count, seed
from vae_explorer.commands.data import load_split
from vae_explorer.commands.output import progress_bar, say
from vae_explorer.core.measures.result import SAMPLES
from vae_explorer.core.networks.layers import described
from vae_explorer.core.storage.bundled import load_model
from vae_explorer.core.text import count, signed, with_article

if TYPE_CHECKING:
    from vae_explorer.core.config import RunConfig
    from vae_explorer.core.measures.result import Evaluation, Truth


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    add_model(parser)
    add_data(parser, "the one that the model was trained on")
    add_split(parser)
    parser.add_argument(
        "--samples",
        type=sample_count,
        default=SAMPLES,
        metavar="N",
        help=f"draws of z for each image, whose mean is taken (default: {SAMPLES})",
    )
    parser.add_argument(
        "--seed", type=seed, default=0, metavar="N", help="of these draws (default: 0)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: Namespace) -> int:
    """Evaluate a model and print the result."""
    snapshot = load_model(arguments.model)
    dataset = arguments.dataset or snapshot.config.dataset
    data = load_split(dataset, arguments.data_dir, arguments.split, snapshot.config.seed)

    from vae_explorer.core.measures.evaluation import evaluate
    from vae_explorer.core.measures.truth import truth

    result = evaluate(snapshot, data.images, data.labels, arguments.samples, arguments.seed)
    with progress_bar(None, "adding up p(x)", bar_format="{desc} {postfix}") as bar:
        more = truth(
            snapshot,
            data.images,
            result,
            seed=arguments.seed,
            progress=lambda part: bar.set_postfix_str(f"{part:.0%}"),
        )
    if arguments.json:
        values = (result.to_json() | more.to_json()).items()
        # JSON has no infinity, which a network with huge weights can reach.
        say(json.dumps({k: None if _is_infinite(v) else v for k, v in values}))
        return 0
    name = arguments.model.name if arguments.model else "the bundled model"
    network = described(snapshot.config, snapshot.shape)
    say(f"{name} ({network}, {count(snapshot.epoch, 'epoch')})")
    say(_table(result, more, f"{dataset}, {arguments.split} split", snapshot.config))
    return 0


def _is_infinite(value: float | str) -> bool:
    return not isinstance(value, str) and not math.isfinite(value)


def _table(result: Evaluation, more: Truth, data: str, config: RunConfig) -> str:
    draws = "one draw of z" if result.samples == 1 else f"mean over {result.samples} draws of z"
    error = f" ± {result.standard_error:.2g}" if math.isfinite(result.standard_error) else ""
    active = count(more.active_dimensions, "active dimension")
    if not config.has_bound:
        unit = f" {config.kind.unit}".rstrip()
        title, what = config.loss_title.removesuffix(" loss"), with_article(config.word)
        return "\n".join(
            (
                f"{result.images:,} images of {data}; {what}: nothing is drawn",
                "",
                f"  {title:<17}{signed(result.reconstruction, '8.2f')}{unit} per image; "
                "there is no ELBO and no p(x)",
                f"  kNN accuracy     {100 * result.knn_accuracy:8.2f} %, in the plane; {active}",
            )
        )
    evidence = (
        f"  log p(x)         {signed(more.log_px, '8.2f')} nats per image, by quadrature",
        f"  inference gap    {signed(more.encoder_gap, '8.2f')} nats per image: log p(x) − ELBO",
    )
    notes = ("", more.log_px_note) if more.log_px_note else ()
    return "\n".join(
        (
            f"{result.images:,} images of {data}; {draws}",
            "",
            f"  −ELBO            {signed(result.negative_elbo, '8.2f')}{error} nats per image",
            f"  reconstruction   {signed(result.reconstruction, '8.2f')} nats per image",
            f"  KL divergence    {signed(result.kl, '8.2f')} nats per image",
            *(evidence if math.isfinite(more.log_px) else ("  log p(x)          unknown",)),
            f"  KL of aggregate  {signed(more.kl_aggregate, '8.2f')} nats: q(z) from the prior",
            f"  I(x; z)          {signed(more.mutual_information, '8.2f')} nats; {active}",
            f"  kNN accuracy     {100 * result.knn_accuracy:8.2f} %, in the plane",
            *notes,
        )
    )
