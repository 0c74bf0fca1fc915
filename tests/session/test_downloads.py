"""A data set that is fetched in the background."""

from __future__ import annotations

from desk_kit import wait_until
from gui_kit import until_cancelled


def test_a_download_that_was_cancelled_can_be_started_again(
    ready, screen, tiny_sets, qtbot
) -> None:
    tiny_sets["mnist"].here = False
    tiny_sets["mnist"].fetch = until_cancelled
    with qtbot.waitSignal(ready.downloads.progressed):
        ready.download("mnist")
    ready.downloads.cancel()
    wait_until(qtbot, lambda: bool(screen.messages))
    assert "cancelled" in screen.messages[-1].text
    tiny_sets["mnist"].fetch = None
    with qtbot.waitSignal(ready.data_sets_changed):
        ready.download("mnist")
    assert ready.available()["mnist"]
