"""Data sets for the commands: downloaded with a bar where they are missing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from vae_explorer.core.errors import UserError

if TYPE_CHECKING:
    from vae_explorer.core.data import DataSet, LabelledImages, Progress, Split


def load_split(key: str, data_dir: Path | None, split: Split, seed: int) -> LabelledImages:
    """Return a split of a data set, after a download if it is not on disk.

    Generated digits are those of the run with this seed, as in the window.

    Raises
    ------
    UserError
        For an unknown key, damaged files, or without network.
    """
    from vae_explorer.core.data import DATA_SETS, data_root

    data_set = DATA_SETS.get(key)
    if data_set is None:
        raise UserError(
            f"This program has no data set {key!r:.60}.",
            f"Name one of {', '.join(DATA_SETS)} with --dataset.",
        )
    root = data_root(data_dir)
    if not data_set.is_available(root) and data_set.can_download:
        _download(data_set, root)
    return data_set.load(root, split, seed)


def _download(data_set: DataSet, root: Path) -> None:
    from vae_explorer.commands.output import progress_bar

    bar = progress_bar(None, f"Downloading {data_set.title}", unit="B", unit_divisor=1024)

    def show(progress: Progress) -> None:
        bar.total = progress.total
        bar.set_postfix_str(progress.what, refresh=False)
        bar.update(progress.done - bar.n)

    try:
        with closing(bar):
            data_set.download(root, show, lambda: False)
    except UserError as error:
        raise UserError(
            error.what,
            f"{error.way_out} --dataset offline needs no download.".strip(),
            error.details,
        ) from error
