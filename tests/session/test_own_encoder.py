"""Being the encoder of one image: a Gaussian in somebody's hands, and its bound."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desk_kit import TestDesk, wait_until

pytestmark = pytest.mark.slow  # each decodes the plane


@pytest.fixture
def desk(ready: TestDesk, qtbot) -> TestDesk:
    """Return a session in which the truth about a digit is known."""
    wait_until(qtbot, lambda: ready.products.images is not None)
    ready.truths.watch("panel", True)
    ready.workspace.selected.look_at(3, "mnist")
    wait_until(qtbot, lambda: ready.truths.now is not None)
    return ready


def test_it_begins_where_the_encoder_is_and_goes_where_it_is_put(desk: TestDesk, qtbot) -> None:
    own = desk.own_encoder
    assert own.now is None
    own.start()
    truth = own.now.truth
    assert own.now.q is truth.q
    assert own.now.elbo == truth.elbo
    own.move(truth.best)
    wait_until(qtbot, lambda: own.now.elbo != truth.elbo)
    assert own.now.elbo == pytest.approx(truth.best_elbo, abs=0.01)
    away = replace(truth.best, mean=truth.best.mean + 3 * truth.best.sigma)
    own.move(away)
    wait_until(qtbot, lambda: own.now.elbo < truth.best_elbo - 1)
    own.reset()
    wait_until(qtbot, lambda: own.now.elbo == pytest.approx(truth.elbo, abs=1e-3))
    own.stop()
    assert own.now is None


def test_steps_rise_and_never_pass_the_evidence(desk: TestDesk, qtbot) -> None:
    own, seen = desk.own_encoder, []
    own.start()
    truth = own.now.truth
    own.move(replace(truth.best, mean=truth.best.mean + 2 * truth.best.sigma))
    wait_until(qtbot, lambda: own.now.elbo != truth.elbo)
    own.changed.connect(lambda: seen.append(own.now.elbo) if own.now is not None else None)
    own.refine(True)
    assert own.refining
    wait_until(qtbot, lambda: not own.refining)
    assert len(seen) > 5
    assert seen[-1] > seen[0]
    assert max(seen) <= truth.log_px + 1e-3
    assert seen[-1] == pytest.approx(truth.best_elbo, abs=0.1)


def test_another_digit_ends_it(desk: TestDesk, qtbot) -> None:
    desk.own_encoder.start()
    desk.workspace.selected.look_at(4, "mnist")
    wait_until(qtbot, lambda: desk.own_encoder.now is None)


def test_a_gesture_is_told_of_when_it_is_over(desk: TestDesk, qtbot) -> None:
    own, seen = desk.own_encoder, []
    own.edited.connect(lambda *told: seen.append(told))
    own.start()
    truth = own.now.truth
    own.settle()
    assert seen == []
    for part in (1, 2):
        own.move(replace(truth.q, mean=truth.q.mean + part * truth.q.sigma))
    away = own.now.q
    own.settle()
    assert seen == [("changing the ellipse", "", truth.q, away)]
    own.refine(True)
    wait_until(qtbot, lambda: own.now.q is not away)
    own.reset()
    refined, reset = seen[1:]
    assert refined[0] == "refining the ellipse"
    assert refined[2] is away
    assert reset == ("resetting the ellipse", "", refined[3], truth.q)
