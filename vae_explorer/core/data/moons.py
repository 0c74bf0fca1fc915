"""Drawn moons: images that two numbers make, so that a plane can hold all there is to them.

The numbers are the phase, from new to full, and the tilt of the line from pole to pole. Between a
full and a half moon there is a gibbous one: the textbook picture of what in-between codes should
decode to.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vae_explorer.core.data.base import CancelCallback, LabelledImages, Split, never
from vae_explorer.core.data.generated import Generated
from vae_explorer.core.errors import Interrupted
from vae_explorer.core.images import DIGIT_SHAPE, ImageShape
from vae_explorer.core.language import marked

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPLIT_SIZES: dict[Split, int] = {"train": 10_000, "test": 2_000}
PHASES = ("new", "crescent", "half", "gibbous", "full")
PHASE_ENDS = (25.0, 77.0, 103.0, 155.0)  # degrees, between one of `PHASES` and the next
MOST_TILT = 60.0  # degrees, to either side
RADIUS = 10.5  # pixels
EARTHSHINE = 0.15  # of the lit side: how bright the dark one is, which a new moon is all of

_STREAMS: dict[Split, int] = {"train": 0, "test": 1}
_BLOCK = 500
_LEAST_CHORD = 0.5  # pixels: at the very poles the terminator has no slope


def draw(phases: NDArray[np.float32], tilts: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Draw moons with smooth edges.

    Parameters
    ----------
    phases
        Degrees from new, 0, to full, 180: (N,). The lit part of the disc is (1 − cos φ) / 2.
    tilts
        Degrees by which the poles are turned, counter-clockwise: (N,). At 0 the lit side is right.

    Returns
    -------
    ndarray
        (N, 1, 28, 28), uint8.
    """
    _, height, width = DIGIT_SHAPE
    x = np.arange(width, dtype=np.float32) - (width - 1) / 2
    y = (height - 1) / 2 - np.arange(height, dtype=np.float32)[:, None]  # upwards
    disc = (RADIUS - np.hypot(x, y) + 0.5).clip(0, 1)
    turn = np.radians(tilts)[:, None, None]
    across = x * np.cos(turn) + y * np.sin(turn)  # (N, height, width)
    along = y * np.cos(turn) - x * np.sin(turn)
    chord = np.sqrt((RADIUS**2 - along**2).clip(_LEAST_CHORD**2))
    bend = np.cos(np.radians(phases))[:, None, None]
    # The terminator is half of an ellipse; its distance, to first order, is the value of the
    # function that vanishes on it by the length of its gradient.
    distance = (across - bend * chord) / np.hypot(1, bend * along / chord)
    beyond = (distance + 0.5).clip(0, 1)
    # How much of a pixel at the rim is both of the disc and lit: where the edges cross, the product
    # of the two; where they run along each other, towards new or full, all of it or what is over.
    along_each_other = np.where(bend > 0, (disc + beyond - 1).clip(0), np.minimum(disc, beyond))
    crossing = 1 - np.abs(bend)
    lit = crossing * disc * beyond + (1 - crossing) * along_each_other
    grey = EARTHSHINE * disc + (1 - EARTHSHINE) * lit
    images: NDArray[np.uint8] = np.rint(255 * grey).astype(np.uint8)
    return images[:, None]


def phase_names(phases: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the place in `PHASES` of each phase in degrees, (N,)."""
    return np.searchsorted(PHASE_ENDS, phases, side="right").astype(np.uint8)


def generate(
    count: int, seed: int = 0, split: Split = "train", cancelled: CancelCallback = never
) -> LabelledImages:
    """Generate moons with phase and tilt uniformly at random.

    With the same seed and split, a smaller `count` gives the beginning of a larger one.

    Parameters
    ----------
    count
        Number of moons, at least 0.
    seed
        At least 0; another one gives other moons.
    split
        Which of two independent streams of moons to draw from.
    cancelled
        Polled every 500 moons; True ends it.

    Raises
    ------
    Interrupted
        If `cancelled` returned True.
    ValueError
        If `count` or `seed` is negative.
    """
    if count < 0 or seed < 0:
        raise ValueError(f"count and seed must not be negative, not {count} and {seed}")
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(_STREAMS[split],)))
    phase, tilt = rng.random((count, 2), dtype=np.float32).T
    phase = 180 * phase
    tilt = MOST_TILT * (2 * tilt - 1)
    images = np.empty((count, *DIGIT_SHAPE), np.uint8)
    for start in range(0, count, _BLOCK):  # which stays in the cache
        if cancelled():
            raise Interrupted
        rows = slice(start, start + _BLOCK)
        images[rows] = draw(phase[rows], tilt[rows])
    return LabelledImages(images, phase_names(phase), PHASES)


@dataclass(frozen=True)
class Moons(Generated):
    """The moons as an entry of the registry."""

    key: str = "moons"
    title: str = marked("Moons (generated)")
    shape: ImageShape = DIGIT_SHAPE
    class_names: tuple[str, ...] = PHASES

    def load(
        self,
        root: Path,  # noqa: ARG002
        split: Split,
        seed: int = 0,
        cancelled: CancelCallback = never,
    ) -> LabelledImages:
        """Draw a split: 10,000 moons for training, or 2,000 others for testing.

        Parameters
        ----------
        root
            Not used.
        split
            ``"train"`` or ``"test"``.
        seed
            Another seed gives other moons.
        cancelled
            Polled every 500 moons; True ends it.

        Raises
        ------
        Interrupted
            If `cancelled` returned True.
        """
        return generate(SPLIT_SIZES[split], seed, split, cancelled)


MOONS = Moons()
