"""``vae-explorer path``."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from vae_explorer.commands.arguments import add_model, frame_count, place
from vae_explorer.commands.output import check_writable, progress_bar, say
from vae_explorer.commands.stopping import StopRequest
from vae_explorer.core.errors import Interrupted, UserError
from vae_explorer.core.paths import (
    DEFAULT_STEPS,
    FEWEST_WAYPOINTS,
    MOST_WAYPOINTS,
    Pair,
    Route,
    code_of,
    evenly,
    settled,
)
from vae_explorer.core.storage.bundled import load_model
from vae_explorer.core.text import count

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vae_explorer.core.geodesics import Length
    from vae_explorer.core.snapshot import Snapshot


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    add_model(parser)
    parser.add_argument(
        "--via",
        type=place,
        action="append",
        required=True,
        metavar="PLACE",
        help="a waypoint, in their order, two at least: a point, such as -1.5,0.3; a digit by its "
        "row, such as #4021; or a class, such as 7, for the digit whose code is nearest to the "
        "median of its codes",
    )
    parser.add_argument(
        "--steps",
        type=frame_count,
        default=DEFAULT_STEPS,
        metavar="N",
        help=f"images, spread evenly along the way (default: {DEFAULT_STEPS})",
    )
    parser.add_argument(
        "--shortest",
        action="store_true",
        help="go the shortest way under the decoder's metric, on which the image changes the least",
    )
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="a .gif or .mp4 file (there and back), a .png file (side by side), a .npz file "
        "(points, images, waypoints), or a folder for PNG pictures that is not there yet",
    )


def run(arguments: Namespace) -> int:
    """Decode the way along some waypoints and save it."""
    from vae_explorer.core.path_files import kind_of, path_images, write_path

    if not FEWEST_WAYPOINTS <= len(arguments.via) <= MOST_WAYPOINTS:
        given, most = count(len(arguments.via), "waypoint"), MOST_WAYPOINTS
        raise UserError(f"A path has 2 to {most} waypoints, not {given}.", "Give --via for each.")
    if arguments.out.suffix:
        check_writable(arguments.out)
    elif not arguments.out.resolve().parent.is_dir():
        folder = arguments.out.resolve().parent
        raise UserError(f"The folder {folder} does not exist.", "Create it.")
    kind_of(arguments.out)
    snapshot = load_model(arguments.model)

    import numpy as np

    places = tuple(settled(snapshot, via) for via in arguments.via)
    route = Route(places, arguments.shortest)
    where = tuple(code_of(snapshot, via) for via in places)
    with StopRequest() as stop:

        def cancelled() -> bool:
            return stop.requested

        try:
            z, *lengths = _way(snapshot, route, where, arguments.steps, cancelled)
            images = (snapshot.decode(z).clip(0, 1) * 255 + 0.5).astype(np.uint8)
            made = path_images(snapshot, route, where, z, images)
            with progress_bar(None, "writing", unit=" pictures") as bar:

                def show(done: int, total: int) -> None:
                    bar.total = total
                    bar.update(done - bar.n)

                write_path(arguments.out, made, progress=show, cancelled=cancelled)
        except Interrupted:
            raise KeyboardInterrupt from None  # which the program tells of as ever
    through = " to ".join(f"({z1:.2f}, {z2:.2f})" for z1, z2 in where)
    say(f"Saved {arguments.out}: {len(images)} images from {through}.")
    names = ("straight", "shortest")
    told = "; ".join(_told(*named) for named in zip(names, lengths, strict=False))
    say(f"Length: {told}.")
    return 0


def _told(name: str, length: Length) -> str:
    return f"{name} {length.images:.1f} in pixels, {length.plane:.2f} in the plane"


def _way(
    snapshot: Snapshot,
    route: Route,
    where: tuple[Pair, ...],
    steps: int,
    cancelled: Callable[[], bool],
) -> tuple[NDArray[np.float32], *tuple[Length, ...]]:
    """Return points of the way, (steps, 2), and the length of the straight one, or of both."""
    import numpy as np
    import torch

    from vae_explorer.core import decoder_metric, geodesics

    waypoints = np.array(where)
    if not route.shortest:
        line = evenly(waypoints, 100 * len(where))
        return evenly(waypoints, steps), geodesics.length_of(snapshot.decode, line)
    # Hundreds of small products: two threads would spend the time waiting for each other.
    torch.set_num_threads(1)
    rect = decoder_metric.region_for(waypoints, snapshot.embedding)
    metric = decoder_metric.metric_of(snapshot.decode, rect, cancelled=cancelled)
    found = geodesics.shortest_route(snapshot.decode, waypoints, metric, cancelled)
    return evenly(found.points, steps, found.along), found.straight, found.shortest
