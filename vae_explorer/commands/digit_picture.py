"""The true posterior of one digit as a PNG file: the plane, and its mode through a lens."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

from vae_explorer.commands.figures import INK, MARGIN, SIDE, TYPE, axes, square
from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.drawing.heat_colours import heat_table

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

    from vae_explorer.core.measures.diagonal import Diagonal
    from vae_explorer.core.measures.digit_truth import DigitTruth
    from vae_explorer.core.measures.posterior_map import PosteriorMap

_LENS = 300  # pixels
_LENS_DEPTH = 8.0  # nats
_EDGE = (134, 141, 154)


def digit_picture(
    plane: PosteriorMap, log_posterior: NDArray[np.float32], truth: DigitTruth
) -> bytes:
    """Return the map on a log scale, q at 1 and 2 σ, and the neighbourhood of the mode."""
    from PIL import Image, ImageDraw, ImageFont

    rect = square(plane.rect)
    scale = (SIDE - 2 * MARGIN) / rect.width
    origin = (MARGIN - rect.left * scale, MARGIN + rect.top * scale)
    picture = Image.new("RGB", (SIDE, SIDE), "white")
    across, up = (s / 2 for s in plane.spacing)
    left, bottom, right, top = plane.rect
    cells = Rect(left - across, bottom - up, right + across, top + up)
    _paste_heat(picture, log_posterior, cells, scale, origin)
    draw = ImageDraw.Draw(picture)
    axes(draw, rect, scale, origin, ImageFont.load_default(TYPE))
    _ellipse(draw, truth.q, scale, origin)
    picture.paste(_lens(truth), (SIDE - MARGIN - _LENS, MARGIN))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def _paste_heat(
    picture: Image,
    heights: NDArray[np.float32],
    rect: Rect,
    scale: float,
    origin: tuple[float, float],
    depth: float = 20.0,
) -> None:
    from PIL import Image

    with np.errstate(invalid="ignore"):
        part = np.clip((heights[::-1] - heights.max()) / depth + 1, 0, 1)
    index = np.rint(255 * np.nan_to_num(part)).astype(np.uint8)
    size = (max(1, round(rect.width * scale)), max(1, round(rect.height * scale)))
    table = heat_table(dark=False)
    # What is blended are heights, for no colour to appear that is not on the scale.
    smooth = np.asarray(Image.fromarray(index).resize(size, Image.Resampling.BICUBIC))
    coloured = Image.fromarray(np.ascontiguousarray(table[smooth]), "RGBA")
    place = (round(rect.left * scale + origin[0]), round(origin[1] - rect.top * scale))
    picture.paste(coloured, place, coloured)


def _ellipse(draw: ImageDraw, q: Diagonal, scale: float, origin: tuple[float, float]) -> None:
    x, y = float(q.mean[0]) * scale + origin[0], origin[1] - float(q.mean[1]) * scale
    for sigma in (1, 2):
        a, b = (sigma * float(s) * scale for s in q.sigma)
        draw.ellipse((x - a, y - b, x + a, y + b), outline=INK, width=2)


def _lens(truth: DigitTruth) -> Image:
    from PIL import Image, ImageDraw

    lens, picture = truth.lens, Image.new("RGB", (_LENS, _LENS), "white")
    rect = square(lens.rect)
    scale = _LENS / rect.width
    origin = (-rect.left * scale, rect.top * scale)
    _paste_heat(picture, lens.log_posterior, lens.rect, scale, origin, _LENS_DEPTH)
    draw = ImageDraw.Draw(picture)
    for lines in lens.lines:
        for line in lines:
            points = [(x * scale + origin[0], origin[1] - y * scale) for x, y in line.tolist()]
            draw.line(points, fill=_EDGE, width=1)
    _ellipse(draw, truth.q, scale, origin)
    draw.rectangle((0, 0, _LENS - 1, _LENS - 1), outline=_EDGE, width=2)
    return picture
