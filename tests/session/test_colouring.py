"""What the dots are coloured by, and where they are put."""

from __future__ import annotations

import numpy as np
import pytest
from desk_kit import start, wait_until

from vae_explorer.core.measures.density import density_of
from vae_explorer.session.colouring import CLASS
from vae_explorer.session.placing import ENCODER

pytestmark = pytest.mark.slow


def test_sigma_is_there_at_once(ready) -> None:
    ready.colouring.choose("sigma")
    now, sigma = ready.colouring.now, np.exp(0.5 * ready.snapshot.log_variance)
    geometric = np.sqrt(sigma[:, 0] * sigma[:, 1])
    low, high = np.percentile(geometric, (1, 99))
    assert (now.scale.low, now.scale.high) == pytest.approx((low, high), rel=1e-4)
    order = np.argsort(geometric)
    assert (np.diff(now.levels[order].astype(int)) >= 0).all()
    ready.colouring.choose(CLASS)
    assert ready.colouring.now is None


def test_the_density_follows(ready, qtbot) -> None:
    ready.colouring.choose("density")
    wait_until(qtbot, lambda: ready.colouring.now is not None)
    snapshot = ready.snapshot
    density = density_of(snapshot.embedding, snapshot.log_variance).at(snapshot.embedding)
    assert ready.colouring.now.levels[density.argmax()] == ready.colouring.now.levels.max()


def test_the_gap_is_computed_for_it(ready, qtbot) -> None:
    ready.colouring.choose("gap")
    assert ready.refined.under_way
    assert ready.colouring.now is None
    wait_until(qtbot, lambda: ready.colouring.now is not None)
    gap = ready.refined.now.gap
    assert ready.colouring.now.levels[gap.argmax()] == ready.colouring.now.levels.max()
    ready.colouring.choose("log-px")  # and now all others are there at once
    assert ready.colouring.now.measure.key == "log-px"


def test_digits_are_put_where_their_posteriors_are(ready, qtbot) -> None:
    told = []
    ready.placing.changed.connect(lambda: told.append(ready.placing.codes.places))
    ready.placing.choose("mode")
    np.testing.assert_array_equal(told[-1], ready.snapshot.codes.places)  # nothing else is known
    wait_until(qtbot, lambda: ready.refined.now is not None)
    np.testing.assert_array_equal(told[-1], ready.refined.now.mode)
    assert ready.placing.place_of(3) == pytest.approx(tuple(ready.refined.now.mode[3]))
    ready.placing.choose("mean")
    np.testing.assert_array_equal(told[-1], ready.refined.now.posterior_mean)
    ready.placing.choose(ENCODER)
    np.testing.assert_array_equal(told[-1], ready.snapshot.codes.places)


def test_what_cannot_be_had_is_not_chosen(ready, qtbot) -> None:
    start(ready, qtbot)
    ready.colouring.choose("gap")
    ready.placing.choose("mode")
    assert (ready.colouring.key, ready.placing.key) == (CLASS, ENCODER)
    ready.training.stop()
