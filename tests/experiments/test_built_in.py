"""The experiments that the program brings: they name what there is, and they run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vae_explorer.core.data import DATA_SETS, LabelledImages
from vae_explorer.core.experiments.catalogue import built_in, ids, source_of
from vae_explorer.core.experiments.experiment import ARTICLES, Experiment, PlannedRun
from vae_explorer.core.experiments.outcome import judge, measure, wanted_by
from vae_explorer.core.experiments.reading import Known, parse
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.training import Trainer
from vae_explorer.views.latent.layers.stack import STACK
from vae_explorer.views.panels import PANELS

MOST_SHORT = 2.0  # minutes, on a quiet laptop

KNOWN = Known(
    panels=[panel.name for panel in PANELS],
    layers=[layer.name for layer in STACK if layer.switchable],
    experiments=ids(),
)


def experiment(name: str) -> Experiment:
    return parse(source_of(name), f"{name}.toml", name, KNOWN)


@pytest.mark.parametrize("name", ids())
def test_every_file_names_what_there_is(name: str) -> None:
    found = experiment(name)
    assert found.results
    assert found.following
    assert found.suggestions
    assert found.question.endswith("?")


@pytest.mark.parametrize("name", ids())
def test_every_short_form_ends_within_two_minutes(name: str) -> None:
    assert experiment(name).short_minutes <= MOST_SHORT


def test_they_come_in_the_order_of_teaching() -> None:
    found = built_in(KNOWN)
    assert [item.id for item in found] == [i.id for i in sorted(found, key=lambda i: i.order)]
    assert len({item.order for item in found}) == len(found)
    articles = [item.article for item in found]
    assert sorted(articles, key=list(ARTICLES).index) == articles
    assert set(articles) == set(ARTICLES)


def tiny(run: PlannedRun) -> PlannedRun:
    """The run in so small a form that it ends at once, with all that it changes on its way."""
    config = run.config
    shrunk = 2 / config.epochs
    architecture = replace(config.architecture, widths=(8, 8)[: len(config.architecture.widths)])
    small = config.changed(epochs=2, batch_size=50, digits=0, warm_up=min(config.warm_up, 1.0))
    small = replace(small, architecture=architecture, device="cpu", precision="float32")
    if small.samples > 3:
        small = small.changed(samples=3)
    plan = tuple(change._replace(epoch=change.epoch * shrunk) for change in run.plan)
    return PlannedRun(run.name, small, plan)


@pytest.mark.slow
@pytest.mark.parametrize("name", ids())
def test_every_one_runs_to_its_end(
    name: str, train_digits: LabelledImages, held_out_digits: LabelledImages
) -> None:
    found = experiment(name)
    done: dict[str, Snapshot] = {}
    for run in map(tiny, found.full):
        trainer = Trainer(train_digits, held_out_digits, run.config)
        trainer.course.plan = run.plan
        for _ in trainer.steps():
            pass
        assert len(trainer.history.changes) == len(run.plan)
        done[run.name] = trainer.snapshot()
    values = measure(
        wanted_by(found), done, lambda _: held_out_digits, quick=True, cancelled=lambda: False
    )
    for expectation in found.results:
        outcome = judge(expectation, values, short=False)
        assert outcome.shown != "–", outcome.sentence
        assert outcome.sentence.endswith(".")
    assert {run.config.dataset for run in found.full} <= set(DATA_SETS)
