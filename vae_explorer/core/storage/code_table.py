"""Codes as a table: a row for each image, as text or as arrays."""

from __future__ import annotations

import csv
import io
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Columns: TypeAlias = dict[str, NDArray[Any]]


def code_columns(
    index: NDArray[np.integer],
    labels: NDArray[np.integer],
    mean: NDArray[np.floating],
    log_variance: NDArray[np.floating] | None,
) -> Columns:
    """Return the columns of a table of codes.

    Parameters
    ----------
    index
        Place of each image among those of its split, (N,).
    labels
        (N,).
    mean, log_variance
        Of q(z given x), (N, 2) each; no variance where codes are points.
    """
    columns: Columns = {
        "index": index,
        "label": labels,
        "mean_1": mean[:, 0],
        "mean_2": mean[:, 1],
    }
    if log_variance is not None:
        columns |= {"log_variance_1": log_variance[:, 0], "log_variance_2": log_variance[:, 1]}
    return columns


def table_bytes(columns: Columns, suffix: str) -> bytes:
    """Return a table as a file.

    Parameters
    ----------
    suffix
        ``".csv"`` or ``".npz"``, in letters of either case.
    """
    return {".csv": _csv, ".npz": _npz}[suffix.lower()](columns)


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
    buffer = io.BytesIO()
    np.savez(buffer, **columns)  # type: ignore[arg-type]
    return buffer.getvalue()
