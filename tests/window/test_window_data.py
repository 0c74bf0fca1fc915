"""Data sets in the window: what happens when one is missing, and how it is fetched."""

from __future__ import annotations

import threading

import pytest
from gui_kit import TINY, until_cancelled
from PySide6.QtWidgets import QProgressBar

from vae_explorer.core.data.base import Progress
from vae_explorer.core.errors import UserError
from vae_explorer.session.state import RunState


@pytest.fixture
def without_mnist(tiny_sets, open_window):
    """Return a window on a computer without MNIST."""
    tiny_sets["mnist"].here = False
    explorer = open_window()
    explorer.wait_until_quiet()
    return explorer


def no_network(_progress, _cancelled) -> None:
    raise UserError("MNIST could not be fetched: no network.", "Check the connection.")


def progress_bar(explorer) -> QProgressBar:
    return explorer.window.status.findChild(QProgressBar)


def test_training_without_the_data_set_uses_generated_digits_and_says_so(without_mnist) -> None:
    explorer = without_mnist
    explorer.train()
    assert explorer.snapshot.config.dataset == "offline"
    assert explorer.window.messages.severity == "warning"
    assert "MNIST is not on this computer" in explorer.message
    assert "offline digits" in explorer.message
    assert explorer.button("Download MNIST") is not None


def test_the_panel_offers_the_download(without_mnist, tiny_sets) -> None:
    explorer = without_mnist
    explorer.press_button("Download")
    explorer.wait_until(lambda: "MNIST is on this computer" in explorer.message)
    assert explorer.button("Download") is None


def test_the_bars_button_downloads_and_then_trains_on_it(without_mnist, answers) -> None:
    explorer = without_mnist
    explorer.train()
    on_offline = explorer.desk.run
    explorer.press_button("Download MNIST")
    explorer.wait_until(lambda: "MNIST is on this computer" in explorer.message)
    assert explorer.state is RunState.RUNNING  # which no download disturbs
    explorer.press_button("Train on MNIST")
    explorer.wait_until(lambda: explorer.snapshot.config.dataset == "mnist")
    explorer.wait_for_steps(1)
    assert explorer.desk.workspace.run(on_offline.id).can_go_on
    assert answers.asked == []


def test_a_download_without_network_is_told_and_can_be_tried_again(
    without_mnist, tiny_sets
) -> None:
    explorer = without_mnist
    tiny_sets["mnist"].fetch = no_network
    explorer.press_button("Download")
    explorer.wait_until(lambda: "no network" in explorer.message)
    assert explorer.window.messages.severity == "error"
    assert not progress_bar(explorer).isVisible()
    tiny_sets["mnist"].fetch = None
    explorer.press_button("Download")
    explorer.wait_until(lambda: "MNIST is on this computer" in explorer.message)


def test_a_download_shows_how_far_it_is_and_can_be_cancelled(without_mnist, tiny_sets) -> None:
    explorer = without_mnist
    tiny_sets["mnist"].fetch = until_cancelled
    explorer.press_button("Download")
    explorer.wait_until(lambda: progress_bar(explorer).isVisible())
    bar = progress_bar(explorer)
    assert bar.value() / bar.maximum() == pytest.approx(0.25)
    explorer.press_button("Cancel")
    explorer.wait_until(lambda: "cancelled" in explorer.message)
    assert not bar.isVisible()
    assert explorer.button("Download") is not None


def test_a_second_download_is_refused_and_says_so(without_mnist, tiny_sets) -> None:
    explorer = without_mnist
    tiny_sets["mnist"].fetch = until_cancelled
    explorer.train()
    explorer.press_button("Download MNIST")
    explorer.wait_until(lambda: progress_bar(explorer).isVisible())
    explorer.press_button("Download")
    assert "under way" in explorer.message


def test_the_bar_itself_says_that_a_second_download_is_refused(without_mnist, tiny_sets) -> None:
    explorer = without_mnist
    tiny_sets["mnist"].fetch = until_cancelled
    explorer.train()
    explorer.press_button("Download")
    explorer.wait_until(lambda: progress_bar(explorer).isVisible())
    explorer.press_button("Download MNIST")
    assert "under way" in explorer.message


def test_the_window_closes_in_the_middle_of_a_download(without_mnist, tiny_sets) -> None:
    explorer = without_mnist
    started = threading.Event()

    def fetch(progress, cancelled) -> None:
        started.set()
        until_cancelled(progress, cancelled)

    tiny_sets["mnist"].fetch = fetch
    explorer.press_button("Download")
    explorer.wait_until(started.is_set)
    assert explorer.window.close()
    assert not explorer.window.isVisible()


def test_a_download_of_unknown_size_is_shown_too(without_mnist, tiny_sets) -> None:
    explorer = without_mnist
    go_on = threading.Event()

    def fetch(progress, _cancelled) -> None:
        progress(Progress(1_500_000, None, "images"))
        go_on.wait(10)

    tiny_sets["mnist"].fetch = fetch
    explorer.press_button("Download")
    explorer.wait_until(lambda: progress_bar(explorer).isVisible())
    assert progress_bar(explorer).maximum() == 0
    go_on.set()
    explorer.wait_until(lambda: "MNIST is on this computer" in explorer.message)


def test_the_strip_shows_generated_digits_where_the_data_set_is_missing(
    without_mnist, tiny_sets
) -> None:
    explorer = without_mnist
    assert "Classes: 0, 1" in explorer.panel("strip").accessibleDescription()


def test_training_starts_on_what_the_panel_says(explorer) -> None:
    explorer.train(TINY)
    assert explorer.snapshot.config.dataset == "mnist"
    assert explorer.message == ""
