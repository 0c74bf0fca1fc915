"""The kept moments of a run, in the order of time, within a bound of memory."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.timeline.frame import Frame, KeyState

# A frame is taken every four steps, and from the sixtieth step on every fifteenth part of what was
# trained: thirty epochs of MNIST in minibatches of 128 make some hundred frames, half of them in
# the first second and a half.
LEAST_STEPS, SHARE = 4, 1 / 15
BUDGET = 512 * 2**20
"""Bytes that the frames of a session may take unless its user says otherwise."""


class _Moment(Protocol):
    @property
    def step(self) -> int: ...

    @property
    def nbytes(self) -> int: ...


MomentT = TypeVar("MomentT", bound=_Moment)


def spacing(step: int) -> int:
    """Return after how many further steps the next frame is due."""
    return max(LEAST_STEPS, math.ceil(step * SHARE))


def place(step: float) -> float:
    """Return where a step is on an axis on which frames that are due lie evenly.

    Linear at first, and logarithmic from where the share counts.
    """
    bend = LEAST_STEPS / SHARE
    if step <= bend:
        return step / LEAST_STEPS
    return bend / LEAST_STEPS + math.log(step / bend) / SHARE


def places(steps: Sequence[int]) -> NDArray[np.float64]:
    """Return `place` of each of these steps."""
    bend = LEAST_STEPS / SHARE
    taken = np.asarray(steps, np.float64)
    beyond = np.log(np.maximum(taken, bend) / bend) / SHARE
    return np.minimum(taken, bend) / LEAST_STEPS + beyond


def step_at(place: float) -> float:
    """Return the step at a place; the inverse of `place`."""
    bend = LEAST_STEPS / SHARE
    first = bend / LEAST_STEPS
    return place * LEAST_STEPS if place <= first else bend * math.exp((place - first) * SHARE)


@dataclass(frozen=True, eq=False)
class Timeline:
    """Frames to look at and, fewer, full states to go on from.

    Attributes
    ----------
    frames
        By their steps, rising, each step once.
    states
        Likewise.
    """

    frames: tuple[Frame, ...] = ()
    states: tuple[KeyState, ...] = ()

    def __len__(self) -> int:
        return len(self.frames)

    @property
    def nbytes(self) -> int:
        """The memory that all of it takes."""
        return memory([self])

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps of the frames, rising."""
        return tuple(frame.step for frame in self.frames)

    def with_frame(self, frame: Frame) -> Timeline:
        """Return these and one more frame, in place of one of the same step."""
        return replace(self, frames=_with(self.frames, frame))

    def with_state(self, state: KeyState) -> Timeline:
        """Return these and one more state, in place of one of the same step."""
        return replace(self, states=_with(self.states, state))

    def at(self, step: float) -> Frame | None:
        """Return the last frame that is not later than a step, or else the first."""
        if not self.frames:
            return None
        return self.frames[max(0, bisect_right(self.steps, step) - 1)]

    def at_epoch(self, epoch: float) -> Frame | None:
        """Return the frame that is nearest to an epoch."""
        return min(self.frames, key=lambda frame: abs(frame.epoch - epoch), default=None)

    def state_before(self, step: int) -> KeyState | None:
        """Return the last full state that is not later than a step."""
        return max(
            (state for state in self.states if state.step <= step),
            key=lambda state: state.step,
            default=None,
        )

    def until(self, step: int) -> Timeline:
        """Return what is not later than a step: what a run that branches off there has in common.

        The frames are the same objects, and take no memory twice.
        """
        return Timeline(
            tuple(frame for frame in self.frames if frame.step <= step),
            tuple(state for state in self.states if state.step <= step),
        )

    def within(self, budget: int, of_states: float = 1 / 4) -> Timeline:
        """Return what is left of it, thinned evenly, within a bound of memory.

        Parameters
        ----------
        budget
            Bytes. Two frames and one state stay in any case.
        of_states
            How much of it full states may take.
        """
        line = self
        while len(line.states) > 1 and memory([Timeline(states=line.states)]) > of_states * budget:
            line = line.without_one_state()
        while len(line.frames) > 2 and line.nbytes > budget:
            line = line.without_one()
        return line

    def without_one(self) -> Timeline:
        """Return all but that frame without which they are most even; the ends always stay."""
        return replace(self, frames=thinned(self.frames))

    def without_one_state(self) -> Timeline:
        """Return all but that state without which they are most even; the last always stays."""
        return replace(self, states=thinned(self.states, keep_first=False))


def thinned(moments: Sequence[MomentT], *, keep_first: bool = True) -> tuple[MomentT, ...]:
    """Return all but one: that which leaves the smallest gap, on the axis of `place`.

    Parameters
    ----------
    keep_first
        Whether the first stays in any case; the last always does.
    """
    first = 1 if keep_first else 0
    inner = range(first, len(moments) - 1)
    if not inner:
        return tuple(moments)

    def gap(i: int) -> float:
        before = place(moments[i - 1].step) if i else 0.0
        return place(moments[i + 1].step) - before

    least = min(inner, key=gap)
    return tuple(moment for i, moment in enumerate(moments) if i != least)


def memory(timelines: Iterable[Timeline]) -> int:
    """Return the bytes of some timelines; what several of them share counts once."""
    sizes: dict[int, int] = {}
    for line in timelines:
        sizes |= {id(frame): frame.nbytes for frame in line.frames}
        sizes |= {id(state): state.nbytes for state in line.states}
    return sum(sizes.values())


def _with(moments: tuple[MomentT, ...], new: MomentT) -> tuple[MomentT, ...]:
    if not moments or new.step > moments[-1].step:
        return (*moments, new)
    others = [moment for moment in moments if moment.step != new.step]
    return tuple(sorted((*others, new), key=lambda moment: moment.step))
