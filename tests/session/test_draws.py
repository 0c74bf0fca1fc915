"""Means or draws: one choice that every image follows."""

from __future__ import annotations

import numpy as np
from desk_kit import wait_until

from vae_explorer.core.drawing.geometry import Rect
from vae_explorer.session.pictures import MosaicRequest, make_mosaic


def test_the_image_at_the_probe_follows_and_stands_still(ready, screen, snapshot) -> None:
    ready.workspace.draws.show(True)
    drawn = screen.images[-1]
    assert set(np.unique(drawn)) <= {0, 1}
    ready.products.decode()
    assert np.array_equal(screen.images[-1], drawn)
    ready.workspace.draws.draw_anew()
    assert not np.array_equal(screen.images[-1], drawn)
    ready.workspace.draws.show(False)
    expected = snapshot.decode(np.zeros((1, 2), np.float32))[0]
    np.testing.assert_array_equal(screen.images[-1], expected)


def test_it_can_be_drawn_before_torch_is_there(control, screen, snapshot) -> None:
    control.show(snapshot)
    control.workspace.draws.show(True)
    assert not control.ready
    assert set(np.unique(screen.images[-1])) <= {0, 1}


def test_nobody_is_told_of_what_changes_nothing(control, qtbot) -> None:
    draws = control.workspace.draws
    with qtbot.assertNotEmitted(draws.changed):
        draws.show(False)
        draws.draw_anew()
    first = draws.seed
    assert first is None
    draws.show(True)
    with qtbot.assertNotEmitted(draws.changed):
        draws.show(True)


def test_the_strip_and_the_mosaic_follow(ready, screen, qtbot) -> None:
    wait_until(qtbot, lambda: bool(screen.strips))
    screen.strips.clear()
    ready.workspace.draws.show(True)
    wait_until(qtbot, lambda: bool(screen.strips))
    assert set(np.unique(screen.strips[-1].reconstructions)) <= {0, 1}
    ready.products.request_mosaic(Rect(-1, -1, 1, 1), 3, 3)
    wait_until(qtbot, lambda: bool(screen.mosaics))
    assert set(np.unique(screen.mosaics[-1].image)) == {0, 255}


def test_the_pixels_of_a_mosaic_stay_while_a_hand_pans(snapshot) -> None:
    def mosaic(left: float, seed: int = 3) -> np.ndarray:
        rect = Rect(left, -1.5, left + 2, 0.5)
        return make_mosaic(MosaicRequest(1, snapshot, rect, 4, 4, seed)).image

    here, panned = mosaic(-1.0), mosaic(-0.5)  # by one cell
    assert (here[:, 28:] != panned[:, :-28]).mean() < 0.01
    assert (mosaic(-1.0, seed=4) != here).mean() > 0.05
    # Neighbours are not drawn with the same noise.
    assert not np.array_equal(here[:28, :28], here[:28, 28:56])
