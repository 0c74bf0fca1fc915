"""Between the Path panel and the session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import marked
from vae_explorer.core.path_files import PathImages, kind_of, path_images, write_path
from vae_explorer.session.desk import Desk
from vae_explorer.session.path_film import Film
from vae_explorer.session.paths import TOPIC
from vae_explorer.session.state import Message
from vae_explorer.views.attach import attach
from vae_explorer.views.panels.path_lengths import ADDING, WAITING

if TYPE_CHECKING:
    from vae_explorer.views.panels.path_panel import PathPanel

_ONE_MORE = marked("Click another digit, or a place, in the plot.")


def bind_path(panel: PathPanel, desk: Desk) -> None:
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
            forget(_ONE_MORE if route.now.places else ADDING)

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

    def forget(why: str = WAITING) -> None:
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

    def go_to(frame: int) -> None:
        paths.show_frame(frame)
        if panel.image.isHidden() and paths.at is not None:  # what is decoded is seen elsewhere
            workspace.move(*paths.at, 2)
            workspace.settle(TOPIC)

    def give_way(z1: float, z2: float) -> None:
        if panel.image.isHidden() and (z1, z2) != paths.at:  # a hand has taken the handle
            transport.player.pause()

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
    transport.frame_wanted.connect(go_to)
    transport.cancel_wanted.connect(desk.pictures.cancel)
    desk.pictures.under_way_changed.connect(transport.set_saving)
    desk.pictures.progressed.connect(transport.show_saved)
    panel.film.frame_wanted.connect(go_to)
    panel.confidence.frame_wanted.connect(go_to)
    attach(panel, workspace.probe_changed, give_way)
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
