"""A rate: of the last few seconds, known only after some time, and anew after a fall."""

from __future__ import annotations

import pytest

from vae_explorer.views.widgets.pace import Pace


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
