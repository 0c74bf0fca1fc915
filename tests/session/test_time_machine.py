"""Going back in a run: frames come in, a moment is shown and stays, and a run branches off."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from desk_kit import Screen, TestDesk, start, wait_until
from gui_kit import TINY
from PySide6.QtCore import QObject

from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.timeline.frame import Frame
from vae_explorer.core.timeline.timeline import Timeline
from vae_explorer.core.training import Trainer
from vae_explorer.session.framer import Framer
from vae_explorer.session.state import RunState
from vae_explorer.session.timelines import MB
from vae_explorer.session.workspace import Workspace

LONG = replace(TINY, epochs=20)  # of four steps


def frames(snapshot: Snapshot, steps) -> Timeline:
    """Frames that can be told apart by their codes."""
    frame = Frame.of(snapshot)
    return Timeline(
        tuple(
            replace(frame, step=s, epoch=s / 4, embedding=np.full_like(frame.embedding, s / 100))
            for s in steps
        )
    )


@pytest.fixture
def shown(snapshot: Snapshot) -> Workspace:
    """A run with four frames on the screen."""
    workspace = Workspace()
    workspace.add("Run 1", snapshot=snapshot, timeline=frames(snapshot, [0, 2, 4, 6]))
    return workspace


@pytest.fixture
def trained(ready: TestDesk, qtbot) -> TestDesk:
    """A desk with a run of 20 epochs that is through."""
    ready.training.train(LONG)
    run_id = ready.workspace.runs[-1].id
    wait_until(qtbot, lambda: ready.workspace.run(run_id).state is RunState.FINISHED)
    return ready


def test_a_moment_is_shown_and_told(shown, qtbot) -> None:
    told = []
    shown.snapshot_changed.connect(told.append)

    with qtbot.waitSignal(shown.moment_changed):
        shown.seek(5)

    assert shown.moment == 4
    assert shown.snapshot is told[-1]
    assert shown.snapshot.step == 4
    assert (shown.snapshot.embedding == np.float32(0.04)).all()


def test_the_same_moment_is_not_told_twice(shown) -> None:
    shown.seek(4)
    told = []
    shown.snapshot_changed.connect(told.append)

    shown.seek(5)

    assert told == []


def test_a_moment_stays_while_the_run_goes_on(shown, snapshot) -> None:
    shown.seek(2)
    told = []
    shown.snapshot_changed.connect(told.append)

    shown.take_snapshot(shown.shown.id, replace(snapshot, step=99))

    assert told == []
    assert shown.snapshot.step == 2
    assert shown.shown.step == 99  # which can be had again
    shown.seek(None)
    assert shown.moment is None
    assert told[-1].step == 99


def test_a_moment_has_the_losses_until_then(shown, snapshot) -> None:
    shown.seek(4)

    assert shown.snapshot.history.test[:, 0].tolist() == [4]
    assert shown.shown.history is snapshot.history


def test_another_run_is_shown_at_its_newest_moment(shown, snapshot) -> None:
    shown.seek(4)

    other = shown.add("Run 2", snapshot=snapshot)

    assert shown.shown is other
    assert shown.moment is None
    assert shown.snapshot is snapshot


def test_a_run_without_frames_has_no_other_moment(shown, snapshot) -> None:
    shown.add("Run 2", snapshot=snapshot)

    shown.seek(2)

    assert shown.moment is None


def test_a_moment_that_is_looked_at_stays_though_its_frame_is_dropped(shown) -> None:
    shown.seek(4)

    shown.update(shown.shown.id, timeline=Timeline())

    assert shown.snapshot.step == 4


@pytest.mark.slow
def test_frames_come_in_as_a_run_is_trained(trained: TestDesk) -> None:
    run = trained.run

    steps = run.timeline.steps
    assert steps[0] == 0
    assert steps[-1] == run.step == 80
    assert len(steps) > 5
    assert [state.step for state in run.timeline.states][:3] == [4, 8, 16]


def test_a_full_state_is_kept_though_a_frame_was_taken_just_before(
    train_digits, held_out_digits, qtbot
) -> None:
    parent = QObject()
    framer = Framer(parent)
    frames, states = [], []
    framer.taken.connect(lambda _run, frame: frames.append(frame.step))
    framer.state_taken.connect(lambda _run, state: states.append(state.step))
    trainer = Trainer(train_digits, held_out_digits, LONG)
    framer.begin(1)
    for step in range(4):  # an epoch
        trainer.step_once()
        framer.want() if step == 2 else None
        framer.look(trainer)

    assert states == [4]
    assert frames[-1] == 4


@pytest.mark.slow
def test_decoder_and_scatter_are_of_one_moment_while_one_scrubs_and_drags(
    trained: TestDesk, screen: Screen, train_digits, held_out_digits
) -> None:
    """Each image is held against the decoder of the step whose codes are on the screen."""
    truth = Trainer(train_digits, held_out_digits, LONG)
    decoders = {0: truth.snapshot()}
    for metrics in truth.steps():
        decoders[metrics.step] = truth.snapshot()
    ready, z = trained, np.linspace(-1, 1, 7, dtype=np.float32)
    for i, step in enumerate(ready.run.timeline.steps * 2):
        ready.workspace.seek(step)
        place = (float(z[i % 7]), float(z[-i % 7]))
        ready.workspace.move(*place)
        shown = ready.workspace.snapshot
        point = np.array([place], np.float32)
        expected = decoders[shown.step].decode(point)[0]
        assert np.abs(screen.images[-1] - expected).max() < 5e-3
        assert np.abs(shown.embedding - decoders[shown.step].embedding).max() < 0.05


@pytest.mark.slow
def test_a_seek_while_training_runs_decodes_at_once(ready: TestDesk, screen, qtbot) -> None:
    start(ready, qtbot, replace(TINY, epochs=5000))
    wait_until(qtbot, lambda: len(ready.run.timeline) > 3)
    images = len(screen.images)

    ready.workspace.seek(0)

    assert ready.state is RunState.RUNNING
    assert len(screen.images) == images + 1
    assert ready.workspace.snapshot.step == 0
    wait_until(qtbot, lambda: ready.run.step > 200)
    assert ready.workspace.snapshot.step == 0


@pytest.mark.slow
def test_frames_stay_within_the_budget_that_was_chosen(trained: TestDesk, qtbot) -> None:
    timelines, run = trained.timelines, trained.run
    large = {"decoder.head.weight": np.zeros(4 * MB, np.uint8)}
    frame = replace(run.timeline.frames[0], weights=large)
    many = 60
    for step in range(1000, 1000 + many):
        timelines.take(run.id, replace(frame, step=step, weights=dict(large)))
        if step % 20 == 0:
            timelines.set_budget(128)

    assert timelines.budget == 128 * MB
    assert 0.9 * timelines.budget < timelines.used <= timelines.budget
    steps = trained.run.timeline.steps
    assert (steps[0], steps[-1]) == (0, 999 + many)


@pytest.mark.slow
def test_a_branch_is_the_run_that_it_would_have_been(
    trained: TestDesk, qtbot, train_digits, held_out_digits
) -> None:
    parent = trained.run
    step = parent.timeline.at(30).step
    config = trained.branches.settings_at(parent, step).changed(beta=4.0, epochs=21)

    branch = trained.branches.begin(parent.id, step, config)
    wait_until(qtbot, lambda: trained.workspace.run(branch.id).state is RunState.FINISHED)

    branch = trained.run
    assert (branch.origin, branch.name) == ((parent.id, step), f"{parent.name}, β 4")
    assert branch.step == 84
    expected = Trainer(train_digits, held_out_digits, LONG)
    for _ in range(step):
        expected.step_once()
    expected.change(expected.config.changed(beta=4.0, epochs=21))
    for _ in expected.steps():
        pass
    for name, array in expected.snapshot().weights.items():
        np.testing.assert_array_equal(branch.snapshot.weights[name], array)
    assert branch.timeline.at(step - 1) is parent.timeline.at(step - 1)  # which they share
    assert [change.setting for change in branch.history.changes] == ["beta", "epochs"]


@pytest.mark.slow
def test_a_branch_of_a_branch_goes_back_over_both(trained: TestDesk, qtbot) -> None:
    def branch(step: int, beta: float):
        parent = trained.run
        config = trained.branches.settings_at(parent, step).changed(beta=beta)
        run = trained.branches.begin(parent.id, parent.timeline.at(step).step, config)
        wait_until(qtbot, lambda: trained.workspace.run(run.id).state is RunState.FINISHED)
        return trained.run

    first = branch(40, 4.0)
    second = branch(60, 0.5)

    assert second.origin[0] == first.id
    settings = [(change.setting, change.after) for change in second.history.changes]
    assert settings == [("beta", 4.0), ("beta", 0.5)]
    assert second.step == 80
    assert second.name == "Run 1, β 4, β 0.5"


@pytest.mark.slow
def test_the_way_back_can_be_called_off(trained: TestDesk, qtbot, monkeypatch) -> None:
    parent = trained.run
    trained.workspace.update(parent.id, timeline=replace(parent.timeline, states=()))
    monkeypatch.setattr("vae_explorer.session.beginnings._TELL_SECONDS", 0.0)
    before = trained.workspace.runs
    config = trained.branches.settings_at(parent, 80)
    trained.branches.begin(parent.id, 80, config.changed(epochs=50))
    wait_until(qtbot, lambda: trained.workspace.activity.can_stop)

    trained.training.stop()

    wait_until(qtbot, lambda: trained.state is RunState.EMPTY)
    assert [run.id for run in trained.workspace.runs] == [run.id for run in before]
    assert trained.run.id == parent.id


@pytest.mark.slow
def test_what_was_opened_from_a_file_says_why_it_has_no_branches(ready: TestDesk, screen) -> None:
    assert ready.branches.begin(ready.run.id, 0, ready.run.config) is None

    assert "Nothing is kept" in screen.messages[-1].text
