"""What of the plane is looked at, and whether that follows the cloud of codes as it grows."""

from __future__ import annotations

from vae_explorer.core.drawing.codes import PRIOR, Codes
from vae_explorer.views.latent.plane import Plane

_MUCH_SMALLER = 1.6  # by how much the cloud has shrunk when the view follows

Place = tuple[float, float]


class Sight:
    """The view of the plane. It follows the cloud until a hand moves it."""

    def __init__(self) -> None:
        self.plane = Plane()
        self._follows = True

    @property
    def follows(self) -> bool:
        """Whether no hand has moved it."""
        return self._follows

    def move_by_hand(self, plane: Plane) -> bool:
        """Look elsewhere; return whether that is somewhere else."""
        moved = plane != self.plane
        self._follows = self._follows and not moved
        self.plane = plane
        return moved

    def show_all(self, codes: Codes | None, probe: Place) -> bool:
        """Fit everything, and follow from now on; return whether the view has changed."""
        self._follows = True
        return codes is not None and self._look(self.plane.fitted(codes.region(probe)))

    def follow(self, codes: Codes, probe: Place, *, jump: bool) -> bool:
        """Fit new codes, where the view follows them or is to jump there."""
        if not self._follows and not jump:
            return False
        wanted = self.plane.fitted(codes.region(probe))
        if not jump:
            # Grow with the cloud at once, but shrink only when it has become much smaller. The
            # handle alone, which the hand may have at the edge, moves nothing.
            shrunk = wanted.scale / self.plane.scale >= _MUCH_SMALLER
            if self.plane.shows(codes.region()) and not shrunk:
                return False
        return self._look(wanted)

    def resize(self, width: float, height: float, codes: Codes | None, probe: Place) -> bool:
        """Look from a window of another size."""
        changed = self._look(self.plane.resized(width, height))
        if changed and self._follows:
            self._look(self.plane.fitted(PRIOR if codes is None else codes.region(probe)))
        return changed

    def _look(self, plane: Plane) -> bool:
        changed = plane != self.plane
        self.plane = plane
        return changed
