"""``vae-explorer train``: the same training as in the window, without one."""

from __future__ import annotations

import signal
import sys
import threading
import time
from argparse import ArgumentParser, Namespace
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vae_explorer.commands.arguments import add_data, widths
from vae_explorer.commands.data import load_split
from vae_explorer.commands.output import check_writable, progress_bar, say
from vae_explorer.core import config as choices
from vae_explorer.core.config import RunConfig
from vae_explorer.core.engine.memory import keep_freed_memory
from vae_explorer.core.errors import TrainingDiverged, UserError
from vae_explorer.core.objective.divergences import KL_ESTIMATORS
from vae_explorer.core.objective.likelihoods import LIKELIHOODS

if TYPE_CHECKING:
    from vae_explorer.core.snapshot import Snapshot
    from vae_explorer.core.training import StepMetrics, TrainingSession

_POSTFIX_INTERVAL = 0.5  # seconds between two updates of the losses beside the bar
_BAR = "{desc} {percentage:3.0f}%|{bar:16}| {rate_fmt}, {remaining} left{postfix}"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    default = RunConfig()
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the model file, .safetensors"
    )
    add_data(parser, default.dataset)

    network = parser.add_argument_group("network")
    _choice(network, "--preset", tuple(choices.PRESETS), choices.DEFAULT_PRESET)
    network.add_argument(
        "--widths", type=widths, metavar="N,N", help="layer widths in place of the preset's"
    )
    _choice(network, "--activation", choices.ACTIVATIONS, "the preset's")

    objective = parser.add_argument_group("objective")
    _choice(objective, "--likelihood", tuple(LIKELIHOODS), default.likelihood)
    _choice(objective, "--kl", tuple(KL_ESTIMATORS), default.kl)
    _number(objective, "--beta", float, "weight of the KL divergence", default.beta)

    schedule = parser.add_argument_group("schedule")
    _number(schedule, "--epochs", int, "passes over the training images", default.epochs)
    _number(schedule, "--batch-size", int, "images in an optimiser step", default.batch_size)
    _number(schedule, "--learning-rate", float, "(peak) learning rate", default.learning_rate)
    _choice(schedule, "--schedule", choices.SCHEDULES, default.schedule)
    _choice(schedule, "--optimizer", choices.OPTIMIZERS, default.optimizer)
    _number(schedule, "--weight-decay", float, "AdamW's decoupled decay", default.weight_decay)
    augmentation = "strength of small random distortions of training digits, such as 0.07"
    _number(schedule, "--augmentation", float, augmentation, default.augmentation)
    _number(schedule, "--seed", int, "of weights, order and noise", default.seed)

    machine = parser.add_argument_group("machine and file")
    _choice(machine, "--device", choices.DEVICES, default.device)
    _choice(machine, "--precision", choices.PRECISIONS, default.precision)
    machine.add_argument(
        "--half", action="store_true", help="store the weights as float16: half the size"
    )


def _choice(group: Any, flag: str, options: tuple[str, ...], default: str) -> None:
    text = f"{', '.join(options)} (default: {default})"
    group.add_argument(flag, choices=options, metavar="NAME", help=text)


def _number(group: Any, flag: str, kind: type, text: str, default: float) -> None:
    metavar = "N" if kind is int else "X"
    group.add_argument(flag, type=kind, metavar=metavar, help=f"{text} (default: {default:g})")


def configuration(arguments: Namespace) -> RunConfig:
    """Return the run that the options describe.

    Raises
    ------
    UserError
        When a value is out of range.
    """
    preset = choices.PRESETS[arguments.preset or choices.DEFAULT_PRESET]
    given = {name: value for name, value in vars(arguments).items() if value is not None}
    shape = {name: given[name] for name in ("widths", "activation") if name in given}
    names = set(RunConfig.__dataclass_fields__) & set(given)
    config = RunConfig(architecture=replace(preset.architecture, **shape))
    return replace(config, **{name: given[name] for name in names}).validated()


def run(arguments: Namespace) -> int:
    """Train, and save what was trained: at the end, on Ctrl-C, or before the loss diverged."""
    config = configuration(arguments)
    out: Path = arguments.out
    # Whatever can be wrong is found out before minutes have gone into the training.
    check_writable(out)
    keep_freed_memory()

    from vae_explorer.core.engine.device import resolve_compute
    from vae_explorer.core.storage.model_file import save_snapshot
    from vae_explorer.core.training import TrainingSession

    compute = resolve_compute(config.device, config.precision)
    train = load_split(config.dataset, arguments.data_dir, "train", config.seed)
    test = load_split(config.dataset, arguments.data_dir, "test", config.seed)
    session = TrainingSession(train, test, config)
    report = _Report(session, len(train))
    report.line(
        f"Training {config.architecture.describe()} on {len(train):,} images of {config.dataset} "
        f"for {_epochs(config.epochs)} ({compute.title})"
    )
    last_good: Snapshot | None = None
    with StopRequest() as stop:
        try:
            with closing(report):
                for metrics in session.steps():
                    report.step(metrics)
                    if metrics.test is not None:
                        # The end of an epoch has just encoded every digit that is shown.
                        last_good = session.snapshot(exact=False)
                    if stop.requested:
                        break
            snapshot = session.snapshot()
        except TrainingDiverged as error:
            raise _diverged(error, session, last_good, out, arguments.half) from error
        save_snapshot(snapshot, out, half_precision=arguments.half)
    word = "Saved" if session.finished else "Interrupted: saved"
    losses = snapshot.history.latest_test
    result = f", test −ELBO {losses.negative_elbo:.2f} nats per image" if losses else ""
    if losses and losses.step < snapshot.step:
        result += f" after epoch {losses.epoch:.0f}"
    say(f"{word} {out} after {_epochs(snapshot.epoch)}{result}.")
    return 0


def _diverged(
    error: UserError, session: TrainingSession, last_good: Snapshot | None, out: Path, half: bool
) -> UserError:
    from vae_explorer.core.storage.model_file import save_snapshot

    way_out = f"Lower --learning-rate (it is {session.config.learning_rate:g})."
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

    def __init__(self, session: TrainingSession, digits: int) -> None:
        self._session = session
        self._epochs = session.config.epochs
        self._total = self._epochs * digits
        self._done = 0
        self._start = time.monotonic()
        self._next_postfix = 0.0
        self._bar = progress_bar(
            self._total, f"epoch 1/{self._epochs}", unit=" digits", bar_format=_BAR
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
            rate = self._done / seconds
            left = (self._total - self._done) / rate
            self.line(
                f"epoch {metrics.epoch:.0f}/{self._epochs}: "
                f"test −ELBO {metrics.test.negative_elbo:.2f}, "
                f"reconstruction {metrics.test.reconstruction:.2f}, KL {metrics.test.kl:.2f} nats; "
                f"{rate:,.0f} digits/s, {_clock(left)} left"
            )

    def _latest_losses(self) -> str:
        history = self._session.snapshot(exact=False).history
        parts = []
        if test := history.latest_test:
            parts.append(f"test −ELBO {test.negative_elbo:.1f}")
        if train := history.latest_train:
            parts.append(
                f"train {train.negative_elbo:.1f} = {train.reconstruction:.1f} + KL {train.kl:.1f}"
            )
        return ", ".join(parts)

    def close(self) -> None:
        """Take the bar away."""
        self._bar.close()


def _epochs(count: float) -> str:
    return f"{count:.4g} {'epoch' if count == 1 else 'epochs'}"


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
