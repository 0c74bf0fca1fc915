"""How one plane is turned and mirrored to lie on another: orthogonal Procrustes analysis.

A latent space is only defined up to rotation and reflection: the prior N(0, I) is the same from all
sides, so that two runs that have learned the same may lie differently.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.float32]


@dataclass(frozen=True)
class Alignment:
    """A rotation, after a reflection where there is one.

    Attributes
    ----------
    degrees
        By how much the plane is turned, against the clock, in (−180, 180].
    mirrored
        Whether its z₂ axis is turned over before that.
    """

    degrees: float = 0.0
    mirrored: bool = False

    @property
    def matrix(self) -> NDArray[np.float64]:
        """The matrix R, (2, 2), of z ↦ R z: from the other plane into the first one."""
        angle = math.radians(self.degrees)
        cos, sin = math.cos(angle), math.sin(angle)
        flip = -1.0 if self.mirrored else 1.0
        return np.array([[cos, -flip * sin], [sin, flip * cos]])

    @property
    def is_none(self) -> bool:
        """Whether nothing is turned."""
        return self == Alignment()

    def to_first(self, z: NDArray[np.floating]) -> Codes:
        """Carry points of the other plane, (..., 2), into the first one."""
        return (z @ self.matrix.T).astype(np.float32)

    def to_other(self, z: NDArray[np.floating]) -> Codes:
        """Carry points of the first plane, (..., 2), into the other one."""
        return (z @ self.matrix).astype(np.float32)


def align(first: Codes, other: Codes) -> Alignment:
    """Return the rotation, and the reflection, that brings codes nearest to those of a first plane.

    The sum of squared distances is least. The origin stays where it is, as the prior's does.

    Parameters
    ----------
    first, other
        Codes of the same images, (N, 2) each; rows with what is no number are left out.
    """
    used = np.isfinite(first).all(axis=1) & np.isfinite(other).all(axis=1)
    a, b = first[used].astype(np.float64), other[used].astype(np.float64)
    # R maximises the trace of R (bᵀ a): of rotations and of reflections each the best in closed
    # form, since each is a circle of matrices.
    (xx, xy), (yx, yy) = b.T @ a
    straight, turned = math.hypot(xx + yy, xy - yx), math.hypot(xx - yy, xy + yx)
    if straight == turned == 0:
        return Alignment()
    if turned > straight:
        return Alignment(math.degrees(math.atan2(xy + yx, xx - yy)), mirrored=True)
    return Alignment(math.degrees(math.atan2(xy - yx, xx + yy)))
