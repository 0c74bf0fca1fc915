"""``vae-explorer experiments``: what there is to be tried."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace

from vae_explorer.commands.output import say
from vae_explorer.core.experiments.catalogue import built_in
from vae_explorer.core.experiments.experiment import Experiment


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--json", action="store_true", help="print one JSON array")


def run(arguments: Namespace) -> int:
    """List the experiments that the program brings, in the order of teaching."""
    experiments = built_in()
    if arguments.json:
        say(json.dumps([_row(experiment) for experiment in experiments], ensure_ascii=False))
        return 0
    widest = max((len(experiment.id) for experiment in experiments), default=0)
    for experiment in experiments:
        times = f"{_minutes(experiment.minutes)}, short {_minutes(experiment.short_minutes)}"
        source = experiment.source
        say(f"{experiment.id:<{widest}}  {experiment.question}")
        say(f"{'':<{widest}}  {experiment.title} · {source} · {times}")
    return 0


def _row(experiment: Experiment) -> dict[str, object]:
    return {
        "name": experiment.id,
        "title": experiment.title,
        "article": experiment.article,
        "question": experiment.question,
        "minutes": round(experiment.minutes, 1),
        "short_minutes": round(experiment.short_minutes, 1),
    }


def _minutes(minutes: float) -> str:
    return f"{minutes:.0f} min" if minutes >= 9.5 else f"{minutes:.1f} min"
