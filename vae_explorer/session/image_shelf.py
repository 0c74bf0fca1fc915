"""The images of a data set, read once."""

from __future__ import annotations

from pathlib import Path

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.data.base import CancelCallback, LabelledImages, Split


class ImageShelf:
    """Keeps the splits that were read last, of one data set and one seed."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, Split, int], LabelledImages] = {}

    def get(
        self, key: str, root: Path, split: Split, seed: int, cancelled: CancelCallback
    ) -> LabelledImages:
        """Return a split; see `DataSet.load` for the parameters and what is raised."""
        wanted = (key, split, seed)
        if wanted not in self._kept:
            same = {k: v for k, v in self._kept.items() if k[0] == key and k[2] == seed}
            self._kept = same | {wanted: DATA_SETS[key].load(root, split, seed, cancelled)}
        return self._kept[wanted]
