"""``vae-explorer train``: the same training as in the window, without one."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vae_explorer.commands.arguments import add_data_dir
from vae_explorer.commands.data import load_split
from vae_explorer.commands.output import check_writable, say
from vae_explorer.commands.run_options import add_settings, configuration, given_settings
from vae_explorer.commands.stopping import StopRequest
from vae_explorer.commands.train_history import HistoryFollower, check_out, history_of
from vae_explorer.commands.train_log import TrainLog
from vae_explorer.commands.train_report import TrainReport
from vae_explorer.core.changes import changes_between
from vae_explorer.core.engine.memory import keep_freed_memory
from vae_explorer.core.errors import TrainingDiverged, UserError
from vae_explorer.core.networks.layers import described
from vae_explorer.core.storage.model_file import SUFFIX, load, save_snapshot, sizes
from vae_explorer.core.text import count

if TYPE_CHECKING:
    from vae_explorer.core.config import RunConfig
    from vae_explorer.core.snapshot import Snapshot
    from vae_explorer.core.storage.model_file import ModelFile
    from vae_explorer.core.training import Trainer
    from vae_explorer.core.training_state import TrainingState


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help=f"the model file, {SUFFIX}; with --history a session, .vaesession, or a folder",
    )
    parser.add_argument(
        "--history",
        action="store_true",
        help="keep moments of the training, to be gone back to and watched: in a file at the end, "
        "or in a folder as it goes",
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
    if arguments.history:
        if arguments.half:
            raise UserError(
                "A history is kept beside the weights as they are.", "Leave --half out."
            )
        check_out(out)
    else:
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
    report = TrainReport(trainer, images)
    report.line(
        f"{'Training' if begun is None else 'Going on with'} "
        f"{described(config, train.shape)} on {images:,} images of "
        f"{config.dataset} for {count(config.passes, 'epoch')} ({trainer.compute.title})"
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
    if config.kind.at_once and begun.snapshot.step:
        raise UserError(f"{name} is solved: no training makes it better.")
    if begun.snapshot.step >= begun.training.cycle_ends[-1] and arguments.epochs is None:
        raise UserError(
            f"{name} has been trained for all of its {count(config.epochs, 'epoch')}.",
            "Give a larger number with --epochs.",
        )
    return config


def _train_and_save(trainer: Trainer, report: TrainReport, out: Path, arguments: Namespace) -> int:
    last_good: Snapshot | None = None
    history: HistoryFollower | None = None
    model_only = arguments.model_only or arguments.half
    with StopRequest() as stop:
        try:
            with closing(report), ExitStack() as logs:
                followers = [report.step]
                if arguments.log is not None:
                    log = logs.enter_context(closing(TrainLog(arguments.log, trainer)))
                    followers.append(log.step)
                if arguments.history:
                    history = history_of(trainer, out)
                    history.begin()
                    followers.append(history.step)
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
            save = partial(_save, out, history, half=arguments.half)
            raise _diverged(error, trainer, last_good, out, save) from error
        state = None if model_only else trainer.state()
        moments = _save(out, history, snapshot, state, half=arguments.half)
    word = "Saved" if trainer.finished else "Interrupted: saved"
    losses = snapshot.history.latest_test
    config, result = snapshot.config, ""
    if losses:
        value = config.loss_text(losses.negative_elbo, 2)
        result = f", test {config.loss_title} {value} per image"
    if losses and losses.step < snapshot.step:
        result += f" after epoch {losses.epoch:.0f}"
    size = ""
    if state is not None and history is None:
        small, whole = (size / 1e6 for size in sizes(snapshot, state))
        size = f" ({whole:.1f} MB; {small:.1f} with --model-only, which cannot be trained further)"
    say(f"{word} {out} after {count(snapshot.epoch, 'epoch')}{moments}{result}{size}.")
    return 0


def _save(
    out: Path,
    history: HistoryFollower | None,
    snapshot: Snapshot,
    state: TrainingState | None = None,
    *,
    half: bool,
) -> str:
    """Write what was trained, and return what is to be said of its history."""
    if history is not None:
        return history.finish(snapshot, state)
    save_snapshot(snapshot, out, training=state, half_precision=half)
    return ""


def _diverged(
    error: UserError,
    trainer: Trainer,
    last_good: Snapshot | None,
    out: Path,
    save: Callable[[Snapshot], object],
) -> UserError:
    way_out = f"Lower --learning-rate (it is {trainer.config.learning_rate:g})."
    if last_good is None:
        return UserError(error.what, f"{way_out} Nothing was saved.")
    save(last_good)
    return UserError(
        error.what, f"{way_out} Saved {out} as it was after epoch {last_good.epoch:g}."
    )
