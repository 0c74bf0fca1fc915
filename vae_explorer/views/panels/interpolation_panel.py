"""The way from one place of the plane to another, as images."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from vae_explorer.core.drawing.geometry import tile
from vae_explorer.core.paths import there_and_back
from vae_explorer.core.storage.picture_files import gif_bytes, png_bytes
from vae_explorer.session.desk import Desk
from vae_explorer.session.interpolation import FROM, TO, Film
from vae_explorer.views.interpolation.ends import Ends
from vae_explorer.views.interpolation.filmstrip import Filmstrip
from vae_explorer.views.interpolation.transport import Transport
from vae_explorer.views.style.theme import Theme
from vae_explorer.views.widgets.image_view import ImageView

_NARROW = 430  # units of width, below which the image at the left has no room
_FILES = {"gif": "Animation, there and back (*.gif)", "png": "All frames side by side (*.png)"}
_WAITING = "The way between two digits appears here."


class InterpolationPanel(QWidget):
    """Two ends, the frames between them, the one that is looked at, and a player.

    Attributes
    ----------
    save_wanted
        ``"gif"`` or ``"png"``, and a `Path`.
    seen
        Whether the panel is on the screen.
    ends, film, transport
        Its parts, which say what is wanted.
    """

    save_wanted = Signal(str, Path)
    seen = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._images: NDArray[np.uint8] | None = None
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Interpolation")
        self.image = ImageView(theme)
        self.image.setAccessibleName("Frame of the interpolation")
        self.ends = Ends(theme)
        self.film = Filmstrip(theme)
        self.film.setAccessibleName("Filmstrip")
        self.film.set_waiting(_WAITING)
        self.transport = Transport(theme)
        self.transport.save_wanted.connect(self._ask_for_file)
        self._column = column = QVBoxLayout()
        column.setSpacing(theme.space.xs)
        column.addWidget(self.ends)
        column.addWidget(self.film, 1)
        column.addWidget(self.transport)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space.m, theme.space.xs, theme.space.m, theme.space.s)
        row.setSpacing(theme.space.m)
        row.addWidget(self.image)
        row.addLayout(column, 1)
        self.set_images(None)
        self.set_theme(theme)

    def sizeHint(self) -> QSize:
        return QSize(640, 180)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self.image, self.ends, self.film, self.transport):
            part.set_theme(theme)
        self._arrange()

    def set_frame(self, frame: int) -> None:
        """Show a frame, without telling anyone."""
        self.transport.set_frame(frame)
        self.film.set_frame(frame)
        self._show_frame()

    def set_images(self, images: NDArray[np.uint8] | None) -> None:
        """Take all frames, (N, C, H, W); None for none."""
        self._images = images
        self.film.set_images(images)
        self.transport.set_enabled(images is not None)
        self._show_frame()

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

    def _ask_for_file(self, kind: str) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Save the interpolation", f"interpolation.{kind}", _FILES[kind]
        )
        if chosen:
            path = Path(chosen)
            self.save_wanted.emit(kind, path if path.suffix else path.with_suffix(f".{kind}"))

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
        self.image.setVisible(self.width() >= _NARROW * self._theme.scale)
        self.image.setFixedWidth(max(84, min(side, room // 3)))
        # Which need not have room for the image.
        least = self._column.minimumSize() + QSize(self.width() - room, self.height() - side)
        self.setMinimumSize(least)


def bind(panel: InterpolationPanel, desk: Desk) -> None:
    """Show the way of the session's interpolation, and let it be chosen here."""
    way, workspace = desk.interpolation, desk.workspace
    ends, transport = panel.ends, panel.transport

    def show_ends() -> None:
        transport.set_steps(way.steps)
        ends.set_places(way.name_of(FROM), way.name_of(TO))
        panel.set_frame(way.frame)
        if (snapshot := workspace.snapshot) is not None:
            ends.set_classes(snapshot.class_names)

    def show_film(film: Film) -> None:
        panel.set_images(film.images)

    def forget() -> None:
        if workspace.snapshot is None:
            panel.set_images(None)

    def save(kind: str, path: Path) -> None:
        if panel.images is not None:
            frame_ms = round(1000 / transport.player.rate)
            desk.pictures.write(path, partial(_WRITERS[kind], panel.images, frame_ms))

    ends.place_wanted.connect(way.put)
    ends.probe_wanted.connect(way.put_at_probe)
    ends.pick_wanted.connect(way.pick)
    ends.swap_wanted.connect(way.swap)
    ends.message.connect(desk.post)
    transport.steps_wanted.connect(way.set_steps)
    transport.frame_wanted.connect(way.show_frame)
    panel.film.frame_wanted.connect(way.show_frame)
    panel.save_wanted.connect(save)
    panel.seen.connect(way.set_active)
    way.ends_changed.connect(show_ends)
    way.frame_changed.connect(panel.set_frame)
    way.film_changed.connect(show_film)
    workspace.shown_changed.connect(forget)
    way.set_active(panel.isVisible())
    show_ends()


def _gif(images: NDArray[np.uint8], frame_ms: int) -> bytes:
    return gif_bytes(images[there_and_back(len(images))], frame_ms)


def _strip(images: NDArray[np.uint8], _frame_ms: int) -> bytes:
    return png_bytes(tile(images, len(images)))


_WRITERS = {"gif": _gif, "png": _strip}
build = InterpolationPanel
