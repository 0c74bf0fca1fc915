"""The training panel: what is entered, what is refused and why, and what the button does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from vae_explorer.core import config as core_config
from vae_explorer.core.config import PRESETS, Architecture, RunConfig
from vae_explorer.core.data import DATA_SETS
from vae_explorer.session.state import RunState
from vae_explorer.views.panels.training_panel import TrainingPanel
from vae_explorer.views.style.theme import DARK, LIGHT

# Qt's "offscreen" platform says so of every window with a smallest size.

SECTIONS = ("network", "objective", "optimiser")


@pytest.fixture
def panel(qtbot) -> TrainingPanel:
    panel = TrainingPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(280, 900)
    panel.set_expanded_sections(SECTIONS)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def field(panel: TrainingPanel, name: str) -> QWidget:
    return next(
        w
        for w in panel.findChildren(QWidget)
        if w.accessibleName() == name and not isinstance(w, QLabel)
    )


def button(panel: TrainingPanel) -> QPushButton:
    return next(b for b in panel.findChildren(QPushButton) if b.property("role") == "primary")


def retype(qtbot, line: QLineEdit, text: str) -> None:
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)


def choose(qtbot, combo: QComboBox, text: str) -> None:
    """Pick an entry with the keyboard, as a person would."""
    combo.setFocus()
    steps = combo.findText(text) - combo.currentIndex()
    for _ in range(abs(steps)):
        qtbot.keyClick(combo, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)


def says(panel: TrainingPanel, text: str) -> bool:
    return any(label.isVisible() and text in label.text() for label in panel.findChildren(QLabel))


CONFIGS = [
    RunConfig(),
    RunConfig(
        dataset="offline",
        architecture=Architecture("conv", (16, 64), "tanh", True),
        beta=0.25,
        optimizer="adam",
        learning_rate=3e-5,
        weight_decay=0.5,
        schedule="constant",
        batch_size=100,
        epochs=7,
        seed=2**53 + 1,
        device="cpu",
        precision="float32",
    ),
    *(RunConfig(architecture=preset.architecture) for preset in PRESETS.values()),
]


@pytest.mark.parametrize("config", CONFIGS)
def test_a_configuration_comes_back_as_it_went_in(panel: TrainingPanel, config) -> None:
    panel.set_config(config)
    assert panel.config() == config
    assert panel.problems() == {}


def test_showing_a_configuration_is_not_reported_as_an_edit(panel: TrainingPanel, qtbot) -> None:
    with qtbot.assertNotEmitted(panel.config_changed), qtbot.assertNotEmitted(panel.beta_changed):
        panel.set_config(CONFIGS[1])


def test_a_preset_fills_in_the_network(panel: TrainingPanel, qtbot) -> None:
    choose(qtbot, field(panel, "Preset"), PRESETS["mlp-256-128"].title)
    assert panel.config().architecture == PRESETS["mlp-256-128"].architecture
    assert field(panel, "Layer widths").text() == "256, 128"


def test_a_network_of_ones_own_is_called_custom_until_it_equals_a_preset(
    panel: TrainingPanel, qtbot
) -> None:
    widths = field(panel, "Layer widths")
    retype(qtbot, widths, "300 100")
    assert panel.config().architecture.widths == (300, 100)
    assert field(panel, "Preset").currentText() == "Custom"
    retype(qtbot, widths, "1024, 512, 256")
    assert field(panel, "Preset").currentText() == PRESETS["deep"].title


def test_choosing_custom_opens_the_network_section_at_the_widths(
    panel: TrainingPanel, qtbot
) -> None:
    panel.set_expanded_sections(())
    choose(qtbot, field(panel, "Preset"), "Custom")
    assert "network" in panel.expanded_sections()
    qtbot.waitUntil(field(panel, "Layer widths").hasFocus)


def test_changing_the_kind_of_network_proposes_widths_that_suit_it(
    panel: TrainingPanel, qtbot
) -> None:
    choose(qtbot, field(panel, "Kind"), "Convolutional")
    assert panel.config().architecture.widths == PRESETS["conv"].architecture.widths
    assert panel.problems() == {}


@pytest.mark.parametrize(
    ("name", "key", "text", "sentence"),
    [
        ("β", "beta", "-1", "β must be a number from 0 to 10,000."),
        ("β", "beta", "nan", "β must be a number from 0 to 10,000."),
        ("β", "beta", "much", "β is not a number"),
        ("Learning rate", "learning_rate", "0", "The learning rate must be above 0"),
        ("Learning rate", "learning_rate", "0,001", "write it as 0.001 or 1e-3"),
        ("Layer widths", "widths", "512, many", "whole numbers with commas"),
        ("Layer widths", "widths", "99999", "from 1 to 8,192"),
        ("Seed", "seed", "1.5", "The seed is not a whole number"),
    ],
)
def test_a_wrong_entry_is_marked_and_explained_and_cannot_be_started(
    panel: TrainingPanel, qtbot, name, key, text, sentence
) -> None:
    with qtbot.waitSignal(panel.validity_changed) as signal:
        retype(qtbot, field(panel, name), text)
    assert signal.args == [False]
    assert list(panel.problems()) == [key]
    assert says(panel, sentence)
    assert field(panel, name).property("invalid") == "true"
    assert not button(panel).isEnabled()


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


@pytest.mark.parametrize(("text", "value"), [("1e-4", 1e-4), ("0.002", 0.002), (" 5E-3 ", 5e-3)])
def test_the_learning_rate_can_be_written_in_either_notation(
    panel: TrainingPanel, qtbot, text, value
) -> None:
    rate = field(panel, "Learning rate")
    retype(qtbot, rate, text)
    with qtbot.waitSignal(panel.learning_rate_changed) as signal:
        qtbot.keyClick(rate, Qt.Key.Key_Return)
    assert signal.args == [value]


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
    with qtbot.assertNotEmitted(panel.learning_rate_changed):
        retype(qtbot, field(panel, "Learning rate"), "1e-4")


def test_leaving_beta_reports_it_once(panel: TrainingPanel, qtbot) -> None:
    beta = field(panel, "β")
    retype(qtbot, beta, "4")
    values: list[float] = []
    panel.beta_changed.connect(values.append)
    qtbot.keyClick(beta, Qt.Key.Key_Return)
    qtbot.keyClick(beta, Qt.Key.Key_Tab)
    assert values == [4.0]


def test_an_impossible_beta_is_not_reported(panel: TrainingPanel, qtbot) -> None:
    beta = field(panel, "β")
    retype(qtbot, beta, "-2")
    with qtbot.assertNotEmitted(panel.beta_changed):
        qtbot.keyClick(beta, Qt.Key.Key_Return)


def test_arrow_keys_step_the_rate_through_1_2_5(panel: TrainingPanel, qtbot) -> None:
    rate = field(panel, "Learning rate")
    rates: list[float] = []
    panel.learning_rate_changed.connect(rates.append)
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
def test_only_beta_and_the_rate_can_be_changed_while_a_run_exists(
    panel: TrainingPanel, state
) -> None:
    panel.set_state(state)
    assert field(panel, "β").isEnabled()
    assert field(panel, "Learning rate").isEnabled()
    for name in ("Data set", "Preset", "Epochs", "Layer widths", "Likelihood", "Seed", "New seed"):
        assert not field(panel, name).isEnabled(), name
    assert says(panel, "Reset (⟲)")
    panel.set_state(RunState.EMPTY)
    assert field(panel, "Data set").isEnabled()
    assert not says(panel, "Reset (⟲)")


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


def test_sections_fold_and_say_which_are_open(panel: TrainingPanel, qtbot) -> None:
    panel.set_expanded_sections(["optimiser"])
    assert panel.expanded_sections() == ("optimiser",)
    assert not field(panel, "Layer widths").isVisible()
    header = field(panel, "Network")
    qtbot.mouseClick(header, Qt.MouseButton.LeftButton)
    assert panel.expanded_sections() == ("network", "optimiser")
    header.setFocus()
    qtbot.keyClick(header, Qt.Key.Key_Space)
    assert panel.expanded_sections() == ("optimiser",)


def test_the_wheel_scrolls_past_a_field_without_the_focus(panel: TrainingPanel) -> None:
    before = panel.config()
    field(panel, "Layer widths").setFocus()
    for name in ("Data set", "Epochs", "Activation"):
        target = field(panel, name)
        centre = QPointF(target.rect().center())
        event = QWheelEvent(
            centre,
            QPointF(target.mapToGlobal(centre)),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(target, event)
        assert not event.isAccepted()
    assert panel.config() == before


def test_tab_goes_through_the_fields_in_reading_order(panel: TrainingPanel, qtbot) -> None:
    panel.set_available({"mnist": False})
    field(panel, "Data set").setFocus()
    seen = []
    for _ in range(22):
        focused = panel.focusWidget()
        seen.append(focused.accessibleName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert seen == [
        *("Data set", "Download the data set", "Preset", "β", "Learning rate", "Epochs"),
        *("Network", "Kind", "Layer widths", "Activation", "Linear bottleneck"),
        *("Objective", "Likelihood", "KL divergence"),
        *("Optimiser", "Method", "Schedule", "Batch size", "Seed", "New seed"),
        *("Device", "Precision"),
    ]


def test_each_control_has_a_name_and_an_explanation(panel: TrainingPanel) -> None:
    controls = [
        w
        for w in panel.findChildren(QWidget)
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus
        and w.isVisible()
        and w.objectName() != "qt_spinbox_lineedit"
    ]
    assert len(controls) >= 20
    for control in controls:
        assert control.accessibleName(), control
        assert control.toolTip(), control.accessibleName()


@pytest.mark.parametrize("width", [240, 320])
def test_nothing_is_cut_off_at_dock_width(panel: TrainingPanel, qtbot, width) -> None:
    panel.set_available({"mnist": False})
    panel.resize(width, 400)
    qtbot.waitUntil(lambda: panel.width() == width)
    for child in panel.findChildren(QWidget):
        if child.isVisible() and child.accessibleName():
            right = child.mapTo(panel, child.rect().topRight()).x()
            assert right < width, child.accessibleName()


def test_it_does_not_let_a_dock_cut_off_large_text(panel: TrainingPanel) -> None:
    assert panel.minimumSizeHint().width() == 240
    panel.setStyleSheet("QWidget { font-size: 22px; }")
    assert panel.minimumSizeHint().width() > 240


def test_a_new_theme_repaints(panel: TrainingPanel) -> None:
    before = panel.grab().toImage()
    panel.set_theme(DARK)
    assert panel.grab().toImage() != before
