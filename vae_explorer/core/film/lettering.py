"""Words in pictures: set once, in a typeface that the program brings, and laid down anywhere."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

Colour = tuple[int, int, int]
Picture = NDArray[np.uint8]
"""Red, green and blue, (height, width, 3)."""

REGULAR, BOLD = "Regular", "SemiBold"
# For words that Inter lacks, on the systems that have one of these.
_OTHERS = (
    *("NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.otf", "wqy-microhei.ttc", "wqy-zenhei.ttc"),
    *("msyh.ttc", "PingFang.ttc", "Hiragino Sans GB.ttc", "DejaVuSans.ttf", "arial.ttf"),
)
_MOST = 400  # sprites that are kept
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
        self._set[key] = sprite = _sprite(text, font(size, weight, text), anchor)
        return sprite

    def width(self, text: str, size: int, weight: str = REGULAR) -> float:
        """Return how wide some words are."""
        return float(font(size, weight, text).getlength(text))

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
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(longer, size) <= room:
                lines[-1] = longer
            else:
                lines.append(word)
        if len(lines) > most:
            lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
        return [self.fitted(line, size, room) for line in lines]


def _sprite(text: str, face: FreeTypeFont, anchor: str) -> Sprite:
    from PIL import Image, ImageDraw

    left, top, right, bottom = (round(v) for v in face.getbbox(text, anchor=anchor))
    mask = Image.new("L", (max(1, right - left + 2), max(1, bottom - top + 2)))
    ImageDraw.Draw(mask).text((1 - left, 1 - top), text, 255, face, anchor=anchor)
    return Sprite(np.asarray(mask), left - 1, top - 1)


@lru_cache(maxsize=64)
def font(size: int, weight: str = REGULAR, text: str = "") -> FreeTypeFont:
    """Return the typeface; another one where it lacks a character of a text and there is one.

    The words are laid out without regard to the system's own libraries, so that pictures are alike
    everywhere.
    """
    from PIL import ImageFont

    path = files("vae_explorer.resources") / "fonts" / f"Inter-{weight}.ttf"
    own = ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
    if all(ord(c) < 0x250 for c in text) or _has_all(own, text):
        return own
    for name in _OTHERS:
        try:
            other = ImageFont.truetype(name, size, layout_engine=ImageFont.Layout.BASIC)
        except OSError:
            continue
        if _has_all(other, text):
            return other
    return own


def _has_all(face: FreeTypeFont, text: str) -> bool:
    """Whether a typeface has every character: what it lacks has the look of one that nobody has."""
    lacking = bytes(face.getmask("\uffff"))
    return all(bytes(face.getmask(c)) != lacking for c in set(text) if not c.isspace())


def pill(text: str, size: int, fill: Colour, ink: Colour, halo: Colour) -> Sprite:
    """Return words in a pill, laid down by its middle."""
    from PIL import Image, ImageDraw

    face = font(size * _SUPER, BOLD, text)
    edge = max(1, round(size * 0.08)) * _SUPER
    high = round(size * 1.5) * _SUPER
    wide = max(high, round(face.getlength(text)) + round(size * 0.95) * _SUPER)
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
    draw.text(middle, text, ink, face, anchor="ms")
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


def _lift(face: FreeTypeFont) -> float:
    """Return how far below the middle words stand, so that capitals and digits are centred."""
    _, top, _, bottom = face.getbbox("H", anchor="ls")
    return (bottom - top) / 2
