"""The digits: MNIST where it is on disk, generated ones elsewhere."""

from __future__ import annotations

from functools import lru_cache

from vae_explorer.core.data import DATA_SETS, LabelledImages, data_root
from vae_explorer.core.data.base import Split


def dataset_key() -> str:
    """Return the key of the data set that is measured on."""
    return "mnist" if DATA_SETS["mnist"].is_available(data_root()) else "offline"


@lru_cache(maxsize=2)
def _split(name: Split) -> LabelledImages:
    return DATA_SETS[dataset_key()].load(data_root(), name)


def digits(name: Split, count: int) -> LabelledImages:
    """Return the first `count` digits of a split, or all if there are fewer."""
    every = _split(name)
    return LabelledImages(every.images[:count], every.labels[:count])
