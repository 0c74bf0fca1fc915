"""``vae-explorer sample`` and ``vae-explorer interpolate``."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from vae_explorer.commands.arguments import (
    add_model,
    component_count,
    frame_count,
    image_count,
    place,
    seed,
)
from vae_explorer.commands.output import check_writable, say
from vae_explorer.commands.pictures import strip
from vae_explorer.core.measures.samplers import DEFAULT_COMPONENTS, SAMPLERS, finite_codes
from vae_explorer.core.paths import (
    DEFAULT_STEPS,
    code_of,
    straight,
    there_and_back,
)
from vae_explorer.core.storage.bundled import load_model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def add_sample_arguments(parser: ArgumentParser) -> None:
    """Declare sample's options."""
    add_model(parser)
    parser.add_argument(
        "--n", type=image_count, default=100, metavar="N", help="how many images (default: 100)"
    )
    parser.add_argument(
        "--draw",
        action="store_true",
        help="draw each pixel from p(x given z) in place of showing its mean",
    )
    parser.add_argument(
        "--sampler",
        choices=tuple(SAMPLERS),
        default="prior",
        metavar="KEY",
        help="where z is drawn from: "
        + "; ".join(f"{key} ({sampler.title})" for key, sampler in SAMPLERS.items())
        + " (default: prior)",
    )
    parser.add_argument(
        "--components",
        type=component_count,
        default=DEFAULT_COMPONENTS,
        metavar="K",
        help=f"Gaussians in the mixture (default: {DEFAULT_COMPONENTS})",
    )
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="(default: 0)")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="a .png file")


def run_sample(arguments: Namespace) -> int:
    """Draw points of the plane, and save what they decode to as one picture."""
    check_writable(arguments.out, (".png",))
    snapshot = load_model(arguments.model)

    import math

    import numpy as np

    from vae_explorer.core.drawing.geometry import tile
    from vae_explorer.core.measures.density import density_of
    from vae_explorer.core.storage.atomic import write_atomically
    from vae_explorer.core.storage.picture_files import png_bytes

    sampler = SAMPLERS[arguments.sampler]
    z = sampler.draw(snapshot, arguments.n, arguments.seed, arguments.components)
    images = snapshot.show(z, arguments.seed if arguments.draw else None)
    columns = math.ceil(math.sqrt(len(images)))
    blank = -len(images) % columns
    images = np.concatenate((images, np.zeros((blank, *images.shape[1:]), np.float32)))
    write_atomically(arguments.out, png_bytes(tile(images, columns)))
    what = "drawn from p(x given z)" if arguments.draw else "means of p(x given z)"
    say(f"Saved {arguments.out}: {arguments.n} images at z from {_name(sampler.title)}, {what}.")
    means, log_variances = finite_codes(snapshot)
    if len(means) and snapshot.config.kind.has_encoder:
        holes = int(density_of(means, log_variances).in_hole(z).sum())
        part = f"{holes} of {arguments.n} ({holes / arguments.n:.0%})"
        say(f"{part} in holes, where the encoder hardly ever puts an image.")
    return 0


def _name(title: str) -> str:
    return title[0].lower() + title[1:]


def add_interpolate_arguments(parser: ArgumentParser) -> None:
    """Declare interpolate's options."""
    add_model(parser)
    for flag, words in (("--from", "where it begins"), ("--to", "where it ends")):
        parser.add_argument(
            flag,
            dest=flag.strip("-") + "_place",
            type=place,
            required=True,
            metavar="PLACE",
            help=f"{words}: a class, such as 7, for the digit whose code is nearest to the median "
            "of its codes; a digit by its row, such as #4021; or a point, such as -1.5,0.3",
        )
    parser.add_argument(
        "--steps",
        type=frame_count,
        default=DEFAULT_STEPS,
        metavar="N",
        help=f"images (default: {DEFAULT_STEPS})",
    )
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="a .gif file (back and forth) or a .png file (side by side)",
    )


def run_interpolate(arguments: Namespace) -> int:
    """Decode a straight line between two points of the plane."""
    check_writable(arguments.out, tuple(_WRITERS))
    snapshot = load_model(arguments.model)

    from vae_explorer.core.storage.atomic import write_atomically

    start, end = (code_of(snapshot, end) for end in (arguments.from_place, arguments.to_place))
    images = snapshot.decode(straight(start, end, arguments.steps))
    write_atomically(arguments.out, _WRITERS[arguments.out.suffix.lower()](images))
    ends = " to ".join(f"({z[0]:.2f}, {z[1]:.2f})" for z in (start, end))
    say(f"Saved {arguments.out}: {len(images)} images from {ends}.")
    return 0


def _gif(images: NDArray[np.float32]) -> bytes:
    """Return an animation that runs back and forth for ever."""
    from vae_explorer.core.storage.picture_files import gif_bytes

    return gif_bytes(images[there_and_back(len(images))])


_WRITERS = {".gif": _gif, ".png": strip}
