"""The training panel: what is entered, what is refused and why, and what the button does."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from vae_explorer.core import config as core_config
from vae_explorer.core.architecture import KINDS, PRESETS, Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.described import setting
from vae_explorer.core.networks.activations import ACTIVATIONS
from vae_explorer.core.settings import Choice, Flag, Real, Whole, Widths
from vae_explorer.session.state import RunState
from vae_explorer.views.panels.training_panel import TrainingPanel
from vae_explorer.views.style.theme import DARK, LIGHT

# Qt's "offscreen" platform says so of every window with a smallest size.

SECTIONS = ("network", "objective", "optimiser", "machine")


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
        augmentation=0.07,
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
    with (
        qtbot.assertNotEmitted(panel.config_changed),
        qtbot.assertNotEmitted(panel.change_requested),
    ):
        panel.set_config(CONFIGS[1])


@pytest.mark.parametrize("key", PRESETS)
def test_a_preset_sets_the_whole_network(panel: TrainingPanel, qtbot, key: str) -> None:
    start = CONFIGS[1] if key != "conv" else RunConfig()
    panel.set_config(replace(start, architecture=replace(start.architecture, unknown={"x": 1})))
    preset = PRESETS[key].architecture
    choose(qtbot, field(panel, "Preset"), PRESETS[key].title)
    assert panel.config() == replace(start, architecture=preset)
    assert field(panel, "Kind").currentText() == KINDS[preset.kind]
    assert field(panel, "Layer widths").text() == ", ".join(map(str, preset.widths))
    assert field(panel, "Activation").currentText() == ACTIVATIONS[preset.activation].title
    assert field(panel, "Linear bottleneck").isChecked() is preset.linear_bottleneck


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
        ("Learning rate", "learning_rate", "0", "The learning rate must be above 0"),
        ("Augmentation", "augmentation", "2", "The augmentation must be from 0 to 1."),
        ("Weight decay", "weight_decay", "-1", "The weight decay must be from 0 to 10."),
        ("Layer widths", "widths", "512, many", "whole numbers with commas"),
        ("Layer widths", "widths", "99999", "from 1 to 8,192"),
        ("Seed", "seed", "-1", "The seed must be a whole number"),
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


UNREADABLE = [
    ("β", "beta", "much", "β is not a number", "1"),
    ("β", "beta", "", "β is not a number", "1"),
    ("Learning rate", "learning_rate", "0,001", "write it as 0.001 or 1e-3", "0.0015"),
    ("Weight decay", "weight_decay", "", "The weight decay is not a number", "0.01"),
    ("Seed", "seed", "1.5", "The seed is not a whole number", "0"),
    ("Layer widths", "widths", "", "whole numbers with commas", "1024, 512, 256"),
]


def wipe(qtbot, line: QLineEdit, text: str) -> None:
    """Write something in place of what is there, or nothing."""
    line.setFocus()
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClicks(line, text)


@pytest.mark.parametrize(("name", "key", "text", "sentence", "before"), UNREADABLE)
def test_a_blank_or_unreadable_entry_is_explained_and_goes_back_when_it_is_left(
    panel: TrainingPanel, qtbot, name, key, text, sentence, before
) -> None:
    line = field(panel, name)
    with qtbot.waitSignal(panel.validity_changed) as signal:
        wipe(qtbot, line, text)
    assert signal.args == [False]
    assert list(panel.problems()) == [key]
    assert says(panel, sentence)
    assert line.property("invalid") == "true"
    with qtbot.waitSignal(panel.validity_changed) as signal:
        qtbot.keyClick(line, Qt.Key.Key_Tab)
    assert signal.args == [True]
    assert line.text() == before
    assert panel.config() == RunConfig()


@pytest.mark.parametrize(("name", "key", "text", "sentence", "before"), UNREADABLE)
def test_train_takes_the_last_good_value_of_a_blank_or_unreadable_entry(
    panel: TrainingPanel, qtbot, name, key, text, sentence, before
) -> None:
    wipe(qtbot, field(panel, name), text)
    with qtbot.waitSignal(panel.play_requested):
        qtbot.mouseClick(button(panel), Qt.MouseButton.LeftButton)
    assert field(panel, name).text() == before
    assert panel.config() == RunConfig()
    assert panel.problems() == {}


def test_beta_goes_back_to_what_was_confirmed_last(panel: TrainingPanel, qtbot) -> None:
    beta = field(panel, "β")
    retype(qtbot, beta, "4")
    qtbot.keyClick(beta, Qt.Key.Key_Return)
    retype(qtbot, beta, "-3")
    qtbot.keyClick(beta, Qt.Key.Key_Return)
    assert beta.text() == "-3", "what can be read is left to be mended"
    wipe(qtbot, beta, "")
    qtbot.keyClick(beta, Qt.Key.Key_Tab)
    assert beta.text() == "4"
    assert panel.config().beta == 4.0


def test_widths_with_a_slip_are_left_to_be_mended(panel: TrainingPanel, qtbot) -> None:
    widths = field(panel, "Layer widths")
    retype(qtbot, widths, "512, many")
    qtbot.keyClick(widths, Qt.Key.Key_Tab)
    assert widths.text() == "512, many"
    assert not button(panel).isEnabled()


class TestLeavingAField:
    NAMES = (
        *("Data set", "Preset", "β", "Learning rate", "Epochs", "Kind", "Layer widths"),
        *("Activation", "Linear bottleneck", "Likelihood", "Method", "Weight decay", "Batch size"),
        *("Augmentation", "Seed", "Device", "Precision"),
    )

    def edit(self, qtbot, widget: QWidget) -> None:
        """Enter a field, and give it another value as a person would."""
        widget.setFocus()
        if isinstance(widget, QLineEdit):
            widget.selectAll()
            qtbot.keyClicks(widget, "7")
        elif isinstance(widget, QComboBox):
            end = widget.currentIndex() == widget.count() - 1
            qtbot.keyClick(widget, Qt.Key.Key_Up if end else Qt.Key.Key_Down)
        else:
            qtbot.keyClick(widget, Qt.Key.Key_Space if widget.inherits("QCheckBox") else "5")

    @pytest.mark.parametrize("name", NAMES)
    def test_with_return_keeps_the_value(self, panel: TrainingPanel, qtbot, name: str) -> None:
        widget = field(panel, name)
        self.edit(qtbot, widget)
        edited = panel.config()
        with qtbot.waitSignal(panel.released):
            qtbot.keyClick(widget, Qt.Key.Key_Return)
        assert panel.config() == edited

    @pytest.mark.parametrize("name", NAMES)
    def test_with_escape_restores_it(self, panel: TrainingPanel, qtbot, name: str) -> None:
        start = RunConfig(architecture=Architecture("mlp", (300, 20), "elu", True), device="cpu")
        panel.set_config(start)
        widget = field(panel, name)
        self.edit(qtbot, widget)
        if name != "Likelihood":  # there is but one
            assert panel.config() != start
        with qtbot.waitSignal(panel.released):
            qtbot.keyClick(widget, Qt.Key.Key_Escape)
        assert panel.config() == start
        assert panel.problems() == {}

    def test_with_escape_restores_what_could_not_be_read(self, panel: TrainingPanel, qtbot) -> None:
        beta = field(panel, "β")
        wipe(qtbot, beta, "much")
        qtbot.keyClick(beta, Qt.Key.Key_Escape)
        assert beta.text() == "1"

    def test_with_escape_takes_steps_back_that_were_reported(
        self, panel: TrainingPanel, qtbot
    ) -> None:
        values: list[float] = []
        panel.change_requested.connect(lambda config: values.append(config.beta))
        beta = field(panel, "β")
        beta.setFocus()
        for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Escape):
            qtbot.keyClick(beta, key)
        assert values == [2.0, 5.0, 1.0]

    def test_is_not_left_to_a_shortcut_of_the_window(self, panel: TrainingPanel, qtbot) -> None:
        shortcut = QShortcut(QKeySequence(Qt.Key.Key_Escape), panel)
        beta = field(panel, "β")
        beta.setFocus()
        with qtbot.assertNotEmitted(shortcut.activated), qtbot.waitSignal(panel.released):
            qtbot.keyClick(beta, Qt.Key.Key_Escape)


class TestDefaults:
    def test_set_everything_back(self, panel: TrainingPanel, qtbot) -> None:
        panel.set_config(CONFIGS[1])
        with (
            qtbot.waitSignal(panel.config_changed) as signal,
            qtbot.waitSignal(panel.change_requested),
        ):
            qtbot.mouseClick(field(panel, "Defaults"), Qt.MouseButton.LeftButton)
        assert signal.args == [RunConfig()]
        assert panel.config() == RunConfig()

    def test_mend_what_is_wrong(self, panel: TrainingPanel, qtbot) -> None:
        retype(qtbot, field(panel, "Layer widths"), "wide")
        retype(qtbot, field(panel, "β"), "-2")
        qtbot.mouseClick(field(panel, "Defaults"), Qt.MouseButton.LeftButton)
        assert panel.problems() == {}
        assert panel.config() == RunConfig()

    def test_wait_until_the_run_is_gone(self, panel: TrainingPanel) -> None:
        panel.set_state(RunState.PAUSED)
        assert not field(panel, "Defaults").isEnabled()
        panel.set_state(RunState.EMPTY)
        assert field(panel, "Defaults").isEnabled()


@dataclass(frozen=True)
class WithMomentum(RunConfig):
    """Next year's configuration: a line more for each kind of setting."""

    momentum: float = setting(
        Real(0.9, 0, 1, title="Momentum", tip="How long steps go on.", group="optimiser", live=True)
    )
    warmup: int = setting(Whole(3, 0, 9, title="Warm-up", tip="Slow steps.", group="optimiser"))
    noise: str = setting(
        Choice(
            "none", {"none": "None", "grey": "Grey"}, title="Noise", tip="Grain.", group="basics"
        )
    )
    mirror: bool = setting(Flag(False, title="Mirror", tip="Mirrors images.", group="machine"))
    heads: tuple[int, ...] = setting(
        Widths((8, 4), most=3, widest=9, title="Heads", tip="More layers.", group="objective")
    )


def test_a_new_setting_has_a_field_by_its_description_alone(qtbot) -> None:
    panel = TrainingPanel(LIGHT, defaults=WithMomentum())
    qtbot.addWidget(panel)
    panel.set_expanded_sections(SECTIONS)
    with qtbot.waitExposed(panel):
        panel.show()
    choose(qtbot, field(panel, "Noise"), "Grey")
    retype(qtbot, field(panel, "Warm-up"), "5")
    qtbot.mouseClick(field(panel, "Mirror"), Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    retype(qtbot, field(panel, "Heads"), "2 1")
    momentum = field(panel, "Momentum")
    retype(qtbot, momentum, "0.5")
    with qtbot.waitSignal(panel.change_requested) as signal:
        qtbot.keyClick(momentum, Qt.Key.Key_Return)
    assert signal.args == [
        WithMomentum(momentum=0.5, warmup=5, noise="grey", mirror=True, heads=(2, 1))
    ]
    assert "while training" in momentum.toolTip()
    retype(qtbot, momentum, "7")
    assert panel.problems() == {"momentum": "The momentum must be from 0 to 1."}
    panel.set_state(RunState.RUNNING)
    assert momentum.isEnabled()
    assert not field(panel, "Heads").isEnabled()


@pytest.mark.parametrize("name", RunConfig.settings())
def test_every_setting_has_a_field_with_its_title_and_tip(panel: TrainingPanel, name: str) -> None:
    description = RunConfig.settings()[name]
    assert description.tip.split()[-1].rstrip(".") in field(panel, description.title).toolTip()


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


def test_what_does_nothing_beside_the_other_settings_cannot_be_edited(panel: TrainingPanel) -> None:
    def usable() -> tuple[bool, bool]:
        names = ("Variance σ²", "Weight decay")
        return tuple(field(panel, name).isEnabled() for name in names)

    assert usable() == (False, True)
    panel.set_config(replace(panel.config(), likelihood="gaussian", optimizer="adam"))
    assert usable() == (True, False)
    choose = field(panel, "Likelihood")
    choose.setCurrentIndex(choose.findData("gaussian-learned"))
    choose.activated.emit(choose.currentIndex())
    assert usable() == (False, False)
    assert panel.config().idle() == {"variance", "weight_decay", "components"}


def test_what_does_nothing_is_not_in_the_way_with_a_value_that_cannot_be_used(
    panel: TrainingPanel,
) -> None:
    decay = field(panel, "Weight decay")
    decay.setText("99")
    decay.textEdited.emit("99")
    assert "weight_decay" in panel.problems()
    choose = field(panel, "Method")
    choose.setCurrentIndex(choose.findData("adam"))
    choose.activated.emit(choose.currentIndex())
    assert not panel.problems()
    assert panel.config().weight_decay == 0.01


def test_tab_goes_through_the_fields_in_reading_order(panel: TrainingPanel, qtbot) -> None:
    panel.set_available({"mnist": False})
    field(panel, "Data set").setFocus()
    seen = []
    for _ in range(36):
        focused = panel.focusWidget()
        seen.append(focused.accessibleName())
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert seen == [
        *("Data set", "Download the data set", "Preset", "β", "Learning rate", "Epochs"),
        *("Network", "Kind", "Layer widths", "Activation", "Linear bottleneck"),
        *("Objective", "Likelihood", "Posterior", "Prior", "KL divergence", "Bound"),
        "Samples of z",
        *("Regime", "Gradient", "Noise", "KL warm-up", "Pixels"),
        *(
            "Optimiser",
            "Method",
            "Weight decay",
            "Schedule",
            "Images",
            "Batch size",
            "Augmentation",
        ),
        *("Seed", "New seed", "Machine", "Device", "Precision", "Defaults"),
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


class TestIntents:
    """What the window's actions ask of the panel, and what that asks of the session."""

    def test_toggle_asks_for_what_comes_next(self, panel: TrainingPanel, qtbot) -> None:
        config = replace(RunConfig(), beta=3.0)
        panel.set_config(config)
        for state in (RunState.EMPTY, RunState.STOPPED, RunState.FINISHED, RunState.PAUSED):
            panel.set_state(state)
            with qtbot.waitSignal(panel.play_requested) as signal:
                panel.toggle()
            assert signal.args == [config]
        panel.set_state(RunState.RUNNING)
        with (
            qtbot.waitSignal(panel.pause_requested),
            qtbot.assertNotEmitted(panel.play_requested),
        ):
            panel.toggle()

    @pytest.mark.parametrize("state", [RunState.PREPARING, RunState.STOPPING])
    def test_nothing_is_asked_while_it_prepares_or_stops(
        self, panel: TrainingPanel, qtbot, state
    ) -> None:
        panel.set_state(state)
        with (
            qtbot.assertNotEmitted(panel.play_requested),
            qtbot.assertNotEmitted(panel.pause_requested),
            qtbot.assertNotEmitted(panel.step_requested),
        ):
            panel.toggle()
            panel.step()

    def test_invalid_settings_are_told_instead(self, panel: TrainingPanel, qtbot) -> None:
        retype(qtbot, field(panel, "β"), "-1")
        for ask in (panel.toggle, panel.step, panel.reset):
            with (
                qtbot.waitSignal(panel.message) as told,
                qtbot.assertNotEmitted(panel.play_requested),
                qtbot.assertNotEmitted(panel.step_requested),
                qtbot.assertNotEmitted(panel.reset_requested),
            ):
                ask()
            assert told.args[0].severity == "error"
            assert told.args[0].text == "β must be a number from 0 to 10,000."

    def test_a_step_and_a_reset_carry_the_settings(self, panel: TrainingPanel, qtbot) -> None:
        config = replace(RunConfig(), epochs=3)
        panel.set_config(config)
        with qtbot.waitSignal(panel.step_requested) as step:
            panel.step()
        with qtbot.waitSignal(panel.reset_requested) as reset:
            panel.reset()
        assert step.args == reset.args == [config]

    def test_a_live_setting_is_changed_from_elsewhere(self, panel: TrainingPanel, qtbot) -> None:
        panel.set_state(RunState.RUNNING)
        with qtbot.waitSignals([panel.change_requested, panel.config_changed]):
            assert panel.set_live("beta", 4.0)
        assert field(panel, "β").text() == "4"
        with qtbot.assertNotEmitted(panel.change_requested):
            assert not panel.set_live("beta", -4.0)
        assert panel.config().beta == 4

    def test_a_run_is_drafted_and_queued_while_another_lasts(
        self, panel: TrainingPanel, qtbot
    ) -> None:
        draft = next(b for b in panel.findChildren(QPushButton) if b.text() == "New run…")
        assert not draft.isVisible()
        panel.set_state(RunState.RUNNING)
        running = panel.config()
        qtbot.mouseClick(draft, Qt.MouseButton.LeftButton)
        assert panel.drafting
        assert field(panel, "Layer widths").isEnabled()
        retype(qtbot, field(panel, "Layer widths"), "40, 20")
        assert button(panel).text() == "Add to the queue"
        with (
            qtbot.waitSignal(panel.queue_requested) as queued,
            qtbot.assertNotEmitted(panel.pause_requested),
            qtbot.assertNotEmitted(panel.change_requested),
        ):
            qtbot.mouseClick(button(panel), Qt.MouseButton.LeftButton)
        assert queued.args[0].architecture.widths == (40, 20)
        assert not panel.drafting
        assert panel.config() == running

    def test_a_draft_does_not_change_the_run(self, panel: TrainingPanel, qtbot) -> None:
        panel.set_state(RunState.RUNNING)
        panel.draft(replace(RunConfig(), seed=9))
        assert panel.drafting
        beta = field(panel, "β")
        with qtbot.assertNotEmitted(panel.change_requested):
            retype(qtbot, beta, "7")
            qtbot.keyClick(beta, Qt.Key.Key_Return)
        with qtbot.waitSignal(panel.change_requested) as changed:
            assert panel.set_live("beta", 2.0)  # which a speaker does, to the run
        assert changed.args == [RunConfig(beta=2.0)]
        assert panel.config().beta == 7

    def test_what_was_left_comes_back(self, panel: TrainingPanel, qtbot) -> None:
        panel.set_config(CONFIGS[1])
        panel.set_expanded_sections(("machine",))
        state = panel.state()
        again = TrainingPanel(LIGHT)
        qtbot.addWidget(again)
        again.restore(state)
        assert again.config() == CONFIGS[1]
        assert again.expanded_sections() == ("machine",)

    @pytest.mark.parametrize("state", [{}, {"run": 3, "sections": "x"}, {"run": {"beta": []}}])
    def test_what_makes_no_sense_is_left_as_it_is(self, panel: TrainingPanel, state) -> None:
        panel.restore(state)
        assert panel.config() == RunConfig()


def test_settings_that_mean_nothing_to_pca_cannot_be_edited(panel: TrainingPanel) -> None:
    panel.set_config(RunConfig(dataset="offline", regime="pca"))
    fields = panel._form._fields
    assert {name for name, field in fields.items() if field.widget.isEnabled()} == {
        "dataset",
        "digits",
        "regime",
        "seed",
    }
    assert not panel._form._preset.widget.isEnabled()
    panel.set_config(RunConfig(dataset="offline"))
    assert fields["epochs"].widget.isEnabled()
    assert panel._form._preset.widget.isEnabled()
