"""How long the ways of a path are, in words."""

from __future__ import annotations

from vae_explorer.core.geodesics import Length

UNITS = (
    "How far it is along the straight way and along the shortest one: by how much the decoded "
    "image changes on it, in pixels that turn from black to white; and in the plane."
)


def told(lengths: tuple[Length, Length] | None, step: int | None = None) -> str:
    """Return how long the straight way and the shortest are, in words; nothing for None."""
    if lengths is None:
        return ""
    straight, shortest = lengths
    when = f"at step {step:,}: " if step is not None else ""
    return (
        f"{when}straight {straight.images:.1f}, shortest {shortest.images:.1f} in pixels; "
        f"in the plane {straight.plane:.2f} and {shortest.plane:.2f}"
    )
