"""A rate: of the last few seconds, known only after some time, steady later, anew after a fall."""

from __future__ import annotations

import pytest

from vae_explorer.core.pace import Pace


def pace_of(*told: tuple[float, float]) -> Pace:
    pace = Pace()
    for now, amount in told:
        pace.tell(amount, now)
    return pace


def test_it_is_what_has_been_added_a_second() -> None:
    assert pace_of((10, 500), (11, 700), (12, 900)).rate == pytest.approx(200)


@pytest.mark.parametrize("told", [[], [(10, 500)], [(10, 500), (10.1, 900)]])
def test_it_is_not_known_at_once(told) -> None:
    assert pace_of(*told).rate is None


def test_it_forgets_what_was_long_ago() -> None:
    pace = pace_of(*((t, 1000 * t) for t in range(20)), *((t, 19_000) for t in range(20, 30)))
    assert pace.rate == 0


def test_it_begins_anew_when_the_amount_falls() -> None:
    pace = pace_of((0, 0), (1, 900), (2, 100))
    assert pace.rate is None
    pace.tell(150, 3)
    assert pace.rate == pytest.approx(50)


def test_it_can_be_cleared() -> None:
    pace = pace_of((0, 0), (1, 900))
    pace.clear()
    assert pace.rate is None


def told_evenly(times: int, seconds: float, amount: float = 100) -> Pace:
    """Return a pace that was told of the same growth that many times within so many seconds."""
    return pace_of(*((i * seconds / times, i * amount) for i in range(times + 1)))


@pytest.mark.parametrize(
    ("times", "seconds", "steady"),
    [(100, 2.9, False), (19, 9.5, False), (20, 3.0, True), (100, 3.1, True), (20, 60.0, True)],
)
def test_it_is_steady_after_three_seconds_and_twenty_steps(times, seconds, steady) -> None:
    assert told_evenly(times, seconds).steady is steady


def test_it_is_not_steady_while_it_still_gathers_speed() -> None:
    # As at the start of a training, when kernels are still being chosen.
    assert not pace_of(*((t / 10, t**3) for t in range(40))).steady


def test_steady_it_stays_until_it_begins_anew() -> None:
    pace = told_evenly(40, 4.0)
    for i in range(50):
        pace.tell(4000, 4.0 + i / 10)  # a stall
    assert pace.steady
    pace.tell(0, 10)
    assert not pace.steady
    pace = told_evenly(40, 4.0)
    pace.clear()
    assert not pace.steady
