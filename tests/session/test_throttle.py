"""Doing something only so often: at once, then for the newest request, and later if need be."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QTimer

from vae_explorer.session.throttle import Throttle

INTERVAL_MS = 60


@pytest.fixture
def acted() -> list[tuple[int, float]]:
    """Return what was acted on, and when."""
    return []


@pytest.fixture
def throttle(qapp, acted: list[tuple[int, float]]) -> Throttle:
    return Throttle(INTERVAL_MS, lambda value: acted.append((value, time.perf_counter())))


def test_the_first_request_is_met_at_once_and_then_the_newest(qtbot, throttle, acted) -> None:
    for value in range(5):
        throttle.request(value)
    assert [value for value, _ in acted] == [0]
    qtbot.waitUntil(lambda: len(acted) == 2)
    assert acted[1][0] == 4
    assert acted[1][1] - acted[0][1] > 0.9 * INTERVAL_MS / 1000


def test_what_is_more_urgent_postpones_a_request_but_not_for_ever(qtbot, throttle, acted) -> None:
    throttle.request(0)
    throttle.request(1)
    urgent = QTimer()
    urgent.timeout.connect(throttle.postpone)
    urgent.start(5)
    qtbot.waitUntil(lambda: len(acted) == 2)
    waited = acted[1][1] - acted[0][1]
    urgent.stop()
    # One interval without; with a hand that never rests, a few of them.
    assert waited > 2 * INTERVAL_MS / 1000


def test_nothing_that_is_not_asked_for_is_done(qtbot, throttle, acted) -> None:
    throttle.postpone()
    qtbot.wait(2 * INTERVAL_MS)
    assert not acted
    throttle.request(0)
    assert len(acted) == 1  # at once: nothing had happened that it should wait for
