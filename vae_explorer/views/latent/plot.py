"""The latent plot: a widget that shows the plane and lets one move about in it."""

from __future__ import annotations

import os
import time

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from vae_explorer.core.drawing.geometry import Rect, bounds, class_medians
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.throttle import Throttle
from vae_explorer.views.latent import overlays
from vae_explorer.views.latent.dots import DotLayer
from vae_explorer.views.latent.mosaic import MosaicLayer
from vae_explorer.views.latent.picture import on_whole_pixels
from vae_explorer.views.latent.plane import Plane
from vae_explorer.views.latent.scenery import Scenery
from vae_explorer.views.style.palette import class_colours
from vae_explorer.views.style.theme import Theme

_CLICK_PIXELS = 4
_GRAB_PIXELS = 18
_HOVER_PIXELS = 10
_NUDGE_PIXELS = 4
_ZOOM_STEP = 1.25
_REVEAL_PIXELS = 24  # of the view around a handle that was brought into it
_MOSAIC_MS = 250  # between two mosaics of a model that trains
_FRAME_MS = 16
# While a model trains, a frame takes from the training more than its own time: all threads of a
# step wait for the one that made room for it. With cores to spare nobody waits.
_LIVE_FRAME_MS = 33 if (os.cpu_count() or 1) > 2 else 100
_DOTS_OVER_MOSAIC = 0.6
_PRIOR_REACH = np.array([[-3, -3], [3, 3]], np.float32)  # three standard deviations


class LatentPlot(QWidget):
    """Every code in the plane, with a handle to drag.

    Attributes
    ----------
    cursor_moved
        z₁ and z₂ where the user has put the handle; follows every move.
    cursor_dropped, cursor_nudged
        A drag or a click has come to its end; a key has moved the handle by a step.
    mosaic_wanted
        A `Rect` of the plane, columns and rows to decode.
    first_painted
        Emitted once, when the plot has been drawn for the first time.
    """

    cursor_moved = Signal(float, float)
    cursor_dropped = Signal()
    cursor_nudged = Signal()
    mosaic_wanted = Signal(object, int, int)
    first_painted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._plane = Plane()
        self._snapshot: Snapshot | None = None
        self._colours = class_colours(theme.is_dark)
        self._names: tuple[str, ...] = tuple("0123456789")
        self._dots = DotLayer(self._colours)
        self._mosaic = MosaicLayer()
        self._scenery = Scenery()
        self._medians: dict[int, tuple[float, float]] = {}
        self._visible = set(range(10))
        self._cursor = (0.0, 0.0)
        self._images: NDArray[np.uint8] | None = None
        self._hovered: int | None = None
        self._show = {"dots": True, "rings": True, "names": True}
        self._follow = True  # refit as the cloud grows, until the user zooms or pans
        self._grab: QPointF | None = None  # from the pointer to the handle, while it is dragged
        self._grab_start = (0.0, 0.0)
        self._pressed: QPointF | None = None
        self._pan_from: QPointF | None = None
        self._mosaic_throttle = Throttle(_MOSAIC_MS, self._renew_mosaic, self)
        self._painted = False
        self._clock = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.setInterval(_FRAME_MS)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 200)
        self.setAccessibleName("Latent plot")
        self.setAccessibleDescription(
            "Codes of the digits in the plane. Arrow keys move the cursor, with Shift ten times as "
            "far; plus and minus zoom; Home shows everything."
        )

    def sizeHint(self) -> QSize:
        return QSize(760, 700)

    # Values that come in

    @property
    def plane(self) -> Plane:
        """The view of the plane."""
        return self._plane

    @property
    def cursor_place(self) -> tuple[float, float]:
        """Where the handle is, in the plane."""
        return self._cursor

    @property
    def dots(self) -> DotLayer:
        """The layer of dots."""
        return self._dots

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._colours = class_colours(theme.is_dark)
        self._dots.set_colours(self._colours)
        self._mosaic.clear()
        self._scenery.clear()
        self._ask_for_mosaic(renew=True)
        self.update()

    def set_snapshot(self, snapshot: Snapshot) -> None:
        """Show a snapshot; the dots of the one before glide to their new places."""
        before, self._snapshot = self._snapshot, snapshot
        same = before is not None and np.array_equal(before.labels, snapshot.labels)
        glide = same and self.isVisible()
        self._dots.set_codes(snapshot.embedding, snapshot.labels, glide=glide)
        self._medians = class_medians(snapshot.embedding, snapshot.labels)
        self._hovered = self._hovered if same else None
        if self._follow or not same:
            self._fit(jump=not same)
        if self._dots.gliding and not self._timer.isActive():
            self._clock = time.perf_counter()
            self._timer.start()
        self._mosaic_throttle.request()
        self.update()

    def set_live(self, live: bool) -> None:
        """Save the processor's time while a model trains beside this plot."""
        self._timer.setInterval(_LIVE_FRAME_MS if live else _FRAME_MS)

    def set_class_names(self, names: tuple[str, ...]) -> None:
        """Name the classes, in the order of their labels."""
        self._names = names
        self.update()

    def set_images(self, images: NDArray[np.uint8] | None) -> None:
        """Give the images behind the codes, (N, 28, 28), or None."""
        self._images = images

    def set_visible_classes(self, classes: set[int]) -> None:
        """Show the dots of these classes alone."""
        self._visible = set(classes)
        self._dots.set_visible(self._visible)
        self._hovered = None
        self.update()

    def set_layer(self, name: str, shown: bool) -> None:
        """Switch ``"dots"``, ``"rings"``, ``"names"`` or ``"mosaic"``."""
        if name == "mosaic":
            self._mosaic.enabled = shown
            self._mosaic.clear()
            self._ask_for_mosaic(renew=True)
        else:
            self._show[name] = shown
        self.update()

    def set_mosaic(self, rect: Rect, grey: NDArray[np.uint8]) -> None:
        """Take a decoded mosaic of a region."""
        self._mosaic.set_image(rect, grey, dark=self._theme.is_dark)
        if self._mosaic.enabled:
            self.update()

    def set_cursor(self, z1: float, z2: float) -> None:
        """Move the handle without telling anyone."""
        if (z1, z2) == self._cursor:
            return
        self._update_handle()
        self._cursor = (z1, z2)
        self._update_handle()

    def place(self, z1: float, z2: float) -> None:
        """Put the handle somewhere as its user would: told, and in view."""
        if (z1, z2) == self._cursor:
            return
        self.set_cursor(z1, z2)
        self.cursor_moved.emit(z1, z2)
        seen = self._plane.revealing(z1, z2, _REVEAL_PIXELS)
        if seen != self._plane:
            self._follow = False
            self._look(seen)

    # The view

    def show_all(self) -> None:
        """Fit every code, and follow the cloud as it grows."""
        self._follow = True
        self._fit(jump=True)

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Magnify about a point of the view, or its middle."""
        at = at or QPointF(self._plane.width / 2, self._plane.height / 2)
        self._look(self._plane.zoomed(factor, at.x(), at.y()))
        self._follow = False

    def _fit(self, *, jump: bool) -> None:
        if self._snapshot is None:
            return
        codes = self._snapshot.embedding
        if len(codes) > 100:
            # A few far outliers should not shrink the rest to a speck.
            low, high = np.percentile(codes, (0.1, 99.9), axis=0).astype(np.float32)
            codes = np.stack((low, high))
        # The prior stays in view: it is what the codes are to be compared with.
        codes = np.concatenate((codes, _PRIOR_REACH))
        rect = bounds(codes, margin=0.04)
        wanted = self._plane.fitted(rect)
        if not jump:
            # Grow with the cloud at once, but shrink only when it has become much smaller.
            ratio = wanted.scale / self._plane.scale
            if self._plane.shows(rect) and ratio < 1.6:
                return
        self._look(wanted)

    def _look(self, plane: Plane) -> None:
        if plane != self._plane:
            self._plane = plane
            self._ask_for_mosaic(renew=False)
            self.update()

    def _ask_for_mosaic(self, *, renew: bool) -> None:
        wish = self._mosaic.wish(self._plane, renew=renew)
        if wish is not None and self._snapshot is not None:
            self.mosaic_wanted.emit(*wish)

    def _renew_mosaic(self) -> None:
        self._ask_for_mosaic(renew=True)

    def _tick(self) -> None:
        now = time.perf_counter()
        self._dots.advance(now - self._clock, self._plane.scale)
        self._clock = now
        if not self._dots.gliding:
            self._timer.stop()
        self.update()

    # Painting

    def resizeEvent(self, _event: QResizeEvent) -> None:
        width = self.width() - overlays.LEFT_MARGIN
        height = self.height() - overlays.BOTTOM_MARGIN
        self._look(self._plane.resized(width, height))
        if self._follow:
            self._fit(jump=True)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, plane, font = self._theme, self._plane, self._font()
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(QPointF(0, 0), self._scenery.ground(plane, theme, font, ratio))
        painter.translate(overlays.LEFT_MARGIN, 0)
        view = QRectF(0, 0, plane.width, plane.height)
        painter.setClipRect(view, Qt.ClipOperation.IntersectClip)
        self._mosaic.paint(painter, plane)
        if self._show["dots"]:
            opacity = _DOTS_OVER_MOSAIC if self._mosaic.enabled else 1.0
            self._dots.paint(painter, plane, ratio, opacity)
        if self._show["rings"]:
            self._scenery.paint_rings(painter, plane, theme, font, ratio)
        if self._show["names"]:
            pills = self._scenery.pills(self._names, self._colours, font, ratio)
            within = QRectF(event.rect()).translated(-overlays.LEFT_MARGIN, 0)
            for label, place in self._medians.items():
                if label in self._visible:
                    pills[label].paint(painter, QPointF(*plane.to_pixels(*place)), within)
        dot = self._hovered_dot()
        if dot is not None:
            overlays.paint_hover(painter, plane, dot, theme, font)
        active = self._grab is not None or self.hasFocus()
        corner = on_whole_pixels(painter, overlays.handle_region(self._handle()).topLeft())
        painter.drawPixmap(corner, self._scenery.handle(theme, ratio, active=active))
        if self._snapshot is None:
            painter.setPen(QColor(theme.muted))
            painter.drawText(view, Qt.AlignmentFlag.AlignCenter, "Open a model, or press Train")
        if not self._painted:
            self._painted = True
            self.first_painted.emit()

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(self._theme.type.body)
        return font

    def _handle(self) -> QPointF:
        return QPointF(*self._plane.to_pixels(*self._cursor))

    def _update_handle(self) -> None:
        region = overlays.handle_region(self._handle()).translated(overlays.LEFT_MARGIN, 0)
        self.update(region.toAlignedRect())

    def _hovered_dot(self) -> overlays.HoveredDot | None:
        row, snapshot = self._hovered, self._snapshot
        if row is None or snapshot is None or row >= len(snapshot.labels):
            return None
        z1, z2 = (float(v) for v in snapshot.embedding[row])
        s1, s2 = (float(v) for v in np.exp(0.5 * snapshot.log_variance[row]))
        label = int(snapshot.labels[row])
        lines = (
            f"{self._names[label]}",
            f"{snapshot.split} digit {row:,}",
            f"μ  {z1:.2f}, {z2:.2f}".replace("-", "−"),
            f"σ  {s1:.3f}, {s2:.3f}",
        )
        image = self._images[row] if self._images is not None else None
        return overlays.HoveredDot((z1, z2), (s1, s2), lines, self._colours[label], image)

    # The mouse

    def _in_view(self, event: QMouseEvent | QWheelEvent) -> QPointF:
        return event.position() - QPointF(overlays.LEFT_MARGIN, 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = self._in_view(event)
        offset = self._handle() - at
        self._pressed = at
        self._hover(None)
        if QPointF.dotProduct(offset, offset) <= _GRAB_PIXELS**2:
            self._grab, self._grab_start = offset, self._cursor
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._update_handle()
        else:
            self._pan_from = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._in_view(event)
        if self._grab is not None:
            self._drag_to(at + self._grab)
        elif self._pressed is not None:
            moved = at - self._pressed
            if self._pan_from is None and moved.manhattanLength() > _CLICK_PIXELS:
                self._pan_from = self._pressed
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
            if self._pan_from is not None:
                step = at - self._pan_from
                self._pan_from = at
                self._follow = False
                self._look(self._plane.panned(step.x(), step.y()))
        else:
            self._hover(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = self._in_view(event)
        dragged = self._grab is not None
        clicked = not dragged and self._pan_from is None and self._pressed is not None
        self._let_go()
        if clicked:
            self._drag_to(at)
        if clicked or dragged:
            self.cursor_dropped.emit()
        self._hover(at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.pixelDelta().y() * 3 or event.angleDelta().y()
        if delta:
            self.zoom(_ZOOM_STEP ** (delta / 120), self._in_view(event))
        event.accept()

    def leaveEvent(self, _event: QEvent) -> None:
        self._hover(None)

    def _drag_to(self, at: QPointF) -> None:
        """Put the handle under a pixel of the view, and say so."""
        x = min(max(at.x(), 0.0), self._plane.width)
        y = min(max(at.y(), 0.0), self._plane.height)
        self.set_cursor(*self._plane.to_plane(x, y))
        self.cursor_moved.emit(*self._cursor)

    def _let_go(self) -> None:
        self._grab = self._pressed = self._pan_from = None
        self.unsetCursor()
        self._update_handle()

    def _hover(self, at: QPointF | None) -> None:
        row = None
        if at is not None and self._show["dots"]:
            offset = self._handle() - at
            if QPointF.dotProduct(offset, offset) <= _GRAB_PIXELS**2:
                self.setCursor(Qt.CursorShape.OpenHandCursor)
            else:
                self.unsetCursor()
                reach = _HOVER_PIXELS / self._plane.scale
                row = self._dots.nearest(*self._plane.to_plane(at.x(), at.y()), reach)
        if row != self._hovered:
            self._hovered = row
            self.update()

    # The keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        arrows = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, 1),
            Qt.Key.Key_Down: (0, -1),
        }
        if key in arrows:
            far = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            step = _NUDGE_PIXELS * (10 if far else 1) / self._plane.scale
            right, up = arrows[Qt.Key(key)]
            self.place(self._cursor[0] + right * step, self._cursor[1] + up * step)
            self.cursor_nudged.emit()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / _ZOOM_STEP)
        elif key == Qt.Key.Key_Home:
            self.show_all()
        elif key == Qt.Key.Key_Escape and self._grab is not None:
            start = self._grab_start
            self._let_go()
            self.set_cursor(*start)
            self.cursor_moved.emit(*start)
        else:
            super().keyPressEvent(event)
