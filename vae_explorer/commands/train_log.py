"""What ``train --log FILE`` writes: a row for each measurement, as soon as it is made."""

from __future__ import annotations

import csv
import math
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from vae_explorer.commands.output import say
from vae_explorer.core.early import EarlyMeasurements
from vae_explorer.core.history import LATER, OLDEST
from vae_explorer.core.pace import Pace

if TYPE_CHECKING:
    from vae_explorer.core.history import Losses, StepMetrics
    from vae_explorer.core.training import Trainer

COLUMNS = (
    "seconds",
    "step",
    "epoch",
    "split",
    "negative_elbo",
    "reconstruction",
    "kl",
    "learning_rate",
    "beta",
    "images_per_second",
    *LATER,
)


class TrainLog:
    """Follows a run, and measures a thousand held-out images about once a second at its beginning.

    The split is ``train`` for means over the minibatches since the row before, ``test`` for all
    held-out images at the end of an epoch, and ``sample`` for that thousand. What was not measured
    is empty, and so is what an autoencoder has not: −ELBO and KL divergence. Seconds count from
    here. A row that cannot be written is told of once, and the training goes on.
    """

    def __init__(self, path: Path, trainer: Trainer) -> None:
        self._path = path
        self._trainer = trainer
        self._early = EarlyMeasurements()
        self._pace = Pace()
        self._images = 0
        self._rows = len(trainer.history.train)
        self._start = time.monotonic()
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)
        self._write(COLUMNS)

    def step(self, metrics: StepMetrics) -> None:
        """Follow one optimiser step."""
        seconds = time.monotonic() - self._start
        self._images += metrics.images
        self._pace.tell(self._images, seconds)
        history = self._trainer.history
        if len(history.train) > self._rows and history.latest_train is not None:
            self._rows = len(history.train)
            self._measured("train", history.latest_train, seconds)
        if metrics.test is not None:
            self._measured("test", metrics.test, seconds)
        elif self._early.due(seconds, measured=history.latest_test is not None):
            losses = self._trainer.measure_sample()
            now = time.monotonic() - self._start
            self._early.note(now, now - seconds)
            self._measured("sample", losses, now)

    def _measured(self, split: str, losses: Losses, seconds: float) -> None:
        has_bound = self._trainer.config.has_bound
        bound, kl = (f"{x:.6g}" if has_bound else "" for x in (losses.negative_elbo, losses.kl))
        self._write(
            (
                f"{seconds:.3f}",
                losses.step,
                f"{losses.epoch:.6g}",
                split,
                bound,
                f"{losses.reconstruction:.6g}",
                kl,
                f"{self._trainer.course.learning_rate:.6g}",
                f"{self._trainer.course.beta:g}",
                f"{self._pace.rate or self._images / max(seconds, 1e-9):.0f}",
                *("" if math.isnan(x) else f"{x:.6g}" for x in losses[OLDEST:]),
            )
        )

    def _write(self, row: tuple[object, ...]) -> None:
        if self._file.closed:
            return
        try:
            self._writer.writerow(row)
            self._file.flush()
        except OSError as error:
            say(f"{self._path} cannot be written any more: {error.strerror or error}.")
            self.close()

    def close(self) -> None:
        """End the file."""
        with suppress(OSError):  # of what could not be written, which was told
            self._file.close()
