"""Numbers in sentences."""

from __future__ import annotations

from typing import Any

import pytest

from vae_explorer.core.text import begun, count, duration, either, shown, typed


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 epochs"),
        (1, "1 epoch"),
        (1.0, "1 epoch"),
        (0.99999, "1 epoch"),
        (1.5, "1.5 epochs"),
        (2, "2 epochs"),
        (2.34567, "2.346 epochs"),
        (999.99, "1000 epochs"),
        (12_000, "12,000 epochs"),
        (100_000.0, "100,000 epochs"),
    ],
)
def test_one_is_one_and_all_else_are_many(number: float, words: str) -> None:
    assert count(number, "epoch") == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "0:00"), (61, "1:01"), (3599.6, "1:00:00"), (3725, "1:02:05")]
)
def test_a_duration_is_what_a_clock_shows(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_a_sentence_begins_with_a_large_letter_and_a_symbol_stays() -> None:
    assert [begun(text) for text in ("of digits", "β = 784", "σ of the prior", "")] == [
        "Of digits",
        "β = 784",
        "σ of the prior",
        "",
    ]


def test_alternatives_are_listed() -> None:
    assert either(["a"]) == "a"
    assert either(["a", "b"]) == "a or b"
    assert either({"a": 1, "b": 2, "c": 3}) == "a, b or c"


@pytest.mark.parametrize(
    "value",
    [
        "x" * 100_000,
        10**5000,
        [10**5000],
        [[]] * 1000,
        {"a": {"b": {"c": {"d": []}}}},
        None,
        1.5,
        True,
    ],
    ids=range(8),
)
def test_whatever_was_written_is_shown_in_few_characters(value: Any) -> None:
    assert 0 < len(shown(value)) <= 60


def test_wide_signs_are_read_like_narrow_ones() -> None:
    assert typed("１，２；３：＃４、５") == "1,2;3:#4,5"
    assert typed("−1.5, 0.3") == "-1.5, 0.3"
