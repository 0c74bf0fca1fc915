"""Which classes the codes around a place are of, in a sentence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.drawing.wording import class_name
from vae_explorer.core.language import tr

NEAREST = 10
_TOLD = 3  # classes in the sentence


def nearest_classes(
    place: NDArray[np.floating],
    codes: NDArray[np.floating],
    labels: NDArray[np.uint8],
    number: int = NEAREST,
) -> list[tuple[int, int]]:
    """Return the classes of the codes that are nearest to a place, and how many are of each.

    Parameters
    ----------
    place
        In the plane, (2,).
    codes, labels
        (N, 2) and (N,); codes that are not finite are left out.
    number
        How many codes are counted; all, if there are fewer.

    Returns
    -------
    list of tuple of int
        Labels with their counts, the most frequent first.
    """
    squared = np.square(codes - np.asarray(place)).sum(axis=1)
    known = np.flatnonzero(np.isfinite(squared))
    few = min(number, len(known))
    if not few:
        return []
    rows = known[np.argpartition(squared[known], few - 1)[:few]]
    found, counts = np.unique(labels[rows], return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return [(int(found[i]), int(counts[i])) for i in order]


def told_of(classes: list[tuple[int, int]], names: tuple[str, ...]) -> str:
    """Return ``Of the 10 nearest codes 9 are 4, 1 is 9.``; empty for none."""
    if not classes:
        return ""
    total = sum(number for _, number in classes)
    parts = [_told(number, class_name(names, label)) for label, number in classes[:_TOLD]]
    return tr("Of the {all} nearest codes {parts}.", all=total, parts=tr(", ").join(parts))


def told_briefly(classes: list[tuple[int, int]], names: tuple[str, ...]) -> str:
    """Return ``Nearest codes: 4 (9), 9 (1)``, the classes with their counts; empty for none."""
    if not classes:
        return ""
    parts = [f"{class_name(names, label)} ({number})" for label, number in classes]
    return tr("Nearest codes: {classes}", classes=tr(", ").join(parts))


def _told(number: int, name: str) -> str:
    if number == 1:
        return tr("{number} is {name}", number=number, name=name)
    return tr("{number} are {name}", number=number, name=name)
