"""What ``train`` shows while it trains."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from vae_explorer.commands.output import progress_bar, say
from vae_explorer.core.text import duration, signed

if TYPE_CHECKING:
    from vae_explorer.core.history import Losses, StepMetrics
    from vae_explorer.core.training import Trainer

_POSTFIX_INTERVAL = 0.5  # seconds between two updates of the losses beside the bar
_BAR = "{desc} {percentage:3.0f}%|{bar:16}| {rate_fmt}, {remaining} left{postfix}"


class TrainReport:
    """A bar on a terminal; a line for each epoch where standard output is kept or read."""

    def __init__(self, trainer: Trainer, digits: int) -> None:
        self._trainer = trainer
        self._epochs = trainer.config.passes
        self._has_bound, self._title = trainer.config.has_bound, trainer.config.loss_title
        self._unit = f" {trainer.config.kind.unit}".rstrip()
        self._total = self._epochs * digits
        self._done = self._before = round(trainer.epoch * digits)
        self._start = time.monotonic()
        self._next_postfix = 0.0
        self._bar = progress_bar(
            self._total,
            f"epoch {min(int(trainer.epoch) + 1, self._epochs)}/{self._epochs}",
            unit=" digits",
            bar_format=_BAR,
            initial=self._done,
        )
        self._has_lines = bool(self._bar.disable) or not sys.stdout.isatty()

    def line(self, text: str) -> None:
        """Print a line, unless a bar on the same terminal says it all."""
        if self._has_lines:
            say(text)

    def step(self, metrics: StepMetrics) -> None:
        """Follow one optimiser step."""
        self._done += metrics.images
        now = time.monotonic()
        if not self._bar.disable and (metrics.test or now >= self._next_postfix):
            self._next_postfix = now + _POSTFIX_INTERVAL
            epoch = min(int(metrics.epoch) + 1, self._epochs)
            self._bar.set_description_str(f"epoch {epoch}/{self._epochs}", refresh=False)
            self._bar.set_postfix_str(self._latest_losses(), refresh=False)
        self._bar.update(metrics.images)
        if metrics.test:
            seconds = max(now - self._start, 1e-9)
            rate = (self._done - self._before) / seconds
            left = (self._total - self._done) / rate
            self.line(
                f"epoch {metrics.epoch:.0f}/{self._epochs}: "
                f"test {self._title} {signed(metrics.test.negative_elbo, '.2f')}"
                f"{self._parts(metrics.test)}{self._unit}; "
                f"{rate:,.0f} images/s, {duration(left)} left"
            )

    def _latest_losses(self) -> str:
        history = self._trainer.history
        parts = []
        if test := history.latest_test:
            parts.append(f"test {self._title} {signed(test.negative_elbo, '.1f')}")
        if train := history.latest_train:
            sum_ = (
                f" = {signed(train.reconstruction, '.1f')} + KL {signed(train.kl, '.1f')}"
                if self._has_bound
                else ""
            )
            parts.append(f"train {signed(train.negative_elbo, '.1f')}{sum_}")
        return ", ".join(parts)

    def _parts(self, losses: Losses) -> str:
        """Return what the test loss is the sum of, where it is one."""
        if not self._has_bound:
            return ""
        reconstruction, kl = (signed(value, ".2f") for value in (losses.reconstruction, losses.kl))
        return f", reconstruction {reconstruction}, KL {kl}"

    def close(self) -> None:
        """Take the bar away."""
        self._bar.close()
