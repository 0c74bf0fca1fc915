"""How long the ways of a path are, in words."""

from __future__ import annotations

from vae_explorer.core.geodesics import Length
from vae_explorer.core.language import marked, tr

UNITS = marked(
    "How far it is along the straight way and along the shortest one: by how much the decoded "
    "image changes on it, in pixels that turn from black to white; and in the plane."
)


def told(lengths: tuple[Length, Length] | None, step: int | None = None) -> str:
    """Return how long the straight way and the shortest are, in words; nothing for None."""
    if lengths is None:
        return ""
    straight, shortest = lengths
    text = tr(
        "straight {straight:.1f}, shortest {shortest:.1f} in pixels; "
        "in the plane {straight_there:.2f} and {shortest_there:.2f}",
        straight=straight.images,
        shortest=shortest.images,
        straight_there=straight.plane,
        shortest_there=shortest.plane,
    )
    return text if step is None else tr("at step {step:,}: {lengths}", step=step, lengths=text)
