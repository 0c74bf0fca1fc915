"""The way along waypoints of the plane, as images."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from vae_explorer.core.geodesics import Length
from vae_explorer.core.language import marked, tr
from vae_explorer.core.path_files import KINDS
from vae_explorer.session.desk import Desk
from vae_explorer.session.waypoints import ADD
from vae_explorer.views.panels.path_binding import bind_path
from vae_explorer.views.panels.path_lengths import ADDING, ADDING_BRIEF, UNITS, WAITING, told
from vae_explorer.views.route.confidence import ConfidenceStrip
from vae_explorer.views.route.filmstrip import Filmstrip
from vae_explorer.views.route.transport import Transport
from vae_explorer.views.route.waypoints import WaypointRow
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.elided_label import ElidedLabel
from vae_explorer.views.widgets.form import ComboBox, explain
from vae_explorer.views.widgets.image_view import ImageView

_NARROW = 540  # units of width, below which the image at the left has no room
_WAYS = {False: marked("Straight"), True: marked("Shortest")}


class PathPanel(QWidget):
    """Waypoints, the frames along the way, the one that is looked at, and a player.

    Attributes
    ----------
    save_wanted
        A `Path` to save to.
    shortest_wanted
        Whether the shortest way should be taken.
    seen
        Whether the panel is on the screen.
    waypoints, film, transport
        Its parts, which say what is wanted.
    """

    save_wanted = Signal(Path)
    shortest_wanted = Signal(bool)
    seen = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._images: NDArray[np.uint8] | None = None
        self._lengths: tuple[Length, Length] | None = None
        self._step: int | None = None
        self._adding = False
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Path"))
        self.image = ImageView(theme)
        self.image.setAccessibleName(tr("Frame of the path"))
        self.waypoints = WaypointRow(theme)
        self.film = Filmstrip(theme)
        self.film.setAccessibleName(tr("Filmstrip"))
        self.film.set_waiting(tr(WAITING))
        self.confidence = ConfidenceStrip(theme, self.film)
        self.transport = Transport(theme)
        self.transport.save_wanted.connect(self._ask_for_file)
        self._column = column = QVBoxLayout()
        column.setSpacing(theme.space.xs)
        column.addWidget(self.waypoints)
        column.addWidget(self._lengths_line())
        column.addWidget(self.film, 1)
        column.addWidget(self.confidence)
        column.addLayout(self._way_row())
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space.m, theme.space.xs, theme.space.m, theme.space.s)
        row.setSpacing(theme.space.m)
        row.addWidget(self.image)
        row.addLayout(column, 1)
        self.set_images(None)
        self.set_theme(theme)

    def _way_row(self) -> QHBoxLayout:
        self._ways = ComboBox()
        self._ways.setMinimumContentsLength(6)
        for shortest, title in _WAYS.items():
            self._ways.addItem(tr(title), shortest)
        explain(
            self._ways,
            tr("Way"),
            tr(
                "From waypoint to waypoint, straight in the plane, with steps of equal length "
                "there; or shortest under the decoder’s metric, on which the image changes the "
                "least, by as much at each step."
            ),
        )
        self._ways.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._ways.currentIndexChanged.connect(
            lambda: self.shortest_wanted.emit(self._ways.currentData())
        )
        row = QHBoxLayout()
        row.setSpacing(self._theme.space.s)
        row.addWidget(self._ways)
        row.addWidget(self.transport, 1)
        return row

    def _lengths_line(self) -> ElidedLabel:
        self._told = ElidedLabel(tr("Lengths"))
        self._tell()
        return self._told

    def sizeHint(self) -> QSize:
        return QSize(640, 190)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self.image, self.waypoints, self.film, self.confidence, self.transport):
            part.set_theme(theme)
        self._arrange()

    def set_shortest(self, shortest: bool) -> None:
        """Show which way is taken, without telling anyone."""
        self._ways.blockSignals(True)
        self._ways.select(shortest)
        self._ways.blockSignals(False)

    def set_lengths(self, lengths: tuple[Length, Length] | None, step: int | None = None) -> None:
        """Tell how long the straight way and the shortest are, and at which step if that matters.

        None while nobody knows.
        """
        self._lengths, self._step = lengths, step
        self._tell()

    def set_picking(self, which: int | None) -> None:
        """Show whether clicks in the plot add waypoints."""
        self._adding = which == ADD
        self.waypoints.set_picking(which)
        self._tell()

    def _tell(self) -> None:
        """Say how to add waypoints, where the film does not, or how long the ways are."""
        if self._adding:
            words = tr(ADDING) if self._images is not None else ""
            self._told.set_words(words, tr(ADDING_BRIEF) if words else "")
        else:
            lengths, step = self._lengths, self._step
            self._told.set_words(told(lengths, step), told(lengths, step, brief=True))
            self._told.setToolTip(f"<qt>{escape(tr(UNITS))}</qt>")

    def set_frame(self, frame: int) -> None:
        """Show a frame, without telling anyone."""
        self.transport.set_frame(frame)
        self.film.set_frame(frame)
        self._show_frame()

    def set_images(self, images: NDArray[np.uint8] | None, waiting: str = WAITING) -> None:
        """Take all frames, (N, C, H, W); None for none, and why, `marked`."""
        self._images = images
        self.film.set_waiting(tr(waiting))
        self.film.set_images(images)
        self.transport.set_enabled(images is not None)
        self._show_frame()
        self._tell()

    def set_confidence(
        self,
        probabilities: NDArray[np.float32] | None,
        names: tuple[str, ...] = (),
        labels: tuple[int | None, ...] = (),
    ) -> None:
        """Show what a classifier takes the frames for; see `ConfidenceStrip.set_confidence`."""
        self.confidence.set_confidence(probabilities, names, labels)
        self._arrange()

    @property
    def images(self) -> NDArray[np.uint8] | None:
        """The frames, as they were taken."""
        return self._images

    def _show_frame(self) -> None:
        images = self._images
        if images is None:
            self.image.set_image(None)
        else:  # in [0, 1], as everywhere else
            frame = min(self.transport.frame, len(images) - 1)
            self.image.set_image(images[frame] / np.float32(255))

    def state(self) -> dict[str, object]:
        """What is worth remembering."""
        return self.transport.state()

    def restore(self, state: Mapping[str, object]) -> None:
        """Restore `state`."""
        self.transport.restore(state)

    def _ask_for_file(self, suffix: str) -> None:
        kinds = f"{tr(KINDS[suffix].title)} (*{suffix})" if suffix else ""
        title = tr("Save the path")
        chosen, _ = QFileDialog.getSaveFileName(self, title, f"path{suffix}", kinds)
        if chosen:
            path = Path(chosen)
            self.save_wanted.emit(path if path.suffix or not suffix else path.with_suffix(suffix))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        self.transport.player.pause()
        self.seen.emit(False)
        super().hideEvent(event)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._arrange()

    def _arrange(self) -> None:
        """Give the image a square of the panel's height, where there is room beside it."""
        side = self.height() - self._theme.space.xs - self._theme.space.s
        room = self.width() - 2 * self._theme.space.m
        # Which need not have room for the image, nor for all of the rest.
        least = self._column.minimumSize() + QSize(self.width() - room, self.height() - side)
        strip = self.confidence.sizeHint().height() + self._column.spacing()
        bare = least.height() - (0 if self.confidence.isHidden() else strip)
        self.setMinimumSize(least.width() - self.transport.spare, bare)
        roomy = self.width() >= _NARROW * self._theme.scale
        self.image.setVisible(roomy)
        self.transport.set_roomy(roomy)
        tall = self.height() >= bare + strip  # the film would be squeezed
        self.confidence.setVisible(tall and self.confidence.has_something)
        self.image.setFixedWidth(max(84, min(side, room // 3)))


def bind(panel: PathPanel, desk: Desk) -> None:
    """Show the way of the session's route, and let it be chosen here."""
    bind_path(panel, desk)


build = PathPanel
