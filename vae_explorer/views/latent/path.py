"""The path in the plot: shown while somebody looks at it, and laid out by hand."""

from __future__ import annotations

from vae_explorer.core.paths import Digit, Point
from vae_explorer.session.paths import Paths
from vae_explorer.session.workspace import Workspace
from vae_explorer.views.attach import attach
from vae_explorer.views.latent.layers.path import Way
from vae_explorer.views.latent.plot import LatentPlot


def bind_path(plot: LatentPlot, paths: Paths, workspace: Workspace) -> None:
    """Show the way of a route, and let its waypoints be dragged, added, removed, or picked."""
    route, hand = workspace.route, plot.path_hand

    def way() -> Way | None:
        where = paths.where
        if not where:
            return None
        return Way(where, paths.line, paths.middles, paths.at, route.current)

    def show() -> None:
        plot.set_way(way())

    def move(_frame: int) -> None:
        if (now := plot.path.way) is not None:
            plot.move_on_way(now._replace(at=paths.at))

    def drag(which: int, z1: float, z2: float) -> None:
        route.move(which, Point(z1, z2), settled=False)

    def drop(which: int, z1: float, z2: float, row: int | None) -> None:
        paths.put(which, Point(z1, z2) if row is None else Digit(row))
        route.settle()

    def insert(which: int, z1: float, z2: float) -> None:
        route.insert(which, Point(z1, z2), settled=False)

    def pick() -> None:
        if route.picking is not None:
            workspace.selected.take("")  # a click picks, and does not begin a lasso
        plot.set_picking(route.picking is not None)

    attach(plot, paths.changed, show)
    attach(plot, paths.frame_changed, move)
    attach(plot, route.current_changed, show)
    attach(plot, route.picking_changed, pick)
    hand.dragged.connect(drag)
    hand.dropped.connect(drop)
    hand.inserted.connect(insert)
    hand.cancelled.connect(route.put_back)
    hand.chosen.connect(route.choose)
    hand.insert_wanted.connect(paths.insert_after)
    hand.remove_wanted.connect(route.remove)
    hand.delete_wanted.connect(route.remove_current)
    plot.pick_cancelled.connect(lambda: route.pick(None))
    plot.picked.connect(paths.take)
    show()
