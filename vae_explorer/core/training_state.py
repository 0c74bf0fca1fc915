"""What it takes to go on training bit for bit, beside the snapshot of the same step."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr
from vae_explorer.core.networks.layers import KEPT

if TYPE_CHECKING:
    from vae_explorer.core.images import ImageShape
    from vae_explorer.core.snapshot import Snapshot

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class TrainingState:
    """The part of a `Trainer` that no snapshot holds.

    Weights, configuration, position and losses are the snapshot's. The order of the digits and the
    noise follow from (seed, epoch) and (seed, step), so that no random generator has a state here.

    Attributes
    ----------
    step
        Optimiser steps so far; that of the snapshot it belongs to.
    means, squares
        First and second moments of the optimiser for each parameter by name, float32.
    cycle_ends
        Steps at which the cycles of the learning rate's schedule end; the first begins at 0.
    sums
        Losses in nats, summed over the training digits since the last row of `History.train`,
        float32 (7,), see `Terms.sums`; of an earlier version the first two.
    summed
        How many digits these are.
    images
        How many digits it trains on; 0 where that is not known.
    resting
        For parameters that had no gradient in some steps, how many these were: nothing while all
        of the networks is trained at once.
    """

    step: int
    means: Mapping[str, FloatArray]
    squares: Mapping[str, FloatArray]
    cycle_ends: tuple[int, ...]
    sums: FloatArray
    summed: int
    images: int = 0
    resting: Mapping[str, int] = field(default_factory=dict)

    def check(
        self,
        snapshot: Snapshot,
        shape: ImageShape,
        images: int,
        steps_per_epoch: int,
    ) -> None:
        """Find out whether a run can go on from here.

        Parameters
        ----------
        snapshot
            Of the same step.
        shape, images, steps_per_epoch
            Of the data set that it is to go on with.

        Raises
        ------
        UserError
            When snapshot, state and data do not belong together.
        """
        way_out = tr("Choose the data set that it was trained on.")
        if snapshot.shape != shape:
            raise UserError(
                tr(
                    "The run was trained on images of {shape}, and these are {found}.",
                    shape=snapshot.shape,
                    found=shape,
                ),
                way_out,
            )
        ends = self.cycle_ends
        kept = snapshot.weights.get(KEPT)
        fits = (
            (kept is None or len(kept) == images)
            and self.images in (0, images)
            and self.step == snapshot.step
            and math.isclose(snapshot.epoch, self.step / steps_per_epoch, rel_tol=1e-6)
            and len(ends) > 0
            and all(a < b for a, b in zip((0, *ends), ends, strict=False))
            and ends[-1] == snapshot.config.passes * steps_per_epoch
        )
        if not fits:
            raise UserError(
                tr("The run was trained on another number of images, or its file is damaged."),
                way_out,
            )
        for moments in (self.means, self.squares):
            if {n: a.shape for n, a in moments.items()} != {
                n: a.shape for n, a in snapshot.weights.items()
            }:
                raise UserError(tr("What is known of the optimiser is of another network."))
