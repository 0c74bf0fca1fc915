"""When in a film which stretch of the run is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vae_explorer.core.errors import UserError
from vae_explorer.core.film.storyboard import USUAL_SECONDS, Storyboard
from vae_explorer.core.language import tr
from vae_explorer.core.timeline.frame import Frame
from vae_explorer.core.timeline.timeline import place


@dataclass(frozen=True)
class Shot:
    """A stretch of the run, in steps, and of the film, in seconds."""

    first: float
    last: float
    begins: float
    ends: float


def step_at(shots: Sequence[Shot], clock: str, seconds: float) -> float:
    """Return which step of the run is seen at a moment of the film; the last one at its end."""
    shot = next((s for s in shots if seconds < s.ends), shots[-1])
    part = min(max((seconds - shot.begins) / (shot.ends - shot.begins), 0.0), 1.0)
    if part >= 1:
        return shot.last
    if clock == "epochs":
        return shot.first + part * (shot.last - shot.first)
    low, high = place(shot.first), place(shot.last)
    return _step_of(low + part * (high - low), shot)


def shots_of(storyboard: Storyboard, frames: Sequence[Frame]) -> tuple[Shot, ...]:
    """Return when each stretch is seen; those that do not say share what the film has left.

    Raises
    ------
    UserError
        When the run has no such moments, or the film no time for them.
    """
    bounds = []
    for stretch in storyboard.stretches:
        first, last = stretch.start.step(frames), stretch.end.step(frames)
        if last < first or (last == first and len(storyboard.stretches) > 1):
            raise UserError(
                tr(
                    "The film is to go from {start} to the {end}, and there is nothing between "
                    "them.",
                    start=stretch.start.words,
                    end=stretch.end.words,
                ),
                tr("Choose moments that follow each other."),
            )
        bounds.append((max(first, frames[0].step), max(last, frames[0].step)))
    times = [
        _seconds_of(stretch.seconds, stretch.speed, first, last, frames)
        for stretch, (first, last) in zip(storyboard.stretches, bounds, strict=True)
    ]
    silent = sum(time is None for time in times)
    said = sum(time for time in times if time is not None)
    total = storyboard.seconds
    if silent:
        rest = (USUAL_SECONDS if total is None else total) - said
        if rest <= 0:
            raise UserError(
                tr(
                    "The film is to last {total:g} s, and its stretches with a time of their own "
                    "take {said:g} s already.",
                    total=total or USUAL_SECONDS,
                    said=said,
                ),
                tr("Make it longer."),
            )
        lengths = [rest / silent if time is None else time for time in times]
    else:
        factor = 1.0 if total is None else total / said
        lengths = [factor * time for time in times if time is not None]
    shots, now = [], 0.0
    for (first, last), length in zip(bounds, lengths, strict=True):
        shots.append(Shot(first, last, now, now + length))
        now += length
    return tuple(shots)


def _seconds_of(
    seconds: float | None,
    speed: float | None,
    first: float,
    last: float,
    frames: Sequence[Frame],
) -> float | None:
    if speed is None or seconds is not None:
        return seconds
    end = frames[-1]
    epochs = (last - first) * (end.epoch / end.step if end.step else 0.0)
    return max(epochs / speed, 0.1)


def _step_of(at: float, shot: Shot) -> float:
    """Return the step at a place on the axis of `place`, by halving."""
    low, high = shot.first, shot.last
    for _ in range(60):
        middle = (low + high) / 2
        if place(middle) < at:
            low = middle
        else:
            high = middle
    return high
