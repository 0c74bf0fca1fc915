"""``vae-explorer sample`` and ``vae-explorer interpolate``."""

from __future__ import annotations

import io
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from vae_explorer.commands.arguments import (
    add_model,
    component_count,
    frame_count,
    image_count,
    point,
    seed,
)
from vae_explorer.commands.output import check_writable, png_bytes, say
from vae_explorer.commands.pictures import strip
from vae_explorer.core.errors import UserError
from vae_explorer.core.measures.samplers import DEFAULT_COMPONENTS, SAMPLERS, finite_codes
from vae_explorer.core.storage.bundled import load_model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vae_explorer.core.snapshot import Snapshot

_FRAME_MS = 40
_SMALLEST = 280  # pixels of a GIF's shorter side: players smooth what is smaller


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
    if len(means):
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
            type=_place,
            required=True,
            metavar="DIGIT|Z1,Z2",
            help=f"{words}: a class, such as 7, at the median of its codes, or a point",
        )
    parser.add_argument(
        "--steps", type=frame_count, default=100, metavar="N", help="images (default: 100)"
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

    import numpy as np

    from vae_explorer.core.storage.atomic import write_atomically

    start, end = (
        np.array(_code(snapshot, place), np.float32)
        for place in (arguments.from_place, arguments.to_place)
    )
    part = np.linspace(0, 1, arguments.steps, dtype=np.float32)[:, None]
    images = snapshot.decode(start + part * (end - start))
    write_atomically(arguments.out, _WRITERS[arguments.out.suffix.lower()](images))
    ends = " to ".join(f"({z[0]:.2f}, {z[1]:.2f})" for z in (start, end))
    say(f"Saved {arguments.out}: {len(images)} images from {ends}.")
    return 0


def _place(text: str) -> str | tuple[float, float]:
    if "," in text:
        return point(text)
    if not text.strip():
        raise ArgumentTypeError("an empty name is neither a class nor a point")
    return text.strip()


def _code(snapshot: Snapshot, place: str | tuple[float, float]) -> tuple[float, float]:
    """Return a point, or the median of the codes of a class by its name."""
    import numpy as np

    if not isinstance(place, str):
        return place
    if place not in snapshot.class_names:
        known = ", ".join(snapshot.class_names[:20])
        raise UserError(f"This model has no class {place!r:.60}; it has {known}.")
    codes = snapshot.embedding[snapshot.labels == snapshot.class_names.index(place)]
    if not len(codes):
        raise UserError(f"This model has no codes of the class {place!r}; give a point.")
    z1, z2 = np.median(codes, axis=0)
    return float(z1), float(z2)


def _gif(images: NDArray[np.float32]) -> bytes:
    """Return an animation that runs back and forth for ever."""
    import numpy as np
    from PIL import Image

    frames = []
    for image in [*images, *images[-2:0:-1]]:
        pixels = np.rint(255 * image.clip(0, 1)).astype(np.uint8)
        mode = pixels[0] if len(pixels) == 1 else pixels.transpose(1, 2, 0)
        frame = Image.fromarray(mode)
        factor = max(1, -(-_SMALLEST // min(frame.size)))
        size = (frame.width * factor, frame.height * factor)
        frames.append(frame.resize(size, Image.Resampling.NEAREST))
    buffer = io.BytesIO()
    frames[0].save(
        buffer,
        format="GIF",
        save_all=True,
        append_images=frames[1:],
        duration=_FRAME_MS,
        loop=0,
    )
    return buffer.getvalue()


_WRITERS = {".gif": _gif, ".png": strip}
