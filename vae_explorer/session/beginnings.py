"""How the training thread comes by a trainer: a new one, one that goes on, one that went back."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from vae_explorer.core.data.base import LabelledImages
from vae_explorer.core.errors import Interrupted
from vae_explorer.session.requests import TrainRequest
from vae_explorer.session.state import RunProgress

if TYPE_CHECKING:
    from vae_explorer.core.training import Trainer

_TELL_SECONDS = 0.2  # between two words on how far it is


def trainer_for(
    request: TrainRequest,
    train: LabelledImages,
    test: LabelledImages,
    interrupted: Callable[[], bool],
    called_off: Callable[[], bool],
    tell: Callable[[RunProgress], None],
) -> Trainer:
    """Return a trainer that is where a request wants it.

    Parameters
    ----------
    interrupted
        See `Trainer`.
    called_off
        Whether nobody wants to go back any more; polled at each step.
    tell
        Is told how far the way back is.

    Raises
    ------
    Interrupted
        When it was called off.
    """
    from vae_explorer.core.training import Trainer

    way = request.way_back
    if way is not None:
        state = way.state
        if state is None:
            trainer = Trainer(train, test, way.beginning, interrupted)
        else:
            trainer = Trainer.resume(train, test, state.snapshot, state.training, interrupted)
        trainer.course.plan = request.plan
        began, told, start = time.monotonic(), 0.0, trainer.step
        for _ in way.walk(trainer):
            if called_off() or interrupted():
                raise Interrupted
            now = time.monotonic()
            if now - told > _TELL_SECONDS:
                told = now
                rate = (trainer.step - start) / max(now - began, 1e-9)
                left = (way.step - trainer.step) / rate
                epochs = trainer.config.passes
                tell(RunProgress(trainer.step, trainer.epoch, epochs, seconds_left=left))
        way.check(trainer.snapshot(exact=False).weights)
    elif request.snapshot is None:
        trainer = Trainer(train, test, request.config, interrupted)
    elif request.training is None:
        raise ValueError("a run that is to go on, without what that takes")
    else:
        trainer = Trainer.resume(train, test, request.snapshot, request.training, interrupted)
    trainer.change(request.config)
    trainer.course.plan = request.plan
    return trainer
