"""The status bar: what is being done, how far, how fast, how long still."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QPushButton

from vae_explorer.core.datasets.base import Progress
from vae_explorer.session.state import RunProgress, RunState
from vae_explorer.views.status import StatusBar
from vae_explorer.views.theme import LIGHT


@pytest.fixture
def status(qtbot) -> StatusBar:
    status = StatusBar(LIGHT)
    qtbot.addWidget(status)
    status.show()
    qtbot.waitExposed(status)
    return status


@pytest.mark.parametrize("state", RunState)
def test_every_state_has_words_of_its_own(status: StatusBar, state: RunState) -> None:
    status.set_state(state)
    words = status.text
    assert words
    for other in RunState:
        if other is not state:
            status.set_state(other)
            assert status.text != words


def test_it_tells_epoch_step_rate_and_time_left(status: StatusBar) -> None:
    status.set_state(RunState.RUNNING)
    status.set_progress(RunProgress(1234, 7.26, 30, 41_234.0, 42.4))
    for words in ("Training", "epoch 7.3 of 30", "step 1,234", "41,000 digits/s", "0:42 left"):
        assert words in status.text


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "0:00"), (61, "1:01"), (3599.6, "1:00:00"), (3725, "1:02:05")]
)
def test_time_left_is_written_as_a_clock_does(status, seconds: float, words: str) -> None:
    status.set_progress(RunProgress(1, 0.1, 3, 10.0, seconds))
    assert f"{words} left" in status.text


def test_what_is_not_known_is_not_told(status: StatusBar) -> None:
    status.set_progress(RunProgress(5, 0.5, 3))
    assert "digits/s" not in status.text
    assert "left" not in status.text


def test_the_numbers_of_a_run_go_with_it(status: StatusBar) -> None:
    status.set_state(RunState.RUNNING)
    status.set_progress(RunProgress(5, 0.5, 3, 10.0, 60))
    status.set_state(RunState.PAUSED)
    assert "step 5" in status.text
    status.set_state(RunState.EMPTY)
    assert "step" not in status.text


def test_other_work_is_told_and_then_the_state_again(status: StatusBar) -> None:
    status.set_state(RunState.PAUSED)
    status.set_busy("Loading PyTorch…")
    assert "Loading PyTorch" in status.text
    status.set_busy(None)
    assert "Paused" in status.text


def test_a_change_of_state_does_not_hide_other_work(status: StatusBar) -> None:
    status.set_busy("Loading PyTorch…")
    status.set_state(RunState.PREPARING)
    assert "Loading PyTorch" in status.text
    status.set_busy(None)
    assert "Preparing" in status.text


def test_a_download_shows_bytes_and_can_be_cancelled(status: StatusBar, qtbot) -> None:
    bar = status.findChild(QProgressBar)
    assert not bar.isVisible()
    status.set_download(Progress(2_900_000, 11_600_000, "images"))
    assert bar.isVisible()
    assert bar.value() / bar.maximum() == pytest.approx(0.25)
    with qtbot.waitSignal(status.cancel_requested):
        qtbot.mouseClick(status.findChild(QPushButton), Qt.MouseButton.LeftButton)
    status.set_download(Progress(2_900_000, None, "images"))
    assert bar.maximum() == 0
    status.set_download(None)
    assert not bar.isVisible()
