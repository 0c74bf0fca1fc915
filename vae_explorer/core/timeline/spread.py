"""A few moments of many, spread evenly on the axis of `place`; stable while a run goes on."""

from __future__ import annotations

from collections.abc import Sequence

from vae_explorer.core.timeline.frame import Frame
from vae_explorer.core.timeline.timeline import place

MOST = 16


def spread(frames: Sequence[Frame], most: int = MOST) -> tuple[Frame, ...]:
    """Return at most so many frames, more than half as many where there are enough.

    They lie next to the marks of a ruler whose pitch is a power of two. So the choice stays as it
    is while a run goes on, but for the newest, until the pitch doubles: what was made of a frame
    is needed again.

    Parameters
    ----------
    frames
        By their steps, rising.
    """
    if len(frames) <= 2:
        return tuple(frames)
    places = [place(frame.step) for frame in frames]
    pitch = 1.0
    while places[-1] / pitch > most - 1:
        pitch *= 2
    marks = [pitch * i for i in range(int(places[-1] / pitch) + 1)]
    chosen: list[int] = []
    for mark in marks:
        nearest = min(range(len(frames)), key=lambda i: abs(places[i] - mark))
        if abs(places[nearest] - mark) <= pitch / 2 and nearest not in chosen:
            chosen.append(nearest)
    newest = len(frames) - 1
    if newest not in chosen:
        if len(chosen) > 1 and places[newest] - places[chosen[-1]] < pitch / 2:
            chosen.pop()
        chosen.append(newest)
    return tuple(frames[i] for i in chosen)
