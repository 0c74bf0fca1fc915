"""Training that fails, and what may be lost: told, kept, asked about, and begun anew."""

from __future__ import annotations

import numpy as np
import pytest
from gui_kit import TINY, Answer, drag, handle, shortcut
from PySide6.QtCore import QPoint

from vae_explorer.core import training
from vae_explorer.core.engine.optimizer import AdamW
from vae_explorer.core.errors import TrainingDiverged, UserError
from vae_explorer.core.training import Trainer
from vae_explorer.session.state import RunState


class TestFailure:
    @pytest.fixture
    def failing(self, monkeypatch) -> list[Exception]:
        """Let training raise what is put in this list."""
        errors: list[Exception] = []
        step_once = Trainer.step_once

        def step_or_error(trainer):
            if errors:
                raise errors.pop()
            return step_once(trainer)

        monkeypatch.setattr(Trainer, "step_once", step_or_error)
        return errors

    def assert_still_explorable(self, explorer) -> None:
        assert np.isfinite(explorer.snapshot.embedding).all()
        start = handle(explorer.plot)
        explorer.images.clear()
        drag(explorer.plot, start, start + QPoint(-50, 60), moves=5)
        assert len(explorer.images) == 5
        assert all(np.isfinite(image).all() for image in explorer.images)

    def assert_recovers(self, explorer, answers) -> None:
        answers.question = Answer.Discard
        explorer.train()
        explorer.wait_for_steps(3)

    def test_an_error_is_told_and_the_last_good_snapshot_stays(
        self, explorer, failing, answers
    ) -> None:
        explorer.train()
        failing.append(RuntimeError("out of cheese"))
        explorer.wait_for(RunState.FAILED)
        explorer.wait_until(lambda: bool(explorer.message))
        assert explorer.window.messages.severity == "error"
        assert "RuntimeError" in explorer.message
        explorer.press_button("Details")
        details = explorer.control("Details of the message").toPlainText()
        assert "out of cheese" in details
        assert explorer.snapshot.step > 0
        assert explorer.desk.unsaved
        self.assert_still_explorable(explorer)
        self.assert_recovers(explorer, answers)

    def test_a_loss_that_is_not_a_number_is_told_and_what_to_change(
        self, explorer, answers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # Which step blows up is chance, so here it is the first one at the high rate.
        step = AdamW.step

        def blow_up(optimizer: AdamW, learning_rate: float, decoder_rate: float) -> None:
            rate = learning_rate if learning_rate < 0.1 else float("inf")
            step(optimizer, rate, decoder_rate)

        monkeypatch.setattr(AdamW, "step", blow_up)
        explorer.train()
        explorer.enter("Learning rate", "10")
        explorer.wait_for(RunState.FAILED)
        explorer.wait_until(lambda: "Lower the learning rate" in explorer.message)
        assert "error" in explorer.window.status.text
        self.assert_still_explorable(explorer)
        self.assert_recovers(explorer, answers)

    def test_what_was_trained_before_the_failure_can_be_saved(
        self, explorer, failing, answers, tmp_path
    ) -> None:
        explorer.train()
        failing.append(RuntimeError("no more"))
        explorer.wait_for(RunState.FAILED)
        answers.file = tmp_path / "rescued.safetensors"
        explorer.action("save").trigger()
        explorer.wait_until(answers.file.exists)
        explorer.wait_until(lambda: not explorer.desk.unsaved)

    def test_a_single_step_that_fails_ends_the_run(self, explorer, failing, answers) -> None:
        explorer.train()
        explorer.pause()
        failing.append(TrainingDiverged(7, 1e-3))
        explorer.action("step").trigger()
        explorer.wait_until(lambda: "Lower the learning rate" in explorer.message)
        explorer.wait_for(RunState.FAILED)
        self.assert_still_explorable(explorer)
        self.assert_recovers(explorer, answers)

    @pytest.mark.parametrize("name", ["play", "stop"])
    def test_a_pause_or_a_stop_that_finds_the_network_broken_ends_the_run(
        self, explorer, monkeypatch, answers, name: str
    ) -> None:
        explorer.train()
        snapshot = Trainer.snapshot

        def broken(session, *, exact=True):
            if exact:
                raise TrainingDiverged(session.step, 1e-3)
            return snapshot(session, exact=exact)

        monkeypatch.setattr(Trainer, "snapshot", broken)
        explorer.action(name).trigger()
        explorer.wait_until(lambda: "Lower the learning rate" in explorer.message)
        explorer.wait_for(RunState.FAILED)
        self.assert_still_explorable(explorer)
        monkeypatch.setattr(Trainer, "snapshot", snapshot)
        self.assert_recovers(explorer, answers)

    def test_a_data_set_that_cannot_be_read_is_told(self, explorer, tiny_sets) -> None:
        before = explorer.snapshot

        def load(*_):
            raise OSError("the disk is gone")

        tiny_sets["mnist"].load = load
        explorer.window.training.set_config(TINY)
        explorer.press_button("Train")
        explorer.wait_for(RunState.FAILED)
        explorer.wait_until(lambda: bool(explorer.message))
        assert explorer.snapshot is before
        self.assert_still_explorable(explorer)

    def test_a_run_whose_first_snapshot_fails_can_be_begun_again(
        self, explorer, monkeypatch, answers
    ) -> None:
        def broken(_session, *, exact=True):
            raise RuntimeError("out of memory")

        snapshot = Trainer.snapshot
        monkeypatch.setattr(Trainer, "snapshot", broken)
        explorer.window.training.set_config(TINY)
        explorer.press_button("Train")
        explorer.wait_for(RunState.FAILED)
        explorer.wait_until(lambda: "RuntimeError" in explorer.message)
        self.assert_still_explorable(explorer)
        monkeypatch.setattr(Trainer, "snapshot", snapshot)
        explorer.train()

    def test_a_run_that_cannot_start_leaves_the_file_on_the_screen(
        self, explorer, answers, tmp_path, monkeypatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise UserError("The graphics card is gone.", "Choose the device 'cpu'.")

        monkeypatch.setattr(training, "compute_for", refuse)
        answers.file = tmp_path / "mine.safetensors"
        explorer.action("save").trigger()
        explorer.wait_until(lambda: "mine" in explorer.window.windowTitle())
        explorer.window.training.set_config(TINY)
        explorer.press_button("Train")
        explorer.wait_for(RunState.FAILED)
        explorer.wait_until(lambda: "The graphics card is gone" in explorer.message)
        assert "mine.safetensors" in explorer.window.windowTitle()
        answers.file.unlink()
        shortcut(explorer.window, explorer.action("save"))
        explorer.wait_until(answers.file.exists)
        assert len(answers.asked) == 1


class TestWhatWasTrainedStays:
    """Nothing that is trained is lost by what is begun after it, so that nothing is asked."""

    @pytest.mark.parametrize("name", ["play", "step", "reset"])
    def test_when_another_run_begins(self, explorer, answers, name: str) -> None:
        explorer.train()
        explorer.action("stop").trigger()
        explorer.wait_for(RunState.STOPPED)
        explorer.wait_until_quiet()
        before = explorer.desk.run
        explorer.action(name).trigger()
        explorer.wait_until(lambda: explorer.desk.run.id != before.id)
        kept = explorer.desk.workspace.run(before.id)
        assert kept.snapshot is before.snapshot
        assert kept.unsaved
        assert kept.can_go_on
        assert answers.asked == []

    def test_when_a_run_that_trains_makes_way_for_an_untrained_network(self, explorer) -> None:
        explorer.train()
        before = explorer.desk.run
        explorer.action("reset").trigger()
        explorer.wait_until(lambda: explorer.snapshot.step == 0)
        kept = explorer.desk.workspace.run(before.id)
        assert kept.state is RunState.STOPPED
        assert kept.step > 0
        assert kept.can_go_on

    def test_a_single_step_of_a_new_run_is_one(self, explorer) -> None:
        explorer.train()
        explorer.action("stop").trigger()
        explorer.wait_for(RunState.STOPPED)
        explorer.action("step").trigger()
        explorer.wait_for(RunState.PAUSED)
        explorer.wait_until_quiet()
        assert explorer.snapshot.step == 1

    def test_what_is_saved_stays_saved_when_the_run_is_stopped(
        self, explorer, answers, tmp_path
    ) -> None:
        explorer.train()
        explorer.pause()
        answers.file = tmp_path / "saved.safetensors"
        explorer.action("save").trigger()
        explorer.wait_until(lambda: not explorer.desk.unsaved)
        explorer.action("stop").trigger()
        explorer.wait_for(RunState.STOPPED)
        explorer.wait_until_quiet()
        assert not explorer.desk.unsaved
