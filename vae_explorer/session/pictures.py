"""What is derived from a snapshot for the screen: requests, and their answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.drawing.geometry import Rect, cell_centres, tile
from vae_explorer.core.measures.alignment import Alignment
from vae_explorer.core.snapshot import FloatArray, Snapshot
from vae_explorer.session.held_out import HeldOut

_PERIOD = 16  # cells of a mosaic after which the noise of draws repeats, each way


@dataclass(frozen=True, eq=False)
class MosaicRequest:
    """Decode the centres of `columns` x `rows` equal cells that tile `rect`.

    `seed` is that of draws from p(x given z), None for means.
    """

    run_id: int
    snapshot: Snapshot
    rect: Rect
    columns: int
    rows: int
    seed: int | None = None
    turn: Alignment | None = None  # of the decoder's plane into the one that `rect` is of


@dataclass(frozen=True, eq=False)
class Mosaic:
    """Decoded cells laid out as they lie in the plane.

    Attributes
    ----------
    run_id
        Of the run whose decoder drew them.
    rect
        The region that the image covers.
    image
        (rows * height, columns * width), or with a last axis of three colours; uint8, z₂ upwards.
    """

    run_id: int
    rect: Rect
    image: NDArray[np.uint8]


def make_mosaic(request: MosaicRequest) -> Mosaic:
    """Decode a region of the plane cell by cell."""
    centres = cell_centres(request.rect, request.columns, request.rows)
    if request.turn is not None:
        centres = request.turn.to_other(centres)
    places = _lattice(request) if request.seed is not None else None
    images = request.snapshot.show(centres, request.seed, places=places, draft=True)
    pixels = (tile(images, request.columns) * 255 + 0.5).astype(np.uint8)  # (C, height, width)
    picture = pixels[0] if len(pixels) == 1 else np.moveaxis(pixels, 0, -1)
    return Mosaic(request.run_id, request.rect, picture)


def _lattice(request: MosaicRequest) -> list[int]:
    """Return a number for each cell that it keeps while a hand pans, for its noise to stay."""
    rect, columns, rows = request.rect, request.columns, request.rows
    left = round(rect.left / (rect.width / columns))
    top = round(rect.top / (rect.height / rows))
    return [
        (top - row) % _PERIOD * _PERIOD + (left + column) % _PERIOD
        for row in range(rows)
        for column in range(columns)
    ]


@dataclass(frozen=True, eq=False)
class StripRequest:
    """Reconstruct an image of each class; `seed` as in `MosaicRequest`."""

    run_id: int
    snapshot: Snapshot
    held_out: HeldOut
    seed: int | None = None


@dataclass(frozen=True, eq=False)
class Strip:
    """Images beside what the networks make of them.

    Attributes
    ----------
    run_id
        Of the run whose networks they are.
    inputs
        (n, C, H, W), uint8.
    reconstructions
        (n, C, H, W), in [0, 1].
    names
        Of their classes.
    """

    run_id: int
    inputs: NDArray[np.uint8]
    reconstructions: FloatArray
    names: tuple[str, ...]


def make_strip(request: StripRequest) -> Strip:
    """Encode and decode the first held-out image of each class."""
    held_out = request.held_out
    rows = held_out.first_of_each_class
    if request.snapshot.config.kind.alone:
        rows = rows[rows < len(request.snapshot.labels)]
    inputs = held_out.images.images[rows]
    names = tuple(held_out.class_names[label] for label in held_out.images.labels[rows])
    snapshot = request.snapshot
    if snapshot.config.kind.alone:
        means = snapshot.embedding[rows]  # of those very images
    else:
        means, _ = snapshot.encode(inputs)
    return Strip(request.run_id, inputs, request.snapshot.show(means, request.seed), names)
