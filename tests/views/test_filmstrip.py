"""The player of a path, and its filmstrip."""

from __future__ import annotations

import pytest
from gui_kit import drag
from path_kit import frames
from PySide6.QtCore import QPoint

from vae_explorer.views.route.filmstrip import Filmstrip
from vae_explorer.views.style.theme import LIGHT
from vae_explorer.views.widgets.player import Player

# The player


@pytest.fixture
def player(qapp) -> Player:
    player = Player(qapp)
    player.rate = 10
    player.set_count(5)
    return player


def played(player: Player, ticks: int) -> list[int]:
    frames: list[int] = []
    player.frame_wanted.connect(frames.append)
    for _ in range(ticks):
        player.advance(0.1)
    return frames


def test_it_plays_there_and_back_again_and_again(player: Player) -> None:
    assert played(player, 17) == [1, 2, 3, 4, 3, 2, 1, 0, 1, 2, 3, 4, 3, 2, 1, 0, 1]


def test_without_a_loop_it_comes_to_rest_where_it_began(player: Player) -> None:
    player.loops = False
    player.play()
    assert played(player, 8)[-1] == 0
    assert not player.playing


def test_frames_that_there_is_no_time_for_are_left_out(player: Player) -> None:
    frames: list[int] = []
    player.frame_wanted.connect(frames.append)
    player.advance(0.3)
    player.advance(0.25)
    assert frames == [3, 2]  # two and a half on: over the end, and back


def test_it_goes_on_from_where_a_hand_has_put_it(player: Player) -> None:
    player.seek(3)
    assert played(player, 3) == [4, 3, 2]
    player.seek(4)
    assert played(player, 2)[-2:] == [3, 2]


# The filmstrip


@pytest.fixture
def strip(qtbot) -> Filmstrip:
    strip = Filmstrip(LIGHT)
    qtbot.addWidget(strip)
    strip.resize(400, 70)
    strip.show()
    return strip


def test_as_many_frames_as_fit_are_shown_from_end_to_end(strip: Filmstrip) -> None:
    strip.set_images(frames(100))
    assert strip.shown[0] == 0
    assert strip.shown[-1] == 99
    assert len(strip.shown) == 6  # of 56 pixels and the gaps between them
    strip.set_images(frames(4))
    assert strip.shown == [0, 1, 2, 3]


@pytest.mark.parametrize("size", [(60, 40), (4000, 40), (90, 400)])
def test_it_is_painted_at_any_size(strip: Filmstrip, size: tuple[int, int]) -> None:
    strip.resize(*size)
    strip.set_images(frames(30))
    strip.set_frame(29)
    assert not strip.grab().isNull()
    assert {0, 29} <= set(strip.shown)


def test_a_hand_scrubs_along_it(strip: Filmstrip) -> None:
    strip.set_images(frames(50))
    wanted: list[int] = []
    strip.frame_wanted.connect(wanted.append)
    drag(strip, QPoint(2, 40), QPoint(398, 40))
    assert wanted[0] == 0
    assert wanted[-1] == 49
    assert wanted == sorted(wanted)
