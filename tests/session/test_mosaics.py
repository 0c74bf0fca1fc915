"""The mosaic beside everything else: which wishes are met, and with what."""

from __future__ import annotations

import numpy as np
from session_kit import wait_until

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.core.snapshot import Snapshot


def test_a_mosaic_is_what_the_decoder_draws_at_the_cells(ready, screen, qtbot, snapshot) -> None:
    rect = Rect(-2.0, -1.0, 2.0, 1.0)
    ready.request_mosaic(rect, 4, 2)
    wait_until(qtbot, lambda: bool(screen.mosaics))
    mosaic = screen.mosaics[0]
    assert mosaic.rect == rect
    assert mosaic.image.shape == (56, 112)
    top_left = snapshot.decode(np.array([[-1.5, 0.5]], np.float32))[0, 0]
    np.testing.assert_allclose(mosaic.image[:28, :28], 255 * top_left, atol=8)  # a draft


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


def test_an_image_that_cannot_be_decoded_at_first_does_not_end_the_mosaic(
    control, screen, snapshot, qtbot, monkeypatch
) -> None:
    control.show_snapshot(snapshot, None)
    decode, failures = Snapshot.decode, [MemoryError("no room")]

    def decode_or_fail(snapshot, z, **how):
        if failures:
            raise failures.pop()
        return decode(snapshot, z, **how)

    monkeypatch.setattr(Snapshot, "decode", decode_or_fail)
    with qtbot.captureExceptions():
        control.start_engine()
        wait_until(qtbot, lambda: not failures)
        control.request_mosaic(Rect(-1, -1, 1, 1), 2, 2)
        wait_until(qtbot, lambda: bool(screen.mosaics))
