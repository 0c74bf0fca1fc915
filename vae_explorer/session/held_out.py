"""The held-out images of a data set, to show beside their codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.data.base import LabelledImages
from vae_explorer.core.snapshot import FloatArray, Snapshot


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

    def belong_to(self, snapshot: Snapshot) -> bool:
        """Whether the snapshot's codes are of them; a file tells by its labels alone."""
        count = len(snapshot.labels)
        return (
            self.dataset == snapshot.config.dataset
            and len(self.images) >= count
            and np.array_equal(self.images.labels[:count], snapshot.labels)
        )

    @cached_property
    def _first_of_each_class(self) -> NDArray[np.intp]:
        first: NDArray[np.intp] = np.unique(self.images.labels, return_index=True)[1]
        return first

    def strip(self, snapshot: Snapshot) -> tuple[NDArray[np.uint8], FloatArray, list[str]]:
        """Return one image of each class, its reconstruction, and the name of its class.

        Returns
        -------
        tuple
            Inputs (n, 28, 28) uint8, reconstructions (n, 28, 28) in [0, 1], n names.
        """
        rows = self._first_of_each_class
        inputs: NDArray[np.uint8] = self.images.images[rows]
        names = DATA_SETS[self.dataset].class_names
        outputs = snapshot.reconstruct(inputs)[:, 0]
        return inputs, outputs, [names[label] for label in self.images.labels[rows]]
