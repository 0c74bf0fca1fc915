"""The facts of the window: no thread, no torch, one signal for each."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from vae_explorer.core.config import RunConfig
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.training_state import TrainingState
from vae_explorer.session.state import RunState
from vae_explorer.session.workspace import Activity, Workspace


def make_snapshot(step: int = 7) -> Snapshot:
    codes = np.zeros((20, 2), np.float32)
    labels = (np.arange(20) % 10).astype(np.uint8)
    return Snapshot(RunConfig(), step, step / 4, {}, codes, codes, labels)


MODEL = make_snapshot()


class Told:
    """Counts and keeps what a workspace tells."""

    def __init__(self, workspace: Workspace) -> None:
        self.news: list[tuple] = []
        for name in (
            *("runs_changed", "run_changed", "shown_changed", "snapshot_changed"),
            *("probe_changed", "probe_placed", "probe_settled", "classes_changed"),
            *("classes_chosen", "removed", "renamed", "activity_changed"),
        ):
            getattr(workspace, name).connect(self._keeper(name))

    def _keeper(self, name: str):
        return lambda *what: self.news.append((name, *what))

    def names(self) -> list[str]:
        return [name for name, *_ in self.news]

    def of(self, name: str) -> list[tuple]:
        return [tuple(what) for n, *what in self.news if n == name]


@pytest.fixture
def workspace(qapp) -> Workspace:
    return Workspace()


@pytest.fixture
def told(workspace: Workspace) -> Told:
    return Told(workspace)


def waiting(workspace: Workspace) -> list[str]:
    return [run.name for run in workspace.queue]


# Runs


def test_there_is_nothing_at_first(workspace) -> None:
    assert workspace.runs == ()
    assert workspace.shown is workspace.snapshot is None
    assert workspace.probe == (0.0, 0.0)
    assert workspace.activity == Activity()
    assert workspace.classes == frozenset()


def test_each_run_has_an_id_a_name_and_a_colour_of_its_own(workspace) -> None:
    runs = [workspace.add() for _ in range(4)]
    assert len({run.id for run in runs}) == len({run.colour for run in runs}) == 4
    assert [run.name for run in runs] == ["Run 1", "Run 2", "Run 3", "Run 4"]


def test_a_colour_and_a_name_are_used_again_and_an_id_is_not(workspace) -> None:
    first, _ = workspace.add(), workspace.add()
    workspace.remove(first.id)
    third = workspace.add()
    assert (third.colour, third.name) == (first.colour, first.name)
    assert third.id not in (first.id, first.id + 1)


def test_a_run_that_is_added_is_shown_unless_it_is_to_wait(workspace, told) -> None:
    shown = workspace.add(snapshot=MODEL)
    workspace.add(show=False, state=RunState.QUEUED)
    assert workspace.shown is shown
    assert told.names() == ["runs_changed", "shown_changed", "snapshot_changed", "runs_changed"]


def test_a_newer_snapshot_is_announced_of_the_shown_run_alone(workspace, told) -> None:
    first, second = workspace.add(snapshot=MODEL), workspace.add(snapshot=MODEL)
    newer = make_snapshot(step=9)
    told.news.clear()
    workspace.update(first.id, snapshot=newer)
    assert told.news == [("run_changed", first.id)]
    workspace.update(second.id, snapshot=newer)
    assert told.of("snapshot_changed") == [(newer,)]
    workspace.update(99, snapshot=newer)
    assert told.of("run_changed") == [(first.id,), (second.id,)]


def test_a_run_is_told_of_even_if_its_snapshot_cannot_be_drawn(workspace, told, qtbot) -> None:
    run = workspace.add(snapshot=MODEL)

    def fail(_snapshot: Snapshot) -> None:
        raise MemoryError

    workspace.snapshot_changed.connect(fail)
    with qtbot.captureExceptions():
        workspace.update(run.id, snapshot=make_snapshot(step=9))
    assert told.of("run_changed") == [(run.id,)]


def test_looking_at_another_run_shows_its_snapshot_once(workspace, told) -> None:
    first, second = workspace.add(snapshot=MODEL), workspace.add()
    told.news.clear()
    for run_id in (second.id, first.id, first.id, 99):
        workspace.look_at(run_id)
    assert told.names() == ["shown_changed", "snapshot_changed"]


def test_what_was_trained_and_not_written_is_unsaved(workspace) -> None:
    run = workspace.add(snapshot=MODEL)
    assert [r.id for r in workspace.unsaved] == [run.id]
    workspace.update(run.id, saved_step=MODEL.step)
    assert workspace.unsaved == ()


def test_a_name_is_one_line_and_never_empty(workspace, told) -> None:
    run = workspace.add()
    for name in ("  ", "Run 1", " a\n  name "):
        workspace.rename(run.id, name)
    assert told.of("renamed") == [(run.id, "Run 1", "a name")]


# Removing, and bringing back


def test_removing_the_shown_run_shows_its_neighbour(workspace, told) -> None:
    runs = [workspace.add(snapshot=MODEL) for _ in range(3)]
    workspace.look_at(runs[1].id)
    workspace.remove(runs[1].id)
    assert workspace.shown.id == runs[2].id
    workspace.remove(runs[2].id)
    assert workspace.shown.id == runs[0].id
    told.news.clear()
    workspace.remove(runs[0].id)
    assert workspace.shown is None
    assert told.names() == ["runs_changed", "shown_changed", "removed"]


def test_removing_another_run_leaves_the_screen(workspace, told) -> None:
    other, shown = workspace.add(snapshot=MODEL), workspace.add(snapshot=MODEL)
    told.news.clear()
    workspace.remove(other.id)
    assert workspace.shown is shown
    assert told.news == [("runs_changed",), ("removed", other, 0)]


@pytest.mark.parametrize("state", [RunState.PREPARING, RunState.RUNNING, RunState.STOPPING])
def test_a_run_at_work_is_neither_removed_nor_discarded(workspace, state: RunState) -> None:
    run = workspace.add(state=state)
    workspace.remove(run.id)
    workspace.discard([run.id])
    assert [r.id for r in workspace.runs] == [run.id]


def test_a_run_that_was_removed_comes_back_where_it_was(workspace, told) -> None:
    runs = [workspace.add(snapshot=MODEL) for _ in range(3)]
    workspace.remove(runs[1].id)
    (removed, place), *_ = told.of("removed")
    workspace.restore(removed, place)
    workspace.restore(removed, place)
    assert [run.id for run in workspace.runs] == [run.id for run in runs]


def test_a_run_that_comes_back_has_what_was_heard_of_it_since(workspace, told) -> None:
    """Such as where it stands, which its trainer tells only after it was removed."""
    run = workspace.add(snapshot=MODEL, state=RunState.PAUSED)
    workspace.remove(run.id)
    training = TrainingState(MODEL.step, {}, {}, (400,), np.zeros(2, np.float32), 0)
    workspace.update(run.id, training=training, saved_step=MODEL.step)
    assert told.of("run_changed") == []
    workspace.restore(run, 0)
    back = workspace.run(run.id)
    assert (back.training, back.saved_step) == (training, MODEL.step)
    assert back.state is RunState.STOPPED


def test_a_run_that_comes_back_without_its_trainer_does_not_claim_to_go_on(workspace) -> None:
    run = workspace.add(snapshot=MODEL, state=RunState.PAUSED)
    workspace.remove(run.id)
    workspace.restore(run, 0)
    assert workspace.run(run.id).state is RunState.EMPTY
    assert not workspace.run(run.id).can_go_on


def test_a_run_that_comes_back_gets_a_colour_that_is_free(workspace) -> None:
    first, _ = workspace.add(), workspace.add()
    workspace.remove(first.id)
    workspace.add()
    workspace.restore(first, 0)
    assert len({run.colour for run in workspace.runs}) == 3


def test_a_run_that_waited_waits_again_when_it_comes_back(workspace) -> None:
    first = workspace.add(state=RunState.QUEUED)
    workspace.add(state=RunState.QUEUED)
    workspace.remove(first.id)
    assert waiting(workspace) == ["Run 2"]
    workspace.restore(first, 0)
    assert waiting(workspace) == ["Run 1", "Run 2"]


def test_what_is_no_longer_there_can_be_discarded(workspace) -> None:
    run = workspace.add()
    workspace.discard([run.id, run.id, 99])
    assert workspace.runs == ()


# The queue


@pytest.mark.parametrize(
    ("position", "order"), [(0, "CAB"), (1, "ACB"), (2, "ABC"), (9, "ABC"), (-3, "CAB")]
)
def test_a_run_that_waits_is_moved_among_those_that_wait(workspace, position, order) -> None:
    workspace.add("trains", state=RunState.RUNNING)
    runs = [workspace.add(name, show=False, state=RunState.QUEUED) for name in "ABC"]
    workspace.move_in_queue(runs[2].id, position)
    assert waiting(workspace) == list(order)
    assert workspace.runs[0].name == "trains"


def test_a_run_that_does_not_wait_is_not_moved(workspace, told) -> None:
    run = workspace.add(state=RunState.PAUSED)
    told.news.clear()
    workspace.move_in_queue(run.id, 0)
    workspace.move_in_queue(99, 0)
    assert told.news == []


# The probe


def test_the_probe_follows_what_is_finite(workspace, told) -> None:
    workspace.move(1, 2)
    for place in ((math.nan, 0.0), (0.0, math.inf)):
        workspace.move(*place)
    assert workspace.probe == (1.0, 2.0)
    assert told.news == [("probe_changed", 1.0, 2.0)]


def test_the_probe_is_placed_where_it_is_not_yet(workspace, told) -> None:
    workspace.place(1.0, 2.0)
    workspace.place(1.0, 2.0)
    workspace.settle("key")
    assert told.names() == ["probe_changed", "probe_placed", "probe_settled"]
    assert told.news[-1] == ("probe_settled", "key", (0.0, 0.0))
    workspace.settle()
    assert told.news[-1] == ("probe_settled", "", (1.0, 2.0))


def test_the_decimals_are_of_the_last_hand_that_aimed(workspace) -> None:
    workspace.move(0.1234, 0.0, 4)
    workspace.place(1.0, 2.0)
    assert workspace.decimals == 4
    workspace.move(0.1, 0.0, 2)
    assert workspace.decimals == 2


# Classes


def test_classes_are_those_of_the_snapshot_without_the_hidden(workspace, told) -> None:
    workspace.add(snapshot=MODEL)
    assert workspace.classes == frozenset(range(10))
    workspace.show_classes({1, 2})
    assert told.of("classes_changed") == [(frozenset({1, 2}),)]
    workspace.choose_classes({1, 2}, {1})
    assert told.of("classes_chosen") == [(frozenset({1, 2}), frozenset({1}))]
    workspace.show_classes(())
    assert workspace.classes == frozenset()
    workspace.show_classes(range(10))
    workspace.add(snapshot=replace(MODEL, class_names=tuple("abc"), labels=MODEL.labels % 3))
    assert workspace.classes == frozenset({0, 1, 2})


# The training


def test_the_activity_is_told_when_it_is_another(workspace, told) -> None:
    for _ in range(2):
        workspace.set_activity(Activity(3, RunState.RUNNING))
    assert told.news == [("activity_changed", Activity(3, RunState.RUNNING))]
