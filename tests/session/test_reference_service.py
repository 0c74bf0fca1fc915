"""Levels are worked out beside whatever else goes on, once for each data set and likelihood."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desk_kit import wait_until

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.measures import references as measure
from vae_explorer.core.measures.references import references

pytestmark = pytest.mark.slow  # torch is loaded, and a model trained


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the likelihoods for which levels were worked out."""
    seen: list[str] = []
    whole = measure.references

    def spy(likelihood: str, *given):
        seen.append(likelihood)
        return whole(likelihood, *given)

    monkeypatch.setattr(measure, "references", spy)
    return seen


def test_those_of_the_shown_run_are_those_of_the_measure(asked, ready, qtbot) -> None:
    wait_until(qtbot, lambda: bool(ready.references.current))
    images = DATA_SETS["mnist"].load(ready.data_root, "test", ready.snapshot.config.seed).images
    assert ready.references.current == references("bernoulli", images)


def test_they_follow_the_run_and_are_worked_out_once(asked, ready, snapshot, qtbot) -> None:
    wait_until(qtbot, lambda: bool(ready.references.current))
    first, grey = ready.run, ready.references.current
    config = replace(snapshot.config, likelihood="gaussian", variance=0.1)
    ready.show(replace(snapshot, config=config))
    wait_until(qtbot, lambda: len(ready.references.current) == 3)
    ready.workspace.look_at(first.id)
    wait_until(qtbot, lambda: ready.references.current == grey)
    assert asked == ["bernoulli", "gaussian"]


def test_without_the_images_there_are_none(asked, ready, snapshot, qtbot) -> None:
    wait_until(qtbot, lambda: bool(ready.references.current))
    other = replace(snapshot, config=replace(snapshot.config, dataset="kmnist"))
    ready.show(other)
    wait_until(qtbot, lambda: not ready.references.current)
