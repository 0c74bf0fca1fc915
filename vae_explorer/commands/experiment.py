"""``vae-explorer experiment``: all runs of an experiment, and what came out of them."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser, Namespace
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vae_explorer.commands.arguments import add_data
from vae_explorer.commands.data import load_split
from vae_explorer.commands.output import check_writable, say
from vae_explorer.commands.stopping import StopRequest
from vae_explorer.commands.train_log import TrainLog
from vae_explorer.commands.train_report import TrainReport
from vae_explorer.core.engine.memory import keep_freed_memory
from vae_explorer.core.errors import UserError
from vae_explorer.core.experiments.catalogue import find
from vae_explorer.core.experiments.outcome import Outcome, judge, measure, wanted_by
from vae_explorer.core.storage.atomic import write_atomically
from vae_explorer.core.storage.model_file import SUFFIX, save_snapshot
from vae_explorer.core.text import count

if TYPE_CHECKING:
    from vae_explorer.core.data.base import LabelledImages
    from vae_explorer.core.experiments.experiment import Experiment, PlannedRun
    from vae_explorer.core.snapshot import Snapshot


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "experiment",
        metavar="NAME|FILE",
        help="one that `vae-explorer experiments` lists, or a .toml file of your own",
    )
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help="the folder for models, tables, pictures and results; made if need be",
    )
    parser.add_argument(
        "--short", action="store_true", help="the short form, which ends within two minutes"
    )
    add_data(parser, "the experiment's own")


def run(arguments: Namespace) -> int:
    """Train all runs of an experiment, and write down what came out; Ctrl-C keeps what is there."""
    experiment = find(arguments.experiment)
    runs = _of(experiment, arguments)
    out = _folder(arguments.out)
    keep_freed_memory()
    seconds = f"about {experiment.time(short=arguments.short):.1f} minutes"
    say(f"{experiment.title}: {count(len(runs), 'run')}, {seconds}")
    done: dict[str, Snapshot] = {}
    with StopRequest() as stop:
        for name, planned in zip(names_of_files(runs), runs, strict=True):
            snapshot = _train(planned, out, name, arguments.data_dir, stop)
            data = _test_data(snapshot, arguments.data_dir)
            _draw(snapshot, out, name, data, experiment.manifold)
            done[planned.name] = snapshot
            if stop.requested:
                break
    if stop.requested:
        say(f"Interrupted: {count(len(done), 'run')} of {len(runs)} saved in {out}.")
    comparable = arguments.dataset is None
    outcomes = _results(experiment, done, arguments, comparable=comparable)
    _write(experiment, outcomes, out, short=arguments.short)
    for outcome in outcomes:
        say(outcome.sentence)
    say(f"Saved {out}.")
    return 0


def _of(experiment: Experiment, arguments: Namespace) -> tuple[PlannedRun, ...]:
    runs = experiment.runs(short=arguments.short)
    if arguments.dataset is None:
        return runs
    return tuple(
        replace(run, config=run.config.changed(dataset=arguments.dataset).validated())
        for run in runs
    )


def _folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"The folder {path} cannot be made: {error.strerror or error}.", "Choose another."
        ) from error
    check_writable(path / "results.json")
    return path


def names_of_files(runs: tuple[PlannedRun, ...]) -> list[str]:
    """Return a name for the files of each run, of letters, digits and hyphens."""
    names: list[str] = []
    for number, planned in enumerate(runs, 1):
        letters = (c if c.isascii() and c.isalnum() else "-" for c in planned.name.lower())
        slug = "-".join(filter(None, "".join(letters).split("-")))
        names.append(slug if slug and slug not in names else f"{slug or 'run'}-{number}")
    return names


def _train(
    planned: PlannedRun, out: Path, name: str, data_dir: Path | None, stop: StopRequest
) -> Snapshot:
    """Train a run and save its model and its losses."""
    from vae_explorer.core.training import Trainer

    config = planned.config
    train = load_split(config.dataset, data_dir, "train", config.seed)
    test = load_split(config.dataset, data_dir, "test", config.seed)
    trainer = Trainer(train, test, config)
    trainer.course.plan = planned.plan
    images = config.training_images(len(train))
    report = TrainReport(trainer, images)
    report.line(f"{planned.name}: {count(config.passes, 'epoch')} of {images:,} images")
    log = TrainLog(out / f"{name}.csv", trainer)
    with closing(report), closing(log):
        for metrics in trainer.steps():
            report.step(metrics)
            log.step(metrics)
            if stop.requested:
                break
    snapshot = trainer.snapshot()
    save_snapshot(snapshot, out / f"{name}{SUFFIX}", training=trainer.state())
    return snapshot


def _test_data(snapshot: Snapshot, data_dir: Path | None) -> LabelledImages:
    return load_split(snapshot.config.dataset, data_dir, "test", snapshot.config.seed)


def _draw(snapshot: Snapshot, out: Path, name: str, data: LabelledImages, axes: str) -> None:
    from vae_explorer.commands import figures

    for what, picture in (
        ("manifold", figures.manifold(snapshot, axes=axes)),
        ("strip", figures.strip(snapshot, data)),
        ("scatter", figures.scatter(snapshot)),
    ):
        write_atomically(out / f"{name}-{what}.png", picture)


def _results(
    experiment: Experiment, done: dict[str, Snapshot], arguments: Namespace, *, comparable: bool
) -> list[Outcome]:
    wanted = wanted_by(experiment)
    if wanted:
        say(f"Measuring {count(len(wanted), 'number')}")
    values = measure(
        wanted,
        done,
        lambda snapshot: _test_data(snapshot, arguments.data_dir),
        quick=arguments.short,
        most=experiment.most_images,
    )
    return [
        judge(expectation, values, short=arguments.short, comparable=comparable)
        for expectation in experiment.results
        if set(expectation.runs) <= set(done)
    ]


def _write(experiment: Experiment, outcomes: list[Outcome], out: Path, *, short: bool) -> None:
    """Write the results for programs and for people."""
    values = {
        "experiment": experiment.id,
        "title": experiment.title,
        "form": "short" if short else "full",
        "results": [outcome.to_json() for outcome in outcomes],
    }
    text = json.dumps(values, indent=2, ensure_ascii=False)
    write_atomically(out / "results.json", f"{text}{os.linesep}".encode())
    verdicts = {True: "as expected", False: "not as expected", None: ""}
    lines = [f"{experiment.title} ({values['form']} form)", experiment.question, ""]
    for outcome in outcomes:
        verdict = verdicts[outcome.met]
        expected = f" [{outcome.expected}: {verdict}]" if verdict else ""
        lines.append(f"- {outcome.sentence}{expected}")
    if experiment.suggestions:
        lines += ["", "To try next:", *(f"- {text}" for text in experiment.suggestions)]
    write_atomically(out / "results.txt", ("\n".join(lines) + "\n").encode())
