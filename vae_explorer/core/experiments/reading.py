"""Files of experiments: TOML that is read strictly, and executes nothing.

`resources/experiments` has many to copy. In short::

    title = "Why the KL matters"
    article = 3                         # 0 to 4, or "beyond"
    question = "What happens without it?"
    what = "Two networks, one with the KL divergence and one without."

    [settings]                          # of all runs, by their names in `RunConfig`
    preset = "mlp-512-256"
    epochs = 25

    [short]                             # what differs in the short form
    epochs = 5

    [[runs]]
    name = "With"

    [[runs]]
    name = "Without"
    beta = 0

    [[results]]
    run = "With"
    measure = "negative_elbo"
    value = 140
    tolerance = 3
    source = "the article says 140"

A run may have ``[[runs.changes]]``, each with an ``epoch`` and live settings such as ``beta``. In
the short form these epochs shrink as those of the run do.

In the place of a text there may be one for each language, ``title = { en = "One", zh = "一" }``, or
``title.en`` and ``title.zh`` in lines of their own: reading takes the language that is spoken.
Such texts are ``title``, ``question``, ``what``, each of ``try``, a ``source``, the ``name`` of a
run, and a prediction's ``question``, each of its ``choices``, and ``after``. The file itself calls
a run, and the choice that is the ``answer``, by the English text, or else by the first there is::

    [[runs]]
    name = { en = "Without", zh = "无 KL" }

    [[results]]
    run = "Without"
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from vae_explorer.core.architecture import DEFAULT_PRESET, PRESETS, Architecture, usual_widths
from vae_explorer.core.changes import Planned
from vae_explorer.core.config import RunConfig
from vae_explorer.core.drawing.manifold import AXES, DEFAULT_AXES
from vae_explorer.core.experiments.cost import minutes
from vae_explorer.core.experiments.expecting import read_results
from vae_explorer.core.experiments.experiment import ARTICLES, Experiment, PlannedRun, Prediction
from vae_explorer.core.language import marked, tr
from vae_explorer.core.text import either, shown
from vae_explorer.core.toml.reading import bytes_of, table_of
from vae_explorer.core.toml.table import Table

SUFFIX = ".toml"
MOST_RUNS, MOST_CHANGES, MOST_NAMES, MOST_CHOICES = 24, 60, 12, 4
_KEYS = (
    *("title", "article", "order", "question", "what", "minutes", "short_minutes", "picture"),
    "manifold",
    *("panels", "layers", "pin", "next", "try", "prediction", "settings", "short"),
    *("runs", "results"),
)
_LAST = 1e6  # the order of an experiment that does not say


@dataclass(frozen=True)
class Known:
    """Names of things that a file may speak of; None where nothing is known of them.

    Attributes
    ----------
    panels, layers
        Of the window.
    experiments
        Ids of others.
    """

    panels: Collection[str] | None = None
    layers: Collection[str] | None = None
    experiments: Collection[str] | None = None


def read(path: Path, known: Known | None = None) -> Experiment:
    """Read an experiment of the user's own.

    Raises
    ------
    UserError
        When the file cannot be read, or with one sentence that has the line of the first mistake.
    """
    return replace(parse(bytes_of(path), path.name, path.stem, known), path=path)


def parse(data: bytes, source: str, name: str, known: Known | None = None) -> Experiment:
    """Return the experiment of a file's bytes, in the language that is spoken.

    Parameters
    ----------
    source
        What to call the file in complaints.
    name
        The experiment's id.

    Raises
    ------
    UserError
        With one sentence that has the line of the first mistake.
    """
    return _experiment(table_of(data, source, marked("experiment")), name, known or Known())


def _experiment(table: Table, name: str, known: Known) -> Experiment:
    table.done(_KEYS)  # first: what is missing may be there under a mistyped name
    title, question = table.words("title", most=60), table.words("question", most=120)
    article = table.choice("article", tuple(ARTICLES), "beyond")
    order = table.number("order")
    shared, short = (table.table(key) for key in ("settings", "short"))
    full_runs, short_runs = _runs(table, shared, short)
    titles = {run.name: run.title for run in full_runs}
    return Experiment(
        id=name,
        title=title.spoken,
        article=article,
        order=_LAST if order is None else order,
        question=question.spoken,
        what=table.words("what").in_paragraphs().spoken,
        full=full_runs,
        short=short_runs,
        minutes=_time(table, "minutes", full_runs),
        short_minutes=_time(table, "short_minutes", short_runs),
        prediction=_prediction(table),
        panels=_names(table, "panels", known.panels, marked("there is no panel {name!r}")),
        layers=_names(table, "layers", known.layers, marked("there is no layer {name!r}")),
        pinned=_names(table, "pin", titles, marked("there is no run {name!r}")),
        results=read_results(table, titles),
        suggestions=tuple(t.spoken for t in table.list_of_words("try", MOST_NAMES, each=300)),
        following=_names(
            table, "next", known.experiments, marked("there is no experiment {name!r}")
        ),
        picture=table.text("picture", name, 60),
        manifold=table.choice("manifold", tuple(AXES), DEFAULT_AXES),
    )


def _names(table: Table, key: str, known: Collection[str] | None, none: str) -> tuple[str, ...]:
    """Return names; of one that is not known say the sentence, which is `marked`."""
    found = table.texts(key, MOST_NAMES, each=60)
    for name in found:
        if known is not None and name not in known:
            table.fail(f"{tr(none, name=name)}{_near(name, known)}", key)
    return found


def _near(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, list(known), 1)
    if near:
        return tr("; did you mean {near!r}?", near=near[0])
    return tr("; choose {choices}.", choices=either(sorted(known))) if known else tr(".")


def _time(table: Table, key: str, runs: tuple[PlannedRun, ...]) -> float:
    given = table.number(key, 0.01, 1e5)
    return sum(minutes(run.config) for run in runs) if given is None else given


def _prediction(outer: Table) -> Prediction | None:
    table = outer.table("prediction")
    if table is None:
        return None
    question = table.words("question", most=200).spoken
    choices = table.list_of_words("choices", MOST_CHOICES, each=90)
    if len(choices) < 2:
        table.fail(tr("A prediction needs at least two choices."), "choices")
    answer, keys = table.get("answer"), [choice.first for choice in choices]
    if answer not in keys:
        sentence = tr("'answer' is {answer}, which is none of the choices.", answer=shown(answer))
        table.fail(sentence, "answer")
    after = table.words("after", most=400).spoken
    table.done()
    return Prediction(
        question, tuple(choice.spoken for choice in choices), keys.index(answer), after
    )


# Runs


def _runs(
    table: Table, shared: Table | None, short: Table | None
) -> tuple[tuple[PlannedRun, ...], tuple[PlannedRun, ...]]:
    """Return the runs in full and in short."""
    full: list[PlannedRun] = []
    brief: list[PlannedRun] = []
    for run in table.tables("runs", MOST_RUNS):
        words = run.words("name", most=40)
        name, title = words.first, words.spoken
        if name in (other.name for other in full):
            run.fail(tr("there are two runs of the name {name!r}.", name=name), "name")
        changes = run.tables("changes", MOST_CHANGES)
        own_short = run.table("short")
        layers = [part for part in (shared, run) if part is not None]
        config = _config(layers, run)
        layers += [part for part in (short, own_short) if part is not None]
        less = _config(layers, run)
        plan = tuple(change for part in changes for change in _changes(part, config))
        full.append(PlannedRun(name, config, plan, title))
        shrunk = less.epochs / config.epochs
        sooner = tuple(change._replace(epoch=change.epoch * shrunk) for change in plan)
        brief.append(PlannedRun(name, less, sooner, title))
    if not full:
        table.fail(tr("An experiment needs a run, headed [[runs]]."))
    return tuple(full), tuple(brief)


def _config(layers: list[Table], run: Table) -> RunConfig:
    """Return the settings of a run; those of later tables go over those of earlier ones."""
    architecture = PRESETS[DEFAULT_PRESET].architecture
    given: dict[str, tuple[Any, Table]] = {}
    for layer in layers:
        if layer.get("preset") is not None:
            architecture = PRESETS[layer.choice("preset", tuple(PRESETS))].architecture
            given = {k: v for k, v in given.items() if k not in Architecture.settings()}
        given |= {name: (value, layer) for name, value in settings_in(layer).items()}
    values = {name: value for name, (value, _) in given.items()}
    if values.get("kind", architecture.kind) != architecture.kind:
        values.setdefault("widths", usual_widths(values["kind"]))
    config = RunConfig(architecture=architecture).changed(**values)
    for name, sentence in config.problems().items():
        _, where = given.get(name, (None, run))
        where.fail(sentence, name)
    return config


def settings_in(table: Table) -> dict[str, Any]:
    """Return the settings of a run that a table gives, by their names in `RunConfig`.

    Raises
    ------
    UserError
        Where one is of the wrong type, out of its range, or not known.
    """
    found = {}
    settings = RunConfig.settings()
    for name, value in table.values.items():
        if name in settings:
            try:
                found[name] = settings[name].from_json(value)
            except TypeError:
                sentence = tr(
                    "{name!r} is {value}, which is of the wrong type.",
                    name=name,
                    value=shown(value),
                )
                table.fail(sentence, name)
            if problem := settings[name].problem(found[name]):
                table.fail(problem, name)
    table.done(tuple(settings))
    return found


def _changes(table: Table, config: RunConfig) -> list[Planned]:
    """Return what changes at an epoch of a run."""
    epoch = table.number("epoch", 0, 1e5)
    if epoch is None:
        table.fail(tr("A change needs the 'epoch' at which it is made."))
    if epoch >= config.epochs:
        sentence = tr(
            "The run has ended before epoch {epoch:g}: it has {epochs}.",
            epoch=epoch,
            epochs=config.epochs,
        )
        table.fail(sentence, "epoch")
    values = _live(table)
    if not values:
        table.fail(tr("A change needs a setting, such as beta = 0."))
    return [Planned(epoch, name, value) for name, value in values.items()]


def _live(table: Table) -> Mapping[str, Any]:
    values = settings_in(table)
    for name in values:
        setting = RunConfig.settings()[name]
        if not setting.live or name == "epochs":
            sentence = tr("The {noun} cannot be changed in the middle of a run.", noun=setting.noun)
            table.fail(sentence, name)
    return values
