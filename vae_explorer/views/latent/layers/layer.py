"""What every layer of the latent plot is: a name, a switch, and a way to be painted."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QPainter

from vae_explorer.core.drawing.codes import Codes
from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.measures.gaussian_mixture import GaussianMixture
from vae_explorer.views.latent.marks import OwnMark, PinMark
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.style.theme import Theme


@dataclass(frozen=True, eq=False)
class View:
    """What is looked at, and how; the same for all layers of a frame.

    Attributes
    ----------
    plane
        The view of the plane; its left upper corner is the painter's origin.
    theme
        Colours, and ``scale`` for all that has a size in pixels.
    font
        Of all text.
    ratio
        Pixels of the screen for one of the view.
    region
        What of the view is painted in this frame, in its pixels.
    shown
        Names of the layers that are painted, for what looks different over or under another.
    """

    plane: Plane
    theme: Theme
    font: QFont = field(default_factory=QFont)
    ratio: float = 1.0
    region: QRectF = field(default_factory=lambda: QRectF(-1e6, -1e6, 2e6, 2e6))
    shown: Set[str] = frozenset()

    @property
    def rect(self) -> QRectF:
        """All of the view."""
        return QRectF(0, 0, self.plane.width, self.plane.height)

    @property
    def scale(self) -> float:
        """By how much everything is drawn larger."""
        return self.theme.scale


class Layer:
    """One kind of thing in the picture.

    The plot hands every value that it gets to all layers, and each keeps what it draws; what a
    layer does not need, it need not define.

    Attributes
    ----------
    name
        In the settings and for `LatentPlot.set_layer`.
    title
        In the menu, and where a failure is told.
    tip, icon
        Of the button; what the layer shows, in a sentence.
    shortcut
        Keys that switch it; they should not be any that one types.
    shown_at_first
        Whether it is there before anyone has switched it.
    switchable
        Whether it has a button and an entry in the menu.
    clipped
        Whether it is painted within the view alone, not into the margins with the numbers.
    """

    name = ""
    title = ""
    tip = ""
    icon = ""
    shortcut = ""
    shown_at_first = True
    switchable = True
    clipped = True

    def paint(self, painter: QPainter, view: View) -> None:
        """Draw the layer; may raise, which switches it off."""
        raise NotImplementedError

    def set_shown(self, shown: bool) -> None:
        """Be told of the switch."""

    def set_theme(self, theme: Theme) -> None:
        """Take the colours."""

    def set_codes(self, codes: Codes, *, glide: bool) -> None:
        """Take where the digits are, and whether they should be seen moving there."""

    def set_class_names(self, names: tuple[str, ...]) -> None:
        """Take what the classes are called, in the order of their labels."""

    def set_visible_classes(self, classes: Set[int]) -> None:
        """Take which classes are to be seen."""

    def set_images(self, images: NDArray[np.uint8] | None) -> None:
        """Take the images behind the codes, (N, C, H, W), where they are at hand."""

    def set_hovered(self, row: int | None) -> None:
        """Take the row of the code under the pointer."""

    def set_probe(self, z1: float, z2: float) -> None:
        """Take where the handle is."""

    def set_aggregate(self, regions: Sequence[tuple[float, Sequence[NDArray[np.float64]]]]) -> None:
        """Take lines around the regions that hold these parts of q(z)."""

    def set_presence(self, rect: Rect, presence: NDArray[np.float32] | None) -> None:
        """Take how much of the data is near each cell of a region, in [0, 1], z₂ rising."""

    def set_learned_prior(self, prior: GaussianMixture | None) -> None:
        """Take the prior where it was learned; None for N(0, I)."""

    def set_samples(
        self, z: NDArray[np.float32], in_hole: NDArray[np.bool_], *, rain: bool
    ) -> None:
        """Take points that were drawn, (N, 2), and whether they should be seen to fall."""

    def set_pins(self, marks: Sequence[PinMark]) -> None:
        """Take the places and the digits that are pinned."""

    def set_selection(self, rows: Sequence[int], current: int | None) -> None:
        """Take which digits are selected, and which of them is looked at."""

    def set_own(self, mark: OwnMark | None) -> None:
        """Take an image of one's own, where such a one is looked at."""

    def set_trails(self, before: Sequence[NDArray[np.float32]]) -> None:
        """Take where the codes were at the last moments, (N, 2) each, the oldest first."""

    @property
    def moving(self) -> bool:
        """Whether something of the layer is on its way, and `advance` is to be called."""
        return False

    def advance(self, seconds: float, scale: float) -> None:
        """Move on by so much time, in a view of so many pixels a unit."""

    def set_active(self, active: bool) -> None:
        """Take whether the hand or the keys have hold of the handle."""
