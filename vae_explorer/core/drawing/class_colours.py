"""Ten class colours that a lecturer can name and a colour-blind viewer can tell apart.

Found by annealing in CIELCh, each colour held inside the hue, chroma and lightness that its name
covers, for the largest smallest CIEDE2000 distance of any pair over normal vision and full
protanopia, deuteranopia and tritanopia (Machado, Oliveira & Fernandes 2009). Reached: 13.6 on light
and 12.8 on dark ground, and 24.6 or more in normal vision (matplotlib's tab10: 1.3 and 16.2).
The order puts the farthest colours on the digits that lie beside each other: 4 and 9, 7 and 9,
3, 5 and 8.

More than ten classes get the ten again in other shades: mixed with black from the eleventh on, with
white from the twenty-first, with grey from the thirty-first. After forty they repeat. Nobody names
forty colours at sight, but neighbours in the plane can be told apart, and each is spoken of by the
name of one of the ten.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.language import marked, tr

# name, on light ground, on dark ground
_COLOURS = (
    (marked("pink"), "#c677ad", "#d68fbd"),
    (marked("red"), "#b3283e", "#f80d46"),
    (marked("grey"), "#727472", "#838483"),
    (marked("orange"), "#d76220", "#fd8304"),
    (marked("brown"), "#5f3702", "#925b12"),
    (marked("purple"), "#6b338c", "#7e44d9"),
    (marked("green"), "#42a46a", "#80c977"),
    (marked("yellow"), "#e7ab02", "#f8e22f"),
    (marked("cyan"), "#14c2f2", "#65e3ff"),
    (marked("blue"), "#0570e4", "#5e96fd"),
)

CLASS_COLOUR_NAMES: tuple[str, ...] = tuple(name for name, _, _ in _COLOURS)


# word for the shade, what the ten are mixed with, and how much of that
_SHADES = (
    ("", (0, 0, 0), 0.0),
    (marked("dark "), (0, 0, 0), 0.3),
    (marked("pale "), (255, 255, 255), 0.5),
    (marked("dull "), (150, 150, 150), 0.65),
)
_MOST = 256  # labels are bytes


def class_colours(theme_is_dark: bool, count: int = 10) -> NDArray[np.uint8]:
    """Red, green and blue (0..255) of the first classes, shape (count, 3), read-only."""
    return _table(theme_is_dark)[:count]


def class_colour_name(label: int) -> str:
    """What a lecturer calls the colour of a class, in the language that is spoken."""
    shade = _SHADES[label // len(_COLOURS) % len(_SHADES)][0]
    return (tr(shade) if shade else "") + tr(_COLOURS[label % len(_COLOURS)][0])


@lru_cache(maxsize=2)
def _table(theme_is_dark: bool) -> NDArray[np.uint8]:
    column = 2 if theme_is_dark else 1
    ten = np.array([list(bytes.fromhex(row[column][1:])) for row in _COLOURS], dtype=float)
    shades = [ten * (1 - share) + np.array(mixed) * share for _, mixed, share in _SHADES]
    every = np.rint(np.concatenate(shades)).astype(np.uint8)
    table = np.resize(every, (_MOST, 3))
    table.setflags(write=False)
    return table


def text_on(colour: Sequence[int] | NDArray[np.uint8]) -> str:
    """Black or white, whichever is easier to read on ``colour`` (red, green, blue; 0..255)."""
    share = np.asarray(colour, dtype=float)[:3] / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    luminance = float(linear @ (0.2126, 0.7152, 0.0722))
    # WCAG contrast with black, (Y + 0.05) / 0.05, against that with white, 1.05 / (Y + 0.05).
    return "#000000" if (luminance + 0.05) ** 2 > 1.05 * 0.05 else "#ffffff"
