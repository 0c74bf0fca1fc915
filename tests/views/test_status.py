"""The status bar: what is being done, how far, how fast, how long still."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton

from vae_explorer.core.data.base import Progress
from vae_explorer.session.state import RunProgress, RunState
from vae_explorer.views.style.theme import LIGHT
from vae_explorer.views.window.status import StatusBar


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
    for words in ("Training", "epoch 7.3 of 30", "step 1,234", "41,000 images/s", "0:42 left"):
        assert words in status.text


def test_it_tells_what_is_being_trained_where_a_regime_has_phases(status: StatusBar) -> None:
    status.set_state(RunState.RUNNING)
    status.set_progress(RunProgress(5, 0.5, 3, phase="encoder on the KL alone"))
    assert "encoder on the KL alone" in status.text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "0:00"),
        (61, "1:01"),
        (599.4, "9:59"),
        (599.6, "10 min"),
        (700, "12 min"),
        (3540, "59 min"),
        (3599.6, "1 h"),
        (3725, "1 h"),
        (6018, "1 h 40 min"),
        (7199, "2 h"),
        (360_000, "100 h"),
    ],
)
def test_time_left_is_written_as_a_clock_does_and_coarsely_when_it_is_long(
    status, seconds: float, words: str
) -> None:
    status.set_progress(RunProgress(1, 0.1, 3, 10.0, seconds))
    assert status.text.endswith(f" · {words} left")


def test_a_run_that_is_not_on_the_screen_is_named(status: StatusBar) -> None:
    status.set_progress(RunProgress(16, 0.1, 2), "Run 2")
    assert status.text.split(" · ")[-3:] == ["Run 2", "epoch 0.1 of 2", "step 16"]
    status.set_progress(RunProgress(16, 0.1, 2), "A very long name that somebody has typed")
    assert "A very long name that so… · epoch" in status.text


def test_it_says_how_many_runs_wait(status: StatusBar) -> None:
    status.set_state(RunState.RUNNING)
    status.set_waiting(2)
    assert "Training · 2 waiting" in status.text
    status.set_busy("Saving…")
    assert "Saving… · 2 waiting" in status.text
    status.set_busy(None)
    status.set_waiting(0)
    assert status.text == "Training"


def test_a_stop_that_takes_its_time_is_told(status: StatusBar) -> None:
    status.set_state(RunState.STOPPING)
    assert status.text == "Stopping…"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "MNIST · 784-512-2 · test −ELBO -1432.7 nats",
            "MNIST · 784-512-2 · test −ELBO −1432.7 nats",
        ),
        ("run-2 (-3.5 nats)", "run-2 (−3.5 nats)"),
    ],
)
def test_negative_numbers_have_a_minus_sign_and_networks_hyphens(status, text, shown) -> None:
    status.set_model(text)
    assert shown in status.text


def test_what_is_not_known_is_not_told(status: StatusBar) -> None:
    status.set_progress(RunProgress(5, 0.5, 3))
    assert "images/s" not in status.text
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


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    """Return a list whose last number is the time."""
    times = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: times[-1])
    return times


def told(status: StatusBar) -> str:
    """Return what is said of the download."""
    return next(x.text() for x in status.findChildren(QLabel) if "Downloading" in x.text())


def test_a_download_tells_its_rate_and_the_time_left(status: StatusBar, clock) -> None:
    status.set_download(Progress(2_000_000, 12_000_000, "images"))
    assert told(status) == "Downloading 2.0 of 12.0 MB"
    clock.append(101.0)
    status.set_download(Progress(4_000_000, 12_000_000, "images"))
    assert told(status) == "Downloading 4.0 of 12.0 MB · 2.0 MB/s · 0:04 left"


def test_all_that_moves_has_room_in_a_small_window(status: StatusBar, clock) -> None:
    status.set_state(RunState.RUNNING)
    status.set_model("Offline digits (generated)  ·  784-1024-512-256-2  ·  test −ELBO 134.7 nats")
    status.set_progress(RunProgress(1234, 7.26, 30, 41_234.0, 42.4))
    status.set_download(Progress(2_000_000, 12_000_000, "images"))
    clock.append(101.0)
    status.set_download(Progress(4_000_000, 12_000_000, "images"))
    assert status.minimumSizeHint().width() <= 900


def test_a_slow_download_of_unknown_size_tells_its_rate(status: StatusBar, clock) -> None:
    status.set_download(Progress(2_000_000, None, "images"))
    clock.append(102.0)
    status.set_download(Progress(2_050_000, None, "images"))
    assert told(status) == "Downloading 2.0 MB · 25 kB/s"


@pytest.mark.slow
def test_a_download_that_stalls_says_so(status: StatusBar, clock, qtbot) -> None:
    status.set_download(Progress(2_000_000, 12_000_000, "images"))
    clock.append(101.0)
    status.set_download(Progress(4_000_000, 12_000_000, "images"))
    clock.append(120.0)
    qtbot.waitUntil(lambda: "2.0 MB/s" not in told(status))
    clock.append(130.0)
    qtbot.waitUntil(lambda: told(status) == "Downloading 4.0 of 12.0 MB · 0 kB/s")


def test_the_next_download_does_not_inherit_the_rate_of_the_last(status, clock) -> None:
    status.set_download(Progress(2_000_000, 12_000_000, "images"))
    clock.append(101.0)
    status.set_download(None)
    status.set_download(Progress(9_000_000, 12_000_000, "images"))
    assert told(status) == "Downloading 9.0 of 12.0 MB"
