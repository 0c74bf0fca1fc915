"""Pictures of a model as PNG files: what is decoded over the plane, digits, and their codes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

from vae_explorer.core.drawing.class_colours import class_colours
from vae_explorer.core.drawing.dot_style import automatic_style
from vae_explorer.core.drawing.geometry import Rect, tile
from vae_explorer.core.drawing.manifold import DEFAULT_AXES, DEFAULT_SIDE, manifold_grid
from vae_explorer.core.drawing.rasterizer import Rasterizer
from vae_explorer.core.storage.picture_files import png_bytes

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

    from vae_explorer.core.data.base import LabelledImages
    from vae_explorer.core.snapshot import Snapshot

SIDE, MARGIN = 900, 60  # pixels of the scatter, and of the room for its numbers
TYPE = 20
INK, _GRID = (26, 30, 38), (200, 204, 212)
_STRIP = 10  # images


def manifold(snapshot: Snapshot, n: int = DEFAULT_SIDE, axes: str = DEFAULT_AXES) -> bytes:
    """Return what is decoded on an n x n grid; see `vae_explorer.core.drawing.manifold`."""
    grid = manifold_grid(n, axes, snapshot.embedding, prior=snapshot.learned_prior)
    return png_bytes(tile(snapshot.decode(grid), n))


def strip(snapshot: Snapshot, data: LabelledImages) -> bytes:
    """Return the first image of each class above what the networks make of it."""
    _, first = np.unique(data.labels, return_index=True)
    inputs = data.images[first[:_STRIP]]
    rows = [inputs.astype(np.float32) / np.float32(255), snapshot.reconstruct(inputs)]
    return png_bytes(tile(np.concatenate(rows), len(inputs)))


def scatter(snapshot: Snapshot) -> bytes:
    """Return the codes in the colours of their classes, with the prior's first three rings."""
    from PIL import Image, ImageDraw, ImageFont

    codes = snapshot.codes
    rect = square(codes.region())
    scale = (SIDE - 2 * MARGIN) / rect.width
    origin = (MARGIN - rect.left * scale, MARGIN + rect.top * scale)
    picture = Image.new("RGB", (SIDE, SIDE), "white")
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(TYPE)
    axes(draw, rect, scale, origin, font)
    dots = Rasterizer(codes.labels, class_colours(theme_is_dark=False, count=256)).render(
        np.ascontiguousarray(codes.places.T),
        (scale, -scale),
        origin,
        (SIDE, SIDE),
        automatic_style(len(codes.labels)),
    )
    colour, mask = _as_pictures(dots)
    picture.paste(colour, (0, 0), mask)
    for label, (x, y) in codes.medians().items():
        place = (x * scale + origin[0], -y * scale + origin[1])
        name = snapshot.class_names[label]
        draw.text(place, name, INK, font, anchor="mm", stroke_width=3, stroke_fill="white")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def square(rect: Rect) -> Rect:
    """Return the least square around a region, with its middle."""
    half = max(rect.width, rect.height) / 2
    x, y = (rect.left + rect.right) / 2, (rect.bottom + rect.top) / 2
    return Rect(x - half, y - half, x + half, y + half)


def axes(
    draw: ImageDraw,
    rect: Rect,
    scale: float,
    origin: tuple[float, float],
    font: FreeTypeFont | ImageFont,
) -> None:
    """Draw the rings of the prior, and numbers along the lower and the left edge."""
    for sigma in (1, 2, 3):
        reach = sigma * scale
        box = (origin[0] - reach, origin[1] - reach, origin[0] + reach, origin[1] + reach)
        draw.ellipse(box, outline=_GRID, width=2)
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 1e3, 1e4, 1e7) if rect.width / s <= 10)
    low, high = MARGIN * 0.5, SIDE - MARGIN * 0.5
    for k in np.arange(np.ceil(rect.left / step), np.floor(rect.right / step) + 1) * step:
        draw.text((k * scale + origin[0], high), _number(k), INK, font, anchor="mm")
    for k in np.arange(np.ceil(rect.bottom / step), np.floor(rect.top / step) + 1) * step:
        draw.text((low, origin[1] - k * scale), _number(k), INK, font, anchor="mm")
    draw.text((SIDE - low, high), "z1", INK, font, anchor="mm")
    draw.text((low, low), "z2", INK, font, anchor="mm")


def _number(value: float) -> str:
    return f"{value:g}"  # with a hyphen: Pillow's own font has no minus


def _as_pictures(dots: NDArray[np.uint32]) -> tuple[Image, Image]:
    """Return colours, and where and how much they cover."""
    from PIL import Image

    pixels = dots.view(np.uint8).reshape(*dots.shape, 4).astype(np.float32)  # B, G, R, A
    alpha = pixels[..., 3:]
    colour = pixels[..., 2::-1] * 255 / np.maximum(alpha, 1)  # which is premultiplied
    rgb = np.rint(colour.clip(0, 255)).astype(np.uint8)
    return Image.fromarray(rgb), Image.fromarray(alpha[..., 0].astype(np.uint8))
