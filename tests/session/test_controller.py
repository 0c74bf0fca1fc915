"""The controller with its threads, and no window: intents in, facts out."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import torch
from gui_kit import ENDLESS, TINY, let_the_worker_catch_up
from session_kit import start, wait_until

from vae_explorer.core.config import Architecture
from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.networks.vae import VAE
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.training import TrainingSession
from vae_explorer.session.state import RunState


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


def test_reset_shows_the_untrained_network_and_leaves_no_run(ready, qtbot) -> None:
    start(ready, qtbot)
    ready.reset(replace(TINY, seed=2))
    wait_until(qtbot, lambda: ready.snapshot.step == 0 and ready.state is RunState.EMPTY)
    let_the_worker_catch_up(qtbot, ready)
    assert ready.snapshot.config.seed == 2
    assert not ready.unsaved


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
