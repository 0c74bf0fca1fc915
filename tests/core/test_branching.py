"""Any moment of a run can be reached again, and a branch is what it would have been."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import training_kit

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.errors import UserError
from vae_explorer.core.timeline.branching import WayBack, at_the_beginning
from vae_explorer.core.timeline.keyframes import KeyFrames
from vae_explorer.core.timeline.timeline import Timeline
from vae_explorer.core.training import Trainer

pytestmark = pytest.mark.slow

TINY = replace(training_kit.TINY, epochs=3, batch_size=100, digits=1000)  # of ten steps each


@pytest.fixture(scope="module")
def data():
    offline = DATA_SETS["offline"]
    return offline.load(None, "train"), offline.load(None, "test").first(200)


def train(trainer: Trainer, changes: dict[int, dict], until: int = 10_000) -> Timeline:
    """Train on, with changes at some steps; return what is kept of it."""
    key_frames, timeline = KeyFrames(), Timeline()
    while not trainer.finished and trainer.step < until:
        if trainer.step in changes:
            trainer.change(trainer.config.changed(**changes[trainer.step]))
        trainer.step_once()
        for frame in key_frames.look(trainer.snapshot(exact=False), wanted=True):
            timeline = timeline.with_frame(frame)
        if (state := key_frames.state(trainer)) is not None:
            timeline = timeline.with_state(state)
    return timeline


def equal(a: Trainer, b: Trainer) -> bool:
    ends = a.snapshot(), b.snapshot()
    same = all(np.array_equal(ends[0].weights[n], ends[1].weights[n]) for n in ends[0].weights)
    histories = all(
        np.array_equal(getattr(ends[0].history, n), getattr(ends[1].history, n), equal_nan=True)
        for n in ("train", "test")
    )
    return same and histories and ends[0].history.changes == ends[1].history.changes


@pytest.mark.parametrize("step", [7, 10, 15, 23, 30])
@pytest.mark.parametrize("with_states", [False, True])
def test_a_branch_equals_a_run_that_was_given_the_other_settings_there(data, step, with_states):
    """Of a run in which β and the rate were changed, and epochs were added, on the way."""
    changes = {4: {"beta": 2.0}, 12: {"learning_rate": 0.002}, 20: {"epochs": 4}}
    parent = Trainer(*data, TINY)
    timeline = train(parent, changes)
    assert [state.step for state in timeline.states] == [10, 20, 40]
    if not with_states:
        timeline = replace(timeline, states=())

    way = WayBack.to(step, parent.config, parent.history.changes, timeline)
    frame = timeline.at(step)
    assert way.steps == (step - {7: 0, 10: 10, 15: 10}.get(step, 20) if with_states else step)
    if way.state is None:
        branch = Trainer(*data, way.beginning)
    else:
        branch = Trainer.resume(*data, way.state.snapshot, way.state.training)
    for _ in way.walk(branch):
        pass
    assert branch.step == step
    assert all(
        np.array_equal(branch.snapshot().weights[n].astype(np.float16), frame.weights[n])
        for n in frame.weights
    )
    way.check(branch.snapshot().weights)
    train(branch, {step: {"beta": 4.0}})

    expected = Trainer(*data, TINY)
    earlier = {at: change for at, change in changes.items() if at < step}
    train(expected, {**earlier, step: {"beta": 4.0}})
    assert equal(branch, expected)


def test_steps_that_lead_elsewhere_are_told(data):
    """As those of another program's training, or on other data, do."""
    parent = Trainer(*data, TINY)
    timeline = train(parent, {})
    way = WayBack.to(20, parent.config, (), timeline)
    other = Trainer(*data, replace(TINY, seed=TINY.seed + 1))
    for _ in replace(way, state=None).walk(other):
        pass

    with pytest.raises(UserError, match="another program"):
        way.check(other.snapshot().weights)


def test_the_settings_at_the_beginning_are_those_before_all_changes(data):
    trainer = Trainer(*data, TINY)
    train(trainer, {2: {"beta": 2.0, "epochs": 5}, 6: {"beta": 0.5}}, until=8)

    assert at_the_beginning(trainer.config, trainer.history.changes) == TINY
