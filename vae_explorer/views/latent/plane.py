"""How the latent plane is laid onto the screen: one scale for both axes, z₂ upwards."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from vae_explorer.core.drawing.geometry import Rect

MIN_SCALE, MAX_SCALE = 1e-2, 1e6  # pixels a unit


@dataclass(frozen=True)
class Plane:
    """A view of the plane, in logical pixels.

    Attributes
    ----------
    centre
        The point of the plane in the middle of the view.
    scale
        Pixels for one latent unit.
    width, height
        Of the view, in pixels.
    """

    centre: tuple[float, float] = (0.0, 0.0)
    scale: float = 80.0
    width: float = 1.0
    height: float = 1.0

    def to_pixels(self, z1: float, z2: float) -> tuple[float, float]:
        """Return where a point of the plane lies in the view, y down."""
        return (
            (z1 - self.centre[0]) * self.scale + self.width / 2,
            (self.centre[1] - z2) * self.scale + self.height / 2,
        )

    def to_plane(self, x: float, y: float) -> tuple[float, float]:
        """Return the point of the plane under a pixel."""
        return (
            self.centre[0] + (x - self.width / 2) / self.scale,
            self.centre[1] - (y - self.height / 2) / self.scale,
        )

    @property
    def rect(self) -> Rect:
        """The visible region."""
        left, bottom = self.to_plane(0, self.height)
        right, top = self.to_plane(self.width, 0)
        return Rect(left, bottom, right, top)

    @property
    def decimals(self) -> int:
        """Decimals of a coordinate that tell two pixels of the view apart, at least two."""
        return max(2, math.ceil(math.log10(self.scale)))

    def shows(self, rect: Rect) -> bool:
        """Whether all of a region is visible."""
        view = self.rect
        return (
            view.left <= rect.left
            and rect.right <= view.right
            and view.bottom <= rect.bottom
            and rect.top <= view.top
        )

    def resized(self, width: float, height: float) -> Plane:
        """Return the view in another size, with what fitted in the smaller side still fitting."""
        width, height = max(width, 1.0), max(height, 1.0)
        factor = min(width, height) / min(self.width, self.height)
        return replace(self, scale=_clamped(self.scale * factor), width=width, height=height)

    def panned(self, dx: float, dy: float) -> Plane:
        """Return the view after its content was dragged by so many pixels."""
        centre = (self.centre[0] - dx / self.scale, self.centre[1] + dy / self.scale)
        return replace(self, centre=centre)

    def zoomed(self, factor: float, x: float, y: float) -> Plane:
        """Return the view magnified about the pixel (x, y), which stays where it is."""
        z1, z2 = self.to_plane(x, y)
        scale = _clamped(self.scale * factor)
        centre = (z1 - (x - self.width / 2) / scale, z2 + (y - self.height / 2) / scale)
        return replace(self, centre=centre, scale=scale)

    def revealing(self, z1: float, z2: float, margin: float) -> Plane:
        """Return the view, moved no further than it takes to show a point inside its margin."""
        x, y = self.to_pixels(z1, z2)
        across, down = min(margin, self.width / 2), min(margin, self.height / 2)
        dx = min(max(x, across), self.width - across) - x
        dy = min(max(y, down), self.height - down) - y
        # A point in the margin is in view, and the view should not move for it.
        inside = 0 <= x <= self.width and 0 <= y <= self.height
        return self if inside else self.panned(dx, dy)

    def centred(self, z1: float, z2: float) -> Plane:
        """Return the view with a point in its middle."""
        return replace(self, centre=(z1, z2))

    def widened(self, margin: float) -> Plane:
        """Return the view with so many pixels more on each side."""
        return replace(self, width=self.width + 2 * margin, height=self.height + 2 * margin)

    def shift_of(self, other: Plane) -> tuple[float, float] | None:
        """Return by how many pixels what is in the middle of `other` lies off the middle here.

        None where `other` is at another scale.
        """
        if other.scale != self.scale:
            return None
        x, y = self.to_pixels(*other.centre)
        return x - self.width / 2, y - self.height / 2

    def fitted(self, rect: Rect) -> Plane:
        """Return the view that shows all of a region, centred."""
        scale = min(self.width / max(rect.width, 1e-9), self.height / max(rect.height, 1e-9))
        centre = ((rect.left + rect.right) / 2, (rect.bottom + rect.top) / 2)
        return replace(self, centre=centre, scale=_clamped(scale))


def _clamped(scale: float) -> float:
    return min(max(scale, MIN_SCALE), MAX_SCALE)
