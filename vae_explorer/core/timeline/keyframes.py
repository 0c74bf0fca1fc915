"""Which moments of a run become frames, and what makes the codes of a frame be of its moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vae_explorer.core.snapshot import FloatArray, Snapshot
from vae_explorer.core.timeline.frame import Frame, KeyState
from vae_explorer.core.timeline.timeline import spacing

if TYPE_CHECKING:
    from vae_explorer.core.training import Trainer

_SOON = 1 / 2  # of the spacing: the end of an epoch, which is measured anyway, need not wait longer
STATE_EPOCHS = (1, 2, 4, 7, 11, 16, 22, 30, 40, 55, 75, 100)  # at whose ends a full state is taken
STATE_EVERY = 50  # epochs, after those


@dataclass
class _Waiting:
    """A frame of which some codes are older than it is, and what is known of their next ones."""

    frame: Frame
    before_at: NDArray[np.int64]  # the step at which each code was measured
    done: NDArray[np.bool_]


class KeyFrames:
    """Takes the frames of one run, as it is trained.

    In the middle of training the digits are encoded anew in turn, so that the codes of a snapshot
    are of several ages. A frame waits until each of its digits has been encoded once more, which
    takes a second at most; its codes are then interpolated, linearly in the number of steps, to
    the moment of its weights. So frames cost the training no encoding at all.
    """

    def __init__(self) -> None:
        self._taken_at: int | None = None
        self._waiting: list[_Waiting] = []
        self._state_epoch = 0

    def due(self, trainer: Trainer) -> bool:
        """Whether a frame should be taken now, if a snapshot is at hand."""
        return self._due(trainer.step, at_epoch_end=trainer.course.at_epoch_end)

    @property
    def waiting(self) -> int:
        """How many frames there are of which some digits are to be encoded once more."""
        return len(self._waiting)

    def _due(self, step: int, *, at_epoch_end: bool) -> bool:
        last = self._taken_at
        if last is None or step < last:
            return True
        return step - last >= spacing(last) * (_SOON if at_epoch_end else 1)

    def look(self, snapshot: Snapshot, *, wanted: bool = False) -> Iterator[Frame]:
        """Take note of a snapshot, and yield the frames that are complete now.

        Parameters
        ----------
        wanted
            Let it be a frame in any case, as where a run pauses or a setting was changed.
        """
        spe = round(snapshot.step / snapshot.epoch) if snapshot.epoch else 0
        at_epoch_end = bool(spe) and snapshot.step % spe == 0
        measured_at = snapshot.step - snapshot.age.astype(np.int64)
        for waiting in self._waiting:
            _interpolate(waiting, snapshot, measured_at)
        due = wanted or self._due(snapshot.step, at_epoch_end=at_epoch_end)
        if due and snapshot.step != self._taken_at:
            self._taken_at = snapshot.step
            frame = Frame.of(snapshot)
            done = measured_at >= snapshot.step
            if not done.all():  # the codes are written to, and are the snapshot's
                frame = replace(
                    frame,
                    embedding=frame.embedding.copy(),
                    log_variance=frame.log_variance.copy(),
                    interpolated=True,
                )
            self._waiting.append(_Waiting(frame, measured_at, done))
        while self._waiting and self._waiting[0].done.all():
            yield self._waiting.pop(0).frame

    def state(self, trainer: Trainer) -> KeyState | None:
        """Return the full state of a trainer where one should be kept: at the ends of some epochs.

        Asked for when an epoch has just ended, and all digits have been measured.
        """
        epoch = round(trainer.epoch)
        if epoch == self._state_epoch or not trainer.course.at_epoch_end:
            return None
        if not (epoch in STATE_EPOCHS or (epoch > STATE_EPOCHS[-1] and epoch % STATE_EVERY == 0)):
            return None
        self._state_epoch = epoch
        return KeyState(trainer.snapshot(exact=False), trainer.state())


def _interpolate(waiting: _Waiting, snapshot: Snapshot, measured_at: NDArray[np.int64]) -> None:
    """Fill in the codes that have been measured again since a frame was taken."""
    frame = waiting.frame
    new = ~waiting.done & (measured_at >= frame.step)
    if not new.any():
        return
    before, after = waiting.before_at[new], measured_at[new]
    t = ((frame.step - before) / np.maximum(after - before, 1)).astype(np.float32)[:, None]
    pairs: tuple[tuple[FloatArray, FloatArray], ...] = (
        (frame.embedding, snapshot.embedding),
        (frame.log_variance, snapshot.log_variance),
    )
    for kept, later in pairs:
        kept[new] += t * (later[new] - kept[new])
    waiting.done |= new
