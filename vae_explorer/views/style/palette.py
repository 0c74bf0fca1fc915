"""Colours for classes, and for runs."""

from __future__ import annotations

from vae_explorer.core.drawing.class_colours import (
    CLASS_COLOUR_NAMES,
    class_colour_name,
    class_colours,
    text_on,
)

__all__ = [
    "CLASS_COLOUR_NAMES",
    "class_colour_name",
    "class_colours",
    "pin_colour",
    "run_colours",
    "text_on",
]

# On light ground, on dark ground. Found by annealing in Oklab, for the largest smallest distance of
# any pair, and of each from the colours of the train and test losses, over normal vision and the
# three dichromacies; with 3:1 or more against panels, plots and the row of the shown run. The first
# are the farthest apart, and all but one keep their hue when the theme changes.
_RUN_COLOURS = (
    ("#2a8e99", "#02dce8"),
    ("#df2d70", "#f72560"),
    ("#648e01", "#a8fa94"),
    ("#955eff", "#8c66f7"),
    ("#780407", "#f0772b"),
    ("#a700a9", "#eb19cb"),
    ("#241b8c", "#89b37b"),
    ("#674073", "#cc80b1"),
)


def run_colours(theme_is_dark: bool) -> tuple[str, ...]:
    """Eight colours for runs, as ``#rrggbb``: for swatches, and for curves over each other."""
    return tuple(pair[theme_is_dark] for pair in _RUN_COLOURS)


def pin_colour(colour: int, *, theme_is_dark: bool) -> str:
    """The colour of a pin, as ``#rrggbb``: of the same eight, which show on every plot."""
    return _RUN_COLOURS[colour % len(_RUN_COLOURS)][theme_is_dark]
