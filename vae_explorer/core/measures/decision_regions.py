"""Which class a classifier sees in what is decoded where: a picture of the plane, cell by cell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.classifier import Classifier
from vae_explorer.core.drawing.geometry import Rect, cell_centres
from vae_explorer.core.language import tr
from vae_explorer.core.snapshot import Snapshot

Floats = NDArray[np.float32]

_MOST_CELLS = 200  # each way


@dataclass(frozen=True)
class Cells:
    """Equal cells that tile a region of the plane, on a lattice that is fixed to it.

    Attributes
    ----------
    rect
        What they cover.
    columns, rows
        How many there are.
    """

    rect: Rect
    columns: int
    rows: int

    @property
    def centres(self) -> Floats:
        """Points, (rows * columns, 2), the top row first."""
        return cell_centres(self.rect, self.columns, self.rows)


def cells_of(view: Rect, side: float) -> Cells:
    """Return the cells that cover a view and a cell more on each side.

    Parameters
    ----------
    side
        Of a cell, about, in latent units; it is a power of √2, so that neither panning nor a
        little zooming makes cells swim.
    """
    side = max(side, view.width / _MOST_CELLS, view.height / _MOST_CELLS)
    side = 2 ** (math.ceil(2 * math.log2(side) - 0.5) / 2)
    left, bottom = math.floor(view.left / side) - 1, math.floor(view.bottom / side) - 1
    right, top = math.ceil(view.right / side) + 1, math.ceil(view.top / side) + 1
    rect = Rect(left * side, bottom * side, right * side, top * side)
    return Cells(rect, right - left, top - bottom)


@dataclass(frozen=True, eq=False)
class DecisionRegions:
    """The most likely class of the decoded image at each place, and how likely it is.

    Attributes
    ----------
    rect
        What of the plane they cover.
    labels, confidence
        (height, width), z₂ upwards: places in the classifier's names, and 255 where that class is
        certain, 0 where it is as likely as any other.
    """

    rect: Rect
    labels: NDArray[np.uint8] | NDArray[np.uint16]
    confidence: NDArray[np.uint8]


def decide(snapshot: Snapshot, classifier: Classifier, z: Floats) -> Floats:
    """Return p(class given the image decoded at z), (N, classes), for points (N, 2)."""
    return classifier.probabilities(snapshot.decode(z, draft=True))


def regions_of(cells: Cells, probabilities: Floats, zoom: int) -> DecisionRegions:
    """Return the regions, so many times as finely as there are cells.

    Parameters
    ----------
    probabilities
        (rows * columns, classes), at the centres of the cells; between them they are interpolated.
    """
    grid = probabilities.reshape(cells.rows, cells.columns, -1)
    down, across = _weights(cells.rows, zoom), _weights(cells.columns, zoom)
    fine = np.einsum("yr,rck->yck", down, grid, optimize=True)
    fine = np.einsum("xc,yck->yxk", across, fine, optimize=True)
    labels = fine.argmax(axis=2)
    least = 1 / grid.shape[2]
    certain = (fine.max(axis=2) - least) / (1 - least)
    small = np.uint8 if grid.shape[2] <= 256 else np.uint16
    return DecisionRegions(
        cells.rect, labels.astype(small), np.rint(255 * certain.clip(0, 1)).astype(np.uint8)
    )


def _weights(count: int, zoom: int) -> Floats:
    """Return linear interpolation from the middles of cells to those of smaller ones."""
    places = ((np.arange(count * zoom) + 0.5) / zoom - 0.5).clip(0, count - 1)
    first = np.minimum(places.astype(int), max(0, count - 2))
    weights = np.zeros((count * zoom, count), np.float32)
    rows = np.arange(len(places))
    weights[rows, first] = 1 - (places - first)
    if count > 1:
        weights[rows, first + 1] += places - first
    return weights


def looks_like(probabilities: Floats, names: Sequence[str]) -> str:
    """Return ``looks like a 4 (0.97)``, with a second class where that is not unlikely.

    Parameters
    ----------
    probabilities
        (classes,), that add up to one.
    """
    order = np.argsort(-probabilities)[:2]
    first, second = (f"{_with_article(names[i])} ({probabilities[i]:.2f})" for i in order)
    several = probabilities[order[1]] >= _WORTH
    classes = tr("{first} or {second}", first=first, second=second) if several else first
    return tr("looks like {classes}", classes=classes)


_WORTH = 0.1  # what is less likely is not told of


def _with_article(name: str) -> str:
    vowel = name[:1].lower() in tuple("aeiou8") or name in ("11", "18")
    return tr("an {name}", name=name) if vowel else tr("a {name}", name=name)
