"""What is entered in the training panel, what is refused and why."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from training_panel_kit import CONFIGS, SECTIONS, button, choose, field, retype, says, shown_panel

from vae_explorer.core.architecture import KINDS, PRESETS, Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.described import setting
from vae_explorer.core.networks.activations import ACTIVATIONS
from vae_explorer.core.settings import Choice, Flag, Real, Whole, Widths
from vae_explorer.session.state import RunState
from vae_explorer.views.panels.training_panel import TrainingPanel
from vae_explorer.views.style.theme import LIGHT


@pytest.fixture
def panel(qtbot) -> TrainingPanel:
    return shown_panel(qtbot)


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
