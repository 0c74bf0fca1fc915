"""A folder of PNG pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from vae_explorer.core.errors import UserError
from vae_explorer.core.film.lettering import Picture
from vae_explorer.core.language import tr
from vae_explorer.core.storage.atomic import whole_folder


def check_pngs(path: Path) -> None:
    """Raise `UserError` where there is something already."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UserError(
            tr("{path} is there already, and is no empty folder.", path=path),
            tr("Name a folder that is not there, or a file that ends in .mp4 or .gif."),
        )


def write_pngs(
    path: Path,
    pictures: Iterator[Picture],
    fps: float,  # noqa: ARG001 - pictures have no time
    samples: Callable[[], list[Picture]],  # noqa: ARG001
) -> None:
    """Write a picture a file, by their numbers; see `vae_explorer.core.film.encode.Write`."""
    from PIL import Image

    with whole_folder(path) as folder:
        for i, picture in enumerate(pictures):
            # Twice as fast as with the best compression, for a tenth more.
            Image.fromarray(picture).save(folder / f"{i + 1:05}.png", compress_level=4)
