"""Codes that are encoded in turn: shown at once, or together where a round takes long."""

from __future__ import annotations

import numpy as np

from vae_explorer.core.embedding import Embedding


def advanced(embedding: Embedding, count: int, step: int) -> None:
    """Encode the next `count` digits at `step`; each code is the step that it was taken at."""
    rows = slice(embedding.next_row, embedding.next_row + count)
    size = len(range(*rows.indices(len(embedding))))
    codes = np.full((size, 2), step, np.float32)
    assert embedding.put(rows, codes, codes, step)
    embedding.advance(count, step)


def whole(spread: int) -> Embedding:
    embedding = Embedding(10, spread)
    assert not embedding.complete
    embedding.put(slice(0, 10), np.zeros((10, 2), np.float32), np.zeros((10, 2), np.float32), 0)
    embedding.show()
    assert embedding.complete
    return embedding


def test_a_quick_round_moves_codes_as_they_come() -> None:
    embedding = whole(spread=50)
    advanced(embedding, 4, step=10)
    assert embedding.mean[:, 0].tolist() == [10] * 4 + [0] * 6
    assert embedding.age(12).tolist() == [2] * 4 + [12] * 6


def test_a_slow_round_moves_all_codes_together_when_it_is_complete() -> None:
    embedding = whole(spread=20)
    for step in (10, 20):
        advanced(embedding, 4, step)
        assert (embedding.mean == 0).all()
        assert embedding.age(step).tolist() == [step] * 10
    advanced(embedding, 4, step=30)
    assert embedding.mean[:, 0].tolist() == [10] * 4 + [20] * 4 + [30] * 2
    assert embedding.age(30).tolist() == [20] * 4 + [10] * 4 + [0] * 2
    assert embedding.next_row == 0


def test_codes_that_are_no_numbers_are_told() -> None:
    embedding = Embedding(3, 10)
    bad = np.array([[0, np.nan]], np.float32)
    assert not embedding.put(slice(1, 2), bad, np.zeros((1, 2), np.float32), 1)


def test_what_was_shown_can_be_restored() -> None:
    embedding = Embedding(3, 10)
    codes = np.arange(6, dtype=np.float32).reshape(3, 2)
    embedding.restore(codes, -codes, np.array([0, 5, 2], np.int32), step=40)
    np.testing.assert_array_equal(embedding.mean, codes)
    np.testing.assert_array_equal(embedding.log_variance, -codes)
    assert embedding.age(41).tolist() == [1, 6, 3]
    assert embedding.age(41).dtype == np.int32
