"""PNG and JPEG files that somebody opens: read within bounds, and upright."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.errors import UserError
from vae_explorer.core.language import marked, tr
from vae_explorer.core.storage.tensor_file import opened

if TYPE_CHECKING:
    from PIL.Image import Image

SUFFIXES = (".png", ".jpg", ".jpeg")
_RELATED = (*SUFFIXES, ".gif", ".bmp", ".webp", ".tif", ".tiff", ".heic", ".svg", ".avif")
_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_CHOOSE = marked("Choose a PNG or a JPEG picture.")

MOST_BYTES = 2**26
MOST_PIXELS = 2**26  # of which a phone's largest pictures have three quarters
_LARGEST_SIDE = 1024  # of what is kept, many times what any model takes
_ON_ITS_SIDE = (5, 6, 7, 8)  # values of EXIF's orientation


def is_picture(path: Path) -> bool:
    """Whether a file is, or claims to be, a picture; one that cannot be read is none."""
    if path.suffix.lower() in _RELATED:
        return True
    try:
        if not path.is_file():
            return False  # and a pipe would wait
        with path.open("rb") as file:
            return file.read(8).startswith(_MAGIC)
    except OSError:
        return False


def read_picture(path: Path) -> tuple[NDArray[np.uint8], tuple[int, int]]:
    """Read a picture, turned as its camera was held, on white where it is transparent.

    Returns
    -------
    levels : ndarray
        (h, w) of greys, or (h, w, 3); no longer than 1,024 pixels a side.
    size : tuple of int
        Width and height of the whole, upright.

    Raises
    ------
    UserError
        When there is no such file, it is no picture, broken, or too large.
    """
    with opened(path) as file:
        status = os.fstat(file.fileno())
        size = status.st_size
        if not stat.S_ISREG(status.st_mode):
            text = tr("{file} is a device or a pipe.", file=path.name)  # and may never end
            raise UserError(text, tr(_CHOOSE))
        if not size:
            raise UserError(tr("{file} is empty (0 bytes).", file=path.name), tr(_CHOOSE))
        if size > MOST_BYTES:
            raise UserError(
                tr(
                    "{file} is too large for a picture of a digit ({size:,.0f} MB).",
                    file=path.name,
                    size=size / 1e6,
                ),
                tr("Choose one of at most {most:.0f} MB.", most=MOST_BYTES / 1e6),
            )
        return _read(path.name, file)


def _read(name: str, file: BinaryIO) -> tuple[NDArray[np.uint8], tuple[int, int]]:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(file, formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Image.DecompressionBombError(f"{picture.width} x {picture.height}")
            return _levels(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UserError(
            tr(
                "{file} has too many pixels for a picture of a digit ({size}).",
                file=name,
                size=error,
            ),
            tr("Choose one of at most {most:.0f} million pixels.", most=MOST_PIXELS / 1e6),
        ) from error
    except UnidentifiedImageError as error:
        text = tr("{file} is no PNG or JPEG picture.", file=name)
        raise UserError(text, tr(_CHOOSE)) from error
    except UserError:
        raise
    except Exception as error:  # whatever a decoder trips over in a broken file
        text = tr("{file} is a broken picture, or not a whole one.", file=name)
        raise UserError(text, tr(_CHOOSE), f"{error!r:.300}") from error


def _levels(picture: Image) -> tuple[NDArray[np.uint8], tuple[int, int]]:
    from PIL import ExifTags, Image, ImageOps

    size = picture.size
    if picture.getexif().get(ExifTags.Base.Orientation) in _ON_ITS_SIDE:
        size = size[::-1]
    picture.draft(None, (_LARGEST_SIDE, _LARGEST_SIDE))  # what of a JPEG need not be decoded
    if picture.mode.startswith(("I", "F")):  # of 16 bits, which Pillow would clip
        wide = np.asarray(picture, np.float64) / 257
        upright: Image.Image = Image.fromarray(np.rint(wide.clip(0, 255)).astype(np.uint8))
    else:
        upright = picture
    upright = ImageOps.exif_transpose(upright)
    if upright.has_transparency_data:
        colours = upright.convert("RGBA")
        ground = Image.new("RGBA", colours.size, "white")
        upright = Image.alpha_composite(ground, colours).convert("RGB")
    else:
        upright = upright.convert("L" if upright.mode in ("1", "L") else "RGB")
    upright.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE), Image.Resampling.BOX)
    return np.array(upright), size
