"""Training, one optimiser step at a time.

A `Trainer` owns weights and optimiser and lives on one thread. Whoever drives it decides when to
take a step and when to look: `step_once` to go on, `snapshot` to look, `state` to go on another
day.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import torch

from vae_explorer.core.beginning import first_model, first_optimizer
from vae_explorer.core.config import RunConfig
from vae_explorer.core.course import Course
from vae_explorer.core.engine.device import Compute, compute_for
from vae_explorer.core.engine.threads import guess, use_threads
from vae_explorer.core.errors import RunBroken, TrainingDiverged, UserError
from vae_explorer.core.fitted import shown_digits
from vae_explorer.core.history import History, Losses, StepMetrics
from vae_explorer.core.language import tr
from vae_explorer.core.learners.registry import learner_for
from vae_explorer.core.networks.vae import as_array, as_arrays, as_tensor, fit_weight
from vae_explorer.core.objective.bound import Objective
from vae_explorer.core.order import Order
from vae_explorer.core.running_means import RunningMeans
from vae_explorer.core.shown import as_pixels
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.training_state import TrainingState

if TYPE_CHECKING:
    from vae_explorer.core.data.base import LabelledImages


class Trainer:
    """One training run.

    Where it is is data: the order of the digits in epoch e follows from (seed, e) alone, the noise
    of step s from (seed, s). So `state`, with a snapshot of the same step, is all that `resume`
    needs to go on bit for bit, on the same machine, as if the run had never stopped.

    What holds when an exception, of whatever kind, leaves `step_once`: before the optimiser moves,
    nothing has happened, and the step can be taken again. After it has moved, the step is done; a
    measurement at the end of an epoch that was broken off is made up for before anything else. In
    the moment between, which takes milliseconds, the run is broken: it says so when it is driven
    on or looked at, rather than going on wrongly. Snapshots taken before are never touched.

    Parameters
    ----------
    train, test
        Digits to train on, of which the first `RunConfig.training_images` are used, and held-out
        digits of which the first 10,000 are embedded and measured.
    config
        Validated at once.
    interrupted
        Polled while all held-out digits are measured or encoded, which takes seconds with a large
        network. True ends that with `Interrupted`.

    Attributes
    ----------
    model
        The networks, with live weights.
    compute
        Where and in which arithmetic they run.
    course
        Where the run is: steps, learning rate, weight of the KL divergence.

    Raises
    ------
    UserError
        For what cannot be trained.
    """

    def __init__(
        self,
        train: LabelledImages,
        test: LabelledImages,
        config: RunConfig,
        interrupted: Callable[[], bool] = lambda: False,
    ) -> None:
        config.validated()
        if not (len(train) and len(test) and train.shape == test.shape):
            raise UserError(tr("The data set lacks digits to train on, or such to measure with."))
        train = train.first(config.training_images(len(train)))
        self.compute: Compute = compute_for(config)
        device = self.compute.device
        use_threads(guess())  # until the first step
        self._images, self._shape, self._class_names = len(train), train.shape, train.class_names
        self._objective = Objective.of(config, self._shape.pixels)
        self._measuring = self._objective.measuring()
        seeds = np.random.SeedSequence(config.seed).generate_state(4, np.uint64) >> np.uint64(1)
        weights_seed, order_seed, noise_seed, measuring_seed = map(int, seeds)
        self.model = first_model(config, train, weights_seed).to(device)
        images = as_pixels(train.images, device)
        self._learner = learner_for(config.regime)(
            self.model, self._objective, images, self._shape, self.compute, noise_seed
        )
        self._optimizer = first_optimizer(config, self.model, self._learner.betas)
        batch = len(train) if config.kind.at_once else config.batch_size
        self._order = Order(len(train), batch, order_seed, device)
        self.course = Course(config, self._order.steps_per_epoch)
        self._failure: UserError | None = None
        self._history = History()
        self._means = RunningMeans(device)
        self._shown = shown_digits(config)(
            test, self.compute, measuring_seed, self.steps_per_epoch, interrupted
        )

    @classmethod
    def resume(
        cls,
        train: LabelledImages,
        test: LabelledImages,
        snapshot: Snapshot,
        state: TrainingState,
        interrupted: Callable[[], bool] = lambda: False,
    ) -> Trainer:
        """Go on with a run from a snapshot and the state of the same step.

        Parameters
        ----------
        train, test, interrupted
            As they were for the run.

        Raises
        ------
        UserError
            When snapshot, state and data do not belong together.
        """
        trainer = cls(train, test, snapshot.config, interrupted)
        trainer._adopt(snapshot, state)
        return trainer

    @property
    def config(self) -> RunConfig:
        """The configuration, with what was changed in mid-run as it now is."""
        return self.course.config

    @property
    def step(self) -> int:
        """Optimiser steps so far."""
        return self.course.step

    @property
    def epoch(self) -> float:
        """Passes over the training digits so far, with a fraction."""
        return self.course.epoch

    @property
    def steps_per_epoch(self) -> int:
        """Minibatches in one pass, the last one perhaps smaller."""
        return self.course.steps_per_epoch

    @property
    def finished(self) -> bool:
        """Whether all epochs are done; `change` can add more."""
        return self.course.finished

    @property
    def phase(self) -> str:
        """What is being trained, see `Regime.phase`."""
        return self._objective.regime.phase(self.course.progress)

    @property
    def history(self) -> History:
        """The losses so far."""
        return self._history

    def change(self, config: RunConfig) -> None:
        """Go on with other settings from the next step on; each difference goes into the history.

        β and the (peak) learning rate take effect at once. More epochs are a further cycle of the
        schedule, behind the present one.

        Raises
        ------
        UserError
            When a setting is out of range, or cannot be changed in mid-run; nothing is changed.
        """
        for change in self.course.change(config):
            self._history = self._history.with_change(change)
        self.model.fit_weight = fit_weight(self.config, self._shape)

    def steps(self) -> Iterator[StepMetrics]:
        """Yield after each `step_once` until all epochs are done; may be left at any step."""
        while not self.finished:
            yield self.step_once()

    def step_once(self) -> StepMetrics:
        """Take one optimiser step; after the last one of an epoch, measure the held-out digits.

        Raises
        ------
        TrainingDiverged
            When a loss is not finite. The weights are lost; earlier snapshots are not.
        Interrupted
            When `interrupted` returned True during a measurement.
        """
        self._settle()
        if (planned := self.course.planned()) is not None:
            self.change(planned)
        indices = self._order.minibatch(self.step)
        self._optimize(indices)
        return StepMetrics(self.step, self.epoch, len(indices), self._settle())

    def _settle(self) -> Losses | None:
        """Measure the held-out digits if that is due, and return what was measured.

        It is due at the end of an epoch, unless epochs are so short that little else would be done.
        """
        if self._failure is not None:
            raise self._failure
        latest = self._history.latest_test
        apart = self.step - (latest.step if latest is not None else 0)
        wanted = 1 if self.course.finished else self._shown.apart
        return self._measure() if self.course.at_epoch_end and apart >= wanted else None

    def _optimize(self, indices: torch.Tensor) -> None:
        course, config = self.course, self.course.config
        threads = self._learner.threads(config)
        with threads.timed(len(indices), whole=len(indices) == self._order.largest):
            row = self._means.due(course.step + 1, course.steps_per_epoch)
            minibatch = self._learner.backward(
                indices, course.step, config, course.beta, course.progress, row=row
            )
            rate = course.learning_rate

            self._failure = RunBroken(course.step + 1)
            self._learner.move(self._optimizer, rate, config.decoder_rate)
            course.step += 1
            self._means.add(minibatch.sums, len(indices))
            if row:
                values = self._means.take().tolist()
                if minibatch.reconstruction is not None:
                    values[0] = minibatch.reconstruction
                losses = self._losses(*values, minibatch.sigma, minibatch.fit_kl)
                self._history = self._history.with_losses(train=losses)
            self._failure = None

    def _losses(self, *measured: float) -> Losses:
        """Return a row from its values, in the order of `Losses`; none means that they are lost."""
        losses = Losses(self.step, self.epoch, *(measured or (math.nan, math.nan)))
        if not math.isfinite(losses.negative_elbo):
            self._failure = self._diverged()
            raise self._failure
        return losses

    def _diverged(self) -> TrainingDiverged:
        return TrainingDiverged(self.step, self.config.learning_rate)

    def _measure(self) -> Losses:
        means = self._shown.measure(self.model, self._measuring, self.step)
        losses = self._losses(*([] if means is None else means.tolist()))
        self._history = self._history.with_losses(test=losses)
        return losses

    def measure_sample(self) -> Losses:
        """Measure a fixed thousand of the held-out digits for the history, and nothing else.

        Raises
        ------
        TrainingDiverged
            When a loss is not finite.
        """
        self._settle()
        means = self._shown.measure_sample(self.model, self._measuring)
        losses = self._losses(*means.tolist())
        self._history = self._history.with_losses(sample=losses)
        return losses

    def refresh_codes(self, count: int) -> None:
        """Encode the next `count` of the shown digits anew, going round.

        They are shown at once, unless a round takes more than an epoch: then all of them are shown
        when the round is complete, see `Embedding`.
        """
        if not self._shown.encode_next(self.model, count, self.step):
            raise self._diverged()

    def snapshot(self, *, exact: bool = True) -> Snapshot:
        """Return a detached copy of everything that can be looked at.

        Parameters
        ----------
        exact
            Encode all shown digits first, as is always done where some never were. Otherwise the
            codes are as fresh as `refresh_codes` and the last epoch left them; `Snapshot.age` says
            how old each is.

        Raises
        ------
        TrainingDiverged
            When a weight or a code is not finite.
        Interrupted
            When `interrupted` returned True.
        """
        self._settle()
        codes = self._shown.codes
        fresh = exact or not codes.complete
        finite = not fresh or self._shown.encode_all(self.model, self.step, draft=not exact)
        weights = as_arrays(self.model.state_dict())
        if not (finite and all(np.isfinite(array).all() for array in weights.values())):
            raise self._diverged()
        return Snapshot(
            config=self.config,
            step=self.step,
            epoch=self.epoch,
            weights=weights,
            embedding=codes.mean.copy(),
            log_variance=codes.log_variance.copy(),
            labels=self._shown.labels,
            history=self._history,
            age=codes.age(self.step),
            shape=self._shape,
            class_names=self._class_names,
        )

    def state(self) -> TrainingState:
        """Return a detached copy of what `resume` needs beside a snapshot of the same step."""
        self._settle()
        return TrainingState(
            step=self.step,
            means=as_arrays(self._optimizer.means),
            squares=as_arrays(self._optimizer.squares),
            cycle_ends=self.course.cycle_ends,
            sums=as_array(self._means.sums),
            summed=self._means.count,
            images=self._images,
            resting=self._optimizer.resting(self.step),
        )

    @torch.no_grad()
    def _adopt(self, snapshot: Snapshot, state: TrainingState) -> None:
        state.check(snapshot, self._shape, self._images, self.steps_per_epoch)
        for name, tensor in self.model.state_dict().items():
            tensor.copy_(as_tensor(snapshot.weights[name]))
        self._optimizer.restore(state)
        self.course.restore(state)
        self._history = snapshot.history
        self._means.restore(as_tensor(state.sums), state.summed)
        if np.array_equal(snapshot.labels, self._shown.labels):
            codes = snapshot.embedding, snapshot.log_variance
            self._shown.codes.restore(*codes, snapshot.age, state.step)
