"""What is found out about q(z), when somebody looks, and what is drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from desk_kit import start, wait_until

from vae_explorer.core.measures.aggregate import aggregate
from vae_explorer.core.measures.samplers import SAMPLERS
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.session.sampled import MASSES, Batch, Look, LookRequest, Wish, make_look
from vae_explorer.session.sampling import Sampling


class Seen:
    """What was told of."""

    def __init__(self, sampling: Sampling) -> None:
        self.looks: list[Look | None] = []
        self.batches: list[tuple[Batch | None, bool]] = []
        sampling.look_changed.connect(self.looks.append)
        sampling.batch_changed.connect(lambda batch, new: self.batches.append((batch, new)))


@pytest.fixture
def seen(ready) -> Seen:
    return Seen(ready.sampling)


def test_nothing_is_computed_for_nobody(ready, seen, snapshot, qtbot) -> None:
    ready.show(replace(snapshot, step=9))
    qtbot.wait(50)
    assert seen.looks == []


def test_who_looks_is_told_of_lines_around_the_parts_of_the_density(ready, seen, qtbot) -> None:
    ready.sampling.watch("plot", True)
    wait_until(qtbot, lambda: bool(seen.looks))
    look = seen.looks[-1]
    assert look is not None
    assert look is ready.sampling.look
    assert [mass for mass, _ in look.contours] == list(MASSES)
    widths = [np.ptp(np.concatenate(lines)[:, 0]) for _, lines in look.contours]
    assert widths == sorted(widths)
    assert look.figures is None
    assert look.batches == ()


def test_figures_come_when_they_are_wanted(ready, seen, snapshot, qtbot) -> None:
    ready.sampling.watch("plot", True)
    wait_until(qtbot, lambda: bool(seen.looks))
    density = seen.looks[-1].density
    ready.sampling.watch("figures", True)
    wait_until(qtbot, lambda: seen.looks[-1].figures is not None)
    look = seen.looks[-1]
    assert look.figures == aggregate(snapshot.embedding, snapshot.log_variance, draws=2000)
    assert look.density is density  # which was known


def test_a_wish_is_met_and_falls_once(ready, seen, snapshot, qtbot) -> None:
    wish = Wish(("encode",), "encode", 30, 4)
    ready.sampling.draw(wish)
    wait_until(qtbot, lambda: bool(seen.batches))
    batch, new = seen.batches[-1]
    assert new
    assert batch is ready.sampling.batch
    np.testing.assert_array_equal(batch.z, SAMPLERS["encode"].draw(snapshot, 30, 4))
    assert batch.images.shape == (30, 1, 28, 28)
    expected = snapshot.decode(batch.z) * 255
    assert np.abs(batch.images - expected).max() < 6  # a draft
    assert batch.holes == batch.in_hole.sum()
    # A newer snapshot has other draws, which do not fall.
    ready.workspace.take_snapshot(ready.run.id, replace(snapshot, embedding=snapshot.embedding + 1))
    wait_until(qtbot, lambda: len(seen.batches) > 1)
    moved, new = seen.batches[-1]
    assert not new
    np.testing.assert_allclose(moved.z, batch.z + 1, atol=1e-5)


def test_another_sampler_of_those_drawn_is_seen_at_once(ready, seen, qtbot) -> None:
    ready.sampling.draw(Wish(tuple(SAMPLERS), "prior", 10))
    wait_until(qtbot, lambda: bool(seen.batches))
    assert [batch.sampler for batch in ready.sampling.look.batches] == list(SAMPLERS)
    ready.sampling.show_in_plane("mixture")
    batch, new = seen.batches[-1]
    assert (batch.sampler, new) == ("mixture", True)
    ready.sampling.clear()
    assert seen.batches[-1][0] is None
    assert ready.sampling.wish is None


def test_draws_follow_the_switch_between_mean_and_sample(ready, seen, qtbot) -> None:
    ready.sampling.draw(Wish(count=5))
    wait_until(qtbot, lambda: bool(seen.batches))
    before = seen.batches[-1][0]
    ready.workspace.draws.show(True)
    wait_until(qtbot, lambda: len(seen.batches) > 1)
    batch, new = seen.batches[-1]
    assert not new
    assert np.array_equal(batch.z, before.z)
    assert set(np.unique(batch.images)) <= {0, 255}


def test_it_follows_a_training_and_ends_with_its_last_snapshot(ready, seen, qtbot) -> None:
    ready.sampling.watch("plot", True)
    start(ready, qtbot)
    run = ready.run

    def of_run() -> list[Look]:
        return [look for look in seen.looks if look is not None and look.run_id == run.id]

    wait_until(qtbot, lambda: len({look.snapshot.step for look in of_run()}) > 1)
    ready.training.pause()
    wait_until(qtbot, lambda: ready.sampling.look.snapshot is ready.snapshot)


def test_another_run_has_nothing_of_the_one_before(ready, seen, snapshot, qtbot) -> None:
    ready.sampling.draw(Wish(count=5))
    ready.sampling.watch("plot", True)
    wait_until(qtbot, lambda: bool(seen.batches))
    seen.looks.clear()
    ready.show(replace(snapshot, step=77))
    assert seen.looks[0] is None
    wait_until(qtbot, lambda: bool(seen.looks) and seen.looks[-1] is not None)
    assert seen.looks[-1].snapshot.step == 77


def test_a_model_without_codes_has_draws_of_the_prior_alone(snapshot: Snapshot) -> None:
    lost = replace(snapshot, embedding=np.full_like(snapshot.embedding, np.nan))
    look = make_look(LookRequest(1, lost, Wish(tuple(SAMPLERS), count=3), None, 100))
    assert look.contours == ()
    assert look.figures is None
    assert len(look.batch("prior").z) == 3
    for key in ("gaussian", "mixture", "encode"):
        batch = look.batch(key)
        assert len(batch.z) == 0
        assert "no codes" in batch.problem
