"""The dialog of films, bound to the session."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from vae_explorer.core.film.storyboard import Storyboard
from vae_explorer.core.paths import Digit, Place, Point
from vae_explorer.core.pins import Pin
from vae_explorer.core.timeline.frame import Frame
from vae_explorer.session.desk import Desk
from vae_explorer.views.style.theme import Theme


def show_film(desk: Desk, theme: Theme, window: QWidget) -> None:
    """Open the dialog for the run on the screen, or show the one that is open."""
    from vae_explorer.views.window.film_dialog import FilmDialog

    there = window.findChild(FilmDialog)
    if there is not None:
        there.raise_()
        there.activateWindow()
        return
    run = desk.workspace.shown
    if run is None or not run.timeline.frames:
        return
    last, films, run_id = run.timeline.frames[-1], desk.films, run.id
    pins = _places(desk.workspace.pins.all, last)
    dialog = FilmDialog(run.name, last.epoch, desk.workspace.probe, pins, theme, window)

    def preview(storyboard: Storyboard, part: float) -> None:
        if (now := desk.workspace.run(run_id)) is not None:
            films.preview(now, storyboard, part)

    def make(storyboard: Storyboard, path: Path) -> None:
        if (now := desk.workspace.run(run_id)) is not None:
            films.make(now, storyboard, path)

    dialog.preview_wanted.connect(preview)
    dialog.film_wanted.connect(make)
    dialog.cancel_wanted.connect(films.cancel)
    dialog.told.connect(desk.post)
    films.previewed.connect(dialog.show_preview)
    films.under_way_changed.connect(dialog.follow)
    films.progressed.connect(dialog.show_progress, Qt.ConnectionType.QueuedConnection)
    films.message_posted.connect(dialog.tell)
    if films.under_way:
        dialog.follow(True)
    dialog.show()


def _places(pins: Iterable[Pin], frame: Frame) -> tuple[Place, ...]:
    """Return the places of the pins that a run can have."""
    dataset, rows = frame.config.dataset, len(frame.labels)
    return tuple(
        Point(*pin.z) if pin.z is not None else Digit(pin.row or 0)
        for pin in pins
        if pin.is_of(dataset, rows)
    )
