"""``vae-explorer encode``."""

from __future__ import annotations

import csv
import io
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vae_explorer.commands.arguments import add_data, add_model, add_split
from vae_explorer.commands.data import load_split
from vae_explorer.commands.output import check_writable, say
from vae_explorer.core.storage.bundled import load_model

if TYPE_CHECKING:
    from numpy.typing import NDArray

Columns = dict[str, "NDArray[Any]"]


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
    check_writable(arguments.out, tuple(_WRITERS))
    snapshot = load_model(arguments.model)
    dataset = arguments.dataset or snapshot.config.dataset
    data = load_split(dataset, arguments.data_dir, arguments.split, snapshot.config.seed)

    import numpy as np

    from vae_explorer.core.storage.atomic import write_atomically

    mean, log_variance = snapshot.encode(data.images)
    columns: Columns = {
        "index": np.arange(len(data)),
        "label": data.labels,
        "mean_1": mean[:, 0],
        "mean_2": mean[:, 1],
    }
    if snapshot.config.has_bound:
        columns |= {"log_variance_1": log_variance[:, 0], "log_variance_2": log_variance[:, 1]}
    write_atomically(arguments.out, _WRITERS[arguments.out.suffix.lower()](columns))
    say(f"Saved {arguments.out}: {len(data):,} codes of {dataset}, {arguments.split} split.")
    return 0


def _csv(columns: Columns) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    # Nine digits bring a float32 back exactly.
    cells = (
        [f"{value:.9g}" for value in column] if column.dtype.kind == "f" else column.tolist()
        for column in columns.values()
    )
    writer.writerows(zip(*cells, strict=True))
    return text.getvalue().encode()


def _npz(columns: Columns) -> bytes:
    import numpy as np

    buffer = io.BytesIO()
    np.savez(buffer, **columns)  # type: ignore[arg-type]
    return buffer.getvalue()


_WRITERS = {".csv": _csv, ".npz": _npz}
