"""The latent plot: a widget that shows the plane, layer upon layer, to move about in."""

from __future__ import annotations

import math
from collections.abc import Sequence, Set

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from vae_explorer.core.drawing.codes import Codes
from vae_explorer.core.drawing.geometry import Rect, bounds
from vae_explorer.core.language import tr
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.throttle import Throttle
from vae_explorer.views.latent import keys
from vae_explorer.views.latent.glide import Glide
from vae_explorer.views.latent.hand import Hand
from vae_explorer.views.latent.layers.handle import HandleLayer
from vae_explorer.views.latent.layers.layer import Layer
from vae_explorer.views.latent.layers.mosaic import MosaicLayer
from vae_explorer.views.latent.layers.path import PathLayer, Way
from vae_explorer.views.latent.layers.pins import PinLayer
from vae_explorer.views.latent.layers.selection import SelectionLayer
from vae_explorer.views.latent.layers.stack import STACK
from vae_explorer.views.latent.path_hand import PathHand
from vae_explorer.views.latent.pointed import PointedCanvas
from vae_explorer.views.style.theme import Theme

_REVEAL_PIXELS = 24  # of the view around a handle that was brought into it
_MOSAIC_MS = 250  # between two mosaics of a model that trains


class LatentPlot(PointedCanvas):
    """Every code in the plane, with a handle to drag.

    Values come in by setters, and what the user does goes out by signals. The handle, too, stands
    where ``set_cursor`` has put it, and nowhere else: every plot that is told of a probe shows it.

    Parameters
    ----------
    stack
        The kinds of layers, from the ground up.

    Attributes
    ----------
    cursor_moved
        z₁ and z₂ where the user wants the handle, and the decimals of them by which two pixels are
        told apart; follows every move.
    cursor_dropped, cursor_nudged
        A drag or a click has come to its end; a key has moved the handle by a step.
    picked, pick_cancelled
        Where the user has clicked while something was to be picked, and the row of the dot there,
        or None. Or that it should not be picked.
    pin_wanted
        z₁ and z₂ of a place, and the row of the dot there that is to be pinned, or None.
    unpin_wanted
        Number of a pin.
    dot_chosen
        The row of a dot that was clicked, or that is nearest to the handle when Return is pressed.
    nothing_chosen
        Escape was pressed, and there was nothing else to let go.
    mosaic_wanted
        A `Rect` of the plane, columns and rows to decode.
    """

    cursor_moved = Signal(float, float, int)
    cursor_dropped = Signal()
    cursor_nudged = Signal()
    picked = Signal(float, float, object)  # a row or None
    pick_cancelled = Signal()
    pin_wanted = Signal(float, float, object)  # likewise
    unpin_wanted = Signal(int)
    dot_chosen = Signal(int)
    nothing_chosen = Signal()
    mosaic_wanted = Signal(Rect, int, int)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        stack: Sequence[type[Layer]] = STACK,
    ) -> None:
        super().__init__(theme, parent, stack)
        self._mosaic = self.stack.layer(MosaicLayer)
        self.handle = self.stack.layer(HandleLayer)
        self.path = self.stack.layer(PathLayer)
        self.pins = self.stack.layer(PinLayer)
        self.selection = self.stack.layer(SelectionLayer)
        self.picking = False  # a click picks, and does not move the handle
        self.path_hand = PathHand(self)
        self.hand = Hand(self)
        self._cursor = (0.0, 0.0)
        self._mosaic_throttle = Throttle(_MOSAIC_MS, self.renew_mosaic, self)
        self._glide = Glide(self._advance, self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Latent plot"))
        self.setAccessibleDescription(
            tr(
                "Codes of the digits in the plane. Arrow keys move the cursor, with Shift ten "
                "times as far; plus and minus zoom; Home shows everything; C centres the view on "
                "the cursor; P pins its place; Return selects the digit nearest to it, L and B "
                "take a lasso and a box, Control A selects every digit, and Escape lets go."
            )
        )

    # Values

    @property
    def cursor_place(self) -> tuple[float, float]:
        """Where the handle is, in the plane."""
        return self._cursor

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._lay_out()
        self._ask_for_mosaic(renew=True)

    def set_snapshot(self, snapshot: Snapshot) -> None:
        """Show a snapshot; the dots of the one before glide to their new places."""
        self.set_codes(snapshot.codes)

    def set_codes(self, codes: Codes) -> None:
        """Show codes, such as those of a plane that was turned."""
        before = self._codes
        same = before is not None and np.array_equal(before.labels, codes.labels)
        self._codes = codes
        for layer in self.stack:
            layer.set_codes(codes, glide=same and self.isVisible())
        if not same:
            self.hover(None)
        self._look(self._sight.follow(codes, self._cursor, jump=not same))
        if self._dots.moving:
            self._glide.start()
        self._mosaic_throttle.request()
        self.update()

    def set_live(self, live: bool) -> None:
        """Save the processor's time while a model trains beside this plot."""
        self._glide.set_live(live)

    def set_visible_classes(self, classes: Set[int]) -> None:
        """Show the dots of these classes alone, and of those that have no name."""
        self.hover(None)
        for layer in self.stack:
            layer.set_visible_classes(frozenset(classes))
        self.update()

    def set_layer(self, name: str, shown: bool) -> None:
        """Switch a layer; one that has failed is tried again."""
        self.stack.switch(name, shown)
        self._ask_for_mosaic(renew=name == MosaicLayer.name)
        self.update()

    def set_mosaic(self, rect: Rect, pixels: NDArray[np.uint8]) -> None:
        """Take a decoded mosaic of a region: (height, width) or (height, width, 3)."""
        self._mosaic.set_image(rect, pixels)
        if self._mosaic.enabled:
            self.update()

    def set_samples(
        self, z: NDArray[np.float32], in_hole: NDArray[np.bool_], *, rain: bool = False
    ) -> None:
        """Mark points that were drawn, (N, 2); with `rain` they fall from above."""
        for layer in self.stack:
            layer.set_samples(z, in_hole, rain=rain and self.isVisible())
        if rain:
            self._glide.start(smooth=True)
        self.update()

    def set_cursor(self, z1: float, z2: float) -> None:
        """Move the handle without telling anyone."""
        if (z1, z2) == self._cursor:
            return
        self._update_handle()
        self._cursor = (z1, z2)
        for layer in self.stack:
            layer.set_probe(z1, z2)
        self._update_handle()
        self._glide.give_way()

    def set_way(self, way: Way | None) -> None:
        """Show a path, or none."""
        self.path.set_way(way)
        self.update()

    def move_on_way(self, way: Way) -> None:
        """Show the point elsewhere on the path that is there."""
        for _ in range(2):
            region = self.path.region_of_point(self.plane, self.scale)
            self.update(region.translated(self.left_margin, 0).toAlignedRect())
            self.path.set_way(way)

    def set_picking(self, picking: bool) -> None:
        """Let the next click pick a dot or a point."""
        self.picking = picking
        if picking:
            self.setCursor(Qt.CursorShape.CrossCursor)
        else:
            self.unsetCursor()

    # What hand and keys ask for

    def tell_place(self, z1: float, z2: float) -> None:
        """Say where the user wants the handle."""
        self.cursor_moved.emit(z1, z2, self.plane.decimals)

    def put_handle(self, z1: float, z2: float) -> None:
        """Say that the handle should be at a place, as a click does."""
        self.tell_place(z1, z2)
        self.cursor_dropped.emit()

    def reveal(self, z1: float, z2: float) -> None:
        """Bring a point of the plane into view, moving no further than that takes."""
        self._look(
            self._sight.move_by_hand(self.plane.revealing(z1, z2, _REVEAL_PIXELS * self.scale))
        )

    def show_dots(self, rows: Sequence[int]) -> None:
        """Bring dots into view: one moves it as little as may be, several fill it."""
        codes = self._codes.places if self._codes is not None else np.empty((0, 2), np.float32)
        places = codes[[row for row in rows if row < len(codes)]]
        places = places[np.isfinite(places).all(axis=1)]
        if len(places) == 1:
            self.reveal(*places[0].tolist())
        elif len(places) and not self.plane.shows(bounds(places, margin=0.0)):
            self._look(self._sight.move_by_hand(self.plane.fitted(bounds(places, margin=0.04))))

    def choose_nearest(self) -> None:
        """Choose the visible dot nearest to the handle."""
        row = self._dots.nearest(*self._cursor, math.inf)
        if row is not None:
            self.dot_chosen.emit(row)

    def show_activity(self) -> None:
        """Show whether the hand or the keys have hold of the handle."""
        for layer in self.stack:
            layer.set_active(self.hand.holds or self.hasFocus())
        self._update_handle()

    # The view

    def show_all(self) -> None:
        """Fit every code and the handle, and follow the cloud as it grows."""
        self._look(self._sight.show_all(self._codes, self._cursor))

    @property
    def region_by_hand(self) -> Rect | None:
        """The square about the middle that just fits, where a hand has chosen that; else None.

        In a view of another shape `look_at` shows it as large as resizing would have made it.
        """
        if self._sight.follows:
            return None
        (z1, z2), half = self.plane.centre, min(self.plane.width, self.plane.height) / 2
        reach = half / self.plane.scale
        return Rect(z1 - reach, z2 - reach, z1 + reach, z2 + reach)

    def look_at(self, region: Rect) -> None:
        """Show a region, as if a hand had chosen it."""
        self._look(self._sight.move_by_hand(self.plane.fitted(region)))

    def centre_on_handle(self) -> None:
        """Bring the handle into the middle of the view."""
        self._look(self._sight.move_by_hand(self.plane.centred(*self._cursor)))

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Magnify about a point of the view, or its middle."""
        at = at or QPointF(self.plane.width / 2, self.plane.height / 2)
        self._look(self._sight.move_by_hand(self.plane.zoomed(factor, at.x(), at.y())))

    def pan(self, dx: float, dy: float) -> None:
        """Move the view as a hand does that drags it by so many pixels."""
        self._look(self._sight.move_by_hand(self.plane.panned(dx, dy)))

    def _look(self, changed: bool) -> None:
        if changed:
            self._ask_for_mosaic(renew=False)
            self.update()

    def _lay_out(self) -> None:
        self._look(self._sight.resize(*self.room, self._codes, self._cursor))

    def _ask_for_mosaic(self, *, renew: bool) -> None:
        wish = self._mosaic.wish(self.plane, renew=renew)
        if wish is not None and self._codes is not None:
            self.mosaic_wanted.emit(*wish)

    def renew_mosaic(self) -> None:
        """Ask for the mosaic that is seen once more: it would be another one now."""
        self._ask_for_mosaic(renew=True)

    def _advance(self, seconds: float) -> bool:
        for layer in self.stack:
            layer.advance(seconds, self.plane.scale)
        self.update()
        return any(layer.moving for layer in self.stack)

    def _update_handle(self) -> None:
        region = self.handle.region(self.plane, self.scale)
        self.update(region.translated(self.left_margin, 0).toAlignedRect())

    # Events

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._lay_out()

    def focusInEvent(self, _event: QEvent) -> None:
        self.show_activity()

    def focusOutEvent(self, _event: QEvent) -> None:
        self.hand.tools.follow_keys(Qt.KeyboardModifier.NoModifier)
        self.show_activity()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.hand.tools.follow_keys(event.modifiers())
        if not keys.press(self, event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self.hand.tools.follow_keys(event.modifiers())
        super().keyReleaseEvent(event)
