"""Lines with soft edges: how much of each pixel they cover."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.film.lettering import Sprite

Cover = NDArray[np.uint8]
_DASH, _GAP = 7.0, 6.0  # times the width of a line


def ring(
    size: tuple[int, int],
    centre: tuple[float, float],
    radii: tuple[float, float],
    width: float,
    *,
    dashed: bool = True,
) -> Cover:
    """Return the cover of an upright ellipse in a picture of a size, (height, width)."""
    across, up = (max(radius, 1e-3) for radius in radii)
    columns, rows = size
    x = (np.arange(columns, dtype=np.float32) + np.float32(0.5) - np.float32(centre[0])) / across
    y = (np.arange(rows, dtype=np.float32) + np.float32(0.5) - np.float32(centre[1])) / up
    square = x[None, :] ** 2 + y[:, None] ** 2
    near = np.abs(square - 1) < 4 * (width + 2) / min(across, up) + 1e-3
    j, i = np.nonzero(near)
    u, v = x[i], y[j]
    radius = np.sqrt(u * u + v * v)
    # To first order the distance from an ellipse is its equation over the slope of that.
    slope = np.hypot(u / across, v / up) / np.maximum(radius, 1e-9)
    distance = np.abs(radius - 1) / np.maximum(slope, 1e-9)
    cover = np.clip(width / 2 + 0.5 - distance, 0, 1)
    if dashed:
        mean = (across + up) / 2
        count = max(8, round(2 * np.pi * mean / ((_DASH + _GAP) * width)))
        turn = np.arctan2(v, u) / (2 * np.pi) * count
        length = 2 * np.pi * mean / count  # of a dash with its gap, in pixels
        off = np.abs(turn - np.rint(turn)) * length - length * _DASH / (_DASH + _GAP) / 2
        cover *= np.clip(0.5 - off, 0, 1)
    picture = np.zeros((rows, columns), np.uint8)
    picture[j, i] = np.rint(255 * cover)
    return picture


def polyline(size: tuple[int, int], points: Sequence[tuple[float, float]], width: float) -> Cover:
    """Return the cover of a line through some points, in a picture of a size."""
    from PIL import Image, ImageDraw

    times = 4
    picture = Image.new("L", (size[0] * times, size[1] * times))
    if len(points) > 1:
        ImageDraw.Draw(picture).line(
            [(x * times, y * times) for x, y in points], 255, round(width * times), joint="curve"
        )
    return np.asarray(picture.resize(size, Image.Resampling.BOX))


def disc(radius: float) -> Sprite:
    """Return a disc, laid down by its middle."""
    reach = int(np.ceil(radius)) + 1
    axis = np.arange(-reach, reach + 1)
    distance = np.hypot(axis[:, None], axis[None, :])
    cover = np.rint(255 * np.clip(radius + 0.5 - distance, 0, 1)).astype(np.uint8)
    return Sprite(cover, -reach, -reach)


def handle(scale: float) -> tuple[Sprite, Sprite]:
    """Return the ring with four arms and a dot that the window's handle is: its halo, its ink."""
    from PIL import Image, ImageDraw

    times = 4
    reach = int(np.ceil(20 * scale))
    side = 2 * reach + 1
    middle, unit = side * times / 2, scale * times
    sprites = []
    for width, dot in ((6.0, 4.4), (2.6, 2.6)):
        picture = Image.new("L", (side * times, side * times))
        draw = ImageDraw.Draw(picture)
        outer, inner = (9 + width / 2) * unit, (9 - width / 2) * unit
        _disc(draw, middle, outer, 255)
        _disc(draw, middle, inner, 0)
        arm, thick = (10 - width / 4, 15.5 + width / 4), width / 2
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            ends = sorted((dx * arm[0] + dy * thick, dx * arm[1] - dy * thick))
            rows = sorted((dy * arm[0] + dx * thick, dy * arm[1] - dx * thick))
            draw.rounded_rectangle(
                (
                    middle + ends[0] * unit,
                    middle + rows[0] * unit,
                    middle + ends[1] * unit,
                    middle + rows[1] * unit,
                ),
                thick * unit * 0.8,
                fill=255,
            )
        _disc(draw, middle, dot * unit, 255)
        cover = np.asarray(picture.resize((side, side), Image.Resampling.BOX))
        sprites.append(Sprite(cover, -reach, -reach))
    return sprites[0], sprites[1]


def _disc(draw: object, middle: float, radius: float, fill: int) -> None:
    box = (middle - radius, middle - radius, middle + radius, middle + radius)
    draw.ellipse(box, fill=fill)  # type: ignore[attr-defined]
