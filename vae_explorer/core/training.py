"""Training as an iterator of optimiser steps.

A `TrainingSession` owns weights, optimiser and random generators and lives on one thread. Whoever
drives it decides when to take a step and when to look: `steps` to go on, `snapshot` to look.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray

from vae_explorer.core.augmentation import distort
from vae_explorer.core.config import LATENT_DIM, PIXELS, RunConfig
from vae_explorer.core.engine.device import Compute, resolve_compute
from vae_explorer.core.engine.optimizer import AdamW
from vae_explorer.core.errors import Interrupted, TrainingDiverged, UserError
from vae_explorer.core.history import History, Losses
from vae_explorer.core.networks.vae import VAE
from vae_explorer.core.objective.bound import Objective
from vae_explorer.core.snapshot import FloatArray, Snapshot

if TYPE_CHECKING:
    from vae_explorer.core.data.base import LabelledImages

SHOWN_DIGITS = 10_000
_EVALUATION_BATCH = 1000
_RECORDS_PER_EPOCH = 20
_WARM_UP = 0.3  # part of a one-cycle schedule that rises
_START_RATE, _END_RATE = 1 / 25, 1e-5  # of the peak


@dataclass(frozen=True)
class StepMetrics:
    """What one optimiser step did.

    Attributes
    ----------
    step
        Number of steps so far.
    epoch
        Passes over the training digits so far, with a fraction.
    images
        Size of this step's minibatch.
    test
        Losses on held-out digits, where this step was the last of an epoch.
    """

    step: int
    epoch: float
    images: int
    test: Losses | None = None


def one_cycle(progress: float) -> float:
    """Return the learning rate as a fraction of its peak, `progress` being in [0, 1].

    Half a cosine up over the first 30 %, half a cosine down to nearly nothing over the rest:
    Smith and Topin (2018), with the proportions of PyTorch's `OneCycleLR`.
    """
    if progress < _WARM_UP:
        low, high, phase = _START_RATE, 1.0, progress / _WARM_UP
    else:
        low, high, phase = 1.0, _END_RATE, (progress - _WARM_UP) / (1 - _WARM_UP)
    return low + (high - low) * (1 - math.cos(math.pi * min(phase, 1.0))) / 2


_SCHEDULES: dict[str, Callable[[float], float]] = {
    "one-cycle": one_cycle,
    "constant": lambda _progress: 1.0,
}


class TrainingSession:
    """One training run.

    Parameters
    ----------
    train, test
        Digits to train on, and held-out digits of which the first 10,000 are embedded and
        measured.
    config
        Validated at once; `UserError` for what cannot be trained.
    interrupted
        Polled while all held-out digits are measured or encoded, which takes seconds with a large
        network. True ends that with `Interrupted`, after which the run cannot go on.
    """

    def __init__(
        self,
        train: LabelledImages,
        test: LabelledImages,
        config: RunConfig,
        interrupted: Callable[[], bool] = lambda: False,
    ) -> None:
        self._config = config.validated()
        self._interrupted = interrupted
        if not (len(train) and len(test)):
            raise UserError("The data set has no digits to train on, or none to measure with.")
        self.compute: Compute = resolve_compute(config.device, config.precision)
        device = self.compute.device
        self._objective = Objective.of(config)
        self._images = _pixels(train.images, device)
        self._shown = _pixels(test.images[:SHOWN_DIGITS], device)
        self._labels = test.labels[:SHOWN_DIGITS]
        if device.type == "cuda":
            # Convolutions would otherwise add up in another order each time.
            torch.backends.cudnn.deterministic = True
            torch.backends.cudnn.benchmark = False
        seeds = np.random.SeedSequence(config.seed).generate_state(4, np.uint64) >> np.uint64(1)
        weights_seed, order_seed, noise_seed, self._test_seed = (int(seed) for seed in seeds)
        initial = torch.Generator().manual_seed(weights_seed)
        self.model = VAE(config.architecture).initialize(initial).to(device)
        self._order = torch.Generator().manual_seed(order_seed)
        self._noise = torch.Generator(device).manual_seed(noise_seed)
        decay = {"adam": 0.0, "adamw": config.weight_decay}[config.optimizer]
        self._optimizer = AdamW(self.model.parameters(), decay)
        self._step = 0
        # Steps at which cycles of the schedule end; the first begins at 0.
        self._cycle_ends = [config.epochs * self.steps_per_epoch]
        self._failure: TrainingDiverged | None = None
        self._train_rows: list[Losses] = []
        self._test_rows: list[Losses] = []
        self._sums = torch.zeros(2, device=device)  # reconstruction and KL since the last row
        self._summed = 0
        self._mean = np.zeros((len(self._shown), LATENT_DIM), np.float32)
        self._log_variance = np.zeros_like(self._mean)
        self._encoded_at = np.full(len(self._shown), -1)
        self._next_row = 0
        self._iterator = self._run()

    @property
    def config(self) -> RunConfig:
        """The configuration, with the learning rate, β and epochs as they now are."""
        return self._config

    @property
    def step(self) -> int:
        """Optimiser steps so far."""
        return self._step

    @property
    def epoch(self) -> float:
        """Passes over the training digits so far, with a fraction."""
        return self._step / self.steps_per_epoch

    @property
    def steps_per_epoch(self) -> int:
        """Minibatches in one pass, the last one perhaps smaller."""
        return math.ceil(len(self._images) / self._config.batch_size)

    @property
    def finished(self) -> bool:
        """Whether all epochs are done; `extend` adds more."""
        return self._step >= self._cycle_ends[-1]

    @property
    def images_left(self) -> int:
        """Training digits still to be visited, repetitions counted."""
        return max(0, self._cycle_ends[-1] - self._step) * self._config.batch_size

    def set_learning_rate(self, value: float) -> None:
        """Change the (peak) learning rate from the next step on; `UserError` out of range."""
        self._config = replace(self._config, learning_rate=value).validated()

    def set_beta(self, value: float) -> None:
        """Change the weight of the KL divergence from the next step on; `UserError` if bad."""
        self._config = replace(self._config, beta=value).validated()

    def extend(self, epochs: int) -> None:
        """Add epochs as a further cycle of the schedule."""
        total = self._config.epochs + epochs
        self._config = replace(self._config, epochs=total).validated()
        self._cycle_ends.append(total * self.steps_per_epoch)

    def steps(self) -> Iterator[StepMetrics]:
        """Yield after each optimiser step until all epochs are done.

        Every call goes on where the last one stopped, so that a loop may be left at any step.

        Raises
        ------
        TrainingDiverged
            When a loss is not finite. The weights are lost; earlier snapshots are not.
        """
        while not self.finished:
            if self._failure is not None:
                raise self._failure
            try:
                metrics = next(self._iterator)
            except TrainingDiverged as error:
                self._failure = error
                raise
            yield metrics

    def _run(self) -> Iterator[StepMetrics]:
        record_every = max(1, self.steps_per_epoch // _RECORDS_PER_EPOCH)
        last_record = self.steps_per_epoch - record_every  # the rest joins the end of the epoch
        while True:
            order = torch.randperm(len(self._images), generator=self._order)
            for indices in torch.split(order.to(self.compute.device), self._config.batch_size):
                self._optimize(indices)
                position = self._step % self.steps_per_epoch
                last = position == 0
                if last or (position % record_every == 0 and position <= last_record):
                    self._record()
                test = self._measure() if last else None
                yield StepMetrics(self._step, self.epoch, len(indices), test)

    def _optimize(self, indices: torch.Tensor) -> None:
        x = self._images.index_select(0, indices).float().div_(255)  # (B, 784)
        if self._config.augmentation:
            x = distort(x, self._config.augmentation, self._noise)
        noise = torch.randn(
            len(indices), LATENT_DIM, generator=self._noise, device=self.compute.device
        )
        with self.compute.autocast():
            terms = self._objective(self.model, x, noise)
        reconstruction, kl = terms.reconstruction.sum(), terms.kl.sum()
        loss = (reconstruction + self._config.beta * kl) / len(indices)
        loss.backward()  # type: ignore[no-untyped-call]
        self._optimizer.step(self._rate())
        self._step += 1
        self._sums += torch.stack((reconstruction.detach(), kl.detach()))
        self._summed += len(indices)

    def _rate(self) -> float:
        """Return the learning rate of the step to come."""
        cycle = bisect_right(self._cycle_ends, self._step)
        start, end = [0, *self._cycle_ends][cycle : cycle + 2]
        progress = (self._step - start) / (end - start)
        return self._config.learning_rate * _SCHEDULES[self._config.schedule](progress)

    def _record(self) -> None:
        reconstruction, kl = (self._sums / self._summed).tolist()
        self._sums.zero_()
        self._summed = 0
        if not math.isfinite(reconstruction + kl):
            raise TrainingDiverged(self._step, self._config.learning_rate)
        self._train_rows.append(Losses(self._step, self.epoch, reconstruction, kl))

    @torch.no_grad()
    def _measure(self) -> Losses:
        """Measure the held-out digits, always with the same noise, and keep their codes."""
        generator = torch.Generator(self.compute.device).manual_seed(self._test_seed)
        sums = torch.zeros(2, device=self.compute.device)
        for rows in self._shown_batches():
            x = self._shown[rows].float().div_(255)
            noise = torch.randn(len(x), LATENT_DIM, generator=generator, device=self.compute.device)
            with self.compute.autocast():
                terms = self._objective(self.model, x, noise)
            sums += torch.stack((terms.reconstruction.sum(), terms.kl.sum()))
            self._keep(rows, terms.mean, terms.log_variance)
        reconstruction, kl = (sums / len(self._shown)).tolist()
        if not math.isfinite(reconstruction + kl):
            raise TrainingDiverged(self._step, self._config.learning_rate)
        losses = Losses(self._step, self.epoch, reconstruction, kl)
        self._test_rows.append(losses)
        return losses

    def _shown_batches(self) -> Iterator[slice]:
        for start in range(0, len(self._shown), _EVALUATION_BATCH):
            if self._interrupted():
                raise Interrupted
            yield slice(start, start + _EVALUATION_BATCH)

    def _keep(self, rows: slice, mean: torch.Tensor, log_variance: torch.Tensor) -> None:
        self._mean[rows] = mean.cpu().numpy()
        self._log_variance[rows] = log_variance.cpu().numpy()
        self._encoded_at[rows] = self._step
        if not (
            np.isfinite(self._mean[rows]).all() and np.isfinite(self._log_variance[rows]).all()
        ):
            raise TrainingDiverged(self._step, self._config.learning_rate)

    @torch.no_grad()
    def refresh_codes(self, count: int) -> None:
        """Encode the next `count` of the shown digits anew, going round."""
        start = self._next_row
        rows = slice(start, start + count)
        with self.compute.autocast():
            mean, log_variance = self.model.encoder(self._shown[rows].float().div_(255))
        self._keep(rows, mean, log_variance)
        self._next_row = rows.stop if rows.stop < len(self._shown) else 0

    @torch.no_grad()
    def _encode_all(self) -> None:
        """Encode every shown digit in float32, as `Snapshot.encode` would."""
        for rows in self._shown_batches():
            self._keep(rows, *self.model.encoder(self._shown[rows].float().div_(255)))

    def snapshot(self, *, exact: bool = True) -> Snapshot:
        """Return a detached copy of everything that can be looked at.

        Parameters
        ----------
        exact
            Encode all shown digits first, as is always done where some never were. Otherwise the
            codes are as fresh as `refresh_codes` and the last epoch left them;
            `Snapshot.stale_steps` says how old the oldest is.

        Raises
        ------
        TrainingDiverged
            When a weight or a code is not finite.
        """
        if exact or self._encoded_at.min(initial=0) < 0:
            self._encode_all()
        state = self.model.state_dict()
        weights: dict[str, FloatArray] = {
            name: tensor.detach().to("cpu", copy=True).numpy() for name, tensor in state.items()
        }
        if not all(np.isfinite(array).all() for array in weights.values()):
            raise TrainingDiverged(self._step, self._config.learning_rate)
        return Snapshot(
            config=self._config,
            step=self._step,
            epoch=self.epoch,
            weights=weights,
            embedding=self._mean.copy(),
            log_variance=self._log_variance.copy(),
            labels=self._labels,
            history=History.of(self._train_rows, self._test_rows),
            stale_steps=self._step - max(0, int(self._encoded_at.min(initial=self._step))),
        )


def _pixels(images: NDArray[np.uint8], device: torch.device) -> torch.Tensor:
    rows = images.reshape(-1, PIXELS)
    # Shared where it can be: torch does not take memory that is read-only.
    return torch.from_numpy(rows if rows.flags.writeable else rows.copy()).to(device)
