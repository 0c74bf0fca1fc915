"""A canvas whose layers are told what there is to draw."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.measures.gaussian_mixture import GaussianMixture
from vae_explorer.views.latent.canvas import Canvas
from vae_explorer.views.latent.marks import OwnMark, PinMark, Points


class ToldCanvas(Canvas):
    """Hands every value on to all layers; each keeps what it draws.

    Attributes
    ----------
    class_names
        In the order of the labels.
    """

    class_names: tuple[str, ...] = ()

    def set_class_names(self, names: tuple[str, ...]) -> None:
        """Name the classes, in the order of their labels."""
        self.class_names = names
        for layer in self.stack:
            layer.set_class_names(names)
        self.update()

    def set_images(self, images: NDArray[np.uint8] | None) -> None:
        """Give the images behind the codes, (N, C, H, W), or None."""
        for layer in self.stack:
            layer.set_images(images)

    def set_aggregate(self, regions: Sequence[tuple[float, Sequence[NDArray[np.float64]]]]) -> None:
        """Take lines around the regions that hold these parts of q(z)."""
        for layer in self.stack:
            layer.set_aggregate(regions)
        self.update()

    def set_presence(self, rect: Rect, presence: NDArray[np.float32] | None) -> None:
        """Take how much of the data is near each cell of a region, in [0, 1]; None for unknown."""
        for layer in self.stack:
            layer.set_presence(rect, presence)
        self.update()

    def set_learned_prior(self, prior: GaussianMixture | None) -> None:
        """Take the prior where it was learned; None for N(0, I)."""
        for layer in self.stack:
            layer.set_learned_prior(prior)
        self.update()

    def set_pins(self, marks: Sequence[PinMark]) -> None:
        """Mark what is pinned."""
        for layer in self.stack:
            layer.set_pins(marks)
        self.update()

    def set_selection(self, rows: Sequence[int], current: int | None) -> None:
        """Mark the digits that are selected, and the one that is looked at."""
        for layer in self.stack:
            layer.set_selection(rows, current)
        self.update()

    def set_own(self, mark: OwnMark | None) -> None:
        """Mark where an image of one's own has its code; None for none that is looked at."""
        for layer in self.stack:
            layer.set_own(mark)
        self.update()

    def set_trails(self, before: Sequence[Points]) -> None:
        """Take where the codes were at the last moments, (N, 2) each, the oldest first."""
        for layer in self.stack:
            layer.set_trails(before)
        self.update()
