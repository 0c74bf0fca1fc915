"""The training panel: what is entered, what is refused and why, and what the button does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from training_panel_kit import button, choose, field, retype, says, shown_panel

from vae_explorer.core import config as core_config
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import DATA_SETS
from vae_explorer.session.state import RunState
from vae_explorer.views.panels.training_panel import TrainingPanel


@pytest.fixture
def panel(qtbot) -> TrainingPanel:
    return shown_panel(qtbot)


def test_mending_a_wrong_entry_allows_training_again(panel: TrainingPanel, qtbot) -> None:
    rate = field(panel, "Learning rate")
    retype(qtbot, rate, "fast")
    with qtbot.waitSignal(panel.validity_changed) as signal:
        retype(qtbot, rate, "1e-3")
    assert signal.args == [True]
    assert rate.property("invalid") == "false"
    assert button(panel).isEnabled()


def test_a_configuration_that_cannot_be_trained_says_so_when_it_is_shown(
    panel: TrainingPanel, qtbot
) -> None:
    with qtbot.waitSignal(panel.validity_changed):
        panel.set_config(replace(RunConfig(), likelihood="from another version"))
    assert panel.config().likelihood == "from another version"
    assert "likelihood" in panel.problems()


@pytest.mark.parametrize(("text", "value"), [("1e-4", 1e-4), ("0.004", 0.004), (" 5E-3 ", 5e-3)])
def test_the_learning_rate_can_be_written_in_either_notation(
    panel: TrainingPanel, qtbot, text, value
) -> None:
    rate = field(panel, "Learning rate")
    retype(qtbot, rate, text)
    with qtbot.waitSignal(panel.change_requested) as signal:
        qtbot.keyClick(rate, Qt.Key.Key_Return)
    assert signal.args == [RunConfig(learning_rate=value)]


@pytest.mark.parametrize("character", ["−", "٤", "б", "ß"])
def test_any_character_can_be_typed_into_a_number(panel: TrainingPanel, character) -> None:
    beta = field(panel, "β")
    beta.setFocus()
    beta.clear()
    press = QKeyEvent(
        QEvent.Type.KeyPress, ord(character.upper()[0]), Qt.KeyboardModifier.NoModifier, character
    )
    QApplication.sendEvent(beta, press)
    assert beta.text() == character


def test_a_half_typed_rate_is_not_reported(panel: TrainingPanel, qtbot) -> None:
    with qtbot.assertNotEmitted(panel.change_requested):
        retype(qtbot, field(panel, "Learning rate"), "1e-4")


def test_leaving_beta_reports_it_once(panel: TrainingPanel, qtbot) -> None:
    beta = field(panel, "β")
    retype(qtbot, beta, "4")
    values: list[float] = []
    panel.change_requested.connect(lambda config: values.append(config.beta))
    qtbot.keyClick(beta, Qt.Key.Key_Return)
    qtbot.keyClick(beta, Qt.Key.Key_Tab)
    assert values == [4.0]


def test_a_number_of_epochs_is_reported_by_a_step_or_when_it_is_left(
    panel: TrainingPanel, qtbot
) -> None:
    values: list[int] = []
    panel.change_requested.connect(lambda config: values.append(config.epochs))
    epochs = field(panel, "Epochs")
    epochs.setFocus()
    qtbot.keyClick(epochs, Qt.Key.Key_Up)
    epochs.selectAll()
    qtbot.keyClicks(epochs, "12")
    assert values == [31]
    qtbot.keyClick(epochs, Qt.Key.Key_Tab)
    assert values == [31, 12]


def test_a_change_leaves_out_what_is_half_typed(panel: TrainingPanel, qtbot) -> None:
    retype(qtbot, field(panel, "Learning rate"), "20")
    beta = field(panel, "β")
    retype(qtbot, beta, "3")
    with qtbot.waitSignal(panel.change_requested) as signal:
        qtbot.keyClick(beta, Qt.Key.Key_Return)
    assert signal.args == [RunConfig(beta=3.0)]


def test_an_impossible_beta_is_not_reported(panel: TrainingPanel, qtbot) -> None:
    beta = field(panel, "β")
    retype(qtbot, beta, "-2")
    with qtbot.assertNotEmitted(panel.change_requested):
        qtbot.keyClick(beta, Qt.Key.Key_Return)


def test_arrow_keys_step_the_rate_through_1_2_5(panel: TrainingPanel, qtbot) -> None:
    rate = field(panel, "Learning rate")
    rates: list[float] = []
    panel.change_requested.connect(lambda config: rates.append(config.learning_rate))
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, *[Qt.Key.Key_Down] * 4):
        qtbot.keyClick(rate, key)
    assert rates == [0.002, 0.005, 0.01, 0.005, 0.002, 0.001, 0.0005]


def test_the_dice_draw_another_seed(panel: TrainingPanel, qtbot) -> None:
    seeds = {panel.config().seed}
    for _ in range(4):
        qtbot.mouseClick(field(panel, "New seed"), Qt.MouseButton.LeftButton)
        seeds.add(panel.config().seed)
    assert len(seeds) > 1
    assert panel.problems() == {}


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (RunState.EMPTY, "Train"),
        (RunState.FAILED, "Train"),
        (RunState.PAUSED, "Resume"),
        (RunState.FINISHED, "Train 12 more epochs"),
    ],
)
def test_the_button_starts_or_continues(panel: TrainingPanel, qtbot, state, text) -> None:
    panel.set_config(replace(RunConfig(), epochs=12))
    panel.set_state(state)
    assert button(panel).text() == text
    with qtbot.waitSignal(panel.play_requested):
        qtbot.mouseClick(button(panel), Qt.MouseButton.LeftButton)


def test_one_more_epoch_is_one(panel: TrainingPanel) -> None:
    panel.set_config(replace(RunConfig(), epochs=1))
    panel.set_state(RunState.FINISHED)
    assert button(panel).text() == "Train 1 more epoch"


def test_the_button_pauses_even_while_a_number_is_half_typed(panel: TrainingPanel, qtbot) -> None:
    panel.set_state(RunState.RUNNING)
    retype(qtbot, field(panel, "Learning rate"), "1e-")
    assert button(panel).text() == "Pause"
    with qtbot.waitSignal(panel.pause_requested):
        qtbot.mouseClick(button(panel), Qt.MouseButton.LeftButton)


def test_nothing_can_be_started_twice_while_it_prepares(panel: TrainingPanel, qtbot) -> None:
    panel.set_state(RunState.PREPARING)
    with qtbot.assertNotEmitted(panel.play_requested):
        qtbot.mouseClick(button(panel), Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    "state", [RunState.PREPARING, RunState.RUNNING, RunState.PAUSED, RunState.FINISHED]
)
def test_only_what_is_live_can_be_changed_while_a_run_exists(panel: TrainingPanel, state) -> None:
    panel.set_state(state)
    assert field(panel, "β").isEnabled()
    assert field(panel, "Learning rate").isEnabled()
    assert field(panel, "Epochs").isEnabled()
    for name in ("Data set", "Preset", "Layer widths", "Likelihood", "Seed", "New seed"):
        assert not field(panel, name).isEnabled(), name
    assert says(panel, "fixed as long as the run lasts")
    panel.set_state(RunState.EMPTY)
    assert field(panel, "Data set").isEnabled()
    assert not says(panel, "fixed as long as the run lasts")


def test_a_data_set_that_is_missing_can_be_downloaded(panel: TrainingPanel, qtbot) -> None:
    panel.set_available({"mnist": False, "offline": True})
    download = field(panel, "Download the data set")
    assert says(panel, "To download")
    with qtbot.waitSignal(panel.download_requested) as signal:
        qtbot.mouseClick(download, Qt.MouseButton.LeftButton)
    assert signal.args == ["mnist"]
    panel.set_available({"mnist": True, "offline": True})
    assert says(panel, "On this computer")
    assert not download.isVisible()


def test_every_data_set_can_be_chosen(panel: TrainingPanel, qtbot) -> None:
    for key, data_set in DATA_SETS.items():
        choose(qtbot, field(panel, "Data set"), data_set.title)
        assert panel.config().dataset == key


def test_a_device_that_is_not_here_cannot_be_started_and_says_why(
    panel: TrainingPanel, qtbot
) -> None:
    device = field(panel, "Device")
    panel.set_config(RunConfig(device="cuda"))
    assert button(panel).isEnabled()  # nobody knows yet
    panel.set_devices(frozenset({"auto", "cpu"}))
    assert says(panel, "This computer has no CUDA device")
    assert not button(panel).isEnabled()
    assert device.property("invalid") == "true"
    choose(qtbot, device, "CPU")
    assert button(panel).isEnabled()
    assert panel.config().device == "cpu"


def test_a_device_that_is_not_here_cannot_be_chosen(panel: TrainingPanel, qtbot) -> None:
    panel.set_devices(frozenset({"auto", "cpu"}))
    device = field(panel, "Device")
    device.setFocus()
    for _ in core_config.DEVICES:
        qtbot.keyClick(device, Qt.Key.Key_Down)
        assert panel.config().device in ("auto", "cpu")
    assert "CUDA (not here)" in [device.itemText(i) for i in range(device.count())]
    panel.set_devices(frozenset(core_config.DEVICES))
    device.setCurrentIndex(0)
    choose(qtbot, device, "CUDA")
    assert panel.config().device == "cuda"
