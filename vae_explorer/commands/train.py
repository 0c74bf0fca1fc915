"""``vae-explorer train``: the same training as in the window, without one."""

from __future__ import annotations

import signal
import sys
import threading
import time
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vae_explorer.commands.arguments import add_data_dir
from vae_explorer.commands.data import load_split
from vae_explorer.commands.output import check_writable, progress_bar, say
from vae_explorer.commands.run_options import add_settings, configuration, given_settings
from vae_explorer.commands.train_log import TrainLog
from vae_explorer.core.changes import changes_between
from vae_explorer.core.engine.memory import keep_freed_memory
from vae_explorer.core.errors import TrainingDiverged, UserError
from vae_explorer.core.networks.layers import describe
from vae_explorer.core.storage.model_file import SUFFIX, load, save_snapshot, sizes
from vae_explorer.core.text import count, duration

if TYPE_CHECKING:
    from vae_explorer.core.config import RunConfig
    from vae_explorer.core.history import Losses, StepMetrics
    from vae_explorer.core.snapshot import Snapshot
    from vae_explorer.core.storage.model_file import ModelFile
    from vae_explorer.core.training import Trainer

_POSTFIX_INTERVAL = 0.5  # seconds between two updates of the losses beside the bar
_BAR = "{desc} {percentage:3.0f}%|{bar:16}| {rate_fmt}, {remaining} left{postfix}"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help=f"the model file, {SUFFIX}"
    )
    parser.add_argument(
        "--half",
        action="store_true",
        help="store the weights as float16, half the size; implies --model-only",
    )
    parser.add_argument(
        "--model-only",
        action="store_true",
        help="leave out what it takes to go on training, two thirds of the file",
    )
    parser.add_argument(
        "--resume",
        type=Path,
        metavar="FILE",
        help="go on with the run that a file holds, as if it had never stopped; --epochs is then "
        "their number in all, and --beta and --learning-rate may be given anew",
    )
    parser.add_argument(
        "--log",
        type=Path,
        metavar="FILE",
        help="write each measurement as a row of a .csv file, at once; in the first 20 seconds a "
        "thousand test images are measured about once a second",
    )
    add_data_dir(parser)
    add_settings(parser)


def run(arguments: Namespace) -> int:
    """Train, and save what was trained: at the end, on Ctrl-C, or before the loss diverged."""
    out: Path = arguments.out
    # Whatever can be wrong is found out before minutes have gone into the training.
    if arguments.resume is None:
        config = configuration(arguments)
    check_writable(out, (SUFFIX,))
    if arguments.log is not None:
        check_writable(arguments.log, (".csv",))
    keep_freed_memory()
    begun = load(arguments.resume) if arguments.resume is not None else None
    if begun is not None:
        config = _continued(begun, arguments)

    from vae_explorer.core.training import Trainer

    train = load_split(config.dataset, arguments.data_dir, "train", config.seed)
    test = load_split(config.dataset, arguments.data_dir, "test", config.seed)
    if begun is None or begun.training is None:
        trainer = Trainer(train, test, config)
    else:
        trainer = Trainer.resume(train, test, begun.snapshot, begun.training)
        trainer.change(config)
    images = config.training_images(len(train))
    report = _Report(trainer, images)
    report.line(
        f"{'Training' if begun is None else 'Going on with'} "
        f"{describe(config.architecture, train.shape)} on {images:,} images of "
        f"{config.dataset} for {count(config.epochs, 'epoch')} ({trainer.compute.title})"
    )
    return _train_and_save(trainer, report, out, arguments)


def _continued(begun: ModelFile, arguments: Namespace) -> RunConfig:
    """Return the configuration with which the run of a file goes on."""
    name = arguments.resume.name
    for note in begun.notes:
        say(note)
    if begun.training is None:
        raise UserError(
            f"{name} holds a model alone, without what it takes to go on training it.",
            "Train anew, and save without --model-only or --half.",
        )
    if arguments.preset is not None:
        raise UserError("The network of a run cannot be changed.", "Leave --preset out.")
    config = begun.snapshot.config.changed(**given_settings(arguments))
    changes_between(begun.snapshot.config, config, begun.snapshot.step, begun.snapshot.epoch)
    if begun.snapshot.step >= begun.training.cycle_ends[-1] and arguments.epochs is None:
        raise UserError(
            f"{name} has been trained for all of its {count(config.epochs, 'epoch')}.",
            "Give a larger number with --epochs.",
        )
    return config


def _train_and_save(trainer: Trainer, report: _Report, out: Path, arguments: Namespace) -> int:
    last_good: Snapshot | None = None
    model_only = arguments.model_only or arguments.half
    with StopRequest() as stop:
        try:
            with closing(report), ExitStack() as logs:
                followers = [report.step]
                if arguments.log is not None:
                    log = logs.enter_context(closing(TrainLog(arguments.log, trainer)))
                    followers.append(log.step)
                for metrics in trainer.steps():
                    for follow in followers:
                        follow(metrics)
                    if metrics.test is not None:
                        # The end of an epoch has just encoded every digit that is shown.
                        last_good = trainer.snapshot(exact=False)
                    if stop.requested:
                        break
            snapshot = trainer.snapshot()
        except TrainingDiverged as error:
            raise _diverged(error, trainer, last_good, out, arguments.half) from error
        state = None if model_only else trainer.state()
        save_snapshot(snapshot, out, training=state, half_precision=arguments.half)
    word = "Saved" if trainer.finished else "Interrupted: saved"
    losses = snapshot.history.latest_test
    title = snapshot.config.loss_title
    result = f", test {title} {losses.negative_elbo:.2f} nats per image" if losses else ""
    if losses and losses.step < snapshot.step:
        result += f" after epoch {losses.epoch:.0f}"
    size = ""
    if state is not None:
        small, whole = (size / 1e6 for size in sizes(snapshot, state))
        size = f" ({whole:.1f} MB; {small:.1f} with --model-only, which cannot be trained further)"
    say(f"{word} {out} after {count(snapshot.epoch, 'epoch')}{result}{size}.")
    return 0


def _diverged(
    error: UserError, trainer: Trainer, last_good: Snapshot | None, out: Path, half: bool
) -> UserError:
    way_out = f"Lower --learning-rate (it is {trainer.config.learning_rate:g})."
    if last_good is None:
        return UserError(error.what, f"{way_out} Nothing was saved.")
    save_snapshot(last_good, out, half_precision=half)
    return UserError(
        error.what, f"{way_out} Saved {out} as it was after epoch {last_good.epoch:g}."
    )


class StopRequest:
    """Turns the first Ctrl-C inside a ``with`` block into a request; a second one interrupts.

    Attributes
    ----------
    requested
        Whether Ctrl-C was pressed.
    """

    def __init__(self) -> None:
        self.requested = False
        self._previous: Any = None

    def __enter__(self) -> StopRequest:
        on_main_thread = threading.current_thread() is threading.main_thread()
        # Where Ctrl-C is ignored, as in a shell's background jobs, it stays ignored.
        if on_main_thread and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            self._previous = signal.signal(signal.SIGINT, self._request)
        return self

    def _request(self, *_: object) -> None:
        self.requested = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def __exit__(self, *_: object) -> None:
        if self._previous is not None:
            signal.signal(signal.SIGINT, self._previous)


class _Report:
    """A bar on a terminal; a line for each epoch where standard output is kept or read."""

    def __init__(self, trainer: Trainer, digits: int) -> None:
        self._trainer = trainer
        self._epochs = trainer.config.epochs
        self._has_bound, self._title = trainer.config.has_bound, trainer.config.loss_title
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
                f"test {self._title} {metrics.test.negative_elbo:.2f}"
                f"{self._parts(metrics.test)} nats; "
                f"{rate:,.0f} images/s, {duration(left)} left"
            )

    def _latest_losses(self) -> str:
        history = self._trainer.history
        parts = []
        if test := history.latest_test:
            parts.append(f"test {self._title} {test.negative_elbo:.1f}")
        if train := history.latest_train:
            sum_ = f" = {train.reconstruction:.1f} + KL {train.kl:.1f}" if self._has_bound else ""
            parts.append(f"train {train.negative_elbo:.1f}{sum_}")
        return ", ".join(parts)

    def _parts(self, losses: Losses) -> str:
        """Return what the test loss is the sum of, where it is one."""
        if not self._has_bound:
            return ""
        return f", reconstruction {losses.reconstruction:.2f}, KL {losses.kl:.2f}"

    def close(self) -> None:
        """Take the bar away."""
        self._bar.close()
