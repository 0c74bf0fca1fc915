"""The typeface of pictures, and another one for the characters that it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

REGULAR, BOLD = "Regular", "SemiBold"
# For words that Inter lacks, on the systems that have one of these.
_OTHERS = (
    *("NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.otf", "wqy-microhei.ttc", "wqy-zenhei.ttc"),
    *("msyh.ttc", "PingFang.ttc", "Hiragino Sans GB.ttc", "DroidSansFallbackFull.ttf"),
    *("DejaVuSans.ttf", "arial.ttf"),
)
_FIRST_UNSURE = 0x250  # of the characters that Inter may lack
_ACROSS = {"l": 0.0, "m": 0.5, "r": 1.0}  # how much of words is on the left of their anchor


@dataclass(frozen=True)
class Face:
    """A typeface at a size.

    Attributes
    ----------
    own
        The one that the program brings.
    other
        What sets the characters in `lacking`; None where there are none, or no typeface has them.
    """

    own: FreeTypeFont
    other: FreeTypeFont | None = None
    lacking: frozenset[str] = frozenset()

    def length(self, text: str) -> float:
        """Return how wide some words are."""
        return float(sum(face.getlength(part) for part, face in self._parts(text)))

    def box(self, text: str, anchor: str) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of some words, from their anchor."""
        if self.other is None:
            return self.own.getbbox(text, anchor=anchor)
        x, y = self._start(text, anchor)
        boxes = []
        for part, face in self._parts(text):
            left, top, right, bottom = face.getbbox(part, anchor="ls")
            boxes.append((x + left, y + top, x + right, y + bottom))
            x += face.getlength(part)
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)

    def write(
        self,
        picture: ImageDraw,
        at: tuple[float, float],
        text: str,
        ink: int | tuple[int, ...],
        anchor: str,
    ) -> None:
        """Write some words, with their anchor at a pixel."""
        if self.other is None:
            picture.text(at, text, ink, self.own, anchor=anchor)
            return
        x, y = self._start(text, anchor)
        for part, face in self._parts(text):
            picture.text((at[0] + x, at[1] + y), part, ink, face, anchor="ls")
            x += face.getlength(part)

    def _parts(self, text: str) -> Iterator[tuple[str, FreeTypeFont]]:
        """Yield the text in pieces of one typeface."""
        if self.other is None:
            yield text, self.own
            return
        for lacks, part in groupby(text, self.lacking.__contains__):
            yield "".join(part), self.other if lacks else self.own

    def _start(self, text: str, anchor: str) -> tuple[float, float]:
        """Return where the line that they stand on begins, from the anchor."""
        ascent, descent = self.own.getmetrics()
        down = (ascent - descent) / 2 if anchor[1] == "m" else 0.0
        return -_ACROSS[anchor[0]] * self.length(text), down


@lru_cache(maxsize=64)
def face_for(text: str, size: int, weight: str = REGULAR) -> Face:
    """Return the typeface; with another one where it lacks a character of a text.

    The words are laid out without regard to the system's own libraries, so that pictures are alike
    everywhere.
    """
    from PIL import ImageFont

    path = files("vae_explorer.resources") / "fonts" / f"Inter-{weight}.ttf"
    own = ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
    lacking = _lacking(own, (c for c in text if ord(c) >= _FIRST_UNSURE))
    for name in _OTHERS if lacking else ():
        try:
            other = ImageFont.truetype(name, size, layout_engine=ImageFont.Layout.BASIC)
        except OSError:
            continue
        if not _lacking(other, lacking):
            return Face(own, other, lacking)
    return Face(own)


def _lacking(face: FreeTypeFont, characters: Iterator[str] | frozenset[str]) -> frozenset[str]:
    """Return what a typeface has not: it has the look of a character that nobody has."""
    found = frozenset(c for c in characters if not c.isspace())
    nothing = bytes(face.getmask("\uffff")) if found else b""
    return frozenset(c for c in found if bytes(face.getmask(c)) == nothing)
