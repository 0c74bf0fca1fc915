"""The data sets that can be trained on: add one with an object and a line in ``DATA_SETS``."""

from __future__ import annotations

from vae_explorer.core.data.base import (
    DataSet,
    DownloadCancelled,
    LabelledImages,
    Progress,
    Split,
    data_root,
)
from vae_explorer.core.data.moons import MOONS
from vae_explorer.core.data.offline import OFFLINE_DIGITS
from vae_explorer.core.data.torchvision_sets import FASHION_MNIST, KMNIST, MNIST

__all__ = [
    "DATA_SETS",
    "DataSet",
    "DownloadCancelled",
    "LabelledImages",
    "Progress",
    "Split",
    "data_root",
]

_ENTRIES: tuple[DataSet, ...] = (
    MNIST,
    FASHION_MNIST,
    KMNIST,
    OFFLINE_DIGITS,
    MOONS,
)

DATA_SETS: dict[str, DataSet] = {data_set.key: data_set for data_set in _ENTRIES}
