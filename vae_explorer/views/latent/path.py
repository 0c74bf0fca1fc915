"""The path in the plot: shown while somebody looks at it, and its ends moved by hand."""

from __future__ import annotations

from vae_explorer.core.paths import Digit, Place, Point
from vae_explorer.session.interpolation import Interpolation
from vae_explorer.views.latent.layers.path import Way
from vae_explorer.views.latent.plot import LatentPlot


def bind_path(plot: LatentPlot, interpolation: Interpolation) -> None:
    """Show the way of an interpolation, and let its ends be dragged, or picked with a click."""

    def way() -> Way | None:
        ends, at = interpolation.ends, interpolation.at
        return Way(*ends, at) if ends is not None and at is not None else None

    def move(_frame: int) -> None:
        if (now := way()) is not None:
            plot.move_on_way(now)

    before: dict[int, Place] = {}  # what an end was that is being dragged

    def drag(which: int, z1: float, z2: float) -> None:
        if interpolation.places is not None:
            before.setdefault(which, interpolation.places[which])
        interpolation.put(which, Point(z1, z2))

    def drop(which: int, z1: float, z2: float, row: int | None) -> None:
        before.clear()
        interpolation.put(which, Point(z1, z2) if row is None else Digit(row))

    def put_back(which: int) -> None:
        if (place := before.pop(which, None)) is not None:
            interpolation.put(which, place)

    interpolation.ends_changed.connect(lambda: plot.set_way(way()))
    interpolation.frame_changed.connect(move)
    interpolation.picking_changed.connect(
        lambda: plot.set_picking(interpolation.picking is not None)
    )
    plot.path_end_dragged.connect(drag)
    plot.path_end_dropped.connect(drop)
    plot.path_end_cancelled.connect(put_back)
    plot.pick_cancelled.connect(lambda: interpolation.pick(None))
    plot.picked.connect(interpolation.take)
    plot.set_way(way())
