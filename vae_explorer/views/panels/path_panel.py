"""The way along waypoints of the plane, as images."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from vae_explorer.core.errors import UserError
from vae_explorer.core.geodesics import Length
from vae_explorer.core.language import marked, tr
from vae_explorer.core.path_files import KINDS, PathImages, kind_of, path_images, write_path
from vae_explorer.session.desk import Desk
from vae_explorer.session.path_film import Film
from vae_explorer.session.paths import TOPIC
from vae_explorer.session.state import Message
from vae_explorer.session.waypoints import ADD
from vae_explorer.views.attach import attach
from vae_explorer.views.panels.path_lengths import UNITS, told
from vae_explorer.views.route.confidence import ConfidenceStrip
from vae_explorer.views.route.filmstrip import Filmstrip
from vae_explorer.views.route.transport import Transport
from vae_explorer.views.route.waypoints import WaypointRow
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.form import ComboBox, explain
from vae_explorer.views.widgets.image_view import ImageView

_NARROW = 540  # units of width, below which the image at the left has no room
_TALL = 150  # units of height, below which the classifier's strip would squeeze the film
_WAITING = marked("The way between two digits appears here.")
_ONE_MORE = marked("Click another digit, or a place, in the plot.")
_ADDING = marked("Click digits or places in the plot; Backspace takes the last back, Esc ends.")
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
        self.film.set_waiting(tr(_WAITING))
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

    def _lengths_line(self) -> QLabel:
        self._told = QLabel()
        self._told.setProperty("role", "caption")
        self._told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        explain(self._told, tr("Lengths"), tr(UNITS))
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
        self._told.setText(tr(_ADDING) if self._adding else told(self._lengths, self._step))
        self._told.setAccessibleDescription(self._told.text())

    def set_frame(self, frame: int) -> None:
        """Show a frame, without telling anyone."""
        self.transport.set_frame(frame)
        self.film.set_frame(frame)
        self._show_frame()

    def set_images(self, images: NDArray[np.uint8] | None, waiting: str = _WAITING) -> None:
        """Take all frames, (N, C, H, W); None for none, and why, `marked`."""
        self._images = images
        self.film.set_waiting(tr(waiting))
        self.film.set_images(images)
        self.transport.set_enabled(images is not None)
        self._show_frame()

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
        squeezed = not self.confidence.isHidden()
        strip = self.confidence.sizeHint().height() + self._column.spacing() if squeezed else 0
        self.setMinimumSize(least - QSize(self.transport.spare, strip))
        roomy = self.width() >= _NARROW * self._theme.scale
        self.image.setVisible(roomy)
        self.transport.set_roomy(roomy)
        tall = self.height() >= _TALL * self._theme.scale
        self.confidence.setVisible(tall and self.confidence.has_something)
        self.image.setFixedWidth(max(84, min(side, room // 3)))


def bind(panel: PathPanel, desk: Desk) -> None:
    """Show the way of the session's route, and let it be chosen here."""
    paths, route, workspace = desk.paths, desk.workspace.route, desk.workspace
    row, transport = panel.waypoints, panel.transport
    films: list[Film] = []  # the newest, if there is one

    def show() -> None:
        transport.set_steps(paths.steps)
        row.set_places([paths.name_of(i) for i in range(len(route.now.places))])
        panel.set_shortest(route.now.shortest)
        panel.set_lengths(paths.lengths, paths.lengths_step)
        panel.set_frame(paths.frame)
        if (snapshot := workspace.snapshot) is not None:
            row.set_classes(snapshot.class_names)
        if not route.now.is_whole:
            forget(_ONE_MORE if route.now.places else _ADDING)

    def show_film(film: Film) -> None:
        if route.now.is_whole:
            films[:] = [film]
            panel.set_images(film.images)
            show_confidence(film)

    def show_confidence(film: Film) -> None:
        snapshot, classifier = workspace.snapshot, film.classifier
        if snapshot is None or classifier is None or film.confidence is None:
            panel.set_confidence(None)
            return
        known = snapshot.class_names
        names = classifier.class_names
        labels = tuple(known.index(name) if name in known else None for name in names)
        panel.set_confidence(film.confidence, names, labels)

    def forget(why: str = _WAITING) -> None:
        films.clear()
        panel.set_images(None, why)
        panel.set_confidence(None)

    def look() -> None:
        if workspace.snapshot is None:
            forget()

    def save(path: Path) -> None:
        snapshot = workspace.snapshot
        if not films or snapshot is None:
            return
        try:
            kind_of(path)
        except UserError as error:
            desk.post(Message.about(error, topic=TOPIC))
            return
        film = films[0]
        made = path_images(snapshot, route.now, paths.where, film.points, film.images)
        desk.pictures.let(path, _writer(made, transport.player.rate))

    def lengths() -> None:
        panel.set_lengths(paths.lengths, paths.lengths_step)

    row.place_wanted.connect(paths.put)
    row.probe_wanted.connect(paths.put_at_probe)
    row.pick_wanted.connect(route.pick)
    row.insert_wanted.connect(paths.insert_after)
    row.remove_wanted.connect(route.remove)
    row.chosen.connect(route.choose)
    row.swap_wanted.connect(route.reverse)
    row.new_wanted.connect(route.begin_anew)
    row.message.connect(desk.post)
    panel.shortest_wanted.connect(lambda shortest: route.take(shortest=shortest))
    transport.steps_wanted.connect(paths.set_steps)
    transport.frame_wanted.connect(paths.show_frame)
    transport.cancel_wanted.connect(desk.pictures.cancel)
    desk.pictures.under_way_changed.connect(transport.set_saving)
    desk.pictures.progressed.connect(transport.show_saved)
    panel.film.frame_wanted.connect(paths.show_frame)
    panel.confidence.frame_wanted.connect(paths.show_frame)
    panel.save_wanted.connect(save)
    panel.seen.connect(paths.set_active)
    attach(panel, paths.changed, show)
    attach(panel, paths.lengths_changed, lengths)
    paths.frame_changed.connect(panel.set_frame)
    attach(panel, paths.film_changed, show_film)
    attach(panel, route.picking_changed, lambda: panel.set_picking(route.picking))
    attach(panel, route.current_changed, lambda: row.set_current(route.current))
    attach(panel, workspace.shown_changed, look)
    paths.set_active(panel.isVisible())
    show()


def _writer(made: PathImages, rate: float) -> Callable[..., None]:
    """Return what writes it, to be called on a thread."""

    def write(
        path: Path, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
    ) -> None:
        write_path(path, made, rate, progress, cancelled)

    return write


build = PathPanel
