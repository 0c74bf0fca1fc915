"""Training in the window: play, pause, step, stop, failures and what comes after them."""

from __future__ import annotations

import re
import threading
from dataclasses import replace

import numpy as np
import pyqtgraph as pg
import pytest
from gui_kit import TINY, drag, handle, key, write
from PySide6.QtCore import QPoint, Qt

from vae_explorer.core.training import Trainer
from vae_explorer.session.state import RunState

SHORT = replace(TINY, epochs=3)  # of four steps


def curve_points(explorer) -> int:
    """Return how many points the curves of all plots are drawn through."""
    return sum(
        len(curve.getData()[0])
        for plot in explorer.panel("curves").findChildren(pg.PlotWidget)
        for curve in plot.listDataItems()
        if curve.getData()[0] is not None
    )


def test_the_panels_button_trains_and_the_dots_move(explorer) -> None:
    before = explorer.snapshot.embedding
    explorer.train()
    assert np.abs(explorer.snapshot.embedding - before).max() > 0
    explorer.snapshots.clear()
    explorer.wait_until(lambda: len(explorer.snapshots) >= 5)
    steps = [snapshot.step for snapshot in explorer.snapshots]
    assert steps == sorted(set(steps))


def test_the_image_and_the_reconstructions_follow_training(explorer) -> None:
    explorer.train()
    strip, image = explorer.panel("strip").grab().toImage(), explorer.images[-1]

    def both_have_changed() -> None:
        assert np.abs(explorer.images[-1] - image).max() > 0
        assert explorer.panel("strip").grab().toImage() != strip

    explorer.wait_until(both_have_changed)


def test_the_curves_grow(explorer) -> None:
    explorer.train()
    explorer.wait_until(lambda: curve_points(explorer) > 0)
    before = curve_points(explorer)
    explorer.wait_until(lambda: curve_points(explorer) > before)


def test_the_status_tells_epoch_rate_and_time_left(explorer, monkeypatch) -> None:
    monkeypatch.setattr("vae_explorer.core.pace._STEADY_SECONDS", 1.0)
    explorer.train()

    def told() -> None:
        text = explorer.window.status.text
        assert "Training" in text
        assert re.search(r"epoch [\d.,]+ of 100,?000", text)
        assert re.search(r"\d images/s", text)
        assert re.search(r"\d( h| min|:\d\d) left", text)  # an endless run

    explorer.wait_until(told)
    explorer.pause()
    explorer.wait_until(lambda: "Paused" in explorer.window.status.text)
    assert "images/s" not in explorer.window.status.text


def test_space_trains_pauses_and_resumes(explorer) -> None:
    explorer.window.training.set_config(TINY)
    explorer.plot.setFocus()
    key(explorer.plot, Qt.Key.Key_Space)
    explorer.wait_for(RunState.RUNNING)
    key(explorer.plot, Qt.Key.Key_Space)
    explorer.wait_for(RunState.PAUSED)
    step = explorer.snapshot.step
    key(explorer.plot, Qt.Key.Key_Space)
    explorer.wait_for(RunState.RUNNING)
    explorer.wait_until(lambda: explorer.snapshot.step > step)


def test_space_trains_in_a_window_that_has_just_been_opened(explorer) -> None:
    explorer.window.training.set_config(TINY)
    key(explorer.window, Qt.Key.Key_Space)
    explorer.wait_for(RunState.RUNNING)


def test_a_second_press_starts_nothing_while_a_run_is_being_prepared(explorer, tiny_sets) -> None:
    data, read_on = tiny_sets["mnist"], threading.Event()
    load = data.load

    def load_slowly(*what):
        assert read_on.wait(10)
        return load(*what)

    data.load = load_slowly
    desk = explorer.desk
    desk.products._load_images.emit("mnist", desk.data_root, 6)  # the worker has this to do first
    explorer.window.training.set_config(TINY)
    before = len(desk.workspace.runs)
    explorer.plot.setFocus()
    for _ in range(3):
        key(explorer.plot, Qt.Key.Key_Space)
        assert explorer.state is RunState.PREPARING
    assert "Preparing" in explorer.window.status.text
    assert not explorer.action("step").isEnabled()
    read_on.set()
    explorer.wait_for(RunState.RUNNING)
    explorer.wait_for_steps(1)
    assert len(desk.workspace.runs) == before + 1


def test_a_paused_run_stands_still_and_can_be_probed(explorer) -> None:
    explorer.train()
    explorer.press_button("Pause")
    explorer.wait_for(RunState.PAUSED)
    explorer.wait_until_quiet()
    snapshot = explorer.snapshot
    start = handle(explorer.plot)
    explorer.images.clear()
    drag(explorer.plot, start, start + QPoint(80, 30), moves=8)
    assert len(explorer.images) == 8
    expected = snapshot.decode(np.array([explorer.plot.cursor_place], np.float32))[0]
    np.testing.assert_array_equal(explorer.images[-1], expected)
    assert explorer.snapshot is snapshot
    # What a pause shows is exact: codes and weights are of the same step.
    assert not snapshot.age.any()
    explorer.press_button("Resume")
    explorer.wait_until(lambda: explorer.snapshot.step > snapshot.step)


def test_a_single_step_is_exactly_one(explorer) -> None:
    explorer.train()
    explorer.pause()
    for _ in range(3):
        before = explorer.snapshot.step
        explorer.action("step").trigger()
        explorer.wait_until(lambda before=before: explorer.snapshot.step != before)
        assert explorer.snapshot.step == before + 1
        assert explorer.state is RunState.PAUSED


def test_a_single_step_without_a_run_starts_one(explorer) -> None:
    explorer.window.training.set_config(TINY)
    explorer.action("step").trigger()
    explorer.wait_for(RunState.PAUSED)
    explorer.wait_until(lambda: explorer.snapshot.step == 1)


def test_pausing_and_resuming_again_and_again_leaves_one_run(explorer) -> None:
    explorer.train()
    for _ in range(10):
        explorer.action("play").trigger()
        explorer.action("play").trigger()
    explorer.desk.training.pause()
    explorer.wait_for(RunState.PAUSED)
    explorer.wait_until_quiet()
    step = explorer.snapshot.step
    explorer.wait_until_quiet()
    assert explorer.snapshot.step == step
    assert explorer.state is RunState.PAUSED


def test_stop_keeps_what_was_reached_on_the_screen(explorer) -> None:
    explorer.train()
    explorer.action("stop").trigger()
    explorer.wait_for(RunState.STOPPED)
    explorer.wait_until_quiet()
    assert explorer.snapshot.step > 0
    assert not explorer.snapshot.age.any()
    assert explorer.desk.unsaved
    assert explorer.button("Train")
    assert not explorer.action("stop").isEnabled()


def test_reset_shows_the_untrained_network_and_keeps_the_run(explorer, answers) -> None:
    explorer.train()
    run = explorer.desk.run
    assert not explorer.control("Preset").isEnabled()
    explorer.action("reset").trigger()
    explorer.wait_until(lambda: explorer.snapshot.step == 0)
    explorer.wait_for(RunState.EMPTY)
    assert explorer.control("Preset").isEnabled()
    assert "Untrained network" in explorer.window.windowTitle()
    assert not explorer.window.isWindowModified()
    kept = explorer.desk.workspace.run(run.id)
    assert kept.step > 0
    assert kept.can_go_on
    explorer.press_button("Train")
    explorer.wait_for_steps(1)
    assert answers.asked == []


def test_a_finished_run_can_be_trained_on(explorer) -> None:
    explorer.window.training.set_config(SHORT)
    explorer.press_button("Train")
    explorer.wait_for(RunState.FINISHED)
    explorer.wait_until(lambda: explorer.snapshot.epoch == 3)
    assert "Finished" in explorer.window.status.text
    assert "Train on" in explorer.action("play").text()
    explorer.press_button("Train 3 more epochs")
    explorer.wait_until(lambda: explorer.snapshot.epoch == 6)
    explorer.wait_for(RunState.FINISHED)
    assert "of 6" in explorer.window.status.text
    assert len(explorer.snapshot.history.test) == 6


def test_the_same_run_gives_the_same_picture_however_it_was_driven(explorer) -> None:
    explorer.window.training.set_config(SHORT)
    explorer.action("step").trigger()
    explorer.wait_for(RunState.PAUSED)
    explorer.action("play").trigger()
    explorer.wait_for(RunState.FINISHED)
    explorer.wait_until_quiet()
    data = explorer.desk
    session = Trainer(*sets(data.data_root), SHORT)
    for _ in session.steps():
        pass
    np.testing.assert_array_equal(explorer.snapshot.embedding, session.snapshot().embedding)


def sets(root):
    from vae_explorer.core.data import DATA_SETS

    return DATA_SETS["mnist"].load(root, "train"), DATA_SETS["mnist"].load(root, "test")


def test_beta_and_the_learning_rate_can_be_changed_while_it_runs(explorer) -> None:
    explorer.train()
    explorer.enter("β", "4")
    explorer.wait_until(lambda: explorer.snapshot.config.beta == 4)
    explorer.enter("Learning rate", "2e-3")
    explorer.wait_until(lambda: explorer.snapshot.config.learning_rate == 2e-3)
    assert explorer.state is RunState.RUNNING
    assert not explorer.control("Preset").isEnabled()


@pytest.mark.parametrize("name", ["β", "Learning rate"])
def test_invalid_values_cannot_be_started_and_say_why(explorer, name: str) -> None:
    button = explorer.button("Train")
    for text in ("-1", "nan"):
        explorer.enter(name, text)
        assert not explorer.action("play").isEnabled()
        assert not button.isEnabled()
        sentence = next(iter(explorer.window.training.problems().values()))
        explorer.window.messages.dismiss()
        explorer.plot.setFocus()
        key(explorer.plot, Qt.Key.Key_Space)
        assert explorer.state is RunState.EMPTY
        assert explorer.message == sentence
        explorer.enter(name, "0.5")
        assert explorer.action("play").isEnabled()
        assert button.isEnabled()


@pytest.mark.parametrize("name", ["β", "Learning rate"])
def test_a_blank_or_unreadable_value_does_not_stay(explorer, name: str) -> None:
    field = explorer.control(name)
    before = field.text()
    for text in ("", "much"):
        explorer.enter(name, text)
        assert field.text() == before
        assert explorer.action("play").isEnabled()
    field.setFocus()
    write(field, "")
    explorer.press_button("Train")
    explorer.wait_for(RunState.RUNNING)
    assert field.text() == before


@pytest.mark.parametrize("leave", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape])
@pytest.mark.parametrize("name", ["β", "Epochs", "Data set"])
def test_after_a_field_the_keyboard_belongs_to_the_plot(explorer, name: str, leave) -> None:
    field = explorer.control(name)
    field.setFocus()
    key(field, leave)
    assert explorer.plot.hasFocus()
    key(explorer.window, Qt.Key.Key_Space)
    explorer.wait_for(RunState.RUNNING)


def test_an_invalid_value_while_it_runs_does_not_reach_it(explorer) -> None:
    explorer.train()
    explorer.enter("β", "-3")
    explorer.wait_for_steps(5)
    assert explorer.snapshot.config.beta == 1
    explorer.pause()  # which nothing half typed can prevent


def test_a_device_that_this_computer_lacks_is_marked_before_it_is_tried(
    open_window, monkeypatch
) -> None:
    from vae_explorer.core.engine import device

    monkeypatch.setattr(device, "_has", lambda kind: kind == "cpu")
    explorer = open_window()
    explorer.window.training.set_config(replace(TINY, device="cuda"))
    explorer.wait_until(lambda: "device" in explorer.window.training.problems())
    assert not explorer.action("play").isEnabled()
    assert not explorer.button("Train").isEnabled()
    explorer.window.training.set_config(TINY)
    assert explorer.action("play").isEnabled()


def test_a_run_of_a_show_leaves_the_form_as_it_was(explorer) -> None:
    training, desk = explorer.window.training, explorer.desk
    training.set_config(replace(TINY, epochs=9, beta=2.0))
    before = training.config()
    run = desk.training.train(replace(TINY, epochs=3), unattended=True)
    assert training.config().epochs == 3  # one sees what trains
    assert training.state()["run"]["epochs"] == 9
    assert training.state()["run"]["beta"] == 2.0
    explorer.wait_until(lambda: desk.workspace.run(run.id).step > 0)
    desk.training.stop()
    explorer.wait_until(lambda: training.config() == before)
    assert training.state()["run"]["epochs"] == 9


def test_the_form_is_lent_to_a_run_of_an_experiment_and_comes_back(explorer) -> None:
    form = explorer.window.training
    before = form.config()
    explorer.desk.training.enqueue(replace(TINY, epochs=200, beta=8.0), experiment="Collapse")
    explorer.wait_until(lambda: explorer.desk.training.state is RunState.RUNNING)
    assert form.config().beta == 8
    explorer.desk.training.stop()
    explorer.wait_until(lambda: form.config() == before)
