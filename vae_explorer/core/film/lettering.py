"""Words in pictures: set once, in a typeface that the program brings, and laid down anywhere."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.film.typeface import BOLD, REGULAR, Face, face_for

Colour = tuple[int, int, int]
Picture = NDArray[np.uint8]
"""Red, green and blue, (height, width, 3)."""

_MOST = 400  # sprites that are kept
# Lines break at spaces, and beside any Chinese character, but not before what closes a clause.
_PIECE = re.compile("[（“]*[\u3400-\u9fff][，。：；、！？）”]*|[^\u3400-\u9fff]+")
_SUPER = 4  # samples for each pixel, each way, of shapes with soft edges


@dataclass(frozen=True, eq=False)
class Sprite:
    """Something small that is laid over a picture.

    Attributes
    ----------
    cover
        How much of each pixel it covers, (height, width), 0 to 255.
    dx, dy
        Where its left upper corner is, from the point at which it is laid down.
    colours
        (height, width, 3), or None where it has one colour that is told when it is laid down.
    """

    cover: NDArray[np.uint8]
    dx: int
    dy: int
    colours: Picture | None = None


def lay(
    picture: Picture, sprite: Sprite, x: float, y: float, colour: Colour, opacity: float = 1.0
) -> None:
    """Lay a sprite at a pixel of a picture; what is outside is cut off."""
    height, width = picture.shape[:2]
    left, top = round(x) + sprite.dx, round(y) + sprite.dy
    rows, columns = sprite.cover.shape
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + columns, width), min(top + rows, height)
    if x0 >= x1 or y0 >= y1 or opacity <= 0:
        return
    own = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
    below = picture[y0:y1, x0:x1]
    share = sprite.cover[own].astype(np.float32)[..., None] * np.float32(min(opacity, 1) / 255)
    above = np.array(colour, np.float32) if sprite.colours is None else sprite.colours[own]
    below[:] = (below + share * (above - below.astype(np.float32)) + 0.5).astype(np.uint8)


class Lettering:
    """Sets words, and remembers those that it has set."""

    def __init__(self) -> None:
        self._set: OrderedDict[tuple[str, int, str, str], Sprite] = OrderedDict()

    def sprite(self, text: str, size: int, weight: str = REGULAR, anchor: str = "ls") -> Sprite:
        """Return some words as a sprite.

        Parameters
        ----------
        size
            Of the type, in pixels.
        anchor
            Which point of the words is laid down, in Pillow's letters: ``"ls"`` is the left end of
            the line that they stand on, ``"mm"`` their middle.
        """
        key = (text, size, weight, anchor)
        if key in self._set:
            self._set.move_to_end(key)
            return self._set[key]
        if len(self._set) >= _MOST:
            self._set.popitem(last=False)
        self._set[key] = sprite = _sprite(text, face_for(text, size, weight), anchor)
        return sprite

    def width(self, text: str, size: int, weight: str = REGULAR) -> float:
        """Return how wide some words are."""
        return face_for(text, size, weight).length(text)

    def fitted(self, text: str, size: int, room: float, weight: str = REGULAR) -> str:
        """Return words, shortened to a width."""
        if self.width(text, size, weight) <= room:
            return text
        while text and self.width(f"{text}…", size, weight) > room:
            text = text[:-1]
        return f"{text.rstrip()}…"

    def wrapped(self, text: str, size: int, room: float, most: int) -> list[str]:
        """Return words in lines of at most a width; what is beyond `most` lines is cut off."""
        lines: list[str] = []
        for space, piece in _pieces(text):
            longer = f"{lines[-1]}{space}{piece}" if lines else piece
            if lines and (len(lines) == most or self.width(longer, size) <= room):
                lines[-1] = longer
            else:
                lines.append(piece)
        return [self.fitted(line, size, room) for line in lines]


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stays in one line, and what is between it and the piece before."""
    for word in text.split():
        for i, piece in enumerate(_PIECE.findall(word)):
            yield " " if not i else "", piece


def _sprite(text: str, face: Face, anchor: str) -> Sprite:
    from PIL import Image, ImageDraw

    left, top, right, bottom = (round(v) for v in face.box(text, anchor))
    mask = Image.new("L", (max(1, right - left + 2), max(1, bottom - top + 2)))
    face.write(ImageDraw.Draw(mask), (1 - left, 1 - top), text, 255, anchor)
    return Sprite(np.asarray(mask), left - 1, top - 1)


def pill(text: str, size: int, fill: Colour, ink: Colour, halo: Colour) -> Sprite:
    """Return words in a pill, laid down by its middle."""
    from PIL import Image, ImageDraw

    face = face_for(text, size * _SUPER, BOLD)
    edge = max(1, round(size * 0.08)) * _SUPER
    high = round(size * 1.5) * _SUPER
    wide = max(high, round(face.length(text)) + round(size * 0.95) * _SUPER)
    # Whole pixels, so that the middle is one.
    box = [2 * (-(-(side + 2 * edge) // (2 * _SUPER))) * _SUPER for side in (wide, high)]
    picture = Image.new("RGB", (box[0], box[1]), halo)
    cover = Image.new("L", (box[0], box[1]))
    outer = ((box[0] - wide) / 2 - edge, (box[1] - high) / 2 - edge)
    outer_end = (box[0] - 1 - outer[0], box[1] - 1 - outer[1])
    ImageDraw.Draw(cover).rounded_rectangle((outer, outer_end), high / 2 + edge, fill=255)
    draw = ImageDraw.Draw(picture)
    inner = (outer[0] + edge, outer[1] + edge)
    inner_end = (outer_end[0] - edge, outer_end[1] - edge)
    draw.rounded_rectangle((inner, inner_end), high / 2, fill=fill)
    middle = (box[0] / 2, box[1] / 2 + _lift(face))
    face.write(draw, middle, text, ink, "ms")
    small = (box[0] // _SUPER, box[1] // _SUPER)
    colours = np.asarray(picture.resize(small, Image.Resampling.BOX))
    mask = np.asarray(cover.resize(small, Image.Resampling.BOX))
    return Sprite(mask, -small[0] // 2, -small[1] // 2, colours)


def plate(width: float, height: float) -> Sprite:
    """Return a rounded rectangle, laid down by its middle: a ground for words on what is busy."""
    from PIL import Image, ImageDraw

    side = [2 * (round(length / 2) + 1) for length in (width, height)]
    picture = Image.new("L", (side[0] * _SUPER, side[1] * _SUPER))
    box = (_SUPER, _SUPER, (side[0] - 1) * _SUPER - 1, (side[1] - 1) * _SUPER - 1)
    ImageDraw.Draw(picture).rounded_rectangle(box, 0.3 * height * _SUPER, fill=255)
    cover = np.asarray(picture.resize((side[0], side[1]), Image.Resampling.BOX))
    return Sprite(cover, -side[0] // 2, -side[1] // 2)


def _lift(face: Face) -> float:
    """Return how far below the middle words stand, so that capitals and digits are centred."""
    _, top, _, bottom = face.own.getbbox("H", anchor="ls")
    return (bottom - top) / 2
