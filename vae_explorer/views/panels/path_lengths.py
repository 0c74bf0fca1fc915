"""How long the ways of a path are, in words, and what is said where there is none."""

from __future__ import annotations

from vae_explorer.core.geodesics import Length
from vae_explorer.core.language import marked, tr

WAITING = marked("The way between two digits appears here.")
ADDING = marked("Click digits or places in the plot; Backspace takes the last back, Esc ends.")
ADDING_BRIEF = marked("Click in the plot; Backspace takes one back, Esc ends.")
UNITS = marked(
    "How far it is along the straight way and along the shortest one: by how much the decoded "
    "image changes on it, in pixels that turn from black to white; and in the plane."
)


def told(
    lengths: tuple[Length, Length] | None, step: int | None = None, *, brief: bool = False
) -> str:
    """Return how long the straight way and the shortest are, in words; nothing for None.

    Briefly without what they are in the plane.
    """
    if lengths is None:
        return ""
    straight, shortest = lengths
    text = tr(
        "straight {straight:.1f}, shortest {shortest:.1f} in pixels",
        straight=straight.images,
        shortest=shortest.images,
    )
    if not brief:
        text = tr(
            "{in_pixels}; in the plane {straight:.2f} and {shortest:.2f}",
            in_pixels=text,
            straight=straight.plane,
            shortest=shortest.plane,
        )
    return text if step is None else tr("at step {step:,}: {lengths}", step=step, lengths=text)
