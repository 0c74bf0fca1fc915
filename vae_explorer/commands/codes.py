"""``vae-explorer encode``."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from vae_explorer.commands.arguments import add_data, add_model, add_split
from vae_explorer.commands.data import load_split
from vae_explorer.commands.output import check_writable, say
from vae_explorer.core.drawing.wording import class_name
from vae_explorer.core.errors import UserError
from vae_explorer.core.storage.bundled import load_model

TABLES = (".csv", ".npz")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    add_model(parser)
    add_data(parser, "the one that the model was trained on")
    add_split(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="a .csv or .npz file with the columns index, label, mean_1, mean_2, "
        "log_variance_1, log_variance_2; the codes of an autoencoder are points, without the last "
        "two",
    )
    what.add_argument(
        "--image",
        type=Path,
        metavar="FILE",
        help="a PNG or JPEG of any size: print its code, and how it was turned into what the model "
        "takes",
    )
    parser.add_argument(
        "--as-it-lies",
        action="store_true",
        help="with --image: scale the whole picture, without centring what is on it",
    )
    parser.add_argument("--json", action="store_true", help="with --image: print one JSON object")


def run(arguments: Namespace) -> int:
    """Encode a split and save the codes, or a picture and print its code."""
    if arguments.image is not None:
        return _run_image(arguments)
    if arguments.json or arguments.as_it_lies:
        raise UserError("--json and --as-it-lies are for a picture.", "Give --image as well.")
    check_writable(arguments.out, TABLES)
    snapshot = load_model(arguments.model)
    dataset = arguments.dataset or snapshot.config.dataset
    data = load_split(dataset, arguments.data_dir, arguments.split, snapshot.config.seed)

    import numpy as np

    from vae_explorer.core.storage.atomic import write_atomically
    from vae_explorer.core.storage.code_table import code_columns, table_bytes

    mean, log_variance = snapshot.encode(data.images)
    variances = log_variance if snapshot.config.has_bound else None
    columns = code_columns(np.arange(len(data)), data.labels, mean, variances)
    write_atomically(arguments.out, table_bytes(columns, arguments.out.suffix))
    say(f"Saved {arguments.out}: {len(data):,} codes of {dataset}, {arguments.split} split.")
    return 0


def _run_image(arguments: Namespace) -> int:
    import numpy as np

    from vae_explorer.core.drawing.neighbours import nearest_classes, told_of
    from vae_explorer.core.drawing.own_images import from_picture
    from vae_explorer.core.storage.own_pictures import read_picture

    levels, size = read_picture(arguments.image)
    snapshot = load_model(arguments.model)
    centre = not arguments.as_it_lies
    pixels, note = from_picture(levels, snapshot.shape, centre=centre, size=size)
    means, log_variances = snapshot.encode(pixels[None])
    mean = means[0].tolist()
    sigma = np.exp(log_variances[0] / 2).tolist() if snapshot.config.has_bound else None
    near = nearest_classes(means[0], snapshot.embedding, snapshot.labels)
    if arguments.json:
        names = {class_name(snapshot.class_names, label): number for label, number in near}
        found = {"mean": mean, "sigma": sigma, "nearest_classes": names, "turned": note}
        say(json.dumps(found, ensure_ascii=False))
        return 0
    say(f"mean   {_pair(mean)}")
    if sigma is not None:
        say(f"sigma  {_pair(sigma)}")
    for sentence in (told_of(near, snapshot.class_names), note):
        if sentence:
            say(sentence)
    return 0


def _pair(values: list[float]) -> str:
    return ", ".join(f"{value:.4f}" for value in values)
