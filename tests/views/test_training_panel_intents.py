"""What the window asks of the training panel, and what that asks of the session."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from training_panel_kit import CONFIGS, button, field, retype, shown_panel

from vae_explorer.core.config import RunConfig
from vae_explorer.session.state import RunState
from vae_explorer.views.panels.training_panel import TrainingPanel
from vae_explorer.views.style.theme import LIGHT


@pytest.fixture
def panel(qtbot) -> TrainingPanel:
    return shown_panel(qtbot)


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
