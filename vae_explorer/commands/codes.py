"""``vae-explorer encode``."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from vae_explorer.commands.arguments import add_data, add_model, add_split
from vae_explorer.commands.data import load_split
from vae_explorer.commands.output import check_writable, say
from vae_explorer.core.storage.bundled import load_model

TABLES = (".csv", ".npz")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    add_model(parser)
    add_data(parser, "the one that the model was trained on")
    add_split(parser)
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="a .csv or .npz file with the columns index, label, mean_1, mean_2, "
        "log_variance_1, log_variance_2; the codes of an autoencoder are points, without the last "
        "two",
    )


def run(arguments: Namespace) -> int:
    """Encode a split and save the codes."""
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
