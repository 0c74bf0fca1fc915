"""What is drawn from the snapshot that is shown: the image, the strip, the mosaic, the pictures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from desk_kit import start, wait_until
from gui_kit import ENDLESS, TINY, let_the_worker_catch_up
from PySide6.QtCore import QTimer

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.images import DIGIT_SHAPE
from vae_explorer.core.networks.vae import VAE
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.state import RunState

pytestmark = pytest.mark.slow  # whole runs

# The image at the probe, the strip, and the held-out images


def test_a_snapshot_is_shown_before_torch_is_there(control, screen, snapshot) -> None:
    control.show(snapshot)
    control.workspace.move(1, 2)
    assert screen.snapshots == [snapshot]
    expected = snapshot.decode(np.array([[1, 2]], np.float32))[0]
    np.testing.assert_array_equal(screen.images[-1], expected)
    assert not control.ready
    assert not control.unsaved


def test_an_image_that_only_torch_can_decode_waits_for_it(control, screen, snapshot, qtbot) -> None:
    conv = Architecture("conv", (4, 8, 16))
    model = VAE(conv, DIGIT_SHAPE).initialize(torch.Generator().manual_seed(0))
    weights = {name: tensor.numpy() for name, tensor in model.state_dict().items()}
    config = replace(snapshot.config, architecture=conv)
    control.show(replace(snapshot, config=config, weights=weights))
    assert screen.images == []
    control.training.start_engine()
    wait_until(qtbot, lambda: bool(screen.images))


def test_what_needs_torch_comes_alive_when_it_is_there(ready, screen, snapshot, qtbot) -> None:
    expected = snapshot.decode(np.zeros((1, 2), np.float32))[0]
    np.testing.assert_array_equal(screen.images[-1], expected)
    wait_until(qtbot, lambda: bool(screen.strips))  # which a thread of its own makes
    strip = screen.strips[-1]
    assert strip.inputs.shape == strip.reconstructions.shape == (10, 1, 28, 28)
    assert strip.names == tuple("0123456789")


def test_images_are_read_beside_a_hand_that_never_rests(control, screen, snapshot, qtbot) -> None:
    moves = QTimer(control)
    moves.timeout.connect(lambda: control.workspace.move(control.workspace.probe[0] + 0.01, 0.0))
    moves.start(5)
    control.show(snapshot)
    control.training.start_engine()
    wait_until(qtbot, lambda: control.products.images is not None)
    moves.stop()


def test_every_move_of_the_cursor_decodes_at_once(ready, screen) -> None:
    screen.images.clear()
    for z1 in np.linspace(-1, 1, 5):
        ready.workspace.move(z1, 0.5)
    assert len(screen.images) == 5
    assert ready.workspace.probe == (1.0, 0.5)
    for place in ((np.nan, 0), (0, np.inf)):
        ready.workspace.move(*place)
    assert ready.workspace.probe == (1.0, 0.5)


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


def test_images_are_given_only_where_the_codes_are_of_them(
    ready, screen, snapshot, held_out_digits, qtbot
) -> None:
    np.testing.assert_array_equal(screen.sets[-1].images, held_out_digits.images)
    ready.show(replace(snapshot, labels=snapshot.labels[::-1].copy()))
    assert screen.sets[-1] is None
    ready.show(snapshot)
    wait_until(qtbot, lambda: screen.sets[-1] is not None)


def test_the_images_are_those_of_the_seed_that_the_codes_are_of(
    ready, screen, snapshot, tiny_sets, qtbot
) -> None:
    """Generated digits differ by the seed, and so must what is shown beside their codes."""
    start(ready, qtbot, replace(TINY, dataset="offline", seed=4))
    ready.training.stop()
    wait_until(qtbot, lambda: ready.state is RunState.STOPPED)
    plain = replace(snapshot, config=replace(snapshot.config, dataset="offline", seed=0))
    ready.show(plain)
    expected = tiny_sets["offline"].load(ready.data_root, "test", 0).images

    def shown() -> None:
        assert screen.sets[-1] is not None
        np.testing.assert_array_equal(screen.sets[-1].images, expected)

    wait_until(qtbot, shown)


def test_the_images_of_a_run_beside_do_not_take_the_place_of_the_shown_runs(
    ready, screen, snapshot, tiny_sets, qtbot
) -> None:
    """What trains in the background may have another data set than what is looked at."""
    ready.training.enqueue(replace(TINY, dataset="offline", seed=3))
    wait_until(qtbot, lambda: ready.state is RunState.RUNNING)
    let_the_worker_catch_up(qtbot, ready)
    assert ready.snapshot is snapshot
    expected = tiny_sets["mnist"].load(ready.data_root, "test", 0).images
    np.testing.assert_array_equal(screen.sets[-1].images, expected)
    np.testing.assert_array_equal(screen.strips[-1].inputs[0], expected[0])


def test_going_to_another_run_and_back_has_its_images_at_once(ready, screen, qtbot) -> None:
    first = ready.run.id
    start(ready, qtbot, replace(TINY, dataset="offline", seed=3))
    ready.training.pause()
    wait_until(qtbot, lambda: ready.state is RunState.PAUSED)
    other = screen.sets[-1]
    ready.workspace.look_at(first)
    assert screen.sets[-1] is not None
    assert screen.sets[-1] is not other


# Mosaics


def test_a_mosaic_is_what_the_decoder_draws_at_the_cells(ready, screen, qtbot, snapshot) -> None:
    rect = Rect(-2.0, -1.0, 2.0, 1.0)
    ready.products.request_mosaic(rect, 4, 2)
    wait_until(qtbot, lambda: bool(screen.mosaics))
    mosaic = screen.mosaics[0]
    assert mosaic.rect == rect
    assert mosaic.image.shape == (56, 112)
    top_left = snapshot.decode(np.array([[-1.5, 0.5]], np.float32))[0, 0]
    np.testing.assert_allclose(mosaic.image[:28, :28], 255 * top_left, atol=8)  # a draft


def test_of_many_mosaics_wished_for_the_newest_is_made(ready, screen, qtbot) -> None:
    rects = [Rect(-1.0 - i, -1, 1, 1) for i in range(30)]
    for rect in rects:
        ready.products.request_mosaic(rect, 6, 6)
    wait_until(qtbot, lambda: bool(screen.mosaics) and screen.mosaics[-1].rect == rects[-1])
    assert len(screen.mosaics) < 5


def test_a_mosaic_wished_for_before_torch_is_there_is_made_then(
    control, screen, snapshot, qtbot
) -> None:
    control.show(snapshot)
    control.products.request_mosaic(Rect(-1, -1, 1, 1), 2, 2)
    control.training.start_engine()
    wait_until(qtbot, lambda: bool(screen.mosaics))


def test_a_decoder_that_fails_does_not_block_the_next_mosaic(
    ready, screen, qtbot, monkeypatch
) -> None:
    decode, failures = Snapshot.decode, [MemoryError("too many cells")]

    def decode_or_fail(snapshot, z, **how):
        if len(z) == 4 and failures:  # cells: the strip has more images
            raise failures.pop()
        return decode(snapshot, z, **how)

    monkeypatch.setattr(Snapshot, "decode", decode_or_fail)
    with qtbot.captureExceptions():
        ready.products.request_mosaic(Rect(-1, -1, 1, 1), 2, 2)
        wait_until(qtbot, lambda: not failures)
        ready.products.request_mosaic(Rect(-2, -2, 2, 2), 2, 2)
        wait_until(qtbot, lambda: bool(screen.mosaics))
    assert screen.mosaics[-1].rect == Rect(-2, -2, 2, 2)


def test_an_image_that_cannot_be_decoded_at_first_does_not_end_the_mosaic(
    control, screen, snapshot, qtbot, monkeypatch
) -> None:
    control.show(snapshot)
    decode, failures = Snapshot.decode, [MemoryError("no room")]

    def decode_or_fail(snapshot, z, **how):
        if failures:
            raise failures.pop()
        return decode(snapshot, z, **how)

    monkeypatch.setattr(Snapshot, "decode", decode_or_fail)
    with qtbot.captureExceptions():
        control.training.start_engine()
        wait_until(qtbot, lambda: not failures)
        control.products.request_mosaic(Rect(-1, -1, 1, 1), 2, 2)
        wait_until(qtbot, lambda: bool(screen.mosaics))
