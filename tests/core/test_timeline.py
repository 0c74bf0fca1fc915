"""The moments of a run that are kept: which, how exactly, and within which memory."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import training_kit

from vae_explorer.core.data import DATA_SETS
from vae_explorer.core.history import History, Losses
from vae_explorer.core.snapshot import Snapshot
from vae_explorer.core.timeline.frame import Frame
from vae_explorer.core.timeline.keyframes import KeyFrames
from vae_explorer.core.timeline.timeline import Timeline, memory, place, spacing, step_at
from vae_explorer.core.training import Trainer

TINY = replace(training_kit.TINY, epochs=2, batch_size=100, digits=1000)


@pytest.fixture(scope="module")
def data():
    offline = DATA_SETS["offline"]
    return offline.load(None, "train"), offline.load(None, "test").first(200)


@pytest.fixture
def trainer(data):
    return Trainer(*data, TINY)


@pytest.fixture(scope="module")
def snapshot(data) -> Snapshot:
    return Trainer(*data, TINY).snapshot()


def frames_at(snapshot: Snapshot, steps) -> list[Frame]:
    frame = Frame.of(snapshot)
    return [replace(frame, step=step, epoch=step / 10) for step in steps]


def timeline_of(snapshot: Snapshot, steps) -> Timeline:
    return Timeline(tuple(frames_at(snapshot, steps)))


def test_a_frame_takes_half_the_memory_of_the_weights(snapshot):
    weights = sum(array.nbytes for array in snapshot.weights.values())
    codes = snapshot.embedding.nbytes + snapshot.log_variance.nbytes

    assert Frame.of(snapshot).nbytes == weights // 2 + codes


def test_a_frame_decodes_nearly_what_its_snapshot_does(snapshot):
    points = np.random.default_rng(0).normal(size=(50, 2)).astype(np.float32)

    again = Frame.of(snapshot).snapshot()

    assert np.abs(again.decode(points) - snapshot.decode(points)).max() < 2e-3
    for point in points[:3]:  # by numpy alone
        near = again.decode(point[None]) - snapshot.decode(point[None])
        assert np.abs(near).max() < 2e-3


def test_a_step_is_found_again_from_its_place():
    steps = np.geomspace(1, 1e6, 50)
    assert [step_at(place(step)) for step in steps] == pytest.approx(steps.tolist())


def test_the_codes_of_a_frame_are_those_of_its_snapshot(snapshot):
    again = Frame.of(snapshot).snapshot()

    assert np.array_equal(again.embedding, snapshot.embedding)
    assert again.stale_steps == 0


def test_weights_that_half_precision_cannot_hold_stay_as_they_are(snapshot):
    name = next(iter(snapshot.weights))
    large = snapshot.weights[name].copy()
    large.flat[0] = 1e6
    odd = replace(snapshot, weights={**snapshot.weights, name: large})

    assert Frame.of(odd).snapshot().weights[name].flat[0] == 1e6


def test_the_history_of_a_frame_ends_with_it(snapshot):
    rows = [Losses(step, step / 10, 100.0 - step, 5.0) for step in (5, 10, 15)]
    history = History.of(rows, rows[1:])
    frame = replace(Frame.of(snapshot), step=12)

    kept = frame.snapshot(history).history

    assert kept.train[:, 0].tolist() == [5, 10]
    assert kept.latest_test.step == 10


def test_frames_are_dense_at_first(trainer):
    key_frames = KeyFrames()

    taken = []
    for _ in range(20):
        taken += key_frames.look(trainer.snapshot())
        trainer.step_once()

    assert [frame.step for frame in taken] == [0, 4, 8, 10, 14, 18]  # 10 ends an epoch


def test_the_spacing_grows_with_what_was_trained():
    assert [spacing(step) for step in (0, 30, 60, 600, 15_000)] == [4, 4, 4, 40, 1000]
    steps = [0]
    while steps[-1] < 14_070:  # thirty epochs of MNIST
        steps.append(steps[-1] + spacing(steps[-1]))
    assert 90 < len(steps) < 110
    # On the axis of `place` they lie evenly, but for rounding up to whole steps.
    gaps = np.diff([place(step) for step in steps])
    assert 0.95 < gaps.min() < gaps.max() < 1.15


def test_the_codes_of_a_frame_are_of_its_moment_though_they_were_measured_in_turn(trainer):
    """Halves are encoded in turn while the encoder moves on; the truth is encoded beside that."""
    key_frames = KeyFrames()
    list(key_frames.look(trainer.snapshot()))
    truth, taken, stale = {}, [], {}
    for _ in range(18):
        trainer.step_once()
        trainer.refresh_codes(100)
        snapshot = trainer.snapshot(exact=False)
        truth[trainer.step] = snapshot.encode(trainer._shown._images.numpy())[0]
        stale[trainer.step] = snapshot.embedding
        taken += key_frames.look(snapshot)

    between = [frame for frame in taken if frame.interpolated]
    assert between
    error = sum(np.abs(frame.embedding - truth[frame.step]).mean() for frame in between)
    before = sum(np.abs(stale[frame.step] - truth[frame.step]).mean() for frame in between)
    assert error < 0.5 * before


def test_a_frame_waits_until_all_its_codes_are_known(trainer):
    key_frames = KeyFrames()
    list(key_frames.look(trainer.snapshot()))
    for _ in range(4):
        trainer.step_once()
    trainer.refresh_codes(100)  # of 200
    assert list(key_frames.look(trainer.snapshot(exact=False))) == []

    trainer.step_once()

    assert [frame.step for frame in key_frames.look(trainer.snapshot())] == [4]


def test_a_snapshot_that_is_wanted_becomes_a_frame_though_none_is_due(trainer):
    key_frames = KeyFrames()
    list(key_frames.look(trainer.snapshot()))
    trainer.step_once()

    assert [frame.step for frame in key_frames.look(trainer.snapshot(), wanted=True)] == [1]
    assert list(key_frames.look(trainer.snapshot(), wanted=True)) == []  # the same moment


def test_full_states_are_taken_at_the_ends_of_some_epochs(data):
    trainer, key_frames = Trainer(*data, TINY), KeyFrames()
    states = [state for _ in trainer.steps() if (state := key_frames.state(trainer)) is not None]

    assert [state.step for state in states] == [10, 20]
    again = Trainer.resume(*data, states[0].snapshot, states[0].training)
    for _ in again.steps():
        pass
    ends = again.snapshot().weights, trainer.snapshot().weights
    assert all(np.array_equal(ends[0][name], ends[1][name]) for name in ends[0])


def test_the_frame_at_a_step_is_the_last_before_it(snapshot):
    line = timeline_of(snapshot, [0, 4, 8])

    assert [line.at(step).step for step in (0, 3, 4, 7.5, 8, 100)] == [0, 0, 4, 4, 8, 8]
    assert Timeline().at(3) is None


def test_a_frame_of_the_same_step_takes_the_place_of_the_one_before(snapshot):
    line = timeline_of(snapshot, [0, 4, 8])
    (new,) = frames_at(snapshot, [4])

    assert line.with_frame(new).steps == (0, 4, 8)
    assert line.with_frame(new).at(4) is new


def test_thinning_keeps_the_ends_and_is_even(snapshot):
    steps = [0]
    while steps[-1] < 14_070:
        steps.append(steps[-1] + spacing(steps[-1]))
    line = timeline_of(snapshot, steps)

    while len(line) > 25:
        line = line.without_one()

    assert (line.steps[0], line.steps[-1]) == (0, steps[-1])
    gaps = np.diff([place(step) for step in line.steps])
    assert gaps.max() < 3.1 * gaps.min()  # whole frames are dropped: 2 to 1, and rounding


def test_ten_thousand_frames_stay_within_a_budget(snapshot):
    """As they come, one for one: what is dropped is never what lies apart."""
    budget = 40 * Frame.of(snapshot).nbytes
    line = Timeline()
    for frame in frames_at(snapshot, range(0, 100_000, 10)):
        line = line.with_frame(frame)
        while memory([line]) > budget:
            line = line.without_one()

    assert memory([line]) <= budget
    assert len(line) == 40
    assert (line.steps[0], line.steps[-1]) == (0, 99_990)
    gaps = np.diff([place(step) for step in line.steps])
    assert gaps.max() < 4 * np.median(gaps)


def test_what_two_timelines_share_takes_memory_once(snapshot):
    line = timeline_of(snapshot, [0, 4, 8])

    assert memory([line, line.until(4)]) == memory([line])
    assert line.until(4).steps == (0, 4)
