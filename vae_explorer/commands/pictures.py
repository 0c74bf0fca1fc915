"""``vae-explorer decode`` and ``vae-explorer manifold``."""

from __future__ import annotations

import io
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from vae_explorer.commands.arguments import add_model, grid_size, point
from vae_explorer.commands.output import check_writable, say
from vae_explorer.core.drawing.manifold import AXES, DEFAULT_AXES, DEFAULT_SIDE
from vae_explorer.core.storage.bundled import load_model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def add_decode_arguments(parser: ArgumentParser) -> None:
    """Declare decode's options."""
    add_model(parser)
    parser.add_argument(
        "--z",
        type=point,
        action="append",
        required=True,
        metavar="Z1,Z2",
        help="a point of the plane, such as -1.5,0.3; may be given several times",
    )
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="a .png file (several images side by side) or a .npy file, float32 (B, C, H, W)",
    )


def run_decode(arguments: Namespace) -> int:
    """Decode points and save the images."""
    check_writable(arguments.out, tuple(_WRITERS))
    snapshot = load_model(arguments.model)

    import numpy as np

    from vae_explorer.core.storage.atomic import write_atomically

    images = snapshot.decode(np.array(arguments.z, np.float32))  # (B, C, H, W)
    write_atomically(arguments.out, _WRITERS[arguments.out.suffix.lower()](images))
    say(f"Saved {arguments.out}: {len(images)} {'image' if len(images) == 1 else 'images'}.")
    return 0


def add_manifold_arguments(parser: ArgumentParser) -> None:
    """Declare manifold's options."""
    add_model(parser)
    parser.add_argument(
        "--n",
        type=grid_size,
        default=DEFAULT_SIDE,
        metavar="N",
        help=f"images in a row (default: {DEFAULT_SIDE})",
    )
    parser.add_argument(
        "--axes",
        choices=tuple(AXES),
        default=DEFAULT_AXES,
        metavar="KEY",
        help="where the grid lines run: "
        + "; ".join(f"{key} ({axes.title})" for key, axes in AXES.items())
        + f" (default: {DEFAULT_AXES})",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="a .png file")


def run_manifold(arguments: Namespace) -> int:
    """Decode a grid over the plane and save it as one picture."""
    check_writable(arguments.out, (".png",))
    snapshot = load_model(arguments.model)

    from vae_explorer.core.drawing.geometry import tile
    from vae_explorer.core.drawing.manifold import manifold_grid
    from vae_explorer.core.storage.atomic import write_atomically
    from vae_explorer.core.storage.picture_files import png_bytes

    n, axes = arguments.n, arguments.axes
    picture = tile(
        snapshot.decode(manifold_grid(n, axes, snapshot.embedding, snapshot.learned_prior)), n
    )
    write_atomically(arguments.out, png_bytes(picture))
    _, height, width = picture.shape
    title = AXES[axes].title
    said = f"{n} x {n} images at {title[0].lower()}{title[1:]}, {width} x {height} pixels"
    say(f"Saved {arguments.out}: {said}.")
    return 0


def strip(images: NDArray[np.float32]) -> bytes:
    """Return images side by side as a PNG file."""
    from vae_explorer.core.drawing.geometry import tile
    from vae_explorer.core.storage.picture_files import png_bytes

    return png_bytes(tile(images, len(images)))


def _npy(images: NDArray[np.float32]) -> bytes:
    import numpy as np

    buffer = io.BytesIO()
    np.save(buffer, images)
    return buffer.getvalue()


_WRITERS = {".png": strip, ".npy": _npy}
