"""The end of the program: nothing waits for long, and no save is lost."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from desk_kit import start
from gui_kit import TINY, until_cancelled

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.errors import Interrupted
from vae_explorer.core.storage.model_file import load_snapshot

pytestmark = pytest.mark.slow  # whole runs


def test_a_save_that_is_waiting_is_written_before_the_end(ready, snapshot, tmp_path: Path) -> None:
    files = [tmp_path / f"{i}.safetensors" for i in range(10)]
    for path in files:
        ready.save(path)
    ready.shutdown()
    assert [load_snapshot(path).step for path in files] == [snapshot.step] * len(files)


def test_shutdown_ends_every_thread_whatever_they_do(ready, tiny_sets, qtbot) -> None:
    tiny_sets["mnist"].fetch = until_cancelled
    start(ready, qtbot)
    with qtbot.waitSignal(ready.downloads.progressed):
        ready.download("mnist")
    ready.products.request_mosaic(Rect(-1, -1, 1, 1), 40, 40)
    started = time.monotonic()
    ready.shutdown()
    assert time.monotonic() - started < 5  # a generous second, on a busy machine
    ready.shutdown()


@pytest.mark.parametrize("request_name", ["train", "reset", "start_with_step"])
def test_shutdown_does_not_wait_for_a_run_to_be_prepared(
    ready, tiny_sets, qtbot, request_name: str
) -> None:
    reading, cancels = threading.Event(), []

    def load(_root, _split, _seed, cancelled):
        reading.set()
        deadline = time.monotonic() + 10
        while not cancelled() and time.monotonic() < deadline:
            time.sleep(0.01)
        cancels.append(cancelled())
        raise Interrupted

    tiny_sets["mnist"].load = load
    getattr(ready.training, request_name)(replace(TINY, seed=7))
    assert reading.wait(10)
    ready.training.train(TINY)  # which is not begun any more
    ready.shutdown()
    assert cancels == [True]


def test_a_save_of_the_run_is_whole_although_the_end_is_near(
    ready, screen, qtbot, tmp_path: Path
) -> None:
    start(ready, qtbot)
    path = tmp_path / "last.safetensors"
    ready.save(path)
    ready.shutdown()
    saved = load_snapshot(path)
    assert saved.step > 0
    assert saved.stale_steps == 0


def test_a_download_asked_for_just_before_the_end_does_not_hold_it_up(ready, tiny_sets) -> None:
    endless = threading.Event()

    def fetch(_progress, cancelled) -> None:
        for _ in range(300):
            if cancelled():
                return
            time.sleep(0.01)
        endless.set()

    tiny_sets["mnist"].fetch = fetch
    ready.download("mnist")
    ready.shutdown()
    assert not endless.is_set()
