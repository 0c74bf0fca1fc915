"""What of an image the Digit panel shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vae_explorer.session.desk import Desk
from vae_explorer.session.subjects import Subject


@dataclass(frozen=True, eq=False)
class Shown:
    """What of an image is shown: name, number, itself, and what the decoder makes of its μ."""

    name: str
    row: int | None
    image: NDArray[np.uint8] | None
    reconstruction: NDArray[np.float32] | None


def shown_of(subject: Subject, desk: Desk) -> Shown:
    """Return what is shown of the image that is looked at."""
    return Shown(subject.name, subject.row, subject.image, _reconstruction(subject, desk))


def _reconstruction(subject: Subject, desk: Desk) -> NDArray[np.float32] | None:
    snapshot = desk.workspace.snapshot
    ready = desk.products.ready or (snapshot is not None and snapshot.decodes_points_alone)
    if snapshot is None or not ready or not np.isfinite(subject.mean).all():
        return None
    image: NDArray[np.float32] = snapshot.decode(subject.mean[None])[0]
    return image
