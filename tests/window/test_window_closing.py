"""Closing: at once and cleanly, whatever runs, and nothing is lost unasked."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from gui_kit import TINY, Answer

from vae_explorer.core.storage.model_file import load_snapshot
from vae_explorer.session.state import RunState


def test_nothing_is_asked_when_nothing_can_be_lost(explorer, answers) -> None:
    assert explorer.window.close()
    assert answers.asked == []


@pytest.mark.parametrize("paused", [False, True])
def test_discarding_closes_in_the_middle_of_training(explorer, answers, paused: bool) -> None:
    explorer.train()
    if paused:
        explorer.pause()
    answers.question = Answer.Discard
    started = time.monotonic()
    explorer.window.close()
    explorer.wait_until(lambda: not explorer.window.isVisible())
    assert time.monotonic() - started < 5  # a generous second: it takes milliseconds
    assert len(answers.asked) == 1


def test_cancelling_keeps_the_window_and_the_run(explorer, answers) -> None:
    explorer.train()
    answers.question = Answer.Cancel
    assert not explorer.window.close()
    assert explorer.window.isVisible()
    explorer.wait_until_quiet()
    assert explorer.state is RunState.RUNNING
    explorer.wait_for_steps(1)


def test_saving_closes_once_the_file_is_there(explorer, answers, tmp_path: Path) -> None:
    explorer.train()
    answers.question, answers.file = Answer.Save, tmp_path / "last.safetensors"
    explorer.window.close()
    explorer.wait_until(lambda: not explorer.window.isVisible())
    assert load_snapshot(answers.file).step > 0


def test_a_save_that_is_cancelled_or_fails_keeps_the_window(
    explorer, answers, tmp_path: Path
) -> None:
    explorer.train()
    answers.question = Answer.Save
    explorer.window.close()
    explorer.wait_until_quiet()
    assert explorer.window.isVisible()
    answers.file = tmp_path / "nowhere" / "last.safetensors"
    explorer.window.close()
    explorer.wait_until(lambda: "could not be saved" in explorer.message)
    assert explorer.window.isVisible()
    assert explorer.desk.unsaved
    # A later save does not close the window: that wish was given up.
    answers.file = tmp_path / "later.safetensors"
    explorer.action("save").trigger()
    explorer.wait_until(lambda: not explorer.desk.unsaved)
    explorer.wait_until_quiet()
    assert explorer.window.isVisible()


def test_closing_waits_for_a_save_under_way(explorer, answers, tmp_path: Path) -> None:
    answers.file = tmp_path / "copy.safetensors"
    explorer.action("save_as").trigger()
    explorer.window.close()
    assert "waits for it" in explorer.message
    explorer.wait_until(lambda: not explorer.window.isVisible())
    assert answers.file.exists()


def test_a_save_under_way_that_fails_keeps_the_window(explorer, answers, tmp_path: Path) -> None:
    answers.file = tmp_path / "nowhere" / "copy.safetensors"
    explorer.action("save_as").trigger()
    explorer.window.close()
    explorer.wait_until(lambda: "could not be saved" in explorer.message)
    explorer.wait_until_quiet()
    assert explorer.window.isVisible()
    assert explorer.window.close()


def test_what_has_been_trained_since_a_save_under_way_is_asked_about(
    explorer, answers, tmp_path: Path
) -> None:
    explorer.train()
    answers.question, answers.file = Answer.Discard, tmp_path / "midway.safetensors"
    explorer.action("save").trigger()
    explorer.wait_for_steps(1)
    explorer.window.close()
    explorer.wait_until(lambda: not explorer.window.isVisible())
    assert load_snapshot(answers.file).step > 0
    assert len(answers.asked) == 2


def test_it_closes_while_a_run_is_being_prepared(explorer) -> None:
    explorer.window.training.set_config(replace(TINY, seed=3))
    explorer.press_button("Train")
    explorer.window.close()
    explorer.wait_until(lambda: not explorer.window.isVisible())
