"""The held-out images of a data set, to show beside their codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.data.base import LabelledImages
from vae_explorer.core.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class HeldOut:
    """The held-out images of a data set.

    Attributes
    ----------
    dataset, seed
        Key of the data set, and the seed that it was read or generated with.
    images
        All of them, in the data set's own order.
    """

    dataset: str
    seed: int
    images: LabelledImages

    def are_of(self, config: RunConfig) -> bool:
        """Whether a run with this configuration is measured on them."""
        return (self.dataset, self.seed) == (config.dataset, config.seed)

    def fit(self, snapshot: Snapshot) -> bool:
        """Whether the snapshot's networks take images of this shape."""
        return tuple(self.images.images.shape[1:]) == tuple(snapshot.shape)

    def belong_to(self, snapshot: Snapshot) -> bool:
        """Whether the snapshot's codes are of them; a file tells by its labels alone."""
        count = len(snapshot.labels)
        return (
            self.dataset == snapshot.config.dataset
            and len(self.images) >= count
            and np.array_equal(self.images.labels[:count], snapshot.labels)
        )

    @property
    def class_names(self) -> tuple[str, ...]:
        """Names of the classes, in the order of their labels."""
        return DATA_SETS[self.dataset].class_names

    @cached_property
    def first_of_each_class(self) -> NDArray[np.intp]:
        """Row of the first image of each class that occurs."""
        first: NDArray[np.intp] = np.unique(self.images.labels, return_index=True)[1]
        return first
