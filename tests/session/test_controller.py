"""The controller with its threads, and no window: intents in, facts out."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from gui_kit import ENDLESS, PATIENCE_MS, TINY, let_the_worker_catch_up, until_cancelled

from vae_explorer.core.config import Architecture
from vae_explorer.core.errors import Interrupted
from vae_explorer.core.files import load_snapshot, save_snapshot
from vae_explorer.core.geometry import Rect
from vae_explorer.core.model import VAE
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.training import TrainingSession
from vae_explorer.session.controller import Controller
from vae_explorer.session.state import Message, RunState


class Screen:
    """What a window would show, and on which thread it was told."""

    def __init__(self, control: Controller) -> None:
        self.snapshots: list[Snapshot] = []
        self.images: list = []
        self.messages: list[Message] = []
        self.mosaics: list = []
        self.strips: list = []
        self.sets: list = []
        self.states: list[RunState] = []
        self.threads: set[int] = set()
        for signal, kept in (
            (control.snapshot_changed, self.snapshots),
            (control.image_changed, self.images),
            (control.message_posted, self.messages),
            (control.mosaic_changed, self.mosaics),
            (control.images_changed, self.sets),
            (control.state_changed, self.states),
        ):
            signal.connect(kept.append)
            signal.connect(self._note_thread)
        control.strip_changed.connect(lambda *strip: self.strips.append(strip))

    def _note_thread(self, _value: object) -> None:
        self.threads.add(threading.get_ident())


@pytest.fixture
def snapshot(train_digits, held_out_digits) -> Snapshot:
    session = TrainingSession(train_digits, held_out_digits, replace(TINY, epochs=3))
    for _ in session.steps():
        pass
    return session.snapshot()


@pytest.fixture
def control(qapp, tmp_path: Path) -> Iterator[Controller]:
    control = Controller(tmp_path / "data")
    yield control
    control.shutdown()


@pytest.fixture
def screen(control: Controller) -> Screen:
    return Screen(control)


@pytest.fixture
def ready(control: Controller, screen: Screen, snapshot: Snapshot, qtbot) -> Controller:
    """Return the controller with a model on the screen and torch loaded."""
    control.show_snapshot(snapshot, None)
    control.start_engine()
    wait_until(qtbot, lambda: control.ready and bool(screen.sets) and screen.sets[-1] is not None)
    return control


def wait_until(qtbot, condition) -> None:
    qtbot.waitUntil(condition, timeout=PATIENCE_MS)


def start(control: Controller, qtbot, config=TINY) -> None:
    control.train(config)
    wait_until(qtbot, lambda: control.state is RunState.RUNNING and control.snapshot.step > 0)


def test_a_snapshot_is_shown_before_torch_is_there(control, screen, snapshot) -> None:
    control.show_snapshot(snapshot, None)
    control.set_cursor(1, 2)
    assert screen.snapshots == [snapshot]
    expected = snapshot.decode(np.array([[1, 2]], np.float32))[0, 0]
    np.testing.assert_array_equal(screen.images[-1], expected)
    assert not control.ready
    assert not control.unsaved


def test_an_image_that_only_torch_can_decode_waits_for_it(control, screen, snapshot, qtbot) -> None:
    conv = Architecture("conv", (4, 8, 16))
    model = VAE(conv).initialize(torch.Generator().manual_seed(0))
    weights = {name: tensor.numpy() for name, tensor in model.state_dict().items()}
    config = replace(snapshot.config, architecture=conv)
    control.show_snapshot(replace(snapshot, config=config, weights=weights), None)
    assert screen.images == []
    control.start_engine()
    wait_until(qtbot, lambda: bool(screen.images))


def test_what_needs_torch_comes_alive_when_it_is_there(ready, screen, snapshot) -> None:
    expected = snapshot.decode(np.zeros((1, 2), np.float32))[0, 0]
    np.testing.assert_array_equal(screen.images[-1], expected)
    inputs, outputs, names = screen.strips[-1]
    assert inputs.shape == outputs.shape == (10, 28, 28)
    assert list(names) == list("0123456789")


def test_every_move_of_the_cursor_decodes_at_once(ready, screen) -> None:
    screen.images.clear()
    for z1 in np.linspace(-1, 1, 5):
        ready.set_cursor(z1, 0.5)
    assert len(screen.images) == 5
    assert ready.cursor == (1.0, 0.5)
    for place in ((np.nan, 0), (0, np.inf)):
        ready.set_cursor(*place)
    assert ready.cursor == (1.0, 0.5)


def test_everything_is_told_on_the_windows_thread(ready, screen, qtbot) -> None:
    start(ready, qtbot)
    ready.request_mosaic(Rect(-1, -1, 1, 1), 3, 3)
    wait_until(qtbot, lambda: bool(screen.mosaics))
    assert screen.threads == {threading.get_ident()}


def test_a_mosaic_is_what_the_decoder_draws_at_the_cells(ready, screen, qtbot, snapshot) -> None:
    rect = Rect(-2.0, -1.0, 2.0, 1.0)
    ready.request_mosaic(rect, 4, 2)
    wait_until(qtbot, lambda: bool(screen.mosaics))
    mosaic = screen.mosaics[0]
    assert mosaic.rect == rect
    assert mosaic.image.shape == (56, 112)
    top_left = snapshot.decode(np.array([[-1.5, 0.5]], np.float32))[0, 0]
    np.testing.assert_allclose(mosaic.image[:28, :28], 255 * top_left, atol=8)  # a draft


def test_reset_shows_the_untrained_network_and_leaves_no_run(ready, qtbot) -> None:
    start(ready, qtbot)
    ready.reset(replace(TINY, seed=2))
    wait_until(qtbot, lambda: ready.snapshot.step == 0 and ready.state is RunState.EMPTY)
    let_the_worker_catch_up(qtbot, ready)
    assert ready.snapshot.config.seed == 2
    assert not ready.unsaved


def test_of_many_mosaics_wished_for_the_newest_is_made(ready, screen, qtbot) -> None:
    rects = [Rect(-1.0 - i, -1, 1, 1) for i in range(30)]
    for rect in rects:
        ready.request_mosaic(rect, 6, 6)
    wait_until(qtbot, lambda: bool(screen.mosaics) and screen.mosaics[-1].rect == rects[-1])
    assert len(screen.mosaics) < 5


def test_a_mosaic_wished_for_before_torch_is_there_is_made_then(
    control, screen, snapshot, qtbot
) -> None:
    control.show_snapshot(snapshot, None)
    control.request_mosaic(Rect(-1, -1, 1, 1), 2, 2)
    control.start_engine()
    wait_until(qtbot, lambda: bool(screen.mosaics))


def test_a_decoder_that_fails_does_not_block_the_next_mosaic(
    ready, screen, qtbot, monkeypatch
) -> None:
    decode, failures = Snapshot.decode, [MemoryError("too many cells")]

    def decode_or_fail(snapshot, z, **how):
        if len(z) > 1 and failures:
            raise failures.pop()
        return decode(snapshot, z, **how)

    monkeypatch.setattr(Snapshot, "decode", decode_or_fail)
    with qtbot.captureExceptions():
        ready.request_mosaic(Rect(-1, -1, 1, 1), 2, 2)
        wait_until(qtbot, lambda: not failures)
        ready.request_mosaic(Rect(-2, -2, 2, 2), 2, 2)
        wait_until(qtbot, lambda: bool(screen.mosaics))
    assert screen.mosaics[-1].rect == Rect(-2, -2, 2, 2)


def test_training_makes_unsaved_work_and_saving_ends_that(
    ready, screen, qtbot, tmp_path: Path
) -> None:
    start(ready, qtbot)
    ready.pause()
    wait_until(qtbot, lambda: ready.state is RunState.PAUSED)
    assert ready.unsaved
    assert ready.path is None
    with qtbot.waitSignal(ready.saved):
        ready.save(tmp_path / "run.safetensors")
    assert not ready.unsaved
    assert ready.path == tmp_path / "run.safetensors"
    ready.step()
    wait_until(qtbot, lambda: ready.unsaved)


def test_a_file_opened_over_a_run_ends_the_run_and_stays(
    ready, screen, snapshot, qtbot, tmp_path: Path
) -> None:
    other = replace(snapshot, step=999)
    save_snapshot(other, tmp_path / "other.safetensors")
    start(ready, qtbot)
    ready.open(tmp_path / "other.safetensors")
    wait_until(qtbot, lambda: ready.path is not None)
    let_the_worker_catch_up(qtbot, ready)
    assert ready.snapshot.step == 999
    assert not ready.unsaved
    assert ready.state is RunState.EMPTY


def test_a_file_opened_while_a_run_is_being_prepared_stays(
    ready, screen, snapshot, qtbot, tmp_path: Path
) -> None:
    save_snapshot(replace(snapshot, step=999), tmp_path / "other.safetensors")
    ready.train(TINY)
    ready.open(tmp_path / "other.safetensors")
    wait_until(qtbot, lambda: ready.path is not None)
    for _ in range(3):
        let_the_worker_catch_up(qtbot, ready)
        assert ready.snapshot.step == 999
    assert ready.state is RunState.EMPTY


def test_a_file_that_cannot_be_opened_leaves_everything(ready, screen, qtbot, tmp_path) -> None:
    before = ready.snapshot
    ready.open(tmp_path / "missing.safetensors")
    wait_until(qtbot, lambda: bool(screen.messages))
    assert screen.messages[-1].severity == "error"
    assert "There is no file" in screen.messages[-1].text
    assert ready.snapshot is before


def test_a_run_that_cannot_start_leaves_the_model_its_file(
    ready, screen, snapshot, tiny_sets, qtbot, tmp_path: Path
) -> None:
    path = tmp_path / "mine.safetensors"
    ready.show_snapshot(snapshot, path)
    ready.train(replace(TINY, device="nowhere"))
    wait_until(qtbot, lambda: ready.state is RunState.FAILED)
    assert ready.snapshot is snapshot
    assert ready.path == path
    assert not ready.unsaved


def test_a_run_that_cannot_start_leaves_unsaved_work_unsaved(ready, screen, qtbot) -> None:
    start(ready, qtbot)
    ready.end_run()
    wait_until(qtbot, lambda: ready.state is RunState.EMPTY)
    ready.train(replace(TINY, device="nowhere"))
    wait_until(qtbot, lambda: ready.state is RunState.FAILED)
    assert ready.unsaved


def test_a_save_while_a_run_is_being_prepared_writes_what_is_on_the_screen(
    ready, screen, snapshot, qtbot, tmp_path: Path
) -> None:
    old = replace(snapshot, step=999)
    path = tmp_path / "old.safetensors"
    ready.show_snapshot(old, path)
    ready.train(TINY)
    with qtbot.waitSignal(ready.saved, timeout=PATIENCE_MS):
        ready.save(path)
    assert load_snapshot(path).step == 999
    wait_until(qtbot, lambda: ready.snapshot.step > 0 and ready.state is RunState.RUNNING)
    assert ready.path is None
    assert ready.unsaved


def test_a_save_that_ends_after_another_file_was_opened_is_not_that_files(
    ready, screen, snapshot, qtbot, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.safetensors", tmp_path / "second.safetensors"
    save_snapshot(replace(snapshot, step=999), second)
    ready.open(second)
    ready.save(first)
    wait_until(qtbot, lambda: ready.path is not None and first.exists())
    let_the_worker_catch_up(qtbot, ready)
    assert ready.path == second
    assert load_snapshot(first).step == snapshot.step


def test_a_run_is_being_prepared_from_the_moment_it_is_asked_for(ready, screen, qtbot) -> None:
    start(ready, qtbot)
    screen.states.clear()
    ready.pause()  # what is told of the run before comes late
    ready.train(TINY)
    assert ready.state is RunState.PREPARING
    wait_until(qtbot, lambda: ready.state is RunState.RUNNING)
    assert screen.states == [RunState.PREPARING, RunState.RUNNING]


def test_a_decoder_that_fails_does_not_stop_the_picture(ready, qtbot, monkeypatch) -> None:
    decode, failures = Snapshot.decode, [MemoryError("no room")]

    def decode_or_fail(snapshot, z, **how):
        if snapshot.config.epochs == ENDLESS and snapshot.step > 0 and len(z) == 1 and failures:
            raise failures.pop()
        return decode(snapshot, z, **how)

    monkeypatch.setattr(Snapshot, "decode", decode_or_fail)
    with qtbot.captureExceptions() as raised:
        start(ready, qtbot)
        wait_until(qtbot, lambda: not failures)
        step = ready.snapshot.step
        wait_until(qtbot, lambda: ready.snapshot.step > step)
    assert len(raised) == 1


def test_a_file_that_is_refused_does_not_pause_the_run(ready, screen, qtbot, tmp_path) -> None:
    start(ready, qtbot)
    ready.open(tmp_path / "missing.safetensors")
    wait_until(qtbot, lambda: bool(screen.messages))
    let_the_worker_catch_up(qtbot, ready)
    assert ready.state is RunState.RUNNING


def test_a_save_that_is_waiting_is_written_before_the_end(ready, snapshot, tmp_path: Path) -> None:
    files = [tmp_path / f"{i}.safetensors" for i in range(10)]
    for path in files:
        ready.save(path)
    ready.shutdown()
    assert [load_snapshot(path).step for path in files] == [snapshot.step] * len(files)


def test_a_save_under_way_is_told_until_it_has_ended(ready, qtbot, tmp_path: Path) -> None:
    assert not ready.saving
    for name, end in (("good", ready.saved), ("nowhere/bad", ready.save_failed)):
        with qtbot.waitSignal(end, timeout=PATIENCE_MS):
            ready.save(tmp_path / f"{name}.safetensors")
            assert ready.saving
        assert not ready.saving


def test_a_missing_data_set_is_stood_in_for(ready, screen, tiny_sets, qtbot) -> None:
    tiny_sets["mnist"].here = False
    start(ready, qtbot)
    assert ready.snapshot.config.dataset == "offline"
    message = screen.messages[0]
    assert message.severity == "warning"
    assert message.actions == (("Download MNIST", "download:mnist"),)


def test_images_are_given_only_where_the_codes_are_of_them(
    ready, screen, snapshot, held_out_digits, qtbot
) -> None:
    np.testing.assert_array_equal(screen.sets[-1].images, held_out_digits.images)
    ready.show_snapshot(replace(snapshot, labels=snapshot.labels[::-1].copy()), None)
    assert screen.sets[-1] is None
    ready.show_snapshot(snapshot, None)
    wait_until(qtbot, lambda: screen.sets[-1] is not None)


def test_the_images_are_those_of_the_seed_that_the_codes_are_of(
    ready, screen, snapshot, tiny_sets, qtbot
) -> None:
    """Generated digits differ by the seed, and so must what is shown beside their codes."""
    start(ready, qtbot, replace(TINY, dataset="offline", seed=4))
    ready.end_run()
    wait_until(qtbot, lambda: ready.state is RunState.EMPTY)
    plain = replace(snapshot, config=replace(snapshot.config, dataset="offline", seed=0))
    ready.show_snapshot(plain, None)
    expected = tiny_sets["offline"].load(ready.data_root, "test", 0).images

    def shown() -> None:
        assert screen.sets[-1] is not None
        np.testing.assert_array_equal(screen.sets[-1].images, expected)

    wait_until(qtbot, shown)


def test_an_unexpected_error_is_told_with_its_traceback(ready, screen, qtbot, monkeypatch) -> None:
    def steps(_session):
        raise ZeroDivisionError("of all things")

    start(ready, qtbot)
    monkeypatch.setattr(TrainingSession, "steps", steps)
    wait_until(qtbot, lambda: ready.state is RunState.FAILED)
    wait_until(qtbot, lambda: bool(screen.messages))
    message = screen.messages[-1]
    assert message.severity == "error"
    assert "ZeroDivisionError" in message.text
    assert "of all things" in message.details
    assert ready.snapshot.step > 0
    assert ready.unsaved


def test_a_download_that_was_cancelled_can_be_started_again(
    ready, screen, tiny_sets, qtbot
) -> None:
    tiny_sets["mnist"].here = False
    tiny_sets["mnist"].fetch = until_cancelled
    with qtbot.waitSignal(ready.download_progressed):
        ready.download("mnist")
    ready.cancel_download()
    wait_until(qtbot, lambda: bool(screen.messages))
    assert "cancelled" in screen.messages[-1].text
    tiny_sets["mnist"].fetch = None
    with qtbot.waitSignal(ready.data_sets_changed):
        ready.download("mnist")
    assert ready.available()["mnist"]


def test_shutdown_ends_every_thread_whatever_they_do(ready, tiny_sets, qtbot) -> None:
    tiny_sets["mnist"].fetch = until_cancelled
    start(ready, qtbot)
    with qtbot.waitSignal(ready.download_progressed):
        ready.download("mnist")
    ready.request_mosaic(Rect(-1, -1, 1, 1), 40, 40)
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
    getattr(ready, request_name)(replace(TINY, seed=7))
    assert reading.wait(10)
    ready.train(TINY)  # which is not begun any more
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
