"""The clock of gliding dots: its own pace, and behind the frames of a hand that moves."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QObject

from vae_explorer.views.latent.glide import Glide


@pytest.fixture
def ticks() -> list[float]:
    """Return the seconds that each tick has told."""
    return []


@pytest.fixture
def glide(qapp, ticks) -> Glide:
    def advance(seconds: float) -> bool:
        ticks.append(seconds)
        return len(ticks) < 8

    return Glide(advance, QObject(qapp))


def test_it_ticks_until_all_is_at_rest_and_tells_the_time_that_went_by(qtbot, glide, ticks) -> None:
    started = time.perf_counter()
    glide.start()
    qtbot.waitUntil(lambda: len(ticks) == 8)
    # The first tick is told one frame that has not gone by.
    assert sum(ticks[1:]) == pytest.approx(time.perf_counter() - started, abs=0.05)
    qtbot.wait(60)
    assert len(ticks) == 8


def test_a_tick_that_is_nearly_due_follows_the_frame_of_a_move(qtbot, glide, ticks) -> None:
    glide.start()
    assert len(ticks) == 1
    glide.give_way()
    glide.give_way()  # another thing moved by the same hand
    qtbot.wait(1)
    assert len(ticks) == 2
    qtbot.waitUntil(lambda: len(ticks) == 8)
    assert min(ticks[2:]) > 0.008  # at its own pace again


def test_a_tick_that_is_far_off_stays_where_it_is(qtbot, glide, ticks) -> None:
    glide.set_live(True)
    glide.start()
    glide.give_way()
    qtbot.wait(5)
    assert len(ticks) == 1


def test_at_rest_a_move_makes_nothing_tick(qtbot, glide, ticks) -> None:
    glide.give_way()
    qtbot.wait(40)
    assert ticks == []
