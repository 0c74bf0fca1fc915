"""The number of threads follows the measured rate, and never the result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle

import numpy as np
import pytest
import torch

from vae_explorer.core.architecture import Architecture
from vae_explorer.core.config import RunConfig
from vae_explorer.core.data import LabelledImages
from vae_explorer.core.engine import threads as module
from vae_explorer.core.engine.threads import Threads, threads_for
from vae_explorer.core.training import Trainer

IMAGES = 128  # of a step
QUIET = {1: 0.010, 2: 0.006}  # seconds of a step by the count
BUSY = {1: 0.010, 2: 0.080}
CONFIG = RunConfig(
    dataset="offline",
    epochs=4,
    batch_size=96,
    device="cpu",
)


def train(threads: Threads, seconds: float, costs: dict[int, float]) -> list[int]:
    """Take steps for so long; return the count of each."""
    counts = []
    while seconds > 0:
        counts.append(threads.count)
        threads.tell(IMAGES, costs[threads.count])
        seconds -= costs[counts[-1]]
    return counts


def rate(counts: list[int], costs: dict[int, float]) -> float:
    return len(counts) / sum(costs[count] for count in counts)


def test_on_a_quiet_machine_all_threads_are_used_from_the_first_steps_on() -> None:
    counts = train(Threads(2), 30, QUIET)
    assert counts[0] == 1
    assert counts.index(2) <= 5
    assert counts.count(2) > 0.97 * len(counts)


def test_beside_a_busy_program_one_thread_is_left_alone() -> None:
    counts = train(Threads(2), 30, BUSY)
    assert rate(counts, BUSY) > 0.9 / BUSY[1]


def test_load_that_comes_and_goes_is_followed() -> None:
    threads = Threads(2)
    train(threads, 10, QUIET)
    assert threads.count == 2
    assert train(threads, 1, BUSY)[-1] == 1
    assert rate(train(threads, 20, BUSY), BUSY) > 0.85 / BUSY[1]
    train(threads, 10, QUIET)
    assert threads.count == 2


def test_a_minibatch_of_another_size_always_gets_the_most() -> None:
    before = torch.get_num_threads()
    threads = Threads(2)
    for _ in range(5):
        with threads.timed(7, whole=False):
            assert torch.get_num_threads() == 2
        count = threads.count
        with threads.timed(IMAGES):
            assert torch.get_num_threads() == count
    torch.set_num_threads(before)


def test_the_first_count_can_be_given() -> None:
    assert [Threads(12, first=first).count for first in (1, 3, 4, 12, 99)] == [1, 2, 4, 12, 12]
    assert Threads(4, fixed=True, first=1).count == 4


def test_a_guess_is_one_of_the_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    before = torch.get_num_threads()
    monkeypatch.setattr(module, "usable_threads", lambda: 2)
    assert module.guess() in (1, 2)
    monkeypatch.setattr(module, "usable_threads", lambda: 1)
    assert module.guess() == 1
    torch.set_num_threads(before)


def test_a_count_that_is_hardly_faster_changes_nothing() -> None:
    threads = Threads(2)
    train(threads, 10, QUIET)
    counts = train(threads, 30, {1: 0.0057, 2: 0.006})
    assert counts[-1] == 2
    assert counts.count(2) > 0.95 * len(counts)


def test_a_short_last_minibatch_is_no_sign_of_speed() -> None:
    threads = Threads(2)
    train(threads, 5, QUIET)
    for _ in range(50):
        threads.tell(IMAGES, QUIET[threads.count])
        threads.tell(IMAGES // 4, QUIET[threads.count] / 4)
    assert threads.count == 2


def test_many_cores_are_tried_one_doubling_after_the_other() -> None:
    costs = {1: 0.010, 2: 0.006, 4: 0.004, 8: 0.003, 12: 0.0026}
    threads = Threads(12)
    assert threads.counts == (1, 2, 4, 8, 12)
    counts = train(threads, 10, costs)
    assert counts.index(12) < 60
    assert counts.count(12) > 0.9 * len(counts)


def test_where_the_count_would_change_the_result_it_is_fixed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "usable_threads", lambda: 4)
    asked = []
    fixed = threads_for("cpu", 1, lambda counts: bool(asked.append(tuple(counts))))
    assert asked == [(1, 2, 4)]
    assert set(train(fixed, 1, {4: 0.01})) == {4}
    assert threads_for("cpu", 1, lambda _: True).counts == (1, 2, 4)
    assert threads_for("cuda", 1, lambda _: True).counts == (4,)
    monkeypatch.setattr(module, "usable_threads", lambda: 1)
    assert threads_for("cpu", 1, pytest.fail).counts == (1,)


Weights = Callable[..., dict[str, np.ndarray]]


@pytest.fixture
def weights(
    train_digits: LabelledImages, held_out_digits: LabelledImages, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Weights]:
    """Return a function that trains with some counts in turn, and returns what became of it."""
    before = torch.get_num_threads()
    monkeypatch.setattr(module, "usable_threads", lambda: 2)

    def train_with(counts: tuple[int, ...], **settings: object) -> dict[str, np.ndarray]:
        turns = cycle(counts)
        with monkeypatch.context() as patched:
            free = Threads.count
            patched.setattr(
                Threads,
                "count",
                property(lambda own: next(turns) if len(own.counts) > 1 else free.fget(own)),
            )
            trainer = Trainer(train_digits, held_out_digits, replace(CONFIG, **settings))
            list(trainer.steps())
            snapshot = trainer.snapshot()
        return {**snapshot.weights, "history": snapshot.history.test}

    yield train_with
    torch.set_num_threads(before)


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
@pytest.mark.parametrize(
    "network", [Architecture("mlp", (256, 128)), Architecture("conv", (16, 32, 64))], ids=str
)
@pytest.mark.slow
def test_any_count_gives_the_same_run_bit_for_bit(
    weights: Weights, network: Architecture, precision: str
) -> None:
    one, two, both = (
        weights(counts, architecture=network, precision=precision)
        for counts in ((1,), (2,), (1, 2))
    )
    for name in one:
        assert np.array_equal(one[name], two[name], equal_nan=True), name
        assert np.array_equal(one[name], both[name], equal_nan=True), name


@pytest.mark.slow
def test_a_last_minibatch_of_a_few_images_changes_nothing(
    weights: Weights, train_digits: LabelledImages
) -> None:
    network = Architecture("mlp", (256, 128))
    size = next(n for n in range(40, 200) if len(train_digits) % n == 7)
    one, both = (
        weights(counts, architecture=network, batch_size=size, precision="float32")
        for counts in ((1,), (2, 1))
    )
    assert all(np.array_equal(one[name], both[name], equal_nan=True) for name in one)
