"""Files of tours: TOML that is read strictly, and executes nothing.

`resources/tours` has some to copy. In short::

    title = { en = "Holes", zh = "空洞" }       # or one text
    about = "Where nothing was ever encoded."

    [[steps]]
    text = "Every dot is a digit."
    question = "What lies between the clouds?"
    answer = "A blend of what is around."
    seconds = 15                                # where the tour goes on by itself
    layers = ["dots", "names"]                  # these, and no others
    panels = ["decoded"]                        # to the front
    model = "bundled"
    probe = [0.5, -1.0]
    digit = 115                                 # of the held-out digits; -1 lets it go
    moment = "first"                            # or "newest", or an epoch
    region = [-1, -1, 1, 1]                     # or "all"
    images = "draws"                            # or "means"

    [steps.train]                               # a run begins, with settings as in an experiment
    epochs = 5

Further deeds: ``experiment = "lambda"``, ``change = { beta = 0 }``, ``stop = true``,
``replay = true``, ``sample = 500``, ``travel = "classes"`` or ``"path"``.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vae_explorer.core.config import RunConfig
from vae_explorer.core.experiments.reading import settings_in
from vae_explorer.core.language import marked, tr
from vae_explorer.core.text import either, shown
from vae_explorer.core.toml.reading import bytes_of, table_of
from vae_explorer.core.toml.table import MOST_TEXT, Table
from vae_explorer.core.toml.words import Words
from vae_explorer.core.tours.tour import (
    CLASSES,
    FIRST,
    NEWEST,
    PATH,
    Deeds,
    Scene,
    Step,
    Tour,
)

SUFFIX = ".toml"
HEADING = b"[[steps]]"
MOST_STEPS, MOST_NAMES = 100, 24
_MOST_SAMPLES = 5000
_LAST = 1e6  # the order of a tour that does not say
_FAR = 1e5  # latent units


@dataclass(frozen=True)
class Known:
    """Names that a file may speak of; None where nothing is known of them."""

    panels: Collection[str] | None = None
    layers: Collection[str] | None = None
    experiments: Collection[str] | None = None


def is_tour(data: bytes) -> bool:
    """Whether a file's bytes are those of a tour, and not of an experiment."""
    return any(line.strip().startswith(HEADING) for line in data.splitlines())


def read(path: Path, known: Known | None = None) -> Tour:
    """Read a tour of the user's own.

    Raises
    ------
    UserError
        When the file cannot be read, or with one sentence that has the line of the first mistake.
    """
    return replace(parse(bytes_of(path), path.name, path.stem, known), path=path)


def parse(data: bytes, source: str, name: str, known: Known | None = None) -> Tour:
    """Return the tour of a file's bytes.

    Parameters
    ----------
    source
        What to call the file in complaints.
    name
        The tour's id.

    Raises
    ------
    UserError
        With one sentence that has the line of the first mistake.
    """
    table = table_of(data, source, marked("tour"))
    table.done(("title", "about", "order", "steps"))
    title, about = _words(table, "title", 60), _words(table, "about", 200)
    order = table.number("order")
    steps = tuple(_step(step, known or Known()) for step in table.tables("steps", MOST_STEPS))
    if title is None or about is None:
        table.fail(tr("A tour needs a 'title', and says in a sentence what it is 'about'."))
    if not steps:
        table.fail(tr("A tour needs a step, headed [[steps]]."))
    return Tour(name, title, about, _LAST if order is None else order, steps)


def _words(table: Table, key: str, most: int = MOST_TEXT) -> Words | None:
    """Return a text in one language or in several; None for none."""
    return None if table.get(key) is None else table.words(key, most=most).in_paragraphs()


def _step(table: Table, known: Known) -> Step:
    text = _words(table, "text")
    if text is None:
        table.fail(tr("A step needs a 'text'."))
    question, answer = _words(table, "question", 400), _words(table, "answer", 800)
    if (question is None) is not (answer is None):
        table.fail(tr("A question needs an answer, and an answer a question."))
    seconds = table.number("seconds", 1, 600)
    scene, deeds = _scene(table, known), _deeds(table, known)
    table.done()
    return Step(text, question, answer, scene, deeds, 12.0 if seconds is None else seconds)


def _scene(table: Table, known: Known) -> Scene:
    bundled = None if table.get("model") is None else table.choice("model", ("bundled",)) != ""
    digit = table.number("digit", -1, 1e6)
    images = None if table.get("images") is None else table.choice("images", ("means", "draws"))
    return Scene(
        bundled=bundled,
        layers=_names(table, "layers", known.layers, marked("there is no layer {name!r}")),
        panels=_names(table, "panels", known.panels, marked("there is no panel {name!r}")),
        probe=_pair(table, "probe"),
        digit=None if digit is None else int(digit),
        moment=_moment(table),
        region=_region(table),
        drawn=None if images is None else images == "draws",
    )


def _deeds(table: Table, known: Known) -> Deeds:
    train = table.table("train")
    experiment = table.text("experiment", "", most=60)
    if experiment and known.experiments is not None and experiment not in known.experiments:
        table.fail(tr("there is no experiment {name!r}.", name=experiment), "experiment")
    change = table.table("change")
    sample = table.number("sample", 1, _MOST_SAMPLES)
    travel = "" if table.get("travel") is None else table.choice("travel", (CLASSES, PATH))
    return Deeds(
        train=None if train is None else RunConfig().changed(**_checked(train)),
        experiment=experiment,
        change={} if change is None else _live(change),
        stop=_is_true(table, "stop"),
        replay=_is_true(table, "replay"),
        sample=0 if sample is None else int(sample),
        travel=travel,
    )


def _checked(table: Table) -> dict[str, Any]:
    values = settings_in(table)
    for name, sentence in RunConfig().changed(**values).problems().items():
        table.fail(sentence, name)
    return values


def _live(table: Table) -> dict[str, Any]:
    values = settings_in(table)
    for name in values:
        if not RunConfig.settings()[name].live:
            table.fail(tr("This setting cannot be changed in the middle of a run."), name)
    return values


def _names(
    table: Table, key: str, known: Collection[str] | None, none: str
) -> tuple[str, ...] | None:
    if table.get(key) is None:
        return None
    found = table.texts(key, MOST_NAMES, each=60)
    for name in found:
        if known is not None and name not in known:
            choose = tr("; choose {choices}.", choices=either(sorted(known)))
            table.fail(f"{tr(none, name=name)}{choose}", key)
    return found


def _numbers(table: Table, key: str, count: int) -> tuple[float, ...] | None:
    found = table.get(key)
    if found is None:
        return None
    is_list = isinstance(found, list) and len(found) == count
    numbers = found if is_list else []
    good = all(
        isinstance(n, int | float) and not isinstance(n, bool) and math.isfinite(n) for n in numbers
    )
    if not numbers or not good or max(map(abs, numbers)) > _FAR:
        sentence = tr(
            "{key!r} is {value} and should be a list of {count} numbers.",
            key=key,
            value=shown(found),
            count=count,
        )
        table.fail(sentence, key)
    return tuple(float(n) for n in numbers)


def _pair(table: Table, key: str) -> tuple[float, float] | None:
    found = _numbers(table, key, 2)
    return None if found is None else (found[0], found[1])


def _region(table: Table) -> tuple[float, ...] | None:
    if table.get("region") == "all":
        return ()
    found = _numbers(table, "region", 4)
    if found is not None and not (found[0] < found[2] and found[1] < found[3]):
        sentence = tr("'region' should be left, bottom, right and top, in this order.")
        table.fail(sentence, "region")
    return found


def _moment(table: Table) -> str | float | None:
    found = table.get("moment")
    if isinstance(found, str) or found is None:
        return None if found is None else table.choice("moment", (FIRST, NEWEST))
    return table.number("moment", 0, 1e6)


def _is_true(table: Table, key: str) -> bool:
    found = table.get(key)
    if found is not None and not isinstance(found, bool):
        sentence = tr(
            "{key!r} is {value} and should be true or false.", key=key, value=shown(found)
        )
        table.fail(sentence, key)
    return bool(found)
